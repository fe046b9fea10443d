"""The tables of a release: which part of which sheet each is, and its rows as texts under the names of fields.

A release has one table or many: over several files, over several sheets, or one under the other on one sheet. All
become one: what the steps and the checks see are the rows of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from loaders import figures, marks
from loaders.errors import SheetError
from loaders.headings import AmountColumn, Sheet, amount_columns, find_header, label_columns
from loaders.source import Layout, Release, Source
from loaders.staging import Grid, Staging
from loaders.steps import Matcher
from loaders.workbook import Book


@dataclass(frozen=True)
class Table:
    """One table as it was found: where it stands, which column is what."""

    number: int
    sheet: Sheet
    layout: Layout
    header: tuple[int, int]
    headings: dict[str, str]
    labels: dict[str, str]  # field → grid column
    amounts: list[AmountColumn]
    captured: dict[str, str]  # what the sheet's own name says
    rows: tuple[int, int] = (1, 0)  # of the sheet, with what stands above the headings and below the table
    names: list[str] = field(default_factory=list)  # of the amount columns: the same in all tables of a release

    @property
    def filled(self) -> int:
        """Rows of this part of the sheet that hold anything."""
        grid = self.sheet.grid
        if self.rows == (1, grid.last_row):
            return grid.filled
        rows = grid.between(*self.rows)
        return sum(any(str(v).strip() for k, v in row.items() if k != "row" and v is not None) for row in rows)


def find_tables(staging: Staging, source: Source, release: Release) -> list[Table]:
    """The tables of a release, in the order of files, sheets and rows."""
    found: list[Table] = []
    for path in source.files_of(release):
        book = staging.book(path)
        for layout in source.layouts(release):
            for name, captured in sheets_asked_for(book, layout.sheet.name):
                sheet = Sheet(book, name, staging.grid(book, name))
                found.append(_table(len(found), sheet, layout, release, captured))
    return _with_names([_in_its_rows(table, found) for table in found])


def sheets_asked_for(book: Book, wanted: Matcher | None) -> Iterator[tuple[str, dict[str, str]]]:
    """The sheets that are asked for, each with the named parts of the pattern that its name met."""
    if wanted is None or wanted.any_of or book.is_text:
        words: list[str | None] = list(wanted.any_of) if wanted and wanted.any_of else [None]
        yield from ((book.sheet_name(word), {}) for word in dict.fromkeys(words[:1] if book.is_text else words))
        return
    pattern = wanted.matches or ""
    met = [(s, m) for s in book.sheets if (m := re.search(pattern, s)) and s not in (wanted.none_of or [])]
    if not met:
        there = ", ".join(map(repr, book.sheets))
        what = f"has no sheet whose name matches {pattern!r}; it has {there}"
        raise SheetError(what, file=book.path, do="Correct sheet.name in the source's description.")
    yield from ((s, {k: v for k, v in m.groupdict().items() if v is not None}) for s, m in met)


def _table(number: int, sheet: Sheet, layout: Layout, release: Release, captured: dict[str, str]) -> Table:
    first, last, headings = find_header(sheet, layout.sheet.header)
    amounts = amount_columns(layout, release, headings, sheet)
    labels = label_columns(layout, headings, sheet)
    own = {f: sheet.name for f, h in layout.columns.items() if h == "@sheet"}
    return Table(number, sheet, layout, (first, last), headings, labels, amounts, {**captured, **own})


def _in_its_rows(table: Table, found: Sequence[Table]) -> Table:
    """The table with the rows of its sheet that are its own: up to the next table's headings."""
    here = [t.header[0] for t in found if t.sheet.grid is table.sheet.grid]
    above, below = (t for t in ([h for h in here if h < table.header[0]], [h for h in here if h > table.header[0]]))
    return replace(
        table, rows=(table.header[0] if above else 1, min(below) - 1 if below else table.sheet.grid.last_row)
    )


def _with_names(tables: list[Table]) -> list[Table]:
    """The same name for columns of figures that mean the same in several tables."""
    names: dict[tuple[object, ...], str] = {}
    for table in tables:
        for column in table.amounts:
            meaning = (column.heading, *sorted(map(str, column.constants.items())))
            same = sum(a.heading == column.heading and a.constants == column.constants for a in table.amounts)
            key = (*meaning, column.column) if same > 1 else meaning
            table.names.append(names.setdefault(key, f"_a{len(names) + 1}"))
    return tables


def rows_of(staging: Staging, table: Table, source: Source) -> ir.Table:
    """A table's rows as texts, under the names of fields; `_mark` where a row is a heading or below the table."""
    grid, sheet = table.sheet.grid, table.layout.sheet
    first, last = table.rows
    here = _with_unseen(staging, table, source)
    if table.rows != (1, grid.last_row):
        here = here.filter(here["row"].between(first, last))
    filled = here if grid.filled == grid.cells.num_rows else here.filter(_holds(here, grid))
    end = _end(staging, table, filled)
    headings = _heading_rows(staging, table, filled)
    below = filled["row"] >= end if end else ibis.literal(False)
    is_heading = filled["row"].isin(headings) if headings else ibis.literal(False)
    lined = {s.split.field for s in source.steps if s.split and "\n" in s.split.at}
    indented = [s.levels_from_indent for s in source.steps if s.levels_from_indent]
    indents = {
        f"_indent_{spec.field}": filled[f"_indent_{spec.field}"].fill_null(0)
        if spec.by == "format"
        else _spaces(filled[table.labels[spec.field]])
        for spec in indented
        if spec.field in table.labels
    }
    hidden = {f: filled["_hidden"] for f, h in table.layout.columns.items() if h == "@hidden"}
    nulls = (sheet.nulls, sheet.nulls_matching)
    labels = {
        f: figures.lines(filled[c], *nulls) if f in lined else figures.label(filled[c], *nulls, tidy=grid.is_tidy(c))
        for f, c in table.labels.items()
    }
    return filled.select(
        "row",
        **labels,
        **{f: ibis.literal(v) for f, v in table.captured.items()},
        **indents,
        **hidden,
        **{n: filled[a.column] for n, a in zip(table.names, table.amounts, strict=True)},
        _table=ibis.literal(table.number, "int16"),
        _mark=ibis.cases((is_heading, marks.HEADINGS), (below, marks.BELOW), else_=ibis.null("int16")).cast("int16"),
        _above=(filled["row"] < table.header[0]) | below,
    )


def _holds(here: ir.Table, grid: Grid) -> ir.BooleanValue:
    return ibis.or_(*[figures.holds(here[c]) for c in grid.columns]) if grid.columns else ibis.literal(False)


def _with_unseen(staging: Staging, table: Table, source: Source) -> ir.Table:
    """The sheet's rows with what no cell holds, where the description asks for it: how far formats set labels in,
    which rows are hidden."""
    book, sheet, rows = table.sheet.book, table.sheet.name, table.sheet.grid.table
    for step in source.steps:
        spec = step.levels_from_indent
        if spec and spec.by == "format" and spec.field in table.labels:
            indents = book.indents(sheet, table.labels[spec.field])
            rows = staging.beside(rows, indents.rename_columns(["row", f"_indent_{spec.field}"]))
    if "@hidden" in table.layout.columns.values():
        hidden = book.hidden(sheet).rows
        words = pa.array(["hidden"] * len(hidden), pa.string())
        rows = staging.beside(rows, pa.table({"row": pa.array(hidden, pa.int32()), "_hidden": words}))
    return rows


def _spaces(column: ir.StringColumn) -> ir.IntegerValue:
    spaces = column.re_extract("^[ \t\u00a0]*", 0)
    return spaces.length().cast("int32")


def _heading_rows(staging: Staging, table: Table, filled: ir.Table) -> list[int]:
    """The rows of the headings, and rows further down that repeat the last of them."""
    first, last = table.header
    used = dict.fromkeys([*table.labels.values(), *(a.column for a in table.amounts)])
    found = list(range(first, last + 1)) if last else []
    grid = table.sheet.grid
    bottom = grid.between(last, last) if last else []
    if not bottom or not any(bottom[0].get(c) for c in used):
        return found
    # Of figures nothing is known, and to find out takes longer than to tidy those beside labels that are headings.
    labels = set(table.labels.values())
    same = [
        figures.label(filled[c], tidy=c in labels and grid.is_tidy(c)).identical_to(_label(bottom[0].get(c)))
        for c in used
        if c in grid.columns
    ]
    repeats = filled.filter(filled["row"] > last, *same).select("row")
    return [*found, *(int(str(row)) for (row,) in staging.rows(repeats))]


def _label(text: object) -> str | None:
    return re.sub("[\\s\u00a0\u202f\u2009]+", " ", str(text or "")).strip() or None


def _end(staging: Staging, table: Table, filled: ir.Table) -> int | None:
    """The row at which the table ends, if the description says what ends it."""
    until, last = table.layout.sheet.until, table.header[1]
    if until is None:
        return None
    body = filled.filter(filled["row"] > last)
    if until.blank is not None:
        numbered = body.mutate(_nth=ibis.row_number().over(order_by=body["row"]), _top=body["row"].min().over())
        gaps = numbered.filter(numbered["row"] - numbered["_top"] != numbered["_nth"])
        first = staging.first_value(gaps.agg(n=gaps["row"].min()))
        return int(str(first)) if first is not None else None
    texts = [figures.label(body[c], tidy=table.sheet.grid.is_tidy(c)) for c in table.sheet.grid.columns]
    if until.matches is not None:
        met = ibis.or_(*[t.re_search(until.matches).fill_null(False) for t in texts])
    else:
        met = ibis.or_(*[t.isin(until.any_of or []).fill_null(False) for t in texts])
    first = staging.first_value(body.filter(met).agg(n=body.filter(met)["row"].min()))
    if first is None:
        asked = repr(until.matches) if until.matches else ", ".join(map(repr, until.any_of or []))
        raise table.sheet.error(
            f"has no row with {asked} below its headings", "Correct sheet.until in the description."
        )
    return int(str(first))


def union(tables: Sequence[ir.Table]) -> ir.Table:
    """The rows of all tables; a field that one has and another has not is empty there."""
    if len(tables) == 1:
        return tables[0]
    types = {name: kind for table in tables for name, kind in table.schema().items()}
    wide = [
        t.mutate(**{n: ibis.null(k) for n, k in types.items() if n not in t.columns}).select(*types) for t in tables
    ]
    return ibis.union(*wide)
