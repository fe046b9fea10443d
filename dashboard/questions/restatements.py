"""What changed between two slices, as Ibis expressions: two releases, two years, or a plan and its actual.

Two figures are the same one if they are on the same line (`entry_line`, `docs/releases.md`). Every amount of either
slice is on exactly one list: restated (another amount), new, vanished or unchanged. Of two releases only what both
hold (`shared`) is to be compared; `purse diff` says the same.
"""

from __future__ import annotations

import functools
import operator

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
FRENCH = tuple(f"{c}_fr" for c in LABELS if c.startswith(("administrative", "economic", "category")))
_EXACT = "decimal(38, 2)"


def shared(dataset: str, before: str, after: str) -> ir.Table:
    """What both releases hold: fiscal_year, direction, phase, basis."""
    t = table("entry")
    sides = [t.filter(t.dataset == dataset, t.release == r).select(*SPAN).distinct() for r in (before, after)]
    return ibis.intersect(*sides).order_by(*SPAN)


def by_line(of: Slice) -> ir.Table:
    """A slice by line: line, lineage, LABELS, FRENCH, amount, alike.

    `alike` is true where the line's entries have the same labels, so that the labels alone select the line.
    """
    rows = entries(of)
    alike = [rows[c].min().identical_to(rows[c].max()) for c in LABELS]
    return rows.group_by("line", "lineage").agg(
        **{c: rows[c].min() for c in (*LABELS, *FRENCH)},
        amount=rows.amount.sum().cast(_EXACT),
        alike=functools.reduce(operator.and_, alike),
    )


def compared(before: Slice, after: Slice) -> ir.Table:
    """Every line of two slices: line, lineage, labels, state, before, after, change, elsewhere, alike, and the span.

    The span (SPAN) and the labels (LABELS, FRENCH) are the later slice's, `{label}_before` the earlier one's.
    `elsewhere` is true for what is new or vanished only because the other release has nothing at all of that
    organisation, in that year and phase.
    """
    joined = by_line(after).outer_join(by_line(before), "line", rname="{name}_before")
    first, last = joined["line_before"].isnull(), joined["line"].isnull()
    zero = ibis.literal(0).cast(_EXACT)
    rows = joined.select(
        **{c: ibis.literal(getattr(after, c)) for c in SPAN},
        **{c: ibis.coalesce(joined[c], joined[f"{c}_before"]) for c in ("line", "lineage")},
        **{c: ibis.ifelse(last, joined[f"{c}_before"], joined[c]) for c in (*LABELS, *FRENCH)},
        **{f"{c}_before": joined[f"{c}_before"] for c in LABELS},
        state=ibis.cases(
            (first, "new"), (last, "vanished"), (joined.amount == joined.amount_before, "unchanged"), else_="restated"
        ),
        before=joined.amount_before,
        after=joined.amount,
        change=(joined.amount.fill_null(zero) - joined.amount_before.fill_null(zero)).cast(_EXACT),
        alike=joined.alike.fill_null(True) & joined.alike_before.fill_null(True),
    )
    return _with_elsewhere(rows, before, after)


def _with_elsewhere(rows: ir.Table, before: Slice, after: Slice) -> ir.Table:
    new = (rows.state == "new") & ~rows.lineage.isin(_present(before).lineage)
    gone = (rows.state == "vanished") & ~rows.lineage.isin(_present(after).lineage)
    return rows.mutate(elsewhere=(new | gone).fill_null(False))


def _present(of: Slice) -> ir.Table:
    """Whose figures a slice's release has in its year and phase, on whichever basis."""
    t = table("entry_line")
    same = [t[c] == getattr(of, c) for c in ("dataset", "release", "fiscal_year", "direction", "phase")]
    return t.filter(*same, t.lineage.notnull()).select("lineage").distinct()


def listed(before: Slice, after: Slice, state: str) -> ir.Table:
    """The lines of one state (restated, new, vanished, unchanged), largest change first; columns of `compared`."""
    rows = compared(before, after)
    return _largest(rows.filter(rows.state == state))


def movers(before: Slice, after: Slice, limit: int) -> ir.Table:
    """The lines that moved most, at most `limit`, whichever way they went; columns of `compared`."""
    rows = compared(before, after)
    return _largest(rows.filter(rows.state != "unchanged")).limit(limit)


def _largest(rows: ir.Table) -> ir.Table:
    size = ibis.greatest(rows.change, -rows.change)
    return rows.order_by(size.desc(), "line")


def sums(before: Slice, after: Slice) -> ir.Table:
    """By state: lines, elsewhere (counts), before, after, change. Over the states they add up to both slices."""
    rows = compared(before, after)
    by = rows.group_by("state").agg(
        lines=rows.count(),
        elsewhere=rows.count(where=rows.elsewhere),
        **{c: rows[c].sum().fill_null(0).cast(_EXACT) for c in ("before", "after", "change")},
    )
    return by.order_by("state")


def organisations(before: Slice, after: Slice) -> ir.Table:
    """Whose lines two slices hold: lineage, name_en, name_fr (those of today), by English name."""
    held = ibis.union(*[entries(of).select("lineage") for of in (before, after)], distinct=True)
    names = table("organisation")
    names = names.filter(names.organisation == names.lineage).select("lineage", "name_en", "name_fr")
    return held.inner_join(names, "lineage").select("lineage", "name_en", "name_fr").order_by("name_en")
