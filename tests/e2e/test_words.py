"""What Streamlit says in English is said in the reader's language: names of buttons, menus and fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[[str], Page]
HEARD = """() => [...document.querySelectorAll('.stApp :is([aria-label], [placeholder], [title]):not(svg *)')].flatMap(e =>
  ['aria-label', 'placeholder', 'title'].map(name => e.getAttribute(name)).filter(Boolean))"""
ENGLISH = (
    "Open", "Main menu", "Choose an option", "Clear all", "Selected values", "Link to heading", "Navigate to home page",
    "App pages", "Sidebar", "Expand sidebar", "Help for ", "Remove ", "Show data", "Download as PNG", "Copy Vega",
    "Fullscreen",
)  # fmt: skip


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("path", ["/?lang=fr", "/trends?lang=fr", "/payments?lang=fr"])
def test_a_reader_of_french_hears_french(visit: Visit, page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    visit(path)
    for _ in range(20):  # the words come once the page has settled
        page.wait_for_timeout(500)
        if "Menu principal" in (heard := page.evaluate(HEARD)):
            break
    assert "Menu principal" in heard
    assert not [said for said in heard if said.startswith(ENGLISH)]
    if width == 768:
        expect(page.get_by_test_id("stHeader")).to_contain_text("autres pages")


def test_a_reader_of_english_hears_what_streamlit_says(visit: Visit) -> None:
    assert "Main menu" in visit("/?lang=en").evaluate(HEARD)
