"""What a visitor does, in a real browser."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from loaders import load, publish
from loaders.reading import read_source
from tests.e2e.conftest import ROOT, serving, settled

Visit = Callable[[str], Page]
HEALTH = 'path[aria-label^="Health:"]'


def test_the_three_totals_are_on_the_overview(visit: Visit) -> None:
    page = visit("/?lang=en")
    said = page.get_by_test_id("stMain")
    expect(said).to_contain_text("revenue 205,936, expense 206,583, result −647.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where the money came from, and where it went")
    expect(page.locator('path[aria-label^="Health"]').first).to_be_visible()


def test_click_deeper_up_and_back(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    expect(page.locator(HEALTH)).to_be_visible()
    page.locator(HEALTH).click(position={"x": 120, "y": 150})
    expect(page).to_have_url(re.compile("administrative_1=Health"))
    expect(page.get_by_test_id("stMain")).to_contain_text("Health: $77.9 billion in 2024–25.")
    settled(page)
    page.locator(
        'path[aria-label^="Ministry Administration Program:"], path[aria-label^="Health Services and Programs:"]'
    ).first.click()
    expect(page).to_have_url(re.compile("administrative_2="))
    settled(page)
    page.go_back()
    expect(page).not_to_have_url(re.compile("administrative_2="))
    expect(page.get_by_test_id("stMain")).to_contain_text("Health: $77.9 billion in 2024–25.")
    settled(page)
    page.get_by_role("button", name="All of Ontario").click()
    expect(page).not_to_have_url(re.compile("administrative_1="))
    expect(page.locator(HEALTH)).to_be_visible()
    settled(page)
    page.locator(HEALTH).click(position={"x": 120, "y": 150})
    expect(page).to_have_url(re.compile("administrative_1=Health"))


def test_a_click_on_a_tiles_name_goes_deeper_too(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    page.locator("svg text", has_text="Education").first.click()
    expect(page).to_have_url(re.compile("administrative_1=Education"))


def test_the_address_alone_restores_the_view(visit: Visit) -> None:
    page = visit("/spending?fiscal_year=2024&administrative_1=Education&lang=en")
    expect(page.get_by_test_id("stMain")).to_contain_text("Education: $39.7 billion in 2023–24.")
    expect(page.get_by_test_id("stMain")).to_contain_text("$39,733,110,546")


def test_the_tables_links_work_with_the_keyboard(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    page.locator(".pp-table a", has_text="Transportation").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("administrative_1=Transportation"))
    expect(page.get_by_test_id("stMain")).to_contain_text("Transportation: $15.7 billion in 2024–25.")


def test_choosing_a_year_changes_the_address_and_is_kept(visit: Visit) -> None:
    page = visit("/spending?lang=en")
    page.get_by_role("combobox", name=re.compile("Fiscal year")).click()
    page.get_by_role("option", name="2023–24").click()
    expect(page).to_have_url(re.compile("fiscal_year=2024"))
    expect(page.get_by_test_id("stMain")).to_contain_text("All of Ontario: $200.6 billion in 2023–24.")
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page).to_have_url(re.compile("fiscal_year=2024"))


def test_downloads_add_up(visit: Visit, tmp_path: Path) -> None:
    page = visit("/data?lang=en&id=ontario/ministry-statements")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download CSV").click()
    assert taken.value.suggested_filename == "ontario-ministry-statements.csv"
    rows = list(csv.DictReader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8"), newline="")))
    by_year = {y: sum(D(r["amount"]) for r in rows if r["fiscal_year"] == y) for y in ("2024", "2025")}
    assert by_year == {"2024": D("200634829913"), "2025": D("221264301149.05")}
    assert all(r["sheet"] == "Data" and re.fullmatch(r"C\d+", r["cell"]) for r in rows)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download XLSX").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    book = openpyxl.load_workbook(file, read_only=True)
    assert book.sheetnames == ["Data", "About"]
    about = {r[0]: r[1] for r in book["About"].iter_rows(values_only=True)}
    assert about["Dataset"] == "ontario/ministry-statements"
    assert about["Rows"] == len(rows)


def test_a_running_app_follows_a_new_generation(own_store: Path, visit: Visit, tmp_path: Path) -> None:
    page = visit("/data?lang=en")
    expect(page.get_by_test_id("stMain")).not_to_contain_text("A dataset of one cell")
    (tmp_path / "one.csv").write_text("What,Amount\nEverything,42\n", encoding="utf-8")
    description = tmp_path / "one.yaml"
    description.write_text(
        "dataset: test/one\ntitle: A dataset of one cell\npublisher: Nobody\nlicence: none\nreleases: [{release: '1', file: one.csv}]\n"
        "constants: {jurisdiction: CA-ON, fiscal_year: 2024, direction: expenditure, phase: executed, basis: cash}\n"
        "columns: {administrative_1: What, amount: Amount}\nhierarchy: [administrative_1]\n",
        encoding="utf-8",
    )
    load.load(publish.Place(own_store), [read_source(description)], lambda *_: None)
    page.get_by_role("link", name="Spending", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spending")
    page.get_by_test_id("stTopNavSection").filter(has_text="Evidence").click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text="Data").click()
    expect(page.get_by_test_id("stMain")).to_contain_text("A dataset of one cell")


def test_the_first_visitor_of_a_server_may_open_any_address(store_dir: Path, tmp_path: Path, page: Page) -> None:
    folder = tmp_path / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    with serving(folder) as address:
        page.goto(f"{address}/spending?administrative_1=Health&lang=en")
        settled(page)
        expect(page.get_by_role("link", name="Overview", exact=True)).to_be_visible()
        expect(page.get_by_test_id("stMain")).to_contain_text("Health: $77.9 billion in 2024–25.")


def test_streamlit_run_serves_the_same_pages(store_dir: Path, tmp_path: Path, page: Page) -> None:
    folder = tmp_path / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    command = ("-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", "PORT")
    with serving(folder, *command, ready="/_stcore/health") as address:
        page.goto(f"{address}/spending?lang=fr")
        settled(page)
        expect(page.get_by_test_id("stMain")).to_contain_text("221,3\xa0milliards de dollars")


def test_an_empty_store_says_what_to_do(tmp_path: Path, page: Page) -> None:
    with serving(tmp_path, ready="/healthz") as address:
        page.goto(address + "/spending?lang=en")
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("No accounts are loaded yet")
        expect(page.get_by_text("purse load", exact=True)).to_be_visible()
