"""A whole visit, recorded: every page by its menu, a drill-down, a search, a download; nothing is asked of another host."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import settled
from tests.e2e.test_every_page import PATHS

PATIENCE = 30_000  # milliseconds: a busy machine searches, too


def walk(page: Page, base_url: str, lang: str) -> None:
    """What a visitor might do in one sitting."""
    page.goto(f"{base_url}/?lang={lang}")
    settled(page)
    search = page.get_by_label({"en": "Search", "fr": "Recherche"}[lang], exact=True)
    search.fill("metrolinx")
    search.press("Enter")
    expect(page.locator(".pp-found a").first).to_be_visible(timeout=PATIENCE)
    page.locator(".pp-found a").first.click()
    settled(page)
    for path in PATHS:
        page.goto(f"{base_url}{path}{'&' if '?' in path else '?'}lang={lang}")
        settled(page)
    page.goto(f"{base_url}/spending?lang={lang}")
    settled(page)
    page.locator(".pp-table tbody a").first.click()
    settled(page)
    page.locator(".st-key-take-it summary").click()
    with page.expect_download() as given:
        page.locator(".st-key-take-it").get_by_role("button", name="SVG").click()
    assert given.value.suggested_filename.endswith(".svg")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_recorded_visit_asks_nothing_of_another_host(
    browser: Browser, base_url: str, tmp_path: Path, lang: str
) -> None:
    record = tmp_path / "visit.har"
    context = browser.new_context(
        record_har_path=record, record_har_content="omit", accept_downloads=True, locale="en-CA",
        viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    page, sockets = context.new_page(), set[str]()
    page.on("websocket", lambda opened: sockets.add(urlsplit(opened.url).netloc))
    walk(page, base_url, lang)
    context.close()
    asked = [urlsplit(entry["request"]["url"]) for entry in json.loads(record.read_text())["log"]["entries"]]
    hosts = {url.netloc for url in asked if url.scheme.startswith(("http", "ws"))}
    assert len(asked) > 100
    assert hosts | sockets == {urlsplit(base_url).netloc}
