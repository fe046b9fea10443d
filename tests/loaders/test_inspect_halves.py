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
