"""What the browser makes of our headers: every page works under them, and what they forbid does not happen."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import settled
from tests.e2e.test_every_page import PATHS

Visit = Callable[[str], Page]
CHART = "/spending?embed=true&only=parts&lang=en"


@pytest.mark.parametrize("path", PATHS)
def test_every_page_works_under_its_policy(visit: Visit, path: str) -> None:
    """`visit` fails on a word of the policy in the console."""
    for language in ("en", "fr"):
        page = visit(f"{path}{'&' if '?' in path else '?'}{urlencode({'lang': language})}")
        assert page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
        for chart in page.locator('[data-testid="stVegaLiteChart"]').all():
            assert chart.locator("svg, canvas").count(), "a chart that was not drawn"


def test_the_explanation_of_the_api_has_its_style(page: Page, base_url: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{base_url}/api/v1/")
    assert page.locator("main").evaluate("e => getComputedStyle(e).maxWidth") != "none"
    assert not said


def test_what_is_not_ours_does_not_run_and_nothing_leaves(page: Page, base_url: str) -> None:
    page.goto(base_url + "/glossary?lang=en")
    settled(page)
    asked: list[str] = []
    stopped: dict[str, str | None] = {}
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: stopped.update({request.url: request.failure}))
    found = page.evaluate(
        """async () => {
          const forbidden = [];
          document.addEventListener('securitypolicyviolation', e => forbidden.push(e.effectiveDirective));
          const add = (tag, values) => document.body.append(Object.assign(document.createElement(tag), values));
          add('script', {textContent: 'window.ran = 1'});
          add('script', {src: 'https://elsewhere.example/a.js'});
          add('img', {src: 'https://elsewhere.example/beacon.png'});
          add('iframe', {src: 'https://elsewhere.example/'});
          add('object', {data: 'https://elsewhere.example/a.swf'});
          add('base', {href: 'https://elsewhere.example/'});
          // Later: while it looks in by itself, the browser's own tool may evaluate.
          const evaluated = await new Promise(done => setTimeout(() => {
            try { window.eval('1'); done(true) } catch { done(false) }
          }));
          await fetch('https://elsewhere.example/').catch(() => 0);
          await new Promise(done => setTimeout(done, 300));
          return {ran: window.ran ?? 0, evaluated, forbidden: [...new Set(forbidden)].sort()};
        }"""
    )
    assert found["ran"] == 0
    assert found["evaluated"] is False
    wanted = {"base-uri", "connect-src", "frame-src", "img-src", "object-src", "script-src", "script-src-elem"}
    assert set(found["forbidden"]) == wanted
    assert {stopped.get(a) for a in asked if "elsewhere" in a} == {"csp"}, stopped


@contextlib.contextmanager
def another_site(folder: Path, html: str) -> Iterator[str]:
    (folder / "index.html").write_text(html, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_chart_stands_on_any_site_and_a_whole_page_on_none(page: Page, base_url: str, tmp_path: Path) -> None:
    frames = "".join(
        f'<iframe id="{name}" src="{base_url}{path}" width="900" height="600"></iframe>'
        for name, path in {"chart": CHART, "whole": "/spending?lang=en", "half": "/spending?embed=true"}.items()
    )
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with another_site(tmp_path, frames) as address:
        page.goto(address)
        chart = page.frame_locator("#chart").locator('[data-testid="stVegaLiteChart"] svg').first
        expect(chart).to_be_visible(timeout=30_000)
        for name in ("whole", "half"):
            assert page.frame_locator(f"#{name}").locator("#root").count() == 0
    refused = [text for text in said if "frame-ancestors" in text]
    assert len(refused) == 2, said
