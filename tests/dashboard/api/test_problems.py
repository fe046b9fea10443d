"""What cannot be answered is told: which parameter, what was given, what there is instead. Never a traceback."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.testclient import TestClient

from dashboard import exports
from dashboard.api import problem
from dashboard.api.app import create
from dashboard.api.shelf import Shelf
from dashboard.i18n import Speaker, languages

HELD = "dataset=ontario/ministry-statements&fiscal_year=2024"
CASES = {
    "slice.csv": ("missing-parameter", "dataset"),
    "slice.csv?dataset=ontario/estimates": ("missing-parameter", "fiscal_year"),
    f"slice.csv?{HELD}&ministry=Health": ("unknown-parameter", "ministry"),
    "datasets?page=2": ("unknown-parameter", "page"),
    "bulk.zip?dataset=ontario/estimates": ("unknown-parameter", "dataset"),
    f"slice.csv?{HELD}&fiscal_year=2025": ("repeated-parameter", "fiscal_year"),
    f"slice?{HELD}&vote=1&vote=2": ("repeated-parameter", "vote"),
    f"slice.csv?{HELD}&phase=spent": ("invalid-value", "phase"),
    f"slice.csv?{HELD}&basis=accrual": ("invalid-value", "basis"),
    f"slice.csv?{HELD}&direction=out": ("invalid-value", "direction"),
    f"slice.csv?{HELD}&receipts=perhaps": ("invalid-value", "receipts"),
    f"slice.csv?{HELD}&lang=de": ("invalid-value", "lang"),
    "slice?dataset=ontario/estimates&fiscal_year=latest": ("invalid-value", "fiscal_year"),
    "slice?dataset=ontario/estimates&fiscal_year=99999999999999999999": ("invalid-value", "fiscal_year"),
    f"slice.csv?{HELD}&recipient=%00": ("invalid-value", "recipient"),
    f"slice.csv?{HELD}&recipient={'x' * 60_000}": ("invalid-value", "recipient"),
    "checks?limit=0": ("invalid-value", "limit"),
    "checks?verdict=fine": ("invalid-value", "verdict"),
    "search?q=": ("invalid-value", "q"),
    f"search?q={'x' * 81}": ("invalid-value", "q"),
    "receipt/a%00b": ("invalid-value", "entry_id"),
    "receipt/a'b": ("invalid-value", "entry_id"),
    "receipt/a%0Ab": ("invalid-value", "entry_id"),
    "receipt/abc-A1": ("not-held", "entry_id"),
    "slice?dataset=ontario/nothing&fiscal_year=2024": ("not-held", "dataset"),
    "slice?dataset=../../etc/passwd&fiscal_year=2024": ("not-held", "dataset"),
    "slice?dataset=reference/cofog&fiscal_year=2024": ("not-held", "dataset"),
    "releases?dataset=nothing": ("not-held", "dataset"),
    "checks?dataset=nothing": ("not-held", "dataset"),
    "slice?dataset=ontario/ministry-statements&fiscal_year=1999": ("not-held", "fiscal_year"),
    f"slice?{HELD}&release=1867": ("not-held", "release"),
    f"slice?{HELD}&phase=proposed": ("not-held", "phase"),
    f"slice?{HELD}&basis=consolidated": ("not-held", "basis"),
    f"slice?{HELD}&direction=revenue": ("not-held", "direction"),
    f"slice.csv?{HELD}&administrative_1=Helth": ("empty-slice", "administrative_1"),
    f"slice.csv?{HELD}&administrative_1=%27%20OR%201=1%20--": ("empty-slice", "administrative_1"),
    f"slice.csv?{HELD}&administrative_1=": ("empty-slice", "administrative_1"),
    "nothing": ("no-such-address", None),
    "slice.html": ("no-such-address", None),
}  # fmt: skip


def told(client: TestClient, address: str, **headers: str) -> dict[str, Any]:
    answer = client.get(address, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    said: dict[str, Any] = answer.json()
    assert said["status"] == answer.status_code
    problem.ProblemDetails(**said)
    return said


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(("address", "expected"), CASES.items(), ids=lambda v: str(v)[:60])
def test_a_problem_is_told(client: TestClient, address: str, expected: tuple[str, str | None], lang: str) -> None:
    if "lang=" not in address:
        address += f"{'&' if '?' in address else '?'}lang={lang}"
    said = told(client, address)
    kind, parameter = expected
    assert said["type"] == f"http://testserver/api/v1/#{kind}"
    assert said["status"] == problem.STATUS[kind]
    assert said.get("parameter") == parameter
    if "lang=de" not in address:
        assert said["title"] == problem.titles(Speaker(lang))[kind]
    assert len(said.get("given", "")) <= 200
    if kind in ("not-held", "empty-slice", "unknown-parameter") and parameter != "entry_id":
        assert said["allowed"], "what there is instead"
        assert said["allowed_count"] >= len(said["allowed"])


def test_a_french_problem_is_french(client: TestClient) -> None:
    said = told(client, f"slice?{HELD}&administrative_1=Helth&lang=fr")
    assert said["detail"] != told(client, f"slice?{HELD}&administrative_1=Helth")["detail"]
    assert "Helth" in said["detail"]


def test_an_empty_slice_says_what_there_is_one_level_up(client: TestClient) -> None:
    said = told(client, f"slice?{HELD}&administrative_1=Health&administrative_2=Nothing")
    assert said["parameter"] == "administrative_2"
    above = client.get(f"slice?{HELD}&administrative_1=Health").json()
    assert f"{above['entries']:,}" in said["detail"]
    assert said["allowed"] == [p["label"] or "" for p in above["parts"]]
    # It is the first filter that leaves nothing, whatever comes after it.
    assert told(client, f"slice?{HELD}&administrative_1=Helth&economic_1=Other")["parameter"] == "administrative_1"


def test_a_host_that_is_none_does_not_get_into_an_answer(client: TestClient) -> None:
    for host in ('"><script>', "a b", "[x", "host/path"):
        assert told(client, "", host=host)["status"] == 400
    assert client.get("", headers={"host": "[::1]:8501"}).status_code == 200


def test_only_reading(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "datasets")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_without_a_store_it_is_told_when_to_come_back(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PURSE_STORE", str(tmp_path / "none"))
    for address in (
        "",
        "datasets",
        "search?q=health",
        "receipt/abc-A1",
        f"slice?{HELD}",
        f"slice.csv?{HELD}",
        "bulk.zip",
    ):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert int(answer.headers["retry-after"]) > 0
        assert str(tmp_path) not in answer.text, "no path of the server's"


def test_a_store_without_tables_is_not_asked_in_vain(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    monkeypatch.setenv("PURSE_STORE", str(tmp_path / "empty.duckdb"))
    said = told(client, "datasets")
    assert said["status"] == 503
    assert "SELECT" not in str(said)


def test_what_breaks_is_a_sentence() -> None:
    def broken() -> None:
        raise RuntimeError("secret")

    app = create()
    app.add_api_route("/broken", broken)
    said = told(TestClient(app, raise_server_exceptions=False), "broken")
    assert (said["status"], said["type"]) == (500, "http://testserver/api/v1/#error")
    assert "secret" not in str(said)


def test_a_slice_that_does_not_fit_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dict_of_formats(), "xlsx", replace(exports.FORMATS["xlsx"], most_rows=1316))
    monkeypatch.setattr("dashboard.api.cut.files", Shelf())
    said = told(client, f"slice.xlsx?{HELD}")
    assert (said["status"], said["type"]) == (413, "http://testserver/api/v1/#too-large")
    assert {"1,316", "1,317", "CSV"} <= set(re.findall(r"[\w,]+\w", said["detail"]))
    assert client.get(f"slice.csv?{HELD}").status_code == 200


def dict_of_formats() -> dict[str, exports.Format]:
    assert isinstance(exports.FORMATS, dict)
    return exports.FORMATS


def test_beyond_as_many_files_as_are_written_at_once_one_waits(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.api.cut.files", Shelf(writers=0))
    answer = client.get(f"slice.csv?{HELD}")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["type"].endswith("#busy")
