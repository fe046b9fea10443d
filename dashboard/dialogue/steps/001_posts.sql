-- What readers wrote. Times are UTC. A title or text is what `words.clean` left of it, to be shown as text.
CREATE TABLE post (
    id           VARCHAR(32) NOT NULL PRIMARY KEY,
    kind         VARCHAR(10) NOT NULL CHECK (kind IN ('question', 'idea', 'report')),
    state        VARCHAR(10) NOT NULL CHECK (state IN ('waiting', 'published', 'answered', 'closed', 'merged', 'accepted', 'declined')),
    lang         VARCHAR(8) NOT NULL,
    title        VARCHAR(200) NOT NULL,
    text         VARCHAR(4000) NOT NULL,
    jurisdiction VARCHAR(40),
    view         VARCHAR(3000),              -- address of the view that it is about, relative to any page
    created      TIMESTAMP NOT NULL,
    published    TIMESTAMP,
    answered     TIMESTAMP,
    changed      TIMESTAMP NOT NULL,
    outcome      VARCHAR(12) CHECK (outcome IN ('explained', 'under_way', 'done', 'not_planned')),
    answer_en    VARCHAR(8000),
    answer_fr    VARCHAR(8000),
    reason_en    VARCHAR(4000),              -- why it was declined, closed or, for a report, accepted
    reason_fr    VARCHAR(4000),
    merged_into  VARCHAR(32) REFERENCES post (id)
);
CREATE INDEX post_by_state ON post (state, kind, created);

-- One support of one thing by one browser. `browser` is a hash; `kind` is 'post', 'dataset' or another page's.
CREATE TABLE support (
    kind    VARCHAR(20) NOT NULL,
    item    VARCHAR(200) NOT NULL,
    browser VARCHAR(64) NOT NULL,
    at      TIMESTAMP NOT NULL,
    PRIMARY KEY (kind, item, browser)
);
CREATE INDEX support_by_browser ON support (browser);

-- What moderators did. `moderator` is their address as the sign-in gives it, or 'secret'. Not shown to readers.
CREATE TABLE act (
    id    VARCHAR(32) NOT NULL PRIMARY KEY,
    post  VARCHAR(32) REFERENCES post (id),
    at    TIMESTAMP NOT NULL,
    what  VARCHAR(20) NOT NULL,
    moderator VARCHAR(320) NOT NULL
);
CREATE INDEX act_by_post ON act (post, at);
