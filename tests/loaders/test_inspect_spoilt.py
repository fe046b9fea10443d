"""Columns that a draft does not read as amounts because of a few of their cells."""

from pathlib import Path

import openpyxl
import pytest

from loaders.cli_inspect import drafted
from loaders.inspect.look import look

from .small import Rows
from .test_inspect_careful import said

HEAD = ["Ministry", "Program", "2023-24 Actual"]


def rows(odd: str) -> Rows:
    """Five figures, of which one is something else."""
    figures = ["1250.50", "340.25", odd, "45.30", "88.80"]
    return [HEAD, *(["Health", f"Program {n}", figure] for n, figure in enumerate(figures))]


@pytest.mark.parametrize("odd", ["TRUE", "2024-03-31", "#REF!"])
def test_the_cell_that_is_no_figure_is_named(tmp_path: Path, odd: str) -> None:
    assert said(tmp_path, rows(odd), f"'2023-24 Actual' would be read as amounts, but C4 holds '{odd}': correct")


def test_nothing_is_said_where_all_are_figures_or_words_are_many(tmp_path: Path) -> None:
    assert not said(tmp_path, rows("777.10"), "would be read as amounts")
    words: Rows = [HEAD, *(["Health", f"Program {n}", f"see page {n}"] for n in range(4)), ["Parks", "Trails", "9.5"]]
    assert not said(tmp_path, words, "would be read as amounts")


def test_a_column_beside_amounts_is_named_too(tmp_path: Path) -> None:
    beside = [
        [*row, text] for row, text in zip(rows("777.10"), ["2022-23 Actual", "5", "x1", "7", "9", "8"], strict=True)
    ]
    assert said(tmp_path, beside, "'2022-23 Actual' would be read as amounts, but D3 holds 'x1'")


def test_a_formula_without_a_value_has_its_cure(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in [*rows("777.10"), ["Total", None, "=SUM(C2:C6)"]]:
        sheet.append([float(v) if v and v[0].isdigit() and "-" not in v else v for v in row])
    book.save(tmp_path / "book.xlsx")
    made, _ = drafted(look(tmp_path / "book.xlsx"), None)
    assert any("C7 holds" in w and "let it calculate, save it" in w for w in made.careful)
