"""The form of a file of commitments, as `docs/commitments.md` explains it. Unknown keys are refused.

What a file says of the present is nowhere written as such: status, due date and evidence follow from its dated
changes, in `standing`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

UNKNOWN = "unknown"
STATUSES = ("not_started", "under_way", "completed", "withdrawn", UNKNOWN)
"""What a commitment or a milestone can be: `unknown` where nobody has published what became of it."""
LONGEST = 4000
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\ufffe\uffff]")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def first_day(known: str) -> date:
    """The first day of a year, month or day (ISO 8601): `2017-12` → 1 December 2017."""
    year, month, day = [*map(int, known.split("-")), 1, 1][:3]
    return date(year, month, day)


def last_day(known: str) -> date:
    """The last day of a year, month or day (ISO 8601): `2017-12` → 31 December 2017."""
    year, month, day = [*map(int, known.split("-")), 0, 0][:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _expected(what: str, found: object) -> ValueError:
    return ValueError(f"expected {what}; found {str(found)[:80]!r}")


def _text(found: object) -> str:
    if not isinstance(found, str) or not found.strip():
        raise _expected("a text", "" if found is None else found)
    if len(found) > LONGEST:
        raise _expected(f"at most {LONGEST:,} characters", f"{len(found):,} characters")
    if odd := _CONTROL.search(found):
        raise _expected("a text without control characters", odd[0])
    return " ".join(found.split())


def _french(text: str) -> str:
    """With the no-break spaces that French sets and a keyboard lacks."""
    return re.sub(r" (?=[:»%$])|(?<=«) ", "\xa0", text)


def _date(found: object) -> str:
    if isinstance(found, str) and _DATE.fullmatch(found):
        try:
            last_day(found)
        except ValueError:
            pass
        else:
            return found
    raise _expected("a year, month or day, such as 2017, 2017-05 or 2017-05-31", found)


def _due(found: object) -> str:
    if found == UNKNOWN:
        return UNKNOWN
    try:
        return _date(found)
    except ValueError:
        raise _expected(f"a year, month or day, such as 2017-12, or {UNKNOWN}", found) from None


def _id(found: object) -> str:
    if isinstance(found, str) and len(found) <= 80 and _ID.fullmatch(found):
        return found
    raise _expected("small letters and digits with hyphens between them, such as open-data-charter", found)


def _place(found: object) -> str:
    if isinstance(found, str) and re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", found):
        return found
    raise _expected("a code of a place (ISO 3166), such as CA-ON", found)


def _address(found: object) -> str:
    if isinstance(found, str) and len(found) <= 1000 and re.fullmatch(r"https?://[^\s<>\"'`\\]+", found):
        return found
    raise _expected("an address that begins with https:// or http://", found)


def _status(found: object) -> str:
    if found in STATUSES:
        return str(found)
    raise _expected(f"one of {', '.join(STATUSES)}", found)


def _unique(of: list[Milestone] | list[Commitment]) -> list[Milestone] | list[Commitment]:
    names = [each.id for each in of]
    if twice := next((n for n in names if names.count(n) > 1), None):
        raise ValueError(f"expected each id once; found {twice!r} twice")
    return of


Text = Annotated[str, BeforeValidator(_text)]
Known = Annotated[str, BeforeValidator(_date)]
Due = Annotated[str, BeforeValidator(_due)]
Id = Annotated[str, BeforeValidator(_id)]
Place = Annotated[str, BeforeValidator(_place)]
Address = Annotated[str, BeforeValidator(_address)]
Status = Annotated[Literal["not_started", "under_way", "completed", "withdrawn", "unknown"], BeforeValidator(_status)]


class Model(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Model):
    """A text in both languages."""

    en: Text
    fr: Annotated[Text, AfterValidator(_french)]


class Evidence(Model):
    """Something published that shows what a change says."""

    title: Words
    url: Address


class Change(Model):
    """Something that happened: to the commitment, or to the milestone that it names.

    `status` and `due` are what they are from then on. The date is as far as it is known.
    """

    date: Known
    what: Words
    milestone: Id | None = None
    status: Status | None = None
    due: Due | None = None
    evidence: list[Evidence] = []


class Milestone(Model):
    """A step on the way. `due` is what the plan said."""

    id: Id
    title: Words
    due: Due


class Commitment(Model):
    """What was promised, by whom. `due` is what the plan said; a change may have moved it."""

    id: Id
    title: Words
    about: Words
    owner: Words
    partners: list[Words] = []
    start: Due
    due: Due
    milestones: Annotated[list[Milestone], AfterValidator(_unique)] = []
    history: list[Change] = []

    @model_validator(mode="after")
    def _whole(self) -> Self:
        known = [m.id for m in self.milestones]
        for change in self.history:
            if change.milestone is not None and change.milestone not in known:
                there = ", ".join(known) or "none, for the commitment has no milestones"
                raise ValueError(f"history of {self.id}: expected a milestone ({there}); found {change.milestone!r}")
        for earlier, later in zip(self.history, self.history[1:], strict=False):
            if last_day(later.date) < first_day(earlier.date):
                raise ValueError(
                    f"history of {self.id}: expected the oldest change first; found {later.date} after {earlier.date}"
                )
        for due in self._dues():
            if UNKNOWN not in (due, self.start) and last_day(due) < first_day(self.start):
                raise ValueError(f"{self.id}: expected it to be due after its start in {self.start}; found {due}")
        return self

    def _dues(self) -> Iterator[str]:
        yield self.due
        yield from (m.due for m in self.milestones)
        yield from (c.due for c in self.history if c.due)


class Figure(Model):
    """A number that the plan prints of its own making: `{value: {en: over 270, fr: plus de 270}, what: …}`."""

    value: Words
    what: Words


class Plan(Model):
    """One file: a plan or a policy with its commitments."""

    plan: Id
    jurisdiction: Place
    title: Words
    about: Words
    published: Known
    url: Address
    figures: list[Figure] = []
    commitments: Annotated[list[Commitment], Field(min_length=1), AfterValidator(_unique)]


def each(plans: Iterable[Plan]) -> Iterator[tuple[Plan, Commitment]]:
    """Every commitment with its plan."""
    return ((plan, commitment) for plan in plans for commitment in plan.commitments)
