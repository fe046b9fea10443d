"""Layouts of unknown sheets: decimal commas under headings, labels over the rows of several sheets."""

from decimal import Decimal
from pathlib import Path

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
