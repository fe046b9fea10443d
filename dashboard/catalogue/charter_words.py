"""The Open Data Charter's principles and the rules that measure them, as a reader would say them."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from dashboard.catalogue import words
from dashboard.catalogue.charter import Scored
from dashboard.i18n import Speaker


class Said(NamedTuple):
    """A rule: what it asks, and how its answer becomes points."""

    asks: str
    gives: str


def principles(say: Speaker) -> dict[str, str]:
    """The name of each principle, in the Charter's order."""
    return {
        "open": say("Open by default"),
        "timely": say("Timely and comprehensive"),
        "accessible": say("Accessible and usable"),
        "comparable": say("Comparable and interoperable"),
        "governance": say("For improved governance and citizen engagement"),
        "inclusive": say("For inclusive development and innovation"),
    }


def rules(say: Speaker) -> dict[str, Said]:
    """Every rule by its name."""
    return _open(say) | _timely(say) | _accessible(say) | _comparable(say) | _engaging(say)


def _open(say: Speaker) -> dict[str, Said]:
    return {
        "access": Said(say("Is it open?"), say("2 points if it is open, 1 if it is being opened.")),
        "licence-stated": Said(
            say("Are the terms of use stated?"), say("1 point if they are, with the address where they stand.")
        ),
        "landing-page": Said(say("Does the publisher have a page for it?"), say("1 point if there is one.")),
    }


def _timely(say: Speaker) -> dict[str, Said]:
    return {
        "current": Said(say("Is no newer release overdue?"), say("1 point if the newest is the one that is due.")),
        "timely": Said(
            say("How soon after the year did it come out?"),
            say(
                "2 points within 180 days, 1 within 365. They are counted from the last day of the newest year, or for a plan from its first. Where only the year or month of publication is known, its last day counts."
            ),
        ),
        "totals": Said(
            say("Do the figures meet the totals in print?"), say("2 points if there are such totals, and none is missed.")
        ),
        "years": Said(say("How many years of actual figures are there?"), say("1 point for five years or more.")),
    }  # fmt: skip


def _accessible(say: Speaker) -> dict[str, Said]:
    return {
        "machine-readable": Said(
            say("Can a program read the publisher’s files?"),
            say("2 points for CSV, JSON, XML, ODS or Parquet, 1 for Excel, none for web pages and PDF."),
        ),
        "licence-open": Said(
            say("May anyone use it for any purpose?"), say("2 points for an open licence, none for other terms.")
        ),
        "languages": Said(say("Is it in English and in French?"), say("1 point if it is in both.")),
    }


def _comparable(say: Speaker) -> dict[str, Said]:
    return {
        "organisations": Said(
            say("Are its organisations known through their renames?"), say("1 point if those of 99% of its entries are.")
        ),
        "coded": Said(
            say("Do its organisations have codes, not names alone?"), say("1 point if 90% of its entries have one.")
        ),
        "cofog": Said(
            say("Is it known which purpose (COFOG) the money serves?"),
            say("2 points if it is for 90% of its entries, 1 for 50%."),
        ),
    }  # fmt: skip


def _engaging(say: Speaker) -> dict[str, Said]:
    return {
        "releases": Said(say("Can it be seen what was restated?"), say("1 point for two releases or more.")),
        "plan-and-actual": Said(
            say("Can the plan be held against what came of it?"),
            say("2 points if the dataset has both, 1 if another one on the same basis has the missing side."),
        ),
        "depth": Said(say("How many levels does it go down?"), say("1 point for three levels or more.")),
        "api": Said(say("Can a program ask the publisher for it?"), say("1 point if the publisher has an API for it.")),
        "explained": Said(say("Is it described in English and in French?"), say("1 point if it is in both.")),
        "per-person": Said(
            say("Can its amounts be told for each person?"), say("1 point if the residents are counted in the store.")
        ),
    }


def measured(say: Speaker, scored: Scored) -> str:
    """What a rule has found."""
    value, name = scored.found.value, scored.rule.name
    if value is None:
        return say("Not known")
    if isinstance(value, Decimal):
        return say.percent(value)
    if isinstance(value, int):
        return _counted(say, name, value)
    if name == "access":
        return words.access(say, value)
    if name == "machine-readable":
        return value
    return {
        "yes": say("Yes"),
        "no": say("No"),
        "own": say("Both are in it"),
        "other": say("With another dataset"),
    }[value]


def _counted(say: Speaker, name: str, n: int) -> str:
    match name:
        case "timely" if n < 0:
            return say("Before that day")
        case "timely":
            return say.n("At most {n} day", "At most {n} days", n)
        case "totals":
            return say.n("{n} total met", "{n} totals met", n)
        case "years":
            return say.n("{n} year", "{n} years", n)
        case "releases":
            return say.n("{n} release", "{n} releases", n)
    return say.n("{n} level", "{n} levels", n)


def points(say: Speaker, scored: Scored) -> str:
    """Points of how many; a dash where nothing was measured."""
    return of(say, (scored.found.points, scored.rule.of)) if scored.found.points is not None else "–"


def of(say: Speaker, sum: tuple[int | None, int]) -> str:
    """`3 of 4`; a dash where none could be had."""
    got, all_of = sum
    return say("{points} of {all}", points=got, all=all_of) if all_of else "–"
