"""Lines over the years: the questions over the real store, the breaks, and the chart that draws them."""

import inspect
import itertools
import json
from decimal import Decimal as D
from typing import Any

import altair as alt
import pandas as pd
import pytest

from dashboard import breaks, queries, store
from dashboard.charts import lines, lines_layout
from dashboard.i18n import Speaker
from dashboard.questions import trends
from dashboard.slices import LINEAGE, NOT_NAMED, Slice

REVENUE = ("ontario/revenue-by-source", "revenue", "executed", "consolidated")
PLANS = ("ontario/estimates", "expenditure", "proposed", "appropriation")
FEDERAL = ("canada/program-spending", "expenditure", "executed", "appropriation")
FEES = "Fees, Donations and Other Revenues from Broader Public Sector Organizations"
HEALTH, INDIGENOUS = "CA-ON/health-and-long-term-care", "CA-ON/indigenous-affairs"


def ask(question: Any, *args: object) -> list[dict[str, Any]]:
    return list(store.ask(question, *args).to_pylist())


def whole(held: tuple[str, ...]) -> list[dict[str, Any]]:
    return ask(trends.points, *held, "", None, (), ())


@pytest.mark.parametrize("held", [REVENUE, PLANS, FEDERAL])
def test_the_whole_is_the_history_of_the_dataset(held: tuple[str, str, str, str]) -> None:
    expected = ask(queries.history, *held)
    assert [{k: r[k] for k in ("fiscal_year", "release", "amount")} for r in whole(held)] == [
        {k: r[k] for k in ("fiscal_year", "release", "amount")} for r in expected
    ]


@pytest.mark.parametrize(("held", "column"), [(REVENUE, "economic_1"), (PLANS, "administrative_1"), (FEDERAL, "administrative_1")])  # fmt: skip
def test_the_lines_of_a_level_add_up_to_the_whole_in_every_year(held: tuple[str, str, str, str], column: str) -> None:
    same = breaks.same_lines(held[0], column)
    keys = tuple(r["key"] for r in ask(trends.parts, *held, column, None, same))
    sums: dict[int, D] = {}
    for r in ask(trends.points, *held, column, None, keys, same):
        sums[r["fiscal_year"]] = sums.get(r["fiscal_year"], D(0)) + r["amount"]
    assert sums == {r["fiscal_year"]: r["amount"] for r in whole(held)}


def test_every_point_is_the_sum_of_its_slice() -> None:
    for r in ask(trends.points, *PLANS, "administrative_1", None, (HEALTH, INDIGENOUS), ()):
        dataset, direction, phase, basis = PLANS
        of = Slice(dataset, r["release"], r["fiscal_year"], direction, phase, basis, ((LINEAGE, r["key"]),))
        assert ask(queries.total, of)[0]["amount"] == r["amount"], r


def test_a_renamed_ministry_is_one_line_and_restatements_are_seen() -> None:
    rows = ask(trends.points, *PLANS, "administrative_1", None, (INDIGENOUS,), ())
    assert [r["label"] for r in rows] == [
        "Ministry of Aboriginal Affairs",
        "Ministry of Indigenous Relations and Reconciliation",
    ]
    assert (rows[1]["release"], rows[1]["amount"]) == ("2017-18", D("81986414"))
    assert (rows[1]["earlier_release"], rows[1]["earlier"]) == ("2016-17", D("76986414"))
    assert rows[0]["earlier"] is None


def test_a_year_whose_newest_release_lacks_the_line_is_not_taken_from_an_older_one() -> None:
    rows = ask(trends.points, *PLANS, "administrative_1", None, (INDIGENOUS,), ())
    assert {r["fiscal_year"] for r in rows} == {2016, 2017}, (
        "release 2017-18 plans it for 2017-18, 2018-19 has no table"
    )


def test_a_relabelled_line_goes_on() -> None:
    same = breaks.same_lines(REVENUE[0], "economic_1")
    rows = ask(trends.points, *REVENUE, "economic_1", None, (FEES,), same)
    assert [r["fiscal_year"] for r in rows] == list(range(2015, 2025))
    assert len({r["label"] for r in rows}) == 2
    assert rows[-1]["amount"] == D("13071000000")


def test_lines_within_a_part() -> None:
    within = (LINEAGE, HEALTH)
    rows = ask(trends.parts, *PLANS, "administrative_2", within, ())
    keys = tuple(r["key"] for r in rows)
    points = ask(trends.points, *PLANS, "administrative_2", within, keys, ())
    health = ask(trends.points, *PLANS, "administrative_1", None, (HEALTH,), ())
    for year in health:
        mine = [p["amount"] for p in points if p["fiscal_year"] == year["fiscal_year"]]
        assert sum(mine, D(0)) == year["amount"]


def test_labels_that_are_not_named_can_be_a_line() -> None:
    rows = ask(trends.points, *PLANS, "administrative_2", None, (NOT_NAMED,), ())
    assert rows
    assert all(r["label"] is None for r in rows)


def test_values_are_quoted_not_pasted() -> None:
    text = store.sql(trends.points(*REVENUE, "economic_1", None, ("'; DROP TABLE entry; --",), ()))
    assert "'''; DROP TABLE entry; --'" in text


def test_series_come_with_their_cell() -> None:
    rows = ask(trends.series, "Population, Ontario, 1 July")
    assert (rows[-1]["fiscal_year"], rows[-1]["value"], rows[-1]["cell"]) == (2025, D("16124116"), "C134")


def test_reorganisations_know_both_lineages_and_no_rename() -> None:
    rows = ask(trends.reorganisations, "CA-ON")
    assert {r["kind"] for r in rows} <= {"merge", "split", "transfer", "created", "abolished"}
    split = [r for r in rows if r["from_lineage"] == HEALTH]
    assert {r["to_lineage"] for r in split} == {"CA-ON/health", "CA-ON/long-term-care"}


def test_every_question_is_documented() -> None:
    for name, question in inspect.getmembers(trends, inspect.isfunction):
        if question.__module__ == trends.__name__ and not name.startswith("_"):
            assert question.__doc__


def test_the_two_accounting_changes_lie_where_they_lie() -> None:
    say = Speaker("en")

    def years(basis: str, first: int, last: int, place: str = "CA-ON") -> list[int]:
        return [c.from_year for c in breaks.accounting_between(say, place, basis, first, last)]

    assert years("consolidated", 2015, 2024) == [2016, 2017]
    assert years("appropriation", 2015, 2017) == [2016], "appropriations are not consolidated"
    assert years("consolidated", 2017, 2024) == []
    assert years("payments", 2015, 2024) == []
    assert years("consolidated", 2015, 2024, "CA") == []
    assert all(c.what and c.source for c in breaks.accounting_changes(say))


def test_breaks_get_one_letter_each() -> None:
    one, two = breaks.Break(2017, "second", ""), breaks.Break(2016, "first", "", "x")
    again = breaks.Break(2016, "first", "", "y")
    assert [(k, b.line) for k, b in breaks.lettered([one, two, again])] == [("A", "x"), ("A", "y"), ("B", "")]


def points(count: int, years: int = 4, **more: Any) -> pd.DataFrame:
    rows = [
        {
            "line": f"l{i}", "name": f"Ministry of Colleges and Universities {i}", "year": 2015 + y,
            "year_label": f"{2014 + y}–{15 + y}", "value": 1e9 * (y + 1) / (i + 1), "value_label": "$1.0 billion",
            "segment": 1 + (y > 1), "plan": False, "restated": False, "release": "2023-24", "description": "said",
        } | more
        for i in range(count)
        for y in range(years)
    ]  # fmt: skip
    return pd.DataFrame(rows)


RULES = pd.DataFrame([{"year": 2016, "letter": "A", "line": "", "stops": True}, {"year": 2016, "letter": "B", "line": "l1", "stops": False}])  # fmt: skip
NO_RULES = RULES.head(0)


def draw(frame: pd.DataFrame, rules: pd.DataFrame = RULES, **more: Any) -> dict[str, Any]:
    return lines.chart(frame, rules, tick=lambda v: f"${v:g}", **{"from_zero": True, **more})


def marks(spec: dict[str, Any], what: str, layout: str = "w") -> list[dict[str, Any]]:
    return [m for m in spec["datasets"]["marks"] if m["what"] == what and m["layout"] == layout]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_the_chart_is_valid_and_stays_within_its_height(count: int) -> None:
    spec = draw(points(count))
    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec, allow_nan=False)
    for m in spec["datasets"]["marks"]:
        assert 0 <= m["y"] <= spec["height"], m
        assert 0 <= m.get("f", 0) <= 1
    for layout in "wn":
        assert len(marks(spec, "points", layout)) == count * 4


def test_up_to_three_lines_share_a_panel_and_four_do_not() -> None:
    assert {m["cols"] for m in marks(draw(points(3)), "points")} == {1}
    assert len(marks(draw(points(3)), "ends")) == 3
    assert not marks(draw(points(4)), "ends")
    assert len(marks(draw(points(4)), "titles")) == 4


def test_on_a_phone_every_line_has_its_panel() -> None:
    spec = draw(points(3))
    assert len(marks(spec, "titles", "n")) == 3
    tops = [m["y"] for m in marks(spec, "titles", "n")]
    assert tops == sorted(set(tops))


def test_names_at_the_ends_never_overlap() -> None:
    frame = points(3)
    frame["value"] = 1e9
    ends = sorted(marks(draw(frame), "ends"), key=lambda m: m["label_y"])
    for above, below in itertools.pairwise(ends):
        assert below["label_y"] - above["label_y"] >= (above["lines"] + below["lines"]) / 2 * 16


def test_breaks_of_all_lines_span_the_plot_and_those_of_one_its_surroundings() -> None:
    whole_plot, own = sorted(marks(draw(points(2)), "rules"), key=lambda m: m["y"] - m["y2"])
    assert (whole_plot["letter"], own["letter"]) == ("A", "B")
    assert whole_plot["stops"]
    assert own["tone"] == "1"
    assert [m["letter"] for m in marks(draw(points(2)), "rules", "n")] == ["A", "A B"], "a panel has one rule a year"


def test_pieces_of_a_line_stay_apart() -> None:
    spec = draw(points(1))
    (line,) = [layer for layer in spec["layer"] if layer["name"] == "lines"]
    assert {d["field"] for d in line["encoding"]["detail"]} == {"line", "segment"}
    assert line["transform"][-1] == {"filter": "!datum.plan"}
    assert {m["segment"] for m in marks(spec, "points")} == {1, 2}


def test_scales_begin_at_zero_unless_told_otherwise() -> None:
    assert lines_layout.scale([90.0, 110.0], from_zero=True) == (0.0, pytest.approx(116.6))
    low, high = lines_layout.scale([90.0, 110.0], from_zero=False)
    assert 0 < low < 90
    assert high > 110
    assert lines_layout.scale([-5.0, 5.0], from_zero=True)[0] < -5
    assert lines_layout.scale([7.0], from_zero=False) == (6.0, 8.0)


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [(0, 10, 5, (0, 2, 4, 6, 8, 10)), (0, 21, 2, (0, 20)), (-3, 3, 3, (-2, 0, 2)), (0, 0, 2, (0,))],
)
def test_ticks_are_round(low: float, high: float, count: int, expected: tuple[float, ...]) -> None:
    assert lines_layout.nice_ticks(low, high, count) == expected


def test_restated_years_are_diamonds_and_more_lines_than_hues_are_refused() -> None:
    assert {m["shape"] for m in marks(draw(points(1, restated=True)), "points")} == {"diamond"}
    assert {m["shape"] for m in marks(draw(points(1)), "points")} == {"circle"}
    with pytest.raises(ValueError, match="shows 1 to 6 lines; here are 7"):
        draw(points(7))


def test_a_single_year_can_be_drawn() -> None:
    assert {m["f"] for m in marks(draw(points(1, years=1), NO_RULES), "points")} == {0.5}
