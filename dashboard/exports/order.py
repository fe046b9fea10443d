"""What is ordered, and what a file then says of itself: types alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dashboard.slices import Slice


@dataclass(frozen=True)
class Order:
    """What is asked for: a slice, in which language its words are, and where the site stands that it is taken from.

    Attributes:
        base: address of the site, with a slash at its end: links lead there.
        receipts: with file, sheet, cell, printed text and checksum of every entry.
    """

    of: Slice
    lang: str
    base: str
    receipts: bool = True


@dataclass(frozen=True)
class Column:
    """A column of the file. `type` is one of string, integer, number, boolean (Table Schema's names)."""

    name: str
    title: str
    definition: str
    type: str


@dataclass(frozen=True)
class Source:
    """Where the figures are from. `files` are the spreadsheets with their SHA-256."""

    dataset: str
    title: str
    publisher: str
    release: str
    published: str | None
    licence: str
    licence_url: str | None
    landing_page: str | None
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class About:
    """All that a file says of itself, in the order's language.

    Attributes:
        filters: what was chosen, in words: "Fiscal year" → "2024–25".
        oddities: (selection, why) of the known oddities of the dataset.
        rows: how many entries.
        control_sum: of their amounts, in units of currency.
        sha256: of the entries as CSV (UTF-8, CRLF), the same whichever format holds them.
    """

    title: str
    filters: Mapping[str, str]
    basis: str
    unit: str
    columns: tuple[Column, ...]
    source: Source
    oddities: tuple[tuple[str, str], ...]
    citation: str
    bibtex: str
    link: str
    lang: str
    generation: str
    rows: int
    control_sum: Decimal
    sha256: str
