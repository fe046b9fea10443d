"""Questions about organisations, over the real store, and the time line that shows their years."""

from __future__ import annotations

import inspect
import itertools
import json
from decimal import Decimal as D
from typing import Any

import altair as alt
import pandas as pd
import pytest

from dashboard import queries, store
from dashboard.charts import timeline
from dashboard.questions import ministry as questions
from dashboard.slices import LINEAGE, Slice
from dashboard.views import ministry_history, ministry_list, ministry_plan

STATEMENTS = Slice("ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation")
BEFORE = Slice("ontario/ministry-statements", "2023-24", 2024, "expenditure", "executed", "appropriation")
PAYMENTS = Slice("ontario/payments", "2023-24", 2024, "expenditure", "executed", "payments")


def ask(question: Any, *args: object) -> list[dict[str, Any]]:
    return list(store.ask(question, *args).to_pylist())


def total(of: Slice) -> D:
    return D(ask(queries.total, of)[0]["amount"])


def estimates(release: str, phase: str) -> Slice:
    of = Slice("ontario/estimates", release, 2017, "expenditure", phase, "appropriation")
    return of.narrowed(LINEAGE, "CA-ON/education")


def test_every_question_is_tested_here() -> None:
    own = {n for n, f in vars(questions).items() if inspect.isfunction(f) and f.__module__ == questions.__name__}
    text = inspect.getsource(inspect.getmodule(test_every_question_is_tested_here) or questions)
    assert {n for n in own if not n.startswith("_") and f"questions.{n}" not in text} == set()


def test_names_through_renames_are_one_lineage() -> None:
    rows = [r for r in ask(questions.names, "CA-ON") if r["lineage"] == "CA-ON/indigenous-affairs"]
    assert [r["name_en"] for r in rows][-1] == "Indigenous Affairs"
    assert len(rows) == 3


def test_figures_are_those_of_the_slices_that_they_name() -> None:
    rows = ask(questions.figures, ("CA-ON/education", "CA-ON/health"))
    assert len({tuple(r[c] for c in ("lineage", *questions.SPAN)) for r in rows}) == len(rows)
    for r in rows:
        of = Slice(**{c: r[c] for c in questions.SPAN}, where=((LINEAGE, r["lineage"]),))
        assert total(of) == r["amount"]


def test_spending_is_executed_on_the_dataset_s_own_basis_from_the_newest_release() -> None:
    rows = ask(questions.spending, "CA-ON")
    own = {d["dataset"]: d["basis"] for d in ask(queries.datasets)}
    assert all(r["phase"] == "executed" and r["basis"] == own[r["dataset"]] for r in rows)
    year = [r for r in rows if r["dataset"] == "ontario/ministry-statements" and r["fiscal_year"] == 2025]
    assert sum((r["amount"] for r in year), D(0)) == total(STATEMENTS)


def test_ranks_add_up_to_the_slice_and_bring_the_year_before() -> None:
    rows = ask(questions.ranked, STATEMENTS, BEFORE)
    assert sum((r["amount"] for r in rows), D(0)) == total(STATEMENTS)
    assert sum((r["before"] for r in rows), D(0)) == total(BEFORE)
    assert [r["rank"] for r in rows] == list(range(1, 34))
    assert rows[0]["lineage"] == "CA-ON/health"
    assert {r["before"] for r in ask(questions.ranked, STATEMENTS, None)} == {None}


def test_a_slice_is_one_organisation_s_or_not() -> None:
    assert [
        r["name_fr"] for r in ask(questions.organisation_of, STATEMENTS.narrowed("administrative_1", "Health"))
    ] == ["Santé"]
    assert len(ask(questions.organisation_of, STATEMENTS)) == 2


def test_plan_and_actual_meet_by_line_and_add_up() -> None:
    plan, actual = estimates("2017-18", "proposed"), estimates("2018-19", "executed")
    rows = {r["label"]: r for r in ask(questions.plan_and_actual, plan, actual)}
    assert sum((r["plan"] for r in rows.values()), D(0)) == total(plan)
    assert sum((r["actual"] for r in rows.values()), D(0)) == total(actual)
    respelled = rows["Child Care and Early Years Programs"]
    assert respelled["plan_label"] == "Child Care and Early Years programs"
    assert respelled["difference"] == respelled["actual"] - respelled["plan"] == D("-49126655.00")
    for side, key in ((plan, "plan"), (actual, "actual")):
        for r in rows.values():
            assert total(side.narrowed("administrative_2", r[f"{key}_label"])) == r[key]


def test_recipients_have_names_and_payees_count_the_rest() -> None:
    of = PAYMENTS.narrowed(LINEAGE, "CA-ON/health")
    known = ask(questions.payees, of)[0]
    every = ask(questions.recipients, of, 10_000)
    assert known["amount"] == total(of)
    assert len(every) == known["named"]
    assert sum((r["amount"] for r in every), D(0)) + known["rolled_up"] == known["amount"]
    assert not [r for r in every if r["label"].startswith(("Accounts Under", "Recipients under"))]


def test_words_find_a_name_in_either_language_without_accents() -> None:
    names = ask(questions.names, "CA-ON")
    assert ministry_list.matches("sante", "CA-ON/health", names)
    assert ministry_list.matches("Colleges TRAINING", "CA-ON/colleges-and-universities", names), "an earlier name"
    assert not ministry_list.matches("sante magic", "CA-ON/health", names)


def test_a_figure_said_again_by_another_publication_is_drawn_once() -> None:
    def point(dataset: str, year: int, amount: str) -> dict[str, Any]:
        return {"dataset": dataset, "fiscal_year": year, "phase": "executed", "amount": D(amount)}

    points = [point("a", 2024, "1000.34"), point("b", 2024, "1000"), point("b", 2023, "900"), point("c", 2024, "1100")]
    assert ministry_history.drawn(points) == [points[0], points[2], points[3]]


@pytest.mark.parametrize(
    ("spent", "planned", "part"),
    [("110", "100", "0.1"), ("90", "100", "-0.1"), ("5", "0", None), ("-5", "100", None), ("2000", "1", None)],
)
def test_a_part_of_the_plan_is_told_where_it_says_something(spent: str, planned: str, part: str | None) -> None:
    assert ministry_plan.part_of_plan(D(spent), D(planned)) == (None if part is None else D(part))


def points(**more: Any) -> pd.DataFrame:
    rows = [("a", 2015, 3.0), ("a", 2016, 4.0), ("b", 2019, 5.0), ("a", 2018, -1.0)]
    frame = pd.DataFrame(rows, columns=["series", "year", "amount"])
    fixed = {"name": "Estimates", "hue": "first", "planned": False, "amount_label": "$3B", "description": "said"}
    return frame.assign(year_label=frame["year"].astype(str), **{**fixed, **more})


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [r for r in spec["datasets"]["marks"] if r["kind"] == kind]


def test_the_time_line_is_valid_and_follows_the_theme() -> None:
    spec = timeline.chart(points(), [(2018, "1", "Split")], "nothing here")
    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec, allow_nan=False)
    assert {"name": "dark", "expr": "luminance(background) < 0.2"} in spec["params"]
    assert spec["data"] == {"name": "marks"}


def test_a_line_joins_only_years_that_follow_each_other() -> None:
    spec = timeline.chart(points(), [], "nothing here")
    assert [(r["run"], r["year"]) for r in marks(spec, "point")] == [
        ("a:2015", 2015), ("a:2015", 2016), ("a:2018", 2018), ("b:2019", 2019),
    ]  # fmt: skip
    assert len(marks(spec, "gap")) == 1, "2017 is shaded"


def test_amounts_are_measured_from_zero_and_signs_kept() -> None:
    spec = timeline.chart(points(), [], "nothing here")
    (zero,) = marks(spec, "zero")
    heights = {r["amount"]: r["y"] for r in marks(spec, "point")}
    assert heights[-1.0] > zero["y"] > heights[3.0] > heights[5.0]
    assert (zero["y"] - heights[4.0]) == pytest.approx(4 * (heights[-1.0] - zero["y"]))


def test_events_stand_before_their_year_and_only_within_the_years_drawn() -> None:
    spec = timeline.chart(points(), [(2012, "1", "early"), (2018, "2", "Split"), (2030, "3", "late")], "nothing")
    assert [(r["at"], r["text"]) for r in marks(spec, "event")] == [(pytest.approx(2.5 / 4), "2")]


def test_names_of_other_organisations_never_lie_on_each_other_or_below_zero() -> None:
    frame = points(hue="other").assign(series=["a", "b", "c", "d"], year=2015, amount=[0.0, 0.01, 0.02, 5.0])
    labels = sorted((r["y"], r["lines"]) for r in marks(timeline.chart(frame, [], "nothing"), "name"))
    assert all(low - high >= 14 * lines for (high, lines), (low, _) in itertools.pairwise(labels))
    assert labels[-1][0] + 14 * labels[-1][1] < timeline.HEIGHT - 30
