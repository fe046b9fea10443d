"""The document says which language it is in, from the first byte."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.document import DocumentLanguage

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
