"""Commitments over HTTP: the files as they are, and how each stands on the day."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from starlette.testclient import TestClient

from dashboard.commitments import reading, table
from dashboard.commitments.standing import today

from ..commitments.conftest import Write, folder, write

__all__ = ["folder", "write"]


def test_the_json_has_every_plan_with_its_changes(client: TestClient) -> None:
    found = client.get("commitments.json").json()["plans"]
    kept = reading.kept().plans
    assert [p["plan"] for p in found] == [p.plan for p in kept]
    for told, plan in zip(found, kept, strict=True):
        assert told["progress"]["commitments"] == len(plan.commitments) == len(told["commitments"])
        assert told["title"] == {"en": plan.title.en, "fr": plan.title.fr}
        for one, of in zip(told["commitments"], plan.commitments, strict=True):
            assert [m["milestone"] for m in one["milestones"]] == [m.id for m in of.milestones]
            assert [c["date"] for c in one["history"]] == [c.date for c in of.history]
            assert one["page"] == f"http://testserver/commitments?lang=en#{plan.plan}-{of.id}"


def test_of_one_government_alone_and_in_its_language(client: TestClient) -> None:
    (plan,) = client.get("commitments.json?jurisdiction=CA-NT&lang=fr").json()["plans"]
    (policy,) = plan["commitments"]
    assert (policy["status"], policy["status_since"], policy["due"]) == ("completed", "2018-03-09", None)
    assert "lang=fr" in policy["page"]
    assert client.get("commitments.json?jurisdiction=CA").json() == {"plans": []}, "known, and without commitments"
    rows = list(csv.DictReader(io.StringIO(client.get("commitments.csv?jurisdiction=CA-NT").text)))
    assert {r["plan"] for r in rows} == {"nwt-open-government-policy"}


def test_the_csv_is_that_of_the_page(client: TestClient) -> None:
    answer = client.get("commitments.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content == table.as_csv(reading.kept().plans, today())


def test_late_is_of_the_day(client: TestClient, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write()

    def at(day: date) -> tuple[str | None, str]:
        monkeypatch.setattr("dashboard.api.promised.today", lambda: day)
        answer = client.get("commitments.json")
        found = answer.json()["plans"][0]
        assert found["progress"]["late"] == (found["commitments"][0]["late_since"] is not None)
        return found["commitments"][0]["late_since"], answer.headers["etag"].rpartition(".")[0]

    assert at(date(2030, 9, 30))[0] is None
    assert at(date(2030, 10, 1))[0] == "2030-10-01"
    assert at(date(2030, 9, 29))[1] == at(date(2030, 9, 30))[1] != at(date(2030, 10, 2))[1]


def test_what_a_client_has_is_not_sent_again(client: TestClient) -> None:
    for address in ("commitments.json", "commitments.csv?jurisdiction=CA-ON"):
        tag = client.get(address).headers["etag"]
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304
