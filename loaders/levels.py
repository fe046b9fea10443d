"""Levels that a sheet does not give a column of their own: shown by how far a label is set in, or by its code.

A row that has rows of a deeper level names them. If it holds figures, they are a printed sum of those rows:
checked, and no entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import ibis
import ibis.expr.types as ir

from loaders import marks
from loaders.columns import field, open_rows
from loaders.errors import SourceError
from loaders.steps import LevelsFromCode, LevelsFromIndent


class Answers(Protocol):
    """What tells how deep the indents go."""

    def first_value(self, expr: ir.Table) -> object | None: ...


def from_indent(table: ir.Table, spec: LevelsFromIndent, code: int, answers: Answers) -> ir.Table:
    """Each row gets the labels of the rows above it that are set in less."""
    label = field(table, spec.field)
    here = open_rows(table) & ~table["_above"] & label.notnull()
    table = table.mutate(_indent_here=ibis.ifelse(here, table[f"_indent_{spec.field}"], ibis.null("int32")))
    seen = table.filter(table["_indent_here"].notnull()).select("_indent_here").distinct()
    ranked = seen.mutate(_depth=(ibis.row_number().over(order_by="_indent_here") + 1).cast("int32"))
    deepest = int(str(answers.first_value(ranked.agg(n=ranked.count())) or 0))
    if deepest > len(spec.into):
        raise SourceError(
            f"labels of {spec.field!r} are set in to {deepest} depths; into names {len(spec.into)} levels"
        )
    joined = table.left_join(ranked, table["_indent_here"] == ranked["_indent_here"])
    table = joined.drop("_indent_here", "_indent_here_right")
    order = ibis.window(group_by="_table", order_by="row")
    for level in range(1, len(spec.into) + 1):
        until = ibis.ifelse(table["_depth"] <= level, 1, 0)
        table = table.mutate(_block=until.sum().over(group_by="_table", order_by="row", rows=(None, 0)))
        own = ibis.ifelse(table["_depth"] == level, table[spec.field], ibis.null(str))
        table = table.mutate(_own=own)
        table = table.mutate(**{f"_level_{level}": table["_own"].max().over(group_by=["_table", "_block"])})
    table = table.drop("_block", "_own")
    filled = ibis.ifelse(table["_depth"].notnull(), table["row"], ibis.null("int32"))
    table = table.mutate(_filled=filled)
    nexts = table.filter(table["_filled"].notnull()).select("_table", "row", "_depth")
    nexts = nexts.mutate(_next=nexts["_depth"].lead().over(order)).select("_table", "row", "_next")
    joined = table.left_join(nexts, [table["_table"] == nexts["_table"], table["row"] == nexts["row"]])
    joined = joined.drop("_filled", *[c for c in joined.columns if c.endswith("_right")])
    return _parents(joined, joined["_next"] > joined["_depth"], spec.into, code).drop("_next")


def from_code(table: ir.Table, spec: LevelsFromCode, code: int) -> ir.Table:
    """Each row gets the labels of the codes with which its own code begins."""
    own, label = field(table, spec.field), field(table, spec.label)
    here = open_rows(table) & ~table["_above"]
    depth = ibis.cases(*[(own.length() == n, k) for k, n in enumerate(spec.lengths, 1)], else_=ibis.null("int8"))
    table = table.mutate(_depth=ibis.ifelse(here, depth, ibis.null("int8")), _label=label, _parent=ibis.literal(False))
    for level, length in enumerate(spec.lengths, 1):
        prefix = table[spec.field].substr(0, length)
        table = table.mutate(_prefix=ibis.ifelse(table["_depth"] >= level, prefix, ibis.null(str)))
        named = table.filter(table["_depth"] == level)
        names = named.group_by(_key=named["_prefix"]).agg(**{f"_level_{level}": named["_label"].first()})
        joined = table.left_join(names, table["_prefix"] == names["_key"])
        deeper = joined.filter(joined["_depth"] > level).select(_with=joined["_prefix"]).distinct()
        table = joined.drop("_key")
        joined = table.left_join(deeper, table["_prefix"] == deeper["_with"])
        parent = joined["_parent"] | (joined["_with"].notnull() & (joined["_depth"] == level))
        table = joined.mutate(_parent=parent.fill_null(False)).drop("_with", "_prefix")
    return _parents(table.drop("_label"), table["_parent"], spec.into, code).drop("_parent")


def holds_figures(table: ir.Table) -> ir.BooleanValue:
    """Whether anything stands in a row's columns of figures."""
    figures = [table[c].strip().nullif("").notnull() for c in table.columns if c.startswith("_a") and c[2:].isdigit()]
    return ibis.or_(*figures) if figures else ibis.literal(False)


def _parents(table: ir.Table, parent: ir.BooleanValue, into: Sequence[str], code: int) -> ir.Table:
    which = ibis.ifelse(holds_figures(table), table["_depth"].cast("int16") + code, ibis.literal(code).cast("int16"))
    table = marks.mark(table, parent.fill_null(False), which)
    named = {n: table[f"_level_{k}"] for k, n in enumerate(into, 1)}
    return table.mutate(**named).drop("_depth", *[f"_level_{k}" for k in range(1, len(into) + 1)])
