"""What is sent: every table of a store, and how one sees that all of it arrived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb

from loaders.errors import StoreError
from loaders.publish import attach
from loaders.readback import tables

VIEWS = Path(__file__).parents[2] / "data" / "engine_views.sql"
PARTED = ("classification", "classification_sum", "posting", "recipient")
"""The tables that grow with the accounts: kept apart by dataset and release."""

_STORE = "sent"
# The line of an entry with a recipient, as the view `entry_line` of the schema works it out.
_LINE = (
    "CASE WHEN p.recipient IS NOT NULL THEN left(md5(c.line || '|' || "
    "trim(regexp_replace(lower(p.recipient), '[^\\p{L}\\p{N}]+', ' ', 'g'))), 16) END"
)


class Measure(NamedTuple):
    """How many rows a table has, and the sum of its amounts in units of currency (None: it has none)."""

    rows: int
    amount: Decimal | None


class Table(NamedTuple):
    """A table as it is sent: SQL for DuckDB that gives its rows, and its columns with DuckDB's types."""

    name: str
    rows: str
    columns: dict[str, str]

    @property
    def parted(self) -> bool:
        return self.name in PARTED


@contextmanager
def opened(store: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a store's file that can only read it; what it gives it can write elsewhere."""
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as con:
        attach(con, store, _STORE)
        con.execute(f"USE {_STORE}")
        yield con


def every(con: duckdb.DuckDBPyConnection) -> list[Table]:
    """All tables; the views are made again where they arrive."""
    return [_table(con, name) for name in tables(con, _STORE)]


def _table(con: duckdb.DuckDBPyConnection, name: str) -> Table:
    rows = f'SELECT * FROM "{name}"'
    if name == "posting":
        rows = (
            f"SELECT p.*, c.dataset, c.release, {_LINE} AS line "
            "FROM posting p JOIN classification c USING (classification)"
        )
    if name in PARTED:
        # What is asked for together lies together.
        rows += " ORDER BY dataset, release, " + ("folded" if name == "recipient" else "classification")
        rows += ", row" if name == "posting" else ""
    columns = {str(c): str(kind) for c, kind, *_ in con.execute(f"DESCRIBE {rows}").fetchall()}
    return Table(name, rows, columns)


def measured(con: duckdb.DuckDBPyConnection, table: Table) -> Measure:
    """A table as it is in the store."""
    return measure(con, f'"{table.name}"', table)


def measure(con: duckdb.DuckDBPyConnection, where: str, table: Table) -> Measure:
    """What `where`, in DuckDB's words, has of a table."""
    amount = "sum(amount)" if "amount" in table.columns else "NULL"
    rows, total = con.execute(f"SELECT count(*), {amount} FROM {where}").fetchall()[0]
    return Measure(int(rows), total)


def refuse_other(table: Table, sent: Measure, arrived: Measure, where: str) -> None:
    """Raises StoreError where a table does not read back as it was sent."""
    if sent != arrived:
        raise StoreError(
            f"does not read back as it was sent: table {table.name} has {arrived.rows:,} rows that add up to "
            f"{arrived.amount}, {sent.rows:,} rows that add up to {sent.amount} were sent",
            where=where,
            do="Nothing was published there.",
        )


def generation(con: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
    """Name of the generation, and when it was built (UTC)."""
    row = con.execute("SELECT generation, built_at FROM generation").fetchone()
    return row or ("unknown", None)
