"""Small files in the ways in which governments print them: each is drafted, loads, and comes to the right total."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.cli_inspect import drafted
from loaders.inspect import guess
from loaders.inspect.look import look

from .small import Rows, write_csv

NBSP, NARROW = "\u00a0", "\u202f"
HEAD = ["Ministry", "Program", "2023-24 Actual ($000)"]
STYLES: dict[str, tuple[Rows, str, str]] = {
    "signs, dashes, marks and words for nothing": (
        [
            HEAD,
            *(
                ["Health", f"Program {n}", text]
                for n, text in enumerate(
                    ["$1,234", "(234)", "-", "–", " $ -   ", "2,345 *", "100 (a)", "n/a", "..........", "(-*)", "5,000"]
                )
            ),
        ],
        "8445000",
        r'nulls: ["(-*)", "..........", n/a], marks: "\\*+|\\([a-z]\\)", unit: thousands',
    ),
    "French": (
        [
            ["Ministère", "Réel 2023-2024"],
            ["Éducation", "1 234,56"],
            ["Routes", "(1 234,50 $)"],
            ["Santé", f"1{NBSP}704{NARROW}500 $"],
            ["Parcs", "–"],
        ],
        "1704500.06",
        "numbers: fr",
    ),
    "codes that begin with one another": (
        [
            ["Code", "Function", "2023"],
            ["01", "General", "30"],
            ["01.1", "Executive", "10"],
            ["01.2", "Foreign", "20"],
            ["07", "Health", "50.5"],
            ["07.1", "Products", "20.5"],
            ["07.2", "Hospitals", "30"],
        ],
        "80.5",
        "lengths: [2, 4], into: [administrative_1, administrative_2]",
    ),
    "labels set in by spaces": (
        [
            ["Line", "2023-24"],
            ["Education", "10,000"],
            ["   Administration", "2,000"],
            ["   Schools", "8,000"],
            ["Energy", ""],
            ["   Grants", "1,555"],
            ["Source: the Treasury", ""],
        ],
        "11555",
        "levels_from_indent: {field: line, into: [administrative_1, administrative_2]}",
    ),
    "dates, and spellings that differ by case": (
        [
            ["Department", "Vendor", "Payment date", "Amount"],
            ["Health", "Acme Ltd", "2023-05-01", "1,200.50"],
            ["health", "Beta Inc", "2024-03-31", "99.50"],
            ["Health", "Gamma", "2024/04/01", "10"],
        ],
        "1310",
        "- {unify: [administrative_1]}",
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_drafted_and_loads_with_the_right_total(tmp_path: Path, name: str) -> None:
    rows, total, said = STYLES[name]
    made, trial = drafted(look(write_csv(tmp_path / "accounts.csv", rows)), None)
    assert trial.error is None
    assert sum(t.amount or 0 for t in trial.totals) == Decimal(total)
    assert said in made.text


def test_labels_set_in_that_do_not_add_up_are_a_warning_and_no_level(tmp_path: Path) -> None:
    rows = [
        ["Line", "2023-24"],
        ["Education", "10,000"],
        ["  Schools", "8,000"],
        ["Energy", "7"],
        ["  Grants", "1,555"],
    ]
    made, trial = drafted(look(write_csv(tmp_path / "accounts.csv", rows)), None)
    assert sum(t.amount or 0 for t in trial.totals) == 10000 + 8000 + 7 + 1555
    warning = "labels of 'Line' are set in to 2 depths: levels_from_indent may make levels of them"
    assert warning in made.careful


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["1,234 *", "5 **"], r"\*+"),
        (["1,234¹", "(5)†"], r"[†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹]+"),
        (["1,234 (1)", "5 [2]"], r"\(\d\)|\[\d{1,2}\]"),
        (["1,234", "(1)", "n/a *", "Program (a)", ""], None),
    ],
)
def test_marks_are_seen_behind_figures_alone(texts: list[str], pattern: str | None) -> None:
    assert guess.marks(texts) == pattern
