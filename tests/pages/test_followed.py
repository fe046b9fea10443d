"""Links from one page to another keep what the reader was looking at; words lead to the glossary from every page."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, text
from tests.restated import LATER, restate


@pytest.fixture
def published_anew(open_page: Open, store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store in which a later release has every amount three times as high."""
    folder = tmp_path / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    restate(folder)
    monkeypatch.setenv("PURSE_STORE", str(folder))


def addresses(app: AppTest, page: str) -> list[dict[str, str]]:
    """The parameters of each link to a page, as they stand on it."""
    bodies = " ".join(e.proto.body for e in app.get("html"))
    return [dict(parse_qsl(unescape(found))) for found in re.findall(rf'href="{page}\?([^"]+)"', bodies)]


@pytest.mark.usefixtures("published_anew")
def test_a_recipient_is_shown_as_of_the_release_of_the_list(open_page: Open) -> None:
    earlier = open_page("payments", lang="en", fiscal_year="2024", release="2023-24", q="metrolinx")
    to = next(link for link in addresses(earlier, "payments") if link.get("recipient") == "Metrolinx")
    assert to["release"] == "2023-24"
    one = open_page("payments", **to)
    assert "Metrolinx was paid $7.8 billion in 2023–24" in text(one)
    assert "$7,842,254,426" in text(one)
    back = next(link for link in addresses(one, "payments") if "recipient" not in link)
    assert back["release"] == "2023-24"
    newest = open_page("payments", lang="en", fiscal_year="2024", q="metrolinx")
    to = next(link for link in addresses(newest, "payments") if link.get("recipient") == "Metrolinx")
    assert "release" not in to
    assert "Metrolinx was paid $23.5 billion in 2023–24" in text(open_page("payments", **to))


@pytest.mark.usefixtures("published_anew")
def test_restated_lines_lead_to_their_year_and_phase(open_page: Open) -> None:
    app = open_page("ministry", lang="en", lineage="CA-ON/health")
    found = [link for link in addresses(app, "changes") if link.get("after") == f"2024-25{LATER}"]
    assert [(link["fiscal_year"], link["phase"], link["part"]) for link in found] == [("2025", "executed", "releases")]
    there = text(open_page("changes", **found[0]))
    count = re.search(r"All (\d+) restated lines of 2024–25, actual", text(app))
    assert count
    assert f"{count[1]} were restated" in there


@pytest.mark.parametrize(
    ("page", "params", "terms"),
    [
        ("overview", {}, {"deficit", "revenue", "expense"}),
        ("changes", {}, {"restatement", "release"}),
        ("plan", {}, {"proposed", "executed"}),
        ("payments", {}, {"recipient"}),
        ("trends", {"measure": "resident"}, {"per_resident"}),
        ("ministry", {"lineage": "CA-ON/health"}, {"basis", "appropriation"}),
        ("compare", {}, {"standard_account", "expense"}),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_terms_of_a_pages_sentence_lead_to_the_glossary_once(
    open_page: Open, page: str, params: dict[str, str], terms: set[str], lang: str
) -> None:
    app = open_page(page, lang=lang, **params)
    (said,) = [e.value for e in app.markdown if "glossary?" in e.value and "Words to know" not in e.value
               and "Mots à connaître" not in e.value][:1]  # fmt: skip
    led = re.findall(r"\(glossary\?lang=\w+&term=(\w+)", said)
    assert set(led) >= terms
    assert len(led) == len(set(led)), "only where it first stands"
