from __future__ import annotations

import json
from decimal import Decimal as D

from tests.pages.conftest import Open, chart, metrics, text


def flow(app: object) -> tuple[float, float]:
    """Sums of the flow's two sides, in currency units."""
    spec = chart(app)  # type: ignore[arg-type]
    named = dict(spec.get("datasets", {}))
    nodes = [r for rows in named.values() for r in rows if "kind" in r and "id" in r]
    assert nodes, json.dumps(list(named))[:300]
    left = sum(r["amount"] for r in nodes if r["kind"] in ("revenue", "borrowing"))
    right = sum(r["amount"] for r in nodes if r["kind"] in ("expense", "other", "surplus"))
    return left, right


def test_the_three_totals_of_2023_24(open_page: Open) -> None:
    app = open_page("overview", fiscal_year="2024", lang="en")
    said = text(app)
    assert "In $ millions, as printed: revenue 205,936, expense 206,583, result −647." in said or (
        "As printed, in $ millions: revenue 205,936, expense 206,583, result −647." in said
    )
    figures = metrics(app)
    assert figures["Revenue"] == ("$205.9 billion", "+6.8% on 2022–23")
    assert figures["Expense"] == ("$206.6 billion", "+3.9% on 2022–23")
    assert figures["Result: deficit"][0] == "−$647 million"
    assert figures["Expense per resident"] == ("$13,223", "15,623,207 residents")


def test_the_year_before_as_restated(open_page: Open) -> None:
    said = text(open_page("overview", fiscal_year="2023", lang="en"))
    assert "revenue 192,887, expense 198,755, result −5,868." in said


def test_the_sentence_names_the_largest_source_and_use(open_page: Open) -> None:
    said = text(open_page("overview", lang="en"))
    assert "In 2023–24 Ontario took in $205.9 billion and spent $206.6 billion: a deficit of $647 million" in said
    assert "Personal Income Tax (24.7% of revenue)" in said
    assert "Health (40.1% of expense)" in said


def test_the_tables_hold_every_line_and_the_total(open_page: Open) -> None:
    said = text(open_page("overview", lang="en"))
    for line in ("Home Care and Mental Health", "Francophone Affairs", "Finance: Interest on Debt"):
        assert line in said
    assert "$205,936,000,000" in said
    assert "$206,583,000,000" in said


def test_the_flow_balances_with_the_deficit_as_borrowing(open_page: Open) -> None:
    app = open_page("overview", fiscal_year="2024", lang="en")
    proto = app.get("vega_lite_chart")[0].proto
    assert "Largest source: Personal Income Tax: $50.8 billion" in proto.alt
    assert "Borrowing (the deficit)" in proto.spec or any(b"Borrowing" in d.data.data for d in proto.datasets)


def test_basis_and_terms_are_named(open_page: Open) -> None:
    said = text(open_page("overview", lang="en"))
    assert "Basis: consolidated" in said
    assert "Terms: ontario.ca terms of use" in said
    assert "release 2023-24" in said


def test_receipts_lead_to_the_cell(open_page: Open) -> None:
    said = text(open_page("overview", fiscal_year="2024", lang="en"))
    assert "revenue-by-source-2023-24.xlsx" in said
    assert "consolidated-expense-2023-24.xlsx" in said
    assert "Expense by ministry" in said
    assert "82895 (millions)" in said


def test_a_place_without_consolidated_accounts_says_so_and_shows_a_way_on(open_page: Open) -> None:
    app = open_page("overview", jurisdiction="CA", lang="en")
    assert "No consolidated accounts of Canada are loaded" in text(app)
    assert not app.get("vega_lite_chart")


def test_in_french(open_page: Open) -> None:
    app = open_page("overview", fiscal_year="2024", lang="fr")
    said = text(app)
    assert "En 2023-2024, l’Ontario a perçu 205,9\xa0milliards de dollars" in said
    assert "Impôt sur le revenu des particuliers" in said
    assert metrics(app)["Résultat\xa0: déficit"][0] == "−647\xa0millions de dollars"
    assert D("205936") == D(said.split("revenus ")[1].split(",")[0].replace("\xa0", "").replace(" ", ""))
