-- The figure that a report is about, as it stood when it was reported. `entry` is NULL where it is a sum.
CREATE TABLE reported (
    post        VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES post (id),
    entry       VARCHAR(200),
    dataset     VARCHAR(200) NOT NULL,
    release     VARCHAR(100) NOT NULL,
    fiscal_year INTEGER NOT NULL,
    direction   VARCHAR(20) NOT NULL,
    phase       VARCHAR(20) NOT NULL,
    basis       VARCHAR(20) NOT NULL,
    labels      TEXT NOT NULL,               -- JSON: column and label of each filter, broadest first
    amount      VARCHAR(40) NOT NULL,        -- exact, in units of currency
    file        VARCHAR(300),
    sha256      VARCHAR(64),
    sheet       VARCHAR(200),
    cell        VARCHAR(40),
    printed     VARCHAR(400),
    unit        VARCHAR(40)
);
CREATE INDEX reported_by_entry ON reported (entry);
CREATE INDEX reported_by_release ON reported (dataset, release);
