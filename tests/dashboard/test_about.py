"""What a file says of itself, over every holding of the real store, in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard import queries, store
from dashboard.exports.about import About, Order, describe
from dashboard.i18n import Speaker, languages
from dashboard.slices import Holding, Slice, from_params, of_holding

ROOT = Path(__file__).parents[2]
BASE = "https://purse.example/on/"
DAY = date(2026, 11, 22)
STATEMENTS = Slice("ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation")
HEALTH = STATEMENTS.narrowed("administrative_1", "Health")


def about(of: Slice, lang: str = "en", *columns: str) -> About:
    return describe(Order(of, lang, BASE), columns or ("amount", "file"), on=DAY)


@pytest.mark.parametrize("lang", languages())
def test_every_holding_can_be_described(holdings: Sequence[Holding], lang: str) -> None:
    for holding in holdings:
        of = of_holding(holding)
        said = about(of, lang)
        whole = store.ask(queries.total, of).to_pylist()[0]
        assert Speaker(lang).exact(whole["amount"]) in said.citation
        assert Speaker(lang).number(holding.entries) in said.citation
        assert all(said.filters.values())
        assert said.source.files
        assert all(len(sha) == 64 for _, sha in said.source.files)
        assert from_params(dict(parse_qsl(urlsplit(said.link).query))) == of


def test_health_in_english() -> None:
    said = about(HEALTH, "en", "fiscal_year", "amount", "file")
    assert said.title == "Ministry statements: expense by program and standard account – Health, 2024–25, actual"
    assert said.filters == {
        "Dataset": "Ministry statements: expense by program and standard account (ontario/ministry-statements)",
        "Release": "2024-25",
        "Fiscal year": "2024–25",
        "Direction": "Expenditure",
        "Phase": "Actual",
        "Basis": "ministry appropriations, before consolidation",
        "Ministry or organisation": "Health",
    }
    assert said.citation.startswith(
        "Treasury Board Secretariat, Ontario. Ministry statements: expense by program and standard account, release "
        "2024-25 (published 2025). Health, 2024–25, actual, ministry appropriations: $77,944,030,998, the sum of 70 "
        "entries. Taken from Public Purse on 22 November 2026: https://purse.example/on/receipt?lang=en&jurisdiction=CA-ON&"
    )
    assert "@misc{ontario-ministry-statements-2024-25-2025-executed-" in said.bibtex
    assert [c.name for c in said.columns] == ["fiscal_year", "amount", "file"]
    assert said.source.licence == "ontario.ca terms of use"
    assert said.source.licence_url == "https://www.ontario.ca/page/terms-use"
    known = [o for o in store.ask(queries.oddities).to_pylist() if o["dataset"] == HEALTH.dataset]
    assert said.oddities == tuple(
        (f"Standard account or category: {o['selection'].removeprefix('economic_1 ')}", o["why"]) for o in known
    )
    assert said.oddities
    assert (said.rows, said.control_sum, said.sha256) == (0, D(0), ""), "who writes the file counts"
    assert said.generation == store.generation().stem


def test_french_labels_and_words() -> None:
    said = about(STATEMENTS.narrowed("functional_1", "Health").narrowed("lineage", "CA-ON/health"), "fr")
    assert said.lang == "fr"
    assert said.filters["Finalité"] == "Santé"
    assert said.filters["Lignée"] == "Santé"
    assert said.filters["Sens"] == "Dépenses"
    assert (
        "Santé › Santé, 2024-2025, réel, crédits des ministères\u00a0: 77\u00a0944\u00a0030\u00a0998\u00a0$"
        in said.citation
    )
    assert "lang=fr" in said.link


def test_all_that_a_file_says_of_its_dataset_is_french_where_the_description_is(holdings: Sequence[Holding]) -> None:
    datasets = {d["dataset"]: d for d in store.ask(queries.datasets).to_pylist()}
    odd = {(o["dataset"], o["why_fr"]) for o in store.ask(queries.oddities).to_pylist()}
    seen = 0
    for holding in {h.dataset: h for h in holdings}.values():
        said, row = about(of_holding(holding), "fr"), datasets[holding.dataset]
        assert said.source.licence == row["licence_fr"] != row["licence"]
        assert {(holding.dataset, why) for _, why in said.oddities} == {o for o in odd if o[0] == holding.dataset}
        for selection, _ in said.oddities:
            assert re.match(
                "Compte standard|Version|Crédit|Détail|Ministère|Exercice|Sens|Libellé|Poste|Programme", selection
            )
            seen += 1
    assert seen >= 4


def test_the_publishers_own_words_are_kept() -> None:
    restated = Slice("ontario/consolidated-expense", "2023-24", 2023, "expenditure", "executed", "consolidated")
    assert about(restated).filters["Phase"] == "Actual (“2022-23 Restated Actual” as the publisher calls it)"
    assert about(restated).unit.endswith("Published in millions of dollars.")


def test_a_level_that_is_not_named_is_said_as_such() -> None:
    unnamed = HEALTH.narrowed("administrative_3", "").narrowed("recipient", "")
    said = about(unnamed)
    assert said.filters["Activity"] == said.filters["Recipient"] == "not named"
    assert "Health › not named, 2024–25" in said.title, "the dataset has activities, but no recipients"


def test_a_slice_that_the_store_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="no release 1867 of ontario/estimates"):
        about(Slice("ontario/estimates", "1867", 1867, "expenditure", "executed", "cash"))
    with pytest.raises(KeyError):
        about(HEALTH, "en", "profit")


def test_files_are_described_without_the_pages() -> None:
    asked = "import sys, dashboard.exports.about; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, timeout=60).returncode == 0
