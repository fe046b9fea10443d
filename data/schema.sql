-- The contract between the loaders, which write these tables, and the dashboard, which reads them.
--
-- Amounts are DECIMAL(18,2) in units of currency (Canadian dollars here), with the sign as published:
-- a recovery is negative. A label without a suffix is in the source's own language; `_fr` is French: the source's, or
-- where it has none, for organisations and kinds of spending, that of data/codelists (crosswalk, labels).
-- Classification levels run from the broadest (1) to the narrowest.

-- One publication, such as "Ministry statements", over all its years and releases.
CREATE TABLE dataset (
    dataset          VARCHAR PRIMARY KEY,   -- 'ontario/ministry-statements'
    kind             VARCHAR NOT NULL CHECK (kind IN ('entries', 'series', 'codelist')),
    jurisdiction     VARCHAR,               -- who publishes most of its entries; ISO 3166-2: 'CA-ON', 'CA-NT', or 'CA'
    direction        VARCHAR,               -- direction of its entries, where they share one
    basis            VARCHAR,               -- basis of most of its entries; single line types may differ
    title            VARCHAR NOT NULL,
    title_fr         VARCHAR,
    description      VARCHAR,
    description_fr   VARCHAR,
    publisher        VARCHAR NOT NULL,
    publisher_fr     VARCHAR,
    licence          VARCHAR NOT NULL,
    licence_fr       VARCHAR,
    licence_url      VARCHAR,
    landing_page     VARCHAR,               -- where the publisher offers it
    access_level     VARCHAR NOT NULL CHECK (access_level IN ('open', 'under_review', 'restricted')),
    update_frequency VARCHAR,
    hierarchy        VARCHAR[] NOT NULL,    -- the entry columns to go down by, broadest first
    source_file      VARCHAR NOT NULL,      -- the description it was loaded by
    fingerprint      VARCHAR NOT NULL       -- checksum of the description, its spreadsheets and the loaders
);

-- One dated version of a dataset. A later release never replaces an earlier one.
CREATE TABLE release (
    dataset       VARCHAR NOT NULL,
    release       VARCHAR NOT NULL,         -- name of the version; sorts in order of publication: '2016-17'
    published     VARCHAR,                  -- year, month or day (ISO 8601), as far as it is known
    file          VARCHAR NOT NULL,         -- name of the spreadsheet
    sha256        VARCHAR NOT NULL,         -- checksum of its bytes
    bytes         BIGINT NOT NULL,
    loaded_at     TIMESTAMP NOT NULL,       -- when it was read, UTC
    rows_read     BIGINT NOT NULL,          -- rows of the sheet that hold anything
    rows_kept     BIGINT NOT NULL,          -- of them, rows that gave entries
    rows_set_aside BIGINT NOT NULL,         -- of them, headings, subtotals, notes, rows left out
    entries       BIGINT NOT NULL,
    empty_figures BIGINT NOT NULL,          -- amount cells that were empty: counted, never read as zero
    PRIMARY KEY (dataset, release)
);

-- An entry is one published amount with its classifications and its receipt. It is kept in two parts, because a million
-- payments share a few thousand classifications: the views `entry` and `entry_line` put them together again.
CREATE TABLE classification (
    classification        BIGINT NOT NULL,   -- a number, of this generation of the store only
    dataset               VARCHAR NOT NULL,
    release               VARCHAR NOT NULL,
    jurisdiction          VARCHAR NOT NULL,
    fiscal_year           INTEGER NOT NULL,  -- the year it ends in: 2016 is 2015-16
    direction             VARCHAR NOT NULL CHECK (direction IN ('revenue', 'expenditure')),
    phase                 VARCHAR NOT NULL CHECK (phase IN ('proposed', 'approved', 'adjusted', 'executed', 'carried_forward')),
    phase_published       VARCHAR,           -- the publisher's word: 'Estimates 2016-17'
    basis                 VARCHAR NOT NULL CHECK (basis IN ('consolidated', 'appropriation', 'payments', 'cash')),
    line_type             VARCHAR,           -- program, statutory, consolidation_adjustment, other_adjustment
    vote                  VARCHAR,           -- '1406', 'S' where statutory
    category              VARCHAR,           -- operating or capital, expense or assets
    category_fr           VARCHAR,
    administrative_1_code VARCHAR,           -- who spends: ministry or organisation
    administrative_1      VARCHAR,
    administrative_1_fr   VARCHAR,
    administrative_2_code VARCHAR,           -- program or vote
    administrative_2      VARCHAR,
    administrative_2_fr   VARCHAR,
    administrative_3_code VARCHAR,           -- activity or item
    administrative_3      VARCHAR,
    administrative_3_fr   VARCHAR,
    administrative_4_code VARCHAR,           -- sub-item
    administrative_4      VARCHAR,
    administrative_4_fr   VARCHAR,
    economic_1_code       VARCHAR,           -- on what: standard account, category of payment, type of revenue
    economic_1            VARCHAR,
    economic_1_fr         VARCHAR,
    economic_2_code       VARCHAR,           -- account detail, source of revenue
    economic_2            VARCHAR,
    economic_2_fr         VARCHAR,
    functional_1_code     VARCHAR,           -- for which purpose: COFOG
    recipient_rollup      BOOLEAN,           -- true for 'Accounts under $50,000': many payees on one line
    unit                  VARCHAR NOT NULL,  -- as published: 'dollars', 'millions'
    sha256                VARCHAR NOT NULL,  -- the receipt: SHA-256 of the file's bytes
    sheet                 VARCHAR NOT NULL,  -- name of the sheet
    letter                VARCHAR NOT NULL,  -- letter of the column; `posting` has the row
    receipt               VARCHAR NOT NULL,  -- stands for dataset, release, file and sheet: the same in every load
    -- What makes it comparable, worked out anew by every load:
    line                  VARCHAR,           -- the line in every release, without its recipient
    lineage               VARCHAR,           -- its organisation's lineage; NULL where not resolved
    path                  VARCHAR            -- where that organisation's amounts are today: `organisation_path`
);

-- The amounts of the entries, each with the row of the sheet that it stands in.
CREATE TABLE posting (
    classification BIGINT NOT NULL,
    row            INTEGER NOT NULL,        -- of the sheet, from 1
    recipient      VARCHAR,                 -- who was paid
    amount         DECIMAL(18,2) NOT NULL,
    cut            TINYINT,                 -- printed is the amount without so many last characters: '5.2' is 5.20 without one
    printed        VARCHAR                  -- what stands in the cell, where cut is NULL
);

-- Entries with what makes them comparable: the line that they stand on in every release (not from year or phase,
-- docs/releases.md), and their organisation's lineage and path.
CREATE VIEW entry_line AS
SELECT receipt || '-' || letter || row AS entry_id,  -- the same in every load
       dataset, release, jurisdiction, fiscal_year, direction, phase, phase_published, basis, line_type, vote,
       category, category_fr,
       administrative_1_code, administrative_1, administrative_1_fr,
       administrative_2_code, administrative_2, administrative_2_fr,
       administrative_3_code, administrative_3, administrative_3_fr,
       administrative_4_code, administrative_4, administrative_4_fr,
       economic_1_code, economic_1, economic_1_fr,
       economic_2_code, economic_2, economic_2_fr,
       functional_1_code, recipient, recipient_rollup, amount, unit, sha256, sheet,
       letter || row AS cell,
       coalesce(printed, left(amount::VARCHAR, length(amount::VARCHAR) - cut)) AS printed,
       CASE WHEN recipient IS NULL THEN line ELSE left(md5(line || '|' || trim(regexp_replace(lower(recipient),
            '[^\p{L}\p{N}]+', ' ', 'g'))), 16) END AS line,
       lineage, path,
       row                                  -- of the sheet: to find one entry among many
FROM posting JOIN classification USING (classification);

-- Entries as they were published.
CREATE VIEW entry AS SELECT * EXCLUDE (line, lineage, path, row) FROM entry_line;

-- What the entries of one classification come to. Worked out by every load: what asks for sums alone reads some thousand
-- rows instead of a million.
CREATE TABLE classification_sum (
    dataset        VARCHAR NOT NULL,
    release        VARCHAR NOT NULL,
    classification BIGINT NOT NULL,
    entries        BIGINT NOT NULL,
    amount         DECIMAL(38,2) NOT NULL
);

-- Entries by classification: what is the same for all of them, how many there are, and their amount.
CREATE VIEW entry_sum AS
SELECT dataset, release, jurisdiction, fiscal_year, direction, phase, phase_published, basis, line_type, vote,
       category, category_fr,
       administrative_1_code, administrative_1, administrative_1_fr,
       administrative_2_code, administrative_2, administrative_2_fr,
       administrative_3_code, administrative_3, administrative_3_fr,
       administrative_4_code, administrative_4, administrative_4_fr,
       economic_1_code, economic_1, economic_1_fr,
       economic_2_code, economic_2, economic_2_fr,
       functional_1_code, recipient_rollup, unit, sha256, sheet, lineage, path, entries, amount
FROM classification_sum JOIN classification USING (dataset, release, classification);

-- Rows of a sheet that are not entries, and why: nothing is dropped in silence.
CREATE TABLE set_aside (
    dataset  VARCHAR NOT NULL,
    release  VARCHAR NOT NULL,
    sheet    VARCHAR NOT NULL,
    row      INTEGER NOT NULL,              -- of the sheet, from 1
    kind     VARCHAR NOT NULL CHECK (kind IN ('heading', 'subtotal', 'note', 'left out')),
    text     VARCHAR,                       -- the row's cells; NULL where the reason is privacy
    reason   VARCHAR NOT NULL,              -- the source's words, or the loader's: 'column headings'
    reason_fr VARCHAR                       -- of the source's words
);

-- A measured series that is not an amount: a price index, a population.
CREATE TABLE series_value (
    dataset     VARCHAR NOT NULL,
    release     VARCHAR NOT NULL,
    series      VARCHAR NOT NULL,
    fiscal_year INTEGER NOT NULL,
    value       DECIMAL(18,4) NOT NULL,
    unit        VARCHAR NOT NULL,
    sha256      VARCHAR NOT NULL,
    sheet       VARCHAR NOT NULL,
    cell        VARCHAR NOT NULL,
    printed     VARCHAR NOT NULL
);

-- Codes of a classification with their labels, such as COFOG.
CREATE TABLE code (
    dataset  VARCHAR NOT NULL,
    release  VARCHAR NOT NULL,
    code     VARCHAR NOT NULL,
    label    VARCHAR NOT NULL,
    label_fr VARCHAR,
    note     VARCHAR,
    sha256   VARCHAR NOT NULL,
    sheet    VARCHAR NOT NULL,
    cell     VARCHAR NOT NULL
);

-- The files that a release was read from: its figures, and the labels that were looked up. An entry's sha256 leads here.
CREATE TABLE release_file (
    dataset VARCHAR NOT NULL,
    release VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL CHECK (purpose IN ('figures', 'labels')),
    file    VARCHAR NOT NULL,
    sha256  VARCHAR NOT NULL,
    bytes   BIGINT NOT NULL
);

-- Labels that were brought to one spelling: what stands in the sheet, and what the entry says.
CREATE TABLE unified (
    dataset   VARCHAR NOT NULL,
    release   VARCHAR NOT NULL,
    field     VARCHAR NOT NULL,             -- column of the entry: 'economic_1'
    published VARCHAR NOT NULL,
    stored    VARCHAR NOT NULL,
    rows      BIGINT NOT NULL
);

-- The ledger: every figure that a load had to meet, and whether it did.
CREATE TABLE check_result (
    dataset    VARCHAR NOT NULL,
    release    VARCHAR NOT NULL,
    check_kind VARCHAR NOT NULL CHECK (check_kind IN (
        'control total', 'printed subtotal', 'row count', 'unique key', 'known oddity',
        'required label', 'range', 'equality', 'year-on-year jump')),
    what       VARCHAR NOT NULL,            -- which figure, in words: 'fiscal_year 2024'
    expected   DECIMAL(38,2),
    got        DECIMAL(38,2),
    difference DECIMAL(38,2),               -- got - expected
    tolerance  DECIMAL(38,2),
    verdict    VARCHAR NOT NULL CHECK (verdict IN ('passed', 'failed', 'accepted', 'not checkable', 'review')),
    reason     VARCHAR,                     -- why accepted or not checkable
    reason_fr  VARCHAR,
    printed_in VARCHAR,                     -- where the publisher prints the figure
    printed_in_fr VARCHAR,
    sheet      VARCHAR,
    cell       VARCHAR
);

-- Odd figures that the source lists, with the reason that each is kept as it is.
CREATE TABLE oddity (
    dataset VARCHAR NOT NULL,
    selection VARCHAR NOT NULL,             -- which entries, in words
    why     VARCHAR NOT NULL,               -- it is kept as it is
    why_fr  VARCHAR
);

-- Generation of the store: one row.
CREATE TABLE generation (
    generation  VARCHAR NOT NULL,           -- 'store-000042'
    built_at    TIMESTAMP NOT NULL          -- when it was built, UTC
);

-- An organisation as it was for a span of years. A rename ends one and begins the next. From data/codelists/crosswalk.
CREATE TABLE organisation (
    organisation VARCHAR PRIMARY KEY,       -- 'CA-ON/indigenous-affairs'
    jurisdiction VARCHAR NOT NULL,
    name_en      VARCHAR NOT NULL,
    name_fr      VARCHAR,
    from_year    INTEGER,                   -- first fiscal year whose accounts show it; NULL: before the first event known
    to_year      INTEGER,                   -- the last; NULL: still there
    lineage      VARCHAR NOT NULL,          -- what it has come to be called by renames alone: the same for all of them
    note         VARCHAR
);

-- What became of organisations: one row for each pair of from and to.
CREATE TABLE organisation_event (
    event       INTEGER NOT NULL,           -- rows of one event share it
    jurisdiction VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL CHECK (kind IN ('rename', 'merge', 'split', 'transfer', 'created', 'abolished')),
    date        VARCHAR,                    -- year, month or day (ISO 8601), as far as it is known
    fiscal_year INTEGER NOT NULL,           -- first year whose accounts show it
    from_organisation VARCHAR,              -- what it was; NULL where created
    to_organisation VARCHAR,                -- what it is since; NULL where abolished
    vote        VARCHAR,                    -- of the one program that moved
    program     VARCHAR,                    -- name of the one program that moved
    share       DECIMAL(9,8),               -- which part of the amounts went along; NULL where nobody published it
    certainty   VARCHAR NOT NULL CHECK (certainty IN ('certain', 'probable', 'uncertain')),
    evidence    VARCHAR NOT NULL,
    evidence_fr VARCHAR,
    url         VARCHAR
);

-- Which organisation a dataset means by a label (and its code, where it has one).
CREATE TABLE organisation_label (
    dataset      VARCHAR NOT NULL,
    release      VARCHAR NOT NULL,
    code         VARCHAR,
    label        VARCHAR NOT NULL,
    organisation VARCHAR,                   -- the organisation meant; NULL where it is not resolved
    reason       VARCHAR                    -- why it is not resolved, if somebody wrote it down
);

-- Where an organisation's amounts are today: the shares of one path add up to 1.
CREATE TABLE organisation_path (
    path         VARCHAR NOT NULL,          -- 'CA-ON/labour@2019'; of one program, 'CA-ON/labour@2019#3003'
    organisation VARCHAR NOT NULL,          -- the organisation as labelled
    structure_year INTEGER NOT NULL,        -- the fiscal year whose structure the label speaks of
    today        VARCHAR NOT NULL,
    share        DECIMAL(9,8) NOT NULL,
    rest         BOOLEAN NOT NULL,          -- this row takes what the rounded others leave: one in each path
    way          VARCHAR NOT NULL CHECK (way IN ('same', 'moved', 'kept apart')),
    touched      BOOLEAN NOT NULL,          -- whether any event but a rename befell it since that year
    certainty    VARCHAR NOT NULL CHECK (certainty IN ('certain', 'probable', 'uncertain')),
    PRIMARY KEY (path, today)
);

-- For which purpose an organisation spends: a code of COFOG (reference/cofog). Our own mapping, from data/codelists/purposes.
CREATE TABLE purpose (
    lineage   VARCHAR NOT NULL,             -- of the organisation, as in `organisation`
    program   VARCHAR,                      -- name (administrative_2) of the one program that the row is about; NULL: all others
    code      VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL CHECK (certainty IN ('certain', 'probable', 'uncertain')),
    why       VARCHAR NOT NULL,
    why_fr    VARCHAR
);

-- Who was paid how much: the entries that name a recipient, summed by slice and name. Worked out by every load.
CREATE TABLE recipient (
    dataset     VARCHAR NOT NULL,
    release     VARCHAR NOT NULL,
    fiscal_year INTEGER NOT NULL,
    direction   VARCHAR NOT NULL,
    phase       VARCHAR NOT NULL,
    basis       VARCHAR NOT NULL,
    recipient   VARCHAR NOT NULL,           -- as the entries have it: spellings are not merged
    folded      VARCHAR NOT NULL,           -- the same for searching: 'college boreal', no case, accents or punctuation
    rollup      BOOLEAN NOT NULL,           -- many payees on one line
    entries     BIGINT NOT NULL,
    amount      DECIMAL(38,2) NOT NULL
);

-- The words of recipients' folded names, so that a mistyped one is forgiven.
CREATE TABLE recipient_word (
    dataset    VARCHAR NOT NULL,
    word       VARCHAR NOT NULL,
    recipients BIGINT NOT NULL              -- names that hold it
);
