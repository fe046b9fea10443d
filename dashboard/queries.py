"""Every question that the pages put to the store, as an Ibis expression over the tables of the schema.

Pure functions of hashable arguments. Values stay values: Ibis writes them into SQL, nobody pastes them.
Amounts are DECIMAL in units of currency, signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from dashboard.questions.purposes import PURPOSE, mapping, with_purpose
from dashboard.schema import columns, table
from dashboard.slices import NOT_NAMED, Slice

_EXACT = "decimal(38, 2)"
_SHARED = table("entry_sum")


def entries(of: Slice) -> ir.Table:
    """The entries of a slice, with what makes them comparable: the columns of `entry_line`."""
    return labelled(within(table("entry_line"), of), of.where)


def summed(of: Slice, *columns: str) -> ir.Table:
    """The entries of a slice for whoever only adds them up: `entries` (how many) and `amount` with all that entries of
    one classification share; the columns of `entry_sum`, and `columns`.

    Where the slice or `columns` name more than that (a recipient), a row is one entry, with all that `entries` has.
    """
    return labelled(within(sums(of.where, *columns), of), of.where)


def sums(where: Iterable[tuple[str, str]], *columns: str) -> ir.Table:
    """What `summed` is taken from, whatever the slice: where a filter and columns are shared, the entries' sums."""
    if {*columns, *(column for column, _ in where)} <= {*_SHARED.columns, PURPOSE}:
        return _SHARED
    return table("entry_line").mutate(entries=ibis.literal(1, "int64"))


def count(rows: ir.Table) -> ir.Value:
    """How many entries rows of `entry_sum` stand for."""
    # By way of a decimal: engines add up integers as something wider, and Ibis leaves out a cast to what it thinks is there.
    return rows.entries.sum().cast("decimal(38, 0)").cast("int64").fill_null(0)


def labelled(rows: ir.Table, where: Iterable[tuple[str, str]]) -> ir.Table:
    """The rows that have the labels of a slice's filters; for a purpose they need what `with_purpose` needs."""
    for column, label in where:
        found = with_purpose(rows) if column == PURPOSE else rows
        named = found[column].isnull() if label == NOT_NAMED else found[column] == label
        rows = found.filter(named).select(*rows.columns)
    return rows


def purposes(of: Slice) -> ir.Table:
    """How the entries of a slice were given a purpose; columns of `questions.purposes.mapping`."""
    return mapping(summed(of))


def organisations(jurisdiction: str) -> ir.Table:
    """Organisations by what renames alone have made of them: lineage, name_en, name_fr, entries; by English name.

    The names are those of today; `entries` counts over all datasets and releases, and is never zero.
    """
    t, lines = table("organisation"), _SHARED
    seen = lines.filter(lines.lineage.notnull()).group_by("lineage").agg(entries=count)
    today = t.filter(t.jurisdiction == jurisdiction, t.organisation == t.lineage)
    return today.inner_join(seen, "lineage").select("lineage", "name_en", "name_fr", "entries").order_by("name_en")


def within(t: ir.Table, of: Slice) -> ir.Table:
    """The rows of a table for a slice's dataset, release, year, direction, phase and basis: not yet its filters."""
    return t.filter(
        *(t[c] == getattr(of, c) for c in ("dataset", "release", "fiscal_year", "direction", "phase", "basis"))
    )


def holdings() -> ir.Table:
    """What there is: dataset, release, fiscal_year, direction, phase, basis, entries (count)."""
    t = _SHARED
    return (
        t.group_by("dataset", "release", "fiscal_year", "direction", "phase", "basis")
        .agg(entries=count(t))
        .order_by("dataset", "release", "fiscal_year", "phase", "basis")
    )


def datasets() -> ir.Table:
    """All datasets, one row each, with every column of `dataset`."""
    return table("dataset").order_by("dataset")


def releases() -> ir.Table:
    """All releases, newest first within a dataset, with every column of `release`."""
    t = table("release")
    return t.order_by(t.dataset, t.release.desc())


def built() -> ir.Table:
    """One row: the store's generation, and when it was built (UTC)."""
    return table("generation")


def total(of: Slice) -> ir.Table:
    """One row: amount (NULL if the slice is empty), entries."""
    rows = summed(of)
    return rows.agg(amount=rows.amount.sum().cast(_EXACT), entries=count(rows))


def releases_of(dataset: str, where: tuple[tuple[str, str], ...]) -> ir.Table:
    """What every release has under the same filters: release, fiscal_year, direction, phase, basis, amount, entries.

    A row is the `total` of one slice.
    """
    t = sums(where)
    rows = labelled(t.filter(t.dataset == dataset), where)
    by = rows.group_by("release", "fiscal_year", "direction", "phase", "basis")
    return by.agg(amount=rows.amount.sum().cast(_EXACT), entries=count(rows))


def children(of: Slice, column: str, before: Slice | None) -> ir.Table:
    """What a slice divides into by a column: label, label_fr, amount, entries, before, largest first.

    `before` is the amount of the same label in that other slice; NULL where it has none. A label that is
    NULL stays NULL: entries that are not named at this level.
    """
    now = _divided(of, label=column)
    if before is None:
        return now.mutate(before=ibis.null(_EXACT)).order_by(now.amount.desc(), now.label)
    then = _divided(before, label=column).select("label", before="amount")
    joined = now.left_join(then, now.label.identical_to(then.label)).drop("label_right")
    return joined.order_by(joined.amount.desc(), joined.label)


def lines(of: Slice, first: str, second: str, before: Slice | None = None) -> ir.Table:
    """A slice by two columns at once: first, second, first_fr, second_fr, amount, entries, before; largest first."""
    now = _divided(of, first=first, second=second)
    if before is None:
        return now.mutate(before=ibis.null(_EXACT)).order_by(now.amount.desc())
    then = _divided(before, first=first, second=second).select("first", "second", before="amount")
    same = [now["first"].identical_to(then["first"]), now["second"].identical_to(then["second"])]
    joined = now.left_join(then, same).drop("first_right", "second_right")
    return joined.order_by(joined.amount.desc())


def _divided(of: Slice, **by: str) -> ir.Table:
    """A slice by columns, under the names given: each with its French label (`…_fr`), then amount and entries."""
    rows = summed(of, *by.values())
    rows = with_purpose(rows) if PURPOSE in by.values() else rows
    french = {f"{name}_fr": f"{column}_fr" for name, column in by.items()}
    labels = {name: rows[c].max() if c in rows.columns else ibis.null(str) for name, c in french.items()}
    return rows.group_by(**{name: rows[column] for name, column in by.items()}).agg(
        **labels, amount=rows.amount.sum().cast(_EXACT), entries=count(rows)
    )


def history(dataset: str, direction: str, phase: str, basis: str) -> ir.Table:
    """Totals over the years, each from the newest release that holds the year: fiscal_year, release, amount."""
    t = _SHARED
    rows = t.filter(t.dataset == dataset, t.direction == direction, t.phase == phase, t.basis == basis)
    each = rows.group_by("fiscal_year", "release").agg(amount=rows.amount.sum().cast(_EXACT))
    newest = each.mutate(_newest=each.release.max().over(group_by="fiscal_year"))
    return newest.filter(newest.release == newest["_newest"]).drop("_newest").order_by("fiscal_year")


def smallest_of_largest(of: Slice, limit: int) -> ir.Table:
    """The smallest amount among the `limit` largest entries of a slice. One row: amount."""
    rows = entries(of).select("amount")
    largest = rows.order_by(ibis.desc(rows.amount)).limit(limit)
    return largest.agg(amount=largest.amount.min())


def receipts(of: Slice, limit: int, offset: int = 0, least: Decimal | None = None) -> ir.Table:
    """The cells that a slice sums, largest first: labels (`_fr`: in French), amount, printed, unit, file, sheet, cell, sha256, entry_id.

    From the row `offset` (from 0), at most `limit` of them. `least` is what `smallest_of_largest` says of so many: then
    the rest, of which nothing is shown, need not be told in words.
    """
    rows = entries(of)
    if least is not None:
        rows = rows.filter(rows.amount >= ibis.literal(least, _EXACT))
    f = table("release_file")
    files = f.filter(f.purpose == "figures").select("dataset", "release", "sha256", "file").distinct()
    joined = rows.left_join(files, ["dataset", "release", "sha256"])
    levels = [c for c in columns("entry") if c.startswith(("administrative_", "economic_")) and c[-1].isdigit()]
    labels = [*levels, *(f"{c}_fr" for c in (*levels, "category"))]
    return (
        joined.order_by(ibis.desc(joined.amount), joined.entry_id)
        .select(
            "entry_id", *labels, "category", "recipient", "amount", "printed", "unit", "file", "sheet", "cell", "sha256"
        )
        .limit(limit, offset=offset)
    )


def values_of(dataset: str, before: str, after: str) -> ir.Table:
    """One row on the values of a measured series that two releases both have: both (count), changed (count)."""
    t = table("series_value")
    one, other = (
        t.filter(t.dataset == dataset, t.release == release).select("series", "fiscal_year", "value")
        for release in (before, after)
    )
    rows = one.inner_join(other, ["series", "fiscal_year"], rname="{name}_after")
    return rows.agg(both=rows.count(), changed=rows.count(where=rows.value != rows.value_after).fill_null(0))


def checks() -> ir.Table:
    """How the ledger stands: dataset, release, verdict, n."""
    t = table("check_result")
    return t.group_by("dataset", "release", "verdict").agg(n=t.count())


def oddities() -> ir.Table:
    """All known oddities: dataset, selection, why, why_fr."""
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
