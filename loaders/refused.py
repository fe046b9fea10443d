"""What no figure can be made of: each with its cell, what was expected there, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

import ibis
import ibis.expr.types as ir
import pyarrow.compute as pc

from loaders import marks
from loaders.amounts import CENTS, SIGN, UNIT, places, unit_of
from loaders.errors import CellError
from loaders.numerals import ONE_POINT, ONE_POINT_SOMEHOW, styles_of
from loaders.source import UNITS, Basis, Direction, Phase, Source
from loaders.staging import Staging
from loaders.tables import Table
from loaders.workbook import letter

_WORDS = {
    "direction": get_args(Direction),
    "phase": get_args(Phase),
    "basis": get_args(Basis),
    UNIT: tuple(UNITS),
    SIGN: ("-", "+"),
}
_FIGURE_HINT = (
    "If the word means that there is no figure, list it under sheet.nulls; if it is a mark behind the figure, under "
    "sheet.marks, or under sheet.negative where it makes it negative; if the row is no entry, set it aside in a step."
)
_YEAR_HINT = (
    "If it is a date, read it as a field of another name and make the fiscal year with the step fiscal_year_of; "
    "if the row is no entry, set it aside in a step."
)
_WORD_HINT = "Name it so with the step classify; if the row is no entry, set it aside in a step."
_POINT_HINT = (
    "Where a point parts thousands, say sheet.numbers: de. Where it stands before decimals, say sheet.numbers: en."
)
_MARKED_HINT = (
    "It is negative in two ways: by its sign, and by a mark under sheet.negative. List the mark under sheet.marks where "
    "it changes nothing."
)
_CENTS_HINT = (
    "The field cents is for two digits beside dollars; a dash or a word for none is emptied with the step strip, and a row "
    "that is no entry is set aside in a step."
)
_NO_FIGURE = "no figure in a row that a step takes a label from"
_LABEL_HINT = (
    "If it is printed as the sum of the rows under it, say figures: sums in the step label_rows; if it is an entry, let the "
    "step's condition (when) meet fewer rows."
)
_COMMA_HINT = "Where a comma parts thousands, say sheet.numbers: en."
_REST = r"\d{3}(\.\d+)?"
_FORMULA_HINT = (
    "It is a formula without a value. Open the file in a spreadsheet program, let it calculate, and save it."
)


def refuse_bad_cells(staging: Staging, figure: ir.Table, source: Source, tables: Sequence[Table]) -> None:
    """CellError if a row that is kept holds something that is neither a figure nor empty, or a wrong year, or a
    direction, phase, basis, unit, sign or cents that is none."""
    kept = figure.filter(figure["_mark"].isnull())
    wrong = [(kept["amount"].isnull() & ~kept["_empty"], "printed", "an amount")]
    made = {*figure.columns} & {*source.columns, *(n for s in source.steps for n in s.makes())}
    made |= {n for table in tables for n in (*table.labels, *table.captured)}
    if "fiscal_year" in made:
        year = "a fiscal year such as 2015-16 for the amount in"
        wrong.append((kept["fiscal_year"].isnull(), "_year_printed", year))
    for name, words in _WORDS.items():
        if (name in made or name == SIGN) and name in kept.columns and not (name == UNIT and source.kind == "series"):
            there = ~kept["_empty"] if name == UNIT else ibis.literal(True)
            expected = f"{'- or +' if name == SIGN else 'one of ' + ', '.join(words)} as the {name} of"
            wrong.insert(0, (there & ~kept[name].isin(words).fill_null(name == SIGN), name, expected))
    if CENTS in kept.columns:
        two = kept[CENTS].re_search(r"^\d{1,2}$") & ~kept["_empty"]
        wrong.insert(0, (kept[CENTS].notnull() & ~two.fill_null(False), CENTS, "cents from 00 to 99 behind dollars in"))
    if staging.first_value(kept.filter(ibis.or_(*[bad for bad, *_ in wrong])).select("row")) is not None:
        for bad, column, expected in wrong:  # hardly ever: one question is nearly always enough
            _refuse(staging, kept.filter(bad).select("_table", "cell", column), expected, tables)
    _refuse_labels_with_figures(staging, figure, source, tables)
    _refuse_cut(tables)
    if source.kind == "entries":
        _refuse_points(staging, kept, tables)
        _refuse_commas(staging, kept, tables)


def _refuse_labels_with_figures(staging: Staging, figure: ir.Table, source: Source, tables: Sequence[Table]) -> None:
    """CellError where a row that only names others holds a figure, which would be set aside with it."""
    if codes := marks.of_labels(source):
        named = figure.filter(figure["_mark"].isin(codes), figure["amount"] != 0).order_by("_table", "row")
        _refuse(staging, named.select("_table", "cell", "printed"), _NO_FIGURE, tables)


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
        do=_hint(expected, str(found[0][2]), table),
    )


def _hint(expected: str, found: str, table: Table) -> str:
    """What to do about the first of the cells."""
    if expected == _NO_FIGURE:
        return _LABEL_HINT
    if "fiscal year" in expected:
        return _YEAR_HINT
    if expected.startswith("cents"):
        return _CENTS_HINT
    if expected != "an amount":
        return _WORD_HINT
    if found.startswith("="):
        return _FORMULA_HINT
    if re.fullmatch(ONE_POINT, found):
        return _POINT_HINT
    spec, bare = table.layout.sheet, re.sub(r"[^\d)]+$", "", found) if table.layout.sheet.negative else found
    if spec.numbers in (styles := styles_of(bare)) and spec.negative:
        return _MARKED_HINT
    return f"Figures are printed so where sheet.numbers is {' or '.join(styles)}." if styles else _FIGURE_HINT


def _refuse_cut(tables: Sequence[Table]) -> None:
    """CellError where a comma that parts thousands was read as one that parts columns: `1,250` as 1, with 250 behind it
    in a column that has no heading."""
    for table in (t for t in tables if t.sheet.book.is_text and t.header[1]):
        used = {*table.labels.values(), *(a.column for a in table.amounts)}
        for amount in table.amounts:
            behind = f"c{int(amount.column[1:]) + 1}"
            if behind not in table.sheet.grid.columns or behind in used or table.headings.get(behind):
                continue
            texts = table.sheet.grid.cells.select(["row", behind]).filter(pc.field(behind).is_valid())
            if texts.num_rows and all(
                re.fullmatch(_REST, str(t).strip()) for t in pc.unique(texts[behind]).to_pylist()
            ):
                row, text = texts["row"][0].as_py(), texts[behind][0].as_py()
                raise CellError(
                    f"expected nothing behind the figures of {amount.heading!r}, in a column without a heading: has {text!r}",
                    file=table.sheet.book.path,
                    sheet=table.sheet.name,
                    cell=f"{letter(behind)}{row}",
                    do="If these are the last digits of figures with commas, put the figures in quotation marks, or have the "
                    "columns parted by semicolons. If they are not, give the column a heading.",
                )


def _refuse_points(staging: Staging, kept: ir.Table, tables: Sequence[Table]) -> None:
    """CellError where all figures of a text file that have a point have three places behind it, and the description
    leaves open whether these are thousands: `7.000` may be seven, or seven thousand."""
    open_ = [t for t in tables if t.sheet.book.is_text and "numbers" not in t.layout.sheet.model_fields_set]
    small = [t for t in open_ if {unit_of(p) for p in places([t])} <= {"dollars", "thousands"}]
    _refuse_threes(staging, kept, small, ".", ONE_POINT_SOMEHOW, _POINT_HINT)


def _refuse_commas(staging: Staging, kept: ir.Table, tables: Sequence[Table]) -> None:
    """CellError where all figures in dollars that have a decimal comma have three places behind it: no price has."""
    commas = [t for t in tables if t.layout.sheet.numbers in ("fr", "de")]
    small = [t for t in commas if {unit_of(p) for p in places([t])} == {"dollars"}]
    _refuse_threes(staging, kept, small, ",", ONE_POINT_SOMEHOW.replace(".", ","), _COMMA_HINT)


def _refuse_threes(
    staging: Staging, kept: ir.Table, tables: Sequence[Table], sign: str, threes: str, hint: str
) -> None:
    """CellError where figures with a sign, three at least, all have three places behind it."""
    if not tables:
        return
    signed = kept.filter(kept["_table"].isin([t.number for t in tables]), kept["printed"].contains(sign))
    met = signed["printed"].re_search(threes)
    if staging.first_value(signed.filter(~met).select("row")) is not None:
        return
    found = staging.rows(signed.filter(met).order_by("row").select("_table", "cell", "printed").limit(3))
    if len(found) == 3:
        table = next(t for t in tables if t.number == found[0][0])
        shown = "; ".join(f"{cell} has {value!r}" for _, cell, value in found)
        name = "point" if sign == "." else "comma"
        raise CellError(
            f"every figure with a {name} has three places behind it, which may be thousands: {shown}",
            file=table.sheet.book.path,
            sheet=table.sheet.name,
            cell=str(found[0][1]),
            do=hint,
        )
