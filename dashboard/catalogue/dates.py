"""When a dataset should have its next release, and since when it is late. Dates are ISO 8601, as far as they are known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

MONTHS = {"monthly": 1, "quarterly": 3, "twice a year": 6, "yearly": 12}
DAYS = {"daily": 1, "weekly": 7}
_YEAR_ENDS = {"CA-TOR": (12, 31)}
"""Where the fiscal year does not end on 31 March."""
Span = tuple[date, date]


def span(iso: str) -> Span:
    """The first and the last day that a year, month or day may mean: `2024-02` is 1 to 29 February 2024."""
    year, *rest = (int(part) for part in iso.split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    month, *day = rest
    if not day:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day[0]), date(year, month, day[0])


def next_expected(last: str | None, frequency: str | None) -> str | None:
    """When the release after `last` is expected, no more exactly than `last` is known: `2024` and yearly give `2025`.

    Of a year alone and a rhythm of months, the month after the latest that it may have been. None where either is not
    known, or there is no rhythm.
    """
    if last is None or (frequency not in MONTHS and frequency not in DAYS):
        return None
    latest = span(last)[1]
    if frequency in DAYS:
        return (latest + timedelta(days=DAYS[frequency])).isoformat()
    months = MONTHS[frequency or ""]
    if len(last) == 4 and months == 12:
        return str(latest.year + 1)
    year, month = divmod(latest.year * 12 + latest.month - 1 + months, 12)
    if len(last) < 10:
        return f"{year}-{month + 1:02d}"
    return date(year, month + 1, min(latest.day, monthrange(year, month + 1)[1])).isoformat()


def overdue_since(expected: str | None, today: date) -> date | None:
    """The first day on which a release was late; None while its time is not over, or none is expected."""
    if expected is None:
        return None
    late = span(expected)[1] + timedelta(days=1)
    return late if late <= today else None


def fiscal_year(jurisdiction: str | None, ends_in: int) -> Span:
    """The first and the last day of the fiscal year that ends in a calendar year."""
    month, day = _YEAR_ENDS.get(jurisdiction or "", (3, 31))
    last = date(ends_in, month, day)
    return date(ends_in - 1, month, day) + timedelta(days=1), last


def period(jurisdiction: str | None, year: str) -> Span:
    """The days of a fiscal year (`2015-16`) or of a calendar year (`2015`)."""
    if "-" in year:
        return fiscal_year(jurisdiction, int(year[:4]) + 1)
    return span(year)
