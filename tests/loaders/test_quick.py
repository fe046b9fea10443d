"""A sheet that is read in columns is the sheet that is read cell by cell."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from loaders import quick, reader
from loaders.load import ROOT
from loaders.workbook import Book

from . import hostile


def written(value: object) -> str:
    """A cell's XML, without its name; numbers in the 17 digits that spreadsheets write."""
    if isinstance(value, float):
        return f"><v>{value:.17g}</v>"
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is>'


def workbook(path: Path, rows: list[list[object]], first: str = "A") -> bytes:
    at = ord(first) - ord("A") + 1
    body = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{get_column_letter(c)}{r}"{written(v)}</c>' for c, v in enumerate(row, at) if v is not None)
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    return hostile.xlsx(path, hostile.sheet(body)).read_bytes()


def plain(grid: pa.Table) -> dict[str, list[Any]]:
    return {name: grid[name].to_pylist() for name in grid.column_names}


def in_columns(content: bytes, sheet: str = "Data") -> dict[str, list[Any]] | None:
    found = quick.columns(content, sheet)
    return None if found is None else plain(reader._as_grid([pa.chunked_array([column]) for column in found]))


def by_cell(content: bytes, sheet: str = "Data") -> dict[str, list[Any]]:
    return plain(reader.grid_of(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet)))


TEXTS = st.sampled_from(
    [
        "Health",
        "é œ",
        " padded ",
        "a\nb",
        "01",
        "007.10",
        "1234567.10",
        "12345678.90",
        "1,234",
        "(5)",
        "1E5",
        "-",
        "#REF!",
        "NA",
        "",
    ]
) | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
MONEY = st.decimals(min_value=-(10**11), max_value=10**13, places=2).map(float)
CELLS = st.none() | TEXTS | MONEY | st.integers(-(10**15), 10**15).map(float) | st.floats(-1e7, 1e7)


@settings(max_examples=300, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6))
def test_columns_are_the_cells(rows: list[list[object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = workbook(Path(folder) / "book.xlsx", [["Heading"], *rows])
    found = in_columns(content)
    assert found is None or found == by_cell(content)


ORDINARY: dict[str, list[list[object]]] = {
    "texts": [["Ministry", "Program"], ["Health", None], [None, "Schools"]],
    "cents": [["Amount"], [1278.12], [205754040.01], [1498727140.01], [-4791.28], [0.0]],
    "billions": [["Amount"], [41880464074.6], [16139489186.0]],
    "codes": [["01", 1.0], ["01.10", 1.1]],
    "a text that a large number would print as, but for its zero": [["x", "12345678.90"]],
}


@pytest.mark.parametrize("rows", ORDINARY.values(), ids=ORDINARY)
def test_what_is_ordinary_is_read_in_columns(tmp_path: Path, rows: list[list[object]]) -> None:
    content = workbook(tmp_path / "book.xlsx", rows)
    assert in_columns(content) == by_cell(content)


BY_CELL: dict[str, tuple[list[list[object]], str]] = {
    "nothing in column A": ([["x", 1.0]], "C"),
    "a text that is a date": ([["x", "2016-03-31"]], "A"),
    "a text that is a truth value": ([["x", "true"]], "A"),
    "a number of more than nine places": ([["x", 0.1234567891]], "A"),
    "a very small number": ([["x", 1e-5]], "A"),
    "a zero below zero": ([["x", -0.0]], "A"),
}


@pytest.mark.parametrize(("rows", "first"), BY_CELL.values(), ids=BY_CELL)
def test_what_columns_do_not_tell_is_read_by_cell(tmp_path: Path, rows: list[list[object]], first: str) -> None:
    assert in_columns(workbook(tmp_path / "book.xlsx", rows, first)) is None


def test_a_sheet_that_is_not_there_is_left_to_who_says_so(tmp_path: Path) -> None:
    assert quick.columns(workbook(tmp_path / "book.xlsx", [["x"]]), "Other") is None


def test_a_number_of_many_places_far_down_is_exact(tmp_path: Path) -> None:
    """Further than the beginning in which the reader looks for one: what looks at the whole file sees it."""
    rows: list[list[object]] = [[f"Ministry of {n:050}", 1.5] for n in range(5000)] + [["Last", 0.30000000000000004]]
    content = workbook(tmp_path / "book.xlsx", rows)
    assert in_columns(content) is not None
    grid = Book.open(tmp_path / "book.xlsx").grid("Data")
    assert grid["c2"][-1].as_py() == "0.30000000000000004"
    assert grid["c2"][0].as_py() == "1.5"


def test_a_number_of_many_places_is_exact_wherever_its_sheet_lies(tmp_path: Path) -> None:
    """A workbook may keep its sheets in another folder than most, where the look does not count their values."""
    rows: list[list[object]] = [[f"Ministry of {n:050}", 1.5] for n in range(5000)] + [["Last", 0.30000000000000004]]
    workbook(tmp_path / "usual.xlsx", rows)
    with zipfile.ZipFile(tmp_path / "usual.xlsx") as usual, zipfile.ZipFile(tmp_path / "book.xlsx", "w") as moved:
        for name in usual.namelist():
            content = usual.read(name).replace(b"worksheets/sheet1.xml", b"elsewhere/sheet1.xml")
            moved.writestr(name.replace("worksheets/", "elsewhere/"), content)
    assert Book.open(tmp_path / "book.xlsx").grid("Data")["c2"][-1].as_py() == "0.30000000000000004"


WORKBOOKS = sorted((ROOT / "data" / "workbooks").rglob("*.xlsx"))


def same_either_way(path: Path) -> int:
    """How many of a workbook's sheets are read in columns; each has to be what it is by cell."""
    content, count = path.read_bytes(), 0
    for sheet in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names:
        if found := in_columns(content, sheet):
            assert found == by_cell(content, sheet)
            count += 1
    return count


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_bundled_workbooks_are_the_same_either_way(path: Path) -> None:
    assert same_either_way(path)


@pytest.mark.shared
def test_published_workbooks_are_the_same_either_way(shared: Path) -> None:
    """Those of today hold dates, or sums that a program has left with 17 digits: by cell, all of them."""
    paths = sorted((shared / "inputs").rglob("*.xls[xm]"))
    assert paths
    for path in paths:
        same_either_way(path)
