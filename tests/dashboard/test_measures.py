"""Measures against figures worked out by hand from what the store holds."""

from decimal import Decimal as D

import pytest

from dashboard import measures, store
from dashboard.places import POPULATION
from dashboard.questions import trends

CENT = D("0.01")


def of_year(series: str, year: int) -> D:
    return next(D(r["value"]) for r in store.ask(trends.series, series).to_pylist() if r["fiscal_year"] == year)


def test_constant_dollars_of_the_revenue_of_2014_15() -> None:
    """126,152,000,000 × 161.76 ÷ 125.49, worked out apart."""
    prices, base = of_year(measures.CPI, 2015), of_year(measures.CPI, 2025)
    assert (prices, base) == (D("125.49"), D("161.76"))
    assert measures.constant(D("126152000000"), prices, base).quantize(CENT) == D("162613335883.34")


def test_a_year_in_its_own_dollars_is_the_amount() -> None:
    prices = of_year(measures.CPI, 2020)
    assert measures.constant(D("-18000.25"), prices, prices) == D("-18000.25")


def test_revenue_per_resident_of_ontario_and_spending_per_resident_of_canada() -> None:
    """205,936,000,000 ÷ 15,623,207, and 474,431,419,394.65 ÷ 41,288,599."""
    ontario, canada = of_year(POPULATION["CA-ON"], 2024), of_year(POPULATION["CA"], 2025)
    assert measures.per_resident(D("205936000000"), ontario).quantize(CENT) == D("13181.42")
    assert measures.per_resident(D("474431419394.65"), canada).quantize(CENT) == D("11490.62")


def test_shares_of_a_total_and_of_nothing() -> None:
    assert measures.share(D("141860000000"), D("205936000000")) == D("141860") / D("205936")
    assert measures.share(D(5), D(0)) is None
    assert measures.share(D(-5), D(10)) == D("-0.5"), "signs stay"


def test_an_index_begins_at_one_hundred_and_needs_a_first_year_above_zero() -> None:
    value = measures.index(D("205936000000"), D("126152000000"))
    assert value is not None
    assert value.quantize(CENT) == D("163.24")
    assert measures.index(D(7), D(7)) == 100
    assert measures.index(D(7), D(0)) is None
    assert measures.index(D(7), D(-7)) is None


def test_the_yearly_rate_leads_from_the_first_to_the_last() -> None:
    rate = measures.yearly_rate(D("126152000000"), D("205936000000"), 9)
    assert rate is not None
    assert rate.quantize(D("0.0001")) == D("0.0560")
    assert (D("126152000000") * (1 + rate) ** 9).quantize(CENT) == D("205936000000.00")


@pytest.mark.parametrize(("first", "last", "years"), [(D(0), D(5), 2), (D(5), D(-5), 2), (D(5), D(6), 0)])
def test_no_rate_where_it_says_nothing(first: D, last: D, years: int) -> None:
    assert measures.yearly_rate(first, last, years) is None
