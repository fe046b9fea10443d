"""The fiscal year of a whole file, and what a person has to know where it is only a guess."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from loaders.inspect import subject
from loaders.inspect.dates import latest
from loaders.inspect.guess import Guess, squeeze, year_in
from loaders.inspect.look import Look


def year_of(look: Look) -> Guess[int]:
    """The year of the file: the latest executed one among its columns, or the one that its name or titles say."""
    years = [a.year for a in look.figures.read if a.year]
    told = [a.year for a in look.figures.read if a.year and a.phase and a.phase.value == "executed"]
    if years:
        return Guess(max(told or years), "the latest year in its headings", "medium")
    named = look.fields.named
    column, dates = named.get("fiscal_year"), named.get("date")
    last = _last_year(column.value.filled) if column else latest(dates.value.filled) if dates else None
    if last:
        return Guess(last, "the latest year in its rows", "medium")
    return subject.fiscal_year([*look.texts, look.chosen.sheet, *(squeeze(c.heading) for c in look.figures.columns)])


def _last_year(texts: list[str]) -> int | None:
    return max(
        (y.year for t in set(texts) if (y := year_in(t[:4] if re.fullmatch(r"\d{4}-\d\d-\d\d", t) else t))),
        default=None,
    )


def is_dated(look: Look, made: Collection[str]) -> bool:
    """True where each row or column has a year of its own. `made` are the fields that steps make."""
    return any(a.year is not None for a in look.figures.read) or bool(
        {"fiscal_year", "date"} & {*look.fields.named, *made}
    )


def careful(look: Look, made: Collection[str]) -> Iterator[str]:
    """Years that nothing names."""
    if look.kind != "entries":
        return
    for token, guess in look.figures.years.items():
        if guess.sure == "low":
            told = subject.label_of_year(guess.value)
            yield f"nothing says which year {token!r} is: {told} until you put the right one under releases, years"
    year = year_of(look)
    if year.sure == "low" and not is_dated(look, made):
        label = subject.label_of_year(year.value)
        yield f"{year.why}: the fiscal year is {label} until you put the right one under releases, constants"
