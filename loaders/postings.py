"""Figures into the store: what many of them share is written once, as a classification, and each is a posting of one.

A million payments share a few thousand classifications. To write every label beside every amount costs more than all
else that a load does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from loaders.amounts import letter_of, per_table, places, with_constants
from loaders.errors import SourceError
from loaders.staging import Staging

if TYPE_CHECKING:
    from loaders.extract import Extracted

_WHERE = ("_table", "_column")  # which column of figures of which table: what holds for it is known by these
_POSTED = ("row", "recipient", "amount")


def write_entries(staging: Staging, own: Sequence[str], out: Extracted) -> None:
    """The figures that are entries, into `classification` and `posting`.

    `own` are the columns in which figures differ; the others follow from the figure's table and column.
    Leaves the temporary table `class` behind.
    """
    rows = out.figure
    rows = rows.filter(rows["_mark"].isnull(), ~rows["_empty"])
    classified = staging.columns("classification")
    stored = [c for c in staging.columns("entry") if c in classified]
    _refuse_unknown(out, [c for c in (*stored, *_POSTED) if c in rows.columns])
    where = _WHERE if len(places(out.tables)) > 1 else ()
    keys = [c for c in own if c in stored or c in where] or [_WHERE[0]]  # all alike: one classification
    classes = rows.select(*keys).distinct()
    classes = staging.keep("class", classes.mutate(_class=ibis.row_number() + _next(staging)))
    staging.insert("classification", _classified(classes, stored, out))
    joined = rows.join(classes, [rows[k].identical_to(classes[k]) for k in keys])
    names = [c for c in _POSTED if c in rows.columns]
    staging.insert("posting", joined.select(*names, classification=joined["_class"], **_as_printed(joined)))


def _refuse_unknown(out: Extracted, given: list[str]) -> None:
    if unknown := [c for c in out.source.hierarchy if c not in given]:
        raise SourceError(
            f"hierarchy names {', '.join(unknown)}; the entries have {', '.join(given)}", where=str(out.source.path)
        )


def _next(staging: Staging) -> int:
    last = staging.con.execute("SELECT coalesce(max(classification), 0) FROM classification").fetchall()
    return int(last[0][0]) + 1


def _classified(classes: ir.Table, stored: list[str], out: Extracted) -> ir.Table:
    full = with_constants(classes, out.source, out.tables)
    receipt = {
        **receipt_of(full, out),
        "letter": letter_of(full, out.tables),
        "receipt": per_table(full, out.tables, lambda t: _stamp(*out.place, t.sheet.book.sha256, t.sheet.name)),
    }
    given = [c for c in stored if c in full.columns and c not in receipt]
    return full.select(*given, classification=full["_class"], **receipt)


def _stamp(*place: str) -> str:
    return hashlib.md5("|".join(place).encode(), usedforsecurity=False).hexdigest()[:12]


def receipt_of(rows: ir.Table, out: Extracted) -> dict[str, ir.Value]:
    """Dataset, release, file and sheet of rows that know their table."""
    return {
        "dataset": ibis.literal(out.source.dataset),
        "release": ibis.literal(out.release.release),
        "sha256": per_table(rows, out.tables, lambda t: t.sheet.book.sha256),
        "sheet": per_table(rows, out.tables, lambda t: t.sheet.name),
    }


def _as_printed(rows: ir.Table) -> dict[str, ir.Value]:
    """What stands in the cell: nearly always the amount, with fewer decimals."""
    exact, printed = rows["amount"].cast(str), rows["printed"]
    same = exact.startswith(printed)
    return {
        "cut": ibis.ifelse(same, exact.length() - printed.length(), ibis.null("int64")).cast("int8"),
        "printed": ibis.ifelse(same, ibis.null(str), printed),
    }
