"""Every question that the pages put to the store, as an Ibis expression over the tables of the schema.

Pure functions of hashable arguments. Values stay values: Ibis writes them into SQL, nobody pastes them.
Amounts are DECIMAL in units of currency, signed.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.schema import columns, table
from dashboard.slices import NOT_NAMED, Slice

_EXACT = "decimal(38, 2)"


def entries(of: Slice, view: str = "entry") -> ir.Table:
    """The entries of a slice, all columns; of `entry_line`, with what makes them comparable."""
    t = table(view)
    rows = t.filter(
        t.dataset == of.dataset,
        t.release == of.release,
        t.fiscal_year == of.fiscal_year,
        t.direction == of.direction,
        t.phase == of.phase,
        t.basis == of.basis,
    )
    for column, label in of.where:
        rows = rows.filter(rows[column].isnull() if label == NOT_NAMED else rows[column] == label)
    return rows


def holdings() -> ir.Table:
    """What there is: dataset, release, fiscal_year, direction, phase, basis, entries (count)."""
    t = table("entry")
    return (
        t.group_by("dataset", "release", "fiscal_year", "direction", "phase", "basis")
        .agg(entries=t.count())
        .order_by("dataset", "release", "fiscal_year", "phase", "basis")
    )


def datasets() -> ir.Table:
    """All datasets, one row each, with every column of `dataset`."""
    return table("dataset").order_by("dataset")


def releases() -> ir.Table:
    """All releases, newest first within a dataset, with every column of `release`."""
    t = table("release")
    return t.order_by(t.dataset, t.release.desc())


def total(of: Slice) -> ir.Table:
    """One row: amount (NULL if the slice is empty), entries."""
    rows = entries(of)
    return rows.agg(amount=rows.amount.sum().cast(_EXACT), entries=rows.count())


def children(of: Slice, column: str, before: Slice | None) -> ir.Table:
    """What a slice divides into by a column: label, label_fr, amount, entries, before, largest first.

    `before` is the amount of the same label in that other slice; NULL where it has none. A label that is
    NULL stays NULL: entries that are not named at this level.
    """
    rows = entries(of)
    french = f"{column}_fr"
    label_fr = rows[french].max() if french in rows.columns else ibis.null(str)
    now = rows.group_by(label=rows[column]).agg(
        label_fr=label_fr, amount=rows.amount.sum().cast(_EXACT), entries=rows.count()
    )
    if before is None:
        return now.mutate(before=ibis.null(_EXACT)).order_by(now.amount.desc(), now.label)
    past = entries(before)
    then = past.group_by(label=past[column]).agg(before=past.amount.sum().cast(_EXACT))
    joined = now.left_join(then, now.label.identical_to(then.label)).drop("label_right")
    return joined.order_by(joined.amount.desc(), joined.label)


def lines(of: Slice, first: str, second: str) -> ir.Table:
    """A slice by two columns at once: first, second, their French labels, amount; largest first."""
    rows = entries(of)
    by = rows.group_by(first=rows[first], second=rows[second]).agg(
        first_fr=rows[f"{first}_fr"].max(), second_fr=rows[f"{second}_fr"].max(), amount=rows.amount.sum().cast(_EXACT)
    )
    return by.order_by(by.amount.desc())


def history(dataset: str, direction: str, phase: str, basis: str) -> ir.Table:
    """Totals over the years, each from the newest release that holds the year: fiscal_year, release, amount."""
    t = table("entry")
    rows = t.filter(t.dataset == dataset, t.direction == direction, t.phase == phase, t.basis == basis)
    each = rows.group_by("fiscal_year", "release").agg(amount=rows.amount.sum().cast(_EXACT))
    newest = each.mutate(_newest=each.release.max().over(group_by="fiscal_year"))
    return newest.filter(newest.release == newest["_newest"]).drop("_newest").order_by("fiscal_year")


def receipts(of: Slice, limit: int) -> ir.Table:
    """The cells that a slice sums, largest first: labels, amount, printed, unit, file, sheet, cell, sha256, entry_id."""
    rows = entries(of)
    r = table("release")
    files = r.select("dataset", "release", "file")
    joined = rows.inner_join(files, [rows.dataset == files.dataset, rows.release == files.release])
    labels = [c for c in columns("entry") if c.startswith(("administrative_", "economic_")) and c[-1].isdigit()]
    return (
        joined.order_by(ibis.desc(joined.amount), joined.entry_id)
        .select(
            "entry_id", *labels, "category", "recipient", "amount", "printed", "unit", "file", "sheet", "cell", "sha256"
        )
        .limit(limit)
    )


def checks() -> ir.Table:
    """How the ledger stands: dataset, release, verdict, n."""
    t = table("check_result")
    return t.group_by("dataset", "release", "verdict").agg(n=t.count())


def oddities() -> ir.Table:
    """All known oddities: dataset, selection, why."""
    return table("oddity").order_by("dataset", "selection")


def series_value(series: str, fiscal_year: int) -> ir.Table:
    """One value of a measured series: value, unit, release."""
    t = table("series_value")
    rows = t.filter(t.series == series, t.fiscal_year == fiscal_year)
    return rows.order_by(rows.release.desc()).select("value", "unit", "release").limit(1)


def whole_dataset(dataset: str, kind: str) -> ir.Table:
    """All that a dataset holds, every release, in the order of its sheets: for a download."""
    name = {"entries": "entry", "series": "series_value", "codelist": "code"}[kind]
    t = table(name)
    rows = t.filter(t.dataset == dataset)
    row = rows.cell.re_extract(r"(\d+)$", 1).cast("int64")
    return rows.order_by(rows.release, rows.sheet, row, rows.cell)
