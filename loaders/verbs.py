"""The verbs of a source's `steps`: each takes the rows of a sheet and gives them back reshaped.

A verb is a pure function on an Ibis table, so that a million rows cost one query and no Python per row.
The table has one row per sheet row: `row` (int), a text column per field named under `columns`, a text
column `c1`, `c2` … per amount column, and three columns that say what became of the row: `_kind` (NULL while
it may still give entries), `_why` and `_private`. `_above` is true above the headings. No verb drops a row: it marks it.
`docs/verbs.md` has a picture of each, before and after.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import ibis
import ibis.expr.types as ir

from loaders.errors import SourceError
from loaders.source import (
    Classify,
    LabelRows,
    Lookup,
    MarkRollups,
    Matcher,
    SetAside,
    Source,
    Split,
    Step,
    Subtotals,
    When,
)


class Sheets(Protocol):
    """What `lookup` needs of the workbook: another sheet as a table whose columns are its headings."""

    def table(self, sheet: str, header: int) -> ir.Table: ...

    def first_value(self, expr: ir.Table) -> object | None: ...


def open_rows(table: ir.Table) -> ir.BooleanValue:
    """Rows that no step has set aside yet."""
    return table["_kind"].isnull()


def meets(table: ir.Table, when: When) -> ir.BooleanValue:
    """True for the rows that meet every condition of `when`; an empty `when` is met by all."""
    met: ir.BooleanValue = ibis.literal(True)
    for name, matcher in when.items():
        met = met & _matches(field(table, name), matcher)
    return met


def field(table: ir.Table, name: str) -> ir.StringColumn:
    """A field of the rows; SourceError names the fields there are."""
    if name not in table.columns or name.startswith("_") or name == "row":
        known = [c for c in table.columns if not c.startswith("_") and c != "row"]
        raise SourceError(f"a step asks for {name!r}, which is not a field; the fields are {', '.join(known)}")
    return table[name]


def _matches(column: ir.StringColumn, matcher: Matcher) -> ir.BooleanValue:
    if matcher.blank is not None:
        return column.isnull() if matcher.blank else column.notnull()
    if matcher.matches is not None:
        return column.re_search(matcher.matches).fill_null(False)
    if matcher.none_of is not None:
        return ~column.isin(matcher.none_of).fill_null(False)
    return column.isin(matcher.any_of or []).fill_null(False)


def _mark(table: ir.Table, rows: ir.BooleanValue, kind: str, why: str, private: bool = False) -> ir.Table:
    now = rows & open_rows(table)
    return table.mutate(
        _kind=ibis.ifelse(now, kind, table["_kind"]),
        _why=ibis.ifelse(now, why, table["_why"]),
        _private=ibis.ifelse(now, private, table["_private"]),
    )


def _carry(table: ir.Table, into: str, value: ir.Value, within: Sequence[str] = ()) -> ir.Table:
    """Each row takes the last value that is not NULL at or above it."""
    seen = table.mutate(_value=value)
    seen = seen.mutate(_nth=seen["_value"].count().over(group_by=list(within), order_by=seen["row"], rows=(None, 0)))
    carried = seen.mutate(_carried=seen["_value"].max().over(group_by=[*within, "_nth"]))
    return carried.mutate(**{into: carried["_carried"]}).drop("_value", "_nth", "_carried")


def label_rows(table: ir.Table, spec: LabelRows) -> ir.Table:
    """Rows that hold one label for the rows under them: the label goes down, the row is set aside."""
    here = meets(table, spec.when) & open_rows(table)
    table = table.mutate(_is_label=here)
    value = ibis.ifelse(table["_is_label"], field(table, spec.take), ibis.null(str))
    if spec.until:
        field(table, spec.until)
    table = _carry(table, spec.into, value, [spec.until] if spec.until else [])
    return _mark(table, table["_is_label"], "heading", f"names the rows under it: {spec.into}").drop("_is_label")


def fill_down(table: ir.Table, fields: Sequence[str]) -> ir.Table:
    """Empty cells take the label above them. Rows set aside, and those above the headings, neither give nor take."""
    for name in fields:
        table = table.mutate(_here=open_rows(table) & ~table["_above"], _own=field(table, name))
        table = _carry(table, name, ibis.ifelse(table["_here"], table["_own"], ibis.null(str)))
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


def lookup(table: ir.Table, spec: Lookup, sheets: Sheets) -> ir.Table:
    """Labels from another sheet by a key; a key that is not there, or there twice, is an error."""
    other = sheets.table(spec.sheet, spec.header)
    wanted = [*spec.by.values(), *spec.take.values()]
    for heading in wanted:
        if heading not in other.columns:
            raise SourceError(f"sheet {spec.sheet!r} has no column {heading!r}; it has {', '.join(other.columns)}")
    labels = other.select(
        **{f"_key_{f}": other[h] for f, h in spec.by.items()}, **{f"_take_{f}": other[h] for f, h in spec.take.items()}
    ).distinct()
    keys = [f"_key_{f}" for f in spec.by]
    labels = labels.filter(*[labels[k].notnull() for k in keys])
    twice = labels.group_by(keys).agg(n=labels.count()).filter(ibis._.n > 1)
    if (found := sheets.first_value(twice)) is not None:
        raise SourceError(f"sheet {spec.sheet!r} has more than one label for {found!r}")
    asked = table.filter(open_rows(table), ~table["_above"], *[field(table, f).notnull() for f in spec.by])
    on = [asked[f] == labels[f"_key_{f}"] for f in spec.by]
    if (found := sheets.first_value(asked.anti_join(labels, on).select(*spec.by))) is not None:
        raise SourceError(f"sheet {spec.sheet!r} has no row for {found!r} ({', '.join(spec.by)})")
    joined = table.left_join(labels, [table[f] == labels[f"_key_{f}"] for f in spec.by])
    return joined.mutate(**{f: joined[f"_take_{f}"] for f in spec.take}).drop(*keys, *[f"_take_{f}" for f in spec.take])


def unify(table: ir.Table, fields: Sequence[str]) -> ir.Table:
    """Spellings that differ by case only become the commonest of them."""
    for name in fields:
        spelt = table.filter(field(table, name).notnull())
        counted = spelt.group_by(_folded=spelt[name].lower(), _spelling=spelt[name]).agg(_n=spelt.count())
        first = ibis.row_number().over(group_by="_folded", order_by=[counted["_n"].desc(), counted["_spelling"]])
        best = counted.mutate(_rank=first).filter(ibis._._rank == 0).select("_folded", "_spelling")
        joined = table.left_join(best, table[name].lower() == best["_folded"])
        table = joined.mutate(**{name: joined["_spelling"]}).drop("_folded", "_spelling")
    return table


def set_aside(table: ir.Table, spec: SetAside) -> ir.Table:
    """Rows that are not entries, with the reason."""
    return _mark(table, meets(table, spec.when), spec.kind, spec.why, spec.private)


def subtotals(table: ir.Table, spec: Subtotals, step: int) -> ir.Table:
    """Rows printed as sums of others. `_subtotal` keeps which step found them, for the check."""
    for name in spec.within:
        field(table, name)
    here = meets(table, spec.when) & open_rows(table)
    table = table.mutate(_subtotal=ibis.ifelse(here, step, table["_subtotal"]))
    return _mark(table, table["_subtotal"] == step, "subtotal", "printed as a sum: checked, not counted")


def mark_rollups(table: ir.Table, spec: MarkRollups) -> ir.Table:
    """Recipients that stand for many payees."""
    return table.mutate(recipient_rollup=field(table, "recipient").re_search(spec.matches).fill_null(False))


def apply_steps(table: ir.Table, source: Source, sheets: Sheets) -> ir.Table:
    """All of a source's steps, in their order."""
    for number, step in enumerate(source.steps):
        try:
            table = _apply(table, step, number, sheets)
        except SourceError as e:
            raise SourceError(e.what, where=f"{source.path}, steps.{number}.{step.verb}") from e
    return table


def _apply(table: ir.Table, step: Step, number: int, sheets: Sheets) -> ir.Table:
    if step.lookup:
        return lookup(table, step.lookup, sheets)
    if step.subtotals:
        return subtotals(table, step.subtotals, number)
    verb = {
        "label_rows": label_rows,
        "fill_down": fill_down,
        "classify": classify,
        "split": split,
        "unify": unify,
        "set_aside": set_aside,
        "mark_rollups": mark_rollups,
    }[step.verb]
    return verb(table, getattr(step, step.verb))  # type: ignore[operator]
