"""What holds on every page: headings, targets, charts in words, tables that fit a phone, enlargement, paper."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import settled
from tests.e2e.test_every_reader import RECEIPT

PATHS = (
    "/",
    "/?jurisdiction=CA",
    "/spending",
    "/revenue",
    "/ministry",
    "/ministry?lineage=CA-ON/health",
    "/payments",
    "/payments?recipient=Metrolinx",
    "/share",
    "/plan?dataset=ontario/estimates",
    "/trends",
    "/compare",
    "/changes",
    "/receipt?" + RECEIPT,
    "/data",
    "/data?id=ontario/estimates",
    "/data?id=ontario/public-accounts-pages",
    "/checks",
    "/commitments",
    "/glossary",
    "/accessibility",
    "/ideas",
    "/moderation",
    "/privacy",
)
ABOUT = """() => {
  const seen = e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 0;
  const main = document.querySelector('main, [role=main]');
  const boxes = [...main.querySelectorAll('a, button, summary, [role=button], input[type=checkbox]')]
    .filter(e => seen(e) && !e.matches('.pp-skip') && !e.closest('p, li') && !e.closest('[data-testid=stHeadingWithActionElements]')
      && !e.closest('[data-testid=stElementToolbar]'))
    .map(e => [e.outerHTML.slice(0, 150), e.getBoundingClientRect()]);
  return {
    title: document.title,
    levels: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(seen).map(e => Number(e.tagName[1])),
    landmarks: [document.querySelectorAll('main, [role=main]').length, document.querySelectorAll('nav').length],
    small: boxes.filter(([, r]) => r.width < 23.5 || r.height < 23.5).map(([e, r]) => [e, r.width, r.height]),
    charts: [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].map(e => e.getAttribute('aria-label') || ''),
    tables: document.querySelectorAll('.pp-table').length,
    cut: [...document.querySelectorAll('.pp-table')].filter(e => seen(e) && e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 80)),
    sideways: document.documentElement.scrollWidth > innerWidth + 1,
  };
}"""
ON_PAPER = """() => {
  const seen = e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().height > 0;
  const app = getComputedStyle(document.querySelector('.stApp'));
  return {
    controls: [...document.querySelectorAll('header, select, [role=combobox], input, [data-testid=stDownloadButton], nav')].filter(seen).map(e => e.outerHTML.slice(0, 120)),
    cut: [...document.querySelectorAll('.stApp, .stApp *')].filter(e => seen(e) && !e.closest('svg') && !e.matches('.pp-aloud, .stApp [data-testid=stMetric] *')
      && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 2 && e.clientHeight > 40).map(e => e.outerHTML.slice(0, 120)),
    page: app.backgroundColor, ink: app.color,
    link: [...document.querySelectorAll('.pp-paper')].filter(seen).map(e => e.innerText),
    source: document.body.innerText.includes('Source:'),
  };
}"""


def opened(browser: Browser, address: str, theme: str = "light") -> Page:
    page = browser.new_page(viewport={"width": 360, "height": 800}, locale="en-CA", color_scheme=theme)
    page.goto(address)
    settled(page)
    return page


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_for_everyone(browser: Browser, base_url: str, path: str) -> None:
    page = opened(browser, f"{base_url}{path}{'&' if '?' in path else '?'}lang=en", "dark")
    about: dict[str, Any] = page.evaluate(ABOUT)
    levels = about["levels"]
    assert levels.count(1) == 1, levels
    assert levels[0] == 1, levels
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), f"a level is left out: {levels}"
    assert about["landmarks"][0] == 1
    assert about["landmarks"][1] >= 1
    assert about["title"].endswith(" – Public Purse"), about["title"]
    assert not about["small"], "targets below 24 × 24 pixels"
    assert not about["cut"], "a table that a phone shows in part"
    for words in about["charts"]:
        assert "A chart of" in words, words
        assert "Largest:" in words or "Highest:" in words, words
    assert about["tables"] or not about["charts"], "a chart without its table"
    page.set_viewport_size({"width": 320, "height": 512})
    page.wait_for_timeout(400)
    assert not page.evaluate(ABOUT)["sideways"], "scrolls sideways at 400 %"
    page.set_viewport_size({"width": 740, "height": 1000})
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    paper = page.evaluate(ON_PAPER)
    assert not paper["controls"]
    assert not paper["cut"]
    assert (paper["page"], paper["ink"]) == ("rgb(255, 255, 255)", "rgb(27, 39, 51)"), "light, from a dark screen"
    if paper["source"]:
        assert len(paper["link"]) == 1
        assert "lang=en" in paper["link"][0]
    page.close()


def test_less_motion_is_none(browser: Browser, base_url: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(base_url + "/spending?lang=en")
    settled(page)
    moving = page.evaluate(
        """() => [...document.querySelectorAll('.stApp *')].filter(e => { const s = getComputedStyle(e);
             return [s.animationDuration, s.transitionDuration].some(d => d.split(', ').some(x => parseFloat(x) > 0.001)); })
           .map(e => e.outerHTML.slice(0, 100))"""
    )
    assert not moving
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_with_the_readers_own_colours_charts_and_links_are_seen(browser: Browser, base_url: str, theme: str) -> None:
    page = browser.new_page(forced_colors="active", color_scheme=theme)
    page.goto(base_url + "/spending?lang=en")
    settled(page)
    marks = page.locator('[data-testid="stVegaLiteChart"] path[aria-label]')
    expect(marks.nth(5)).to_be_attached(timeout=20_000)  # a chart follows the words of its page
    fills = set(marks.evaluate_all("found => found.map(e => getComputedStyle(e).fill)"))
    assert len(fills) > 5, "the ramp stays"
    link, text = (page.locator(f".pp-table tbody {s}").first for s in ("a", "tr"))
    colours = [e.evaluate("e => getComputedStyle(e).color") for e in (link, text)]
    assert colours[0] != colours[1], "a link is told from text"
    page.close()


def test_the_first_view_is_under_two_megabytes(browser: Browser, base_url: str) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    network, taken = page.context.new_cdp_session(page), list[int]()
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    network.on(
        "Network.webSocketFrameReceived", lambda event: taken.append(len(event["response"]["payloadData"]) * 3 // 4)
    )
    page.goto(base_url + "/?lang=en")
    settled(page)
    assert 500_000 < sum(taken) < 2_000_000, f"{sum(taken):,} bytes"
    page.context.close()
