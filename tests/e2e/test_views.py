"""What a visitor asks of the views, in a real browser: one journey for each question."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import settled

Visit = Callable[[str], Page]


def main(page: Page) -> object:
    return expect(page.get_by_test_id("stMain"))


def test_a_misspelt_word_leads_to_a_ministry_and_its_figure_to_the_cell(visit: Visit) -> None:
    page = visit("/?lang=en")
    page.get_by_label("Search").fill("helth")
    page.keyboard.press("Enter")
    page.locator(".pp-found a", has_text=re.compile("^Health$")).first.click()
    expect(page).to_have_url(re.compile("/ministry.*lineage=CA-ON%2Fhealth"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Health")
    settled(page)
    page.goto(page.url.replace("ministry", "spending", 1) + "&dataset=ontario/ministry-statements&fiscal_year=2025")
    settled(page)
    page.locator(".pp-table a", has_text="$77,944,030,998").first.click()
    expect(page).to_have_url(re.compile("/receipt"))
    main(page).to_contain_text("is the sum of 70 figures")
    settled(page)
    page.locator(".pp-table tbody th a").first.click()
    main(page).to_contain_text("“36011437985” stands in cell C1135")


def test_two_levels_at_once_and_a_click_two_levels_down(visit: Visit) -> None:
    page = visit("/spending?lang=en&view=icicle&dataset=ontario/ministry-statements&fiscal_year=2025")
    page.locator('path[aria-label^="Ontario Health Insurance Program:"]').click()
    expect(page).to_have_url(re.compile("administrative_2=Ontario"))
    query = parse_qs(urlsplit(page.url).query)
    assert (query["administrative_1"], query["administrative_2"]) == (["Health"], ["Ontario Health Insurance Program"])


def test_from_purpose_to_who_serves_it(visit: Visit) -> None:
    page = visit("/spending?lang=en&by=purpose&dataset=ontario/ministry-statements&fiscal_year=2025")
    page.locator('path[aria-label^="Education:"]').click()
    expect(page).to_have_url(re.compile("functional_1=Education"))
    expect(page.locator('path[aria-label^="Colleges and Universities:"]')).to_be_visible()


def test_a_recipient_is_found_and_has_a_page(visit: Visit) -> None:
    page = visit("/payments?lang=en")
    page.get_by_label("Search recipients").fill("metrolinx")
    page.keyboard.press("Enter")
    page.locator(".pp-table a", has_text="Metrolinx").first.click()
    expect(page).to_have_url(re.compile("recipient=Metrolinx"))
    main(page).to_contain_text("$7,842,254,426")


def test_bases_are_not_compared_and_there_is_a_way_on(visit: Visit) -> None:
    page = visit("/compare?lang=en&a_dataset=ontario/ministry-statements&b_dataset=ontario/consolidated-expense")
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    assert page.locator(".pp-table").count() == 0, "nothing is subtracted"


def test_a_restatement_is_seen_with_both_figures(visit: Visit) -> None:
    page = visit("/changes?lang=en&dataset=ontario/estimates&before=2016-17&after=2017-18")
    main(page).to_contain_text("$846,533,600")
    main(page).to_contain_text("$1,235,617,600")


def test_a_trend_in_the_dollars_of_one_year(visit: Visit) -> None:
    page = visit("/trends?lang=en&dataset=ontario/revenue-by-source")
    page.get_by_role("combobox", name=re.compile("Measured in")).click()
    page.get_by_role("option", name=re.compile("Constant|prices|Dollars of", re.I)).first.click()
    expect(page).to_have_url(re.compile("measure="))
    settled(page)
    main(page).to_contain_text("2014–15")


def test_a_share_adds_up_on_the_page(visit: Visit) -> None:
    page = visit("/share?lang=en")
    cells = page.locator(".st-key-till tbody tr td:nth-child(2)").all_inner_texts()
    *lines, total = (int(re.sub(r"[^\d]", "", text)) for text in cells)
    assert sum(lines) == total, "to the cent"


def test_the_link_to_take_restores_the_view(visit: Visit) -> None:
    page = visit("/plan?lang=en")
    page.get_by_text("Take it: the link to this view").click()
    link = page.locator("code", has_text="lang=en").first.inner_text()
    said = page.get_by_test_id("stMain").locator("p").first.inner_text()
    page.goto(link)
    settled(page)
    main(page).to_contain_text(said)
