"""A sheet and its description become entries, each with its receipt.

Three temporary tables stand on the way, in the connection that builds the store: `grid` (the sheet as texts),
`marked` (its rows after the steps) and `figure` (one row per amount cell: what is printed, what it means).
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from loaders import figures, verbs
from loaders.errors import CellError, SourceError
from loaders.headings import AmountColumn, amount_columns, column_of, find_header
from loaders.source import UNITS, Basis, Direction, Phase, Release, Source
from loaders.staging import Staging
from loaders.workbook import Book, filled_rows, letter

_ENTRY_NEEDS = ("jurisdiction", "fiscal_year", "direction", "phase", "basis")
_SERIES_NEEDS = ("series", "fiscal_year", "unit")
_WORDS = {"direction": get_args(Direction), "phase": get_args(Phase), "basis": get_args(Basis)}


@dataclass
class Extracted:
    """What one release gave: counts for the `release` table, and the tables that the checks read."""

    source: Source
    release: Release
    book: Book
    sheet: str
    places: dict[str, str] = field(default_factory=dict)  # field → grid column
    amounts: list[AmountColumn] = field(default_factory=list)
    rows_in_sheet: int = 0  # counted in the grid, before anything is done to it
    rows_read: int = 0
    rows_kept: int = 0
    rows_set_aside: int = 0
    entries: int = 0
    empty_figures: int = 0
    figure: ir.Table = field(default_factory=lambda: ibis.table({"row": "int32"}, name="figure"))


def mark_rows(staging: Staging, source: Source, release: Release, out: Extracted) -> ir.Table:
    """The sheet's rows after the steps: what is kept, what is set aside and why. Fills in `out.amounts`."""
    cells = out.book.grid(out.sheet)
    out.rows_in_sheet = filled_rows(cells)
    grid = staging.load(cells, "grid")
    header, headings = find_header(staging, grid, source.sheet.header, out.sheet)
    out.amounts = amount_columns(source, release, headings, out.book, out.sheet)
    labels = {f: h for f, h in source.columns.items() if f not in ("amount", "value")}
    places = out.places = {f: column_of(h, headings, out.book, out.sheet, f"columns.{f}") for f, h in labels.items()}
    filled = grid.filter(ibis.or_(*[figures.label(grid[c], []).notnull() for c in headings]))
    used = [*places.values(), *(a.column for a in out.amounts)]
    repeats = ibis.and_(*[figures.label(filled[c], []).identical_to(headings[c] or None) for c in used])
    rows = filled.select(
        "row",
        **{f: figures.label(filled[c], source.sheet.nulls) for f, c in places.items()},
        **{a.column: filled[a.column] for a in out.amounts},
        _kind=ibis.ifelse(repeats, "heading", ibis.null(str)),
        _why=ibis.ifelse(repeats, "column headings", ibis.null(str)),
        _private=ibis.literal(False),
        _above=filled["row"] < header,
        _subtotal=ibis.null("int32"),
        _text=ibis.array([filled[c] for c in headings]).filter(lambda x: x.notnull()).join(" | "),
    )
    marked = verbs.apply_steps(rows, source, staging)
    above = marked["_above"] & marked["_kind"].isnull()
    marked = marked.mutate(
        _kind=ibis.ifelse(above, "heading", marked["_kind"]),
        _why=ibis.ifelse(above, "stands above the headings", marked["_why"]),
    )
    return staging.keep("marked", marked)


def read_figures(staging: Staging, marked: ir.Table, source: Source, release: Release, out: Extracted) -> ir.Table:
    """One row per amount cell of every row, set aside or not: `printed`, `amount`, `fiscal_year`, `cell`."""
    columns = [a.column for a in out.amounts]
    long = marked.pivot_longer(columns, names_to="_column", values_to="printed")
    dash_is_zero = source.sheet.dash == "zero"
    series = source.kind == "series"
    factor = UNITS[source.sheet.unit]
    known = {**source.constants.known(), **release.constants.known()}
    names = {name for a in out.amounts for name in a.constants}
    per_column = {
        n: ibis.cases(*[(long["_column"] == a.column, a.constants.get(n, known.get(n))) for a in out.amounts])
        for n in names
    }
    constants = {n: ibis.literal(v) for n, v in known.items() if n not in names}
    year = {"fiscal_year": figures.fiscal_year(long["fiscal_year"])} if "fiscal_year" in source.columns else {}
    letters = ibis.cases(*[(long["_column"] == a.column, letter(a.column)) for a in out.amounts])
    heading = ibis.cases(*[(long["_column"] == a.column, a.heading) for a in out.amounts])
    value = figures.amount(
        long["printed"], factor if not series else UNITS["dollars"], dash_is_zero=dash_is_zero, scale=4 if series else 2
    )
    worked_out = long.mutate(
        **constants,
        **per_column,
        **year,
        amount=value,
        cell=letters + long["row"].cast(str),
        _year_printed=long["fiscal_year"] if year else ibis.null(str),
        _empty=figures.is_empty(long["printed"], source.sheet.nulls, dash_is_zero=dash_is_zero),
        phase_published=heading if source.amounts else ibis.null(str),
        dataset=ibis.literal(source.dataset),
        release=ibis.literal(release.release),
    )
    if source.basis_of:
        cases = [(verbs.field(worked_out, "line_type") == line, basis) for line, basis in source.basis_of.items()]
        worked_out = worked_out.mutate(basis=ibis.cases(*cases, else_=worked_out["basis"]))
    return staging.keep("figure", worked_out)


def refuse_bad_cells(staging: Staging, figure: ir.Table, out: Extracted) -> None:
    """CellError if a row that is kept holds something that is neither a figure nor empty, or a wrong year."""
    kept = figure.filter(figure["_kind"].isnull())
    bad = kept.filter(~kept["_empty"] & kept["amount"].isnull())
    _refuse(staging, bad.select("cell", "printed"), "an amount", out)
    years = kept.filter(kept["fiscal_year"].isnull())
    _refuse(staging, years.select("cell", "_year_printed"), "a fiscal year such as 2015-16 for the amount in", out)


def _refuse(staging: Staging, bad: ir.Table, expected: str, out: Extracted) -> None:
    found = staging.rows(bad.limit(6))
    if not found:
        return
    shown = "; ".join(f"{cell} has {value!r}" for cell, value in found[:5])
    more = " …" if len(found) > 5 else ""
    raise CellError(
        f"expected {expected}: {shown}{more}",
        file=out.book.path,
        sheet=out.sheet,
        cell=str(found[0][0]),
        do="If the word means that there is no figure, list it under sheet.nulls; "
        "if the row is no entry, set it aside in a step.",
    )


def _require_all(source: Source, marked: ir.Table, known: Mapping[str, str | int], out: Extracted) -> None:
    """SourceError where something that every figure needs is given nowhere, or in two places at once."""
    fields = set(marked.columns)
    for column in out.amounts:
        given = {*fields, *known, *column.constants}
        if missing := [n for n in (_SERIES_NEEDS if source.kind == "series" else _ENTRY_NEEDS) if n not in given]:
            raise SourceError(
                f"no value for {', '.join(missing)} of the figures in column {column.heading!r}",
                where=str(source.path),
                do="Give it under constants, under a release's constants, under amounts, or as a column.",
            )
        if both := sorted(fields & {*known, *column.constants}):
            raise SourceError(
                f"{', '.join(both)} is a column of the sheet and a constant too",
                where=str(source.path),
                do="Keep the one that is meant.",
            )


def refuse_unknown_words(staging: Staging, figure: ir.Table, source: Source, out: Extracted) -> None:
    """CellError where a column holds a direction, phase or basis that is none."""
    for name, words in _WORDS.items():
        if name not in source.columns:
            continue
        kept = figure.filter(figure["_kind"].isnull())
        wrong = kept.filter(~kept[name].isin(words).fill_null(False)).select("cell", name)
        _refuse(staging, wrong, f"one of {', '.join(words)} as the {name} of", out)


def _receipt(out: Extracted) -> dict[str, ir.Value]:
    return {
        "dataset": ibis.literal(out.source.dataset),
        "release": ibis.literal(out.release.release),
        "sha256": ibis.literal(out.book.sha256),
        "sheet": ibis.literal(out.sheet),
    }


def entry_rows(figure: ir.Table, source: Source, out: Extracted, columns: Sequence[str]) -> ir.Table:
    """The figures that are entries, in the columns of the store's `entry` table."""
    rows = figure.filter(figure["_kind"].isnull(), ~figure["_empty"])
    receipt = _receipt(out)
    where = "|".join((source.dataset, out.release.release, out.book.sha256, out.sheet, ""))
    place = ibis.literal(where) + rows["cell"]
    extra: dict[str, ir.Value] = {
        "entry_id": place.hexdigest("md5").substr(0, 16),
        "unit": ibis.literal(source.sheet.unit),
    }
    given = [c for c in columns if c in rows.columns and c not in receipt and c not in extra]
    if unknown := [c for c in source.hierarchy if c not in given]:
        raise SourceError(
            f"hierarchy names {', '.join(unknown)}; the entries have {', '.join(given)}", where=str(source.path)
        )
    return rows.select(*given, **receipt, **extra)


def series_rows(figure: ir.Table, out: Extracted) -> ir.Table:
    """The figures of a measured series, in the columns of `series_value`."""
    rows = figure.filter(figure["_kind"].isnull(), ~figure["_empty"])
    return rows.select("series", "fiscal_year", "unit", "cell", "printed", value=rows["amount"], **_receipt(out))


def code_rows(marked: ir.Table, out: Extracted) -> ir.Table:
    """The codes of a classification, in the columns of `code`."""
    rows = marked.filter(marked["_kind"].isnull())
    given = [c for c in ("code", "label", "label_fr", "note") if c in rows.columns]
    return rows.select(*given, cell=ibis.literal(letter(out.places["code"])) + rows["row"].cast(str), **_receipt(out))


def aside_rows(marked: ir.Table, out: Extracted) -> ir.Table:
    """The rows that are not entries, in the columns of `set_aside`."""
    rows = marked.filter(marked["_kind"].notnull())
    receipt = {n: v for n, v in _receipt(out).items() if n != "sha256"}
    text = ibis.ifelse(rows["_private"], ibis.null(str), rows["_text"])
    return rows.select("row", kind=rows["_kind"], text=text, reason=rows["_why"], **receipt)


def extract(con: duckdb.DuckDBPyConnection, source: Source, release: Release) -> Extracted:
    """Reads one release into the store's tables; leaves `marked` and `figure` behind for the checks.

    Raises SourceError, SheetError or CellError; the caller then drops the whole build.
    """
    book = Book.open(source.file_of(release))
    out = Extracted(source, release, book, book.sheet_name(source.sheet.name))
    staging = Staging(con, book)
    _refuse_unused_fields(con, source)
    marked = mark_rows(staging, source, release, out)
    if source.kind == "codelist":
        _insert(con, "code", staging.sql(code_rows(marked, out)))
    else:
        _require_all(source, marked, {**source.constants.known(), **release.constants.known()}, out)
        figure = out.figure = read_figures(staging, marked, source, release, out)
        refuse_bad_cells(staging, figure, out)
        refuse_unknown_words(staging, figure, source, out)
        if source.kind == "series":
            _insert(con, "series_value", staging.sql(series_rows(figure, out)))
        else:
            columns = [str(r[0]) for r in con.execute("DESCRIBE entry").fetchall()]
            _insert(con, "entry", staging.sql(entry_rows(figure, source, out, columns)))
    _insert(con, "set_aside", staging.sql(aside_rows(marked, out)))
    _count(con, out)
    return out


def _refuse_unused_fields(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """A field that is stored nowhere and that no step uses is a slip of the pen: it would be lost without a word."""
    target = {"entries": "entry", "series": "series_value", "codelist": "code"}[source.kind]
    stored = [str(r[0]) for r in con.execute(f"DESCRIBE {target}").fetchall()]
    lost = [f for f in source.columns if f not in stored and f not in source.fields_of_steps()]
    if lost:
        near = difflib.get_close_matches(lost[0], stored, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise SourceError(
            f"columns names {', '.join(lost)}, which is no column of `{target}` and which no step uses.{hint}",
            where=str(source.path),
            do="The columns stand in data/schema.sql.",
        )


def _insert(con: duckdb.DuckDBPyConnection, table: str, sql: str) -> None:
    con.execute(f"INSERT INTO {table} BY NAME {sql}")


def _count(con: duckdb.DuckDBPyConnection, out: Extracted) -> None:
    def one(sql: str) -> int:
        return int(con.execute(sql).fetchall()[0][0])

    # With `rows_in_sheet` three counts of three tables: a row that a step lost or doubled shows in the ledger.
    out.rows_read = one("SELECT count(*) FROM marked")
    out.rows_kept = one("SELECT count(*) FROM marked WHERE _kind IS NULL")
    out.rows_set_aside = one("SELECT count(*) FROM marked WHERE _kind IS NOT NULL")
    if out.source.kind == "codelist":
        out.entries = out.rows_kept
    else:
        out.entries = one("SELECT count(*) FROM figure WHERE _kind IS NULL AND NOT _empty")
        out.empty_figures = one("SELECT count(*) FROM figure WHERE _kind IS NULL AND _empty")


def release_row(out: Extracted, loaded_at: dt.datetime) -> pa.Table:
    """The release's row for the store."""
    return pa.table(
        {
            "dataset": [out.source.dataset],
            "release": [out.release.release],
            "published": pa.array([out.release.published], pa.string()),
            "file": [out.book.path.name],
            "sha256": [out.book.sha256],
            "bytes": [len(out.book.content)],
            "loaded_at": pa.array([loaded_at], pa.timestamp("us")),
            "rows_read": [out.rows_read],
            "rows_kept": [out.rows_kept],
            "rows_set_aside": [out.rows_set_aside],
            "entries": [out.entries],
            "empty_figures": [out.empty_figures],
        }
    )
