"""A chart on paper: in the colours of a light page, whatever the screen was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import settled

COLOURS = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg *')].flatMap(e =>
  ['fill', 'stroke'].map(name => e.getAttribute(name) ?? ''))"""
CLOSE = 8
"""Of 255: the ramp is mixed on paper channel by channel, on the screen as the eye sees it."""


def opened(browser: Browser, address: str, theme: Any) -> Page:
    page = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=theme, locale="en-CA")
    page.goto(address)
    settled(page)
    count, before = 0, -1
    while count != before or not count:  # a chart is drawn after the page has settled, in parts
        page.wait_for_timeout(700)
        before, count = count, len(page.evaluate(COLOURS))
    return page


def channels(colour: str) -> tuple[int, ...]:
    if colour.startswith("#"):
        return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return tuple(int(n) for n in re.findall(r"\d+", colour))


@pytest.mark.parametrize("path", ["/", "/spending", "/trends", "/plan", "/payments"])
def test_a_dark_page_prints_its_charts_in_the_light_ones_colours(browser: Browser, base_url: str, path: str) -> None:
    dark, light = (opened(browser, f"{base_url}{path}?lang=en", theme) for theme in ("dark", "light"))
    before, wanted = dark.evaluate(COLOURS), light.evaluate(COLOURS)
    assert before != wanted
    dark.emulate_media(media="print", color_scheme="dark")
    dark.wait_for_timeout(300)
    printed = dark.evaluate(COLOURS)
    behind = dark.locator("svg.marks").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert behind == "rgb(255, 255, 255)"
    known = {channels(colour) for colour in wanted}
    assert len(known) > 3
    for colour in {channels(colour) for colour in printed}:  # a tile may lose its name to another width
        off = min(
            max((abs(a - b) for a, b in zip(colour, k, strict=True)), default=0) for k in known if len(k) == len(colour)
        )
        assert off <= CLOSE, colour
    dark.emulate_media(media="screen", color_scheme="dark")
    dark.wait_for_timeout(300)
    assert set(dark.evaluate(COLOURS)) == set(before), "the screen is as it was"
    dark.close()
    light.close()
