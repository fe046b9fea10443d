"""Who was paid: every question over the real store, and the two charts."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from decimal import Decimal as D
from typing import Any

import altair as alt
import pandas as pd
import pytest

from dashboard import queries, store
from dashboard.charts import common, cumulative, years
from dashboard.questions import payments
from dashboard.questions.payments import ANY, words_of
from dashboard.slices import Holding, Slice, newest, of_holding

TRANSFER, OTHER = D(160_471_291_112), D(9_007_965_116)
EDITIONS = ((2024, "2023-24"),)


@pytest.fixture
def whole(holdings: Sequence[Holding]) -> Slice:
    found = newest(holdings, dataset="ontario/payments")
    assert found is not None
    return of_holding(found)


@pytest.fixture
def health(whole: Slice) -> Slice:
    return whole.narrowed("administrative_1", "Ministry Of Health")


def rows(question: Any, *args: object) -> list[dict[str, Any]]:
    return list(store.ask(question, *args).to_pylist())


def test_the_parts_are_the_published_totals(whole: Slice) -> None:
    for of, total in (
        (whole, TRANSFER + OTHER),
        (whole.narrowed("economic_1", "Transfer Payments"), TRANSFER),
        (whole.narrowed("economic_1", "Other Payments"), OTHER),
    ):
        parts = rows(payments.parts, of)
        assert [p["part"] for p in parts] == ["named", "rollup"]
        assert sum(p["amount"] for p in parts) == total


def test_entries_without_a_recipient_are_a_part(holdings: Sequence[Holding]) -> None:
    found = newest(holdings, dataset="ontario/ministry-statements", fiscal_year=2024)
    assert found is not None
    (part,) = rows(payments.parts, of_holding(found))
    assert (part["part"], part["recipients"], part["amount"]) == ("nobody", 0, D(200_634_829_913))


def test_the_largest_come_first_and_no_rollup_among_them(whole: Slice, health: Slice) -> None:
    for of in (whole, health):
        ranked = rows(payments.ranked, of, (), ANY, 10_000)
        parts = {p["part"]: p for p in rows(payments.parts, of)}
        assert [r["amount"] for r in ranked] == sorted((r["amount"] for r in ranked), reverse=True)
        assert sum(r["amount"] for r in ranked) == parts["named"]["amount"]
        assert len(ranked) == parts["named"]["recipients"]
        assert not [r for r in ranked if r["recipient"].lower().startswith(("accounts under", "recipients under"))]


def test_a_page_of_the_ranking_follows_the_one_before(whole: Slice) -> None:
    first, second = (rows(payments.ranked, whole, (), ANY, 50, start) for start in (0, 40))
    assert first[40:] == second[:10]


def test_a_name_is_found_without_case_accents_or_punctuation(whole: Slice) -> None:
    for typed in ("college boreal", "COLLÈGE BORÉAL", "boréal collège", "collège-boréal"):
        names = {r["recipient"] for r in rows(payments.ranked, whole, words_of(typed), ANY, 10)}
        assert "Collège Boréal D'Arts Appliqués Et De Technologie" in names
        assert "College Boreal D'Arts Appliques Et De Technologie" in names
    assert rows(payments.ranked, whole, words_of("childrens aid"), ANY, 10)
    assert words_of(" St. Joseph's  ") == (("st",), ("josephs",))


def test_what_is_found_is_counted_and_summed(whole: Slice, health: Slice) -> None:
    for of in (whole, health):
        for words, least in ((words_of("health"), ANY), (words_of("health centre"), D(10**8)), ((), D(10**9))):
            ranked = rows(payments.ranked, of, words, least, 10_000)
            (found,) = rows(payments.found, of, words, least)
            assert ranked
            assert (found["recipients"], found["amount"]) == (len(ranked), sum(r["amount"] for r in ranked))
            assert min(r["amount"] for r in ranked) >= least
    assert rows(payments.found, whole, words_of("xyzzy"), ANY) == [{"recipients": 0, "amount": None}]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("helth", "health"), ("univeristy", "university"), ("metrolinks", "metrolinx"), ("otawa", "ottawa")],
)
def test_a_mistyped_word_is_forgiven(typed: str, meant: str) -> None:
    assert rows(payments.near_words, "ontario/payments", typed, 3)[0]["word"] == meant


def test_a_word_like_no_other_is_not(whole: Slice) -> None:
    assert rows(payments.near_words, whole.dataset, "xyzzyplugh", 3) == []


def test_the_store_folds_as_the_page_does() -> None:
    known = rows(lambda: queries.table("recipient"))
    assert len(known) > 2900
    assert [r["recipient"] for r in known if payments.fold(r["recipient"]) != r["folded"]] == []


def test_the_curve_climbs_to_all_that_are_named(whole: Slice) -> None:
    curve = rows(payments.concentration, whole, (1, 10, 100))
    ranked = [r["amount"] for r in rows(payments.ranked, whole, (), ANY, 10_000)]
    assert [(r["rank"], r["amount"]) for r in curve] == [(n, sum(ranked[:n], D(0))) for n in (1, 10, 100, len(ranked))]


def test_rollups_are_listed_and_kept(whole: Slice) -> None:
    lines = rows(payments.rollups, whole, 1000)
    parts = {p["part"]: p for p in rows(payments.parts, whole)}
    assert sum(r["amount"] for r in lines) == parts["rollup"]["amount"]
    assert lines[0]["recipient"] == "Accounts Under $120,000"


def test_one_recipient_over_years_and_ministries(whole: Slice) -> None:
    (year,) = rows(payments.over_the_years, whole, "Metrolinx", EDITIONS)
    lines = rows(payments.paid_by, whole, "Metrolinx", EDITIONS, 100)
    assert year["amount"] == sum(r["amount"] for r in lines) == D(7_842_254_426)
    assert year["total"] == TRANSFER + OTHER
    assert (year["rollup"], year["entries"]) == (False, 2)
    assert lines[0]["lineage"] == "CA-ON/transportation"
    assert rows(payments.larger, whole, year["amount"]) == [{"recipients": 2}]
    assert rows(payments.over_the_years, whole, "nobody", EDITIONS) == []


def test_other_spellings_are_offered_and_other_numbers_are_not(whole: Slice) -> None:
    (same,) = rows(payments.written_alike, whole.dataset, "College Boreal D'Arts Appliques Et De Technologie", 8)
    assert (same["recipient"], same["same"]) == ("Collège Boréal D'Arts Appliqués Et De Technologie", True)
    names = [r["recipient"] for r in rows(payments.written_alike, whole.dataset, "Hamilton Health Sciences Corp", 8)]
    assert names == ["Hamilton Health Sciences Corporation"]
    assert rows(payments.written_alike, whole.dataset, "Cvh (No.1) Lp", 8) == []
    assert rows(payments.unified, whole.dataset, "Metrolinx") == []


def test_elsewhere_and_datasets(whole: Slice) -> None:
    assert rows(payments.elsewhere, whole, words_of("health"), 10) == []
    assert [d["dataset"] for d in rows(payments.datasets)] == ["ontario/payments"]
    assert rows(payments.datasets, "nobody") == []


def test_every_question_is_tested_here() -> None:
    own = {n for n, f in vars(payments).items() if inspect.isfunction(f) and f.__module__ == payments.__name__}
    text = inspect.getsource(inspect.getmodule(test_every_question_is_tested_here) or payments)
    asked = {n for n in own if not n.startswith("_") and "ir.Table" in str(inspect.signature(getattr(payments, n)))}
    assert len(asked) >= 12
    assert {n for n in asked if f"payments.{n}" not in text} == set()


def a_curve() -> common.Spec:
    frame = pd.DataFrame(
        {
            "rank": [1, 10, 40],
            "share": [0.1, 0.4, 0.9],
            "rank_label": ["the largest", "10 largest", "all 40"],
            "share_label": ["10%", "40%", "90%"],
            "description": ["a", "b", "c"],
            "labelled": [True, True, True],
        }
    )
    return cumulative.chart(frame, "All: $1.0 billion")


def some_years(count: int = 3) -> common.Spec:
    frame = pd.DataFrame(
        {
            "year_label": [f"{2010 + i}–{11 + i}" for i in range(count)],
            "amount": [(-1.0) ** i * (i + 1) for i in range(count)],
            "amount_label": "$1.0 billion",
            "amount_short": "$1.0B",
            "description": "2010–11: $1.0 billion",
        }
    )
    return years.chart(frame)


@pytest.mark.parametrize("draw", [a_curve, some_years])
def test_charts_are_valid_and_follow_the_theme(draw: Any) -> None:
    spec = draw()
    alt.Chart.from_dict(spec, validate=True)
    text = json.dumps(spec, allow_nan=False)
    assert {"name": "dark", "expr": "luminance(background) < 0.2"} in spec["params"]
    assert '"#' not in text, "a colour that does not know the theme"
    assert {layer["data"]["name"] for layer in spec["layer"] if "data" in layer} <= set(spec["datasets"])


def test_a_year_below_nothing_has_another_colour() -> None:
    drawn = some_years()["datasets"]["years"]
    assert [(r["amount"], r["sign"]) for r in drawn] == [(1.0, "more"), (-2.0, "less"), (3.0, "more")]


def test_many_years_keep_the_largest_and_last_label_on_a_phone() -> None:
    assert all(r["told"] for r in some_years(7)["datasets"]["years"])
    told = [i for i, r in enumerate(some_years(12)["datasets"]["years"]) if r["told"]]
    assert told == [10, 11]
