"""The document says from the first byte which language it is in, which feeds there are, and on the data page which datasets
it is about."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard import queries, store
from dashboard.catalogue.known import everything
from dashboard.document import DatasetsInHead, DocumentLanguage, FeedsInHead
from dashboard.feeds import FEEDS

PAGE = '<!doctype html><html lang="en"><head></head><body>' + "x" * 4000 + "</body></html>"


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE, headers={"ETag": '"of the file"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"})


async def note(_: Request) -> Response:
    return PlainTextResponse('<html lang="en"')


APP = Starlette(
    routes=[Route("/", page), Route("/note", note), Route("/data", page), Route("/data/", page)],
    middleware=[
        Middleware(GZipMiddleware, minimum_size=2048),
        Middleware(DocumentLanguage),
        Middleware(DatasetsInHead),
        Middleware(GZipMiddleware, minimum_size=2048),  # Streamlit compresses by itself
    ],
)


@pytest.mark.parametrize(
    ("address", "browser", "language"),
    [
        ("/?lang=fr", "en-CA", "fr"),
        ("/", "fr-CA,fr;q=0.9", "fr"),
        ("/?lang=en", "fr-CA", "en"),
        ("/?lang=xx", "de", "en"),
    ],
)
def test_the_document_is_in_the_language_of_the_address_or_the_browser(
    address: str, browser: str, language: str
) -> None:
    answer = TestClient(APP).get(address, headers={"accept-language": browser})
    assert answer.text == PAGE.replace('lang="en"', f'lang="{language}"')


def test_what_is_no_document_is_left_alone() -> None:
    assert TestClient(APP).get("/note?lang=fr").text == '<html lang="en"'


def described(address: str, **headers: str) -> dict[str, Any]:
    answer = TestClient(APP).get(address, headers=headers)
    assert answer.status_code == 200
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script></head>', answer.text, re.S)
    assert answer.text.count("<script") == 1
    about: dict[str, Any] = json.loads(found)
    return about


def test_the_data_page_describes_the_whole_catalogue() -> None:
    about = described("/data?lang=en")
    assert (about["@context"], about["@type"]) == ("https://schema.org", "DataCatalog")
    assert {d["identifier"] for d in about["dataset"]} == {k.id for k in everything() if k.kind != "portal"}
    loaded = [d for d in about["dataset"] if "distribution" in d]
    assert {d["identifier"] for d in loaded} == set(store.ask(queries.datasets)["dataset"].to_pylist())


def test_a_datasets_page_describes_it_in_the_language_asked_for() -> None:
    about = described("/data?lang=fr&id=ontario/ministry-statements")
    assert about["@type"] == "Dataset"
    assert about["name"] == "États des ministères\xa0: charges par programme et compte standard"
    assert about["license"] == "https://www.ontario.ca/page/terms-use"
    assert about["temporalCoverage"] == "2023-04-01/2025-03-31"
    assert about["url"] == "http://testserver/data?lang=fr&id=ontario/ministry-statements"
    assert described("/data?id=ontario/payments", **{"accept-language": "fr-CA"})["creator"]["name"].startswith(
        "Secrétariat"
    )


def test_a_text_cannot_leave_its_element(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "</script><script>alert(1)</script><!-- & é"
    file = tmp_path / "a.yaml"
    file.write_text(json.dumps({"entries": [{"id": "a/b", "title": hostile}]}), encoding="utf-8")
    monkeypatch.setenv("PURSE_CATALOGUE", str(tmp_path))
    assert described("/data?id=a/b")["name"] == hostile


def test_its_length_is_right_and_no_tag_of_the_file_stays() -> None:
    client = TestClient(APP)
    answer = client.get("/data", headers={"accept-encoding": "identity", "if-none-match": '"of the file"'})
    assert int(answer.headers["content-length"]) == len(answer.content) > len(PAGE)
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers


def test_without_a_store_or_with_a_false_host_the_page_still_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert TestClient(APP).get("/data", headers={"host": "a<b>"}).text == PAGE
    monkeypatch.setenv("PURSE_STORE", str(tmp_path / "none"))
    assert TestClient(APP).get("/data").text == PAGE


@pytest.mark.parametrize("address", ["/", "/note"])
def test_other_pages_are_not_described(address: str) -> None:
    assert "ld+json" not in TestClient(APP).get(address).text


NAMED = Starlette(
    routes=[Route(path, page) for path in ("/", "/data", "/api/v1/")] + [Route("/note", note)],
    middleware=[
        Middleware(GZipMiddleware, minimum_size=2048),
        Middleware(DocumentLanguage),
        Middleware(FeedsInHead),
        Middleware(DatasetsInHead),
        Middleware(GZipMiddleware, minimum_size=2048),
    ],
)
LINK = re.compile(
    r'<link rel="alternate" type="application/atom\+xml" hreflang="(..)" title="([^"]+)" href="\./([^"]+)">'
)


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_head_names_every_feed_in_the_readers_language(code: str, encoding: str) -> None:
    asked = {"accept-encoding": encoding, "if-none-match": '"of the file"', "range": "bytes=0-9"}
    answer = TestClient(NAMED).get(f"/?lang={code}", headers=asked)
    head, _, rest = answer.text.partition("</head>")
    assert [(lang, address) for lang, _, address in LINK.findall(head)] == [
        (code, f"api/v1/feeds/{name}.atom?lang={code}") for name in FEEDS
    ]
    assert LINK.sub("", head) + "</head>" + rest == PAGE.replace('lang="en"', f'lang="{code}"'), "and is as it was"
    assert "etag" not in answer.headers
    if encoding == "identity":
        assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_data_page_has_both_feeds_and_description() -> None:
    whole = TestClient(NAMED).get("/data?lang=fr").text
    assert len(LINK.findall(whole)) == len(FEEDS)
    assert "ld+json" in whole


@pytest.mark.parametrize("address", ["/note", "/api/v1/"])
def test_no_feed_is_named_where_no_page_is(address: str) -> None:
    assert not LINK.findall(TestClient(NAMED).get(address).text)
