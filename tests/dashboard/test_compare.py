"""Two slices matched part by part, over the real store; and the chart of pairs."""

import inspect
import json
import math
from decimal import Decimal as D
from typing import Any

import altair as alt
import pandas as pd
import pytest

from dashboard import breaks, queries, store
from dashboard.charts import legend, pairs
from dashboard.questions import compare
from dashboard.slices import Slice
from dashboard.theme import BLUE

STATEMENTS = [
    Slice("ontario/ministry-statements", r, y, "expenditure", "executed", "appropriation")
    for r, y in (("2024-25", 2025), ("2023-24", 2024))
]
ESTIMATES = [
    Slice("ontario/estimates", r, y, "expenditure", "executed", "appropriation")
    for r, y in (("2018-19", 2017), ("2016-17", 2015))
]
CANADA = Slice("canada/program-spending", "2024-25", 2025, "expenditure", "executed", "appropriation")
REVENUE = [
    Slice("ontario/revenue-by-source", "2023-24", y, "revenue", "executed", "consolidated") for y in (2024, 2015)
]


def ask(question: Any, *args: object) -> list[dict[str, Any]]:
    return list(store.ask(question, *args).to_pylist())


def paired(a: Slice, b: Slice, column: str, by_lineage: bool = True) -> list[dict[str, Any]]:
    return ask(compare.paired, a, b, column, by_lineage, breaks.same_lines(a.dataset, column))


def total(of: Slice) -> D:
    return D(ask(queries.total, of)[0]["amount"])


@pytest.mark.parametrize(
    ("a", "b", "column", "by_lineage"),
    [
        (*STATEMENTS, "administrative_1", True),
        (*ESTIMATES, "administrative_1", True),
        (STATEMENTS[0], CANADA, "administrative_1", False),
        (*REVENUE, "economic_1", True),
        (*REVENUE, "economic_2", True),
        (*STATEMENTS, "administrative_2", True),
    ],
)
def test_both_sides_add_up_to_their_slices(a: Slice, b: Slice, column: str, by_lineage: bool) -> None:
    rows = paired(a, b, column, by_lineage)
    for key, of in (("a", a), ("b", b)):
        assert sum((r[key] for r in rows if r[key] is not None), D(0)) == total(of)
    assert len({r["key"] for r in rows}) == len(rows)


def test_ministries_are_matched_through_renames() -> None:
    a, b = STATEMENTS[0], ESTIMATES[1]
    rows = {r["key"]: r for r in paired(a, b, "administrative_1")}
    environment = rows["CA-ON/indigenous-affairs"]
    assert (environment["a_label"], environment["b_label"]) == ("Indigenous Affairs", "Ministry of Aboriginal Affairs")
    assert environment["b"] == D("70588587")


def test_governments_are_matched_by_name_alone() -> None:
    rows = paired(STATEMENTS[0], CANADA, "administrative_1", by_lineage=False)
    both = [r["a_label"] for r in rows if r["a"] is not None and r["b"] is not None]
    assert both == ["Office of the Chief Electoral Officer"]
    assert all(r["a_lineage"] is None for r in rows)


def test_a_relabelled_line_is_matched_with_itself() -> None:
    rows = {r["a_label"]: r for r in paired(*REVENUE, "economic_1")}
    fees = rows["Fees, Donations and Other Revenues from Broader Public Sector Organizations"]
    assert (fees["a"], fees["b"]) == (D("13071000000"), D("7308000000"))
    assert fees["b_label"].endswith("Hospitals, School Boards and Colleges")


def test_parts_are_the_children_by_lineage() -> None:
    rows = ask(compare.parts, STATEMENTS[0], "administrative_1")
    assert rows[0]["key"] == rows[0]["lineage"] == "CA-ON/health"
    assert sum((r["amount"] for r in rows), D(0)) == total(STATEMENTS[0])


def test_values_are_quoted_not_pasted() -> None:
    trick = STATEMENTS[0].narrowed("administrative_1", "'; DROP TABLE entry; --")
    assert "'''; DROP TABLE entry; --'" in store.sql(compare.paired(trick, trick, "administrative_2", False, ()))


def test_every_question_is_documented() -> None:
    for name, question in inspect.getmembers(compare, inspect.isfunction):
        if question.__module__ == compare.__name__ and not name.startswith("_"):
            assert question.__doc__


def frame(*amounts: tuple[float, float]) -> pd.DataFrame:
    rows = [
        (f"Ministry {i}", side, value, "$1.0 billion", "said")
        for i, pair in enumerate(amounts)
        for side, value in zip("ab", pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["label", "side", "amount", "amount_label", "description"])


def test_pairs_are_valid_and_keep_their_order() -> None:
    spec = pairs.chart(frame((3e9, 2e9), (-1e9, math.nan)), names=("2024–25", "2023–24"))
    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec, allow_nan=False)
    rows = spec["datasets"]["pairs"]
    assert [(r["pair"], r["side"], r["amount"]) for r in rows] == [
        (0, "a", 3e9), (0, "b", 2e9), (1, "a", -1e9), (1, "b", None),
    ]  # fmt: skip
    assert {(r["low"], r["high"]) for r in rows} == {(-1e9, 3e9)}
    assert {r["of"] for r in rows if r["side"] == "b"} == {"2023–24"}
    assert spec["height"] == 2 * pairs.ROW_HEIGHT + 4


def test_what_is_no_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of side 'a', then one of side 'b'"):
        pairs.chart(frame((1.0, 2.0)).head(1), names=("x", "y"))


def test_the_key_escapes_names() -> None:
    html = legend.key({"<A>": BLUE})
    assert "&lt;A&gt;" in html
    assert BLUE.light in html
