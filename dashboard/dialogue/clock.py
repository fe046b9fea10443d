"""The time, in one place: UTC for what is kept, and the day by which rounds open and close."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_EASTERN = timedelta(hours=-5)
"""Days are counted in Eastern Standard Time all year: a day begins and ends for every reader at one moment."""


def now() -> datetime:
    """The time in UTC, without a zone, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def day(at: datetime) -> date:
    """The day of a moment (UTC, without a zone)."""
    return (at + _EASTERN).date()
