"""What the overview asks, against the store's own totals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D

from dashboard import queries, store
from dashboard.charts import spark
from dashboard.questions import overview
from dashboard.slices import Holding, Slice, newest, of_holding

EVERYTHING = 10_000


def slice_of(holdings: Sequence[Holding], **wanted: object) -> Slice:
    found = newest(holdings, **wanted)
    assert found is not None, wanted
    return of_holding(found)


def total(of: Slice) -> D:
    return D(store.ask(queries.total, of).to_pylist()[0]["amount"])


def test_changes_add_up_to_the_change_of_the_total(holdings: Sequence[Holding]) -> None:
    for dataset, columns, last in (
        ("ontario/revenue-by-source", ("economic_1", "economic_2"), 2024),
        ("ontario/consolidated-expense", ("administrative_1",), 2024),
        ("canada/program-spending", ("administrative_1",), 2025),
        ("ontario/ministry-statements", ("administrative_1",), 2025),
    ):
        now, then = (slice_of(holdings, dataset=dataset, fiscal_year=y, phase="executed") for y in (last, last - 1))
        rows = store.ask(overview.movers, now, then, columns, EVERYTHING).to_pylist()
        assert sum(row["change"] for row in rows) == total(now) - total(then), dataset
        sizes = [row["change"].copy_abs() for row in rows]
        assert sizes == sorted(sizes, reverse=True)


def test_a_renamed_ministry_is_not_new(holdings: Sequence[Holding]) -> None:
    """Of 2023–24 and 2024–25: a ministry under another name keeps the amount of the year before."""
    now, then = (slice_of(holdings, dataset="ontario/ministry-statements", fiscal_year=y) for y in (2025, 2024))
    rows = store.ask(overview.movers, now, then, ("administrative_1",), EVERYTHING).to_pylist()
    lineages = [row["lineage"] for row in rows if row["lineage"]]
    assert len(lineages) == len(set(lineages)) > 25


def test_the_largest_organisations_add_up(holdings: Sequence[Holding]) -> None:
    now, then = (
        slice_of(holdings, dataset="canada/program-spending", fiscal_year=y, phase="executed") for y in (2025, 2024)
    )
    rows = store.ask(overview.largest, now, then, "administrative_1", EVERYTHING).to_pylist()
    assert sum(row["amount"] for row in rows) == total(now)
    alone = store.ask(overview.largest, now, None, "administrative_1", 3).to_pylist()
    assert [r["amount"] for r in alone] == sorted((r["amount"] for r in rows), reverse=True)[:3]
    assert {r["before"] for r in alone} == {None}


def test_a_series_has_each_year_once() -> None:
    rows = store.ask(overview.series, "Population, Ontario, 1 July").to_pylist()
    years = [row["fiscal_year"] for row in rows]
    assert years == sorted(set(years))
    own = store.ask(queries.series_value, "Population, Ontario, 1 July", 2024).to_pylist()[0]["value"]
    assert dict(zip(years, (r["value"] for r in rows), strict=True))[2024] == own == D("15623207")


def test_bars_hang_from_one_zero_and_mark_what_is_missing() -> None:
    drawn = spark.bars([None, -2.0, 2.0, 0.0], 'a "word"')
    assert drawn.count("<i ") == 4
    assert "top:15.0px;height:15.0px" in drawn, "below zero"
    assert "top:0.0px;height:15.0px" in drawn, "above zero"
    assert "top:13.0px;height:2px" in drawn, "a gap is marked at zero"
    assert "a &quot;word&quot;" in drawn
