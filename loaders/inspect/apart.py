"""Columns of one year and phase: never added by accident."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.inspect.figures import Amount, Figures, part_of_year
from loaders.inspect.guess import Guess, fold, squeeze

_FORECAST = re.compile(r"\b(forecast|projected|projection|probables?|estimated actuals?|outlook|likely)\b")
_TO_DATE = re.compile(r"\b(f?ytd|(year|month) to date|cumulative|cumul\w*|a ce jour)\b")


def to_date(heading: str) -> bool:
    """True for figures that count from the start of the year, and so hold those of the periods before."""
    return bool(_TO_DATE.search(fold(heading)))


def apart(out: Figures, read: list[Amount], inherited: str) -> list[Amount]:
    """A forecast beside an estimate is an adjusted figure, one to date beside its periods is left, and of any others a
    person is told. `inherited` is the phase of a column whose heading names none."""
    told: dict[tuple[int | None, str], list[Amount]] = {}
    for amount in read:
        told.setdefault((amount.year, amount.phase.value if amount.phase else inherited), []).append(amount)
    for (_, phase), same in told.items():
        late = [a for a in same if _FORECAST.search(fold(a.column.heading))]
        if phase == "proposed" and 0 < len(late) < len(same):
            why = f"{squeeze(late[0].column.heading)!r} stands beside {_other(same, late)!r} of the same year"
            read = [replace(a, phase=Guess("adjusted", why, "medium")) if a in late else a for a in read]
            same = [a for a in same if a not in late]
        so_far = [a for a in same if to_date(a.column.heading)]
        if 0 < len(so_far) < len(same):
            out.pass_by([a.column for a in so_far], "counts from the start of the year, as the others do not")
            read = [a for a in read if a not in so_far]
            same = [a for a in same if a not in so_far]
        if _twice(out, same):
            headings = ", ".join(repr(squeeze(a.column.heading)) for a in same[:4])
            out.warnings.append(f"{headings}: the same year and phase; if they are one figure, it is counted twice")
    return read


def _twice(out: Figures, same: Sequence[Amount]) -> bool:
    """True where the columns are neither periods of a year nor all of them parts of a printed sum."""
    periods = all(part_of_year(a.column.heading) for a in same)
    return len(same) > 1 and not periods and not all(a.column in out.parts for a in same)


def _other(same: Sequence[Amount], late: Sequence[Amount]) -> str:
    return next(squeeze(a.column.heading) for a in same if a not in late)
