"""Two slices side by side, as Ibis expressions. What is matched is matched in the store."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.queries import summed
from dashboard.slices import NOT_NAMED, Slice

_EXACT = "decimal(38, 2)"
ORGANISATION = "administrative_1"

Same = tuple[tuple[str, str], ...]


def _by_key(of: Slice, column: str, by_lineage: bool, same: Same) -> ir.Table:
    rows = summed(of, column)
    french = f"{column}_fr"
    label = rows[column].fill_null(NOT_NAMED)
    key = ibis.cases(*((label == before, now) for before, now in same), else_=label) if same else label
    rows = rows.mutate(key=key.lower(), label_fr=rows[french] if french in rows.columns else ibis.null(str))
    if by_lineage and column == ORGANISATION:
        rows = rows.mutate(key=ibis.coalesce(rows.lineage, rows.key))
    else:
        rows = rows.mutate(lineage=ibis.null(str))
    return rows.group_by("key").agg(
        label=rows[column].max(),
        label_fr=rows.label_fr.max(),
        lineage=rows.lineage.max(),
        amount=rows.amount.sum().cast(_EXACT),
    )


def parts(of: Slice, column: str) -> ir.Table:
    """What a slice can be narrowed to at a level: key, label, label_fr, lineage, amount, largest first.

    The key is the organisation's lineage where it has one, else the label in lower case.
    """
    rows = _by_key(of, column, True, ())
    return rows.order_by(rows.amount.desc(), rows.key)


def paired(a: Slice, b: Slice, column: str, by_lineage: bool, same: Same) -> ir.Table:
    """The parts of two slices at one level, matched: key, a, b, and for each side label, label_fr, lineage.

    Matched by lineage where asked and known, so that renames do not part them; else by label, whatever its case.
    `same` are lines that were relabelled: (label of earlier years, label of today). `a` and `b` are NULL where that
    side lacks the part; over all rows they add up to the slices. Largest of either side first.
    """
    one, other = (_by_key(of, column, by_lineage, same) for of in (a, b))
    joined = one.outer_join(other, "key", lname="a_{name}", rname="b_{name}")
    rows = joined.select(
        key=ibis.coalesce(joined.a_key, joined.b_key),
        a=joined.a_amount,
        b=joined.b_amount,
        **{f"{side}_{c}": joined[f"{side}_{c}"] for side in "ab" for c in ("label", "label_fr", "lineage")},
    )
    zero = ibis.literal(0).cast(_EXACT)
    return rows.order_by(ibis.desc(ibis.greatest(rows.a.fill_null(zero), rows.b.fill_null(zero))), rows.key)
