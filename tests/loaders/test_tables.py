"""Where a table stands: which sheets, from which row, to which row; and many tables read as one."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.errors import SheetError

from .small import CONSTANTS, HEADINGS, Rows, checked, describe, entries, extracted, without, write_csv

TWO: dict[str, Rows] = {
    "Notes": [["Read me"]],
    "2015-16 Health": [HEADINGS, ["Drugs", 5], ["Total", 5]],
    "2016-17 Roads": [["Amount", "Ministry"], [7, "Bridges"], [7, "Total"]],
}
YEARS = {"constants": without(CONSTANTS, "fiscal_year")}


def test_one_table_may_stand_on_several_sheets(tmp_path: Path) -> None:
    """The names say the year and the ministry; the columns need not be in the same order."""
    name = {"matches": "^(?P<fiscal_year>[0-9-]+) (?P<administrative_2>.+)$"}
    step = {"subtotals": {"when": {"administrative_1": "Total"}, "within": ["administrative_2"]}}
    source = describe(tmp_path, TWO, sheet={"name": name}, steps=[step], **YEARS)
    con, out = extracted(source)
    found = con.execute(
        "SELECT fiscal_year, administrative_2, administrative_1, amount, sheet, cell FROM entry"
    ).fetchall()
    assert sorted(found) == [
        (2016, "Health", "Drugs", Decimal(5), "2015-16 Health", "B2"),
        (2017, "Roads", "Bridges", Decimal(7), "2016-17 Roads", "A2"),
    ]
    assert (out.rows_in_sheet, out.rows_kept, out.rows_set_aside) == (6, 2, 4)
    assert [(r.sheet, r.cell, r.verdict) for r in checked(source) if r.cell] == [
        ("2015-16 Health", "B3", "passed"),
        ("2016-17 Roads", "A3", "passed"),
    ]


def test_sheets_may_be_listed_or_all_but_some(tmp_path: Path) -> None:
    columns = {"administrative_1": "Ministry", "administrative_2": "@sheet", "amount": "Amount"}
    for name in (["2015-16 Health", "2016-17 Roads"], {"none_of": ["Notes"]}):
        source = describe(tmp_path, TWO, sheet={"name": name}, columns=columns)
        sheets = {sheet for (sheet,) in entries(source, "administrative_2")}
        assert sheets == {"2015-16 Health", "2016-17 Roads"}


def test_a_pattern_that_no_sheet_meets_names_the_sheets(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="has no sheet whose name matches '\\^Table'; it has 'Notes', '2015-16"):
        extracted(describe(tmp_path, TWO, sheet={"name": {"matches": "^Table"}}))


def test_a_release_may_be_in_several_files(tmp_path: Path) -> None:
    write_csv(tmp_path / "more.csv", [HEADINGS, ["Roads", "7"]])
    releases = [{"release": "1", "file": "book.csv", "more_files": ["more.csv"]}]
    con, out = extracted(describe(tmp_path, [HEADINGS, ["Health", "5"]], releases=releases))
    found = con.execute(
        "SELECT administrative_1, file FROM entry JOIN release_file USING (sha256) ORDER BY 1"
    ).fetchall()
    assert found == [("Health", "book.csv"), ("Roads", "more.csv")]
    assert con.execute("SELECT count(DISTINCT entry_id) FROM entry").fetchall() == [(2,)]
    assert [b.path.name for b in out.books] == ["book.csv", "more.csv"]


STACKED: Rows = [
    ["Table 1: expense", ""], HEADINGS, ["Health", "5"], ["Roads", "7"], ["", ""], ["a: estimated", ""],
    ["Table 2: revenue", ""], ["Source", "Amount"], ["Taxes", "9"], ["Note: rounded", ""], ["More words", ""],
]  # fmt: skip


def test_tables_under_one_another_are_read_each_in_its_own_way(tmp_path: Path) -> None:
    tables = [
        {
            "sheet": {"header": {"after": "Table 1: expense"}, "until": {"blank": True}},
            "columns": {"administrative_1": "Ministry", "amount": "Amount"},
            "constants": {"direction": "expenditure"},
        },
        {
            "sheet": {"header": {"contains": ["Source", "Amount"]}, "until": {"matches": "^Note"}},
            "columns": {"economic_1": "Source", "amount": "Amount"},
            "constants": {"direction": "revenue"},
        },
    ]
    source = describe(tmp_path, STACKED, columns={}, tables=tables, constants=without(CONSTANTS, "direction"))
    con, out = extracted(source)
    found = con.execute(
        "SELECT direction, administrative_1, economic_1, amount, cell FROM entry ORDER BY amount"
    ).fetchall()
    assert found == [
        ("expenditure", "Health", None, Decimal(5), "B3"),
        ("expenditure", "Roads", None, Decimal(7), "B4"),
        ("revenue", None, "Taxes", Decimal(9), "B9"),
    ]
    aside = con.execute("SELECT row, kind, reason FROM set_aside ORDER BY row").fetchall()
    assert aside == [
        (1, "heading", "stands above the headings"),
        (2, "heading", "column headings"),
        (6, "note", "stands below the table"),
        (7, "note", "stands below the table"),
        (8, "heading", "column headings"),
        (10, "note", "stands below the table"),
        (11, "note", "stands below the table"),
    ]
    assert out.rows_in_sheet == 10


def test_words_that_should_end_a_table_and_do_not_are_an_error(tmp_path: Path) -> None:
    source = describe(tmp_path, STACKED, sheet={"header": 2, "until": "Sources"})
    with pytest.raises(SheetError) as refused:
        extracted(source)
    assert str(refused.value) == (
        "book.csv, sheet 'csv': has no row with 'Sources' below its headings\nCorrect sheet.until in the description."
    )


def test_what_a_sheet_once_held_does_no_harm(tmp_path: Path) -> None:
    wide = [*HEADINGS, *[""] * 250]
    rows = [wide, ["Health", 5], *[[" "]] * 2000, [None] * 200 + [" "]]
    assert entries(describe(tmp_path, {"Data": rows})) == [("Health", Decimal(5))]
