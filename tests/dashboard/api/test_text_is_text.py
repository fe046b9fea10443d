"""Names that are written to be more than a text leave the API, in every format, as the text that was printed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from dashboard.exports.safety import safe
from tests import hostile
from tests.dashboard.api.conftest import mounted

SLICE = {"dataset": "northland/ministries", "fiscal_year": 2024}


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile.store(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def asked(hostile_store: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("PURSE_STORE", str(hostile_store))
    return TestClient(mounted(), base_url="http://testserver/api/v1/")


def first_levels(rows: list[dict[str, object]]) -> set[object]:
    return {row["administrative_1"] for row in rows}


def test_json_has_it_whole(asked: TestClient) -> None:
    answer = asked.get("slice.json", params=SLICE)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert first_levels(answer.json()["entries"]) == set(hostile.NAMES)


def test_parquet_has_it_whole(asked: TestClient) -> None:
    table = pq.read_table(io.BytesIO(asked.get("slice.parquet", params=SLICE).content))
    assert set(table["administrative_1"].to_pylist()) == set(hostile.NAMES)


def test_csv_has_nothing_that_a_spreadsheet_runs(asked: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(asked.get("slice.csv", params=SLICE).text)))
    assert first_levels(rows) == {safe(name) for name in hostile.NAMES}
    begins = {cell[:1] for row in rows for name, cell in row.items() if name != "amount" and cell}
    assert not begins & set("=+@\t\r\n\uff1d")


def test_a_workbook_has_texts_and_no_links(asked: TestClient) -> None:
    content = asked.get("slice.xlsx", params=SLICE).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not [cell for cell in cells if cell.hyperlink]
    texts = {cell.value for cell in cells}
    assert hostile.MARKUP[0] in texts
    assert hostile.LONG in texts
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert not [n for n in package.namelist() if "external" in n.lower() or "vba" in n.lower()]


def test_a_data_package_says_what_it_is_in_valid_json(asked: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(asked.get("slice.zip", params=SLICE).content)) as package:
        described = json.loads(package.read("datapackage.json"))
    assert "<script>" in described["title"]


def test_every_address_without_parameters_answers_with_no_markup_of_it(asked: TestClient) -> None:
    """What is HTML, CSS or XML there is ours; every other answer is no document for a browser."""
    paths = [p for p, o in asked.get("openapi.json").json()["paths"].items() if "{" not in p and "get" in o]
    assert len(paths) > 10
    for path in paths:
        answer = asked.get(
            path.lstrip("/"), params=SLICE if "slice" in path else {"q": "qq"} if "search" in path else {}
        )
        assert answer.status_code in (200, 400), path  # what needs a parameter of its own says so
        if answer.headers["Content-Type"].startswith(("text/html", "application/xhtml", "text/xml")):
            assert "qqscript" not in answer.text, path
        assert "\r" not in "".join(answer.headers.values())
    assert "<script" not in asked.get("").text


@pytest.mark.parametrize("name", hostile.NAMES, ids=lambda n: n[:24])
def test_a_slice_is_found_by_its_printed_name(asked: TestClient, name: str) -> None:
    found = asked.get("slice", params={**SLICE, "administrative_1": name})
    assert found.status_code == 200, found.json()
    assert found.json()["slice"]["administrative_1"] == name
    assert asked.get(found.json()["files"]["csv"]).status_code == 200
