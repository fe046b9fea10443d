"""What an amount is measured in. Pure, exact: Decimal in, Decimal out, unrounded, with the sign of the amount.

The denominators come from the store: a price index (`CPI`, the fiscal year's average), the population on 1 July in the
fiscal year (`dashboard.places.POPULATION`), or a total of the same dataset, year and phase.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

CPI: Final = "CPI all-items, Canada (2002=100), fiscal-year average April-March"
"""The price series in the store that constant dollars are worked out with."""

DOLLARS, CONSTANT, RESIDENT, SHARE, INDEX = ("dollars", "constant", "resident", "share", "index")


def constant(amount: Decimal, prices: Decimal, base_prices: Decimal) -> Decimal:
    """An amount in the dollars of the base year: amount × base year's prices ÷ its own year's prices."""
    return amount * base_prices / prices


def per_resident(amount: Decimal, residents: Decimal) -> Decimal:
    """Dollars for each resident."""
    return amount / residents


def share(amount: Decimal, total: Decimal) -> Decimal | None:
    """The fraction of a total; None of a total of zero."""
    return amount / total if total else None


def index(amount: Decimal, first: Decimal) -> Decimal | None:
    """The amount where the first year is 100; None where that year is zero or less: it has no meaning there."""
    return amount / first * 100 if first > 0 else None


def yearly_rate(first: Decimal, last: Decimal, years: int) -> Decimal | None:
    """The fraction by which each of `years` years would have to change `first` to reach `last`.

    None unless both are above zero and at least one year lies between them.
    """
    return (last / first) ** (1 / Decimal(years)) - 1 if first > 0 and last > 0 and years > 0 else None
