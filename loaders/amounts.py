"""The cells of figures: each with its amount, its fiscal year, its place, and all that holds for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import TypeVar

import ibis
import ibis.expr.types as ir
import pyarrow.compute as pc

from loaders import figures, marks, numerals
from loaders.columns import field
from loaders.errors import SourceError
from loaders.source import UNITS, SheetSpec, Source
from loaders.staging import Staging
from loaders.tables import Table
from loaders.workbook import letter

_FEW = 100
_ENTRY_NEEDS = ("jurisdiction", "fiscal_year", "direction", "phase", "basis")
SIGN = "sign"  # a field: its figures count against the others where it is "-"
CENTS = "cents"  # a field: the cents of a figure whose dollars stand in a column of their own
UNIT = "unit"  # a field of entries: the unit of each row
_SERIES_NEEDS = ("series", "fiscal_year", "unit")
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
    factor = Decimal(1) if series else _factor(long, every)
    ways: dict[tuple[object, ...], tuple[Table, list[int]]] = {}
    for table in tables:
        spec = table.layout.sheet
        way = (spec.dash, spec.numbers, spec.marks, spec.negative, table.sheet.book.is_text)
        ways.setdefault(way, (table, []))[1].append(table.number)
    read = [(long["_table"].isin(numbers), _as_said(long, table, factor, scale)) for table, numbers in ways.values()]
    amount = read[0][1] if len(read) == 1 else ibis.cases(*read)
    if "fiscal_year" not in long.columns:
        return long.mutate(amount=amount)
    year = figures.fiscal_year(long["fiscal_year"], _years(tables))
    # Only what is no year has to be told as it was printed; kept for every row, it would be another column of texts.
    unread = ibis.ifelse(year.isnull(), long["fiscal_year"], ibis.null(str))
    return long.mutate(amount=amount, _year_printed=unread, fiscal_year=year)


def _factor(long: ir.Table, every: Sequence[Place]) -> Decimal | ir.Value:
    """What brings a printed figure to units of currency. Where a field says each row's unit, that holds."""
    if UNIT in long.columns:
        return ibis.cases(*[(long[UNIT] == unit, int(factor)) for unit, factor in UNITS.items()])
    factors = {UNITS[unit_of(place)] for place in every}
    return next(iter(factors)) if len(factors) == 1 else _per_place(long, every, lambda p: int(UNITS[unit_of(p)]))


def _as_said(long: ir.Table, table: Table, factor: Decimal | ir.Value, scale: int) -> ir.DecimalColumn:
    """The figures as the description of a table reads them; NULL where that leaves two ways to read one."""
    spec, text = table.layout.sheet, long["printed"]
    read = figures.amount(
        text,
        factor,
        dash_is_zero=spec.dash == "zero",
        scale=scale,
        numbers=spec.numbers,
        marks=spec.marks,
        negative=spec.negative,
    )
    column = long["_table"], long["_column"]
    doubtful = numerals.is_doubtful(text, spec.numbers, in_text_file=table.sheet.book.is_text, column=column)
    return read if doubtful is None else ibis.ifelse(doubtful.fill_null(False), ibis.null(read.type()), read)


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
    if CENTS in placed.columns:
        placed = _with_cents(placed, tables)
    if SIGN not in placed.columns:
        return placed
    return placed.mutate(amount=ibis.ifelse(placed[SIGN] == "-", -placed["amount"], placed["amount"]))


def _with_cents(placed: ir.Table, tables: Sequence[Table]) -> ir.Table:
    """Figures with the cents that stand beside them; of `(0)` or `0 CR` and `50` too, that is -0.50."""
    part = (placed[CENTS].try_cast("int32").cast("decimal(18, 2)") / 100).cast("decimal(18, 2)").fill_null(Decimal(0))
    below = (placed["amount"] < 0) | placed["printed"].re_search(r"^[\s$]*[(\-−–]")
    for table in tables:
        if mark := table.layout.sheet.negative:
            below = below | ((placed["_table"] == table.number) & placed["printed"].re_search(figures.marked(mark)))
    amount = (placed["amount"] + ibis.ifelse(below, -part, part)).cast("decimal(18, 2)")
    told = ibis.ifelse(placed[CENTS].isnull(), placed["printed"], placed["printed"] + " | " + placed[CENTS])
    return placed.mutate(amount=amount, printed=told)


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
    _require_room_for_cents(source, fields, tables)
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


def _require_room_for_cents(source: Source, fields: set[str], tables: Sequence[Table]) -> None:
    figures_of = [{unit_of(place) for place in places([table])} for table in tables]
    if CENTS in fields and (any(units != {"dollars"} for units in figures_of) or max(len(t.names) for t in tables) > 1):
        raise SourceError(
            "cents stand beside one column of figures, in dollars; there are more, or they are in another unit",
            where=str(source.path),
            do="Describe each pair of columns as a table of its own, under tables.",
        )


def left_out(source: Source) -> list[int]:
    """The marks of rows that are published figures, and left out all the same."""
    return [code for code, meaning in marks.meanings(source).items() if meaning.kind == "left out"]
