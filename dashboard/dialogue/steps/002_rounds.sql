-- Rounds: a theme that is open for ideas between two days, and what came of it. Days are inclusive.
CREATE TABLE round (
    id        VARCHAR(32) NOT NULL PRIMARY KEY,
    title_en  VARCHAR(200) NOT NULL,
    title_fr  VARCHAR(200) NOT NULL,
    text_en   VARCHAR(4000) NOT NULL,
    text_fr   VARCHAR(4000) NOT NULL,
    opens     DATE NOT NULL,
    closes    DATE NOT NULL,
    result_en VARCHAR(8000),
    result_fr VARCHAR(8000),
    created   TIMESTAMP NOT NULL,
    CHECK (closes >= opens)
);
ALTER TABLE post ADD COLUMN round VARCHAR(32) REFERENCES round (id);
CREATE INDEX post_by_round ON post (round);
