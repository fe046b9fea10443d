"""What a share of the whole is split by, as Ibis expressions."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.queries import count, summed
from dashboard.slices import Slice

_EXACT = "decimal(38, 2)"


def lines(of: Slice, column: str) -> ir.Table:
    """A slice by one column, largest first: label, label_fr, lineage, unit, entries, amount.

    `lineage` is of the organisation, where the crosswalk knows it; `unit` the one that its figures are published in.
    """
    rows = summed(of, column)
    by = rows.group_by(label=rows[column]).agg(
        label_fr=rows[f"{column}_fr"].max(),
        lineage=rows.lineage.max(),
        unit=rows.unit.max(),
        entries=count(rows),
        amount=rows.amount.sum().cast(_EXACT),
    )
    return by.order_by(by.amount.desc(), by.label)
