"""What a trend is made of: what was asked for, lines, their years, and the breaks between these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from dashboard import breaks
from dashboard.breaks import Break
from dashboard.slices import Slice

Row = Mapping[str, Any]
WHOLE: Final = "whole"
"""The key of the line that is all of the chosen accounts, or of the chosen part."""
PLAN: Final = "proposed"


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see.

    Attributes:
        within: the part of the accounts that the lines are of; None for all of them. `part` is its name.
        names: every line there is to choose, by key. keys: the chosen ones.
        base: the year whose dollars constant dollars are.
    """

    dataset: str
    direction: str
    phase: str
    basis: str
    within: tuple[str, str] | None
    part: str
    column: str
    names: Mapping[str, str] = field(compare=False)  # they follow from the rest, and the language
    keys: tuple[str, ...]
    measure: str
    base: int | None

    @property
    def same(self) -> tuple[tuple[str, str], ...]:
        """Lines that were relabelled, at this level and at that of `within`."""
        levels = dict.fromkeys([self.column, *([self.within[0]] if self.within else [])])
        return tuple(pair for level in levels for pair in breaks.same_lines(self.dataset, level))


@dataclass(frozen=True)
class Point:
    """One year of a line. `value` is the amount in the chosen measure, None where it has no denominator."""

    year: int
    of: Slice
    printed: str
    amount: Decimal
    value: Decimal | None
    below: Decimal | None
    structure: int | None
    earlier: Decimal | None
    earlier_release: str | None

    @property
    def plan(self) -> bool:
        """Whether this is what was planned, not what came."""
        return self.of.phase == PLAN

    @property
    def restated(self) -> bool:
        """Whether the release before printed another figure for the same year."""
        return self.earlier is not None and self.earlier != self.amount


@dataclass(frozen=True)
class Line:
    """A line and its years, oldest first; `lineage` is empty where it is no organisation's."""

    key: str
    name: str
    lineage: str
    points: tuple[Point, ...]

    @property
    def drawn(self) -> tuple[Point, ...]:
        """The years that have a value."""
        return tuple(p for p in self.points if p.value is not None)

    @property
    def came(self) -> tuple[Point, ...]:
        """The drawn years that are no plan; all of them where every one is."""
        return tuple(p for p in self.drawn if not p.plan) or self.drawn


@dataclass(frozen=True, eq=False)
class Story:
    """The lines that were asked for, and the breaks between their years. The same one for all who asked for the same.

    Attributes:
        below: what amounts were divided by, by fiscal year; empty for dollars, shares and indexes.
        series: the rows of the measured series that it came from.
        first: the year that is 100 in an index.
    """

    asked: Asked
    lines: tuple[Line, ...]
    breaks: tuple[tuple[str, Break], ...]
    below: Mapping[int, Decimal]
    series: Sequence[Row]
    first: int | None


def segments(story: Story, line: Line) -> list[int]:
    """For each drawn year of a line the number of its piece: a new one after a gap, at a break, where plans begin."""
    stops = [b.year for _, b in story.breaks if b.stops and b.line in ("", line.key)]
    numbers: list[int] = []
    for i, now in enumerate(line.drawn):
        before = line.drawn[i - 1] if i else None
        parted = before is None or (
            now.year != before.year + 1
            or now.plan != before.plan
            or any(before.year < year <= now.year for year in stops)
        )
        numbers.append((numbers[-1] if numbers else 0) + parted)
    return numbers
