"""Rounds: a theme that is open for ideas between two days, and what came of it.

Those of other places, that ended before, are facts and stand in `data/rounds.yaml` with their source.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from dashboard.dialogue import clock, keep, words
from dashboard.dialogue.tables import round_
from dashboard.dialogue.words import Refused

Row = Mapping[str, Any]
FILE = Path(__file__).parents[2] / "data" / "rounds.yaml"


def open_round(texts: Mapping[str, str], opens: date, closes: date, now: datetime) -> str:
    """Makes a round from `title_en`, `title_fr`, `text_en`, `text_fr`; gives its id.

    Raises Refused (too_long, too_short, days) and keep.Unreachable.
    """
    if closes < opens:
        raise Refused("days")
    said = {name: words.line(texts[name]) for name in ("title_en", "title_fr")}
    said |= {name: words.needed(texts[name], words.TEXT) for name in ("text_en", "text_fr")}
    id = secrets.token_hex(16)
    with keep.writing() as con:
        con.execute(sa.insert(round_).values(id=id, opens=opens, closes=closes, created=now, **said))
    return id


def say_result(id: str, english: str, french: str) -> None:
    """Writes what came of a round, in both languages. Raises Refused and keep.Unreachable."""
    said = {"result_en": words.needed(english, words.ANSWER), "result_fr": words.needed(french, words.ANSWER)}
    with keep.writing() as con:
        con.execute(sa.update(round_).where(round_.c.id == id).values(**said))


def every() -> list[Row]:
    """All rounds of this site, the newest first: the columns of `round`. Raises keep.Unreachable."""
    with keep.reading() as con:
        asked = sa.select(round_).order_by(round_.c.opens.desc(), round_.c.id)
        return [dict(r) for r in con.execute(asked).mappings()]


def state(row: Row, now: datetime) -> str:
    """`ahead`, `open` or `ended`: a round is open from its first day to its last, both included."""
    today = clock.day(now)
    return "ahead" if today < row["opens"] else "ended" if today > row["closes"] else "open"


def is_open(id: str, now: datetime) -> bool:
    """Whether ideas for a round are taken now. Raises keep.Unreachable."""
    return any(row["id"] == id and state(row, now) == "open" for row in every())


@cache
def elsewhere() -> list[Row]:
    """Rounds that others held: title, text, figures (count, what), result, source; each text by language."""
    found: list[Row] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["rounds"]
    return found
