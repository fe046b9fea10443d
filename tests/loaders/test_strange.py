"""Spreadsheets that nobody here has seen: the draft of `inspect` loads them untouched, and comes to what they print."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect.draft import draft
from loaders.inspect.look import look
from loaders.inspect.trial import Trial, try_description

from .small import write_csv
from .strange import FILES, Strange

BY_NAME = {file.name: file for file in FILES}


def tried(folder: Path, file: Strange) -> tuple[str, Trial]:
    """The draft of a file, and what came of it."""
    file.write(folder / file.name)
    target = folder / "draft.yaml"
    text = draft(look(folder / file.name), target).text
    target.write_text(text, encoding="utf-8")
    return text, try_description(target)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_the_draft_comes_to_what_is_printed(tmp_path: Path, file: Strange) -> None:
    _, trial = tried(tmp_path, file)
    assert trial.error is None
    totals = {(t.direction, t.phase, t.fiscal_year): t.amount for t in trial.totals}
    assert totals == {key: Decimal(amount) for key, amount in file.totals.items()}
    counted = Counter((r.check_kind, r.verdict) for r in trial.results)
    assert counted["printed subtotal", "passed"] == file.sums
    assert {verdict for _, verdict in counted} == {"passed"}


def labels(trial: Trial) -> set[str]:
    """Every label of the first entries."""
    return {str(value) for row in trial.rows for value in row}


def test_the_first_block_keeps_the_label_above_its_headings(tmp_path: Path) -> None:
    _, trial = tried(tmp_path, BY_NAME["blocks.xlsx"])
    assert "DEPARTMENT OF HEALTH" in labels(trial)
    assert "None" not in labels(trial)


def test_english_and_french_in_one_cell_are_parted(tmp_path: Path) -> None:
    text, trial = tried(tmp_path, BY_NAME["main-estimates.xlsx"])
    assert 'at: "\\n", into: [administrative_1, administrative_1_fr]' in text
    assert {"Corporate Management", "Culture and Heritage"} <= labels(trial)


def test_sheets_that_are_alike_are_read_together(tmp_path: Path) -> None:
    text, trial = tried(tmp_path, BY_NAME["departments.xlsx"])
    assert 'administrative_1: "@sheet"' in text
    assert "Fire Services" in labels(trial)


def test_a_payee_that_is_printed_once_is_kept_on_every_line(tmp_path: Path) -> None:
    _, trial = tried(tmp_path, BY_NAME["blue-book.xlsx"])
    recipients = {row[trial.heads.index("recipient")] for row in trial.rows}
    assert recipients == {"ABC Paving Ltd.", "Calgary Total Security Inc."}


def test_what_stands_in_no_section_is_told(tmp_path: Path) -> None:
    text, _ = tried(tmp_path, BY_NAME["statement.xlsx"])
    assert "careful: row 14: in no section, and so neither revenue nor expenditure; set aside" in text


def test_a_list_in_two_halves_is_told(tmp_path: Path) -> None:
    rows = [["Supplier", "Amount"] * 2, ["Abbot", "1,200", "Zenith", "2,300"], ["Axis", "444", "Zoom", "555"]]
    found = draft(look(write_csv(tmp_path / "halves.csv", rows)), tmp_path / "draft.yaml")
    assert any("stand twice" in warning for warning in found.careful)


def test_columns_of_one_year_and_phase_are_told(tmp_path: Path) -> None:
    rows = [["Ministry", "2024 Actual (old)", "2024 Actual (new)"], ["Health", "1,200", "1,300"], ["Roads", "44", "55"]]
    found = draft(look(write_csv(tmp_path / "twice.csv", rows)), tmp_path / "draft.yaml")
    assert any("the same year and phase" in warning for warning in found.careful)
