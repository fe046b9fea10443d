"""Questions and ideas: written down, waiting for a moderator, then for everyone to see."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from dashboard.dialogue import keep, linked, words
from dashboard.dialogue.tables import post, support
from dashboard.dialogue.words import Refused

KINDS: Final = ("question", "idea")
SEEN: Final = ("published", "answered", "closed")
"""The states in which a post stands in the list. A merged one is seen where it went."""
OUTCOMES: Final = ("explained", "under_way", "done", "not_planned")
SUPPORT: Final = "post"
"""What supports of posts are kept under."""
MOST_WAITING = 2000
"""Posts that may wait for the moderators: beyond that nothing is taken, so that no flood fills the disk."""
_ID = re.compile(r"[0-9a-f]{32}")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """What a reader sends.

    Attributes:
        view: address of the view that it is about; what names none of this site is left out.
        id: a number from `new_id`, the same however often the form is sent.
    """

    kind: str
    lang: str
    title: str
    text: str
    jurisdiction: str | None = None
    view: str | None = None
    round: str | None = None
    id: str = ""


def new_id() -> str:
    """A number for a post: 128 random bits."""
    return secrets.token_hex(16)


def submit(draft: Draft, now: datetime) -> str:
    """Keeps a draft, waiting for a moderator; gives its id. Raises Refused (too_long, too_short, full) and Unreachable."""
    row = checked(draft)
    with keep.writing() as con:
        return insert(con, row, draft.id, now)


def checked(draft: Draft) -> Row:
    """A draft as it would be kept. Raises Refused: too_long, too_short."""
    view = linked.read(draft.view or "")
    return {
        "kind": draft.kind if draft.kind in KINDS else "question",
        "lang": draft.lang[:8],
        "title": words.line(draft.title),
        "text": words.clean(draft.text, words.TEXT),
        "jurisdiction": words.clean(draft.jurisdiction or "", 40) or None,
        "view": linked.written(view) if view else None,
        "round": draft.round,
    }


def insert(con: sa.Connection, row: Row, given_id: str, now: datetime) -> str:
    """Writes a waiting post; the same id is written once. Raises Refused: full."""
    id = given_id if _ID.fullmatch(given_id) else new_id()
    if con.scalar(sa.select(post.c.id).where(post.c.id == id)):
        return id
    if (con.scalar(sa.select(sa.func.count()).where(post.c.state == "waiting")) or 0) >= MOST_WAITING:
        raise Refused("full", n=MOST_WAITING)
    con.execute(sa.insert(post).values(id=id, state="waiting", created=now, changed=now, **row))
    return id


@dataclass(frozen=True)
class Wanted:
    """Which posts of the list: None is all of them. `order` is `support` or `newest`."""

    kind: str | None = None
    state: str | None = None
    jurisdiction: str | None = None
    round: str | None = None
    order: str = "support"

    def where(self) -> list[sa.ColumnElement[bool]]:
        """The conditions on `post`."""
        states = [self.state] if self.state else list(SEEN)
        given = {"kind": self.kind, "jurisdiction": self.jurisdiction, "round": self.round}
        narrowed = [post.c[name] == value for name, value in given.items() if value]
        return [post.c.state.in_(states), post.c.kind.in_(KINDS), *narrowed]


def listed(wanted: Wanted, limit: int, offset: int = 0) -> list[Row]:
    """Posts for everyone to see: all columns of `post`, and `supports`. Raises Unreachable."""
    n = supported()
    by = {"support": [n.desc(), post.c.published.desc()], "newest": [post.c.published.desc()]}[wanted.order]
    asked = sa.select(post, n).where(*wanted.where()).order_by(*by, post.c.id).limit(limit).offset(offset)
    with keep.reading() as con:
        return [dict(r) for r in con.execute(asked).mappings()]


def count(wanted: Wanted) -> int:
    """How many posts `listed` has in all. Raises Unreachable."""
    with keep.reading() as con:
        return con.scalar(sa.select(sa.func.count()).select_from(post).where(*wanted.where())) or 0


def one(id: str) -> Row | None:
    """One post in whatever state, with `supports`; None where there is none. Raises Unreachable."""
    with keep.reading() as con:
        found = con.execute(sa.select(post, supported()).where(post.c.id == id[:32])).mappings().first()
    return dict(found) if found else None


def supported() -> sa.Label[int]:
    """How many support a row of `post`: the column `supports`."""
    counted = sa.select(sa.func.count()).select_from(support)
    mine = counted.where(support.c.kind == SUPPORT, support.c.item == post.c.id)
    return mine.correlate(post).scalar_subquery().label("supports")


def titles(ids: Sequence[str]) -> dict[str, str]:
    """The titles of posts by id. Raises Unreachable."""
    with keep.reading() as con:
        rows = con.execute(sa.select(post.c.id, post.c.title).where(post.c.id.in_(ids)))
        return {row.id: row.title for row in rows}


@dataclass(frozen=True)
class Heard:
    """What was heard, and what was done.

    Attributes:
        posts: questions and ideas that were shown, merged ones among them.
        supports: how often they were supported.
        waiting: questions, ideas and reports that no moderator has read yet.
        answered: answered ones; `outcomes` says how many with which outcome.
        accepted: reports of problems that were found to be right, of `reports` in all.
    """

    posts: int
    supports: int
    waiting: int
    answered: int
    outcomes: Mapping[str, int]
    declined: int
    reports: int
    accepted: int


def heard(round: str | None = None) -> Heard:
    """The numbers, of a round alone if one is named. Raises Unreachable."""
    t, among = post.c, [post.c.round == round] if round else []
    of_posts = sa.select(sa.func.count()).select_from(support.join(post, support.c.item == t.id))
    with keep.reading() as con:
        rows = con.execute(
            sa.select(t.kind, t.state, t.outcome, sa.func.count().label("n"))
            .where(*among)
            .group_by(t.kind, t.state, t.outcome)
        ).all()
        supports = con.scalar(of_posts.where(support.c.kind == SUPPORT, t.state.in_(SEEN), *among)) or 0

    def total(kinds: Sequence[str], states: Sequence[str], outcome: str | None = None) -> int:
        return sum(r.n for r in rows if r.kind in kinds and r.state in states and outcome in (None, r.outcome))

    return Heard(
        posts=total(KINDS, (*SEEN, "merged")),
        supports=supports,
        waiting=total((*KINDS, "report"), ("waiting",)),
        answered=sum(total(KINDS, SEEN, outcome) for outcome in OUTCOMES),
        outcomes={outcome: total(KINDS, SEEN, outcome) for outcome in OUTCOMES},
        declined=total(KINDS, ("declined",)),
        reports=sum(r.n for r in rows if r.kind == "report"),
        accepted=total(("report",), ("accepted",)),
    )
