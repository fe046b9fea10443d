from __future__ import annotations

import html
import json
import re
from decimal import Decimal as D
from urllib.parse import parse_qs

from dashboard import queries, store
from dashboard.slices import from_params
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
    assert "Sources: A chart of 12 marks. Largest: Personal Income Tax: $50.8 billion" in proto.alt
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
    assert "82895 (millions of dollars)" in said


def total(slices: object) -> D:
    return D(store.ask(queries.total, slices).to_pylist()[0]["amount"])


def test_a_place_without_consolidated_accounts_shows_what_it_spent_instead(open_page: Open) -> None:
    app = open_page("overview", jurisdiction="CA", fiscal_year="2025", lang="en")
    said = text(app)
    assert "No consolidated accounts of Canada are loaded" in said
    assert "All of Canada: $474.4 billion in 2024–25. That is 0.1% less than the $474.9 billion" in said
    assert metrics(app)["Spending"] == ("$474.4 billion", "−0.1% on 2023–24")
    assert "Department of Finance Canada: $143.3 billion" in app.get("vega_lite_chart")[0].proto.alt
    assert "ministry?lang=en&amp;lineage=CA%2F" in tables(app)


def tables(app: object) -> str:
    return "".join(e.proto.body for e in app.get("html"))  # type: ignore[attr-defined]


def test_each_figure_has_the_history_of_its_own_basis(open_page: Open) -> None:
    app = open_page("overview", fiscal_year="2024", lang="en")
    assert "revenue from 2014–15 to 2023–24; expense only from 2022–23" in text(app)
    bars = re.findall(r'pp-spark" role="img" aria-label="([^"]+)"', tables(app))
    assert [b.count(";") + 1 for b in bars] == [10, 2, 2, 2]
    assert bars[0].startswith("Revenue by year: 2014–15 $126.2B; 2015–16 $136.1B")
    assert bars[2] == "Result: deficit by year: 2022–23 −$5.9B; 2023–24 −$647M"


def test_a_single_year_is_no_history(open_page: Open) -> None:
    app = open_page("overview", fiscal_year="2023", lang="en")
    bars = re.findall(r'pp-spark" role="img" aria-label="([^"]+)"', tables(app))
    assert len(bars) == 1, "only revenue has earlier years"
    assert "These accounts do not have 2021–22, so what changed since then is not known." in text(app)


def test_the_biggest_changes_equal_the_store(open_page: Open) -> None:
    app = open_page("overview", fiscal_year="2024", lang="en")
    said = text(app)
    assert "Personal Income Tax moved most: $6.6 billion more than in 2022–23." in said
    assert "Health moved most: $6.9 billion more than in 2022–23." in said
    assert re.search(r"Indigenous Affairs\s+\$145M\s+\$6.4B\s+−\$6.2B\s+−97.7%", said)
    links = [html.unescape(a) for a in re.findall(r'href="([^"]+)"', tables(app))]
    assert "ministry?lang=en&lineage=CA-ON%2Fhealth&jurisdiction=CA-ON" in links
    receipt = next(a for a in links if a.startswith("receipt?") and "Personal+Income+Tax" in a and "year=2024" in a)
    of = from_params({k: v[0] for k, v in parse_qs(receipt.split("?")[1]).items()})
    assert total(of) == D("50773000000")


def test_lines_that_are_one_organisation_are_said_to_be(open_page: Open) -> None:
    """Education moved by its ministry and its pension plan together; the flow draws two bands."""
    app = open_page("overview", fiscal_year="2024", lang="en")
    moved = [line for line in text(app).splitlines() if line.endswith("the flow shows them apart.")]
    assert moved == [
        "Education: 2 lines of these accounts, such as a pension plan, are counted as one here; the flow shows them apart."
    ]


def test_the_ways_on_keep_the_place(open_page: Open) -> None:
    links = re.findall(r'href="([^"]+)"', tables(open_page("overview", lang="en")))
    for page in ("share", "changes", "payments", "checks"):
        assert f"{page}?lang=en&amp;jurisdiction=CA-ON" in links


def test_the_guide_stays_closed(open_page: Open) -> None:
    app = open_page("overview", lang="en")
    assert "Trace it:" in text(app)
    app.button[0].click().run()
    assert "Trace it:" not in text(app)
    assert app.query_params["guide"] == "off"
    del app.query_params["guide"]
    assert "Trace it:" not in text(app.run()), "for the rest of the visit"
    assert "Trace it:" not in text(open_page("overview", lang="en", guide="off"))


def test_what_a_search_finds_is_linked_and_in_the_address(open_page: Open) -> None:
    app = open_page("overview", lang="en")
    app.text_input[0].set_value("Helth").run()
    assert app.query_params["q"] == "Helth"
    found = next(e.proto.body for e in app.get("html") if "pp-found" in e.proto.body)
    assert found.index(">Ministries and organisations<") < found.index(">Recipients<")
    assert "ministry?lang=en&amp;lineage=CA-ON%2Fhealth&amp;jurisdiction=CA-ON" in found
    assert "Ontario · $77.9 billion in 2024–25" in found
    program = re.search(r'href="(spending\?[^"]+Ontario\+Health\+Insurance[^"]+)"', found)
    assert program
    params = {k: v[0] for k, v in parse_qs(html.unescape(program[1]).split("?")[1]).items()}
    assert "Ontario Health Insurance Program: $29.6 billion in 2024–25." in text(open_page("spending", **params))


def test_pages_datasets_and_terms_are_found_in_either_language(open_page: Open) -> None:
    found = tables(open_page("overview", lang="en", q="paiements"))
    assert "payments?lang=en" in found, "the page"
    assert "data?lang=en&amp;id=ontario%2Fpayments" in found, "the dataset"
    assert "glossary?lang=en&amp;term=payments" in found, "the term"


def test_nothing_found_says_what_to_try(open_page: Open) -> None:
    app = open_page("overview", lang="en", q="<b>xyzzy</b>")
    assert "Nothing is called “<b>xyzzy</b>”. Try a single word" in text(app)
    assert "pp-found" not in "".join(
        e.proto.body for e in app.get("html") if "<style" not in e.proto.body and "/*" not in e.proto.body
    )


def test_in_french(open_page: Open) -> None:
    app = open_page("overview", fiscal_year="2024", lang="fr")
    said = text(app)
    assert "l’exercice 2023-2024 se solde pour l’Ontario par un déficit de 647\xa0millions de dollars" in said
    assert "Impôt sur le revenu des particuliers" in said
    assert metrics(app)["Résultat\xa0: déficit"][0] == "−647\xa0millions de dollars"
    [printed] = re.findall(r"revenus ([\d\s]+),", said)
    assert re.sub(r"\s", "", printed) == "205936"
