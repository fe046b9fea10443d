"""One organisation and all of them, as Ibis expressions: what it is called, what it spent, on what, to whom.

An organisation is a lineage: all its names, through renames (`docs/crosswalk.md`). Amounts are in units of currency,
signed; every row of an answer is of one dataset, release, year, phase and basis, so no bases meet in a sum.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.queries import count, entries, summed
from dashboard.schema import table
from dashboard.slices import NOT_NAMED, Slice

_EXACT = "decimal(38, 2)"
SPAN = ("dataset", "release", "fiscal_year", "direction", "phase", "basis")


def names(jurisdiction: str) -> ir.Table:
    """Every name that an organisation had: organisation, lineage, name_en, name_fr, from_year, to_year; oldest first."""
    t = table("organisation")
    rows = t.filter(t.jurisdiction == jurisdiction).drop("jurisdiction", "note")
    return rows.order_by(rows.lineage, rows.to_year.asc(nulls_first=False), rows.organisation)


def figures(lineages: tuple[str, ...]) -> ir.Table:
    """What the store holds of organisations: lineage, dataset, release, fiscal_year, direction, phase, basis, amount,
    entries; oldest year first."""
    t = table("entry_sum")
    return _summed(t.filter(t.lineage.isin(lineages)))


def spending(jurisdiction: str) -> ir.Table:
    """What organisations spent, from the newest release of each year: lineage, dataset, release, fiscal_year,
    direction, phase, basis, amount, entries.

    Only amounts on their dataset's own basis: consolidation adjustments alone are no expense.
    """
    t, d = table("entry_sum"), table("dataset").select("dataset", own="basis")
    rows = t.filter(t.jurisdiction == jurisdiction, t.direction == "expenditure", t.phase == "executed")
    rows = rows.inner_join(d, "dataset").filter(lambda r: r.basis == r.own)
    each = _summed(rows.filter(rows.lineage.notnull()))
    newest = each.mutate(_newest=each.release.max().over(group_by=["dataset", "fiscal_year"]))
    return newest.filter(newest.release == newest["_newest"]).drop("_newest").order_by("fiscal_year", "lineage")


def _summed(rows: ir.Table) -> ir.Table:
    by = rows.group_by("lineage", *SPAN).agg(amount=rows.amount.sum().cast(_EXACT), entries=count(rows))
    return by.order_by("fiscal_year", "dataset", "release", "phase", "lineage")


def ranked(of: Slice, before: Slice | None) -> ir.Table:
    """The organisations of a slice: lineage, name_en, name_fr, amount, before, rank (from 1); largest first.

    `before` is what the organisation spent in that other slice, NULL where nothing. What the crosswalk does not
    resolve is one last row without lineage and rank, so that the rows add up to the slice.
    """
    now = _by_lineage(of).rename(amount="sum")
    then = _by_lineage(before).rename(before="sum") if before else None
    rows = now.left_join(then, "lineage").drop("lineage_right") if then is not None else now
    if before is None:
        rows = rows.mutate(before=ibis.null(_EXACT))
    t = table("organisation")
    today = t.filter(t.organisation == t.lineage).select("lineage", "name_en", "name_fr")
    rows = rows.left_join(today, "lineage").select("lineage", "name_en", "name_fr", "amount", "before")
    place = ibis.rank().over(ibis.window(order_by=[rows.lineage.isnull(), rows.amount.desc()])) + 1
    ordered = rows.mutate(rank=ibis.ifelse(rows.lineage.isnull(), ibis.null("int64"), place))
    return ordered.order_by(ordered.lineage.isnull(), ordered.amount.desc(), ordered.lineage)


def _by_lineage(of: Slice) -> ir.Table:
    rows = summed(of)
    return rows.group_by("lineage").agg(sum=rows.amount.sum().cast(_EXACT))


def organisation_of(of: Slice) -> ir.Table:
    """The organisations that a slice's entries are of, at most two: lineage, name_en, name_fr. One row: it is one's."""
    t = table("organisation")
    today = t.filter(t.organisation == t.lineage).select("lineage", "name_en", "name_fr")
    return summed(of).select("lineage").distinct().inner_join(today, "lineage").order_by("lineage").limit(2)


def plan_and_actual(plan: Slice, actual: Slice) -> ir.Table:
    """Two slices program by program: label, label_fr, plan, actual, difference (actual − plan), plan_label,
    actual_label; largest actual first. What has no program has the label NOT_NAMED.

    Lines are matched as `entry_line` does, so that a program whose label was respelled is one row, under its label in
    `actual`. A side that does not have it is NULL; its difference counts it as zero. `plan_label` and `actual_label`
    are what the side calls it where the figure is all that it has under that label, else NULL.
    """
    joined = _by_program_line(actual).outer_join(_by_program_line(plan), "line", rname="{name}_plan")
    by = joined.group_by(label=ibis.coalesce(joined.label, joined.label_plan)).agg(
        label_fr=ibis.coalesce(joined.label_fr, joined.label_fr_plan).max(),
        plan=joined.amount_plan.sum().cast(_EXACT),
        actual=joined.amount.sum().cast(_EXACT),
        _plan=ibis.ifelse(joined.label_plan.nunique() == 1, joined.label_plan.max(), ibis.null(str)),
        _actual=ibis.ifelse(joined.label.nunique() == 1, joined.label.max(), ibis.null(str)),
        _plan_all=joined.all_plan.max(),
        _actual_all=joined["all"].max(),
    )
    zero = ibis.literal(0).cast(_EXACT)
    rows = by.select(
        "label",
        "label_fr",
        "plan",
        "actual",
        difference=(by.actual.fill_null(zero) - by.plan.fill_null(zero)).cast(_EXACT),
        plan_label=ibis.ifelse(by.plan == by["_plan_all"], by["_plan"], ibis.null(str)),
        actual_label=ibis.ifelse(by.actual == by["_actual_all"], by["_actual"], ibis.null(str)),
    )
    return rows.order_by(rows.actual.desc(nulls_first=False), rows.plan.desc(nulls_first=False), rows.label)


def _by_program_line(of: Slice) -> ir.Table:
    rows = entries(of)
    by = rows.group_by("line").agg(
        label=rows.administrative_2.max().fill_null(NOT_NAMED),
        label_fr=rows.administrative_2_fr.max(),
        amount=rows.amount.sum(),
    )
    return by.mutate(all=by.amount.sum().over(group_by="label").cast(_EXACT))


def recipients(of: Slice, limit: int) -> ir.Table:
    """The largest recipients by name, without roll-ups: label, label_fr (NULL), amount, before (NULL); largest first."""
    rows = entries(of).filter(lambda r: ~r.recipient_rollup.fill_null(False), lambda r: r.recipient.notnull())
    by = rows.group_by(label=rows.recipient).agg(amount=rows.amount.sum().cast(_EXACT))
    by = by.mutate(label_fr=ibis.null(str), before=ibis.null(_EXACT))
    return by.order_by(by.amount.desc(), by.label).limit(limit)


def payees(of: Slice) -> ir.Table:
    """One row: amount, named (how many recipients), rolled_up (the amount that is not by name; NULL if none is)."""
    rows = entries(of)
    not_named = rows.recipient_rollup.fill_null(False) | rows.recipient.isnull()
    return rows.agg(
        amount=rows.amount.sum().cast(_EXACT),
        named=rows.recipient.nunique(where=~not_named),
        rolled_up=rows.amount.sum(where=not_named).cast(_EXACT),
    )
