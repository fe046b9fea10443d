"""The document says which language it is in, and which feeds there are, from the first byte."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.document import DocumentLanguage, Feeds
from dashboard.feeds import FEEDS

PAGE = '<!doctype html><html lang="en"><head></head><body>' + "x" * 4000 + "</body></html>"


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE)


async def note(_: Request) -> Response:
    return PlainTextResponse('<html lang="en"')


APP = Starlette(
    routes=[Route("/", page), Route("/note", note)],
    middleware=[Middleware(GZipMiddleware, minimum_size=2048), Middleware(DocumentLanguage)],
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


async def file(_: Request) -> Response:
    return HTMLResponse(PAGE, headers={"ETag": '"of the file"', "Last-Modified": "Sat, 21 Nov 2026 19:39:55 GMT"})


# As Streamlit stands in it: it has a compression of its own, and answers with its file's tag.
NAMED = Starlette(
    routes=[Route("/", file), Route("/api/v1/", file), Route("/note", note)],
    middleware=[
        Middleware(GZipMiddleware, minimum_size=2048),
        Middleware(DocumentLanguage),
        Middleware(Feeds),
        Middleware(GZipMiddleware, minimum_size=500),
    ],
)
LINK = re.compile(
    r'<link rel="alternate" type="application/atom\+xml" hreflang="(..)" title="([^"]+)" href="\./([^"]+)">'
)


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_head_names_every_feed_in_the_readers_language(code: str, encoding: str) -> None:
    answer = TestClient(NAMED).get(f"/?lang={code}", headers={"accept-encoding": encoding})
    head, _, rest = answer.text.partition("</head>")
    found = LINK.findall(head)
    assert [(lang, address) for lang, _, address in found] == [
        (code, f"api/v1/feeds/{name}.atom?lang={code}") for name in FEEDS
    ]
    assert LINK.sub("", head) + "</head>" + rest == PAGE.replace('lang="en"', f'lang="{code}"'), "and is as it was"
    assert "etag" not in answer.headers, "the document is not the file that it was made from"
    if encoding == "identity":
        assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_head_alone_is_as_long_as_the_document() -> None:
    whole, head = (TestClient(NAMED).request(m, "/", headers={"accept-encoding": "identity"}) for m in ("GET", "HEAD"))
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.content == b""


@pytest.mark.parametrize("address", ["/note", "/api/v1/"])
def test_no_feed_is_named_where_no_page_is(address: str) -> None:
    assert not LINK.findall(TestClient(NAMED).get(address).text)


def test_a_document_that_a_browser_has_is_sent_anew() -> None:
    known = {"if-none-match": '"of the file"', "range": "bytes=0-9"}
    assert LINK.search(TestClient(NAMED).get("/", headers=known).text)
