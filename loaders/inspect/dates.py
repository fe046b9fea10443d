"""Columns of dates: in which order they are printed, and in which month the fiscal year starts."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from loaders.dates import MONTHS, Order
from loaders.inspect.guess import Guess, squeeze

_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: .*)?")
_SURE = re.compile(
    r"(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[T ].*)?|(?:19|20)\d{2}[- ]?[QT][1-4]|[QT][1-4][- ]?20\d{2}", re.I
)
_WORD = re.compile(r"(?:.*[^a-zà-ÿ])?(" + "|".join(MONTHS) + r")\.?(?:[ ,-].*)?", re.I)
_HAS_YEAR = re.compile(r"\b(?:19|20)\d{2}\b|[- ]\d{2}$")
_QUARTER = re.compile(r"[QT][1-4]", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_SAMPLE = 2000


def _is_sure(text: str) -> bool:
    return bool(_SURE.fullmatch(text)) or bool(_HAS_YEAR.search(text) and len(text) < 60 and _WORD.fullmatch(text))


def order_of(texts: Sequence[str]) -> Guess[Order] | None:
    """How the dates of a column are printed; None where most of its texts are no dates."""
    sample = [squeeze(t) for t in texts[:_SAMPLE]]
    known = [t for t in sample if _is_sure(t)]
    parts = [m for t in sample if (m := _NUMERIC.fullmatch(t))]
    if not sample or len(known) + len(parts) < 0.95 * len(sample):
        return None
    if any(_QUARTER.search(t) for t in known):
        return Guess("ymd", f"quarters such as {known[0]}, taken for those of the calendar", "low")
    if not parts:
        return Guess("ymd", f"dates such as {known[0]}", "high")
    first, second = ({int(m[n]) for m in parts} for n in (1, 2))
    if max(first) > 12 or max(second) > 12:
        before: Order = "dmy" if max(first) > 12 else "mdy"
        far = max(first if before == "dmy" else second)
        return Guess(before, f"dates such as {parts[0][0]}, and {far} is no month", "high")
    if any(t.upper().endswith(("AM", "PM")) for t in sample):
        return Guess("mdy", f"dates such as {parts[0][0]}, with AM or PM", "medium")
    return Guess(
        "dmy", f"dates such as {parts[0][0]}: nothing tells the day from the month, hold it against the sheet", "low"
    )


def starts_of(texts: Sequence[str], order: Order) -> Guess[int]:
    """The month in which the fiscal year starts: behind the one whose last day all the dates are, else April."""
    days = {d[1:] for d in _dates(texts, order)}
    months = {month for month, _ in days}
    if len(months) == 1 and all(day >= calendar.monthrange(2023, month)[1] for month, day in days):
        month = months.pop()
        return Guess(month % 12 + 1, f"every date is the last day of {calendar.month_name[month]}", "high")
    return Guess(4, "a fiscal year begins in April", "medium")


def latest(texts: Sequence[str]) -> int | None:
    """The latest fiscal year among the dates of a column."""
    order = order_of(texts)
    if order is None:
        return None
    starts = starts_of(texts, order.value).value
    return max((year + (month >= starts > 1) for year, month, _ in _dates(texts, order.value)), default=None)


def _dates(texts: Sequence[str], order: Order) -> set[tuple[int, int, int]]:
    """Year, month and day of the dates that have all three."""
    found = (_date(squeeze(t), order) for t in set(texts))
    return {d for d in found if d is not None and 1 <= d[1] <= 12}


def _date(text: str, order: Order) -> tuple[int, int, int] | None:
    if found := _NUMERIC.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        return (year + (2000 if year < 100 else 0), *((first, second) if order == "mdy" else (second, first)))
    if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return int(found[1]), int(found[2]), int(found[3])
    word, year_in, day = _WORD.fullmatch(text), _YEAR.search(text), re.search(r"\b\d{1,2}\b", text)
    if word and year_in and day:
        return int(year_in[0]), month_of(word[1]) or 0, int(day[0])
    return None


def month_of(word: str) -> int | None:
    """The number of the month that a word names, whole or cut short."""
    plain = word.strip(".,").lower()
    return next((n for n, names in enumerate(MONTHS, 1) if plain in names.split("|")), None)
