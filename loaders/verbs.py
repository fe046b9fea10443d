"""The verbs of a source's `steps`: each takes the rows of a sheet and gives them back reshaped.

A verb is a pure function on an Ibis table, so that a million rows cost one query and no Python per row.
The table has one row per sheet row: `_table` and `row` (its place), a text column per field named under `columns`,
a text column `_a1`, `_a2` … per amount column, and `_mark`: NULL while the row may still give entries, else which
step set it aside (`marks.py`). `_above` is true where the row is no row of the table: above its headings or below
its end. No verb drops a row: it marks it. `docs/verbs.md` has a picture of each, before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

import ibis
import ibis.expr.types as ir

from loaders import dates, levels, marks
from loaders.columns import carry, field, meets, open_rows
from loaders.errors import SourceError
from loaders.source import Source
from loaders.steps import (
    Average,
    Classify,
    FirstOf,
    FiscalYearOf,
    Join,
    LabelRows,
    Lookup,
    MarkRollups,
    SecondLine,
    SetAside,
    Split,
    Step,
    Strip,
    Subtotals,
)

_NO_MORE = ""  # carried down where a label has ended: no label is empty
# What each figure has, if not by its row then by its column.
_OF_FIGURES = ("fiscal_year", "direction", "phase", "basis")


class Sheets(Protocol):
    """What steps need beyond the rows: another sheet as a table whose columns are its headings, and answers."""

    def labels_of(self, spec: Lookup) -> tuple[str, ir.Table]: ...

    def first_value(self, expr: ir.Table) -> object | None: ...


def label_rows(table: ir.Table, spec: LabelRows, code: int) -> ir.Table:
    """Rows that hold one label for the rows under them: the label goes down, the row is set aside."""
    table = table.mutate(_is_label=meets(table, spec.when) & open_rows(table))
    value = ibis.ifelse(table["_is_label"], field(table, spec.take), ibis.null(str))
    if spec.until:
        field(table, spec.until)
    if spec.through:
        table = table.mutate(_is_last=meets(table, spec.through) & open_rows(table))
        behind = table["_is_last"].lag().over(group_by="_table", order_by="row").fill_null(False)
        value = ibis.ifelse(behind & value.isnull(), _NO_MORE, value)
    table = carry(table, spec.into, value, [spec.until] if spec.until else [])
    if spec.through:
        table = table.mutate(**{spec.into: table[spec.into].nullif(_NO_MORE)}).drop("_is_last")
    if spec.figures == "sums":
        table = marks.mark(table, table["_is_label"] & levels.holds_figures(table), code + 1)
    return marks.mark(table, table["_is_label"], code).drop("_is_label")


def second_line(table: ir.Table, spec: SecondLine, code: int) -> ir.Table:
    """Rows that hold the next lines of the row above: it gets what they hold, and they are set aside."""
    table = table.mutate(_is_second=meets(table, spec.when) & open_rows(table))
    first = ibis.ifelse(table["_is_second"], 0, 1)
    table = table.mutate(_block=first.sum().over(group_by="_table", order_by="row", rows=(None, 0)))
    below = ibis.ifelse(table["_is_second"], field(table, spec.take), ibis.null(str))
    line = below.group_concat(" ").over(group_by=["_table", "_block"], order_by="row", rows=(None, None))
    table = table.mutate(_line=line).drop("_block")
    line = table["_line"]
    if spec.into == spec.take:
        text = ibis.ifelse(line.notnull(), table[spec.take] + " " + line, table[spec.take])
    else:
        text = ibis.coalesce(line, table[spec.into]) if spec.into in table.columns else line
    table = table.mutate(**{spec.into: ibis.ifelse(table["_is_second"], ibis.null(str), text)})
    return marks.mark(table, table["_is_second"], code).drop("_is_second", "_line")


def fill_down(table: ir.Table, fields: Sequence[str]) -> ir.Table:
    """Empty cells take the label above them. Rows set aside, and those outside the table, neither give nor take."""
    for name in fields:
        table = table.mutate(_here=open_rows(table) & ~table["_above"], _own=field(table, name))
        table = carry(table, name, ibis.ifelse(table["_here"], table["_own"], ibis.null(str)))
        table = table.mutate(**{name: ibis.ifelse(table["_here"], table[name], table["_own"])}).drop("_here", "_own")
    return table


def classify(table: ir.Table, spec: Classify) -> ir.Table:
    """A new field whose value is that of the first rule a row meets."""
    cases = [(meets(table, rule.when), rule.to) for rule in spec.rules]
    return table.mutate(**{spec.into: ibis.cases(*cases, else_=ibis.null(str))})


def split(table: ir.Table, spec: Split) -> ir.Table:
    """One label becomes two at a separator."""
    label = field(table, spec.field)
    at = label.find(spec.at)
    first, second = spec.into
    return table.mutate(
        **{
            first: ibis.ifelse(at >= 0, label.substr(0, at), label),
            second: ibis.ifelse(at >= 0, label.substr(at + len(spec.at)), ibis.null(str)),
        }
    )


def join(table: ir.Table, spec: Join) -> ir.Table:
    """One field of several; empty where one of them is."""
    first, *others = (field(table, name) for name in spec.fields)
    for other in others:
        first = first + spec.between + other
    return table.mutate(**{spec.into: first})


def first_of(table: ir.Table, spec: FirstOf) -> ir.Table:
    """The first of several fields that is not empty."""
    return table.mutate(**{spec.into: ibis.coalesce(*(field(table, name) for name in spec.fields))})


def strip(table: ir.Table, spec: Strip) -> ir.Table:
    """Labels without what a pattern finds in them; empty where nothing else is left."""
    names = {n: field(table, n).re_replace(spec.matches, "").strip().nullif("") for n in spec.fields}
    return table.mutate(**names)


def lookup(table: ir.Table, spec: Lookup, sheets: Sheets) -> ir.Table:
    """Labels from another sheet or file by a key; a key that is not there, or there twice, is an error."""
    where, other = sheets.labels_of(spec)
    labels = other.select(
        **{f"_key_{f}": _first_there(other, [h], where) for f, h in spec.by.items()},
        **{f"_take_{f}": _first_there(other, taken, where) for f, taken in spec.take.items()},
    ).distinct()
    keys = [f"_key_{f}" for f in spec.by]
    labels = labels.filter(*[labels[k].notnull() for k in keys])
    twice = labels.group_by(keys).agg(n=labels.count()).filter(ibis._.n > 1)
    if (found := sheets.first_value(twice)) is not None:
        raise SourceError(f"{where} has more than one label for {found!r}")
    asked = table.filter(open_rows(table), ~table["_above"], *[field(table, f).notnull() for f in spec.by])
    on = [asked[f] == labels[f"_key_{f}"] for f in spec.by]
    if (found := sheets.first_value(asked.anti_join(labels, on).select(*spec.by))) is not None:
        raise SourceError(f"{where} has no row for {found!r} ({', '.join(spec.by)})")
    joined = table.left_join(labels, [table[f] == labels[f"_key_{f}"] for f in spec.by])
    return joined.mutate(**{f: joined[f"_take_{f}"] for f in spec.take}).drop(*keys, *[f"_take_{f}" for f in spec.take])


def _first_there(other: ir.Table, headings: Sequence[str], where: str) -> ir.StringColumn:
    """The first of several columns that is not empty, of those that the sheet has; it must have one of them."""
    there = [other[h] for h in headings if h in other.columns]
    if not there:
        asked = " or ".join(map(repr, headings))
        raise SourceError(f"{where} has no column {asked}; it has {', '.join(other.columns)}")
    return ibis.coalesce(*there)


def unify(table: ir.Table, fields: Sequence[str]) -> ir.Table:
    """Spellings that differ by case only become the commonest of them. `_was_…` keeps what stood there."""
    for name in fields:
        spelt = table.filter(field(table, name).notnull())
        counted = spelt.group_by(_spelling=spelt[name]).agg(_n=spelt.count())
        order = ibis.window(group_by=counted["_spelling"].lower(), order_by=[ibis.desc("_n"), "_spelling"])
        best = counted.select("_spelling", _best=counted["_spelling"].first().over(order))
        best = best.filter(best["_spelling"] != best["_best"])
        joined = table.left_join(best, table[name] == best["_spelling"])
        was = {f"_was_{name}": joined["_spelling"]}
        table = joined.mutate(**was, **{name: ibis.coalesce(joined["_best"], joined[name])}).drop("_spelling", "_best")
    return table


def fiscal_year_of(table: ir.Table, spec: FiscalYearOf) -> ir.Table:
    """The fiscal year in which a date falls."""
    year = dates.fiscal_year_of(field(table, spec.field), spec.starts, spec.order)
    return table.mutate(fiscal_year=year.cast(str))


def average(table: ir.Table, spec: Average, code: int) -> ir.Table:
    """Years of which not all figures are there give no mean: their rows are set aside."""
    here = ibis.ifelse(open_rows(table) & ~table["_above"], 1, 0)
    by = [c for c in ("series", "fiscal_year") if c in table.columns]
    field(table, "fiscal_year")
    table = table.mutate(_n=here.sum().over(group_by=by))
    return marks.mark(table, (table["_n"] != spec.of) & ~table["_above"], code).drop("_n")


def set_aside(table: ir.Table, spec: SetAside, code: int) -> ir.Table:
    """Rows that are not entries, with the reason."""
    return marks.mark(table, meets(table, spec.when), code)


def subtotals(table: ir.Table, spec: Subtotals, code: int) -> ir.Table:
    """Rows printed as sums of others: their mark leads the check to them."""
    for name in [*spec.within, *([spec.amount] if spec.amount else [])]:
        if name == spec.amount or name not in _OF_FIGURES:
            field(table, name)
    return marks.mark(table, meets(table, spec.when), code)


def mark_rollups(table: ir.Table, spec: MarkRollups) -> ir.Table:
    """Recipients that stand for many payees."""
    return table.mutate(recipient_rollup=field(table, "recipient").re_search(spec.matches).fill_null(False))


_MARKING: dict[str, Any] = {
    "label_rows": label_rows,
    "second_line": second_line,
    "average": average,
    "set_aside": set_aside,
    "subtotals": subtotals,
    "levels_from_code": levels.from_code,
}
_LABELLING: dict[str, Any] = {
    "fill_down": fill_down,
    "classify": classify,
    "split": split,
    "join": join,
    "first_of": first_of,
    "strip": strip,
    "unify": unify,
    "fiscal_year_of": fiscal_year_of,
    "mark_rollups": mark_rollups,
}


def apply_steps(table: ir.Table, source: Source, sheets: Sheets) -> ir.Table:
    """All of a source's steps, in their order."""
    for number, step in enumerate(source.steps):
        try:
            table = _apply(table, step, number, sheets)
        except SourceError as e:
            raise SourceError(e.what, where=f"{source.path}, steps.{number}.{step.verb}") from e
    return table


def _apply(table: ir.Table, step: Step, number: int, sheets: Sheets) -> ir.Table:
    code, spec = marks.code_of(number), getattr(step, step.verb)
    if step.lookup:
        return lookup(table, step.lookup, sheets)
    if step.levels_from_indent:
        return levels.from_indent(table, step.levels_from_indent, code, sheets)
    done = _MARKING[step.verb](table, spec, code) if step.verb in _MARKING else _LABELLING[step.verb](table, spec)
    return cast(ir.Table, done)
