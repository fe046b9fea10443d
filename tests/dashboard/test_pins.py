"""Pins: to and from the address, and what a pinned view sees."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import pins, queries, store
from dashboard.pins import Pins
from dashboard.questions import ministry, overview, payments, search, trends
from dashboard.slices import Holding, Slice, of_holding

NAMES = st.text(min_size=1, max_size=20)
ESTIMATES = "ontario/estimates"
HELD = [{"dataset": ESTIMATES, "release": r} for r in ("2016-17", "2017-18", "2018-19")]


@given(st.dictionaries(NAMES, NAMES, max_size=5))
def test_pins_survive_an_address(found: dict[str, str]) -> None:
    made = pins.of(found)
    address = urlencode({pins.PARAMETER: made.text()}, safe="/@,")
    text = parse_qs(address, keep_blank_values=True)[pins.PARAMETER][0]
    assert pins.read(text) == (made, [])


def test_an_address_of_pins_reads_as_it_is_meant() -> None:
    text = pins.of({"reference/series": "2025", ESTIMATES: "2018-19"}).text()
    assert text == "ontario/estimates@2018-19,reference/series@2025"


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    found, odd = pins.read(text)
    assert pins.read(found.text()) == (found, [])
    assert all(part in text for part in odd)


def test_what_is_no_pin_is_said_and_a_dataset_is_pinned_once() -> None:
    assert pins.read("a@1,,b,@2,c@,a@3") == (Pins((("a", "1"),)), ["b", "@2", "c@"])


@pytest.mark.parametrize(
    ("release", "seen", "instead"),
    [
        ("2017-18", "2017-18", {}),
        ("2017-18a", "2017-18", {ESTIMATES: "2017-18"}),
        ("2030-31", "2018-19", {ESTIMATES: "2018-19"}),
        ("2001-02", None, {ESTIMATES: None}),
    ],
)
def test_a_release_that_is_not_held_gives_way_to_the_last_before_it(
    release: str, seen: str | None, instead: dict[str, str | None]
) -> None:
    kept, missing = pins.held(pins.of({ESTIMATES: release}), HELD)
    assert (kept.release(ESTIMATES), missing) == (seen, instead)


def test_the_newest_of_the_releases_is_pinned() -> None:
    assert pins.newest(HELD, [ESTIMATES, "not/there"]) == pins.of({ESTIMATES: "2018-19"})


def test_a_pinned_view_sees_nothing_newer(holdings: Sequence[Holding]) -> None:
    with store.viewing(pins.of({ESTIMATES: "2017-18"})):
        seen = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
        plans = store.ask(queries.history, ESTIMATES, "expenditure", "proposed", "appropriation").to_pylist()
    assert seen == [h for h in holdings if h.dataset != ESTIMATES or h.release <= "2017-18"]
    assert {r["fiscal_year"]: r["release"] for r in plans} == {2016: "2016-17", 2017: "2017-18", 2018: "2017-18"}
    assert [Holding(**h) for h in store.ask(queries.holdings).to_pylist()] == holdings, "the next view sees all again"


def test_each_thread_has_a_view_of_its_own(holdings: Sequence[Holding]) -> None:
    found: list[int] = []
    with store.viewing(pins.of({ESTIMATES: "2016-17"})):
        other = threading.Thread(target=lambda: found.append(store.ask(queries.holdings).num_rows))
        other.start()
        other.join()
        assert store.ask(queries.holdings).num_rows < len(holdings)
    assert found == [len(holdings)]


def test_pins_are_values_and_never_sql(holdings: Sequence[Holding]) -> None:
    with store.viewing(pins.of({"'; DROP TABLE entry; --": "'", ESTIMATES: "\\' OR 1=1 --"})):
        assert store.ask(queries.holdings).num_rows == len([h for h in holdings if h.dataset != ESTIMATES]) + len(
            [h for h in holdings if h.dataset == ESTIMATES and h.release <= "\\'"]
        )


def test_a_view_keeps_what_it_asked_for(holdings: Sequence[Holding]) -> None:
    of = of_holding(next(h for h in holdings if h.dataset == ESTIMATES))
    with store.viewing() as view:
        store.ask(queries.children, of, "administrative_1", None)
        assert not view.measured
        store.ask(queries.series_value, "Population, Ontario, 1 July", 2016)
    assert list(view.slices) == [of]
    assert ESTIMATES in view.named
    assert view.measured


HEALTH = Slice("ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation")
QUESTIONS = [
    (queries.holdings, ()),
    (queries.releases, ()),
    (queries.checks, ()),
    (queries.children, (HEALTH, "administrative_1", HEALTH)),
    (queries.receipts, (HEALTH, 5)),
    (queries.lines, (HEALTH, "functional_1", "administrative_1")),
    (queries.whole_dataset, ("ontario/payments", "entries")),
    (ministry.spending, ("CA-ON",)),
    (ministry.figures, (("CA-ON/health",),)),
    (overview.series, ("Population, Ontario, 1 July",)),
    (payments.datasets, ()),
    (payments.concentration, (HEALTH, (10,))),
    (search.programs, ("health", True, 5)),
    (search.recipients, ("health", False, 5)),
    (trends.points, (ESTIMATES, "expenditure", "proposed", "appropriation", "administrative_1", None, ("a",), ())),
]


@pytest.mark.parametrize(("question", "args"), QUESTIONS, ids=[q.__name__ for q, _ in QUESTIONS])
def test_every_table_with_releases_is_limited(question: store.Question, args: tuple[object, ...]) -> None:
    """With every dataset pinned before its first release, no question finds anything of a release."""
    known = store.ask(queries.releases)["dataset"].to_pylist()
    with store.viewing(pins.of(dict.fromkeys(known, "0"))):
        rows = store.ask(question, *args).to_pylist()
    assert [r for r in rows if r.get("release") or r.get("amount") or r.get("value")] == []
