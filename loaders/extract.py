"""A sheet and its description become entries, each with its receipt.

Temporary tables stand on the way, in the connection that builds the store: `marked` (the rows of a release after the
steps), `figure` (one row per amount cell; where a sheet has one column of figures, `marked` is that too), `placed` (a
view of these with all that holds for them) and `aside` (the rows that are no entries, with their texts).
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from loaders import marks, verbs
from loaders.amounts import CENTS, SIGN, per_table, read_figures, require_all, with_places
from loaders.errors import SourceError
from loaders.postings import receipt_of, write_entries
from loaders.refused import refuse_bad_cells
from loaders.scaled import refuse_scaled
from loaders.source import FIGURES, Release, Source
from loaders.staging import Grid, Staging
from loaders.steps import Lookup
from loaders.tables import Table, find_tables, rows_of, union
from loaders.workbook import Book, letter

_RESERVED = {"row", "printed", "cell", "dataset", "release", "sha256", "sheet", "entry_id"}  # of the receipt
_TARGET = {"entries": "entry", "series": "series_value", "codelist": "code"}


@dataclass
class Extracted:
    """What one release gave: counts for the `release` table, and the tables that the checks read."""

    source: Source
    release: Release
    tables: list[Table] = field(default_factory=list)
    rows_in_sheet: int = 0  # counted in the grids, before anything is done to them
    rows_read: int = 0
    rows_kept: int = 0
    rows_set_aside: int = 0
    entries: int = 0
    empty_figures: int = 0
    figure: ir.Table = field(default_factory=lambda: ibis.table({"row": "int32"}, name="figure"))

    @property
    def books(self) -> list[Book]:
        """The spreadsheets, in the order in which the release names them."""
        return list({t.sheet.book.path: t.sheet.book for t in self.tables}.values())

    @property
    def place(self) -> tuple[str, str]:
        """Dataset and release."""
        return self.source.dataset, self.release.release

    @property
    def book(self) -> Book:
        return self.books[0]

    @property
    def sheet(self) -> str:
        return self.tables[0].sheet.name

    def sheet_of(self, number: object) -> str:
        """The sheet of a table."""
        return next(t.sheet.name for t in self.tables if t.number == number)


@dataclass(frozen=True)
class _Sheets:
    """What `lookup` asks for."""

    staging: Staging
    source: Source
    release: Release
    tables: Sequence[Table]

    def labels_of(self, spec: Lookup) -> tuple[str, ir.Table]:
        name = self.release.file_of(spec)
        path = self.source.need(name, "lookup") if name else self.tables[0].sheet.book.path
        where = [f"sheet {spec.sheet!r}"] * bool(spec.sheet) + [f"file {name!r}"] * bool(name)
        return " of ".join(where), self.staging.labels(path, spec.sheet, spec.header)

    def first_value(self, expr: ir.Table) -> object | None:
        return self.staging.first_value(expr)


def extract(
    con: duckdb.DuckDBPyConnection, source: Source, release: Release, books: Mapping[Path, Book] | None = None
) -> Extracted:
    """Reads one release into the store's tables; leaves `marked`, `figure` and `aside` behind for the checks.

    `books` are files of the release that were opened before.
    Raises SourceError, SheetError or CellError; the caller then drops the whole build.
    """
    out, staging = Extracted(source, release), Staging(con, books)
    _refuse_unused_fields(staging, source, release)
    tables = out.tables = find_tables(staging, source, release)
    out.rows_in_sheet = sum(table.filled for table in tables)
    rows = verbs.apply_steps(
        union([rows_of(staging, t, source) for t in tables]), source, _Sheets(staging, source, release, tables)
    )
    rows = marks.mark(rows, rows["_above"], marks.ABOVE).drop("_above")
    if source.kind == "codelist":
        marked = staging.keep("marked", rows)
        staging.insert("code", code_rows(marked, out))
    else:
        require_all(source, set(rows.columns), tables)
        kept = read_figures(staging, rows, source, tables)
        figure = out.figure = staging.name("placed", with_places(kept, source, tables))
        refuse_bad_cells(staging, figure, source, tables)
        if source.kind == "series":
            staging.insert("series_value", series_rows(figure, out))
        else:
            refuse_scaled(staging, figure, tables)
            write_entries(staging, kept.columns, out)
        marked = ibis.table(_schema_of(con), name="marked")
    _set_aside(staging, marked, out)
    _report_unified(con, marked, out)
    _files(con, out)
    _count(con, out)
    staging.forget()
    return out


def _schema_of(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    kinds = {"VARCHAR": "string", "INTEGER": "int32", "SMALLINT": "int16", "BOOLEAN": "boolean"}
    described = con.execute("DESCRIBE marked").fetchall()
    return {str(name): kinds[str(kind)] for name, kind, *_ in described if str(kind) in kinds}


def series_rows(figure: ir.Table, out: Extracted) -> ir.Table:
    """The figures of a measured series, in the columns of `series_value`; the means of those that are averaged."""
    rows = figure.filter(figure["_mark"].isnull(), ~figure["_empty"])
    receipt = receipt_of(rows, out)
    kept = rows.select("row", "series", "fiscal_year", "unit", "cell", "printed", value=rows["amount"], **receipt)
    if not any(step.average for step in out.source.steps):
        return kept.drop("row")
    first, last = kept["cell"].first(order_by="row"), kept["cell"].last(order_by="row")
    return kept.group_by("series", "fiscal_year", "unit", *receipt).agg(
        cell=first + ":" + last,
        printed=kept["printed"].group_concat(" | ", order_by="row"),
        value=(kept["value"].sum() / kept["value"].count()).cast("decimal(18, 4)"),
    )


def code_rows(marked: ir.Table, out: Extracted) -> ir.Table:
    """The codes of a classification, in the columns of `code`."""
    rows = marked.filter(marked["_mark"].isnull())
    given = [c for c in ("code", "label", "label_fr", "note") if c in rows.columns]
    letters = per_table(rows, out.tables, lambda t: letter(t.labels["code"]))
    return rows.select(*given, cell=letters + rows["row"].cast(str), **receipt_of(rows, out))


def _set_aside(staging: Staging, marked: ir.Table, out: Extracted) -> None:
    """The rows that are not entries, with their texts: `aside` for the checks, `set_aside` for the store."""
    found = marked.filter(marked["_mark"].notnull()).select("_table", "_mark", _row=marked["row"])
    parts = [_with_text(staging, found.filter(found["_table"] == t.number), t.sheet.grid) for t in out.tables]
    aside = staging.keep("aside", ibis.union(*parts) if len(parts) > 1 else parts[0])
    means = marks.meanings(out.source)
    used = sorted(int(str(code)) for (code,) in staging.rows(aside.select("_mark").distinct()))
    for code in used:
        kind, why, why_fr, private = means[code]
        rows = aside.filter(aside["_mark"] == code)
        receipt = {n: v for n, v in receipt_of(rows, out).items() if n != "sha256"}
        text = ibis.null(str) if private else rows["_text"]
        said = {
            "kind": ibis.literal(kind),
            "text": text,
            "reason": ibis.literal(why),
            "reason_fr": ibis.literal(why_fr, str),
        }
        staging.insert("set_aside", rows.select("row", **said, **receipt))


def _with_text(staging: Staging, rows: ir.Table, grid: Grid) -> ir.Table:
    """Some rows of a sheet with all their texts as one, `_text`."""
    cells = staging.given(grid.only(staging.column(rows.select("_row").distinct())))
    joined = rows.join(cells, rows["_row"] == cells["row"])
    text = ibis.array([joined[c] for c in grid.columns]).filter(lambda x: x.notnull()).join(" | ")
    return joined.select("_table", "row", "_mark", _text=text)


def _report_unified(con: duckdb.DuckDBPyConnection, marked: ir.Table, out: Extracted) -> None:
    for name in (c.removeprefix("_was_") for c in marked.columns if c.startswith("_was_")):
        con.execute(
            f'INSERT INTO unified SELECT ?, ?, ?, "_was_{name}", "{name}", count(*) FROM marked '
            f'WHERE "_was_{name}" IS NOT NULL GROUP BY ALL ORDER BY ALL',
            [out.source.dataset, out.release.release, name],
        )


def _files(con: duckdb.DuckDBPyConnection, out: Extracted) -> None:
    key = [out.source.dataset, out.release.release]
    for purpose, book in _read_files(out):
        row = [*key, purpose, book.path.name, book.sha256, len(book.content)]
        con.execute("INSERT INTO release_file VALUES (?, ?, ?, ?, ?, ?)", row)


def _read_files(out: Extracted) -> Iterator[tuple[str, Book]]:
    yield from (("figures", book) for book in out.books)
    yield from (("labels", Book.open(path)) for path in out.source.looked_up(out.release))


def _refuse_unused_fields(staging: Staging, source: Source, release: Release) -> None:
    """A field that is stored nowhere and that no step uses is a slip of the pen: it would be lost without a word."""
    target = _TARGET[source.kind]
    stored = staging.columns(target)
    layouts = source.layouts(release)
    named = dict.fromkeys(
        f
        for layout in layouts
        for f in (*layout.columns, *layout.constants.labels, *(n for c in layout.amounts.values() for n in c.labels))
    )
    if taken := sorted(_RESERVED & {*named, *(n for step in source.steps for n in step.makes())}):
        raise SourceError(f"a field cannot be called {taken[0]!r}: the receipt is", where=str(source.path))
    if FIGURES[source.kind] in {n for step in source.steps for n in step.makes()} and source.kind != "codelist":
        raise SourceError(
            f"a step makes {FIGURES[source.kind]!r}, which is read from its column alone",
            where=str(source.path),
            do="What stands in two columns, dollars and cents, is read with the field cents; a sign of its own, with sign.",
        )
    known = {*stored, *source.fields_of_steps(), "amount", "value", SIGN, CENTS}
    if lost := [f for f in named if f not in known]:
        near = difflib.get_close_matches(lost[0], stored, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise SourceError(
            f"columns names {', '.join(lost)}, which is no column of `{target}` and which no step uses.{hint}",
            where=str(source.path),
            do="The columns stand in data/schema.sql.",
        )


def _count(con: duckdb.DuckDBPyConnection, out: Extracted) -> None:
    def counts(of: str, *conditions: str) -> list[int]:
        counted = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions)
        return [int(n) for n in con.execute(f"SELECT {counted} FROM {of}").fetchall()[0]]

    # With `rows_in_sheet` counts of three tables: a row that a step lost or doubled shows in the ledger.
    out.rows_read, out.rows_kept, out.rows_set_aside = counts("marked", "true", "_mark IS NULL", "_mark IS NOT NULL")
    out.entries = out.rows_kept
    if out.source.kind != "codelist":
        out.entries, out.empty_figures = counts("placed", "_mark IS NULL AND NOT _empty", "_mark IS NULL AND _empty")
        out.entries //= next((step.average.of for step in out.source.steps if step.average), 1)


def release_row(out: Extracted, loaded_at: dt.datetime) -> pa.Table:
    """The release's row for the store. With several files: their names, and the hash of their hashes."""
    books = out.books
    digest = books[0].sha256
    if len(books) > 1:
        digest = hashlib.sha256("".join(b.sha256 for b in books).encode()).hexdigest()
    return pa.table(
        {
            "dataset": [out.source.dataset],
            "release": [out.release.release],
            "published": pa.array([out.release.published], pa.string()),
            "file": [", ".join(book.path.name for book in books)],
            "sha256": [digest],
            "bytes": [sum(len(book.content) for book in books)],
            "loaded_at": pa.array([loaded_at], pa.timestamp("us")),
            "rows_read": [out.rows_read],
            "rows_kept": [out.rows_kept],
            "rows_set_aside": [out.rows_set_aside],
            "entries": [out.entries],
            "empty_figures": [out.empty_figures],
        }
    )
