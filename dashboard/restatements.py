"""What changed between two releases of a dataset, and what moved between two years, as Ibis expressions.

Two figures are the same one if they are on the same line (`entry_line`, `docs/releases.md`) in the same fiscal year,
direction, phase and basis. Of two releases only what both hold is compared, and every amount is on exactly one list:
restated, new, vanished or unchanged. `purse diff` says the same.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.queries import entries
from dashboard.schema import table
from dashboard.slices import Slice

SPAN = ("fiscal_year", "direction", "phase", "basis")
LABELS = (
    "line_type",
    "category",
    "vote",
    "administrative_1",
    "administrative_2",
    "administrative_3",
    "administrative_4",
    "economic_1",
    "economic_2",
    "recipient",
)
_EXACT = "decimal(38, 2)"


def _by_line(rows: ir.Table, *span: str) -> ir.Table:
    labels = {c: rows[c].min() for c in LABELS}
    return rows.group_by(*span, "line", "lineage").agg(**labels, amount=rows.amount.sum().cast(_EXACT))


def _release(dataset: str, release: str) -> ir.Table:
    t = table("entry_line")
    return _by_line(t.filter(t.dataset == dataset, t.release == release), *SPAN)


def shared(dataset: str, before: str, after: str) -> ir.Table:
    """What both releases hold: fiscal_year, direction, phase, basis."""
    t = table("entry")
    sides = [t.filter(t.dataset == dataset, t.release == r).select(*SPAN).distinct() for r in (before, after)]
    return ibis.intersect(*sides).order_by(*SPAN)


def compared(dataset: str, before: str, after: str) -> ir.Table:
    """Every line of what both releases hold: span, labels, state, before, after, change, elsewhere.

    Labels are the later release's, `administrative_1_before` and `administrative_2_before` the earlier one's where
    they differ. `elsewhere` is true for what is new or vanished only because the other release has nothing at all of
    that organisation, in that year and phase.
    """
    both = shared(dataset, before, after)
    old, new = (_release(dataset, r).semi_join(both, SPAN) for r in (before, after))
    return _state(old, new, SPAN)


def _state(old: ir.Table, new: ir.Table, span: tuple[str, ...]) -> ir.Table:
    joined = new.outer_join(old, [*span, "line"], rname="{name}_before")
    first, last = joined["line_before"].isnull(), joined["line"].isnull()
    kept = {c: ibis.coalesce(joined[c], joined[f"{c}_before"]) for c in (*span, "line", "lineage")}
    labels = {c: ibis.ifelse(last, joined[f"{c}_before"], joined[c]) for c in LABELS}
    were = {
        f"{c}_before": ibis.ifelse(joined[c] != joined[f"{c}_before"], joined[f"{c}_before"], ibis.null(str))
        for c in ("administrative_1", "administrative_2")
    }
    zero = ibis.literal(0).cast(_EXACT)
    rows = joined.select(
        **kept,
        **labels,
        **were,
        state=ibis.cases(
            (first, "new"), (last, "vanished"), (joined.amount == joined.amount_before, "unchanged"), else_="restated"
        ),
        before=joined.amount_before,
        after=joined.amount,
        change=(joined.amount.fill_null(zero) - joined.amount_before.fill_null(zero)).cast(_EXACT),
    )
    return _with_elsewhere(rows, tuple(c for c in span if c != "basis"))


def _with_elsewhere(rows: ir.Table, span: tuple[str, ...]) -> ir.Table:
    whole = ibis.window(group_by=[*span, "lineage"])
    known = rows.lineage.notnull()
    lacks_old = (rows.before.count().over(whole) == 0) & (rows.state == "new")
    lacks_new = (rows.after.count().over(whole) == 0) & (rows.state == "vanished")
    return rows.mutate(elsewhere=known & (lacks_old | lacks_new))


def _largest(rows: ir.Table) -> ir.Table:
    """Largest change first, whichever way it goes."""
    size = ibis.greatest(rows.change, -rows.change)
    return rows.order_by(size.desc(), "fiscal_year", "line")


def restated(dataset: str, before: str, after: str) -> ir.Table:
    """Lines of both releases with another amount in the later one, largest change first; columns of `compared`."""
    rows = compared(dataset, before, after)
    return _largest(rows.filter(rows.state == "restated"))


def new(dataset: str, before: str, after: str) -> ir.Table:
    """Lines that only the later release has, largest first; columns of `compared`."""
    rows = compared(dataset, before, after)
    return _largest(rows.filter(rows.state == "new"))


def vanished(dataset: str, before: str, after: str) -> ir.Table:
    """Lines that only the earlier release has, largest first; columns of `compared`."""
    rows = compared(dataset, before, after)
    return _largest(rows.filter(rows.state == "vanished"))


def sums(dataset: str, before: str, after: str) -> ir.Table:
    """By span and state: lines, before, after, change. Over the states, they add up to both releases' totals."""
    rows = compared(dataset, before, after)
    by = rows.group_by(*SPAN, "state").agg(
        lines=rows.count(),
        before=rows.before.sum().cast(_EXACT),
        after=rows.after.sum().cast(_EXACT),
        change=rows.change.sum().cast(_EXACT),
    )
    return by.order_by(*SPAN, "state")


def movers(before: Slice, after: Slice, limit: int) -> ir.Table:
    """The lines that moved most between two slices, as of two years: labels, state, before, after, change."""
    old, now = (
        _by_line(entries(s, "entry_line").mutate(fiscal_year=after.fiscal_year), "fiscal_year") for s in (before, after)
    )
    rows = _state(old, now, ("fiscal_year",))
    return _largest(rows.filter(rows.state != "unchanged")).limit(limit)
