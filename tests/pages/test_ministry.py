"""The ministry page: the list of a government's organisations, and one organisation's own page."""

from __future__ import annotations

import json
import re
from decimal import Decimal as D
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import queries, store
from dashboard.i18n import Speaker
from dashboard.questions import ministry as questions
from dashboard.slices import Slice
from tests.pages.conftest import Open, chart, metrics, text

SAY = Speaker("en")
STATEMENTS = Slice("ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation")
FEDERAL = Slice("canada/program-spending", "2024-25", 2025, "expenditure", "executed", "appropriation")


def marks(app: AppTest, kind: str) -> list[dict[str, Any]]:
    """The marks of a kind on the time line, which is the first chart of an organisation's page."""
    proto = app.get("vega_lite_chart")[0].proto
    rows = _rows(proto)
    return [r for r in rows if r["kind"] == kind]


def _rows(proto: Any) -> list[dict[str, Any]]:
    import pyarrow as pa

    for dataset in proto.datasets:
        with pa.ipc.open_stream(dataset.data.data) as reader:
            return list(reader.read_all().to_pylist())
    return list(json.loads(proto.spec)["datasets"]["marks"])


def tables(app: AppTest) -> list[str]:
    return [e.proto.body for e in app.get("html") if "pp-table" in e.proto.body]


@pytest.mark.parametrize(("place", "whole"), [("CA-ON", STATEMENTS), ("CA", FEDERAL)])
def test_the_list_has_every_organisation_and_adds_up_to_the_ledger(open_page: Open, place: str, whole: Slice) -> None:
    app = open_page("ministry", jurisdiction=place, lang="en")
    total = store.ask(queries.total, whole).to_pylist()[0]["amount"]
    known = store.ask(questions.ranked, whole, None).to_pylist()
    said = text(app)
    assert f"{len(known)} organisations of" in said
    assert SAY.exact(total) in tables(app)[0]
    for row in known:
        assert SAY.exact(row["amount"]) in tables(app)[0]
        assert row["name_en"] in said


def test_every_name_of_the_list_leads_to_a_page_of_that_name(open_page: Open) -> None:
    app = open_page("ministry", lang="en")
    address = re.findall(r'<th[^>]*><a href="ministry\?([^"]+)"', tables(app)[0])[0].replace("&amp;", "&")
    params = {k: v[0] for k, v in parse_qs(address).items()}
    assert params == {"lang": "en", "lineage": "CA-ON/health", "jurisdiction": "CA-ON"}
    assert open_page("ministry", **params).title[0].value == "Health"


def test_an_organisation_is_found_by_an_earlier_name_without_accents(open_page: Open) -> None:
    app = open_page("ministry", lang="fr", find="aboriginal")
    assert "Affaires autochtones" in text(app)
    assert "Santé" not in tables(app)[0]
    app = open_page("ministry", lang="fr", find="SANTE soins")
    assert "Santé et Soins de longue durée" in text(app)
    nothing = text(open_page("ministry", lang="en", find="magic"))
    assert "No organisation, under any name it had, is called “magic”." in nothing


def test_typing_narrows_the_list_and_stays_in_the_address(open_page: Open) -> None:
    app = open_page("ministry", lang="en")
    app.text_input[0].input("education").run()
    assert app.query_params["find"] == "education"
    assert "$39,568,777,353.17" in tables(app)[0]
    assert "$77,944,030,998" not in tables(app)[0]


def test_what_is_no_longer_there_says_what_became_of_it(open_page: Open) -> None:
    said = text(open_page("ministry", lang="en"))
    assert "Health and Long-Term Care" in said
    assert "In the accounts to 2019–20. Since then: [Long-Term Care]" in said
    own = open_page("ministry", lang="en", lineage="CA-ON/health-and-long-term-care")
    assert "Since then: [Long-Term Care](ministry?" in text(own)
    assert "Health and Long-Term Care: $51.4 billion in 2016–17." in text(own)


def test_health_says_how_much_on_which_basis_and_its_rank(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/health")
    assert (
        "Health: $77.9 billion in 2024–25. That is 6.2% more than the $73.4 billion of the year before. "
        "It is 35.2% of the $221.3 billion that these accounts hold, and number 1 of 33 by amount. "
        "Basis: ministry appropriations, before consolidation."
    ) in text(app)
    found = metrics(app)
    assert found["Spending 2024–25"] == ("$77.9 billion", "+6.2% on 2023–24")
    people = store.ask(queries.series_value, "Population, Ontario, 1 July", 2025).to_pylist()[0]["value"]
    assert found["Per resident"][0] == SAY.exact((D("77944030998.00") / people).quantize(D(1)))


def test_years_are_never_bridged_and_publications_never_joined(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/education")
    points = marks(app, "point")
    assert {(p["series"], int(p["year"]), p["planned"]) for p in points} == {
        *(("ontario/estimates:executed", y, False) for y in (2015, 2016, 2017)),
        *(("ontario/estimates:proposed", y, True) for y in (2018, 2019)),
        *(("ontario/ministry-statements:executed", y, False) for y in (2024, 2025)),
    }
    assert len({p["run"] for p in points}) == 3
    assert len(marks(app, "gap")) == 1
    assert "from 2 publications that are drawn apart. The years between that no publication here holds" in text(app)
    table = next(t for t in tables(app) if "Accounts, release" in t)
    for point in points:
        assert point["year_label"] in table
    assert "Expenditure Estimates, 2018-19" in re.sub("<[^>]+>", "", table)


def test_events_stand_on_the_time_line_and_in_words_with_their_evidence(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/health")
    assert [e["text"] for e in marks(app, "event")] == ["1"]
    said = text(app)
    assert "1. Split: “Health and Long-Term Care” became" in said
    assert "20 June 2019, in the accounts from 2020–21; certain." in said
    assert "[Source](https://" in said
    others = {p["series"] for p in marks(app, "point") if p["hue"] == "other"}
    assert others == {"ontario/estimates:CA-ON/health-and-long-term-care"}, "drawn beside, never added"


def test_one_organisation_under_three_names(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/indigenous-relations")
    assert app.title[0].value == "Indigenous Affairs", "an earlier id leads to today's page"
    assert "Called before:" in text(app)


def test_programs_lead_to_their_place_on_the_spending_page(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/health")
    address = re.findall(r'href="spending\?([^"]+)"', "".join(tables(app)))[0].replace("&amp;", "&")
    params = {k: v[0] for k, v in parse_qs(address).items()}
    assert params["administrative_2"] == "Health Services and Programs"
    assert "Health Services and Programs: $39.7 billion in 2024–25." in text(open_page("spending", **params))


def test_recipients_by_name_only_and_roll_ups_told(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/health")
    said = text(app)
    assert "Payments of $74.4 billion to 971 recipients by name" in said
    assert "$569 million of it is published as sums over many small payees" in said
    table = next(t for t in tables(app) if "payments?" in t)
    assert "Accounts Under" not in table
    assert "Recipients under" not in table


def test_authorities_and_what_lapsed(open_page: Open) -> None:
    app = open_page("ministry", jurisdiction="CA", lang="en", lineage="CA/health-canada")
    said = text(app)
    assert "Authorized: $9.6 billion; spent: $8.7 billion. $810 million of it, or 8.5%, was not spent." in said
    assert "$457,878 stays available for later years and $810 million lapsed." in said
    assert "$9,559,576,172.84" in said


def test_what_was_restated_is_listed(open_page: Open) -> None:
    said = text(open_page("ministry", lang="en", lineage="CA-ON/health-and-long-term-care"))
    assert "$846,533,600" in said
    assert "$1,235,617,600" in said
    assert "What was restated" not in text(open_page("ministry", lang="en", lineage="CA-ON/health"))


def test_an_unknown_organisation_is_told_and_the_list_shown(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/magic")
    assert "which is no organisation of Ontario" in text(app)
    assert "lineage" not in app.query_params
    assert "$221,264,301,149.05" in text(app)
    other = open_page("ministry", lang="en", jurisdiction="CA", lineage="CA-ON/health")
    assert "which is no organisation of Canada" in text(other)


def test_in_french_names_need_no_article(open_page: Open) -> None:
    said = text(open_page("ministry", lang="fr", lineage="CA-ON/health"))
    assert "Santé\xa0: 77,9\xa0milliards de dollars en 2024-2025." in said
    assert "Scission\xa0: «\xa0Santé et Soins de longue durée\xa0», désormais" in said


@pytest.mark.parametrize(("place", "step"), [("CA-ON", 1), ("CA", 6)])
def test_every_organisation_of_the_list_opens(open_page: Open, place: str, step: int) -> None:
    known = store.ask(queries.organisations, place).to_pylist()
    app = open_page("ministry", jurisdiction=place, lang="fr")
    for row in known[::step]:
        app.query_params["lineage"] = row["lineage"]
        app.run()
        assert not app.exception, (row, app.exception)
        assert re.sub(r"\\", "", app.title[0].value) == (row["name_fr"] or row["name_en"])
        assert chart(app)["height"] > 0


def test_the_spending_of_one_organisation_leads_to_its_page(open_page: Open) -> None:
    app = open_page("spending", administrative_1="Health", dataset="ontario/ministry-statements", lang="en")
    links = [e.proto.body for e in app.get("html") if "ministry?" in e.proto.body]
    assert "lineage=CA-ON%2Fhealth" in links[0]
    assert "Health: its own page" in links[0]
    whole = open_page("spending", dataset="ontario/ministry-statements", lang="en")
    assert not [e for e in whole.get("html") if "ministry?" in e.proto.body]
