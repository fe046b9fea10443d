"""The words of the dialogue: kinds, states, outcomes, why something is refused; and a reader's text as HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.dialogue import clock
from dashboard.dialogue.words import Refused
from dashboard.i18n import Speaker

Row = Mapping[str, Any]


def kind(say: Speaker, of: str) -> str:
    """What a post is."""
    return {"question": say("Question"), "idea": say("Idea"), "report": say("Report of a problem")}[of]


def state(say: Speaker, of: str) -> str:
    """Where a post stands."""
    known = {
        "waiting": say("Waiting to be read"),
        "published": say("Open"),
        "answered": say("Answered"),
        "closed": say("Closed"),
        "merged": say("Merged with another"),
        "accepted": say("Accepted"),
        "declined": say("Declined"),
    }
    return known[of]


def outcome(say: Speaker, of: str) -> str:
    """What an answer comes to."""
    known = {
        "explained": say("Explained"),
        "under_way": say("Under way"),
        "done": say("Done"),
        "not_planned": say("Not planned"),
    }
    return known[of]


def act(say: Speaker, of: str) -> str:
    """What a moderator can do."""
    known = {
        "publish": say("Publish"),
        "answer": say("Answer"),
        "merge": say("Merge with another"),
        "close": say("Close"),
        "accept": say("Accept the report"),
        "decline": say("Decline"),
    }
    return known[of]


def refusal(say: Speaker, why: Refused) -> str:
    """Why something is not done, and what to do."""
    numbers = {name: say.number(n) for name, n in why.values.items()}
    match why.kind:
        case "too_long":
            return say("This is {n} characters long, and at most {most} can be kept. Shorten it.", **numbers)
        case "too_short":
            return say("This says too little: at least {n} letters or digits are needed.", **numbers)
        case "full":
            return say(
                "{n} messages wait to be read, and no more are taken until some are. Come back later.", **numbers
            )
        case "often":
            return say("That was too often in a short time. Wait ten minutes, then try again.")
        case "no_text":
            return say("An answer or a reason is needed, in one language at least.")
        case "outcome":
            return say("Say what the answer comes to.")
        case "into":
            return say("Choose the one that it is merged with: one that is shown, and not itself.")
        case "days":
            return say("The last day stands before the first.")
        case "round":
            return say("This round does not take ideas today.")
    return say("Someone else has dealt with it in the meantime. Look at it again.")


def day(say: Speaker, at: datetime) -> str:
    """The day of a moment: `22 November 2026`."""
    return say.date(clock.day(at).isoformat())


def paragraphs(text: str) -> str:
    """A reader's text as HTML: just as it is, its lines and paragraphs kept."""
    parts = (html.escape(part).replace("\n", "<br>") for part in text.split("\n\n") if part.strip())
    return "".join(f"<p>{part}</p>" for part in parts)


def said(say: Speaker, row: Row, what: str) -> tuple[str, str]:
    """`answer` or `reason` of a post in the reader's language, else in the other, and which language that is."""
    texts = {code: row[f"{what}_{code}"] or "" for code in ("en", "fr")}
    code = say.code if texts.get(say.code) else next((c for c, text in texts.items() if text), say.code)
    return texts.get(code, ""), code
