"""How figures are printed: told from a whole sheet, since one figure alone may be read in two ways."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect.styles import style_of

from .test_inspect_layout import of_book, of_csv


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1,234.50", "12"], "en"),
        (["12.5", "1.234"], "en"),
        (["1 234,50", "12"], "fr"),
        (["1.234,50", "12"], "de"),
        (["1.234.567"], "de"),
        (["12,5", "1.234"], "de"),
        (["1.234,50", "1,234.50"], "en"),
        (["1'234.50", "12"], "ch"),
        (["12’345’678.90-"], "ch"),
        (["2023"], "en"),
    ],
)
def test_the_style_of_a_sheet(texts: list[str], numbers: str) -> None:
    assert style_of([texts], False).value == numbers


def test_points_before_three_places_alone_are_thousands_in_a_text_and_a_doubt(tmp_path: Path) -> None:
    assert style_of([["1.234", "12.500"]], False).value == "en"
    made, trial = of_csv(tmp_path, [["Zweck", "Ansatz 2024"], ["Mieten", "1.234"], ["Zinsen", "12.500"]])
    assert [t.amount for t in trial.totals] == [Decimal(13734)]
    assert any("such as 1.234: read as thousands, by numbers: de." in warning for warning in made.careful)


def test_german_and_swiss_figures_load(tmp_path: Path) -> None:
    german = [["Zweck", "Ist 2023"], ["Mieten", "1.234,50"], ["Zinsen", "12.500,00"]]
    assert [t.amount for t in of_book(tmp_path, Data=german)[1].totals] == [Decimal("13734.50")]
    swiss = [["Zweck", "Rechnung 2023"], ["Mieten", "1'234.50"], ["Zinsen", "12’500.25-"]]
    made, trial = of_csv(tmp_path, swiss)
    assert [t.amount for t in trial.totals] == [Decimal("-11265.75")]
    assert not any("read as thousands" in warning for warning in made.careful)


def test_receipts_and_payments_over_rows_in_german_are_directions(tmp_path: Path) -> None:
    rows = [
        ["Zweck", "Ist 2023"],
        ["Einnahmen", ""],
        ["Mieten", "12"],
        ["Ausgaben", ""],
        ["Zinsen", "56"],
        ["Löhne", "7"],
    ]
    totals = {t.direction: t.amount for t in of_csv(tmp_path, rows)[1].totals}
    assert totals == {"revenue": Decimal(12), "expenditure": Decimal(63)}
