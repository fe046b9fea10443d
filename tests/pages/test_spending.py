from __future__ import annotations

import html
import re
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, chart, copyable, drawn, metrics, text

MINISTRY = {"dataset": "ontario/ministry-statements", "lang": "en"}


def labels(app: AppTest) -> list[str]:
    return [r["description"] for r in drawn(app)]


def test_the_ministries_of_2024_25(open_page: Open) -> None:
    app = open_page("spending", **MINISTRY)
    said = text(app)
    assert (
        "All of Ontario: $221.3 billion in 2024–25. That is 10.3% more than the $200.6 billion of the year before."
        in said
    )
    assert "$221,264,301,149.05" in said, "the total of the table is the ledger's"
    assert labels(app)[0] == "Health: $77.9 billion, 35.2%, +6.2% on the year"
    assert "rect" in str(chart(app)["layer"][0]["mark"]), "positive parts are a treemap"


def test_the_url_alone_restores_a_view(open_page: Open) -> None:
    app = open_page("spending", fiscal_year="2024", administrative_1="Education", **MINISTRY)
    said = text(app)
    assert "Education: $39.7 billion in 2023–24." in said
    assert "$39,733,110,546" in said
    assert [b.label.replace("\\", "") for b in app.button] == ["All of Ontario"]


def test_the_breadcrumb_leads_up(open_page: Open) -> None:
    app = open_page(
        "spending", administrative_1="Health", administrative_2="Ministry Administration Program", **MINISTRY
    )
    next(b for b in app.button if "Health" in b.label).click().run()
    assert app.query_params["administrative_1"] == "Health"
    assert "administrative_2" not in app.query_params
    assert "Health: $77.9 billion" in text(app)


def test_negatives_become_bars_and_it_says_why(open_page: Open) -> None:
    app = open_page(
        "spending",
        administrative_1="Health",
        administrative_2="Ministry Administration Program",
        administrative_3="Ministry Administration",
        **MINISTRY,
    )
    said = text(app)
    assert "No area is less than nothing, so these are bars." in said
    assert "Recoveries" in said
    assert "−$18,000" in said


def test_the_last_level_shows_the_cells(open_page: Open) -> None:
    app = open_page(
        "spending", administrative_1="Health", administrative_2="Ministry Administration Program",
        administrative_3="Ministry Administration", economic_1="Salaries and wages", **MINISTRY,
    )  # fmt: skip
    assert not app.get("vega_lite_chart")
    said = text(app)
    assert "ministry-statements-2024-25.xlsx" in said
    assert "$44,953,462.09" in said


def test_the_order_can_be_turned_round(open_page: Open) -> None:
    app = open_page("spending", by="what", economic_1="Transfer payments", **MINISTRY)
    said = text(app)
    assert "Transfer payments: $188.2 billion in 2024–25." in said
    assert "Health" in labels(app)[0], "then who"
    assert "by=what" in next(e.proto.body for e in app.get("html") if "pp-table" in e.proto.body)


def test_two_levels_at_once_add_up(open_page: Open) -> None:
    boxes = chart(open_page("spending", view="icicle", **MINISTRY))["datasets"]["boxes"]
    groups = {b["id"]: b["amount"] for b in boxes if b["level"] == 0}
    parts = [b for b in boxes if b["level"] == 1]
    assert len(groups) == 33
    assert any("smaller parts" in b["label"] for b in parts), "the flat ones are drawn together, not left out"
    for name, amount in groups.items():
        inside = [b["amount"] for b in parts if b["id"].split("␟")[0] == name]
        assert sum(inside) == pytest.approx(amount, abs=0.01)


def test_the_last_but_one_level_has_no_two_levels(open_page: Open) -> None:
    app = open_page(
        "spending", view="icicle", administrative_1="Health", administrative_2="Health Services and Programs",
        administrative_3="Health Services", **MINISTRY,
    )  # fmt: skip
    assert "tiles" in chart(app)["datasets"]


def test_bars_and_the_table_alone(open_page: Open) -> None:
    assert "bars" in chart(open_page("spending", view="bars", **MINISTRY))["datasets"]
    app = open_page("spending", view="table", **MINISTRY)
    assert not app.get("vega_lite_chart")
    assert "$221,264,301,149.05" in text(app)


def test_held_against_the_plan(open_page: Open) -> None:
    params = {"dataset": "ontario/consolidated-expense", "fiscal_year": "2024", "lang": "en"}
    said = text(open_page("spending", against="plan", **params))
    assert "That is 0.9% more than the $204.7 billion that were planned." in said
    assert "Against plan" in said


def test_what_has_no_counterpart_is_said(open_page: Open) -> None:
    said = text(open_page("spending", dataset="ontario/estimates", fiscal_year="2017", against="plan", lang="en"))
    assert "of what it is compared with stands under names that are not here." in said


def test_every_amount_of_the_table_leads_to_its_receipt(open_page: Open) -> None:
    table = next(e.proto.body for e in open_page("spending", **MINISTRY).get("html") if "pp-table" in e.proto.body)
    addresses = [html.unescape(a) for a in re.findall(r'href="(receipt\?[^"]+)"', table)]
    assert len(addresses) == 34, "33 ministries and the total"
    params = {k: v[0] for k, v in parse_qs(addresses[0].split("?")[1]).items()}
    assert metrics(open_page("receipt", **params)).popitem()[1][0] == "$77,944,030,998"


def test_the_link_to_take_has_every_choice(open_page: Open) -> None:
    app = open_page("spending", lang="en")
    link = next(c for c in copyable(app) if "dataset=" in c and "?" in c)
    params = {k: v[0] for k, v in parse_qs(link.split("?")[1]).items()}
    assert {"jurisdiction", "lang", "dataset", "release", "fiscal_year", "phase", "view", "by", "pinned"} <= set(params)


def test_links_of_the_table_are_addresses_of_views(open_page: Open) -> None:
    app = open_page("spending", **MINISTRY)
    table = next(e.proto.body for e in app.get("html") if "pp-table" in e.proto.body)
    address = table.split('href="?')[1].split('"')[0].replace("&amp;", "&")
    params = {k: v[0] for k, v in parse_qs(address).items()}
    assert params["administrative_1"] == "Health"
    assert "Health: $77.9 billion in 2024–25." in text(open_page("spending", **params))


def test_unknown_values_in_the_address_are_told(open_page: Open) -> None:
    app = open_page("spending", fiscal_year="1999", dataset="nope", lang="en")
    said = text(app)
    assert "Fiscal year: the address asks for “1999”, which is not among the choices. Showing 2024–25 instead." in said
    assert "Accounts: the address asks for “nope”" in said
    assert "$221,264,301,149.05" in said


def test_an_unknown_ministry_shows_the_level_above(open_page: Open) -> None:
    app = open_page("spending", administrative_1="Ministry of Magic", **MINISTRY)
    said = text(app)
    assert "The address names “Ministry of Magic”" in said
    assert "$221,264,301,149.05" in said
    assert "administrative_1" not in app.query_params


def test_a_plan_and_its_release_can_be_chosen(open_page: Open) -> None:
    params = {"dataset": "ontario/estimates", "fiscal_year": "2017", "phase": "proposed", "lang": "en"}
    first = text(open_page("spending", release="2016-17", **params))
    restated = text(open_page("spending", release="2017-18", **params))
    assert first != restated, "the plan of 2016–17 was restated a year later"
    assert "release 2016-17" in first
    assert "release 2017-18" in restated


def test_canada_in_french(open_page: Open) -> None:
    app = open_page("spending", jurisdiction="CA", dataset="canada/program-spending", fiscal_year="2025", lang="fr")
    said = text(app)
    assert "474\xa0431\xa0419\xa0394,65\xa0$" in said
    assert "Ministère des Finances" in said or "Emploi et Développement social" in said


def test_every_dataset_opens_and_its_table_equals_the_store(open_page: Open) -> None:
    from dashboard import queries, store
    from dashboard.i18n import Speaker

    say = Speaker("en")
    for row in store.ask(queries.datasets).to_pylist():
        if row["direction"] != "expenditure":
            continue
        app = open_page("spending", jurisdiction=row["jurisdiction"], dataset=row["dataset"], lang="en")
        held = [
            h
            for h in store.ask(queries.holdings).to_pylist()
            if h["dataset"] == row["dataset"] and h["phase"] == "executed"
        ]
        newest = max(h["fiscal_year"] for h in held)
        t = queries.table("entry")

        def total(dataset: str, year: int, basis: str) -> object:
            rows = t.filter(t.dataset == dataset, t.fiscal_year == year, t.phase == "executed", t.basis == basis)  # noqa: B023
            return rows.agg(amount=rows.amount.sum())

        expected = store.ask(total, row["dataset"], newest, row["basis"]).to_pylist()[0]["amount"]  # type: ignore[arg-type]
        assert say.exact(expected) in text(app), row["dataset"]


def test_by_purpose_with_how_sure_it_is(open_page: Open) -> None:
    app = open_page("spending", by="purpose", **MINISTRY)
    said = text(app)
    assert "$221,264,301,149.05" in said
    assert re.search(r"certain: \d+\.\d%; probable: \d+\.\d%; uncertain: \d+\.\d%", said)
    assert "settlements of claims, which COFOG has no place for" in said
    assert labels(app)[0].startswith("Health: $86.3 billion")


def test_a_purpose_divides_into_who_serves_it(open_page: Open) -> None:
    said = text(open_page("spending", by="purpose", functional_1="Education", **MINISTRY))
    assert "Colleges and Universities" in said
    assert "Education: $42.5 billion in 2024–25." in said


def test_an_address_with_filters_takes_the_order_that_they_follow(open_page: Open) -> None:
    app = open_page("spending", by="purpose", **MINISTRY)
    del app.query_params["by"]
    app.query_params["administrative_1"] = "Education"
    assert "Education: $39.6 billion in 2024–25." in text(app.run()), "the earlier order does not swallow the filter"
