"""Columns of one year are never added by accident: phases that headings inherit, ratios, figures to date."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect.apart import to_date

from .small import Rows
from .test_inspect_careful import said
from .test_inspect_layout import of_csv


def test_a_heading_without_a_phase_stands_beside_one_of_the_phase_that_it_inherits(tmp_path: Path) -> None:
    rows: Rows = [["Ministry", "2023-24 Actual", "2023-24 Grants"], ["Health", "1,311", "922"], ["Roads", "433", "20"]]
    assert said(tmp_path, rows, "same year and phase") == [
        "'2023-24 Actual', '2023-24 Grants': the same year and phase; if they are one figure, it is counted twice"
    ]


@pytest.mark.parametrize("ratio", ["2023-24 per capita", "2023-24 share", "2023-24 Cost per case", "2023-24 growth"])
def test_a_ratio_beside_an_amount_is_not_added_to_it(tmp_path: Path, ratio: str) -> None:
    rows: Rows = [["Ministry", "2023-24 Actual", ratio], ["Health", "1311.5", "63.5"], ["Roads", "433.25", "20.9"]]
    _, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal("1744.75")]


def test_the_federal_share_of_a_grant_is_money(tmp_path: Path) -> None:
    rows: Rows = [
        ["Program", "2022-23 Federal share", "2023-24 Federal share"],
        ["Roads", "1311.5", "63.5"],
        ["Rail", "433.25", "220.9"],
    ]
    _, trial = of_csv(tmp_path, rows)
    assert {t.fiscal_year: t.amount for t in trial.totals} == {2023: Decimal("1744.75"), 2024: Decimal("284.40")}


BUDGET = [
    "Article;Libellé;Budget primitif 2023;Décisions modificatives 2023;Budget total 2023;Mandats émis 2023;"
    "Restes à réaliser 2023",
    "60611;Eau;12 000,00;500,50;12 500,50;11 234,56;300,00",
    "60612;Énergie;98 000,00;-1 000,00;97 000,00;95 111,11;0,00",
    "64111;Personnel;450 000,00;2 000,00;452 000,00;449 999,99;0,00",
]


def test_the_stages_of_a_french_budget_are_phases(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, [line.split(";") for line in BUDGET])
    assert {t.phase: t.amount for t in trial.totals} == {
        "approved": Decimal(560000),
        "adjusted": Decimal("1500.50"),
        "executed": Decimal("556345.66"),
    }
    assert any(w.startswith("'Restes à réaliser 2023' holds figures too, and is not read") for w in made.careful)
    assert any(w.startswith("'Décisions modificatives 2023' holds changes alone") for w in made.careful)


def test_a_column_beside_the_parts_of_a_printed_sum_is_told(tmp_path: Path) -> None:
    rows: Rows = [
        ["Ministry", "2024 Wages", "2024 Goods", "2024 Total", "2024 Loans"],
        *([f"Ministry {i}", f"{i}7.15", f"{i}3.27", f"{i + i}0.42", f"{9 - i}1.13"] for i in range(1, 5)),
    ]
    rows[1:] = [[n, w, g, str(Decimal(w) + Decimal(g)), loan] for n, w, g, _, loan in rows[1:]]  # type: ignore[arg-type]
    assert said(tmp_path, rows, "same year and phase")


def test_figures_to_date_beside_their_quarters_are_left(tmp_path: Path) -> None:
    rows: Rows = [
        ["Ministry", "2024 Q1", "2024 Q2", "2024 YTD"],
        ["Health", "10.5", "11.25", "21"],
        ["Law", "5", "6", "12"],
    ]
    made, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal("32.75")]
    assert any("'2024 YTD' holds figures too, and is not read" in w for w in made.careful)


def test_quarters_of_figures_to_date_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Ministry", "Quarter", "2024 YTD"], ["Health", "Q1", "10.5"], ["Health", "Q2", "21.75"]]
    assert said(tmp_path, rows, "counts from the start of the year") == [
        "'2024 YTD' counts from the start of the year, and 'Quarter' names several periods: each holds those before it. "
        "Set aside all but the last"
    ]


def test_a_total_is_not_to_date() -> None:
    assert [h for h in ("2024 Total", "FYTD", "Year to date", "Cumulé", "Accumulated surplus") if to_date(h)] == [
        "FYTD",
        "Year to date",
        "Cumulé",
    ]
