"""The feed of answers: what moderators have answered to readers' questions and ideas."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC
from urllib.parse import parse_qsl, urlsplit

from dashboard.dialogue import answers
from dashboard.feeds.entry import Asked, Entry, Feed


def entries(asked: Asked) -> Iterator[Entry]:
    """An entry for each of the newest published answers. Raises keep.Unreachable."""
    for found in answers.published(asked.say.code, asked.jurisdiction):
        to = urlsplit(found.link)
        yield Entry(
            key=f"answer/{found.id}",
            title=asked.say("Answered: {title}", title=found.title),
            text=tuple(line for line in found.text.splitlines() if line.strip()),
            at=found.date.replace(tzinfo=UTC, microsecond=0),
            author="Public Purse",
            page=to.path,
            params=dict(parse_qsl(to.query)),
        )


def state(asked: Asked) -> str:
    """The answers themselves: their database is not the store. Raises keep.Unreachable."""
    return hashlib.sha256(repr(answers.published(asked.say.code, asked.jurisdiction)).encode()).hexdigest()


FEED = Feed(
    name="answers",
    title=lambda say: say("Answers"),
    about=lambda say: say("What was answered to questions and ideas of readers."),
    page="ideas",
    entries=entries,
    state=state,
)
