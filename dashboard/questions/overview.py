"""What the overview asks beside totals and lines: what moved, who spends most, and a measured series."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.queries import summed
from dashboard.schema import table
from dashboard.slices import Slice

_EXACT = "decimal(38, 2)"


def _by_label(of: Slice, columns: tuple[str, ...]) -> ir.Table:
    """A slice by labels, an organisation as one through all its names: key, lineage, labels and French, amount, and how
    many lines it is printed in, a ministry's own and those under it."""
    rows = summed(of, *columns, "administrative_2")
    line = ibis.literal("\x1f").join([rows[columns[0]].fill_null(""), rows.administrative_2.fill_null("")])
    printed = ibis.literal("\x1f").join([rows[c].fill_null("") for c in columns])
    labels = {name: rows[name].max() for c in columns for name in (c, f"{c}_fr")}
    return rows.group_by(key=ibis.coalesce(rows.lineage, printed)).agg(
        lineage=rows.lineage.max(),
        **labels,
        amount=rows.amount.sum().cast(_EXACT),
        printed=line.nunique().cast("int64"),
    )


def _beside(of: Slice, before: Slice | None, columns: tuple[str, ...]) -> ir.Table:
    now = _by_label(of, columns)
    if before is None:
        return now.mutate(before=ibis.null(_EXACT))
    then = _by_label(before, columns)
    joined = now.outer_join(then, "key", rname="{name}_before")
    names = ("lineage", *(name for c in columns for name in (c, f"{c}_fr")))
    labels = {name: ibis.coalesce(joined[name], joined[f"{name}_before"]) for name in names}
    return joined.select(
        **labels,
        amount=joined.amount,
        before=joined.amount_before,
        printed=joined.printed,
        key=joined.key.fill_null(joined.key_before),
    )


def movers(of: Slice, before: Slice, columns: tuple[str, ...], limit: int) -> ir.Table:
    """What changed most between two years: lineage, labels and French, amount, before, printed, change; either way.

    `amount` and `printed`, in how many lines it stands, are NULL for what is there no more, `before` for what is new.
    """
    rows = _beside(of, before, columns)
    zero = ibis.literal(0).cast(_EXACT)
    change = (rows.amount.fill_null(zero) - rows.before.fill_null(zero)).cast(_EXACT)
    rows = rows.mutate(change=change).filter(change != zero)
    size = ibis.greatest(rows.change, -rows.change)
    return rows.order_by(size.desc(), "key").drop("key").limit(limit)


def largest(of: Slice, before: Slice | None, column: str, limit: int) -> ir.Table:
    """The largest labels of a slice: lineage, label, label_fr, amount, before (the year before), printed (as above)."""
    rows = _beside(of, before, (column,)).filter(lambda t: t.amount.notnull())
    rows = rows.rename(label=column, label_fr=f"{column}_fr")
    return rows.order_by(rows.amount.desc(), "key").drop("key").limit(limit)


def series(name: str) -> ir.Table:
    """A measured series over the years, each from the newest release: fiscal_year, value."""
    t = table("series_value")
    rows = t.filter(t.series == name)
    return rows.group_by("fiscal_year").agg(value=rows.value.argmax(rows.release)).order_by("fiscal_year")
