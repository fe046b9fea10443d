from __future__ import annotations

import re
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, text

EN = {"lang": "en"}


def buttons(app: AppTest) -> dict[str, bool]:
    """The pager's buttons, and whether each can be pressed."""
    return {b.label: not b.disabled for b in app.button}


def test_all_that_was_paid_and_to_whom(open_page: Open) -> None:
    app = open_page("payments", **EN)
    said = text(app)
    assert (
        "All of Ontario: $169.5 billion paid in 2023–24. $160.4 billion of it went to 2,918 recipients by name" in said
    )
    assert "$169,479,256,228" in said, "transfer 160,471,291,112 and other 9,007,965,116"
    assert "Shared lines, each many payees 54 $9,077,977,098" in re.sub(r"\s+", " ", said)
    said_of_bars = app.get("vega_lite_chart")[0].proto.alt
    assert said_of_bars.startswith("A chart of 10 marks. Largest: Payments Made For Services And Care")
    assert "In all: $169.5 billion." in said_of_bars
    assert "Accounts Under" not in said_of_bars, "a roll-up is no payee"
    assert "The 10 largest recipients took 34.1% of all that was paid. The 100 largest took 64.8%." in said


def test_the_list_goes_on(open_page: Open) -> None:
    app = open_page("payments", **EN)
    assert buttons(app) == {"Previous": False, "Next": True}
    app.button(key="after").click().run()
    assert app.query_params["page"] == "2"
    said = text(app)
    assert "51 to 100 of 2,918" in said
    assert "51. " in said
    assert buttons(app) == {"Previous": True, "Next": True}
    app.selectbox(key="choose:economic_1").select("Other Payments").run()
    assert "page" not in app.query_params, "another list begins at its first page"
    assert "1 to 50 of 555" in text(app)


def test_a_page_beyond_the_last_is_the_last(open_page: Open) -> None:
    app = open_page("payments", **EN)
    app.query_params["page"] = "99"
    assert "2,901 to 2,918 of 2,918" in text(app.run())


def test_a_search_forgives_case_accents_and_a_slip(open_page: Open) -> None:
    app = open_page("payments", q="COLLEGE bôreal", **EN)
    assert "“COLLEGE bôreal” finds 2 recipients" in text(app)
    said = text(open_page("payments", q="metrolinks", **EN))
    assert (
        "No name holds “metrolinks”; these hold “metrolinx”. “metrolinks” finds Metrolinx, who got $7.8 billion" in said
    )
    said = text(open_page("payments", q="helth centre", **EN))
    assert "these hold “health”." in said, "only the mistyped word is replaced"
    said = text(open_page("payments", q="xyzzyplugh", **EN))
    assert "No recipient of 2023–24 has “xyzzyplugh” in its name." in said


def test_what_is_not_on_the_list_stays_in_the_total(open_page: Open) -> None:
    said = re.sub(r"\s+", " ", text(open_page("payments", q="health", least="100000000", **EN)))
    assert "Other recipients by name" in said
    assert "Total $169,479,256,228 100.0%" in said


def test_a_search_is_typed_and_kept_in_the_address(open_page: Open) -> None:
    app = open_page("payments", **EN)
    app.text_input(key="typed:q").input("metrolinx").run()
    assert app.query_params["q"] == "metrolinx"
    assert "“metrolinx” finds Metrolinx" in text(app)
    app.text_input(key="typed:q").input("").run()
    assert "q" not in app.query_params


def test_an_organisation_in_the_address_becomes_its_ministry(open_page: Open) -> None:
    app = open_page("payments", lineage="CA-ON/health", **EN)
    assert "Ministry Of Health: $74.4 billion paid in 2023–24." in text(app)
    assert app.query_params["administrative_1"] == "Ministry Of Health"
    said = text(open_page("payments", lineage="CA-ON/nobody", **EN))
    assert "CA-ON/nobody paid nobody in these accounts of 2023–24." in said


def test_a_recipient_has_a_page_and_the_table_leads_there(open_page: Open) -> None:
    app = open_page("payments", **EN)
    table = next(e.proto.body for e in app.get("html") if "3. Metrolinx" in e.proto.body)
    (href,) = re.findall(r'href="payments\?([^"]*recipient=Metrolinx)"', table)
    params = {k: v[0] for k, v in parse_qs(href.replace("&amp;", "&")).items()}
    said = text(open_page("payments", **params))
    assert "Metrolinx was paid $7.8 billion in 2023–24: 4.6% of all payments in these accounts, rank 3 of 2,918" in said
    assert "$7,838,851,085" in said
    assert "payments-2023-24.xlsx" in said


def test_other_spellings_are_links_and_a_rollup_is_no_payee(open_page: Open) -> None:
    said = text(open_page("payments", recipient="College Boreal D'Arts Appliques Et De Technologie", **EN))
    assert "Collège Boréal D'Arts Appliqués Et De Technologie (2023–24): the same letters" in said
    said = text(open_page("payments", recipient="Accounts Under $120,000", **EN))
    assert "“Accounts Under $120,000” is not one payee" in said
    assert "rank" not in said


def test_an_unknown_recipient_is_told(open_page: Open) -> None:
    said = text(open_page("payments", recipient="Hamilton Health Science Corp", **EN))
    assert "Nobody of this very name was paid" in said
    assert "Hamilton Health Sciences Corp (2023–24)" in said, "and who is written nearly so"


def test_a_place_without_payments_leads_to_one_with(open_page: Open) -> None:
    app = open_page("payments", jurisdiction="CA", **EN)
    assert "No accounts of Canada that say who was paid are loaded." in text(app)
    assert "Who was paid by Ontario" in text(app)


def test_french(open_page: Open) -> None:
    said = text(open_page("payments", lang="fr", q="metrolinks"))
    assert "«\xa0metrolinks\xa0» donne Metrolinx, qui a reçu 7,8\xa0milliards de dollars en 2023-2024" in said
