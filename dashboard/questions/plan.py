"""A plan against its actual, as Ibis expressions: line by line, or line by line and then by organisation.

Only lines that both hold are compared (`restatements.compared`: `before` is the plan, `after` the actual). What one
side alone holds is for `restatements.listed` ("vanished", "new"), so that all of both slices is somewhere.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.questions import restatements
from dashboard.slices import Slice

_EXACT = "decimal(38, 2)"


def by_line(plan: Slice, actual: Slice, beside: Slice | None, limit: int) -> ir.Table:
    """The lines that both hold, at most `limit`, largest difference first: columns of `restatements.compared`, beside.

    `beside` is the amount on the same line of a third slice; NULL where that has none.
    """
    return _largest(_both(plan, actual, beside), "line").limit(limit)


def totals(plan: Slice, actual: Slice, beside: Slice | None) -> ir.Table:
    """One row over the lines that both hold: before, after, change, beside (0 where there is none), lines (count)."""
    rows = _both(plan, actual, beside)
    sums = {c: rows[c].sum().fill_null(0).cast(_EXACT) for c in ("before", "after", "change", "beside")}
    return rows.agg(**sums, lines=rows.count())


def _both(plan: Slice, actual: Slice, beside: Slice | None) -> ir.Table:
    rows = _with(restatements.compared(plan, actual), beside)
    return rows.filter(rows.before.notnull(), rows.after.notnull())


def _with(rows: ir.Table, beside: Slice | None) -> ir.Table:
    if beside is None:
        return rows.mutate(beside=ibis.null(_EXACT))
    third = restatements.by_line(beside).select("line", beside="amount")
    return rows.left_join(third, "line").drop("line_right")


def _largest(rows: ir.Table, name: str) -> ir.Table:
    size = ibis.greatest(rows.change, -rows.change)
    return rows.order_by(size.desc(), name)


def by_organisation(plan: Slice, actual: Slice, beside: Slice | None) -> ir.Table:
    """The lines that both hold, by organisation, largest difference first.

    lineage (NULL where it is not resolved), administrative_1, administrative_1_fr (as the actual prints it), lines
    (count), before, after, change, beside (NULL unless every line has one), whole_before, whole_after (true where
    that side of the organisation holds no other lines: then its amount is all that the slice has of it).
    """
    rows = _with(restatements.compared(plan, actual), beside)
    both = rows.before.notnull() & rows.after.notnull()
    rows = rows.mutate(both=both, own=ibis.ifelse(rows.lineage.isnull(), rows.administrative_1, ibis.null(str)))
    amounts = {c: rows[c].sum(where=rows.both).cast(_EXACT) for c in ("before", "after", "change")}
    by = rows.group_by("lineage", "own").agg(
        **{c: rows[c].max(where=rows.both) for c in ("administrative_1", "administrative_1_fr")},
        lines=rows.count(where=rows.both),
        **amounts,
        beside=rows.beside.sum(where=rows.both).cast(_EXACT),
        known=rows.beside.count(where=rows.both),
        whole_before=(rows.state != "vanished").all(),
        whole_after=(rows.state != "new").all(),
    )
    found = by.filter(by.lines > 0)
    every = found.mutate(beside=ibis.ifelse(found.known == found.lines, found.beside, ibis.null(_EXACT)))
    return _largest(every.drop("own", "known"), "administrative_1")
