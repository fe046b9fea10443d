"""What all verbs need of the rows: their fields, which of them meet a condition, and carrying a value down."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from loaders.errors import SourceError
from loaders.steps import Matcher, When


def open_rows(table: ir.Table) -> ir.BooleanValue:
    """Rows that no step has set aside yet."""
    return table["_mark"].isnull()


def field(table: ir.Table, name: str) -> ir.StringColumn:
    """A field of the rows; SourceError names the fields there are."""
    if name not in table.columns or name.startswith("_") or name == "row":
        known = [c for c in table.columns if not c.startswith("_") and c != "row"]
        raise SourceError(f"a step asks for {name!r}, which is not a field; the fields are {', '.join(known)}")
    return table[name]


def meets(table: ir.Table, when: When) -> ir.BooleanValue:
    """True for the rows that meet every condition of `when`; an empty `when` is met by all."""
    met: ir.BooleanValue = ibis.literal(True)
    for name, matcher in when.items():
        met = met & _matches(field(table, name), matcher)
    return met


def _matches(column: ir.StringColumn, matcher: Matcher) -> ir.BooleanValue:
    if matcher.blank is not None:
        return column.isnull() if matcher.blank else column.notnull()
    if matcher.matches is not None:
        return column.re_search(matcher.matches).fill_null(False)
    if matcher.none_of is not None:
        return ~column.isin(matcher.none_of).fill_null(False)
    return column.isin(matcher.any_of or []).fill_null(False)


def carry(table: ir.Table, into: str, value: ir.Value, within: Sequence[str] = ()) -> ir.Table:
    """Each row takes the last value that is not NULL at or above it, in its own table."""
    by = ["_table", *within]
    seen = table.mutate(_value=value)
    seen = seen.mutate(_nth=seen["_value"].count().over(group_by=by, order_by=seen["row"], rows=(None, 0)))
    carried = seen.mutate(_carried=seen["_value"].max().over(group_by=[*by, "_nth"]))
    return carried.mutate(**{into: carried["_carried"]}).drop("_value", "_nth", "_carried")
