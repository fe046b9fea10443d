"""Breaks in a series: years between which figures were not drawn up alike. They are marked, never bridged silently.

What the accounts themselves changed is listed here, with its evidence; reorganisations are in the store
(`organisation_event`, `docs/crosswalk.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.i18n import Speaker


@dataclass(frozen=True)
class AccountingChange:
    """A change of method between two fiscal years.

    Attributes:
        from_year: the first fiscal year drawn up in the new way.
        bases: the bases whose figures it touches.
        what: what changed; source: from what that is known. Both in the reader's language.
    """

    jurisdiction: str
    from_year: int
    bases: frozenset[str]
    what: str
    source: str


@dataclass(frozen=True)
class SameLine:
    """A line that its publisher printed under another label in earlier years."""

    dataset: str
    column: str
    before: str
    now: str


RELABELLED: Final = (
    SameLine(
        "ontario/revenue-by-source",
        "economic_1",
        "Fees, Donations and Other Revenues from Hospitals, School Boards and Colleges",
        "Fees, Donations and Other Revenues from Broader Public Sector Organizations",
    ),
)
"""Also listed, with the reason, under `known_oddities` of the dataset's description."""

RESTATED_BY_PUBLISHER: Final = frozenset({"ontario/revenue-by-source"})
"""Datasets whose publisher restates every earlier year, by the dataset's own description."""


def accounting_changes(say: Speaker) -> tuple[AccountingChange, ...]:
    """Every change of method that is known, oldest first."""
    return (
        AccountingChange(
            jurisdiction="CA-ON",
            from_year=2016,
            bases=frozenset({"consolidated", "appropriation"}),
            what=say("Pension accounting: {before} and {year} do not treat pension plans alike.", **_years(say, 2016)),
            source=say("Public Accounts of Ontario, Annual Report {year}, on pension plans", year=say.year(2016)),
        ),
        AccountingChange(
            jurisdiction="CA-ON",
            from_year=2017,
            bases=frozenset({"consolidated"}),
            what=say(
                "Consolidation: from {year} on, hospitals, school boards and colleges are taken in line by line.",
                **_years(say, 2017),
            ),
            source=say("Public Accounts of Ontario, Annual Report {year}, on its basis", year=say.year(2017)),
        ),
    )


def _years(say: Speaker, year: int) -> dict[str, str]:
    return {"year": say.year(year), "before": say.year(year - 1)}


def accounting_between(say: Speaker, jurisdiction: str, basis: str, first: int, last: int) -> list[AccountingChange]:
    """The changes that lie after the fiscal year `first` and not after `last`, on one basis of one government."""
    return [
        c
        for c in accounting_changes(say)
        if c.jurisdiction == jurisdiction and basis in c.bases and first < c.from_year <= last
    ]


def same_lines(dataset: str, column: str) -> tuple[tuple[str, str], ...]:
    """(label of earlier years, label of today) of one column of a dataset."""
    return tuple((s.before, s.now) for s in RELABELLED if (s.dataset, s.column) == (dataset, column))


@dataclass(frozen=True)
class Break:
    """A break as a chart draws it.

    Attributes:
        year: the fiscal year on its far side; the rule is drawn before it.
        what, source: what happened and from what it is known.
        line: the one line that it touches; empty for all.
        stops: whether the line ends before it and begins again after it.
    """

    year: int
    what: str
    source: str
    line: str = ""
    stops: bool = True


def lettered(breaks: Sequence[Break]) -> list[tuple[str, Break]]:
    """Breaks by year, those of all lines first, each text once with a letter: A, B, …, Z, AA."""
    ordered = sorted(breaks, key=lambda b: (b.year, b.line))
    letters: dict[tuple[int, str], str] = {}
    for b in ordered:
        letters.setdefault((b.year, b.what), _letter(len(letters)))
    return [(letters[b.year, b.what], b) for b in ordered]


def _letter(number: int) -> str:
    return chr(ord("A") + number % 26) * (number // 26 + 1)
