"""Who supports what: one support of one thing by one browser, kept as a hash of the number that the browser has."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.dialogue import keep
from dashboard.dialogue.tables import support

TOKEN = re.compile(r"[0-9a-f]{32}")
COOKIE_DAYS = 365
_LINKED_DAYS = COOKIE_DAYS + 35
"""After so many days no browser has the number any more, and the hash is of use to nobody."""
_LONGEST = 200


def new_token() -> str:
    """A number for a browser: 128 random bits, that say nothing of it."""
    return secrets.token_hex(16)


def hashed(token: str) -> str:
    """What is kept of a browser's number. The number is random, so nobody finds it by trying."""
    return hashlib.sha256(b"public-purse-browser:" + token.encode()).hexdigest()


def cast(kind: str, item: str, token: str, now: datetime) -> bool:
    """Supports a thing; False where this browser does already. Raises keep.Unreachable."""
    row = {"kind": kind, "item": item[:_LONGEST], "browser": hashed(token), "at": now}
    try:
        with keep.writing() as con:
            con.execute(sa.insert(support).values(row))
    except sa.exc.IntegrityError:
        return False
    return True


def take_back(kind: str, item: str, token: str) -> bool:
    """Ends a browser's support; False where there was none. Raises keep.Unreachable."""
    t = support.c
    mine = (t.kind == kind) & (t.item == item[:_LONGEST]) & (t.browser == hashed(token))
    with keep.writing() as con:
        return con.execute(sa.delete(support).where(mine)).rowcount > 0


def counts(kind: str) -> Mapping[str, int]:
    """How many browsers support each thing of a kind that any supports. Raises keep.Unreachable."""
    t = support.c
    with keep.reading() as con:
        rows = con.execute(sa.select(t.item, sa.func.count()).where(t.kind == kind).group_by(t.item))
        return {row[0]: row[1] for row in rows}


def of_browser(kind: str, token: str) -> frozenset[str]:
    """The things of a kind that a browser supports. Raises keep.Unreachable."""
    t = support.c
    with keep.reading() as con:
        found = con.execute(sa.select(t.item).where(t.kind == kind, t.browser == hashed(token)))
        return frozenset(found.scalars())


def unite(token: str, into: str) -> None:
    """Makes what was supported under one number that of another: two windows of a browser that had none yet.

    Raises keep.Unreachable.
    """
    t, old, new = support.c, hashed(token), hashed(into)
    if old == new:
        return
    with keep.writing() as con:
        both = sa.select(t.kind, t.item).where(t.browser == new)
        con.execute(sa.delete(support).where(t.browser == old, sa.tuple_(t.kind, t.item).in_(both)))
        con.execute(sa.update(support).where(t.browser == old).values(browser=new))


def move(con: sa.Connection, kind: str, item: str, to: str) -> None:
    """Gives the supports of one thing to another, each browser's once."""
    t = support.c
    already = sa.select(t.browser).where(t.kind == kind, t.item == to)
    con.execute(sa.delete(support).where(t.kind == kind, t.item == item, t.browser.in_(already)))
    con.execute(sa.update(support).where(t.kind == kind, t.item == item).values(item=to))


def unlink(con: sa.Connection, now: datetime) -> int:
    """Puts a random mark in the place of hashes whose cookie has run out; the supports still count. Gives how many."""
    t = support.c
    old = (t.at < now - timedelta(days=_LINKED_DAYS)) & ~t.browser.startswith("past-")
    rows = con.execute(sa.select(t.kind, t.item, t.browser).where(old)).all()
    for kind, item, browser in rows:
        same = (t.kind == kind) & (t.item == item) & (t.browser == browser)
        con.execute(sa.update(support).where(same).values(browser=f"past-{secrets.token_hex(16)}"))
    return len(rows)
