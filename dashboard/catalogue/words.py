"""The catalogue's vocabulary as a reader would say it."""

from __future__ import annotations

from dashboard.catalogue.known import Known
from dashboard.i18n import Label, Speaker


def text(say: Speaker, of: object) -> str:
    """A text of the catalogue in the reader's language, or in the other; empty where there is none."""
    en, fr = getattr(of, "en", None), getattr(of, "fr", None)
    return say.label(en, fr) if en or fr else ""


def access(say: Speaker, level: str) -> str:
    """An access level."""
    return {
        "open": say.c("access level", "Open"),
        "being_opened": say("Being opened"),
        "under_review": say("Under review"),
        "restricted": say("Restricted"),
        "not_stated": say("Not stated"),
    }[level]


def state(say: Speaker, value: str) -> str:
    """How far a dataset has come here."""
    return {
        "loaded": say("Loaded"),
        "described": say("Ready to load"),
        "known": say("Known, not loaded"),
        "overdue": say("Overdue"),
    }[value]


def frequency(say: Speaker, value: str) -> str:
    """How often a dataset is published; a word that is not of the vocabulary stays as it is."""
    known = {
        "daily": say("every day"),
        "weekly": say("every week"),
        "monthly": say("every month"),
        "quarterly": say("every quarter"),
        "twice a year": say("twice a year"),
        "yearly": say("every year"),
        "once": say("once"),
        "irregular": say("now and then"),
    }
    return known.get(value) or Label(value, "en")


def exemption(say: Speaker, reason: str) -> str:
    """The kind of reason for which a dataset is kept back."""
    return {
        "privacy": say("Privacy"),
        "confidentiality": say("Confidentiality"),
        "security": say("Security"),
        "legal": say("Law and contracts"),
        "commercial": say("Commercial sensitivity"),
    }[reason]


def kind(say: Speaker, value: str) -> str:
    """What an entry of the catalogue is."""
    return {"dataset": say("Dataset"), "inventory": say("List of datasets"), "portal": say("Portal")}[value]


def year(say: Speaker, value: str) -> str:
    """A fiscal year (`2015-16`) or a calendar year (`2015`)."""
    return say.year(int(value[:4]) + 1) if "-" in value else value


def years(say: Speaker, of: Known) -> str:
    """The years that a dataset is about; empty where they are not known."""
    if of.first and of.last and of.first != of.last:
        return say("{first} to {last}", first=year(say, of.first), last=year(say, of.last))
    if of.first and not of.last:
        return say("from {first} on", first=year(say, of.first))
    return year(say, of.last) if of.last else ""


def late(say: Speaker, of: Known) -> str:
    """Since when the next release is overdue, and what that means; empty where none is."""
    if of.overdue_since is None or of.next_expected is None:
        return ""
    return say(
        "Overdue since {day}: a release was expected in {expected}, and none is here.",
        day=say.date(of.overdue_since.isoformat()),
        expected=say.date(of.next_expected),
    ) if len(of.next_expected) < 10 else say(
        "Overdue since {day}: a release was expected on {expected}, and none is here.",
        day=say.date(of.overdue_since.isoformat()),
        expected=say.date(of.next_expected),
    )  # fmt: skip


def languages(say: Speaker, of: Known) -> str:
    """The languages that the publisher's files are in."""
    names = {"en": say("English"), "fr": say("French")}
    return say.listed(names[code] for code in of.languages)
