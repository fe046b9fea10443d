"""What stands beside and below the amounts of unknown sheets: cents, credits, people, sums of groups, other sheets."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect import guess, subject
from loaders.inspect.measures import counts_people
from loaders.inspect.sums import sums_at_end

from .small import Rows
from .test_inspect_layout import of_book, of_csv

LEDGER: Rows = [
    ["Department", "Item", "$", "¢", ""],
    ["Clerk", "Wages", 44940, "40", "DR"],
    ["Clerk", "Refunds", 181, "24", "CR"],
    ["Total Clerk", "", 44759, "16", "DR"],
    ["Library", "Wages", 27087, "66", "DR"],
    ["Library", "Refunds", 211, "33", "CR"],
    ["Total Library", "", 26876, "33", "DR"],
]
COUNCILS: Rows = [
    ["Service expenditure by local authority, £ thousand"],
    ["Authority", "Class", "Schools", "Roads", "Care", "TOTAL"],
    ["", "", "110", "210", "310", "390"],
    ["Barford", "UA", 39454, 68938, 6499, 114891],
    ["Axley", "UA", 37840, 79917, 9694, 127451],
    ["Dunshire", "SC", 54904, 21721, 40020, 116645],
    ["Fenby", "SC", "[z]", "[z]", 292, 292],
    ["Unitary authorities", "UA", 77294, 148855, 16193, 242342],
    ["Shire counties", "SC", 54904, 21721, 40312, 116937],
]
FUNDS: Rows = [
    ["Fund / Department", "2024 Actual FTE", "2024 Actual"],
    ["100 General Fund", None, None],
    ["Revenues", None, None],
    ["Property Taxes", None, 5443012],
    ["Fees", None, 820111],
    ["Expenditures", None, None],
    ["Police", 65, 983060],
    ["Parks", 72.5, 1001709],
    ["210 Street Fund", None, None],
    ["Revenues", None, None],
    ["Property Taxes", None, 934928],
    ["Expenditures", None, None],
    ["Public Works", 23.25, 940955],
]


def test_cents_and_credits_in_columns_of_their_own_are_read(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=LEDGER)
    assert [t.amount for t in trial.totals] == [Decimal("71635.49")]
    assert [r.verdict for r in trial.results if r.check_kind == "printed subtotal"] == ["passed", "passed"]
    assert "column E says CR or DR: what is a credit there counts against the others" in made.careful


def test_cents_beside_columns_that_are_read_side_by_side_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Item", "2023 Actual", "2024 Actual", "¢"], ["Wages", 4494, 5181, "40"], ["Fees", 17, 23, "05"]]
    careful = of_book(tmp_path, Data=rows)[0].careful
    assert "'¢' holds cents, of the dollars in '2024 Actual', and is not read: the figures beside it lack it" in careful


def test_a_credit_that_has_a_minus_already_is_not_turned_twice(tmp_path: Path) -> None:
    rows: Rows = [["Head", "Amount"], ["Fees", "(1,000.00) CR"], ["Refund", "-500.25 CR"], ["Wages", "2,000.00 DR"]]
    made, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal("499.75")]
    assert "marks: CR|DR" in made.text.replace('"', "")
    assert guess.figure("(5.00) CR") == -5
    assert guess.figure("5.00 CR") == -5


def test_codes_under_headings_and_the_sums_of_groups_are_no_figures(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=COUNCILS)
    assert [t.amount for t in trial.totals] == [Decimal(359279000)]
    assert "rows: [2, 3]" in made.text
    assert "[z]" in made.text


def test_figures_that_go_up_beside_a_label_are_no_codes_of_columns(tmp_path: Path) -> None:
    rows: Rows = [["Item", "2021", "2022", "2023"], ["Wages", 110, 210, 310], ["Fees", 77, 88, 99]]
    assert {t.fiscal_year: t.amount for t in of_book(tmp_path, Data=rows)[1].totals} == {
        2021: Decimal(187),
        2022: Decimal(298),
        2023: Decimal(409),
    }


def test_sums_at_the_end_are_those_of_every_group() -> None:
    rows, groups = [(5, 1), (7, 2), (9, 3), (12, 3), (9, 3)], ["a", "a", "b", "a", "b"]
    assert [(s.row, s.parts) for s in sums_at_end(rows, groups)] == [(3, (0, 1)), (4, (2,))]
    assert sums_at_end([*rows[:4], (9, 4)], groups) == []
    assert sums_at_end(rows, ["a", "a", "b", "a", None]) == []
    assert sums_at_end([(5,), (7,), (5,), (7,)], ["a", "b", "a", "b"]) == []


def test_funds_and_directions_over_rows_are_two_levels(tmp_path: Path) -> None:
    made, trial = of_book(tmp_path, Data=FUNDS)
    totals = {t.direction: t.amount for t in trial.totals}
    assert totals == {"revenue": Decimal(7198051), "expenditure": Decimal(2925724)}
    funds = {row[trial.heads.index("administrative_1")] for row in trial.rows}
    assert funds == {"100 General Fund", "210 Street Fund"}
    assert "FTE" not in made.text.split("steps:")[0].split("amounts:")[1]


@pytest.mark.parametrize(
    ("label", "people"),
    [
        ("Average staffing level (number)", True),
        ("FTE", True),
        ("Full-time equivalents", True),
        ("Population Health", False),
        ("Staff costs", False),
        ("Cost per FTE ($)", False),
    ],
)
def test_labels_that_count_people(label: str, people: bool) -> None:
    assert counts_people(label) is people


def test_rows_of_people_are_set_aside_and_told(tmp_path: Path) -> None:
    rows: Rows = [["Program", "2024 Budget"], ["Roads", 1204], ["Rail", 88], ["Average staffing level (number)", 397]]
    made, trial = of_book(tmp_path, Data=rows)
    assert [t.amount for t in trial.totals] == [Decimal(1292)]
    assert "row 4: by their labels they count people, and are no money: set aside" in made.careful


def test_sheets_with_the_same_headings_elsewhere_are_read_together(tmp_path: Path) -> None:
    first: Rows = [["Programme", "2023 Actual", "2024 Budget"], ["Prog A", 1000, 2000], ["Prog B", 1004, 2005]]
    second: Rows = [["A note"], ["Programme", "2024 Budget", "2023 Actual"], ["Prog A", 2001, 1001], ["Prog C", 2, 1]]
    made, trial = of_book(tmp_path, Health=first, Roads=second)
    assert {t.fiscal_year: t.amount for t in trial.totals} == {2023: Decimal(3006), 2024: Decimal(6008)}
    assert "header: {contains: [Programme, 2023 Actual, 2024 Budget]}" in made.text


def test_sheets_with_other_headings_are_left(tmp_path: Path) -> None:
    first: Rows = [["Programme", "2023 Actual"], ["Prog A", 1000], ["Prog B", 1004], ["Prog C", 7]]
    second: Rows = [["Programme", "2024 Actual"], ["Prog A", 2001]]
    assert [t.amount for t in of_book(tmp_path, Health=first, Roads=second)[1].totals] == [Decimal(2011)]


def test_a_year_of_two_numbers_in_a_title_says_what_the_one_in_a_name_means() -> None:
    assert subject.fiscal_year(["ra_2024", "Budget 2024-25"]).value == 2025
    assert subject.fiscal_year(["ra_2024", "Budget 2020-21"]).value == 2024
    assert subject.fiscal_year(["2022-23", "Budget 2023-24"]).value == 2023
