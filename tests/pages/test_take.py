"""What can be taken from every page that shows figures: files of them, and their citation."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import exports, served
from dashboard.slices import Slice, from_params
from tests.pages.conftest import PAGES, Open, copyable, text

HEALTH = Slice(
    "ontario/ministry-statements",
    "2024-25",
    2025,
    "expenditure",
    "executed",
    "appropriation",
    (("administrative_1", "Health"),),
)
WITHOUT_FIGURES = {
    "accessibility",
    "checks",
    "commitments",
    "data",
    "glossary",
    "ideas",
    "moderation",
    "privacy",
}
WITH = {"receipt": HEALTH.to_params(), "payments": {"recipient": "Metrolinx"}, "ministry": {"lineage": "CA-ON/health"}}
"""What else the address of a page needs to show figures, or a second view of it."""
VIEWS = [(page, params) for page in PAGES for params in ({}, WITH.get(page)) if params is not None]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "_beside_the_pages", True)


def files(app: AppTest) -> dict[str, str]:
    """The links to files: text → address."""
    shown = [e.proto.body for e in app.get("html") if "pp-files" in e.proto.body and "<ul" in e.proto.body]
    found = [re.findall(r'<a href="([^"]*)" download>([^<]*)</a>', body) for body in shown]
    return {html.unescape(said): html.unescape(to) for links in found for to, said in links}


def slice_in(address: str) -> Slice | None:
    return from_params(dict(parse_qsl(urlsplit(address).query, keep_blank_values=True)))


def citations(app: AppTest) -> tuple[str, str]:
    """The plain text and the BibTeX under "Cite this"."""
    found = copyable(app)
    (at,) = [i for i, offered in enumerate(found) if offered.startswith("@misc{")]
    return found[at - 1], found[at]


def sums_promised(app: AppTest) -> list[str]:
    said = [re.sub(r"\\(\W)", r"\1", c.value) for c in app.caption]
    found = [re.search(r"(?:add up to|Its amount is) (−?\$[\d,.]*\d)\.$", s) for s in said]
    return [m[1] for m in found if m]


@pytest.mark.parametrize(("page", "params"), VIEWS, ids=lambda v: v if isinstance(v, str) else ",".join(v))
def test_every_page_that_shows_figures_offers_them_and_their_citation(
    open_page: Open, api: None, page: str, params: dict[str, str]
) -> None:
    app = open_page(page, lang="en", **params)
    if page in WITHOUT_FIGURES:
        return
    if "Source:" not in text(app):
        assert (page, params) == ("receipt", {}), "a page that hides its source"
        return
    offered = files(app)
    assert {f"Download {f.title}" for f in exports.FORMATS.values()} | {"What the CSV says of itself"} == set(offered)
    of = slice_in(next(iter(offered.values())))
    assert of is not None
    assert {slice_in(to) for to in offered.values()} == {of}, "every format has the same figures"
    plain, bibtex = citations(app)
    links = re.findall(r"\S*receipt\?\S+", plain)
    cited = [slice_in(to) for to in links]
    assert of in cited, "what is offered first is what is cited"
    assert bibtex.count("@misc{") == len(links) > 0
    assert len(sums_promised(app)) == 1
    assert f": {sums_promised(app)[0]}, " in plain


@pytest.mark.parametrize(
    ("page", "params"),
    [
        ("spending", {"administrative_1": "Health", "dataset": HEALTH.dataset}),
        ("revenue", {}),
        ("receipt", HEALTH.to_params()),
        ("compare", {}),
        ("plan", {}),
        ("trends", {}),
    ],
)
def test_the_citation_has_the_figure_of_the_page(open_page: Open, page: str, params: dict[str, str]) -> None:
    app = open_page(page, lang="en", **params)
    plain, bibtex = citations(app)
    amounts = re.findall(r": (−?\$[\d,.]+?), (?:the sum|one)", plain)
    assert amounts
    besides = text(app) + "".join(m.value for m in app.metric)
    shown = "\n".join(line for line in besides.splitlines() if "add up to" not in line)
    for amount in amounts:
        assert amount in shown
        assert "\\" + amount.lstrip("−") in bibtex


def test_health_by_its_link(open_page: Open, api: None) -> None:
    app = open_page("spending", lang="fr", administrative_1="Health", dataset=HEALTH.dataset)
    csv = files(app)["Télécharger CSV"]
    assert csv.startswith("api/v1/slice.csv?dataset=ontario%2Fministry-statements&release=2024-25&fiscal_year=2025&")
    assert slice_in(csv) == HEALTH
    params = dict(parse_qsl(urlsplit(csv).query))
    assert params.keys() - HEALTH.to_params().keys() == {"lang"}
    assert params["lang"] == "fr"
    assert "77\u00a0944\u00a0030\u00a0998\u00a0$, somme de 70 écritures" in citations(app)[0]


def test_without_cells_the_link_says_so(open_page: Open, api: None) -> None:
    app = open_page("spending", lang="en")
    app.checkbox(key="take:receipts").uncheck().run()
    assert all("receipts=false" in to for to in files(app).values())
    assert slice_in(files(app)["Download XLSX"]) is not None


@pytest.mark.parametrize("page", ["overview", "compare", "share", "trends"])
def test_several_figures_are_files_of_their_own(open_page: Open, api: None, page: str) -> None:
    app = open_page(page, lang="en")
    choice = app.selectbox(key="take:figures")
    assert len(set(choice.options)) == len(choice.options) > 1
    seen = set()
    for index in range(min(len(choice.options), 3)):
        app.selectbox(key="take:figures").select_index(index).run()
        (one,) = {slice_in(to) for to in files(app).values()}
        seen.add((one, *sums_promised(app)))
    assert len({of for of, _ in seen}) == min(len(choice.options), 3)


def test_of_many_figures_one_is_chosen_to_cite(open_page: Open) -> None:
    app = open_page("trends", lang="en")
    first = citations(app)[0]
    app.selectbox(key="cite:figures").select_index(1).run()
    assert citations(app)[0] != first
    assert first.count("Taken from Public Purse") == 1


def test_where_no_api_stands_buttons_write_the_files(open_page: Open) -> None:
    app = open_page("spending", lang="en")
    assert files(app) == {}
    labels = {b.label for b in app.get("download_button")}
    assert {f"Download {f.title}" for f in exports.FORMATS.values()} | {"What the CSV says of itself"} <= labels


def test_an_empty_slice_has_nothing_to_take(open_page: Open, run_alone: Callable[[Slice], AppTest]) -> None:
    app = run_alone(HEALTH.narrowed("recipient", "Nobody"))
    assert any("No entry answers to these filters" in c.value for c in app.caption)
    assert not app.get("download_button")
    assert "no entry" in citations(app)[0]


@pytest.fixture
def run_alone(monkeypatch: pytest.MonkeyPatch, store_dir: Any) -> Callable[[Slice], AppTest]:
    """Runs nothing but what is offered of a slice."""
    monkeypatch.setenv("PURSE_STORE", str(store_dir))

    def page(params: dict[str, str]) -> None:
        from dashboard import take
        from dashboard.i18n import Speaker
        from dashboard.page import start
        from dashboard.slices import from_params

        of = from_params(params)
        assert of is not None
        take.offer(start(Speaker("en")), of)

    return lambda of: AppTest.from_function(page, kwargs={"params": of.to_params()}, default_timeout=30).run()


def test_a_view_can_be_asked_about_where_somebody_reads(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    asks = "Ask a question about this view, or propose an idea"
    monkeypatch.delenv("PURSE_MODERATION_SECRET", raising=False)
    assert asks not in text(open_page("spending", lang="en"))
    monkeypatch.setenv("PURSE_MODERATION_SECRET", "long enough to be one")
    assert asks in text(open_page("spending", lang="en"))
