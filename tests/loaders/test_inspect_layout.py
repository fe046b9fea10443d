"""Layouts of unknown sheets: decimal commas under headings, labels over the rows of several sheets."""

from decimal import Decimal
from pathlib import Path

import openpyxl

from loaders.cli_inspect import drafted
from loaders.inspect.draft import Draft
from loaders.inspect.look import look
from loaders.inspect.trial import Trial

from .small import Rows, write_csv, write_workbook


def of_csv(folder: Path, rows: Rows) -> tuple[Draft, Trial]:
    return drafted(look(write_csv(folder / "book.csv", rows)), None)


def of_book(folder: Path, **sheets: Rows) -> tuple[Draft, Trial]:
    return drafted(look(write_workbook(folder / "book.xlsx", sheets)), None)


def test_figures_with_a_decimal_comma_are_no_headings(tmp_path: Path) -> None:
    rows = [["Jahr", "Montant"], ["2021", "1234567,8"], ["2022", "5678901,25"]]
    made, trial = of_csv(tmp_path, rows)
    assert {t.fiscal_year: t.amount for t in trial.totals} == {2021: Decimal("1234567.80"), 2022: Decimal("5678901.25")}
    assert "header: 1," in made.text


def test_a_draft_without_columns_of_labels_is_one_all_the_same(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, [["2021", "2022"], ["1,234", "2,345"], ["777", "888"]])
    assert "columns: {}" in made.text
    assert {t.fiscal_year: t.amount for t in trial.totals} == {2021: Decimal(2011), 2022: Decimal(3233)}


def test_labels_over_the_rows_of_several_sheets_are_found_by_their_own_words(tmp_path: Path) -> None:
    rows: Rows = [
        ["", "2023-24 Actual"],
        ["Roads", None],
        ["Wages", 1234],
        ["Gravel", 88],
        ["Parks", None],
        ["Trees", 7],
    ]
    other = [[label, figure and int(str(figure)) + 3 if n else figure] for n, (label, figure) in enumerate(rows)]
    _, trial = of_book(tmp_path, North=rows, South=other)
    level, below = trial.heads.index("administrative_2"), trial.heads.index("administrative_3")
    assert [(row[level], row[below]) for row in trial.rows] == [
        ("Roads", "Wages"),
        ("Roads", "Gravel"),
        ("Parks", "Trees"),
    ] * 2


def test_headings_in_merged_cells_are_those_that_a_load_finds(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["R thousand", "Outcome", None, "Main appropriation", None],
        [None, "2020/21", "2021/22", "2023/24", "2023/24"],
        ["Administration", 1204, 88, 45, 6],
        ["Hospitals", 33, 415, 77, 8],
    ):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    book.save(tmp_path / "book.xlsx")
    made, trial = drafted(look(tmp_path / "book.xlsx"), None)
    assert trial.loads
    assert {(t.phase, t.fiscal_year): t.amount for t in trial.totals} == {
        ("executed", 2021): Decimal(1237000),
        ("executed", 2022): Decimal(503000),
        ("approved", 2024): Decimal(122000),
        ("executed", 2024): Decimal(14000),
    }
    assert "Main appropriation {fiscal_year}" in made.text


def test_the_unit_is_that_of_what_the_cells_hold_and_not_of_what_a_format_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Budget ($'000)", None], ["Department", "2024 Budget"], ["Health", 77944031], ["Roads", 15664826]):
        sheet.append(row)
    for number in (3, 4):
        sheet.cell(number, 2).number_format = "#,##0,"
    book.save(tmp_path / "book.xlsx")
    made, trial = drafted(look(tmp_path / "book.xlsx"), None)
    assert [t.amount for t in trial.totals] == [Decimal(93608857)]
    assert any("B3 holds 77944031 and its number format shows 77,944: read as dollars" in w for w in made.careful)


def test_words_for_no_figure_above_the_first_section_are_no_entry(tmp_path: Path) -> None:
    rows = [["Zweck", "Ist 2023"], ["", "n/a"], ["Einnahmen", ""], ["Mieten", "12"], ["Ausgaben", ""]]
    more = [[f"Posten {i}", f"{i}7"] for i in range(1, 9)]
    _, trial = of_csv(tmp_path, [*rows, *more])
    assert {t.direction: t.amount for t in trial.totals} == {"revenue": Decimal(12), "expenditure": Decimal(416)}
