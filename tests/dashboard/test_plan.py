"""A plan against its actual: every amount is somewhere, and every figure has a receipt that equals it."""

from __future__ import annotations

import inspect
from decimal import Decimal as D
from typing import Any

import pytest

from dashboard import queries, store
from dashboard.questions import plan, restatements
from dashboard.slices import Slice
from dashboard.views import differences


def slice_of(dataset: str, release: str, year: int, phase: str, basis: str = "appropriation") -> Slice:
    return Slice(dataset, release, year, "expenditure", phase, basis)


ESTIMATES = (
    slice_of("ontario/estimates", "2016-17", 2017, "proposed"),
    slice_of("ontario/estimates", "2018-19", 2017, "executed"),
    slice_of("ontario/estimates", "2017-18", 2017, "proposed"),
)
BUDGET = (
    slice_of("ontario/consolidated-expense", "2023-24", 2024, "proposed", "consolidated"),
    slice_of("ontario/consolidated-expense", "2023-24", 2024, "executed", "consolidated"),
    None,
)
FEDERAL = tuple(slice_of("canada/authorities", "2024-25", 2025, p) for p in ("adjusted", "executed", "carried_forward"))
SIDES = pytest.mark.parametrize("sides", [ESTIMATES, BUDGET, FEDERAL], ids=["Estimates", "Budget", "federal"])


def ask(question: Any, *args: object) -> list[dict[str, Any]]:
    return list(store.ask(question, *args).to_pylist())


def total(of: Slice) -> D:
    return D(ask(queries.total, of)[0]["amount"])


def added(rows: list[dict[str, Any]], column: str) -> D:
    return sum((r[column] for r in rows if r[column] is not None), D(0))


@SIDES
def test_what_is_compared_and_what_is_set_apart_add_up_to_the_store(sides: tuple[Any, ...]) -> None:
    before, after, _ = sides
    rows = ask(plan.by_line, *sides, 10_000)
    apart = [ask(restatements.listed, before, after, s) for s in ("vanished", "new")]
    assert added(rows, "before") + added(apart[0], "before") == total(before)
    assert added(rows, "after") + added(apart[1], "after") == total(after)
    (both,) = ask(plan.totals, *sides)
    for column in ("before", "after", "change"):
        assert both[column] == added(rows, column)
    assert (both["lines"], both["beside"]) == (len(rows), added(rows, "beside"))


@SIDES
def test_organisations_hold_the_same_lines(sides: tuple[Any, ...]) -> None:
    (both,) = ask(plan.totals, *sides)
    rows = ask(plan.by_organisation, *sides)
    for column in ("lines", "before", "after", "change"):
        assert sum(r[column] for r in rows) == both[column]
    assert rows == sorted(rows, key=lambda r: (-max(r["change"], -r["change"]), r["administrative_1"]))


@SIDES
def test_every_line_s_labels_select_its_amounts_and_no_others(sides: tuple[Any, ...]) -> None:
    before, after, _ = sides
    (row,) = [d for d in ask(queries.datasets) if d["dataset"] == before.dataset]
    for line in ask(restatements.compared, before, after)[::23]:
        assert line["alike"]
        for of, side in ((before, "before"), (after, "after")):
            if line[side] is not None:
                mine = differences.slice_of(of, line, row["hierarchy"], before=side == "before")
                assert total(mine) == line[side], mine


@SIDES
def test_an_organisation_s_receipt_is_offered_only_where_it_equals(sides: tuple[Any, ...]) -> None:
    before, after, _ = sides
    for row in ask(plan.by_organisation, *sides):
        for of, side in ((before, "before"), (after, "after")):
            if row["lineage"]:
                whole = total(of.narrowed("lineage", row["lineage"]))
                assert (whole == row[side]) >= row[f"whole_{side}"]


def test_programs_are_compared_under_their_vote_whatever_they_are_called() -> None:
    first, *_ = ask(plan.by_line, *ESTIMATES, 1)
    assert (first["vote"], first["administrative_2_before"], first["administrative_2"]) == (
        "1209",
        "Tax and Benefits Administration Program",
        "Tax, Benefits and Local Finance Program",
    )
    assert (first["before"], first["after"], first["change"]) == (D("435627600"), D("894731116"), D("459103516"))


def test_a_restated_plan_stands_beside_the_first_one() -> None:
    health = next(r for r in ask(plan.by_line, *ESTIMATES, 1000) if r["vote"] == "1406")
    assert (health["before"], health["beside"]) == (D("846533600"), D("1235617600"))


def test_federal_authorities_are_spent_carried_forward_or_lapsed() -> None:
    (both,) = ask(plan.totals, *FEDERAL)
    assert (both["before"], both["after"], both["beside"]) == tuple(map(total, FEDERAL))
    assert both["before"] == D("496221770616.48")
    lapses = [r["before"] - r["after"] - r["beside"] for r in ask(plan.by_line, *FEDERAL, 10_000)]
    assert min(lapses) > -1, "but for the publisher's rounding nothing lapses twice"


def test_every_question_is_tested_here() -> None:
    own = {n for n, f in vars(plan).items() if inspect.isfunction(f) and f.__module__ == plan.__name__ and n[0] != "_"}
    text = inspect.getsource(inspect.getmodule(test_every_question_is_tested_here) or plan)
    assert {n for n in own if f"plan.{n}" not in text} == set(), "questions without a test"
