"""The API's page explains it in both languages, without scripts and without another host."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from dashboard import exports
from dashboard.api.examples import examples
from dashboard.api.problem import STATUS
from dashboard.i18n import languages
from dashboard.slices import FILTERS

from .test_openapi import PATHS


class Addresses(HTMLParser):
    """Every address that a page has a browser fetch, or offers to follow; and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]


def read(page: str) -> Addresses:
    found = Addresses()
    found.feed(page)
    return found


@pytest.mark.parametrize("lang", languages())
def test_it_names_every_address_parameter_format_and_problem(client: TestClient, lang: str) -> None:
    answer = client.get(f"?lang={lang}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{lang}">' in answer.text
    named = {html.unescape(c) for c in re.findall(r"<code>([^<]*)</code>", answer.text)}
    addresses = {name.partition("?")[0] for name in named}
    assert {path.lstrip("/") for path in PATHS} <= addresses
    assert {*FILTERS, "dataset", "fiscal_year", "release", "direction", "phase", "basis", "lang", "receipts"} <= named
    assert {f"slice.{ending}" for ending in exports.FORMATS} <= named
    for kind in STATUS:
        assert f'id="{kind}"' in answer.text, "where the type of a problem leads"
    for example in examples("http://testserver/"):
        assert html.escape(example.text) in answer.text


def test_french_is_french(client: TestClient) -> None:
    english, french = (re.findall(r"<(?:p|td|h2)[^>]*>([^<]+)<", client.get(f"?lang={c}").text) for c in ("en", "fr"))
    assert len(english) == len(french) > 50
    same = {e for e, f in zip(english, french, strict=True) if e == f}
    assert not [s for s in same if " " in s], "sentences that nobody translated"


def test_it_runs_no_script_and_asks_no_other_host(client: TestClient) -> None:
    page = read(client.get("").text)
    assert not {"script", "iframe", "object", "form"} & set(page.tags)
    outside = [a for a in page.addresses if "//" in a and not a.startswith("http://testserver/")]
    assert outside == []
    style = client.get("page.css")
    assert style.headers["content-type"].startswith("text/css")
    assert re.findall(r'url\("([^"]+)"\)', style.text) == ["../../app/static/inter-latin-wght-normal.woff2"]
    assert "@import" not in style.text


def test_a_link_leads_to_the_other_language(client: TestClient) -> None:
    assert "?lang=fr" in read(client.get("").text).addresses
    assert "?lang=en" in read(client.get("?lang=fr").text).addresses
