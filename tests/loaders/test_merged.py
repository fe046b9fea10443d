"""A heading reaches as far as the merged cells it stands in."""

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from loaders import merged
from loaders.headings import Sheet, find_header
from loaders.source import Header
from loaders.staging import Staging
from loaders.workbook import Book

from . import formats, hostile
from .small import CONSTANTS, DESCRIPTION, empty_store, entries, without, write_description

Rows = Sequence[Sequence[str | float | None]]
ESTIMATES: Rows = [  # a heading over three columns, one over each, and a year in the last row over three
    [None, "Outcome", None, None, "Main", "Adjusted", "Revised", "Medium-term", None],
    [None, "Audited", "Audited", "Audited", None, None, None, None, None],
    ["Ministry", "2020/21", "2021/22", "2022/23", "2023/24", None, None, "2024/25", "2025/26"],
    ["Health", 1, 2, 3, 4, 5, 6, 7, 8],
]
UNDER_ONE = ["all a 1", "all a 2", "all b 3", "all b 4"]
UNDER_TWO = ["all a 1", "all a 2", "all b 3", "d 4"]
LATER = ["a 1", "a 2", "b 3", "b 4"]
OF_ESTIMATES = ("B1:D1", "H1:I1", "E3:G3")


def write(path: Path, rows: Rows, *spans: str) -> Book:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    for span in spans:
        book.worksheets[0].merge_cells(span)
    book.save(path)
    return Book.open(path)


def headings(book: Book, last: int, *, fill_right: bool = True) -> list[str]:
    name = book.sheets[0]
    sheet = Sheet(book, name, Staging(empty_store()).grid(book, name))
    return list(find_header(sheet, Header(rows=(1, last), fill_right=fill_right))[2].values())


def test_a_heading_fills_its_merged_cells_and_no_others(tmp_path: Path) -> None:
    outcome = [f"Outcome Audited {year}" for year in ("2020/21", "2021/22", "2022/23")]
    now = [f"{what} 2023/24" for what in ("Main", "Adjusted", "Revised")]
    later = ["Medium-term 2024/25", "Medium-term 2025/26"]
    book = write(tmp_path / "b.xlsx", ESTIMATES, *OF_ESTIMATES)
    assert headings(book, 3) == ["Ministry", *outcome, *now, *later]


def test_entries_have_the_headings_of_their_merged_cells(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", ESTIMATES, *OF_ESTIMATES)
    description = {
        **DESCRIPTION,
        "releases": [{"release": "2016-17", "file": "book.xlsx"}],
        "sheet": {"header": {"rows": [1, 3], "fill_right": True}},
        "columns": {"administrative_1": "Ministry"},
        "constants": without(CONSTANTS, "fiscal_year", "phase"),
        "amounts": {
            "Outcome Audited {fiscal_year}": {"phase": "executed"},
            "Adjusted {fiscal_year}": {"phase": "adjusted"},
        },
    }
    found = entries(write_description(tmp_path / "small.yaml", description), "phase, fiscal_year, amount")
    assert found[-1] == ("adjusted", 2024, Decimal(5))
    assert [year for phase, year, _ in found if phase == "executed"] == [2021, 2022, 2023]


@pytest.mark.parametrize(
    ("rows", "spans", "expected"),
    [
        ([["a", None, "b", None], ["1", "2", "3", "4"]], [], ["a 1", "a 2", "b 3", "b 4"]),
        ([["a", None, "b", None], ["1", "2", "3", "4"]], ["A1:B1"], ["a 1", "a 2", "b 3", "4"]),
        ([["a", None, "b", None], [None, "2", "3", "4"]], ["A1:A2", "C1:D1"], ["a", "2", "b 3", "b 4"]),
        ([["a", None, "b", None], [None, "2", "3", "4"]], ["A1:A2"], ["a", "a 2", "b 3", "b 4"]),
        ([["all", None, None, None], ["a", None, "b", None], ["1", "2", "3", "4"]], ["A1:D1"], UNDER_ONE),
        ([["all", None, None, "d"], ["a", None, "b", None], ["1", "2", "3", "4"]], ["A1:C1"], UNDER_TWO),
        ([[None, None, "b", None], ["a", None, None, None], ["1", "2", "3", "4"]], ["C1:D2", "A2:B2"], LATER),
        ([["a", None, None, None], ["1", None, "3", None]], ["A1:B2", "C2:D2"], ["a", "a", "3", "3"]),
    ],
    ids=[
        "no merged cells, filled right",
        "a heading beside merged cells",
        "over two rows beside merged cells",
        "over two rows alone fills no columns",
        "a row without any under one heading",
        "a row without any under two headings",
        "in two rows at once, further right first",
        "two rows deep is said once",
    ],
)
def test_how_far_a_heading_reaches(tmp_path: Path, rows: Rows, spans: list[str], expected: list[str]) -> None:
    book = write(tmp_path / "b.xlsx", [*rows, ["x"] * 4], *spans)
    assert headings(book, len(rows)) == expected


def test_without_fill_right_merged_cells_are_not_looked_at(tmp_path: Path) -> None:
    rows: Rows = [["a", None], ["1", "2"], ["x", "x"]]
    assert headings(write(tmp_path / "b.xlsx", rows, "A1:B1"), 2, fill_right=False) == ["a 1", "2"]


def test_an_xls_says_what_is_merged(tmp_path: Path) -> None:
    (tmp_path / "b.xls").write_bytes(formats.xls(ESTIMATES, [(0, 0, 1, 3), (0, 0, 7, 8), (2, 2, 4, 6)]))
    assert headings(Book.open(tmp_path / "b.xls"), 3) == headings(
        write(tmp_path / "b.xlsx", ESTIMATES, *OF_ESTIMATES), 3
    )


@pytest.mark.parametrize("kind", ["ods", "xlsb"])
def test_what_does_not_say_so_is_filled_right(tmp_path: Path, kind: str) -> None:
    rows: Rows = [["a", None, "b", None], ["1", "2", "3", "4"], ["x", "x", "x", "x"]]
    (tmp_path / f"b.{kind}").write_bytes(getattr(formats, kind)(rows))
    assert headings(Book.open(tmp_path / f"b.{kind}"), 2) == ["a 1", "a 2", "b 3", "b 4"]


def test_the_xml_says_what_the_parser_does(tmp_path: Path) -> None:
    book = write(tmp_path / "b.xlsx", ESTIMATES, *OF_ESTIMATES, "A4:A9")
    parsed = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    found = merged.in_xlsx(book.content, "xl/worksheets/sheet1.xml", 1, 9)
    assert found == merged.in_other(parsed, book.sheets[0], 1, 9) == [(1, 2, 1, 4), (1, 8, 1, 9), (3, 5, 3, 7)]
    assert merged.in_xlsx(book.content, "xl/worksheets/sheet1.xml", 2, 3) == [(3, 5, 3, 7)]


@pytest.mark.parametrize("unit", ["<mergeCell ", '<mergeCell ref="A1:B1"/>'])
def test_merged_cells_without_end_cost_no_more_than_their_length(tmp_path: Path, unit: str) -> None:
    path = hostile.xlsx(tmp_path / "b.xlsx", unit * (4_000_000 // len(unit)))
    began = process_time()
    merged.in_xlsx(path.read_bytes(), "xl/worksheets/sheet1.xml", 1, 1)
    assert process_time() - began < 20
