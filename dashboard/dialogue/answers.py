"""What was answered, for feeds: one item for each answer and language."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from dashboard.dialogue import keep
from dashboard.dialogue.posts import KINDS, SEEN
from dashboard.dialogue.tables import post


class Answer(NamedTuple):
    """A published answer.

    Attributes:
        id: of the post.
        date: when it was answered, UTC.
        title: of the post, in its own words and language.
        text: the answer, plain text with line breaks.
        link: relative to the site's address, opens the post with its answer.
        language: of the text: `en` or `fr`.
        jurisdiction: of the view that was asked about; None where it was about none.
    """

    id: str
    date: datetime
    title: str
    text: str
    link: str
    language: str
    jurisdiction: str | None


def published(language: str, jurisdiction: str | None = None, most: int = 100) -> list[Answer]:
    """The newest answers, newest first: in a language, or in the other where there is none in it.

    Without a jurisdiction, all. Empty where no dialogue is offered. Raises keep.Unreachable.
    """
    if not keep.offered():
        return []
    t = post.c
    where: list[sa.ColumnElement[bool]] = [t.state.in_(SEEN), t.kind.in_(KINDS), t.answered.is_not(None)]
    if jurisdiction:
        where.append(t.jurisdiction == jurisdiction)
    with keep.reading() as con:
        rows = con.execute(sa.select(post).where(*where).order_by(t.answered.desc(), t.id).limit(most)).mappings().all()
    found = []
    for row in rows:
        texts = {code: row[f"answer_{code}"] for code in ("en", "fr") if row[f"answer_{code}"]}
        code = language if language in texts else next(iter(texts))
        link = f"ideas?lang={language}&post={row['id']}"
        found.append(Answer(row["id"], row["answered"], row["title"], texts[code], link, code, row["jurisdiction"]))
    return found
