"""Figures that are shown in thousands and held in dollars are not counted a thousandfold."""

from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pytest

from loaders import formats
from loaders.errors import CellError
from loaders.source import Source

from . import hostile
from .small import CONSTANTS, DESCRIPTION, HEADINGS, entries, extracted, without, write_description

ACCOUNTING = '_(* #,##0,_);_(* \\(#,##0,\\);_(* "-"_);_(@_)'
RELEASES = [{"release": "2016-17", "file": "book.xlsx"}]


def shown(folder: Path, code: str, rows: list[list[object]], column: str = "B", **changes: Any) -> Source:
    """Rows under a title and headings, one column of them in a number format."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["Budget ($'000)"], HEADINGS, *rows):
        page.append(row)
    for cell in page[column][2:]:
        cell.number_format = code
    book.save(folder / "book.xlsx")
    sheet = {"header": 2, "unit": "thousands", "until": {"blank": True}}
    return write_description(
        folder / "small.yaml", {**DESCRIPTION, "releases": RELEASES, **changes, "sheet": {**sheet, **changes["sheet"]}}
    )


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("#,##0,", 1),
        ("#,##0,,", 2),
        ("0.0,,", 2),
        ("#,##0,.0", 1),
        (ACCOUNTING, 1),
        ('#,##0,"K"', 1),
        ("[Red]#,##0,;0", 1),
        ("#,##0", 0),
        ("#,##0.00", 0),
        ("General", 0),
        ('0" 0,"', 0),
        ("0\\,", 0),
        ("[>9,0,]0", 0),
        ("0;0,", 0),
        ("mmmm d, yyyy", 0),
    ],
)
def test_only_a_comma_behind_the_last_digit_divides(code: str, times: int) -> None:
    assert formats.thousands(code) == times


def test_what_a_cell_shows_is_told_as_it_shows_it() -> None:
    assert formats.Scaled("B3", "#,##0,", "77944030998").shown == "77,944,031"
    assert formats.Scaled("B3", "$0.0,,", "-2540000").shown == "-2.5"


def test_dollars_shown_in_thousands_are_not_counted_a_thousandfold(tmp_path: Path) -> None:
    with pytest.raises(CellError) as refused:
        extracted(shown(tmp_path, ACCOUNTING, [["Health", None], ["Roads", 77944030998]], sheet={}))
    assert str(refused.value) == (
        "book.xlsx, sheet 'Sheet', cell B4: is shown as 77,944,031, and holds 77944030998: its number format, "
        f"{ACCOUNTING!r}, divides by 1,000, and the description has it in thousands\n"
        "What counts is what the cells hold: say unit: dollars. If they do hold thousands, give them a number format "
        "without a comma at its end, and save the file."
    )


def test_what_is_left_of_the_unit_is_what_to_say(tmp_path: Path) -> None:
    with pytest.raises(CellError, match="say unit: thousands"):
        extracted(shown(tmp_path, "#,##0,", [["Health", 5000]], sheet={"unit": "millions"}))


@pytest.mark.parametrize(
    ("code", "rows", "column", "unit"),
    [
        ("#,##0,", [["Health", 5000]], "B", "dollars"),
        ("#,##0", [["Health", 5000]], "B", "thousands"),
        ("#,##0,", [["Health", "5000"]], "B", "thousands"),
        ("#,##0,", [["Health", 5000, 7]], "C", "thousands"),
    ],
    ids=["in dollars", "another format", "a text, which is shown as it is", "a column that is not read"],
)
def test_what_is_shown_as_it_is_counted_loads(
    tmp_path: Path, code: str, rows: list[list[object]], column: str, unit: str
) -> None:
    source = shown(tmp_path, code, rows, column, sheet={"unit": unit})
    assert entries(source) == [("Health", 5000 if unit == "dollars" else 5_000_000)]


def test_rows_that_are_no_entries_may_show_what_they_like(tmp_path: Path) -> None:
    source = shown(tmp_path, "#,##0", [["Health", 5], ["Total", 9000], [], ["Below", 9000]], sheet={})
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    for cell in ("B4", "B6"):
        book.worksheets[0][cell].number_format = "#,##0,"
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(CellError, match="cell B4"):
        extracted(source)
    steps = [{"set_aside": {"when": {"administrative_1": "Total"}, "why": "a sum"}}]
    source = write_description(
        tmp_path / "small.yaml",
        {**DESCRIPTION, "releases": RELEASES, "sheet": source.sheet.model_dump(exclude_none=True), "steps": steps},
    )
    assert entries(source) == [("Health", 5000)]


def test_each_column_has_its_own_unit(tmp_path: Path) -> None:
    amounts = {"Amount": {"unit": "dollars", "phase": "approved"}, "@C": {"phase": "executed"}}
    changes: dict[str, Any] = {
        "columns": {"administrative_1": "Ministry"},
        "constants": without(CONSTANTS, "phase"),
        "amounts": amounts,
    }
    source = shown(tmp_path, "#,##0,", [["Health", 5000, 7]], sheet={}, **changes)
    assert entries(source, "cell, amount") == [("B3", 5000), ("C3", 7000)]
    with pytest.raises(CellError, match="cell C3"):
        extracted(shown(tmp_path, "#,##0,", [["Health", 5000, 7]], "C", sheet={}, **changes))


@pytest.mark.parametrize("unit", ["<numFmt ", '<numFmt numFmtId="1" ', "<cellXfs>", "<xf ", '<c s="1"'])
def test_styles_that_never_end_cost_no_more_than_their_length(tmp_path: Path, unit: str) -> None:
    style = '<numFmt numFmtId="164" formatCode="0,"/><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>'
    path = hostile.xlsx(tmp_path / "b.xlsx", unit * (4_000_000 // len(unit)), **{formats.PART: style + unit * 400_000})
    began = process_time()
    assert formats.scaled(path.read_bytes(), "xl/worksheets/sheet1.xml", {"A"}, {1}) is None
    assert process_time() - began < 20
