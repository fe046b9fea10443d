"""Who spends, read in three ways, as Ibis expressions: as reported, in today's structure, comparable lines only.

Each reading of a slice adds up to the slice. Where organisations' amounts are today is worked out when the store is
loaded (`organisation_path`, `docs/crosswalk.md`).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.queries import count, entries, summed
from dashboard.schema import table
from dashboard.slices import Slice

_EXACT = "decimal(38, 2)"
_WIDE = "decimal(26, 8)"  # amounts and shares both fit, and so does what they multiply to


def as_reported(of: Slice) -> ir.Table:
    """By the label that the release prints: label, label_fr, organisation, amount, entries, largest first.

    `organisation` is NULL where the crosswalk does not resolve the label.
    """
    rows = summed(of)
    paths = table("organisation_path").select("path", "organisation").distinct()
    rows = rows.left_join(paths, "path")
    by = rows.group_by(label=rows.administrative_1).agg(
        label_fr=rows.administrative_1_fr.max(),
        organisation=rows.organisation.max(),
        amount=rows.amount.sum().cast(_EXACT),
        entries=count(rows),
    )
    return by.order_by(by.amount.desc(), by.label)


def _parts(of: Slice) -> ir.Table:
    """Entries along their paths, cut by share to the cent; what rounding leaves stays with the largest share."""
    rows = entries(of).left_join(table("organisation_path"), "path")
    zero = ibis.literal(0).cast(_EXACT)
    product = (rows.amount.cast(_WIDE) * rows.share.cast(_WIDE)).round(2).cast(_EXACT)
    cut = rows.mutate(_part=ibis.ifelse(rows.rest.fill_null(True), zero, product))
    others = cut["_part"].sum().over(ibis.window(group_by="entry_id"))
    part = ibis.ifelse(cut.rest.fill_null(True), cut.amount - others, cut["_part"])
    return cut.mutate(part=part.cast(_EXACT))


def in_todays_structure(of: Slice) -> ir.Table:
    """By the organisation that has it today: organisation, name_en, name_fr, way, certainty, amount, largest first.

    `way` is `same`, `moved`, `kept apart` (a share that nobody published left: the amount stays under the name that it
    had) or `not resolved` (organisation is NULL, name_en the label as printed). `certainty` is the least certain of
    the events on the way.
    """
    rows = _parts(of)
    names = table("organisation").select("organisation", "name_en", "name_fr")
    rows = rows.drop("organisation").left_join(names, rows.today == names.organisation)
    worst = ibis.cases((rows.certainty == "uncertain", 2), (rows.certainty == "probable", 1), else_=0)
    by = rows.group_by(
        rows.organisation,
        name_en=ibis.coalesce(rows.name_en, rows.administrative_1),
        name_fr=ibis.coalesce(rows.name_fr, rows.administrative_1_fr),
        way=rows.way.fill_null("not resolved"),
    ).agg(_worst=worst.max(), amount=rows.part.sum().cast(_EXACT))
    certainty = ibis.cases((by["_worst"] == 2, "uncertain"), (by["_worst"] == 1, "probable"), else_="certain")
    return by.mutate(certainty=certainty).drop("_worst").order_by(by.amount.desc(), by.name_en)


def comparable(of: Slice) -> ir.Table:
    """Only organisations that no event but a rename has touched since: organisation, name_en, name_fr, amount.

    All else is on one row whose organisation is NULL, so that the reading adds up.
    """
    rows = summed(of)
    paths = table("organisation_path")
    untouched = paths.filter(~paths.touched, paths.way != "kept apart").select("path", organisation=paths.today)
    rows = rows.left_join(untouched.distinct(), "path")
    names = table("organisation").select("organisation", "name_en", "name_fr")
    by = rows.group_by("organisation").agg(amount=rows.amount.sum().cast(_EXACT), entries=count(rows))
    named = by.left_join(names, "organisation").select("organisation", "name_en", "name_fr", "amount", "entries")
    return named.order_by(named.organisation.isnull(), named.amount.desc())


def events(jurisdiction: str) -> ir.Table:
    """What happened to a jurisdiction's organisations, newest first, with names and evidence."""
    t = table("organisation_event")
    names = table("organisation").select("organisation", "name_en", "name_fr")
    rows = t.filter(t.jurisdiction == jurisdiction)
    rows = rows.left_join(
        names.rename(from_en="name_en", from_fr="name_fr"), rows.from_organisation == names.organisation
    )
    rows = rows.drop("organisation")
    rows = rows.left_join(names.rename(to_en="name_en", to_fr="name_fr"), rows.to_organisation == names.organisation)
    return rows.drop("organisation").order_by(rows.fiscal_year.desc(), rows.event)


def not_resolved() -> ir.Table:
    """Labels that the crosswalk does not resolve: dataset, release, code, label, reason."""
    t = table("organisation_label")
    rows = t.filter(t.organisation.isnull()).select("dataset", "release", "code", "label", "reason")
    return rows.order_by("dataset", "release", "label")
