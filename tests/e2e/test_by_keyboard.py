"""A visitor without a mouse: everything is reached, seen to be reached, and not lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from dashboard.theme import contrast
from tests.e2e.conftest import settled

Visit = Callable[[str], Page]
SENTENCE = ".st-key-said"
# What has the focus, how its outline looks, and on which colour it stands. Streamlit draws the focus of a choice as the
# border of the box around it.
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  let ground = e.parentElement, colour = 'rgba(0, 0, 0, 0)';
  while (ground && /, 0\\)$/.test(colour)) { colour = getComputedStyle(ground).backgroundColor; ground = ground.parentElement; }
  const box = e.getBoundingClientRect();
  return {tag: e.tagName, name: e.getAttribute('aria-label') || e.textContent.slice(0, 40), at: [box.x, box.y + scrollY],
          wide: s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth), outline: s.outlineColor, ground: colour,
          hidden: box.width === 0 || !e.checkVisibility()};
}"""


def as_hex(colour: str) -> str:
    return "#" + "".join(f"{int(float(n)):02x}" for n in re.findall(r"[\d.]+", colour)[:3])


def press_until(page: Page, wanted: str, key: str = "Tab", most: int = 60) -> None:
    """Presses Tab until the element that the selector names has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached in {most} presses of {key}")


def test_the_focus_is_seen_wherever_it_goes(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        focus = page.evaluate(FOCUS)
        assert not focus["hidden"], focus
        assert focus["wide"] >= 2, f"no outline: {focus}"
        assert contrast(as_hex(focus["outline"]), as_hex(focus["ground"])) >= 3, focus
        seen.append((focus["tag"], focus["name"], *focus["at"]))
    assert len(set(seen)) == len(seen), "a trap: something had the focus twice"
    names = " ".join(name for _, name, *_ in seen)
    positions = [names.index(word) for word in ("Skip to the figures", "Government", "Fiscal year", "Health")]
    assert positions == sorted(positions), "in the order of the page"


def test_down_and_up_again_and_the_focus_stays_on_the_page(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    press_until(page, ".pp-skip")
    page.keyboard.press("Enter")
    expect(page.locator(SENTENCE)).to_be_focused()
    press_until(page, ".pp-table tbody th a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("administrative_1=Health"))
    expect(page.locator(SENTENCE)).to_contain_text("Health: $77.9 billion")
    settled(page)
    press_until(page, ".st-key-crumbs button")
    page.keyboard.press("Enter")
    expect(page.locator(SENTENCE)).to_contain_text("All of Ontario: $221.3 billion")
    expect(page.locator(SENTENCE)).to_be_focused()


def test_a_choice_keeps_the_focus_is_read_out_and_names_the_window(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    aloud = page.locator('.pp-aloud[role="status"][aria-live="polite"]')
    expect(page.locator("html[data-page]")).to_be_attached()
    expect(aloud).to_have_text("")
    expect(page).to_have_title("All of Ontario, 2024–25 – Spending – Public Purse")
    year = page.get_by_role("combobox", name=re.compile("Fiscal year"))
    year.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("fiscal_year=2024"))
    expect(aloud).to_contain_text("All of Ontario: $200.6 billion in 2023–24.")
    expect(page).to_have_title("All of Ontario, 2023–24 – Spending – Public Purse")
    expect(year).to_be_focused()
    view = page.get_by_role("combobox", name="Shown as")
    view.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("view=table"))
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
    expect(view).to_be_focused()


def test_a_figure_is_followed_to_its_receipt_and_taken_away(visit: Visit) -> None:
    page = visit("/spending?lang=en&view=table")
    press_until(page, ".pp-table tbody td a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipt"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")
    settled(page)
    taking = page.locator("summary", has_text="Take it")
    taking.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("link", name="Download CSV")
    expect(button).to_be_visible()
    page.keyboard.press("Tab")
    button.focus()
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    assert Path(taken.value.path()).read_text(encoding="utf-8").count("\n") > 1


def test_another_language_is_chosen_and_the_document_says_so(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    expect(page.locator("html[data-page]")).to_have_attribute("lang", "en")
    page.get_by_role("combobox", name="Language").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dépenses")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".pp-aloud")).to_contain_text("milliards de dollars")
    expect(page).to_have_title(re.compile("^Tout l’Ontario, .* – Dépenses – Public Purse$"))
