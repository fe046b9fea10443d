"""The cells of figures: each with its amount, its fiscal year, its place, and all that holds for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import TypeVar, get_args

import ibis
import ibis.expr.types as ir
import pyarrow.compute as pc

from loaders import figures, marks
from loaders.columns import field
from loaders.errors import CellError, SourceError
from loaders.source import UNITS, Basis, Direction, Phase, SheetSpec, Source
from loaders.staging import Staging
from loaders.tables import Table
from loaders.workbook import letter

_FEW = 100
_ENTRY_NEEDS = ("jurisdiction", "fiscal_year", "direction", "phase", "basis")
SIGN = "sign"  # a field: its figures count against the others where it is "-"
_SERIES_NEEDS = ("series", "fiscal_year", "unit")
_WORDS = {"direction": get_args(Direction), "phase": get_args(Phase), "basis": get_args(Basis)}
_FIGURE_HINT = (
    "If the word means that there is no figure, list it under sheet.nulls; if it is a mark behind the figure, under "
    "sheet.marks, or under sheet.negative where it makes it negative; if the row is no entry, set it aside in a step."
)
_YEAR_HINT = (
    "If it is a date, read it as a field of another name and make the fiscal year with the step fiscal_year_of; "
    "if the row is no entry, set it aside in a step."
)
Place = tuple[Table, int]  # a table, and the number of one of its columns of figures
Value = TypeVar("Value", bound=Hashable)


def places(tables: Sequence[Table]) -> list[Place]:
    """Every column of figures of every table."""
    return [(table, n) for table in tables for n in range(len(table.amounts))]


def unit_of(place: Place) -> str:
    """The unit in which a column's figures are printed."""
    table, n = place
    return str(table.amounts[n].constants.get("unit") or table.layout.constants.unit or table.layout.sheet.unit)


def _known(place: Place) -> dict[str, str | int]:
    table, n = place
    return {**table.layout.constants.known(), **table.amounts[n].constants}


def _per_place(long: ir.Table, every: Sequence[Place], value: Callable[[Place], Value | None]) -> ir.Value:
    """What holds for each column of figures, as one expression: a constant where it is the same for all."""
    values = [value(place) for place in every]
    if len(set(values)) == 1:
        return ibis.literal(values[0]) if values[0] is not None else ibis.null(str)
    cases = [
        (((long["_table"] == table.number) & (long["_column"] == table.names[n])), v)
        for (table, n), v in zip(every, values, strict=True)
        if v is not None
    ]
    return ibis.cases(*cases)


def per_table(rows: ir.Table, tables: Sequence[Table], value: Callable[[Table], Value]) -> ir.Value:
    """What holds for each table, as one expression."""
    values = [value(table) for table in tables]
    if len(set(values)) == 1:
        return ibis.literal(values[0])
    return ibis.cases(*[(rows["_table"] == t.number, v) for t, v in zip(tables, values, strict=True)])


def read_figures(staging: Staging, rows: ir.Table, source: Source, tables: Sequence[Table]) -> ir.Table:
    """One row per amount cell of every row, set aside or not: `printed`, `amount`, `fiscal_year`, and its labels.

    Leaves the rows behind as the temporary table `marked`. With one column of figures that is all there is to keep.
    """
    every = places(tables)
    names = list(dict.fromkeys(table.names[n] for table, n in every))
    if len(names) == 1:
        column = ibis.literal(names[0])  # the same for all: it takes no room in the table that is kept
        long = rows.mutate(_column=column, printed=rows[names[0]]).drop(names[0])
        return staging.keep("marked", _worked_out(long, source, every).drop("_column")).mutate(_column=column)
    marked = staging.keep("marked", rows)
    long = marked.pivot_longer(names, names_to="_column", values_to="printed")
    return staging.keep("figure", _worked_out(long, source, every))


def _worked_out(long: ir.Table, source: Source, every: Sequence[Place]) -> ir.Table:
    tables = list({table.number: table for table, _ in every}.values())
    if len(tables) > 1:  # a column of figures that only another table has
        long = long.filter(_per_place(long, every, lambda place: letter(place[0].amounts[place[1]].column)).notnull())
    series = source.kind == "series"
    scale = 4 if series else 2
    factors = {Decimal(1)} if series else {UNITS[unit_of(place)] for place in every}
    factor = next(iter(factors)) if len(factors) == 1 else _per_place(long, every, lambda p: int(UNITS[unit_of(p)]))
    ways: dict[tuple[object, ...], tuple[SheetSpec, list[int]]] = {}
    for table in tables:
        spec = table.layout.sheet
        ways.setdefault((spec.dash, spec.numbers, spec.marks, spec.negative), (spec, []))[1].append(table.number)
    read = [
        (
            long["_table"].isin(numbers),
            figures.amount(
                long["printed"],
                factor,
                dash_is_zero=spec.dash == "zero",
                scale=scale,
                numbers=spec.numbers,
                marks=spec.marks,
                negative=spec.negative,
            ),
        )
        for spec, numbers in ways.values()
    ]
    amount = read[0][1] if len(read) == 1 else ibis.cases(*read)
    if "fiscal_year" not in long.columns:
        return long.mutate(amount=amount)
    year = figures.fiscal_year(long["fiscal_year"], _years(tables))
    # Only what is no year has to be told as it was printed; kept for every row, it would be another column of texts.
    unread = ibis.ifelse(year.isnull(), long["fiscal_year"], ibis.null(str))
    return long.mutate(amount=amount, _year_printed=unread, fiscal_year=year)


def _years(tables: Sequence[Table]) -> list[str]:
    """What stands in the columns of fiscal years, where it is so little that it can be looked up."""
    columns = [t.sheet.grid.cells[t.labels["fiscal_year"]] for t in tables if "fiscal_year" in t.labels]
    found = {str(year) for column in columns for year in pc.unique(column).to_pylist()}
    return sorted(found) if len(found) <= _FEW else []


def with_places(kept: ir.Table, source: Source, tables: Sequence[Table]) -> ir.Table:
    """Figures with all that holds for them, and the cell that each stands in."""
    full = with_constants(kept, source, tables)
    placed = full.mutate(
        cell=letter_of(kept, tables) + kept["row"].cast(str),
        _year_printed=kept["_year_printed"] if "_year_printed" in kept.columns else ibis.null(str),
        _empty=_empty(kept, tables),
    )
    if SIGN not in placed.columns:
        return placed
    return placed.mutate(amount=ibis.ifelse(placed[SIGN] == "-", -placed["amount"], placed["amount"]))


def letter_of(rows: ir.Table, tables: Sequence[Table]) -> ir.Value:
    """The spreadsheet's letter of the column that a figure stands in."""
    return _per_place(rows, places(tables), lambda place: letter(place[0].amounts[place[1]].column))


def with_constants(kept: ir.Table, source: Source, tables: Sequence[Table]) -> ir.Table:
    """Rows that know their table and column (`_table`, `_column`), with what holds for all figures there."""
    every = places(tables)
    names = {name for place in every for name in _known(place)}
    constants = {}
    for name in sorted(names - {"unit"}):
        value = _per_place(kept, every, lambda place, name=name: _known(place).get(name))  # type: ignore[misc]
        constants[name] = ibis.coalesce(kept[name], value) if name in kept.columns else value
    heading = _per_place(kept, every, _heading)
    unit = {} if "unit" in kept.columns else {"unit": _per_place(kept, every, unit_of)}
    full = kept.mutate(
        **constants,
        **unit,
        phase_published=heading,
        dataset=ibis.literal(source.dataset),
    )
    if source.basis_of:
        cases = [(field(full, "line_type") == line, basis) for line, basis in source.basis_of.items()]
        full = full.mutate(basis=ibis.cases(*cases, else_=full["basis"]))
    return full


def _heading(place: Place) -> str | None:
    table, n = place
    return table.amounts[n].heading if table.layout.amounts else None


def _empty(kept: ir.Table, tables: Sequence[Table]) -> ir.BooleanValue:
    """Cheap where a figure was read: the words are looked at only where none was."""
    cases: list[tuple[ir.BooleanValue, ir.BooleanValue | bool]] = []
    text = kept["printed"]
    ways: dict[tuple[object, ...], tuple[SheetSpec, list[int]]] = {}
    for table in tables:
        spec = table.layout.sheet
        ways.setdefault((spec.dash, *spec.nulls, "", *spec.nulls_matching), (spec, []))[1].append(table.number)
    for spec, numbers in ways.values():
        here = kept["_table"].isin(numbers) if len(ways) > 1 else ibis.literal(True)
        read = kept["amount"].notnull()
        if spec.nulls:
            read = read & ~text.isin(spec.nulls)
        for pattern in spec.nulls_matching:
            read = read & ~text.re_search(pattern)
        dash = spec.dash == "zero"
        cases += [
            (here & read, False),
            (here, figures.is_empty(text, spec.nulls, spec.nulls_matching, dash_is_zero=dash)),
        ]
    return ibis.cases(*cases, else_=True)


def require_all(source: Source, fields: set[str], tables: Sequence[Table]) -> None:
    """SourceError where something that every figure needs is given nowhere, or in two places at once."""
    made = {name for step in source.steps for name in step.makes()}
    for place in places(tables):
        table, n = place
        known, heading = _known(place), table.amounts[n].heading
        own = {*table.labels, *table.captured, *made} & fields
        given = {*own, *known}
        if missing := [n for n in (_SERIES_NEEDS if source.kind == "series" else _ENTRY_NEEDS) if n not in given]:
            raise SourceError(
                f"no value for {', '.join(missing)} of the figures in column {heading!r}",
                where=str(source.path),
                do="Give it under constants, under a release's constants, under amounts, or as a column.",
            )
        # Of several tables, one may name in a column or by a step what another takes from its description.
        if both := sorted((own - made if len(tables) > 1 else own) & known.keys()):
            raise SourceError(
                f"{', '.join(both)} is a column of the sheet and a constant too",
                where=str(source.path),
                do="Keep the one that is meant.",
            )


def refuse_bad_cells(staging: Staging, figure: ir.Table, source: Source, tables: Sequence[Table]) -> None:
    """CellError if a row that is kept holds something that is neither a figure nor empty, or a wrong year, or a
    direction, phase or basis that is none."""
    kept = figure.filter(figure["_mark"].isnull())
    wrong = [(kept["amount"].isnull() & ~kept["_empty"], "printed", "an amount")]
    made = {*figure.columns} & {*source.columns, *(n for s in source.steps for n in s.makes())}
    made |= {n for table in tables for n in (*table.labels, *table.captured)}
    if "fiscal_year" in made:
        year = "a fiscal year such as 2015-16 for the amount in"
        wrong.append((kept["fiscal_year"].isnull(), "_year_printed", year))
    if SIGN in kept.columns:
        wrong.append((~kept[SIGN].isin(["-", "+"]).fill_null(True), SIGN, "- or + as the sign of"))
    for name, words in _WORDS.items():
        if name in made:
            expected = f"one of {', '.join(words)} as the {name} of"
            wrong.append((~kept[name].isin(words).fill_null(False), name, expected))
    if staging.first_value(kept.filter(ibis.or_(*[bad for bad, *_ in wrong])).select("row")) is None:
        return  # nearly always: one question is enough
    for bad, column, expected in wrong:
        _refuse(staging, kept.filter(bad).select("_table", "cell", column), expected, tables)


def _refuse(staging: Staging, bad: ir.Table, expected: str, tables: Sequence[Table]) -> None:
    found = staging.rows(bad.limit(6))
    if not found:
        return
    table = next(t for t in tables if t.number == found[0][0])
    shown = "; ".join(f"{cell} has {value!r}" for _, cell, value in found[:5])
    more = " …" if len(found) > 5 else ""
    raise CellError(
        f"expected {expected}: {shown}{more}",
        file=table.sheet.book.path,
        sheet=table.sheet.name,
        cell=str(found[0][1]),
        do=_YEAR_HINT if "fiscal year" in expected else _FIGURE_HINT,
    )


def left_out(source: Source) -> list[int]:
    """The marks of rows that are published figures, and left out all the same."""
    return [code for code, meaning in marks.meanings(source).items() if meaning.kind == "left out"]
