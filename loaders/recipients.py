"""What the store keeps of who was paid: every recipient of a slice with its sum, and the words of their names.

Written anew by every load from the entries that name a recipient: the largest, and a name searched for, are then
found without reading the entries.
"""

from __future__ import annotations

import duckdb

TABLES = ("recipient", "recipient_word")
_SLICE = "dataset, release, fiscal_year, direction, phase, basis, recipient"

# `dashboard.questions.payments.fold` does the same to what a reader types.
_BARE = "replace(replace(strip_accents(lower(recipient)), 'œ', 'oe'), 'æ', 'ae')"
_FOLDED = f"trim(regexp_replace(regexp_replace({_BARE}, '[''’]', '', 'g'), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Fills the recipients' tables from the entries of `con`."""
    for table in TABLES:
        con.execute(f"DELETE FROM {table}")
    # A name is folded once, however many years it was paid in: the patterns cost more than the sums.
    con.execute(
        "INSERT INTO recipient BY NAME WITH paid AS ("
        f"SELECT {_SLICE}, recipient_rollup IS TRUE AS rollup, count(*) AS entries, sum(amount) AS amount "
        "FROM entry WHERE recipient IS NOT NULL GROUP BY ALL), "
        f"name AS (SELECT recipient, {_FOLDED} AS folded FROM (SELECT DISTINCT recipient FROM paid)) "
        "SELECT paid.*, name.folded FROM paid JOIN name USING (recipient)"
    )
    con.execute(
        "INSERT INTO recipient_word BY NAME SELECT dataset, word, count(*) AS recipients FROM ("
        "SELECT dataset, unnest(string_split(folded, ' ')) AS word "
        "FROM (SELECT DISTINCT dataset, folded FROM recipient WHERE NOT rollup)) "
        "WHERE length(word) > 3 AND NOT regexp_matches(word, '[0-9]') GROUP BY dataset, word"
    )
