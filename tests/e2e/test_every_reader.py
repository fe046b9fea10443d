"""Every page, in every language, light and dark, on a phone and a desk: readable by every reader."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dashboard.i18n import languages
from tests.e2e.conftest import settled

PATHS = (
    "/",
    "/spending",
    "/spending?administrative_1=Health&administrative_2=Ministry+Administration+Program&administrative_3=Ministry+Administration",
    "/data",
    "/?jurisdiction=CA",
    "/?q=sante",
    "/glossary?term=vote",
    "/spending?fiscal_year=1999",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def opened(browser: Browser, address: str, theme: str, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme, locale="en-CA")
    page.goto(address)
    settled(page)
    return page


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("theme", "width"), [("light", 360), ("dark", 1280)])
def test_no_barrier_and_no_sideways_scroll(browser: Browser, base_url: str, path: str, theme: str, width: int) -> None:
    for lang in languages():
        page = opened(browser, f"{base_url}{path}{'&' if '?' in path else '?'}lang={lang}", theme, width)
        assert page.locator('[data-testid="stException"]').count() == 0
        assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1"), "scrolls sideways"
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert not [(v["id"], v["nodes"][0]["target"], v["nodes"][0]["html"][:200]) for v in found]
        page.close()


def test_a_switch_of_theme_recolours_the_chart_in_place(browser: Browser, base_url: str) -> None:
    page = opened(browser, f"{base_url}/spending?lang=en", "light", 1280)
    tile = page.locator('path[aria-label^="Education:"]')
    light = tile.get_attribute("fill")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(1500)
    assert tile.get_attribute("fill") != light
    page.close()
