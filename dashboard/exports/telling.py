"""What a file says of itself, brought into the shapes that formats have for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from dashboard.exports.order import About
from dashboard.i18n import Speaker

Fact = tuple[str, str | int | Decimal]
DEFINED = ("name", "title", "type", "definition")


def as_json(about: About, note: str) -> dict[str, Any]:
    """For JSON and for the metadata of Parquet: the attributes of `About` by their names, the sum as decimal text."""
    return {**asdict(about), "control_sum": str(about.control_sum), "note": note}


def facts(say: Speaker, about: About, note: str) -> list[Fact]:
    """For a reader: what it is, how much, how to check it, how to cite it, and what is odd about it."""
    return [
        (say("Title"), about.title),
        *about.filters.items(),
        (say("Basis of the amounts"), about.basis),
        (say("Unit of amounts"), about.unit),
        (say("Entries"), about.rows),
        (say("Sum of the amounts"), about.control_sum),
        (say("SHA-256 of the entries as CSV"), about.sha256),
        (say("Link"), about.link),
        (say("Citation"), about.citation),
        (say("Store"), about.generation),
        (say("How to read it"), note),
        *((say("Known oddity: {selection}", selection=selection), why) for selection, why in about.oddities),
    ]


def sources(say: Speaker, about: About) -> list[tuple[str, ...]]:
    """Where the figures are from: headings, then a row for each spreadsheet."""
    of = about.source
    headings = (
        say("Dataset"),
        say("Title"),
        say("Publisher"),
        say("Release"),
        say("Published"),
        say("Licence"),
        say("Address of the licence"),
        say("Publisher's page"),
        say("File"),
        "SHA-256",
    )
    same = (of.dataset, of.title, of.publisher, of.release, of.published, of.licence, of.licence_url, of.landing_page)
    known = tuple(value or "" for value in same)
    return [headings, *((*known, file, sha256) for file, sha256 in of.files or (("", ""),))]


def readme(say: Speaker, about: About, note: str) -> str:
    """All of it as plain text."""
    parts: Iterable[tuple[str, Iterable[str]]] = (
        (about.title, (f"{name}: {_plain(value)}" for name, value in facts(say, about, note)[1:])),
        (say("Sources"), (f"{n}: {v}" for row in sources(say, about)[1:] for n, v in zip(sources(say, about)[0], row, strict=True) if v)),
        (say("Columns"), (f"{c.name} ({c.type}): {c.title}. {c.definition}" for c in about.columns)),
    )  # fmt: skip
    return "\n".join(f"{heading}\n{'=' * len(heading)}\n\n" + "\n".join(text) + "\n" for heading, text in parts)


def _plain(value: str | int | Decimal) -> str:
    return value if isinstance(value, str) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def as_stored(say: Speaker) -> str:
    """The note of formats that keep every text as it is."""
    return say("Amounts are exact decimals, in dollars: read them as decimals, not as floating point. Texts are as they are stored, so some may begin like a formula.")  # fmt: skip


def made_safe(say: Speaker) -> str:
    """The note of CSV."""
    return say("A text that a spreadsheet would take for a formula has an apostrophe before it; take one away and you have the text. Control characters and invisible ones are left out. JSON and Parquet hold every text as it is stored.")  # fmt: skip


def as_cells(say: Speaker) -> str:
    """The note of a workbook."""
    return say("Every text is a text cell, never a formula. Control characters, which a workbook cannot hold, and what is beyond 32,767 characters in a cell are left out. JSON and Parquet hold every text as it is stored.")  # fmt: skip
