"""What stands above a page of earlier releases, and what an address with pins that are none shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import pins, queries, store
from dashboard.slices import Slice
from loaders import load, publish
from loaders.reading import read_sources
from tests.pages.conftest import PAGES, ROOT, text
from tests.pages.test_permalinks import link, notice, onward, told, visit

ESTIMATES, STATEMENTS = "ontario/estimates", "ontario/ministry-statements"
PLAN = Slice(ESTIMATES, "2017-18", 2018, "expenditure", "proposed", "appropriation")
CARE = ("administrative_1", "Ministry of Health and Long-Term Care")
RELEASES = {ESTIMATES: 2, STATEMENTS: 1}
"""How many of its releases a dataset has before the others are published."""


@pytest.fixture(autouse=True)
def _store(store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", str(store_dir))
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store from before the newest releases of two datasets."""
    folder = tmp_path_factory.mktemp("earlier")
    every = read_sources(ROOT / "data" / "sources")
    # Totals of years to come have nothing to be held against yet.
    before = [
        s.model_copy(update={"releases": s.releases[: RELEASES[s.dataset]], "control_totals": []})
        if s.dataset in RELEASES
        else s
        for s in every
    ]
    load.load(publish.Place(folder), before, lambda *_: None)
    return folder


def amount(of: Slice) -> str:
    whole = store.ask(queries.total, of).to_pylist()[0]["amount"]
    return f"${whole:,.0f}"


VIEWS: list[tuple[str, dict[str, str]]] = [
    ("spending", {"dataset": ESTIMATES, "fiscal_year": "2018", "phase": "proposed"}),
    ("spending", {"dataset": STATEMENTS}),
    ("plan", {"dataset": ESTIMATES, "fiscal_year": "2016"}),
    ("trends", {"dataset": ESTIMATES}),
    ("changes", {"dataset": ESTIMATES}),
    ("ministry", {"lineage": "CA-ON/health"}),
    ("compare", {"a_dataset": ESTIMATES, "b_dataset": ESTIMATES}),
]


@pytest.fixture(scope="module")
def made(earlier: Path) -> Iterator[list[tuple[str, dict[str, str], object]]]:
    """Links and what they showed, from before; the store has every release since."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURSE_STORE", str(earlier))
        patch.chdir(ROOT)
        seen = [(page, visit(page, {"lang": "en", **params})) for page, params in VIEWS]
        found = [(page, link(app), told(app)) for page, app in seen]
        load.load(publish.Place(earlier), read_sources(ROOT / "data" / "sources"), lambda *_: None)
        yield found


@pytest.mark.parametrize("n", range(len(VIEWS)), ids=lambda n: VIEWS[n][0])
def test_a_link_outlives_what_publishers_printed_later(
    made: list[tuple[str, dict[str, str], object]], earlier: Path, monkeypatch: pytest.MonkeyPatch, n: int
) -> None:
    monkeypatch.setenv("PURSE_STORE", str(earlier))
    page, params, before = made[n]
    app = visit(page, params)
    assert told(app) == before
    assert "2018-19" in notice(app) or "2024-25" in notice(app)


def test_the_notice_says_what_changed_in_amount() -> None:
    params = {"dataset": ESTIMATES, "fiscal_year": "2018", "phase": "proposed", CARE[0]: CARE[1]}
    app = visit("spending", {"lang": "en", **params, "pinned": f"{ESTIMATES}@2017-18"})
    said = " ".join(notice(app).split())
    was, now = (amount(Slice(ESTIMATES, r, 2018, *_of(PLAN), (CARE,))) for r in ("2017-18", "2018-19"))
    assert (was, now) == ("$53,325,045,360", "$53,333,087,260")
    sentence = f"The release of 2018-19 changes {CARE[1]} in 2017–18 (Plan) from {was} to {now} (+$8,041,900, <0.1%)."
    assert sentence in said
    documented = (ROOT / "docs" / "permalinks.md").read_text(encoding="utf-8").replace("\n> ", " ")
    assert sentence in documented
    assert "$53.3 billion" in text(app)
    newest = onward(app)
    assert (newest["release"], newest[CARE[0]], "pinned" in newest) == ("2018-19", CARE[1], False)


def _of(of: Slice) -> tuple[str, str, str]:
    return of.direction, of.phase, of.basis


def test_the_notice_in_french() -> None:
    params = {"dataset": ESTIMATES, "fiscal_year": "2018", "phase": "proposed", "pinned": f"{ESTIMATES}@2017-18"}
    said = " ".join(notice(visit("spending", {"lang": "fr", **params})).split())
    assert "montre les chiffres de la version 2017-18." in said
    assert "La version 2018-19 modifie ce chiffre : le total de 2017-2018 (Prévu), 118 940 757 450 $ devient" in said
    assert "Voir les chiffres les plus récents" in said


def test_an_earlier_release_that_a_reader_chose_is_told_too() -> None:
    app = visit("receipt", {"lang": "en", **PLAN.to_params()})
    was, now = (amount(Slice(ESTIMATES, r, 2018, *_of(PLAN))) for r in ("2017-18", "2018-19"))
    assert f"changes the total of 2017–18 (Plan) from {was} to {now} (−$2,572,226,743, −2.2%)." in notice(app)
    assert onward(app)["release"] == "2018-19"
    assert notice(visit("receipt", {"lang": "en", **onward(app)})) == ""


def test_the_notice_of_one_entry_leads_to_the_sum_in_its_place() -> None:
    first = store.ask(queries.receipts, PLAN, 1).to_pylist()[0]
    newest = onward(visit("receipt", {"lang": "en", "entry": first["entry_id"], "pinned": f"{ESTIMATES}@2017-18"}))
    assert "entry" not in newest
    assert (newest["release"], newest["administrative_1"]) == ("2018-19", first["administrative_1"])


def test_a_name_that_the_newer_release_lacks_leads_to_what_changed() -> None:
    labels = [
        {r["label"] for r in store.ask(queries.children, of, "administrative_1", None).to_pylist()}
        for of in (PLAN, Slice(ESTIMATES, "2018-19", 2018, *_of(PLAN)))
    ]
    gone = min(labels[0] - labels[1])
    params = {"dataset": ESTIMATES, "fiscal_year": "2018", "phase": "proposed", "administrative_1": gone}
    app = visit("spending", {"lang": "en", **params, "pinned": f"{ESTIMATES}@2017-18"})
    assert f"has nothing under this name: {gone} in 2017–18 (Plan)." in notice(app)
    body = next(e.proto.body for e in app.get("html") if e.proto.body.startswith("<aside"))
    assert "part=releases&amp;dataset=ontario%2Festimates&amp;before=2017-18&amp;after=2018-19" in body


def test_a_year_that_no_newer_release_has_is_told_to_a_link_alone() -> None:
    view = {"lang": "en", "dataset": STATEMENTS, "fiscal_year": "2024"}
    said = notice(visit("spending", {**view, "pinned": f"{STATEMENTS}@2023-24"}))
    assert "The release of 2024-25 has no such figures for 2023–24: those shown stay the newest." in said
    assert notice(visit("spending", {**view, "release": "2023-24"})) == ""


def test_the_newest_figures_stand_without_a_notice() -> None:
    for page in PAGES:
        assert notice(visit(page, {"lang": "en"})) == "", page


def test_links_of_a_pinned_view_stay_pinned_and_the_choices_too() -> None:
    app = visit("spending", {"lang": "en", "dataset": ESTIMATES, "pinned": f"{ESTIMATES}@2016-17"})
    bodies = [e.proto.body for e in app.get("html") if e.proto.body.startswith('<div class="pp-table')]
    links = [a for b in bodies for a in b.split('href="')[1:]]
    assert links
    assert all("pinned=ontario/estimates@2016-17" in a.split('"')[0] for a in links)
    year = next(s for s in app.selectbox if s.label == "Fiscal year")
    year.set_value(2016).run()
    assert app.query_params["pinned"] == f"{ESTIMATES}@2016-17"
    assert not {s.value for s in app.selectbox if s.label == "As published in"} - {"2016-17"}


BROKEN = {
    "nonsense": "This link speaks of “nonsense”, which names no release.",
    "ontario/estimates@2001-02": "which this store does not hold. The newest figures that it does hold are shown.",
    "ontario/ministry-statements@2023-24.gone": "Release 2023-24, the last one before it, is shown.",
    "mars/budget@2020": "release 2020 of mars/budget, which this store does not hold.",
    "<b>$x$</b>@'; DROP TABLE entry": "which this store does not hold.",
}


@pytest.mark.parametrize("name", PAGES)
def test_pins_that_are_none_are_told_on_every_page(name: str) -> None:
    app = visit(name, {"lang": "en", "pinned": ",".join(BROKEN)})
    said = text(app)
    for told_so in BROKEN.values():
        assert told_so in said
    assert app.title, "the page is there all the same"


def test_an_old_link_without_pins_works() -> None:
    app = visit("spending", {"lang": "en", "dataset": ESTIMATES, "fiscal_year": "2018", "release": "2017-18"})
    assert link(app)[pins.PARAMETER].startswith(f"{ESTIMATES}@2018-19")
