-- The views of schema.sql as other engines have them. PostgreSQL, Spark and folders of Parquet hold the same tables,
-- but `posting` has three more columns there: `dataset` and `release`, by which it is kept apart, and `line`, which is
-- worked out once for entries with a recipient (NULL for others), because no two engines fold a name alike.
-- It is written so that every engine's dialect can be made of it.

CREATE VIEW entry_line AS
SELECT c.receipt || '-' || c.letter || CAST(p.row AS VARCHAR) AS entry_id,
       c.dataset, c.release, c.jurisdiction, c.fiscal_year, c.direction, c.phase, c.phase_published, c.basis,
       c.line_type, c.vote, c.category, c.category_fr,
       c.administrative_1_code, c.administrative_1, c.administrative_1_fr,
       c.administrative_2_code, c.administrative_2, c.administrative_2_fr,
       c.administrative_3_code, c.administrative_3, c.administrative_3_fr,
       c.administrative_4_code, c.administrative_4, c.administrative_4_fr,
       c.economic_1_code, c.economic_1, c.economic_1_fr,
       c.economic_2_code, c.economic_2, c.economic_2_fr,
       c.functional_1_code, p.recipient, c.recipient_rollup, p.amount, c.unit, c.sha256, c.sheet,
       c.letter || CAST(p.row AS VARCHAR) AS cell,
       COALESCE(p.printed, SUBSTRING(CAST(p.amount AS VARCHAR), 1, LENGTH(CAST(p.amount AS VARCHAR)) - p.cut)) AS printed,
       COALESCE(p.line, c.line) AS line,
       c.lineage, c.path,
       p.row
FROM posting AS p
JOIN classification AS c
  ON c.classification = p.classification AND c.dataset = p.dataset AND c.release = p.release;

CREATE VIEW entry_sum AS
SELECT c.dataset, c.release, c.jurisdiction, c.fiscal_year, c.direction, c.phase, c.phase_published, c.basis,
       c.line_type, c.vote, c.category, c.category_fr,
       c.administrative_1_code, c.administrative_1, c.administrative_1_fr,
       c.administrative_2_code, c.administrative_2, c.administrative_2_fr,
       c.administrative_3_code, c.administrative_3, c.administrative_3_fr,
       c.administrative_4_code, c.administrative_4, c.administrative_4_fr,
       c.economic_1_code, c.economic_1, c.economic_1_fr,
       c.economic_2_code, c.economic_2, c.economic_2_fr,
       c.functional_1_code, c.recipient_rollup, c.unit, c.sha256, c.sheet, c.lineage, c.path, s.entries, s.amount
FROM classification_sum AS s
JOIN classification AS c
  ON c.classification = s.classification AND c.dataset = s.dataset AND c.release = s.release;

CREATE VIEW entry AS
SELECT entry_id,
       dataset, release, jurisdiction, fiscal_year, direction, phase, phase_published, basis, line_type, vote,
       category, category_fr,
       administrative_1_code, administrative_1, administrative_1_fr,
       administrative_2_code, administrative_2, administrative_2_fr,
       administrative_3_code, administrative_3, administrative_3_fr,
       administrative_4_code, administrative_4, administrative_4_fr,
       economic_1_code, economic_1, economic_1_fr,
       economic_2_code, economic_2, economic_2_fr,
       functional_1_code, recipient, recipient_rollup, amount, unit, sha256, sheet, cell, printed
FROM entry_line;
