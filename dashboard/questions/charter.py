"""Questions that the Open Data Charter's rules put to the store, and the years that each dataset is about."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.questions.purposes import with_purpose
from dashboard.schema import table


def years() -> ir.Table:
    """The fiscal years that each dataset with entries or series is about: dataset, first, last (the year it ends in)."""
    both = (table(name).select("dataset", "fiscal_year") for name in ("classification", "series_value"))
    rows = ibis.union(*both)
    return rows.group_by("dataset").agg(first=rows.fiscal_year.min(), last=rows.fiscal_year.max()).order_by("dataset")


def classified() -> ir.Table:
    """How far entries are classified, a row for each dataset and direction: dataset, direction, entries, and of them
    named (that name an organisation), resolved (to a lineage), coded (with the publisher's code), purpose (COFOG)."""
    # Thousands of classifications, not millions of entries: each with how many entries share it.
    each = table("posting").group_by("classification").agg(n=lambda rows: rows.count())
    rows = with_purpose(table("classification").inner_join(each, "classification"))
    return (
        rows.group_by("dataset", "direction")
        .agg(
            entries=rows.n.sum(),
            named=_count(rows, "administrative_1"),
            resolved=_count(rows, "lineage"),
            coded=_count(rows, "administrative_1_code"),
            purpose=_count(rows, "functional_1"),
        )
        .order_by("dataset", "direction")
    )


def _count(rows: ir.Table, column: str) -> ir.Value:
    return ibis.coalesce(rows.n.sum(where=rows[column].notnull()), 0)


def totals() -> ir.Table:
    """The totals in print that each dataset had to meet: dataset, met (those it does, and those whose difference is
    explained), missed (failed)."""
    t = table("check_result")
    rows = t.filter(t.check_kind.isin(["control total", "printed subtotal", "equality"]))
    return (
        rows.group_by("dataset")
        .agg(
            met=rows.count(where=rows.verdict.isin(["passed", "accepted"])),
            missed=rows.count(where=rows.verdict == "failed"),
        )
        .order_by("dataset")
    )


def counted() -> ir.Table:
    """The names of the measured series: series."""
    return table("series_value").select("series").distinct().order_by("series")
