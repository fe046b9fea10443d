"""Two halves side by side on one sheet: both are read, and a table that only looks like halves is not."""

from decimal import Decimal
from pathlib import Path

from .small import Rows
from .test_inspect_layout import of_book, of_csv

ACCOUNT: Rows = [
    ["Receipts and payments 2022-23"],
    ["Receipts", "Amount", None, "Payments", "Amount"],
    ["Taxes", 41234.5, None, "Salaries", 60000.25],
    ["Fees", 20000, None, "Goods", 15000],
    [None, None, None, "Capital", 9000],
    ["Total", 61234.5, None, "Total", 84000.25],
]


def test_receipts_beside_payments_are_two_tables(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=ACCOUNT)
    assert {t.direction: t.amount for t in trial.totals} == {
        "revenue": Decimal("61234.50"),
        "expenditure": Decimal("84000.25"),
    }
    assert any(w.startswith("'Receipts' stands beside 'Payments': two halves side by side") for w in made.careful)


def test_a_list_that_goes_on_beside_itself_is_read_whole(tmp_path: Path) -> None:
    rows = [["Supplier", "Amount"] * 2, ["Abbot", "1,200", "Zenith", "2,300"], ["Axis", "444", "", ""]]
    _, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal(3944)]
    suppliers = trial.heads.index("recipient")
    assert {row[suppliers] for row in trial.rows} == {"Abbot", "Axis", "Zenith"}


def test_two_amounts_with_labels_of_their_own_are_no_halves(tmp_path: Path) -> None:
    rows: Rows = [
        ["Ministry", "Grants", "Program", "Loans"],
        ["Health", "1,204", "Care", "88"],
        ["Roads", "33", "Rail", "4"],
    ]
    made, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal(1237)]
    assert any("'Loans' holds figures too" in warning for warning in made.careful)


SIDES: Rows = [
    ["Ministry", "Expenditure 2023-24", None, "Source", "Revenue 2023-24"],
    ["Health", 1250.5, None, "Income tax", 777.1],
    ["Parks", 340.25, None, "Fees", 45.3],
    ["Work", 88.8, None, "Customs", 12.25],
]


def test_halves_whose_figures_name_year_and_direction_are_two_tables(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=SIDES)
    assert {(t.direction, t.fiscal_year): t.amount for t in trial.totals} == {
        ("expenditure", 2024): Decimal("1679.55"),
        ("revenue", 2024): Decimal("834.65"),
    }
    labels = trial.heads.index("administrative_1")
    assert {row[labels] for row in trial.rows} == {"Health", "Parks", "Work", "Income tax", "Fees", "Customs"}
    assert any(w.startswith("'Ministry' stands beside 'Source': two halves side by side") for w in made.careful)


def test_a_list_of_one_year_that_goes_on_beside_a_gap_is_read_whole(tmp_path: Path) -> None:
    rows = [
        ["Ministry", "2023-24 Actual", None, "Ministry", "2023-24 Actual"],
        *([a, b, None, c, d] for a, b, _, c, d in SIDES[1:]),
    ]
    _, trial = of_book(tmp_path, Data=rows)
    assert [(t.fiscal_year, t.phase, t.amount) for t in trial.totals] == [(2024, "executed", Decimal("2514.20"))]
    labels = trial.heads.index("administrative_1")
    assert [row[labels] for row in trial.rows if row[labels] == "Fees"] == ["Fees"]


def test_figures_of_two_years_with_labels_of_their_own_are_no_halves(tmp_path: Path) -> None:
    rows = [["Ministry", "2022-23 Actual", None, "Program", "2023-24 Actual"], *SIDES[1:]]
    made, trial = of_book(tmp_path, Data=rows)
    assert {t.fiscal_year: t.amount for t in trial.totals} == {2023: Decimal("1679.55"), 2024: Decimal("834.65")}
    assert "tables:" not in made.text
