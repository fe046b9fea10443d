"""What a load does not read again: it comes along from the store before."""

from __future__ import annotations

from pathlib import Path

import duckdb

from loaders import lines, publish, readback, recipients, sums
from loaders.errors import StoreError


def over(con: duckdb.DuckDBPyConnection, earlier: Path) -> None:
    """Fills the store that `con` builds with what `earlier` holds of other datasets, and of releases no longer listed.

    Raises StoreError where that has other tables.
    """
    publish.attach(con, earlier, "earlier")
    here, there = (_kept_as_read(readback.tables(con, name)) for name in (publish.BUILDING, "earlier"))
    con.execute("CREATE OR REPLACE TEMP TABLE mine AS SELECT dataset, release FROM release")
    if here != there:
        left = con.execute(
            "SELECT dataset FROM earlier.dataset WHERE dataset NOT IN (SELECT dataset FROM mine) UNION "
            "SELECT dataset || ' ' || release FROM earlier.release WHERE dataset IN (SELECT dataset FROM mine) "
            "AND (dataset, release) NOT IN (SELECT (dataset, release) FROM mine) ORDER BY ALL"
        ).fetchall()
        if left:
            raise StoreError(
                f"was written with other tables, so {', '.join(d for (d,) in left)} cannot be carried over",
                where=str(earlier),
                do="Load every source together, or start from nothing with --fresh.",
            )
    else:
        _rows(con, here)
    con.execute("DETACH earlier")


def _rows(con: duckdb.DuckDBPyConnection, tables: dict[str, list[str]]) -> None:
    """The rows of what is carried over. The numbers of its classifications go on after those of this load."""
    last = int(con.execute("SELECT coalesce(max(classification), 0) FROM classification").fetchall()[0][0])
    for table, columns in tables.items():
        key = "(dataset, release)" if "release" in columns else "dataset" if "dataset" in columns else ""
        number = f" REPLACE (classification + {last} AS classification)" if "classification" in columns else ""
        rows = f"SELECT *{number} FROM earlier.main.{table}"
        if key:
            con.execute(f"INSERT INTO {table} BY NAME {rows} WHERE {key} NOT IN (SELECT {key} FROM mine)")
        elif number:
            # Those that did not come along are not found: their numbers are not among this load's either.
            con.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM ({rows}) SEMI JOIN classification USING (classification)"
            )


def _kept_as_read(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without the tables that every load works out anew: they need no carrying over."""
    worked_out = {*lines.TABLES, *recipients.TABLES, *sums.TABLES}
    return {table: columns for table, columns in tables.items() if table not in worked_out}
