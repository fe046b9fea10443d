"""Figures over the years, as Ibis expressions: each year from the newest release that holds it.

A line has a key: the lineage of an organisation, so that renames do not end it; else the label. Where a publisher
relabelled a line, `same` gives (label of earlier years, label of today) and the key is today's.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.queries import count, sums
from dashboard.questions import crosswalk
from dashboard.schema import table
from dashboard.slices import LINEAGE, NOT_NAMED

_EXACT = "decimal(38, 2)"
ORGANISATION = "administrative_1"
MOST_PARTS = 300

Same = tuple[tuple[str, str], ...]
Within = tuple[str, str] | None
"""(column of entry or `lineage`, key): the part of the accounts that the lines are of."""


def _rows(dataset: str, direction: str, phase: str, basis: str, within: Within, same: Same) -> ir.Table:
    t = sums((within,) if within else ())
    rows = t.filter(t.dataset == dataset, t.direction == direction, t.phase == phase, t.basis == basis)
    if within is None:
        return rows
    column, key = within
    return rows.filter((rows.lineage if column == LINEAGE else _label(rows, column, same)) == key)


def _label(rows: ir.Table, column: str, same: Same) -> ir.Value:
    label = rows[column].fill_null(NOT_NAMED)
    return ibis.cases(*((label == before, now) for before, now in same), else_=label) if same else label


def _keyed(rows: ir.Table, column: str, same: Same) -> ir.Table:
    """With key, label and label_fr. Without a column there is one line: the whole."""
    if not column:
        return rows.mutate(key=ibis.literal(""), label=ibis.literal(""), label_fr=ibis.literal(""))
    label = _label(rows, column, same)
    key = ibis.coalesce(rows.lineage, label) if column == ORGANISATION else label
    french = f"{column}_fr"
    return rows.mutate(key=key, label=rows[column], label_fr=rows[french] if french in rows.columns else ibis.null(str))


def points(
    dataset: str,
    direction: str,
    phase: str,
    basis: str,
    column: str,
    within: Within,
    keys: tuple[str, ...],
    same: Same,
) -> ir.Table:
    """The lines `keys` by year: key, label, label_fr, fiscal_year, release, amount, entries, structure, …

    Further columns: `lineage` (NULL where the key is a label), `part` (the label of `within` that is printed that year),
    `structure` (the fiscal year whose structure the organisations' labels speak of), `earlier_release` and `earlier`
    (what the release before printed for the same year; NULL without one). Without a column there is one line, whose key is "". Ordered by key and year.
    """
    rows = _keyed(_rows(dataset, direction, phase, basis, within, same), column, same)
    if column:
        rows = rows.filter(rows.key.isin(keys))
    paths = table("organisation_path").select("path", "structure_year").distinct()
    rows = rows.left_join(paths, "path")
    each = rows.group_by("key", "fiscal_year", "release").agg(
        label=rows.label.max(),
        label_fr=rows.label_fr.max(),
        lineage=rows.lineage.max() if column == ORGANISATION else ibis.null(str),
        part=rows[within[0]].max() if within else ibis.null(str),
        structure=rows.structure_year.max(),
        amount=rows.amount.sum().cast(_EXACT),
        entries=count(rows),
    )
    past = ibis.window(group_by=["key", "fiscal_year"], order_by="release")
    known = each.mutate(earlier=each.amount.lag().over(past), earlier_release=each.release.lag().over(past))
    # Of the release that is newest for the year: a line that it no longer has is not taken from an older one.
    t = table("entry_sum")
    held = t.filter(t.dataset == dataset, t.direction == direction, t.phase == phase, t.basis == basis)
    newest = held.group_by("fiscal_year").agg(release=held.release.max())
    return known.semi_join(newest, ["fiscal_year", "release"]).order_by("key", "fiscal_year")


def parts(dataset: str, direction: str, phase: str, basis: str, column: str, within: Within, same: Same) -> ir.Table:
    """What lines there are to choose: key, label, label_fr, lineage, amount, last_year, largest of the newest year first.

    `amount` is that of the line's last year, `lineage` NULL where the key is a label. At most `MOST_PARTS`.
    """
    rows = _keyed(_rows(dataset, direction, phase, basis, within, same), column, same)
    each = rows.group_by("key", "fiscal_year", "release").agg(
        label=rows.label.max(),
        label_fr=rows.label_fr.max(),
        lineage=rows.lineage.max() if column == ORGANISATION else ibis.null(str),
        amount=rows.amount.sum().cast(_EXACT),
    )
    latest = ibis.row_number().over(group_by="key", order_by=[ibis.desc("fiscal_year"), ibis.desc("release")])
    numbered = each.mutate(_nth=latest)
    last = numbered.filter(numbered["_nth"] == 0)
    named = last.select("key", "label", "label_fr", "lineage", "amount", last_year="fiscal_year")
    return named.order_by(named.last_year.desc(), named.amount.desc(), named.key).limit(MOST_PARTS)


def organisations_in(dataset: str, direction: str, phase: str, basis: str) -> ir.Table:
    """Which organisations each year's figures hold: fiscal_year, release, key, label, label_fr."""
    rows = _keyed(_rows(dataset, direction, phase, basis, None, ()), ORGANISATION, ())
    return (
        rows.group_by("fiscal_year", "release", "key")
        .agg(label=rows.label.max(), label_fr=rows.label_fr.max())
        .order_by("fiscal_year", "release", "key")
    )


def series(name: str) -> ir.Table:
    """A measured series, each year from its newest release: dataset, fiscal_year, value, unit, release, cell."""
    t = table("series_value")
    rows = t.filter(t.series == name)
    newest = rows.mutate(_newest=rows.release.max().over(group_by="fiscal_year"))
    kept = newest.filter(newest.release == newest["_newest"])
    return kept.select("dataset", "fiscal_year", "value", "unit", "release", "cell").order_by("fiscal_year")


def reorganisations(jurisdiction: str) -> ir.Table:
    """What happened to organisations but renames: the columns of `crosswalk.events`, from_lineage, to_lineage."""
    t = table("organisation")
    rows = crosswalk.events(jurisdiction)
    rows = rows.filter(rows.kind != "rename")
    rows = rows.left_join(t.select(from_organisation="organisation", from_lineage="lineage"), "from_organisation").drop(
        "from_organisation_right"
    )
    rows = rows.left_join(t.select(to_organisation="organisation", to_lineage="lineage"), "to_organisation").drop(
        "to_organisation_right"
    )
    return rows.order_by("fiscal_year", "event", "from_organisation", "to_organisation")
