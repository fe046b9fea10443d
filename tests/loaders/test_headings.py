"""Which row has the headings, which column is which, which columns hold figures."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.errors import SheetError, SourceError

from .small import CONSTANTS, HEADINGS, describe, entries, extracted, without

NBSP = "\u00a0"
PHASES = {
    "columns": {"administrative_1": "Ministry"},
    "constants": without(CONSTANTS, "fiscal_year", "phase"),
    "amounts": {"Estimates {fiscal_year}": {"phase": "proposed"}, "Actual {fiscal_year}": {"phase": "executed"}},
}


def test_the_header_row_is_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    rows = [["A title", ""], ["", ""], HEADINGS, ["Health", "5"]]
    source = describe(tmp_path, rows, sheet={"header": 3})
    con, _ = extracted(source)
    assert con.execute("SELECT administrative_1, amount, cell FROM entry").fetchall() == [("Health", Decimal(5), "B4")]
    aside = con.execute("SELECT row, kind, text, reason FROM set_aside ORDER BY row").fetchall()
    assert aside == [
        (1, "heading", "A title", "stands above the headings"),
        (3, "heading", "Ministry | Amount", "column headings"),
    ]


def test_the_header_row_is_found_by_its_words(tmp_path: Path) -> None:
    rows = [["Ministry of Health", ""], [f" ministry{NBSP}", "AMOUNT"], ["Health", "5"]]
    source = describe(tmp_path, rows, sheet={"header": {"contains": ["Amount", "Ministry"]}})
    assert entries(source) == [("Health", Decimal(5))]


@pytest.mark.parametrize(
    ("header", "asked"),
    [(9, "row 9"), (2, "row 2"), ({"contains": ["Ministry", "Dollars"]}, "a row with 'Ministry', 'Dollars'")],
)
def test_a_header_that_is_not_there_is_an_error(tmp_path: Path, header: object, asked: str) -> None:
    source = describe(tmp_path, [HEADINGS, ["", ""], ["Health", "5"]], sheet={"header": header})
    with pytest.raises(SheetError) as refused:
        extracted(source)
    assert str(refused.value) == f"book.csv, sheet 'csv': has no headings: looked for {asked}"


def test_a_missing_column_names_the_headings_that_are_there(tmp_path: Path) -> None:
    source = describe(tmp_path, [["Ministry", "", "Amount $"], ["Health", "", "5"]])
    with pytest.raises(SheetError) as refused:
        extracted(source)
    assert str(refused.value) == (
        "book.csv, sheet 'csv': has no column 'Amount'; it has 'Ministry', 'Amount $'\n"
        "Correct columns.amount in the source's description."
    )


@pytest.mark.parametrize("heading", ["ministry", f"  Ministry{NBSP}", "MINISTRY\n"])
def test_case_and_white_space_of_a_heading_do_not_matter(tmp_path: Path, heading: str) -> None:
    assert entries(describe(tmp_path, [[heading, "Amount"], ["Health", "5"]])) == [("Health", Decimal(5))]


def test_the_heading_in_the_right_case_is_preferred(tmp_path: Path) -> None:
    rows = [["ministry", "Ministry", "Amount"], ["wrong", "right", "5"]]
    assert entries(describe(tmp_path, rows)) == [("right", Decimal(5))]


def test_two_columns_under_one_heading_are_an_error(tmp_path: Path) -> None:
    source = describe(tmp_path, [["Ministry", "Amount", "Amount"], ["Health", "5", "7"]])
    with pytest.raises(SheetError, match=r"(?s)'Amount'.*B.*C.*Say which by its letter: columns.amount: \"@B\"."):
        extracted(source)


def test_two_columns_of_figures_under_one_heading_are_an_error(tmp_path: Path) -> None:
    rows = [["Ministry", "Actual 2023-24", "Estimates 2023-24", " Actual  2023-24 "], ["Health", "5", "6", "5"]]
    with pytest.raises(SheetError, match="has 'Actual 2023-24' over the columns B and D") as refused:
        entries(describe(tmp_path, rows, **PHASES))
    assert "by their letters, as @B, under amounts" in str(refused.value)
    letters = {"@B": {"phase": "executed"}, "@C": {"phase": "proposed"}}
    constants = without(CONSTANTS, "phase")
    lettered = describe(tmp_path, rows, columns=PHASES["columns"], constants=constants, amounts=letters)
    assert [amount for _, amount in entries(lettered)] == [Decimal(5), Decimal(6)]


def test_a_column_per_year_gives_an_entry_per_year(tmp_path: Path) -> None:
    rows = [["Ministry", "Estimates 2016-17", f"Estimates{NBSP}2015–16", "Difference", "Actual 2014/2015"]]
    rows += [["Health", "9", "8", "1", "7"]]
    source = describe(tmp_path, rows, **PHASES)
    assert entries(source, "fiscal_year, phase, amount, cell, phase_published") == [
        (2017, "proposed", Decimal(9), "B2", "Estimates 2016-17"),
        (2016, "proposed", Decimal(8), "C2", "Estimates 2015–16"),
        (2015, "executed", Decimal(7), "E2", "Actual 2014/2015"),
    ]


def test_a_relative_year_is_what_the_release_says(tmp_path: Path) -> None:
    source = describe(
        tmp_path,
        [["Ministry", "last_year_exp", "last_year_2_exp", "other_exp", "next_year"], ["Health", "9", "8", "7", "6"]],
        columns={"administrative_1": "Ministry"},
        constants=without(CONSTANTS, "fiscal_year", "phase"),
        releases=[
            {
                "release": "2024-25",
                "file": "book.csv",
                "years": {"last_year": "2024-25", "last_year_2": 2024, "next_year": "2025-26"},
            }
        ],
        amounts={"{fiscal_year}_exp": {"phase": "executed"}, "{fiscal_year}": {"phase": "proposed"}},
    )
    assert entries(source, "fiscal_year, phase, amount") == [
        (2025, "executed", Decimal(9)),
        (2024, "executed", Decimal(8)),
        (2026, "proposed", Decimal(6)),
    ]


def test_columns_without_a_year_are_named_whole(tmp_path: Path) -> None:
    source = describe(
        tmp_path,
        [["Ministry", "Plan", "Actual"], ["Health", "9", "8"]],
        columns={"administrative_1": "Ministry"},
        constants=without(CONSTANTS, "phase"),
        amounts={"Plan": {"phase": "proposed"}, "Actual": {"phase": "executed"}},
    )
    assert entries(source, "phase, amount") == [("proposed", Decimal(9)), ("executed", Decimal(8))]


def test_no_column_of_figures_is_an_error_with_the_headings(tmp_path: Path) -> None:
    source = describe(tmp_path, [["Ministry", "Plan 2016-17"], ["Health", "9"]], **PHASES)
    with pytest.raises(SheetError) as refused:
        extracted(source)
    assert str(refused.value) == (
        "book.csv, sheet 'csv': has no column 'Estimates {fiscal_year}', 'Actual {fiscal_year}'; "
        "it has 'Ministry', 'Plan 2016-17'\nCorrect amounts in the source's description."
    )


def test_each_pattern_of_figures_must_meet_a_heading(tmp_path: Path) -> None:
    source = describe(tmp_path, [["Ministry", "Estimates 2016-17", "Actuals 2014-15"], ["Health", "9", "8"]], **PHASES)
    with pytest.raises(SheetError, match=r"Actual \{fiscal_year\}"):
        extracted(source)


def test_headings_over_several_rows_are_joined(tmp_path: Path) -> None:
    rows = [
        ["", "Health", "", "Roads", ""],
        ["Year", "Plan", "Actual", "Plan", "Actual"],
        ["2016-17", "5", "7", "9", "11"],
    ]
    source = describe(
        tmp_path,
        rows,
        sheet={"header": {"rows": [1, 2], "fill_right": True}},
        columns={"fiscal_year": "Year"},
        constants=without(CONSTANTS, "fiscal_year", "phase"),
        amounts={
            "{administrative_1} Plan": {"phase": "proposed"},
            "{administrative_1} Actual": {"phase": "executed"},
        },
    )
    assert entries(source, "administrative_1, phase, amount") == [
        ("Health", "proposed", Decimal(5)),
        ("Health", "executed", Decimal(7)),
        ("Roads", "proposed", Decimal(9)),
        ("Roads", "executed", Decimal(11)),
    ]


def test_a_column_may_be_named_by_its_letter(tmp_path: Path) -> None:
    rows = [["Ministry", "Amount", "Amount"], ["Health", "5", "7"]]
    columns = {"administrative_1": "@A", "amount": "@C"}
    assert entries(describe(tmp_path, rows, columns=columns), "administrative_1, amount, cell") == [
        ("Health", Decimal(7), "C2")
    ]
    with pytest.raises(SheetError, match="has no column D; its last is C"):
        extracted(describe(tmp_path, rows, columns={**columns, "amount": "@D"}))


def test_a_sheet_without_headings_is_read_by_letters(tmp_path: Path) -> None:
    columns = {"administrative_1": "@A", "amount": "@B"}
    source = describe(tmp_path, [["Health", "5"], ["Roads", "7"]], sheet={"header": 0}, columns=columns)
    assert entries(source) == [("Health", Decimal(5)), ("Roads", Decimal(7))]


def test_the_headings_may_stand_under_a_word(tmp_path: Path) -> None:
    rows = [["TERMS", ""], ["SERIES", ""], HEADINGS, ["id", "label"], ["OBSERVATIONS", ""], HEADINGS, ["Health", "5"]]
    assert entries(describe(tmp_path, rows, sheet={"header": {"after": "observations"}})) == [("Health", Decimal(5))]
    with pytest.raises(SheetError, match="has no row with 'DATA', under which the headings should stand"):
        extracted(describe(tmp_path, rows, sheet={"header": {"after": "DATA"}}))


def test_year_and_phase_may_stand_in_one_heading(tmp_path: Path) -> None:
    rows = [["Ministry", "2016/17 Adjusted appropriation", "2015/16 Audited outcome"], ["Health", "5", "7"]]
    amounts = {
        "{fiscal_year} Adjusted appropriation": {"phase": "adjusted"},
        "{fiscal_year} Audited outcome": {"phase": "executed"},
    }
    source = describe(tmp_path, rows, **{**PHASES, "amounts": amounts})
    assert entries(source, "fiscal_year, phase, amount") == [
        (2017, "adjusted", Decimal(5)),
        (2016, "executed", Decimal(7)),
    ]


def test_a_column_named_by_its_letter_meets_no_pattern(tmp_path: Path) -> None:
    rows = [["Ministry", "2016", "2015"], ["Health", 5, 7]]
    amounts = {"{fiscal_year}": {"phase": "executed"}, "@C": {"fiscal_year": "2015", "phase": "proposed"}}
    source = describe(tmp_path, rows, **{**PHASES, "amounts": amounts})
    assert entries(source, "fiscal_year, phase, amount") == [(2016, "executed", 5), (2015, "proposed", 7)]


OF_SERVICES = {
    "columns": {"administrative_1": "Ministry"},
    "amounts": {"{economic_1}": {}},
    "not_amounts": ["Total {economic_1}", "Average"],
}
SERVICES = [["Ministry", "Total costs", "Salaries", "Average", "Rent"], ["Health", 12, 5, 6, 7]]


def test_headings_that_are_no_amounts_meet_no_pattern(tmp_path: Path) -> None:
    source = describe(tmp_path, SERVICES, **OF_SERVICES)
    assert entries(source, "economic_1, amount, cell") == [("Salaries", 5, "C2"), ("Rent", 7, "E2")]


def test_a_letter_is_an_amount_whatever_is_none(tmp_path: Path) -> None:
    amounts = {"{economic_1}": {}, "@B": {"labels": {"economic_1": "All"}}}
    source = describe(tmp_path, SERVICES, **{**OF_SERVICES, "amounts": amounts})
    assert entries(source, "economic_1, amount") == [("All", 12), ("Salaries", 5), ("Rent", 7)]


def test_what_is_no_amount_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as refused:
        extracted(describe(tmp_path, SERVICES, **{**OF_SERVICES, "not_amounts": ["Average", "Sum {economic_1}"]}))
    assert str(refused.value) == (
        "book.csv, sheet 'csv': has no column 'Sum {economic_1}'; it has 'Ministry', 'Total costs', 'Salaries', "
        "'Average', 'Rent'\nCorrect not_amounts in the source's description."
    )


def test_a_release_with_its_own_columns_of_figures_says_which_are_none(tmp_path: Path) -> None:
    own = {"release": "2016-17", "file": "book.csv", "amounts": {"Salaries": {}}}
    columns = {"administrative_1": "Ministry", "amount": "Rent"}
    described = {**OF_SERVICES, "constants": {**CONSTANTS, "labels": {"economic_1": "x"}}}
    assert entries(describe(tmp_path, SERVICES, **{**described, "releases": [own]})) == [("Health", 5)]
    with pytest.raises(SourceError, match="not_amounts are headings that a pattern under amounts would meet"):
        describe(tmp_path, SERVICES, columns=columns, not_amounts=["Average"])


@pytest.mark.parametrize("heading", ["FY 2022-23 Actual Amount", "FY2023 Actual Amount", "fy 23 Actual Amount"])
def test_a_year_in_a_heading_may_have_fy_before_it(tmp_path: Path, heading: str) -> None:
    changes = {**PHASES, "amounts": {"{fiscal_year} Actual Amount": {"phase": "executed"}}}
    source = describe(tmp_path, [["Ministry", heading], ["Health", "5"]], **changes)
    assert entries(source, "fiscal_year, amount") == [(2023, Decimal(5))]
