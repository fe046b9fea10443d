"""The temporary tables on the way from a sheet to the store, and questions to them."""

from __future__ import annotations

import re

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from loaders import figures
from loaders.errors import SourceError
from loaders.workbook import Book


class Staging:
    """The temporary tables of one release, and questions to them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, book: Book) -> None:
        self.con, self.book = con, book
        self._looked_up = 0

    def sql(self, expr: ir.Table) -> str:
        return str(ibis.to_sql(expr, dialect="duckdb"))

    def keep(self, name: str, expr: ir.Table) -> ir.Table:
        """Evaluates a table once; gives back the evaluated one."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {self.sql(expr)}")
        return ibis.table(expr.schema(), name=name)

    def rows(self, expr: ir.Table) -> list[tuple[object, ...]]:
        return self.con.execute(self.sql(expr)).fetchall()

    def first_value(self, expr: ir.Table) -> object | None:
        found = self.rows(expr.limit(1))
        return found[0][0] if found else None

    def grid(self, sheet: str, name: str) -> ir.Table:
        """A sheet as the temporary table `name`."""
        return self.load(self.book.grid(sheet), name)

    def load(self, grid: pa.Table, name: str) -> ir.Table:
        self.con.register(f"_{name}", grid)
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM _{name}")
        self.con.unregister(f"_{name}")
        return ibis.table({n: "int32" if n == "row" else "string" for n in grid.column_names}, name=name)

    def table(self, sheet: str, header: int) -> ir.Table:
        """Another sheet, with its headings as column names (for `lookup`)."""
        self._looked_up += 1
        grid = self.grid(self.book.sheet_name(sheet), f"lookup_{self._looked_up}")
        headings = headings_at(self, grid, header)
        named = [h for h in headings.values() if h]
        if twice := sorted({h for h in named if named.count(h) > 1}):
            raise SourceError(f"sheet {sheet!r} has more than one column {', '.join(map(repr, twice))}")
        body = grid.filter(grid["row"] > header)
        return body.select(**{h: figures.label(body[c], []) for c, h in headings.items() if h})


def squeeze(text: object) -> str:
    """A heading with single plain spaces, so that a no-break space or a line break in it does not matter."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", str(text or "")).strip()


def headings_at(staging: Staging, grid: ir.Table, row: int) -> dict[str, str]:
    """Grid column → heading, of one row."""
    columns = [c for c in grid.columns if c != "row"]
    found = staging.rows(grid.filter(grid["row"] == row).select(*columns))
    return dict(zip(columns, (squeeze(v) for v in found[0]), strict=True)) if found else {}
