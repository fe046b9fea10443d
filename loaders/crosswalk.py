"""What became of organisations: renamed, merged, split; and where their amounts are today.

One YAML file a jurisdiction in `data/codelists/crosswalk`, validated like a source; `docs/crosswalk.md` explains
it. An organisation is found by its label, its code where the dataset has one, and the year of the release
together: names come back, and so do codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from loaders import reading
from loaders.errors import SourceError
from loaders.source import FiscalYear, Model
from loaders.steps import Text

Kind = Literal["rename", "merge", "split", "transfer", "created", "abolished"]
Certainty = Literal["certain", "probable", "uncertain"]
CERTAINTIES = ("certain", "probable", "uncertain")
_OFFICE = re.compile(r"^(ministry|department|ministère|ministere) (of|for|du|de|des)( the| la| l)? ")


def fold(label: str) -> str:
    """A label without what editions vary: case, punctuation, white space, "Ministry of" in front."""
    return _OFFICE.sub("", re.sub(r"[\W_]+", " ", label.casefold()).strip())


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _shared(value: object) -> object:
    value = _listed(value)
    return dict.fromkeys(value) if isinstance(value, list) else value


class Organisation(Model):
    """An organisation under one name, for one span of years."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    en: str
    fr: str | None = None
    code: str | None = None  # the jurisdiction's own, where its datasets print one
    labels: list[str] = Field(default=[])  # how datasets print it; its names where none is given
    note: str | None = None

    @property
    def folded(self) -> set[str]:
        return {fold(label) for label in self.labels or [n for n in (self.en, self.fr) if n]}


class Program(Model):
    """The one program of an organisation that an event is about: found by vote and name together."""

    vote: str
    name: str

    @property
    def key(self) -> tuple[str, str]:
        return self.vote, fold(self.name)


class Event(Model):
    """What happened to organisations, with what it is known from.

    `to` may say each one's share of the amounts: `{health: "0.9", long-term-care: "0.1"}`. A share that nobody
    published stays empty, and amounts then stay where they were, marked.
    """

    type: Kind
    date: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    fiscal_year: FiscalYear  # the first whose accounts show it
    from_: Annotated[list[str], BeforeValidator(_listed)] = Field(default=[], alias="from")
    to: Annotated[dict[str, Decimal | None], BeforeValidator(_shared)] = Field(default={})
    program: Program | None = None
    certainty: Certainty
    evidence: Text
    url: Annotated[str, Field(pattern=r"^https?://")] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Event:
        ends = (min(len(self.from_), 2), min(len(self.to), 2))
        wanted = {
            "rename": (1, 1), "merge": (2, 1), "split": (1, 2), "transfer": (1, 1), "created": (0, 1), "abolished": (1, 0)
        }[self.type]  # fmt: skip
        if ends != wanted:
            raise ValueError(f"a {self.type} has {_count(wanted[0])} under from and {_count(wanted[1])} under to")
        if self.program and self.type != "transfer":
            raise ValueError("only a transfer may be of one program")
        known = [s for s in self.to.values() if s is not None]
        if known and self.type not in ("split", "transfer"):
            raise ValueError(f"a {self.type} takes all of the amounts along: it has no shares")
        if any(s <= 0 or s > 1 or round(s, 8) != s for s in known):
            raise ValueError("a share lies between 0 and 1 and has at most eight decimals")
        if self.type == "split" and known and (len(known) < len(self.to) or sum(known) != 1):
            raise ValueError("the shares of a split add up to 1, or none is given")
        return self


def _count(n: int) -> str:
    return ("none", "one", "two or more")[n]


class Structure(Model):
    """Which year's structure a dataset's figures speak of: its release's, to which earlier years are restated,
    or each fiscal year's own."""

    structure: Literal["release", "fiscal_year"] = "release"


class Unresolved(Model):
    """A label that is no organisation, or one that is not known."""

    dataset: str
    label: str
    why: Text


@dataclass(frozen=True)
class Place:
    """Where a share of an organisation's amounts is today, and how it came there."""

    organisation: str
    share: Decimal
    way: Literal["same", "moved", "kept apart"]
    certainty: Certainty


class Crosswalk(Model):
    """One jurisdiction's organisations and events."""

    jurisdiction: str
    datasets: dict[str, Structure] = Field(default={})
    organisations: list[Organisation]
    events: list[Event] = Field(default=[])
    unresolved: list[Unresolved] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Crosswalk:
        ids = [o.id for o in self.organisations]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"organisation {', '.join(twice)} is listed twice")
        named = {name for e in self.events for name in (*e.from_, *e.to)}
        if lost := sorted(named - set(ids)):
            raise ValueError(f"events name {', '.join(lost)}, which no organisation is")
        for one in ids:
            ends = [e for e in self.events if one in e.from_ and e.type != "transfer"]
            if len(ends) > 1:
                raise ValueError(f"{one} ends twice, in {ends[0].fiscal_year} and {ends[1].fiscal_year}")
            span = self.years(one)
            if span[0] and span[1] and span[0] > span[1]:
                raise ValueError(f"{one} ends before it begins: {span[1] + 1} and {span[0]}")
        self._refuse_two_of_one_name()
        return self

    def _refuse_two_of_one_name(self) -> None:
        for (_, label), called in self._by_label.items():
            for one, other in combinations(called, 2):
                if _overlap(self.years(one), self.years(other)):
                    raise ValueError(f"{one} and {other} are both called {label!r} in the same years")

    def years(self, organisation: str) -> tuple[int | None, int | None]:
        """First and last fiscal year whose accounts show an organisation; None where no event says so."""
        begins = [e.fiscal_year for e in self.events if organisation in e.to and e.type != "transfer"]
        ends = [e.fiscal_year - 1 for e in self.events if organisation in e.from_ and e.type != "transfer"]
        return min(begins, default=None), min(ends, default=None)

    def lineage(self, organisation: str) -> str:
        """What an organisation has come to be called, by renames alone."""
        later = next((e for e in self.events if e.type == "rename" and organisation in e.from_), None)
        return self.lineage(next(iter(later.to))) if later else organisation

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """Every lineage with the organisations that it has been."""
        found: dict[str, set[str]] = {}
        for one in self.organisations:
            found.setdefault(self.lineage(one.id), set()).add(one.id)
        return found

    @cached_property
    def _by_label(self) -> dict[tuple[str | None, str], list[str]]:
        """Organisations by code and folded label: more than one where a name came back."""
        found: dict[tuple[str | None, str], list[str]] = {}
        for one in self.organisations:
            for label in one.folded:
                found.setdefault((one.code, label), []).append(one.id)
        return found

    def resolve(self, label: str, code: str | None, year: int | None) -> str | None:
        """The organisation that a label, with its code if there is one, means in a year; None if none does."""
        called = self._by_label.get((code, fold(label)), [])
        found = [one for one in called if year is None or _within(year, self.years(one))]
        return found[0] if len(found) == 1 else None

    def touched(self, organisation: str, year: int) -> bool:
        """Whether any event but a rename has changed what the organisation, under any name, does since a year."""
        own = self._names[self.lineage(organisation)]
        return any(
            e.fiscal_year > year and e.type not in ("rename", "created") and own & {*e.from_, *e.to}
            for e in self.events
        )

    def today(self, organisation: str, year: int, part: tuple[str, str] | None = None) -> list[Place]:
        """Where the amounts of an organisation in the structure of a year are today.

        `part` is the vote and folded name of one program. Events that are uncertain move nothing.
        """
        order = sorted(
            (e for e in self.events if e.fiscal_year > year and e.certainty != "uncertain"),
            key=lambda e: (e.fiscal_year, e.type != "transfer", e.date or ""),
        )
        places: dict[str, Place] = {}
        for place in self._walk(organisation, order, 0, part, Place(organisation, Decimal(1), "same", "certain")):
            before = places.get(place.organisation)
            share = place.share + (before.share if before else Decimal(0))
            places[place.organisation] = Place(place.organisation, share, place.way, place.certainty)
        return list(places.values())

    def _walk(
        self, at: str, order: list[Event], start: int, part: tuple[str, str] | None, so_far: Place
    ) -> Iterator[Place]:
        for n in range(start, len(order)):
            event = order[n]
            if at not in event.from_ or (event.program and event.program.key != part):
                continue
            here = Place(at, so_far.share, "kept apart", so_far.certainty)
            whole = event.type in ("rename", "merge") or event.program is not None
            shares = {one: Decimal(1) if whole else share for one, share in event.to.items()}
            if not shares or None in shares.values():
                yield here
                return
            worse = max(so_far.certainty, event.certainty, key=CERTAINTIES.index)
            gone = Decimal(0)
            for one, share in shares.items():
                gone += share or 0
                moved = Place(one, so_far.share * (share or 0), "moved", worse)
                yield from self._walk(one, order, n + 1, part, moved)
            if gone == 1:
                return
            so_far = Place(at, so_far.share * (1 - gone), so_far.way, worse)
        yield so_far


def _within(year: int, span: tuple[int | None, int | None]) -> bool:
    return (span[0] is None or span[0] <= year) and (span[1] is None or year <= span[1])


def _overlap(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    starts = max(one[0] or 0, other[0] or 0)
    return starts <= min(one[1] or 9999, other[1] or 9999)


def read_crosswalk(path: Path) -> Crosswalk:
    """The validated crosswalk in a YAML file; SourceError says file, line, key and what was found."""
    return reading.validated(path, Crosswalk, keys="jurisdiction, organisations, events", do="See docs/crosswalk.md.")


def read_crosswalks(folder: Path) -> list[Crosswalk]:
    """Every crosswalk in a folder; SourceError if two are of one jurisdiction."""
    found: dict[str, Crosswalk] = {}
    for path in sorted(folder.glob("*.yaml")):
        one = read_crosswalk(path)
        if one.jurisdiction in found:
            raise SourceError(f"{one.jurisdiction} has another crosswalk already", where=str(path))
        found[one.jurisdiction] = one
    return list(found.values())
