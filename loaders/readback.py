"""What a store holds of each file and year, counted twice: by DuckDB as it is written, and apart from it once it is closed.

The second way shares no sum, no join and no view with the first: the two tables that an entry is kept in are taken out as
they are, and put together and added up by Arrow. An error in the engine does not confirm itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from loaders.errors import StoreError

Digest = dict[str, tuple[int, int, str]]  # per table
Tables = dict[str, list[str]]  # with their columns
_OF_ENTRIES = {"posting", "classification"}
Totals = dict[tuple[str | None, int | None], tuple[int, Decimal]]
"""(SHA-256 of the file, fiscal year) → number of entries, sum of their amounts to the cent. A posting whose classification
is missing stands under (None, None)."""


@dataclass(frozen=True)
class Contents:
    """What a store holds: the digest of each table, and entries and cents by file and year."""

    tables: Digest
    totals: Totals


def written(con: duckdb.DuckDBPyConnection, catalog: str, known: Tables) -> Contents:
    """The contents of a store that is being built, by the engine that builds it."""
    return Contents(digest(con, catalog, known), as_written(con, catalog) if known.keys() >= _OF_ENTRIES else {})


def read(con: duckdb.DuckDBPyConnection, catalog: str, known: Tables) -> Contents:
    """The contents of a store that is closed and attached anew, entries and cents counted apart from the engine."""
    return Contents(digest(con, catalog, known), apart(con, catalog) if known.keys() >= _OF_ENTRIES else {})


def compare(file: Path, before: Contents, after: Contents) -> None:
    """StoreError unless the closed file holds what was written, by either way of counting."""
    wrong = sorted(t for t in before.tables if after.tables.get(t) != before.tables[t])
    by_file = differing(before.totals, after.totals)
    if wrong or by_file:
        told = "".join(f"\n  {sentence}" for sentence in by_file[:5])
        raise StoreError(
            f"does not read back as it was written (tables {', '.join(wrong) or 'posting'}){told}",
            where=str(file),
            do="Nothing was published: check the disk.",
        )


def tables(con: duckdb.DuckDBPyConnection, catalog: str) -> Tables:
    """Tables of an attached store with their columns; no views."""
    found = con.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal AND "
        "table_oid IN (SELECT table_oid FROM duckdb_tables() WHERE database_name = $1) AND database_name = $1 "
        "GROUP BY table_name ORDER BY table_name",
        [catalog],
    ).fetchall()
    return {str(table): [str(column) for column in columns] for table, columns in found}


def digest(con: duckdb.DuckDBPyConnection, catalog: str, known: Tables | None = None) -> Digest:
    """Per table: rows, a hash over every value of every row whatever their order, and the sum of amounts.

    `known` are the tables and their columns, where they need not be looked up.
    """
    parts = []
    for table, columns in (tables(con, catalog) if known is None else known).items():
        names = ", ".join(f'"{c}"' for c in columns)
        total = "sum(amount)" if "amount" in columns else "NULL"
        parts.append(
            f"SELECT '{table}', count(*), coalesce(sum(hash({names})::HUGEINT), 0), {total}::VARCHAR "
            f'FROM {catalog}.main."{table}"'
        )
    found = con.execute(" UNION ALL ".join(parts)).fetchall() if parts else []
    return {str(table): (int(count), int(hashed), str(amount)) for table, count, hashed, amount in sorted(found)}


def as_written(con: duckdb.DuckDBPyConnection, catalog: str) -> Totals:
    """By the view that readers ask, in the engine that builds the store and is at work in it (`USE`)."""
    asked = f"SELECT sha256, fiscal_year, count(*), sum(amount) FROM {catalog}.main.entry GROUP BY ALL"
    found = con.execute(asked).fetchall()
    return {(sha256, year): (count, amount) for sha256, year, count, amount in found}


def apart(con: duckdb.DuckDBPyConnection, catalog: str) -> Totals:
    """By taking both tables out, and joining and adding without the engine."""
    postings = con.sql(f"SELECT classification, amount FROM {catalog}.main.posting").to_arrow_table()
    classes = con.sql(f"SELECT classification, sha256, fiscal_year FROM {catalog}.main.classification").to_arrow_table()
    found = list(zip(classes["sha256"].to_pylist(), classes["fiscal_year"].to_pylist(), strict=True))
    keys = [(None, None), *dict.fromkeys(found)]
    number = {key: n for n, key in enumerate(keys)}
    of_class = pa.array([number[key] for key in found], pa.int32())
    place = pc.index_in(postings["classification"], value_set=classes["classification"].combine_chunks())
    group = pc.fill_null(of_class.take(place), 0)
    order = pc.sort_indices(group)
    amounts = postings["amount"].combine_chunks().take(order)
    counts = {int(c["values"]): int(c["counts"]) for c in pc.value_counts(group).to_pylist()}
    totals: Totals = {}
    start = 0
    for n in sorted(counts):
        totals[keys[n]] = (counts[n], pc.sum(amounts.slice(start, counts[n])).as_py())
        start += counts[n]
    return totals


def differing(written: Totals, read: Totals) -> list[str]:
    """One sentence for each file and year of which the two do not say the same."""
    nothing = (0, Decimal(0))
    keys = sorted({*written, *read}, key=str)
    sides = ((key, written.get(key, nothing), read.get(key, nothing)) for key in keys)
    return [
        f"file {str(key[0])[:12]}…, year {key[1]}: wrote {then[0]:,} entries of {then[1]:,}, read {now[0]:,} of {now[1]:,}"
        for key, then, now in sides
        if then != now
    ]
