"""What is said of commitments in more than one place: on the page, and in the feeds."""

from __future__ import annotations

from datetime import date

from dashboard.commitments.form import UNKNOWN, Change, Words
from dashboard.commitments.standing import Standing
from dashboard.i18n import Speaker


def said(say: Speaker, words: Words) -> str:
    """A text of a file in the reader's language."""
    return say.label(words.en, words.fr)


def status_name(say: Speaker, status: str) -> str:
    """A status as a reader would call it."""
    return {
        "not_started": say("Not started"),
        "under_way": say("Under way"),
        "completed": say("Completed"),
        "withdrawn": say("Withdrawn"),
        "unknown": say("Not known"),
    }[status]


def when(say: Speaker, known: str | None) -> str:
    """A date as far as it is known; that it is not, where nobody has published one."""
    return say("Not published") if known in (None, UNKNOWN) else say.date(str(known))


def late_words(say: Speaker, since: date) -> str:
    """Since when something is late."""
    return say("Late since {date}", date=say.date(since.isoformat()))


def standing_words(say: Speaker, now: Standing) -> str:
    """How something stands, in a few words: its status, and since when it is late."""
    words = status_name(say, now.status)
    return f"{words} · {late_words(say, now.late_since)}" if now.late_since else words


def became(say: Speaker, change: Change) -> list[str]:
    """What a change made of the status and of the due date; nothing where it changed neither."""
    found = []
    if change.status:
        found.append(say("Status: {status}", status=status_name(say, change.status)))
    if change.due:
        found.append(say("Due: {date}", date=when(say, change.due)))
    return found
