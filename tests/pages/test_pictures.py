"""Every page that draws: its charts can be taken as pictures, and shown alone."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import picture
from dashboard.charts import still
from dashboard.page import CHARTS
from tests.pages.conftest import PAGES, Open, chart, copyable, text

MORE: dict[str, list[dict[str, str]]] = {
    "overview": [{"jurisdiction": "CA"}],
    "spending": [{"view": "icicle"}, {"view": "bars", "lang": "fr"}],
    "ministry": [{"lineage": "CA-ON/health", "lang": "fr"}, {"lineage": "CA/health-canada", "jurisdiction": "CA"}],
    "payments": [{"recipient": "Metrolinx"}],
    "plan": [{"dataset": "ontario/estimates", "lang": "fr"}],
    "trends": [{"measure": "resident"}],
    "compare": [{"b_government": "CA"}],
}
VIEWS = [(page, {"lang": "en", **params}) for page in PAGES for params in ({}, *MORE.get(page, []))]
DRAWN_ON = {"changes", "compare", "ministry", "overview", "payments", "plan", "revenue", "spending", "trends"}


def charts(app: AppTest) -> list[picture.Drawn]:
    return list(app.session_state[CHARTS]) if CHARTS in app.session_state else []


@pytest.mark.parametrize(("page", "params"), VIEWS, ids=lambda v: v if isinstance(v, str) else "&".join(v.values()))
def test_each_chart_of_a_view_is_a_picture_that_says_whose_figures_it_shows(
    open_page: Open, page: str, params: dict[str, str]
) -> None:
    app = open_page(page, **params)
    known = charts(app)
    assert len(known) == len(app.get("vega_lite_chart"))
    assert bool(known) == (page in DRAWN_ON)
    assert len({d.name for d in known}) == len(known)
    for drawn in known:
        of = replace(drawn.still, link="https://purse.example/?a=1&b=2")
        svg = still.to_svg(of)
        said = "".join("".join(e.itertext()) for e in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
        assert of.failed not in svg
        assert re.sub(r"\s", "", of.failed) not in re.sub(r"\s", "", said)
        for part in (of.title, of.setting, of.sentence, of.source, of.link, *of.notes):
            assert part, f"{drawn.name} lacks a word"
            assert re.sub(r"\s", "", part) in re.sub(r"\s", "", said)
        assert re.search(r"(19|20)\d\d", of.setting), "a year"
        assert re.search("Basis: |Base : ", of.setting.replace("\u00a0", " "))
        assert re.search("release|version", of.source)


@pytest.mark.parametrize("page", sorted(DRAWN_ON))
def test_the_view_offers_the_files_and_the_code_of_its_first_chart(open_page: Open, page: str) -> None:
    app = open_page(page, lang="en")
    first = charts(app)[0]
    labels = [b.proto.label for b in app.get("download_button")]
    assert labels.count("Download SVG") == labels.count("Download PNG") == 1
    (code,) = [c for c in copyable(app) if c.startswith("<iframe")]
    assert f'title="{html.escape(first.still.title)}"' in code
    address = html.unescape(re.findall(r'src="([^"]+)"', code)[0])
    query = parse_qs(urlsplit(address).query)
    assert (query["embed"], query["only"], query["lang"]) == (["true"], [first.name], ["en"])


@pytest.mark.parametrize("page", sorted(DRAWN_ON))
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_one_chart_alone_has_its_title_its_source_and_a_way_to_the_rest(open_page: Open, page: str, lang: str) -> None:
    whole = open_page(page, lang=lang)
    last = charts(whole)[-1]
    app = open_page(page, lang=lang, only=last.name)
    assert len(app.get("vega_lite_chart")) == 1
    proto = app.get("vega_lite_chart")[0].proto
    assert proto.alt == last.still.alt
    assert not proto.selection_mode, "nothing to press"
    assert chart(app)["datasets"].keys() == last.still.spec["datasets"].keys()
    shown = [e.proto.body for e in app.get("html")]
    (head,) = [b for b in shown if "<h1" in b]
    assert f'<h1 lang="{lang}">{html.escape(last.still.title)}</h1>' in head
    (foot,) = [b for b in shown if 'target="_blank"' in b]
    assert html.escape(last.still.source) in foot
    assert "only=" not in foot
    assert "embed" not in foot


def test_what_asks_for_no_chart_of_the_page_gets_the_first(open_page: Open) -> None:
    for name in ("chart", "none such", ""):
        app = open_page("payments", lang="en", only=name)
        assert "All of Ontario: the 10 largest recipients of payments" in text(app)
        assert len(app.get("vega_lite_chart")) == 1


def test_a_page_without_a_chart_says_so_and_leads_on(open_page: Open) -> None:
    app = open_page("glossary", lang="en", only="chart")
    assert "There is no chart to show here. The whole view says what there is instead." in text(app)
    assert any('target="_blank"' in e.proto.body for e in app.get("html"))


def test_the_way_to_the_whole_view_keeps_everything_but_the_asking_for_one_chart() -> None:
    link = "https://purse.example/spending?lang=en&recipient=A%26B+%2B+C&q=&as=2024-09-20,x@1"
    assert picture.whole(link) == link
    assert picture.whole(link + "&only=parts&embed=true&embed_options=light_theme") == link
