"""When a release is due, and since when it is late: from dates alone."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.catalogue import dates


@pytest.mark.parametrize(
    ("last", "frequency", "expected"),
    [
        ("2024", "yearly", "2025"),
        ("2024-09", "yearly", "2025-09"),
        ("2024-09-19", "yearly", "2025-09-19"),
        ("2024-02-29", "yearly", "2025-02-28"),
        ("2024-11-30", "quarterly", "2025-02-28"),
        ("2024-12", "monthly", "2025-01"),
        ("2024", "quarterly", "2025-03"),
        ("2024", "monthly", "2025-01"),
        ("2024-06", "twice a year", "2024-12"),
        ("2024-12-28", "weekly", "2025-01-04"),
        ("2024-12-31", "daily", "2025-01-01"),
        ("2024", "once", None),
        ("2024", "irregular", None),
        ("2024", None, None),
        (None, "yearly", None),
    ],
)
def test_the_next_release_is_one_period_later(last: str | None, frequency: str | None, expected: str | None) -> None:
    assert dates.next_expected(last, frequency) == expected


@pytest.mark.parametrize(
    ("expected", "today", "since"),
    [
        ("2025", date(2025, 12, 31), None),
        ("2025", date(2026, 1, 1), date(2026, 1, 1)),
        ("2025", date(2030, 5, 5), date(2026, 1, 1)),
        ("2024-02", date(2024, 2, 29), None),
        ("2024-02", date(2024, 3, 1), date(2024, 3, 1)),
        ("2025-09-19", date(2025, 9, 19), None),
        ("2025-09-19", date(2025, 9, 20), date(2025, 9, 20)),
        (None, date(2026, 1, 1), None),
    ],
)
def test_it_is_late_when_its_time_is_wholly_over(expected: str | None, today: date, since: date | None) -> None:
    assert dates.overdue_since(expected, today) == since


def test_fiscal_years_have_their_days() -> None:
    assert dates.fiscal_year("CA-ON", 2024) == (date(2023, 4, 1), date(2024, 3, 31))
    assert dates.fiscal_year("CA-TOR", 2014) == (date(2014, 1, 1), date(2014, 12, 31))
    assert dates.period("CA-ON", "2023-24") == (date(2023, 4, 1), date(2024, 3, 31))
    assert dates.period("CA-ON", "1999-00") == (date(1999, 4, 1), date(2000, 3, 31))
    assert dates.period("CA-ON", "1996") == (date(1996, 1, 1), date(1996, 12, 31))
