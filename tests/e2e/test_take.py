"""A journalist takes the figures of a page, however it is served, and they add up to what the page says."""

from __future__ import annotations

import csv
import io
import re
import shutil
from decimal import Decimal as D
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ROOT, serving, settled
from tests.e2e.test_every_reader import barriers, opened

PLAIN = ("-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", "PORT")


@pytest.mark.parametrize(
    ("command", "ready", "role"),
    [((), "/readyz", "link"), (PLAIN, "/_stcore/health", "button")],
    ids=["own server", "streamlit run"],
)
def test_the_csv_of_health_adds_up_to_its_page(
    store_dir: Path, tmp_path: Path, page: Page, command: tuple[str, ...], ready: str, role: str
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    with serving(folder, *command, ready=ready) as address:
        page.goto(f"{address}/spending?lang=en&administrative_1=Health")
        settled(page)
        expect(page.get_by_test_id("stMain")).to_contain_text("Health: $77.9 billion in 2024–25.")
        page.get_by_text("Take it: the link to this view").click()
        said = page.get_by_text(re.compile(r"The file has \d+ rows")).inner_text()
        promised = re.search(r"has (\d+) rows.*add up to \$([\d,.]+)\.$", said)
        assert promised
        with page.expect_download() as taken:
            page.get_by_role(role, name="Download CSV").click()  # type: ignore[arg-type]
        assert re.fullmatch(r"ontario-ministry-statements-2024-25-.*-health-\w{6}\.csv", taken.value.suggested_filename)
        text = Path(taken.value.path()).read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == int(promised[1])
        assert sum(D(r["amount"]) for r in rows) == D(promised[2].replace(",", "")) == D("77944030998")
        assert {r["administrative_1"] for r in rows} == {"Health"}
        assert all(r["file"].endswith(".xlsx") and re.fullmatch(r"[A-Z]+\d+", r["cell"]) for r in rows)
        page.get_by_text("Cite this").click()
        expect(page.get_by_text("$77,944,030,998, the sum of 70 entries").first).to_be_visible()


def test_a_citation_is_copied_with_the_keyboard(page: Page, base_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{base_url}/revenue?lang=en")
    settled(page)
    page.locator("summary", has_text="Cite this").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("In plain text:")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".st-key-cite-this").get_by_role("button", name="Copy").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_function("async () => await navigator.clipboard.readText()")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("Treasury Board Secretariat, Ontario. Revenue by source, release")
    assert "receipt?lang=en" in copied


@pytest.mark.parametrize(("theme", "width", "lang"), [("light", 390, "fr"), ("dark", 1280, "en")])
def test_what_can_be_taken_has_no_barrier(browser: Browser, base_url: str, theme: str, width: int, lang: str) -> None:
    page = opened(browser, f"{base_url}/?lang={lang}", theme, width)
    for part in ("take-it", "cite-this"):
        page.locator(f".st-key-{part} summary").click()
    expect(page.locator(".pp-files a")).to_have_count(6)
    page.wait_for_timeout(1500)  # what opens fades in
    assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth + 1"), "scrolls sideways"
    assert not [(v["id"], v["nodes"][0]["html"][:200]) for v in barriers(page)]
    page.close()
