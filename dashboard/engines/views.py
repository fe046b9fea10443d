"""The views of a store on an engine that has tables alone: `data/engine_views.sql` in that engine's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import sqlglot
from sqlglot import exp

from dashboard.schema import columns

VIEWS = Path(__file__).parents[2] / "data" / "engine_views.sql"

MORE = {"posting": ("dataset", "release", "line")}
"""Columns, of text, that tables have on an engine and not in the store's file; after those of the file."""


def columns_of(table: str) -> tuple[str, ...]:
    """A table's columns, in their order: files of Parquet do not tell where the one that divides them stood."""
    return (*columns(table), *MORE.get(table, ()))


def views(dialect: str, named: Callable[[str], exp.Table]) -> Iterator[tuple[str, str]]:
    """Each view: its name, and the SELECT that it stands for over the tables that `named` gives, in order."""
    for tree in sqlglot.parse(VIEWS.read_text(encoding="utf-8"), read="duckdb"):
        if not isinstance(tree, exp.Create):
            continue
        for table in list(tree.expression.find_all(exp.Table)):
            there = named(table.name)
            there.set("alias", table.args.get("alias"))
            table.replace(there)
        yield tree.this.name, tree.expression.sql(dialect=dialect, identify=True, comments=False)
