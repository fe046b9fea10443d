"""Reports of problems with a figure: kept with the figure as it stood, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import yaml

from dashboard.dialogue import keep, linked, posts, words
from dashboard.dialogue.tables import post, reported
from dashboard.slices import Slice

Row = Mapping[str, Any]
_FIXED = ("dataset", "release", "fiscal_year", "direction", "phase", "basis")
_PLACE = ("file", "sha256", "sheet", "cell", "printed", "unit")
_LENGTHS = {name: reported.c[name].type.length for name in _PLACE}  # type: ignore[attr-defined]


def submit(
    of: Slice, amount: Decimal, entry: Row | None, text: str, lang: str, jurisdiction: str, now: datetime, id: str = ""
) -> str:
    """Keeps a report on a figure: a slice's sum, or one `entry` (a row of `entry_line`); gives its id.

    Raises Refused (too_long, too_short, full) and keep.Unreachable.
    """
    params = {"entry": str(entry["entry_id"])} if entry else of.to_params()
    row = {
        "kind": "report",
        "lang": lang[:8],
        "title": "",
        "text": words.needed(text, words.TEXT),
        "jurisdiction": words.clean(jurisdiction, 40),
        "view": linked.written(linked.View("receipt", {"jurisdiction": jurisdiction, **params})),
    }
    labels = [[column, label] for column, label in of.where if label]
    figure = {
        **{name: getattr(of, name) for name in _FIXED},
        "entry": entry["entry_id"] if entry else None,
        "labels": json.dumps(labels, ensure_ascii=False),
        "amount": str(amount),
        **({name: str(entry[name] or "")[: _LENGTHS[name]] for name in _PLACE} if entry else {}),
    }
    with keep.writing() as con:
        found = posts.insert(con, row, id, now)
        if not con.scalar(sa.select(reported.c.post).where(reported.c.post == found)):
            con.execute(sa.insert(reported).values(post=found, **figure))
    return found


def of_figure(of: Slice, entry: str | None) -> list[Row]:
    """What was reported of a figure, newest first: state, created, changed, reason_en, reason_fr, amount. Raises Unreachable.

    The same figure is the same entry, or the same slice.
    """
    t, r = post.c, reported.c
    same: list[sa.ColumnElement[bool]] = [r.entry == entry] if entry else _same_sum(of)
    asked = sa.select(t.id, t.state, t.created, t.changed, t.reason_en, t.reason_fr, r.amount)
    asked = asked.join(reported, r.post == t.id).where(*same).order_by(t.created.desc(), t.id)
    with keep.reading() as con:
        return [dict(row) for row in con.execute(asked).mappings()]


def _same_sum(of: Slice) -> list[sa.ColumnElement[bool]]:
    labels = json.dumps([[column, label] for column, label in of.where if label], ensure_ascii=False)
    return [reported.c.entry.is_(None), reported.c.labels == labels, *(reported.c[n] == getattr(of, n) for n in _FIXED)]


def figure(id: str) -> Row | None:
    """The figure that a report is about: the columns of `reported`, `labels` as pairs. Raises keep.Unreachable."""
    with keep.reading() as con:
        found = con.execute(sa.select(reported).where(reported.c.post == id)).mappings().first()
    return {**found, "labels": [(c, label) for c, label in json.loads(found["labels"])]} if found else None


def oddity(found: Row, english: str, french: str) -> str:
    """What an accepted report adds to `known_oddities` of its source's description: YAML, ready to be pasted.

    `found` is a row of `figure`.
    """
    where = {"release": found["release"], "fiscal_year": str(found["fiscal_year"]), "phase": found["phase"]}
    why = {code: " ".join(text.split("\n")) for code, text in (("en", english), ("fr", french)) if text}
    written = yaml.safe_dump(
        [{"where": where | dict(found["labels"]), "why": why}], allow_unicode=True, sort_keys=False, width=10_000
    )
    stands = f"{found['file']}, sheet {found['sheet']}, cell {found['cell']}: " if found["cell"] else "sum: "
    comment = " ".join(f"# {stands}{found['amount']}, reported as {found['post']}".split())
    return "known_oddities:\n" + "".join(f"  {line}\n" for line in [comment, *written.splitlines()])
