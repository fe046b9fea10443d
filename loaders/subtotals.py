"""Rows printed as sums of others, held against what the load gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from loaders import figures, marks
from loaders.amounts import per_table
from loaders.columns import meets
from loaders.expectations import Oddity, Where
from loaders.extract import Extracted
from loaders.ledger import Result, judge
from loaders.source import UNITS, fiscal_year
from loaders.staging import Staging
from loaders.steps import Subtotals
from loaders.workbook import letter


def printed_subtotals(staging: Staging, out: Extracted) -> Iterator[Result]:
    """Each row printed as a sum, in each amount column, against the figures it sums."""
    for number, step in enumerate(out.source.steps):
        if step.subtotals:
            yield from _subtotals(staging, step.subtotals, marks.code_of(number), out)
        if (labels := step.label_rows) and labels.figures == "sums":
            summed = Subtotals(when={}, within=[*([labels.until] if labels.until else []), labels.into])
            yield from _subtotals(staging, summed, marks.code_of(number, 1), out)
        for spec in (s for s in (step.levels_from_indent, step.levels_from_code) if s):
            for level in range(1, len(spec.into)):
                summed = Subtotals(when={}, within=spec.into[:level])
                yield from _subtotals(staging, summed, marks.code_of(number, level), out)


def _subtotals(staging: Staging, spec: Subtotals, code: int, out: Extracted) -> Iterator[Result]:
    figure = out.figure
    keys = [*spec.within, "_column"]
    parts = figure.filter(figure["_mark"].isnull(), meets(figure, spec.sums))
    sums = parts.group_by(keys).agg(
        got=parts["amount"].sum(), missing=parts["_empty"].cast("int64").sum(), parts=parts.count()
    )
    printed = _printed(spec, code, out)
    joined = printed.left_join(sums, [printed[k].identical_to(sums[k]) for k in keys])
    names = ["_table", "cell", "_text", "amount", "count", "got", "missing", "parts", "phase_published", "fiscal_year"]
    names = list(dict.fromkeys([*names, *spec.within]))
    for values in staging.rows(joined.order_by("_table", "row", "cell").select(*names)):
        yield _subtotal_result(dict(zip(names, values, strict=True)), spec, out)


def _printed(spec: Subtotals, code: int, out: Extracted) -> ir.Table:
    """The rows printed as sums, with what they print: in a column of figures, or in a field of their own."""
    rows = out.figure.filter(out.figure["_mark"] == code)
    if spec.amount:
        name, sheet = spec.amount, out.tables[0].layout.sheet
        dash, factor = sheet.dash == "zero", UNITS[sheet.unit]
        amount = figures.amount(
            rows[name],
            factor,
            dash_is_zero=dash,
            numbers=sheet.numbers,
            marks=sheet.marks,
            negative=sheet.negative,
        )
        letters = per_table(rows, out.tables, lambda t: letter(t.labels[name]) if name in t.labels else "")
        rows = rows.mutate(amount=amount, cell=letters + rows["row"].cast(str))
        rows = rows.filter(rows["amount"].notnull())
    else:
        rows = rows.filter(~rows["_empty"])
    texts = ibis.table({"_table": "int16", "row": "int32", "_text": "string"}, name="aside")
    joined = rows.join(texts, [rows["_table"] == texts["_table"], rows["row"] == texts["row"]])
    names = ["_table", "row", "_column", "cell", "_text", "amount", "phase_published", "fiscal_year"]
    printed = joined.select(*dict.fromkeys([*names, *spec.within])).mutate(count=ibis.literal(1))
    if not spec.together:
        return printed
    first = {n: printed[n].first(order_by="row") for n in names if n not in ("_column", "amount", *spec.within)}
    return printed.group_by([*spec.within, "_column"]).agg(
        **first, amount=printed["amount"].sum(), count=printed.count()
    )


def _subtotal_result(row: dict[str, object], spec: Subtotals, out: Extracted) -> Result:
    what = f"{', '.join(str(row[k]) for k in spec.within)}: {str(row['_text']).split(' | ')[0]}, "
    what += str(row["phase_published"] or row["fiscal_year"])
    if row["count"] != 1:
        what += f", {row['count']} printed sums together"
    expected, got = Decimal(str(row["amount"])), Decimal(str(row["got"] or 0))
    sheet, cell = out.sheet_of(row["_table"]), str(row["cell"])
    result = judge(out.place, "printed subtotal", what, expected, got, oddity=_listed(row, out), sheet=sheet, cell=cell)
    if row["missing"] and result.verdict == "failed":
        reason = f"{row['missing']} of the {row['parts']} figures that it sums could not be seen"
        return replace(result, verdict="not checkable", reason=reason)
    return result


def _listed(row: dict[str, object], out: Extracted) -> Oddity | None:
    """The known oddity with a difference whose `where` speaks of this row: its place, release, year or heading."""
    known = {name: str(value) for name, value in row.items()} | {"release": out.release.release}
    return next((o for o in out.source.known_oddities if o.difference is not None and _speaks_of(o.where, known)), None)


def _speaks_of(where: Where, known: dict[str, str]) -> bool:
    asked = {k: str(fiscal_year(v)) if k == "fiscal_year" else v for k, v in where.items()}
    return bool(asked) and asked.items() <= known.items()
