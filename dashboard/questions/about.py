"""What a file has to know of a slice to say what it holds: its sum, the publisher's words for it, its labels."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.queries import count, summed
from dashboard.questions.purposes import CODES, PURPOSE
from dashboard.schema import table
from dashboard.slices import LINEAGE, NOT_NAMED, Slice

_EXACT = "decimal(38, 2)"


def of_slice(of: Slice) -> ir.Table:
    """One row: amount (zero where there is none), entries, phases (the publisher's words), units (as published), and
    `label_0`, `label_1` …: the French label of each filter in turn, NULL where it has none."""
    rows = summed(of)
    french = {f"label_{i}": _french(rows, column, label) for i, (column, label) in enumerate(of.where)}
    return rows.agg(
        amount=ibis.coalesce(rows.amount.sum().cast(_EXACT), ibis.literal(Decimal(0), _EXACT)),
        entries=count(rows),
        phases=rows.phase_published.collect(distinct=True).sort(),
        units=rows.unit.collect(distinct=True).sort(),
        **french,
    )


def _french(rows: ir.Table, column: str, label: str) -> Any:
    name = f"{column}_fr"
    return rows[name].max() if label != NOT_NAMED and name in rows.columns else ibis.null(str)


def names(lineage: str, purpose: str) -> ir.Table:
    """What filters whose values are looked up elsewhere are called: column, value, label, label_fr.

    A lineage is an organisation's key; a purpose is a label of COFOG, whose French one stands beside it.
    """
    o, c = table("organisation"), table("code")
    by_lineage = o.filter(o.organisation == lineage).select(
        column=ibis.literal(LINEAGE), value=o.organisation, label=o.name_en, label_fr=o.name_fr
    )
    by_purpose = c.filter(c.dataset == CODES, c.label == purpose).select(
        column=ibis.literal(PURPOSE), value=c.label, label=c.label, label_fr=c.label_fr
    )
    return by_lineage.union(by_purpose).distinct()
