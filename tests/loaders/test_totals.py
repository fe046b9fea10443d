"""What the bundled accounts add up to in the loaded store: each figure is printed by its publisher."""

from decimal import Decimal

import duckdb
import pytest

MILLION = 10**6
TOTALS: list[tuple[str, str, str]] = [
    ("ontario/ministry-statements", "fiscal_year = 2024", "200634829913"),
    ("ontario/ministry-statements", "fiscal_year = 2025", "221264301149.05"),
    ("ontario/payments", "economic_1 = 'Transfer Payments'", "160471291112"),
    ("ontario/payments", "economic_1 = 'Other Payments'", "9007965116"),
    ("ontario/payments", "fiscal_year = 2024", "169479256228"),
    ("ontario/consolidated-expense", "fiscal_year = 2024 AND phase = 'executed'", "206583000000"),
    ("canada/authorities", "fiscal_year = 2025 AND phase = 'adjusted'", "496221770616.48"),
    ("canada/authorities", "fiscal_year = 2025 AND phase = 'executed'", "474431419391.97"),
    ("canada/program-spending", "fiscal_year = 2025 AND phase = 'executed'", "474431419394.65"),
]
REVENUE_MILLIONS = {
    2015: 126152,
    2016: 136148,
    2017: 139559,
    2018: 150594,
    2019: 153700,
    2020: 156096,
    2021: 164893,
    2022: 185062,
    2023: 192887,
    2024: 205936,
}
MINISTRIES_2025 = {"Health": 77944030998, "Education": 39568777353, "Transportation": 15664826481}
# vote, fiscal year, as asked for in the Estimates of that year, as the year after restates it
RESTATED = [
    ("1406", 2017, "846533600", "1235617600"),
    ("1002", 2017, "24098739300", "24163939300"),
    ("1406", 2018, "1230440300", "1239788100"),
    ("1002", 2018, "24314011300", "24321105600"),
]


@pytest.mark.parametrize(("dataset", "where", "total"), TOTALS)
def test_a_total_is_exact(store: duckdb.DuckDBPyConnection, dataset: str, where: str, total: str) -> None:
    got = store.execute(f"SELECT sum(amount) FROM entry WHERE dataset = ? AND {where}", [dataset]).fetchall()
    assert got == [(Decimal(total),)]


def test_ten_years_of_revenue(store: duckdb.DuckDBPyConnection) -> None:
    years = store.execute(
        "SELECT fiscal_year, sum(amount) FROM entry WHERE dataset = 'ontario/revenue-by-source' GROUP BY ALL"
    ).fetchall()
    assert dict(years) == {year: total * MILLION for year, total in REVENUE_MILLIONS.items()}


@pytest.mark.parametrize(("ministry", "total"), MINISTRIES_2025.items())
def test_a_ministry_is_within_a_dollar(store: duckdb.DuckDBPyConnection, ministry: str, total: int) -> None:
    ((got,),) = store.execute(
        "SELECT sum(amount) FROM entry WHERE dataset = 'ontario/ministry-statements' "
        "AND fiscal_year = 2025 AND administrative_1 = ?",
        [ministry],
    ).fetchall()
    assert -1 <= got - total <= 1


@pytest.mark.parametrize(("vote", "year", "asked", "restated"), RESTATED)
def test_what_was_asked_for_is_restated_a_year_later(
    store: duckdb.DuckDBPyConnection, vote: str, year: int, asked: str, restated: str
) -> None:
    """Both stand side by side, each in its own release."""
    found = store.execute(
        "SELECT release, sum(amount) FROM entry WHERE dataset = 'ontario/estimates' "
        "AND vote = ? AND fiscal_year = ? AND phase = 'proposed' GROUP BY release ORDER BY release",
        [vote, year],
    ).fetchall()
    editions = [f"{year - 1}-{year - 2000}", f"{year}-{year - 1999}"]
    assert found == [(editions[0], Decimal(asked)), (editions[1], Decimal(restated))]


def test_education_was_restated_by_65_million(store: duckdb.DuckDBPyConnection) -> None:
    assert [
        Decimal(restated) - Decimal(asked) for vote, year, asked, restated in RESTATED if (vote, year) == ("1002", 2017)
    ] == [65_200_000]


def test_no_check_of_the_bundled_accounts_failed(store: duckdb.DuckDBPyConnection) -> None:
    ledger = dict(store.execute("SELECT verdict, count(*) FROM check_result GROUP BY verdict").fetchall())
    assert ledger == {"passed": 703}
    kinds = {kind for (kind,) in store.execute("SELECT check_kind FROM check_result").fetchall()}
    assert kinds == {"control total", "printed subtotal", "row count", "unique key", "equality", "required label"}


def test_recoveries_are_negative_as_published(store: duckdb.DuckDBPyConnection) -> None:
    """And nothing else turns them round: the totals above would not be met."""
    ((negative, positive),) = store.execute(
        "SELECT count(*) FILTER (amount < 0), count(*) FILTER (amount > 0) FROM entry "
        "WHERE dataset = 'ontario/ministry-statements' AND economic_2 ILIKE '%recover%' OR economic_1 ILIKE '%recover%'"
    ).fetchall()
    assert (negative > 0, positive) == (True, 0)


def test_one_account_has_one_spelling(store: duckdb.DuckDBPyConnection) -> None:
    spelt = store.execute(
        "SELECT DISTINCT economic_1 FROM entry WHERE dataset = 'ontario/ministry-statements' "
        "AND economic_1 ILIKE 'transfer payments'"
    ).fetchall()
    assert len(spelt) == 1


def test_rolled_up_payments_are_marked(store: duckdb.DuckDBPyConnection) -> None:
    marked = store.execute(
        "SELECT DISTINCT regexp_replace(recipient, '[(].*', '(…)') FROM entry WHERE recipient_rollup ORDER BY ALL"
    ).fetchall()
    assert marked
    assert all(" under $" in name.lower() for (name,) in marked)
    missed = "SELECT count(*) FROM entry WHERE NOT recipient_rollup AND recipient ILIKE '% under $%'"
    assert store.execute(missed).fetchall() == [(0,)]
