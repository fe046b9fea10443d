"""A slice over HTTP is the slice of the pages: the same sum in every format, its defaults told."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from dashboard import exports, queries, store
from dashboard.api import shelf
from dashboard.slices import FILTERS, Slice, from_params
from loaders.load import default_sources
from loaders.reading import read_sources

HELD = sorted(s.dataset for s in read_sources(default_sources()) if s.kind == "entries")
HEALTH = {"dataset": "ontario/ministry-statements", "fiscal_year": "2024", "administrative_1": "Health"}


def _of_csv(data: bytes) -> list[D]:
    return [D(row["amount"]) for row in csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))]


def _of_json(data: bytes) -> list[D]:
    whole = json.loads(data, parse_float=D)
    return [D(row["amount"]) for row in whole["entries"]]


def _of_xlsx(data: bytes) -> list[D]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    at = head.index("amount")
    return [D(repr(row[at])) for row in rows]


def _of_zip(data: bytes) -> list[D]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        (name,) = [n for n in package.namelist() if n.endswith(".csv")]
        return _of_csv(package.read(name))


AMOUNTS: dict[str, Callable[[bytes], list[D]]] = {
    "csv": _of_csv,
    "json": _of_json,
    "parquet": lambda data: pq.read_table(io.BytesIO(data))["amount"].to_pylist(),
    "xlsx": _of_xlsx,
    "zip": _of_zip,
}


def newest_year(dataset: str) -> int:
    return max(h["fiscal_year"] for h in store.ask(queries.holdings).to_pylist() if h["dataset"] == dataset)


def pinned(address: str) -> Slice:
    """The slice that a Content-Location names."""
    of = from_params(dict(parse_qsl(urlsplit(address).query, keep_blank_values=True)))
    assert of is not None
    return of


def test_every_format_is_read_here() -> None:
    assert set(AMOUNTS) == set(exports.FORMATS)


@pytest.mark.parametrize("ending", AMOUNTS)
@pytest.mark.parametrize("dataset", HELD)
def test_a_file_adds_up_to_what_the_store_says(client: TestClient, dataset: str, ending: str) -> None:
    answer = client.get(f"slice.{ending}", params={"dataset": dataset, "fiscal_year": newest_year(dataset)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(exports.FORMATS[ending].media_type.partition(";")[0])
    total = store.ask(queries.total, pinned(answer.headers["content-location"])).to_pylist()[0]
    amounts = AMOUNTS[ending](answer.content)
    assert (sum(amounts), len(amounts)) == (total["amount"], total["entries"])


@pytest.mark.parametrize("column", FILTERS)
def test_every_filter_narrows(client: TestClient, column: str) -> None:
    wide = {"dataset": "ontario/estimates", "fiscal_year": "2017"}
    of = pinned(client.get("slice", params=wide).headers["content-location"])
    label = store.ask(queries.children, of, column, None).to_pylist()[0]["label"] or ""
    found = client.get("slice", params={**wide, column: label})
    expected = store.ask(queries.total, of.narrowed(column, label)).to_pylist()[0]
    assert found.status_code == 200, found.text
    assert (D(found.json(parse_float=D)["amount"]), found.json(parse_float=D)["entries"]) == (
        expected["amount"],
        expected["entries"],
    )
    assert found.json(parse_float=D)["slice"][column] == label


def test_what_is_left_out_is_filled_in_and_told(client: TestClient) -> None:
    # Estimates of three editions hold 2016-17: the last of them as actual figures.
    of = pinned(client.get("slice.csv?dataset=ontario/estimates&fiscal_year=2017").headers["content-location"])
    assert (of.release, of.phase, of.basis, of.direction) == ("2018-19", "executed", "appropriation", "expenditure")
    of = pinned(
        client.get("slice?dataset=ontario/estimates&fiscal_year=2017&phase=proposed").headers["content-location"]
    )
    assert (of.release, of.phase) == ("2017-18", "proposed")
    of = pinned(client.get("slice?dataset=ontario/estimates&fiscal_year=2019").headers["content-location"])
    assert of.phase == "proposed", "what is held where nothing was spent yet"


def test_the_pinned_address_gives_the_same_bytes(client: TestClient) -> None:
    first = client.get("slice.csv", params=HEALTH)
    again = client.get(first.headers["content-location"])
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["content-location"] == first.headers["content-location"]


@pytest.mark.parametrize("ending", AMOUNTS)
def test_the_same_slice_is_the_same_bytes_when_it_is_written_anew(client: TestClient, ending: str) -> None:
    first = client.get(f"slice.{ending}", params=HEALTH)
    shelf.files.close()
    assert client.get(f"slice.{ending}", params=HEALTH).content == first.content


def test_a_sum_divides_into_parts_that_add_up_to_it(client: TestClient) -> None:
    whole = client.get("slice", params=HEALTH).json(parse_float=D)
    assert whole["divided_by"] == "administrative_2"
    assert len(whole["parts"]) == whole["parts_total"]
    assert sum(D(p["amount"]) for p in whole["parts"]) == D(whole["amount"])
    assert sum(p["entries"] for p in whole["parts"]) == whole["entries"]
    part = client.get(whole["parts"][0]["slice"]).json(parse_float=D)
    assert part["amount"] == whole["parts"][0]["amount"]


def test_a_sum_says_whose_figures_they_are(client: TestClient) -> None:
    said = client.get("slice", params={**HEALTH, "lang": "fr"}).json(parse_float=D)
    assert said["source"]["publisher"] == "Secrétariat du Conseil du Trésor, Ontario"
    assert said["source"]["release"] == said["slice"]["release"]
    assert said["page"].startswith("http://testserver/receipt?lang=fr&")
    assert set(said["files"]) == set(exports.FORMATS)
    assert said["citation"]


def test_without_receipts_there_are_no_cells(client: TestClient) -> None:
    def columns(receipts: str) -> set[str]:
        answer = client.get("slice.csv", params={**HEALTH, "receipts": receipts})
        return set(answer.text.splitlines()[0].split(","))

    assert columns("true") - columns("false") == {"sha256", "file", "sheet", "cell", "printed"}


def test_the_csv_is_described(client: TestClient) -> None:
    answer = client.get("slice.csv", params=HEALTH)
    (link,) = [part for part in answer.headers["link"].split(", <") if "describedby" in part]
    described = client.get(link.split(">")[0].lstrip("<"))
    assert described.headers["content-type"] == "application/csvm+json"
    columns = described.json(parse_float=D)["tableSchema"]["columns"]
    assert [c["name"] for c in columns] == answer.text.splitlines()[0].split(",")


def test_a_file_is_named_licensed_and_saved(client: TestClient) -> None:
    answer = client.get("slice.xlsx", params=HEALTH)
    of = pinned(answer.headers["content-location"])
    assert answer.headers["content-disposition"] == f'attachment; filename="{of.file_name("xlsx")}"'
    assert '<https://www.ontario.ca/page/terms-use>; rel="license"' in answer.headers["link"]


def test_the_whole_store_is_a_zip(client: TestClient, tmp_path: Path) -> None:
    answer = client.get("bulk.zip")
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        names = [n for n in whole.namelist() if n.endswith("entry.parquet")]
        assert len(names) == 1, whole.namelist()
        rows = pq.read_table(io.BytesIO(whole.read(names[0])))
    assert rows.num_rows == sum(h["entries"] for h in store.ask(queries.holdings).to_pylist())
