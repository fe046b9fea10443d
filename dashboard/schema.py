"""The store's tables as Ibis knows them, read from `data/schema.sql`: no table is described twice."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.backends.sql.datatypes import DuckDBType

SCHEMA = Path(__file__).parents[1] / "data" / "schema.sql"
CATALOG = "accounts"  # the name under which a store is attached


@cache
def _columns() -> dict[str, dict[str, object]]:
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        rows = con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY column_index"
        ).fetchall()
    found: dict[str, dict[str, object]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = DuckDBType.from_string(kind)
    return found


@cache
def required(*tables: str) -> frozenset[str]:
    """The columns of tables that always hold something."""
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        rows = con.execute(
            "SELECT column_name FROM duckdb_columns() WHERE NOT is_nullable AND list_contains(?, table_name)",
            [list(tables)],
        ).fetchall()
    return frozenset(name for (name,) in rows)


@cache
def table(name: str) -> ir.Table:
    """An unbound table of the store. It has no data: `store.ask` answers expressions over it."""
    return ibis.table(_columns()[name], name=name, catalog=CATALOG, database="main")


def asked_of(question: ir.Table) -> dict[str, ir.Table]:
    """The tables of the store that a question asks, by name."""
    return {t.name: table(t.name) for t in question.op().find(ops.UnboundTable) if t.namespace.catalog == CATALOG}


def columns(name: str) -> tuple[str, ...]:
    """The column names of a table, in the schema's order."""
    return tuple(_columns()[name])


@cache
def vocabulary(table: str, column: str) -> tuple[str, ...]:
    """The values that a column may have, in the schema's order. Raises KeyError for one that may have any."""
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        found = con.execute(
            "SELECT constraint_text FROM duckdb_constraints() "
            "WHERE constraint_type = 'CHECK' AND table_name = ? AND constraint_column_names = [?]",
            [table, column],
        ).fetchone()
    if found is None:
        raise KeyError(f"{table}.{column}")
    return tuple(re.findall("'([^']*)'", found[0]))
