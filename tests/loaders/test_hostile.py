"""Hostile and broken files: a sentence that names the file, soon, and the loader goes on."""

from __future__ import annotations

import io
import random
import resource
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from loaders.errors import CellError, SheetError
from loaders.parser import parser
from loaders.workbook import Book

from . import formats, hostile
from .small import describe, extracted

WORKBOOKS = sorted((Path(__file__).parents[2] / "data" / "workbooks").rglob("*.xlsx"))


def read(path: Path) -> list[tuple[object, ...]]:
    book = Book.open(path)
    return [tuple(row.values()) for row in book.grid(book.sheets[0]).to_pylist()]


def refusal(path: Path) -> str:
    """The sentence by which a file is refused; empty where it is read."""
    try:
        read(path)
    except SheetError as e:
        return str(e)
    return ""


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_a_sentence(tmp_path: Path, name: str) -> None:
    make, message = hostile.REFUSED[name]
    path = make(tmp_path / name)
    began = time.monotonic()
    with pytest.raises(SheetError, match=message) as refused:
        read(path)
    assert str(refused.value).startswith(name)
    assert time.monotonic() - began < 10, "the limit is 5 s; twice that on a busy machine"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1 << 21, "in KiB: 2 GiB for the whole test run"
    good = Book.open(WORKBOOKS[0])
    assert good.grid(good.sheets[0]).num_rows > 100, "the next file is read as ever"


def test_a_million_formatted_blank_rows_are_one_row(tmp_path: Path) -> None:
    assert read(hostile.xlsx(tmp_path / "blank.xlsx", hostile.blank_rows(1_048_576))) == [(1, "1")]


def test_a_dimension_that_lies_is_not_believed(tmp_path: Path) -> None:
    lie = hostile.ONE_CELL.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert read(hostile.xlsx(tmp_path / "lie.xlsx", lie)) == [(1, "1")]


def test_a_reader_that_dies_is_a_sentence_and_another_takes_over(tmp_path: Path) -> None:
    book = Book.open(WORKBOOKS[0])
    assert book.sheets
    assert parser._process is not None
    parser._process.kill()
    parser._process.wait()
    again = Book.open(WORKBOOKS[1])
    assert again.grid(again.sheets[0]).num_rows > 10


@pytest.mark.parametrize("error", hostile.ERRORS)
def test_an_error_in_a_cell_is_named_not_read_as_empty(tmp_path: Path, error: str) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Ministry</t></is></c><c r="B1" t="inlineStr"><is><t>Amount</t></is></c></row>'
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>Health</t></is></c><c r="B2" t="e"><v>{error}</v></c></row>'
    )
    hostile.xlsx(tmp_path / "book.xlsx", hostile.sheet(rows))
    source = describe(tmp_path, {"Data": [["Ministry", "Amount"], ["Health", 1]]})
    hostile.xlsx(source.file_of(source.releases[0]), hostile.sheet(rows))
    with pytest.raises(CellError, match=rf"sheet 'Data', cell B2: expected an amount: B2 has '{error[:4]}"):
        extracted(source)


def test_a_formula_without_a_value_is_named_not_read_as_empty(tmp_path: Path) -> None:
    source = describe(tmp_path, {"Data": [["Ministry", "Amount"], ["Health", 1]]})
    hostile.formula_without_value(source.file_of(source.releases[0]))
    with pytest.raises(CellError, match="cell B3: expected an amount: B3 has 'a formula without a value'"):
        extracted(source)


def test_names_that_lie_about_the_kind_do_no_harm(tmp_path: Path) -> None:
    hostile.plain_bytes(b"A,B\n1,2\n")(tmp_path / "text.xlsx")
    assert read(tmp_path / "text.xlsx") == [(1, "A", "B"), (2, "1", "2")]
    hostile.xlsx(tmp_path / "workbook.csv")
    assert read(tmp_path / "workbook.csv") == [(1, "1")]


def test_dates_are_texts(tmp_path: Path) -> None:
    import datetime as dt

    book = openpyxl.Workbook()
    book.worksheets[0].append([dt.date(2023, 4, 1), "2023-24", 44927])
    book.save(tmp_path / "dates.xlsx")
    assert read(tmp_path / "dates.xlsx") == [(1, "2023-04-01", "2023-24", "44927")]


@pytest.mark.parametrize("workbook", WORKBOOKS, ids=lambda p: p.name)
def test_damaged_workbooks_are_read_whole_or_refused(tmp_path: Path, workbook: Path) -> None:
    """Bytes changed, cut or doubled anywhere: a sentence, or a grid; never another exception, never a hang."""
    whole, rng = workbook.read_bytes(), random.Random(workbook.name)
    path = tmp_path / workbook.name
    for _ in range(12):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 30)):
            at = rng.randrange(len(damaged))
            damaged[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
        path.write_bytes(bytes(damaged))
        assert not refusal(path) or workbook.name in refusal(path)


def test_damage_inside_the_archive_is_read_whole_or_refused(tmp_path: Path) -> None:
    """The same, but in the XML itself, where a checksum does not catch it."""
    rng = random.Random(1)
    with zipfile.ZipFile(WORKBOOKS[2]) as archive:
        members = {n: archive.read(n).decode() for n in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    for number in range(25):
        text = members[part]
        at = rng.randrange(len(text))
        damaged = (
            text[:at]
            + rng.choice(['"', "<", ">", "</c>", "&", "", "\x01", 't="e"', "9" * 40])
            + text[at + rng.randint(0, 5) :]
        )
        path = tmp_path / f"{number}.xlsx"
        hostile.xlsx(path, damaged, **{n: t for n, t in members.items() if n != part})
        assert not refusal(path) or path.name in refusal(path)


def test_empty_rows_to_the_end_of_an_ods_are_none(tmp_path: Path) -> None:
    """As spreadsheet programs write them; beside a value that fills many columns of one row they are no harm either."""
    wide = tmp_path / "wide.ods"
    with zipfile.ZipFile(io.BytesIO(formats.ods([["x"] * 100]))) as archive:
        members = {n: archive.read(n).decode() for n in archive.namelist()}
    end = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row></table:table>'
    members["content.xml"] = members["content.xml"].replace("</table:table>", end)
    with zipfile.ZipFile(wide, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    assert read(wide) == [(1, *["x"] * 100)]
