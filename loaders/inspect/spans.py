"""Fiscal years in titles that name several years: by the words before one, or by the two ends of a year."""

from __future__ import annotations

import re

from loaders.inspect.dates import month_of
from loaders.inspect.guess import YearIn, squeeze, year_in

_STATED = re.compile(
    r"\b(?:(?:fiscal|financial|budget) year|exercice|FY)\s*((?:19|20)\d\d(?: ?[-–/] ?(?:\d{4}|\d\d)(?!\d))?)(?!\d)",
    re.I,
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-\d\d\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)(?: ?[-–/] ?(\d{4}|\d\d))?(?!\d)")


def stated(text: str) -> YearIn | None:
    """The fiscal year that a text names, among other years: `Fiscal Year 2024 (July 1, 2023 - June 30, 2024)`."""
    if found := year_in(text):
        return found
    named = {y.year: y for m in _STATED.finditer(squeeze(text)) if (y := year_in(m[1]))}
    return named.popitem()[1] if len(named) == 1 else _whole_year(squeeze(text))


def _whole_year(text: str) -> YearIn | None:
    """The year between its first day and its last one, where they lie in two calendar years."""
    dates = _ISO.findall(text)
    years = [int(y) for y, _ in dates] or [int(y) for y in _YEAR.findall(text)]
    months = [int(m) for _, m in dates] or [m for word in re.findall(r"[^\W\d_]+", text) if (m := month_of(word))]
    if len(years) != 2 or len(months) != 2 or years[1] != years[0] + 1 or months[0] != months[1] % 12 + 1:
        return None
    return YearIn(str(years[1]), years[1])


def last_of_several(text: str) -> int | None:
    """The last of the years that a text names, where it names more than one: `2022 and 2023`, `2021-23`."""
    found = {int(first) for first, _ in _SPAN.findall(squeeze(text))}
    found |= {_ends(first, second) for first, second in _SPAN.findall(squeeze(text)) if second}
    return max(found) if len(found) > 1 else None


def _ends(first: str, second: str) -> int:
    """The year in which a span ends; the first one where the second can be none, as a month."""
    end = int(first[: 4 - len(second)] + second)
    return end if int(first) < end <= int(first) + 10 else int(first)
