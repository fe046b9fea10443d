"""The grids and temporary tables on the way from a sheet to the store, and questions to them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders import figures
from loaders.errors import SheetError, SourceError
from loaders.merged import Span
from loaders.workbook import Book, filled_rows, letter


@dataclass(frozen=True)
class Grid:
    """A sheet as texts: the Arrow table for single cells, the expression for whole columns."""

    cells: pa.Table
    table: ir.Table
    _tidy: dict[str, bool] = field(default_factory=dict)

    @functools.cached_property
    def columns(self) -> list[str]:
        """The columns that hold anything: what a sheet once held leaves its extent behind."""
        return [c for c in self.cells.column_names if c != "row" and self.cells[c].null_count < self.cells.num_rows]

    @functools.cached_property
    def last_row(self) -> int:
        return int(pc.max(self.cells["row"]).as_py() or 0)

    def is_tidy(self, column: str) -> bool:
        """Whether a column's texts are labels as they stand: no white space but single spaces inside."""
        if column not in self._tidy:
            self._tidy[column] = figures.is_tidy(self.cells[column])
        return self._tidy[column]

    @functools.cached_property
    def filled(self) -> int:
        """Rows that hold anything."""
        if any(not self.cells[c].null_count and self.is_tidy(c) for c in self.columns):
            return int(self.cells.num_rows)
        return filled_rows(self.cells.select(["row", *self.columns])) if self.columns else 0

    def only(self, rows: pa.ChunkedArray) -> pa.Table:
        """Some rows by their numbers, in their order, every column a plain text."""
        wanted = np.zeros(self.cells.num_rows, dtype=bool)
        wanted[rows.to_numpy() - 1] = True  # a grid leaves no row out
        some = self.cells.filter(pa.array(wanted))
        return some.cast(pa.schema([("row", pa.int32()), *((c, pa.string()) for c in some.column_names[1:])]))

    def between(self, first: int, last: int) -> list[dict[str, object]]:
        """The cells of some rows, by their columns."""
        above = max(first, 1) - 1  # a grid leaves no row out
        some = self.cells.slice(above, max(last - above, 0))
        return list(some.select(["row", *self.columns]).to_pylist())


class Staging:
    """The temporary tables of one release, and questions to them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, books: Mapping[Path, Book] | None = None) -> None:
        self.con = con
        self._books = dict(books or {})
        self._grids: dict[tuple[Path, str], Grid] = {}
        self._beside: list[str] = []

    def book(self, path: Path) -> Book:
        """A spreadsheet, opened once."""
        return self._books.setdefault(path, self._books.get(path) or Book.open(path))

    def grid(self, book: Book, sheet: str) -> Grid:
        """A sheet, read once."""
        if (book.path, sheet) not in self._grids:
            cells, name = book.grid(sheet), f"_grid_{len(self._grids)}"
            self.con.register(name, cells)
            table = ibis.table({n: "int32" if n == "row" else "string" for n in cells.column_names}, name=name)
            self._grids[book.path, sheet] = Grid(cells, table)
        return self._grids[book.path, sheet]

    def given(self, more: pa.Table) -> ir.Table:
        """A table from elsewhere, until `forget`."""
        name = f"_beside_{len(self._beside)}"
        self._beside.append(name)
        self.con.register(name, more)
        return ibis.table({c.name: str(c.type) for c in more.schema}, name=name)

    def beside(self, rows: ir.Table, more: pa.Table) -> ir.Table:
        """The rows with the columns of another table beside them; both have `row`."""
        return rows.left_join(self.given(more), "row").drop("row_right")

    def forget(self) -> None:
        """Lets go of the grids."""
        for grid in self._grids.values():
            self.con.unregister(grid.table.get_name())
        for name in self._beside:
            self.con.unregister(name)
        self._grids.clear()

    def sql(self, expr: ir.Table) -> str:
        return str(ibis.to_sql(expr, dialect="duckdb", pretty=False))

    def keep(self, name: str, expr: ir.Table) -> ir.Table:
        """Evaluates a table once; gives back the evaluated one, a view of that name.

        Columns that are a sheet's as they stand are not copied: of a long sheet they are most of the texts.
        """
        beside = self._beside_its_grid(expr)
        if beside is None:
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE _kept_{name} AS {self.sql(expr)}")
        else:
            self.con.register(f"_lent_{name}", beside)
        of = f"_kept_{name}" if beside is None else f"_lent_{name}"
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM {of}")
        # An earlier one may have been made the other way. It goes last: this one may have been made of it.
        if beside is None:
            self.con.unregister(f"_lent_{name}")
        else:
            self.con.execute(f"DROP TABLE IF EXISTS temp._kept_{name}")
        return ibis.table(expr.schema(), name=name)

    def _beside_its_grid(self, expr: ir.Table) -> pa.Table | None:
        """What is worked out of a grid, row by row, beside the grid's own columns; None for what is not made so."""
        of, same = straight(expr)
        grid = next((g for g in self._grids.values() if g.table.get_name() == of), None)
        worked_out = expr.select([c for c in expr.columns if c not in same or same[c] == "row"])
        if grid is None or len(worked_out.columns) == len(expr.columns) or "row" not in worked_out.columns:
            return None
        made = self.con.sql(self.sql(worked_out)).to_arrow_table()
        if not made["row"].equals(grid.cells["row"]):
            return None  # it came in another order: what follows from rows nearby may
        columns = {c: made[c] if c in made.column_names else grid.cells[same[c]] for c in expr.columns}
        return pa.table(columns)

    def name(self, name: str, expr: ir.Table) -> ir.Table:
        """Gives a table a name, so that each question to it is put in few words: to put it takes longer than the answer."""
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {self.sql(expr)}")
        return ibis.table(expr.schema(), name=name)

    def columns(self, table: str) -> list[str]:
        """The columns of a table of the store."""
        return [str(name) for name, *_ in self.con.execute(f"DESCRIBE {table}").fetchall()]

    def insert(self, table: str, expr: ir.Table) -> None:
        """Writes rows into a table of the store, in any order: a table has none, and to keep one costs time."""
        self.con.execute("SET preserve_insertion_order = false")
        self.con.execute(f"INSERT INTO {table} BY NAME {self.sql(expr)}")
        self.con.execute("RESET preserve_insertion_order")

    def rows(self, expr: ir.Table) -> list[tuple[object, ...]]:
        return self.con.execute(self.sql(expr)).fetchall()

    def column(self, expr: ir.Table) -> pa.ChunkedArray:
        """The values of a table's only column."""
        return self.con.sql(self.sql(expr)).to_arrow_table().column(0)

    def first_value(self, expr: ir.Table) -> object | None:
        found = self.rows(expr.limit(1))
        return found[0][0] if found else None

    def labels(self, path: Path, sheet: str | None, header: int) -> ir.Table:
        """Another sheet, with its headings as column names (for `lookup`)."""
        book = self.book(path)
        name = book.sheet_name(sheet)
        grid = self.grid(book, name)
        headings = headings_at(grid, header, header)
        named = [h for h in headings.values() if h]
        if twice := sorted({h for h in named if named.count(h) > 1}):
            raise SourceError(f"sheet {name!r} has more than one column {', '.join(map(repr, twice))}")
        body = grid.table.filter(grid.table["row"] > header)
        return body.select(**{h: figures.label(body[c]) for c, h in headings.items() if h})


def straight(expr: ir.Table) -> tuple[str, dict[str, str]]:
    """Of projections of one table: its name, and column → the column of that table that it is, unaltered. ("", {}) of
    anything else."""
    op, same = expr.op(), {c: c for c in expr.columns}
    while isinstance(op, ops.Project | ops.DropColumns):
        if isinstance(op, ops.Project):
            values = {c: op.values[name] for c, name in same.items()}
            same = {c: value.name for c, value in values.items() if isinstance(value, ops.Field)}
        op = op.parent
    return (op.name, same) if isinstance(op, ops.UnboundTable) else ("", {})


def let_go(con: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Drops what `keep` and `name` have left behind in a connection."""
    for name in names:
        con.execute(f"DROP VIEW IF EXISTS temp.{name}")
        con.execute(f"DROP TABLE IF EXISTS temp._kept_{name}")
        con.unregister(f"_lent_{name}")


def squeeze(text: object) -> str:
    """A heading with single plain spaces, so that a no-break space or a line break in it does not matter."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", str(text or "")).strip()


def headings_at(
    grid: Grid, first: int, last: int, *, fill_right: bool = False, merged: Sequence[Span] = ()
) -> dict[str, str]:
    """Grid column → heading. Headings over several rows are joined. A heading in `merged` cells is that of all columns
    under them, and others in its row keep to their own. In a row without any, with `fill_right` and but for the last,
    an empty cell has the text to its left, as far as both stand under the same merged cells."""
    found = {int(str(row["row"])): row for row in grid.between(first, last)}
    parts: dict[str, list[str]] = {c: [] for c in grid.columns}
    under: dict[str, object] = dict.fromkeys(grid.columns)
    for number in range(first, last + 1):
        row = found.get(number, {})
        texts = {c: squeeze(row.get(c)) for c in grid.columns}
        if spans := [s for s in merged if s[0] <= number <= s[2]]:
            texts, under = _as_merged(texts, spans, number, under)
        elif fill_right and number < last:
            texts = _filled_right(texts, under)
        for column, text in texts.items():
            parts[column].append(text)
    return {c: " ".join(p for p in texts if p) for c, texts in parts.items()}


def _filled_right(texts: Mapping[str, str], under: Mapping[str, object]) -> dict[str, str]:
    told: dict[str, str] = {}
    left, above = "", None
    for column, text in texts.items():
        left = text or (left if under[column] == above else "")
        told[column], above = left, under[column]
    return told


def _as_merged(
    texts: Mapping[str, str], spans: Sequence[Span], number: int, under: Mapping[str, object]
) -> tuple[dict[str, str], dict[str, object]]:
    """The headings of a row with merged cells; and column → what stands above it, the same for those that share it."""
    told: dict[str, str] = {}
    above: dict[str, object] = {}
    left: object = None
    waiting, span = sorted(spans, key=lambda s: s[1], reverse=True), (0, 0, 0, 0)
    for column, text in texts.items():
        place = int(column[1:])
        while waiting and waiting[-1][1] <= place:
            span = waiting.pop()
        if place <= span[3]:  # a text that stands in the merged cells is in the first of them, and of their first row
            told[column], left = (texts.get(f"c{span[1]}", "") if number == span[0] else ""), span
            above[column] = (under[column], span)
        else:
            told[column], left = text, column if text else left
            above[column] = (under[column], column if text else ("beside", left))
    return told, above


def column_at(reference: str, grid: Grid, book: Book, sheet: str) -> str | None:
    """The grid column that `@U` names; None for anything else."""
    match = re.fullmatch(r"@([A-Z]{1,3})", reference)
    if match is None:
        return None
    columns: dict[str, str] = {letter(c): c for c in grid.cells.column_names if c != "row"}
    if match[1] not in columns:
        last = list(columns)[-1]
        raise SheetError(f"has no column {match[1]}; its last is {last}", file=book.path, sheet=sheet)
    return columns[match[1]]
