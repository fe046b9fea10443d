"""How a commitment stands follows from its dated changes and the day, and from nothing else."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from dashboard.commitments import reading, table
from dashboard.commitments.form import Plan
from dashboard.commitments.standing import Standing, completed, late, progress, standing, today

from .conftest import Write

DAY = date(2030, 10, 15)


@pytest.fixture
def plan(write: Write) -> Plan:
    return reading.read(write())


def test_status_and_due_date_are_those_of_the_last_change(plan: Plan) -> None:
    (roads,) = plan.commitments
    assert standing(roads, DAY) == Standing("under_way", "2030-01-15", "2030-09", date(2030, 10, 1))
    first, site = (standing(roads, DAY, m) for m in roads.milestones)
    assert first == Standing("completed", "2030-03-01", "2030-02", None), "what is completed is not late"
    assert site == Standing("unknown", None, None, None), "what has no due date is not late, and nothing says how it is"
    assert completed(roads, DAY) == 1


@pytest.mark.parametrize(
    ("on", "is_late"), [(date(2030, 9, 30), False), (date(2030, 10, 1), True), (date(2031, 1, 1), True)]
)
def test_late_begins_the_day_after_the_last_day_of_what_is_known(plan: Plan, on: date, is_late: bool) -> None:
    assert (standing(plan.commitments[0], on).late_since is not None) == is_late
    assert [x.since for x in late([plan], on)] == ([date(2030, 10, 1)] if is_late else [])
    assert progress(plan.commitments, on).late == is_late


@pytest.mark.parametrize("status", ["completed", "withdrawn"])
def test_what_has_ended_is_not_late(write: Write, status: str) -> None:
    plan = reading.read(write(("due: 2030-09, ", f"status: {status}, ")))
    assert standing(plan.commitments[0], DAY).late_since is None


@pytest.mark.parametrize("status", ["not_started", "unknown"])
def test_what_nobody_says_has_ended_is_late(write: Write, status: str) -> None:
    plan = reading.read(write(("due: 2030-09, ", f"status: {status}, ")))
    assert standing(plan.commitments[0], DAY).late_since == date(2030, 7, 1), "due in June, and never moved"


def test_a_milestone_can_be_late_alone(write: Write) -> None:
    plan = reading.read(write(("milestone: list, status: completed", "milestone: list, status: under_way")))
    on = date(2030, 4, 1)
    assert [(x.milestone and x.milestone.id, x.due) for x in late([plan], on)] == [("list", "2030-02")]


def test_the_bundled_commitments_add_up() -> None:
    plans = {p.jurisdiction: p for p in reading.kept().plans}
    ontario, nwt = (progress(plans[j].commitments, date(2026, 11, 22)) for j in ("CA-ON", "CA-NT"))
    assert (ontario.commitments, ontario.by_status, ontario.late) == (3, {"under_way": 3}, 3)
    assert (nwt.commitments, nwt.by_status, nwt.late, nwt.undated) == (1, {"completed": 1}, 0, 1)
    assert progress(plans["CA-ON"].commitments, date(2017, 12, 31)).late == 0, "in December 2017 they were not yet"


def test_the_csv_has_a_row_for_each_commitment_and_milestone(plan: Plan) -> None:
    rows = list(csv.DictReader(io.StringIO(table.as_csv([plan], DAY).decode())))
    assert tuple(rows[0]) == table.COLUMNS
    assert [(r["commitment"], r["milestone"], r["status"]) for r in rows] == [
        ("roads", "", "under_way"),
        ("roads", "list", "completed"),
        ("roads", "site", "unknown"),
    ]
    assert [(r["start"], r["due"], r["late_since"]) for r in rows] == [
        ("2030-01", "2030-09", "2030-10-01"),
        ("", "2030-02", ""),
        ("", "", ""),
    ]
    assert rows[0]["evidence"] == "https://northland.example/news"
    assert rows[2]["title_fr"] == "Un site"


def test_no_spreadsheet_runs_a_text_of_the_csv(write: Write) -> None:
    plan = reading.read(write(("Publish every road contract", '"=1+1"')))
    assert b",'=1+1," in table.as_csv([plan], DAY)


def test_today_is_a_day() -> None:
    assert today() >= date(2026, 11, 1)
