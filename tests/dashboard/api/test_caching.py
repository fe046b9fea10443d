"""What a client has already costs nothing; what travels compressed, in parts or as a head is told apart."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard import exports, store
from dashboard.api import shelf
from dashboard.api.shelf import Shelf

HELD = "dataset=ontario/ministry-statements&fiscal_year=2024"
PLAIN = {"accept-encoding": "identity"}
ADDRESSES = ["", "datasets", "releases", "commitments.json", "commitments.csv", "feeds/releases.atom", "checks?limit=3", "search?q=health&limit=1", f"slice?{HELD}", "bulk.zip",
             f"slice.csv-metadata.json?{HELD}", *(f"slice.{e}?{HELD}" for e in exports.FORMATS)]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_client_has_is_not_sent_again(client: TestClient, address: str) -> None:
    for headers in (PLAIN, {"accept-encoding": "gzip"}):
        first = client.get(address, headers=headers)
        assert first.status_code == 200, first.text
        tag = first.headers["etag"]
        assert not tag.startswith("W/")
        again = client.get(address, headers={**headers, "if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert client.get(address, headers={**headers, "if-none-match": '"other"'}).status_code == 200


def test_nothing_is_worked_out_for_what_a_client_has(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get(f"slice.csv?{HELD}").headers["etag"]

    monkeypatch.setattr("dashboard.api.cut.files", Shelf(writers=0))
    assert client.get(f"slice.csv?{HELD}").status_code == 503
    assert client.get(f"slice.csv?{HELD}", headers={"if-none-match": tag}).status_code == 304


def test_a_file_of_yesterday_still_holds_but_is_not_continued(client: TestClient) -> None:
    address, whole = f"slice.csv?{HELD}", client.get(f"slice.csv?{HELD}", headers=PLAIN)
    tag = whole.headers["etag"]
    yesterday = f'{tag.rpartition(".")[0]}.20240101"'
    held = client.get(address, headers={**PLAIN, "if-none-match": yesterday})
    assert (held.status_code, held.headers["etag"]) == (304, yesterday)
    part = {**PLAIN, "range": "bytes=10-19"}
    assert client.get(address, headers={**part, "if-range": tag}).content == whole.content[10:20]
    assert client.get(address, headers={**part, "if-range": yesterday}).content == whole.content


def test_another_store_is_another_tag(client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = shutil.copy(store.generation(), tmp_path / "store-000009.duckdb")
    before = client.get("datasets").headers["etag"]
    monkeypatch.setenv("PURSE_STORE", str(file))
    after = client.get("datasets", headers={"if-none-match": before})
    assert (after.status_code, after.headers["etag"] == before) == (200, False)
    os.utime(file, (1, 1))
    assert client.get("datasets").headers["etag"] != after.headers["etag"]


def test_tags_are_of_the_slice_not_of_how_it_was_asked_for(client: TestClient) -> None:
    def tag(address: str) -> str:
        return client.get(address).headers["etag"]

    one = tag(f"slice.csv?{HELD}&administrative_1=Health&category=Operating Expense")
    assert one == tag(f"slice.csv?category=Operating Expense&administrative_1=Health&phase=executed&{HELD}")
    others = {one, tag(f"slice.csv?{HELD}"), tag(f"slice.csv?{HELD}&receipts=false"), tag(f"slice.csv?{HELD}&lang=fr"),
              tag(f"slice.json?{HELD}"), tag(f"slice?{HELD}")}  # fmt: skip
    assert len(others) == 6


def test_a_file_taken_elsewhere_is_not_given_to_another_host(client: TestClient) -> None:
    """Links in a file lead to the site that it was taken from: one that a header names must not reach others."""
    shelf.files.close()
    assert b"evil.example" in client.get(f"slice.json?{HELD}", headers={"host": "evil.example"}).content
    assert b"evil.example" not in client.get(f"slice.json?{HELD}").content


def test_text_is_compressed_on_its_way_and_files_that_are_already_are_not(client: TestClient) -> None:
    with client.stream("GET", f"slice.csv?{HELD}", headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()
    plain = client.get(f"slice.csv?{HELD}", headers=PLAIN)
    assert gzip.decompress(packed) == plain.content
    assert int(plain.headers["content-length"]) == len(plain.content)
    assert plain.headers["etag"] != answer.headers["etag"], "other bytes, another tag"
    for ending in ("xlsx", "parquet", "zip"):
        answer = client.get(f"slice.{ending}?{HELD}", headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in answer.headers
        assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_part_of_a_file_is_a_part_of_the_file(client: TestClient) -> None:
    whole = client.get(f"slice.csv?{HELD}", headers=PLAIN)
    part = client.get(f"slice.csv?{HELD}", headers={"accept-encoding": "gzip", "range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["etag"] == whole.headers["etag"]
    assert client.get(f"slice.csv?{HELD}", headers={"range": "bytes=999999999-"}).status_code == 416


@pytest.mark.parametrize("address", [*ADDRESSES, "receipt/nothing", "slice.csv", "nothing", "page.css", "openapi.json"])
def test_a_head_is_that_of_the_answer(client: TestClient, address: str) -> None:
    whole, head = client.get(address, headers=PLAIN), client.head(address, headers={"accept-encoding": "gzip"})
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("address", [*ADDRESSES, "nothing", "slice.csv", "openapi.json"])
def test_any_page_may_read_it_and_nothing_is_guessed_or_remembered_of_anyone(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def test_a_page_may_ask_whether_what_it_has_still_holds(client: TestClient) -> None:
    asked = {"origin": "https://paper.example", "access-control-request-method": "GET",
             "access-control-request-headers": "if-none-match"}  # fmt: skip
    answer = client.options("datasets", headers=asked)
    assert answer.status_code == 200
    assert "if-none-match" in answer.headers["access-control-allow-headers"].lower()
