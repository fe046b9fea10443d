"""The receipt of a figure, from a sum down to one cell."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from dashboard import queries, store
from dashboard.slices import Holding, Slice, of_holding
from dashboard.views.receipt import _slice_of
from tests.pages.conftest import Open, metrics, text

HEALTH = Slice(
    "ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation",
    (("administrative_1", "Health"),),
)  # fmt: skip
VOTE = Slice(
    "ontario/estimates", "2017-18", 2017, "expenditure", "proposed", "appropriation",
    (("vote", "1406"),),
)  # fmt: skip


def links(app: AppTest) -> list[dict[str, str]]:
    bodies = "".join(e.proto.body for e in app.get("html"))
    found = [html.unescape(a).split("?")[1] for a in re.findall(r'href="(receipt\?[^"]+)"', bodies)]
    return [{k: v[0] for k, v in parse_qs(a).items()} for a in found]


def test_a_sum_names_its_entries_and_its_file(open_page: Open) -> None:
    app = open_page("receipt", lang="en", **HEALTH.to_params())
    said = text(app)
    assert "$77,944,030,998 is the sum of 70 figures" in said
    assert "ministry-statements-2024-25.xlsx" in said
    assert re.search(r"SHA-256 `[0-9a-f]{64}`", said)
    assert "Entries 1 to 70 of 70" in said


def test_each_entry_leads_to_its_own_receipt(open_page: Open) -> None:
    first = links(open_page("receipt", lang="en", **HEALTH.to_params()))[0]
    said = text(open_page("receipt", **first))
    assert "“36011437985” stands in cell C1135 of sheet “Data” of ministry-statements-2024-25.xlsx." in said
    assert "It is in dollars, so it is $36,011,437,985." in said


def test_a_restated_figure_shows_what_every_release_prints(open_page: Open) -> None:
    app = open_page("receipt", lang="en", **VOTE.to_params())
    assert metrics(app).popitem()[1][0] == "$1,235,617,600"
    said = text(app)
    assert "The same line in every release that prints it" in said
    assert "$846,533,600" in said


def test_a_long_receipt_is_leafed_through(open_page: Open) -> None:
    whole = Slice(*(getattr(HEALTH, f) for f in ("dataset", "release", "fiscal_year", "direction", "phase", "basis")))
    entries = store.ask(queries.total, whole).to_pylist()[0]["entries"]
    seen: list[str] = []
    params = {"lang": "en", **whole.to_params()}
    while params:
        found = links(open_page("receipt", **params))
        seen += [link["entry"] for link in found if "entry" in link]
        later = [link for link in found if int(link.get("from", 0)) > int(params.get("from", 1))]
        params = later[0] if later else {}
    assert len(seen) == len(set(seen)) == entries


def test_an_address_of_nothing_says_what_to_do(open_page: Open) -> None:
    assert "Every figure in the tables is a link." in text(open_page("receipt", lang="en"))
    app = open_page("receipt", lang="en", entry="no-such-entry")
    assert "does not hold" in app.warning[0].value
    empty = HEALTH.up_to(0).narrowed("administrative_1", "Ministry of Magic").to_params()
    assert "the sum is empty" in open_page("receipt", lang="en", **empty).info[0].value


def test_the_slice_of_an_entry_is_that_entry(open_page: Open) -> None:
    """An entry that stands above others, as a ministry's own line does, must not take them in."""

    held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
    holding = next(h for h in held if h.dataset == "ontario/consolidated-expense" and h.phase == "executed")
    for entry in store.ask(queries.entries, of_holding(holding)).to_pylist():
        total = store.ask(queries.total, _slice_of(entry)).to_pylist()[0]
        assert (total["entries"], total["amount"]) == (1, entry["amount"]), entry["cell"]


def test_overlong_numbers_in_the_address_are_no_figure(open_page: Open) -> None:
    app = open_page("receipt", lang="en", **{**HEALTH.to_params(), "fiscal_year": "9" * 5000, "from": "9" * 5000})
    assert "does not hold" in app.warning[0].value
