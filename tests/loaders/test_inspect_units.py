"""In which unit a draft reads figures: by headings, titles, notes and columns of units; and what it says where they clash."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect import units

from .small import Rows
from .test_inspect_careful import said
from .test_inspect_layout import of_book, of_csv

HEAD = ["Ministry", "2023-24 Actual"]
FIGURES: Rows = [["Health", "1301"], ["Parks", "352"], ["Work", "97"]]


def total(folder: Path, rows: Rows) -> list[Decimal | None]:
    """What each year of a draft comes to, in dollars."""
    return [t.amount for t in of_csv(folder, rows)[1].totals]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("USD '000s", "thousands"),
        ("(000's omitted)", "thousands"),
        ("Spending 2023-24 000 omitted", "thousands"),
        ("em milhares de reais", "thousands"),
        ("in migliaia di euro", "thousands"),
        ("en miles de pesos", "thousands"),
        ("in Tausend Euro", "thousands"),
        ("k$", "thousands"),
        ("en miles de millones de pesos", "billions"),
        ("in milioni di euro", "millions"),
        ("EUR mn", "millions"),
        ("2023-24 million $", "millions"),
        ("Contracts over $1 million", None),
        ("More than half a million", None),
        ("Grants of 24 000 dollars", None),
        ("Thousand Islands parks", None),
    ],
)
def test_units_in_many_words(text: str, unit: str | None) -> None:
    found = units.unit([text])
    assert (found.value if found else None) == unit


@pytest.mark.parametrize(
    ("note", "speaks"),
    [
        ("Note: all figures in thousands of dollars.", True),
        ("(in thousands of dollars)", True),
        ("Amounts are expressed in $ millions", True),
        ("$ thousands", True),
        ("000's omitted", True),
        ("Montants en milliers", True),
        ("Figures are rounded to the nearest thousand", False),
        ("Thousands of families received a grant", False),
        ("Health includes $2 million for clinics in the north", False),
        ("The fund holds bonds worth millions", False),
    ],
)
def test_notes_that_speak_of_all_figures(note: str, speaks: bool) -> None:
    assert units.speaks_of_all(note) is speaks


@pytest.mark.parametrize("note", ["Note: all figures in thousands of dollars.", "(in thousands of dollars)"])
def test_a_note_below_the_figures_says_their_unit(tmp_path: Path, note: str) -> None:
    assert total(tmp_path, [HEAD, *FIGURES, ["", ""], [note, ""]]) == [Decimal(1_750_000)]


def test_a_note_under_the_headings_says_their_unit(tmp_path: Path) -> None:
    assert total(tmp_path, [HEAD, ["", "($000)"], *FIGURES]) == [Decimal(1_750_000)]
    assert total(tmp_path, [HEAD, ["(in thousands of dollars)", ""], *FIGURES]) == [Decimal(1_750_000)]


def test_a_note_that_speaks_of_something_else_changes_no_unit(tmp_path: Path) -> None:
    rows: Rows = [HEAD, *FIGURES, ["Note: Health includes $2 million for clinics in the north", ""]]
    assert total(tmp_path, rows) == [Decimal(1750)]
    assert not said(tmp_path, rows, "million")


def test_a_note_that_names_a_unit_in_passing_is_told(tmp_path: Path) -> None:
    rows: Rows = [HEAD, *FIGURES, ["Note: the fund holds bonds worth millions", ""]]
    assert total(tmp_path, rows) == [Decimal(1750)]
    assert said(tmp_path, rows, "stands below the figures and speaks of millions: they are read as dollars")


def test_each_column_has_the_unit_of_its_own_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["Ministry", "2022-23 Actual ($)", "2023-24 Actual ($000)"],
        ["Health", "1250500", "1301"],
        ["Parks", "340250", "352"],
    ]
    made, trial = of_csv(tmp_path, rows)
    assert {t.fiscal_year: t.amount for t in trial.totals} == {2023: Decimal(1_590_750), 2024: Decimal(1_653_000)}
    assert '"{fiscal_year} Actual ($)": {phase: executed, unit: dollars}' in made.text


def test_a_dollar_sign_under_a_title_of_thousands_is_the_currency(tmp_path: Path) -> None:
    rows: Rows = [["Spending, in thousands of dollars", ""], ["Ministry", "2023-24 Actual ($)"], *FIGURES]
    assert total(tmp_path, rows) == [Decimal(1_750_000)]


def test_a_heading_without_a_unit_beside_one_that_has_it_is_told(tmp_path: Path) -> None:
    rows: Rows = [
        ["Ministry", "2022-23 Actual", "2023-24 Actual ($000)"],
        ["Health", "1299", "1301"],
        ["Parks", "3", "5"],
    ]
    assert said(tmp_path, rows, "'2022-23 Actual' says no unit, and is read as thousands")
    both: Rows = [["Ministry", "2022-23 Actual ($000)", "2023-24 Actual ($000)"], *rows[1:]]
    assert not said(tmp_path, both, "says no unit")


def test_units_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Spending in $ millions", ""], ["Ministry", "2023-24 Actual ($000)"], *FIGURES]
    assert said(
        tmp_path, rows, "'Spending in $ millions' says millions and '2023-24 Actual ($000)' says thousands: read as"
    )
    two: Rows = [["Spending in thousands and millions", ""], HEAD, *FIGURES]
    assert said(tmp_path, two, "says millions and thousands: read as millions")
    one: Rows = [["Spending in $ thousands", ""], *rows[1:]]
    assert not said(tmp_path, one, "read as")


def test_hundreds_of_thousands_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Figures in hundreds of thousands", ""], HEAD, *FIGURES]
    assert said(tmp_path, rows, "no unit of a description is ten or a hundred times another")


UNITS: Rows = [
    ["Ministry", "Unit", "2023-24 Actual"],
    ["Health", "$000", 1301],
    ["Parks", "$000", 352],
    ["Staff", "FTE", 97],
    ["Work", "$m", 9],
]


def test_a_column_of_units_gives_each_row_its_own(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=UNITS)
    assert [(t.entries, t.amount) for t in trial.totals] == [(3, Decimal(10_653_000))]
    assert "administrative_2" not in made.text
    assert "rows of 'FTE' by 'Unit' are no money: set aside" in made.careful


def test_a_column_of_one_unit_is_that_of_the_sheet_and_no_level(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=UNITS[:3])
    assert [t.amount for t in trial.totals] == [Decimal(1_653_000)]
    assert "administrative_2" not in made.text


def test_a_column_of_units_that_leaves_rows_open_is_told(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=[*UNITS, ["Roads", None, 41]])
    assert trial.loads
    assert any(
        w.startswith("'Unit' holds units such as '$000', and every figure is read as dollars") for w in made.careful
    )
