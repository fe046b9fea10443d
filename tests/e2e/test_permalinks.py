"""A link that was taken, in a real browser, after the publisher has published anew."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import serving, settled
from tests.restated import restate

TITLE_MOVES = """(() => { const look = () => { const title = document.querySelector('h1');
  if (document.querySelector('.pp-room') && title) window.waited = title.getBoundingClientRect().top;
  requestAnimationFrame(look); }; look(); })()"""
"""Keeps where the title stands while the notice is still being worked out."""


def test_a_link_keeps_its_figures_and_leads_to_the_newest(page: Page, store_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    with serving(folder) as address:
        page.goto(f"{address}/spending?lang=en&dataset=ontario/ministry-statements&administrative_1=Health")
        settled(page)
        page.get_by_text("Take it: the link to this view").click()
        expect(page.get_by_text("with these figures, also after newer ones are published")).to_be_visible()
        link = page.locator(".st-key-take-it code", has_text="pinned=").first.inner_text()
        assert urlsplit(link).path == "/spending"
        assert "pinned=ontario/ministry-statements@2024-25" in link
        restate(folder)

        page.add_init_script(TITLE_MOVES)
        page.goto(link)
        settled(page)
        waited, told = page.evaluate("[window.waited, document.querySelector('h1').getBoundingClientRect().top]")
        assert waited is not None, "no room was kept for the notice"
        assert abs(told - waited) < 48, "the page moved when the notice came"
        main, notice = page.get_by_test_id("stMain"), page.locator(".pp-newer")
        expect(main).to_contain_text("Health: $77.9 billion in 2024–25.")
        expect(notice).to_contain_text(
            "The release of 2024-25.later changes Health in 2024–25 from $77,944,030,998 to $233,832,092,994"
        )
        top, title = notice.bounding_box(), page.get_by_role("heading", level=1).bounding_box()
        assert top is not None
        assert title is not None
        assert top["y"] < title["y"], "it stands above what it speaks of"

        notice.get_by_role("link", name="See the newest figures").click()
        expect(main).to_contain_text("Health: $233.8 billion in 2024–25.")
        expect(page).to_have_url(re.compile(r"administrative_1=Health"))
        expect(page.locator(".pp-newer")).to_have_count(0)
        assert "pinned" not in page.url

        page.go_back()
        expect(main).to_contain_text("Health: $77.9 billion in 2024–25.")
        page.get_by_test_id("stTopNavLinkContainer").get_by_text("Revenue", exact=True).click()
        expect(page).to_have_url(re.compile("/revenue"))
        settled(page)
        assert "pinned" not in page.url, "the bar at the top starts anew"
