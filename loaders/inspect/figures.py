"""The columns of figures that are read, each with what it means, and why the others are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.inspect.dates import month_of
from loaders.inspect.guess import Guess, fold, squeeze
from loaders.inspect.roles import Column

_PART_OF_YEAR = re.compile(
    r"\b(q[1-4]|t[1-4]|(1st|2nd|3rd|4th|first|second|third|fourth)? ?quarter|trimestre|month|mois)\b"
)


@dataclass(frozen=True)
class Amount:
    """A column of figures that is read."""

    column: Column
    year: int | None = None
    token: str | None = None  # the year as the heading prints it, where a pattern can hold it
    phase: Guess[str] | None = None
    label: str | None = None  # the field that the heading is a label of
    against: bool = False  # it counts against the others: a credit

    @property
    def pattern(self) -> str:
        """The heading, with `{fiscal_year}` for a year that a pattern can find."""
        heading = squeeze(self.column.heading)
        return heading.replace(self.token, "{fiscal_year}", 1) if self.token else heading


@dataclass
class Figures:
    """The columns of figures, and why the others are left."""

    read: list[Amount] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    years: dict[str, Guess[int]] = field(default_factory=dict)  # relative years in headings
    carried: Column | None = None  # the column in which the sums of the one that is read stand
    parts: list[Column] = field(default_factory=list)  # of which a column holds the sum: kinds of one thing
    others: list[Column] = field(default_factory=list)  # further measures, which are left
    warnings: list[str] = field(default_factory=list)
    series: bool = False  # a population, an index: no amounts of money

    @property
    def columns(self) -> list[Column]:
        return [a.column for a in self.read]

    @property
    def wide(self) -> bool:
        return len(self.read) > 1 or any(a.year is not None for a in self.read)

    def leave(self, columns: Sequence[Column], why: str) -> None:
        """Leaves columns unread."""
        self.unread |= {c.heading or c.place: why for c in columns}

    def pass_by(self, columns: Sequence[Column], why: str) -> None:
        """Leaves other measures, of which a person has to know."""
        self.leave(columns, why)
        self.others += columns


def part_of_year(heading: str) -> bool:
    """True for the name of a month or a quarter, with whatever else."""
    return bool(_PART_OF_YEAR.search(fold(heading))) or any(month_of(word) for word in squeeze(heading).split())
