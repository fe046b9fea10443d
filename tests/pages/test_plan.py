"""Plan and actual, as a visitor sees it."""

from __future__ import annotations

from tests.pages.conftest import Open, drawn, text

ESTIMATES = {"dataset": "ontario/estimates", "fiscal_year": "2017", "lang": "en"}


def test_the_newest_comparison_opens_first(open_page: Open) -> None:
    app = open_page("plan", lang="en")
    said = text(app)
    assert "In 2023–24, on the 34 lines that plan and actual both hold: $204.7 billion planned, $206.6 billion spent." in said  # fmt: skip
    assert "That is $1.9 billion (0.9%) more." in said
    assert "$206,583,000,000" in said, "the total is the ledger's"
    assert (drawn(app)[0]["label"], drawn(app)[0]["amount"]) == ("Health", 5.035e9)


def test_a_program_under_its_vote_with_plan_restatement_and_actual(open_page: Open) -> None:
    said = text(open_page("plan", level="line", **ESTIMATES))
    assert "Population and Public Health Program · Vote 1406" in said
    for figure in ("$846,533,600", "$1,217,488,887", "+$370,955,287", "+43.8%", "$1,235,617,600"):
        assert figure in said
    assert "Plan, restated in 2017-18" in said
    assert "33 lines that only the plan holds and 37 lines that only the actual holds" in said
    assert "$115,081,568,579" in said, "what is compared and what is set apart add up to the store's plan"
    assert "$112,138,419,146" in said, "and to its actual"


def test_per_cent_names_its_base_and_cuts_long_bars(open_page: Open) -> None:
    app = open_page("plan", level="line", unit="percent", **ESTIMATES)
    assert "Each in per cent of its own “First plan, 2016-17”; an arrow marks a bar beyond 100%." in text(app)
    longest = drawn(app)[0]
    assert (longest["amount_label"], longest["length"], longest["cut"]) == ("−561,973.4%", -1.0, True)


def test_one_ministry_s_lines(open_page: Open) -> None:
    app = open_page("plan", lineage="CA-ON/education", **ESTIMATES)
    said = text(app)
    assert "on the 5 lines that plan and actual both hold: $25.6 billion planned, $25.3 billion spent." in said
    assert "$25,611,511,914" in said
    assert {"Ministry of Education"} == {str(r["note"]).split(" · ")[-2] for r in drawn(app)}


def test_years_with_one_side_say_which_and_lead_on(open_page: Open) -> None:
    app = open_page("plan", **ESTIMATES | {"fiscal_year": "2018"})
    said = text(app)
    assert "For 2017–18 a plan is loaded, but no actual to hold it against." in said
    assert "How the plan of 2017–18 changed from one release to the next" in said
    assert not app.get("vega_lite_chart")
    said = text(open_page("plan", **ESTIMATES | {"fiscal_year": "2015"}))
    assert "For 2014–15 the actual is loaded, but no plan to hold it against." in said
    assert "not loaded" in said


def test_federal_authorities_lapse_or_stay(open_page: Open) -> None:
    app = open_page("plan", jurisdiction="CA", dataset="canada/authorities", fiscal_year="2025", lang="en")
    said = text(app)
    assert "$496.2 billion authorized, $474.4 billion spent." in said
    assert "$1.7 billion stays available for later years and $20.1 billion lapsed." in said
    assert "$496,221,770,616.48" in said
    assert drawn(app)[0]["label"] == "Crown-Indigenous Relations and Northern Affairs Canada"


def test_a_long_list_still_adds_up(open_page: Open) -> None:
    app = open_page("plan", jurisdiction="CA", dataset="canada/authorities", level="line", lang="en")
    said = text(app)
    assert "475 smaller lines" in said
    assert "$496,221,770,616.48" in said
    assert len(drawn(app)) == 20


def test_in_french(open_page: Open) -> None:
    said = text(open_page("plan", **ESTIMATES | {"lang": "fr"}))
    assert "pour les 95 postes communs aux prévisions et aux chiffres réels" in said
    assert "C’est 675\xa0millions de dollars (0,7\xa0%) de plus." in said
