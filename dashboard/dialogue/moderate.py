"""What a moderator does with a post. Each act says from which states it leads where; two at once cannot both do it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from dashboard.dialogue import keep, posts, supports, words
from dashboard.dialogue.posts import KINDS, OUTCOMES, Row
from dashboard.dialogue.tables import act as acts
from dashboard.dialogue.tables import post
from dashboard.dialogue.words import Refused

DECLINED_DAYS: Final = 90
"""After so many days the text of what was declined is removed; that it was, and why, stays."""
ACTS_DAYS: Final = 730
"""After so many days it is forgotten which moderator did what."""


class Way(NamedTuple):
    """Of which kinds an act is, from which states, and where it leads."""

    kinds: tuple[str, ...]
    before: tuple[str, ...]
    after: str


WAYS: Final[Mapping[str, Way]] = {
    "publish": Way(KINDS, ("waiting", "declined"), "published"),
    "answer": Way(KINDS, ("published", "answered"), "answered"),
    "merge": Way(KINDS, ("waiting", "published", "answered"), "merged"),
    "close": Way(KINDS, ("published", "answered"), "closed"),
    "accept": Way(("report",), ("waiting", "declined"), "accepted"),
    "decline": Way((*KINDS, "report"), ("waiting", "published", "accepted"), "declined"),
}
"""What can be done, in the order in which it is offered."""


@dataclass(frozen=True)
class Said:
    """What a moderator writes with an act: an answer or a reason in one language or both, and what else it needs.

    Attributes:
        outcome: of an answer; one of `posts.OUTCOMES`.
        into: the id of the post that a merged one goes to.
        erase: removes a declined post's own words at once.
    """

    english: str = ""
    french: str = ""
    outcome: str = ""
    into: str = ""
    erase: bool = False


def ways(row: Row) -> list[str]:
    """What can be done with a post now. One whose words were removed cannot be shown any more."""
    can = [name for name, way in WAYS.items() if row["kind"] in way.kinds and row["state"] in way.before]
    return [name for name in can if name != "publish" or row["title"]]


def do(what: str, id: str, said: Said, moderator: str, now: datetime) -> None:
    """Does an act. Raises Refused (no_text, too_long, outcome, into, state) and keep.Unreachable."""
    way, changes = WAYS[what], _changes(what, said, now)
    with keep.writing() as con:
        if what == "merge":
            changes["merged_into"] = _target(con, id, said.into)
        allowed = (post.c.id == id) & post.c.state.in_(way.before) & post.c.kind.in_(way.kinds)
        if what == "publish":
            allowed &= post.c.title != ""
        if con.execute(sa.update(post).where(allowed).values(state=way.after, changed=now, **changes)).rowcount != 1:
            raise Refused("state")
        if what == "merge":
            supports.move(con, posts.SUPPORT, id, said.into)
            # What was merged into this one goes on to where it goes.
            con.execute(sa.update(post).where(post.c.merged_into == id).values(merged_into=said.into))
        con.execute(sa.insert(acts).values(id=secrets.token_hex(16), post=id, at=now, what=what, moderator=moderator[:320]))  # fmt: skip


def _changes(what: str, said: Said, now: datetime) -> dict[str, Any]:
    """The columns that an act writes, beside the state."""
    if what == "publish":
        return {"published": now, "reason_en": None, "reason_fr": None}
    if what == "merge":
        return {"published": now}
    english, french = (words.clean(text, words.ANSWER) for text in (said.english, said.french))
    if not english and not french:
        raise Refused("no_text")
    if what == "answer":
        if said.outcome not in OUTCOMES:
            raise Refused("outcome")
        return {"answer_en": english or None, "answer_fr": french or None, "outcome": said.outcome, "answered": now}
    erased = {"title": "", "text": ""} if what == "decline" and said.erase else {}
    return {"reason_en": english or None, "reason_fr": french or None, **erased}


def _target(con: sa.Connection, id: str, into: str) -> str:
    seen = (post.c.id == into) & post.c.state.in_(posts.SEEN) & post.c.kind.in_(KINDS)
    found: str | None = con.scalar(sa.select(post.c.id).where(seen))
    if found is None or found == id:
        raise Refused("into")
    return found


def queue(state: str, limit: int, offset: int = 0) -> list[Row]:
    """Posts of every kind in a state, with `supports`; those that wait longest first, others newest first."""
    order = post.c.created if state == "waiting" else post.c.changed.desc()
    asked = sa.select(post, posts.supported()).where(post.c.state == state).order_by(order, post.c.id)
    with keep.reading() as con:
        return [dict(r) for r in con.execute(asked.limit(limit).offset(offset)).mappings()]


def sizes() -> dict[str, int]:
    """How many posts are in each state. Raises keep.Unreachable."""
    with keep.reading() as con:
        rows = con.execute(sa.select(post.c.state, sa.func.count().label("n")).group_by(post.c.state))
        return {row.state: row.n for row in rows}


def history(id: str) -> list[Row]:
    """What was done with a post: at, what, moderator; first first. Raises keep.Unreachable."""
    with keep.reading() as con:
        asked = sa.select(acts.c.at, acts.c.what, acts.c.moderator).where(acts.c.post == id)
        return [dict(r) for r in con.execute(asked.order_by(acts.c.at, acts.c.id)).mappings()]


def tidy(now: datetime) -> None:
    """Removes what is kept no longer: words of what was declined, who did what, hashes of browsers that forgot theirs.

    Raises keep.Unreachable.
    """
    with keep.writing() as con:
        old = (post.c.state == "declined") & (post.c.changed < now - timedelta(days=DECLINED_DAYS))
        con.execute(sa.update(post).where(old).values(title="", text="", view=None))
        con.execute(sa.delete(acts).where(acts.c.at < now - timedelta(days=ACTS_DAYS)))
        supports.unlink(con, now)
