"""Payments as the federal government publishes them: several years, recoveries, thousands of shared lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders import load, publish
from loaders.reading import read_sources
from tests.pages.conftest import ROOT, Open, text

pytestmark = pytest.mark.shared
CANADA = {"jurisdiction": "CA", "dataset": "canada/transfer-payments", "lang": "en"}
ONTARIO = "Province of Ontario, Toronto, Ontario"


@pytest.fixture(scope="module")
def store_dir(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the transfer payments of Canada, beside the bundled payments and organisations."""
    if not (shared / "inputs" / "canada_pt_tp").is_dir():
        pytest.skip("published files are not beside the project: canada_pt_tp is absent")
    folder = tmp_path_factory.mktemp("federal")
    wanted = {"canada/transfer-payments", "ontario/payments", "reference/series"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURSE_FILES", str(shared / "inputs"))
        sources = [s for s in read_sources(ROOT / "data" / "sources") if s.dataset in wanted]
        load.load(publish.Place(folder), sources, lambda *_: None)
    return folder


@pytest.mark.parametrize(
    ("year", "total"), [("2013", "135,512,443,014"), ("2016", "152,054,033,926"), ("2017", "156,108,005,511")]
)
def test_every_year_is_the_published_total(open_page: Open, year: str, total: str) -> None:
    said = re.sub(r"\s+", " ", text(open_page("payments", fiscal_year=year, **CANADA)))
    assert f"Total ${total} 100.0%" in said
    assert "Shared lines, each many payees" in said


def test_a_recipient_over_five_years_and_its_other_spellings(open_page: Open) -> None:
    app = open_page("payments", recipient=ONTARIO, **CANADA)
    said = text(app)
    assert "In all 4 years" in said or "In all 5 years" in said
    assert "Province of Ontario Toronto Ont" in said
    assert app.get("vega_lite_chart"), "columns over the years"


def test_a_recovery_is_no_payment(open_page: Open) -> None:
    app = open_page("payments", recipient="Recoveries from custodian departments", **CANADA)
    assert "More was paid back than paid out." in text(app)


def test_names_of_other_years_are_offered(open_page: Open) -> None:
    said = text(open_page("payments", q="province ontario ont toronto", fiscal_year="2013", **CANADA))
    assert "Province of Ontario" in said
