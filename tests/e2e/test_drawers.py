"""What opens on a press stays where the reader is: nothing jumps, and a list within it stays open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[[str], Page]
WATCH = """() => { const box = document.querySelector('.st-key-take-it details'); window.heights = [];
  const look = () => { window.heights.push(Math.round(box.getBoundingClientRect().height)); requestAnimationFrame(look); };
  look(); }"""


@pytest.mark.parametrize("width", [360, 1000])
def test_a_list_in_a_drawer_stays_open_from_the_first_moment(visit: Visit, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1400})
    visit("/ministry?lang=fr&lineage=CA-ON/health")
    page.evaluate(WATCH)
    page.locator(".st-key-take-it summary").click()
    charts = page.get_by_role("combobox", name="Graphique")
    charts.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # what scrolls shuts a list, and the scrolling to it is not over before it is drawn
    charts.click()
    page.wait_for_timeout(1500)  # longer than Streamlit's drawers move
    heights = page.evaluate("window.heights")
    assert max(heights) > 4 * min(heights), "the drawer was never open"
    assert heights == sorted(heights), "the drawer was lower for a moment, and the page jumped"
    page.get_by_role("option", name="Santé\u00a0: dépenses par compte standard ou catégorie").click()
    expect(charts).to_have_value("Santé\u00a0: dépenses par compte standard ou catégorie")


def test_a_drawer_that_is_shut_is_shut_at_once(visit: Visit) -> None:
    page = visit("/spending?lang=en&fiscal_year=2025")
    summary, link = page.locator(".st-key-take-it summary"), page.locator(".st-key-take-it .pp-code").first
    summary.press("Enter")
    expect(link).to_be_visible()
    summary.press("Enter")
    assert not link.is_visible()
    expect(page.locator(".st-key-take-it details")).not_to_have_attribute("open", "")
    summary.press("Enter")
    expect(link).to_be_visible()
