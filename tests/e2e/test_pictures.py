"""A chart taken away: as files by a visitor, and alone in a page of another site."""

from __future__ import annotations

import functools
import html
import http.server
import io
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Frame, Page, expect

from tests.e2e.conftest import settled
from tests.e2e.test_every_reader import RULES

PATIENCE = 30_000  # milliseconds: a frame begins as a new visitor does
Visit = Callable[[str], Page]
REACHED = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0 && e.tagName !== 'MAIN')
  .map(e => e.textContent)"""
ADDRESSES = {
    "en": ("/spending?lang=en&fiscal_year=2025", "parts", "All of Ontario: spending by ministry or organisation"),
    "fr": (
        "/ministry?lang=fr&lineage=CA-ON/health",
        "accounts",
        "Santé\u00a0: dépenses par compte standard ou catégorie",
    ),
}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Another site: a folder of pages and its address, on another host and port than the app's."""
    folder = tmp_path_factory.mktemp("elsewhere")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def took(page: Page, label: str) -> tuple[str, bytes]:
    """The file that a button gives: its name and content."""
    with page.expect_download() as given:
        page.get_by_role("button", name=label).click()
    return given.value.suggested_filename, Path(given.value.path()).read_bytes()


def test_a_visitor_takes_the_chart_as_svg_and_png(visit: Visit) -> None:
    page = visit("/spending?lang=en&fiscal_year=2025")
    page.get_by_text("Take it:").click()
    name, svg = took(page, "Download SVG")
    assert name == "ontario-ministry-statements-2024-25-fy2025-expenditure-executed-appropriation.svg"
    said = " ".join("".join(t.itertext()) for t in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
    assert "All of Ontario: spending by ministry or organisation" in said
    assert "Health" in said
    assert "$77.9 billion · 35.2%" in said
    assert "release 2024-25" in said
    link = "".join(re.findall(r"https?://\S+(?: \S+&\S+)*", said.replace("& ", "&")))
    assert link.startswith(page.url.split("?")[0] + "?lang=en")
    assert "fiscal_year=2025" in link
    name, png = took(page, "Download PNG")
    assert name.endswith(".png")
    with Image.open(io.BytesIO(png)) as image:
        assert image.width == 1800
        assert image.height > 1200


@pytest.mark.parametrize("lang", ADDRESSES)
@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1000, "dark")])
def test_the_code_of_a_page_shows_its_chart_alone_elsewhere(
    browser: Browser, base_url: str, elsewhere: tuple[Path, str], lang: str, width: int, theme: Any
) -> None:
    folder, address = elsewhere
    path, name, title = ADDRESSES[lang]
    page = browser.new_page(viewport={"width": width, "height": 1400}, color_scheme=theme, locale="en-CA")
    page.goto(base_url + path)
    code = embed_code(page, name, title)
    assert html.escape(title) in code
    (folder / f"{lang}.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Elsewhere</title><p>Story</p>{code}'
    )
    page.goto(f"{address}/{lang}.html")
    framed = alone(page, title)
    assert "Public Purse shows published figures" not in framed.evaluate("() => document.body.innerText")
    (link,) = framed.evaluate(REACHED)
    assert (
        link
        == {"en": "See it, trace it, take it: Public Purse", "fr": "Voir, retracer, emporter\u00a0: Public Purse"}[lang]
    )
    assert not framed.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1"), "scrolls sideways"
    main = framed.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollHeight <= e.clientHeight + 1"), "the frame is too low"
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert not [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
    with page.context.expect_page() as opened:
        framed.get_by_role("link").click()
    expect(opened.value.locator("summary", has_text=re.compile("Take it|Emporter"))).to_be_visible(timeout=PATIENCE)
    assert "only=" not in opened.value.url
    page.close()


def embed_code(page: Page, name: str, title: str) -> str:
    """The code that a page offers for one of its charts."""
    settled(page)
    page.get_by_text(re.compile("^(Take it|Emporter)")).click()
    offered = page.get_by_text(re.compile("<iframe"))
    expect(offered).to_be_visible(timeout=PATIENCE)
    if name not in offered.inner_text():
        charts = page.get_by_role("combobox", name=re.compile("^(Chart|Graphique)"))
        charts.scroll_into_view_if_needed()
        page.wait_for_timeout(200)
        charts.click()
        page.get_by_role("option", name=title).click()
        expect(page.get_by_text(re.compile(f"only={name}"))).to_be_visible()
    return page.get_by_text(re.compile("<iframe")).inner_text()


def alone(page: Page, title: str) -> Frame:
    """The frame of another page, once its chart is drawn."""
    inner = page.frame_locator("iframe")
    expect(inner.get_by_role("heading", level=1)).to_have_text(title, timeout=PATIENCE)
    expect(inner.locator("svg.marks")).to_be_visible(timeout=PATIENCE)
    expect(inner.get_by_role("link")).to_be_visible()
    page.wait_for_timeout(1500)
    return page.frames[1]


def test_a_chart_that_is_not_there_is_the_first_one(visit: Visit, browser: Browser, base_url: str) -> None:
    page = browser.new_page()
    page.goto(f"{base_url}/payments?lang=en&embed=true&only=no-such-chart")
    heading = page.locator(".st-key-alone h1")
    expect(heading).to_have_text("All of Ontario: the 10 largest recipients of payments", timeout=PATIENCE)
    page.goto(f"{base_url}/payments?lang=en&embed=true&only=curve")
    expect(heading).to_have_text(
        "All of Ontario: how much of all payments the largest recipients take", timeout=PATIENCE
    )
    page.goto(f"{base_url}/glossary?lang=en&embed=true&only=chart")
    expect(heading).to_have_text(
        "There is no chart to show here. The whole view says what there is instead.", timeout=PATIENCE
    )
    page.close()
