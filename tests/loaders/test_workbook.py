"""Any spreadsheet becomes a grid of the texts that stand in it."""

import hashlib
from pathlib import Path

import openpyxl
import pytest

from loaders.errors import SheetError
from loaders.workbook import Book, filled_rows, letter

from .small import write_workbook


@pytest.mark.parametrize(("column", "letters"), [("c1", "A"), ("c26", "Z"), ("c27", "AA"), ("c256", "IV")])
def test_grid_columns_have_spreadsheet_letters(column: str, letters: str) -> None:
    assert letter(column) == letters


def csv_book(folder: Path, content: bytes) -> Book:
    path = folder / "book.csv"
    path.write_bytes(content)
    return Book.open(path)


def cells(book: Book) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in book.grid(book.sheet_name(None)).to_pylist()]


def test_a_workbook_is_a_grid_of_texts(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"One": [["00123", "NA", 1.5], [], [None, "é\nü", 20]]})
    book = Book.open(path)
    assert book.sheets == ["One"]
    assert cells(book) == [(1, "00123", "NA", "1.5"), (2, None, None, None), (3, None, "é\nü", "20")]
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_rows_and_columns_are_counted_from_the_sheets_corner(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C4"] = "here"
    book.save(tmp_path / "b.xlsx")
    assert cells(Book.open(tmp_path / "b.xlsx"))[-1] == (4, None, None, "here")


def test_a_csv_is_the_same_grid_as_its_workbook(tmp_path: Path) -> None:
    content = '\ufeffMinistry,Amount\r\n"Health, and\r\nCare","1,234"\r\n00123,\r\nNA,"say ""no"""\r\n'
    book = csv_book(tmp_path, content.encode())
    rows: list[list[str | None]] = [
        ["Ministry", "Amount"],
        ["Health, and\r\nCare", "1,234"],
        ["00123", None],
        ["NA", 'say "no"'],
    ]
    assert cells(book) == [(n, *row) for n, row in enumerate(rows, 1)]
    assert book.sheets == ["csv"]
    assert book.sheet_name("whatever it is called") == "csv"


def test_a_tsv_is_parted_by_tabs(tmp_path: Path) -> None:
    (tmp_path / "book.tsv").write_bytes(b"Ministry\tAmount\nHealth, and Care\t1,234\n")
    assert cells(Book.open(tmp_path / "book.tsv")) == [(1, "Ministry", "Amount"), (2, "Health, and Care", "1,234")]


def test_a_blank_line_of_a_csv_is_a_row(tmp_path: Path) -> None:
    book = csv_book(tmp_path, b"A,B\n1,2\n\n3,4\n\n")
    assert [row[0] for row in cells(book) if row[1]] == [1, 2, 4]
    assert filled_rows(book.grid("csv")) == 3


def test_rows_of_white_space_are_not_filled(tmp_path: Path) -> None:
    assert filled_rows(csv_book(tmp_path, "A,B\n , \n\u00a0,\nx,\n".encode()).grid("csv")) == 2


DAMAGED = {
    "no encoding": (
        b"Ministry,Amount\nQu\x81bec,1\n",
        r"^book\.csv: is not UTF-8, UTF-16 or Windows-1252: byte 18 is 0x81\nSave it as UTF-8 and load again\.$",
    ),
    "a NUL byte": (b"A,B\n1,2\n3,\x004\n", r"^book\.csv, cell line 3: holds a NUL byte"),
    "an unclosed quote": (b'A,B\n"1,2\n', r"^book\.csv: has a quotation mark that is never closed\nClose it"),
    "nothing": (b"", r"^book\.csv: is empty$"),
    "only a BOM": (b"\xef\xbb\xbf", r"^book\.csv: is empty$"),
    "too many columns": (
        b"," * 2000 + b"\n",
        r"^book\.csv: has 2,001 columns in its first row\nExpected at most 2,000",
    ),
    "a row too long": (b"A,B\n1,2\n3,4,5\n", r"^book\.csv, cell A3: .* row 3 has 3 fields, the others 2\nLook for"),
    "a row too short": (b"A,B,C\n1,2,3\n4,5\n6,7,8\n", r"^book\.csv, cell A3: .* row 3 has 2 fields, the others 3"),
}


@pytest.mark.parametrize(("content", "message"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_csv_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        csv_book(tmp_path, content).grid("csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"^gone\.xlsx: cannot be read: No such file or directory$"):
        Book.open(tmp_path / "gone.xlsx")


def test_an_unknown_sheet_is_refused_with_the_names_that_are_there(tmp_path: Path) -> None:
    book = Book.open(write_workbook(tmp_path / "b.xlsx", {"Data": [["A"]], "Notes": [["B"]]}))
    with pytest.raises(SheetError, match=r"^b\.xlsx: has no sheet 'data'; it has 'Data', 'Notes'\nName one of them"):
        book.sheet_name("data")
    with pytest.raises(
        SheetError, match=r"^b\.xlsx: has 2 sheets: 'Data', 'Notes'\nName one of them under sheet\.name"
    ):
        book.sheet_name(None)


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    book = Book.open(write_workbook(tmp_path / "b.xlsx", {"Data": []}))
    with pytest.raises(SheetError, match=r"^b\.xlsx, sheet 'Data': is empty$"):
        book.grid("Data")


def test_a_table_far_from_the_corner_keeps_its_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    sheet["C5"], sheet["D7"] = "x", 1.5
    book.save(tmp_path / "far.xlsx")
    grid = Book.open(tmp_path / "far.xlsx").grid("Data").to_pylist()
    blank = {"c1": None, "c2": None, "c3": None, "c4": None}
    assert grid == [
        {"row": row, **blank, **({"c3": "x"} if row == 5 else {"c4": "1.5"} if row == 7 else {})} for row in range(1, 8)
    ]
