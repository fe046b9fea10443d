"""Text files in every usual encoding and delimiter are the same grid."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import SheetError
from loaders.texts import read_csv, read_json
from loaders.workbook import Book

FILE = Path("book.csv")
ROWS = [
    ["Payee", "Amount", "Note"],
    ["Société Générale", "-1,234.50", "a,b; c"],
    ['Coöp "Q" Ltd', "(500.00)", "line 1\nline 2"],
    ["Plain", "12.34", ""],
]
ENCODINGS = {
    "UTF-8": ("utf-8", b""),
    "UTF-8 with a mark": ("utf-8", codecs.BOM_UTF8),
    "UTF-16 LE": ("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 BE": ("utf-16-be", codecs.BOM_UTF16_BE),
    "UTF-16 without a mark": ("utf-16-be", b""),
    "Windows-1252": ("cp1252", b""),
    "Latin-1": ("latin-1", b""),
}


def written(delimiter: str = ",", ending: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(ROWS)
    return text.getvalue()


def cells(content: bytes, file: Path = FILE) -> list[list[str | None]]:
    grid = read_csv(content, file)
    assert grid["row"].to_pylist() == list(range(1, grid.num_rows + 1))
    return [list(row.values())[1:] for row in grid.to_pylist()]


EXPECTED = [[value or None for value in row] for row in ROWS]


@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS.values(), ids=ENCODINGS)
def test_every_usual_encoding(encoding: str, mark: bytes) -> None:
    assert cells(mark + written().encode(encoding)) == EXPECTED


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "pipe"])
@pytest.mark.parametrize("ending", ["\r\n", "\n"], ids=["CRLF", "LF"])
def test_every_usual_delimiter(delimiter: str, ending: str) -> None:
    assert cells(written(delimiter, ending).encode()) == EXPECTED


@pytest.mark.parametrize("above", ["", "Budget\n"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"], ids=["semicolon", "tab", "pipe"])
def test_commas_of_thousands_in_every_row_are_no_delimiters_where_the_headings_have_another(
    delimiter: str, above: str
) -> None:
    rows = [["A", "B"], ["x", "1,234,567.00"], ["y", "12,345,678.00"]]
    content = above + "".join(delimiter.join(row) + "\n" for row in rows)
    assert cells(content.encode())[-3:] == rows


def test_a_semicolon_in_every_row_but_the_headings_is_no_delimiter() -> None:
    assert cells(b"Payee,Amount\nA; B,1\nC; D,2\n") == [["Payee", "Amount"], ["A; B", "1"], ["C; D", "2"]]


def test_a_title_above_and_a_note_below_are_rows() -> None:
    content = b"Government of X\nReport 2024\n\nMinistry,Amount\nHealth,1\nRoads,2\nSource: X\n"
    assert cells(content) == [
        ["Government of X", None], ["Report 2024", None], [None, None], ["Ministry", "Amount"], ["Health", "1"], ["Roads", "2"],
        ["Source: X", None],
    ]  # fmt: skip


def test_texts_stay_texts() -> None:
    assert cells(b"Code,When\n00123,01/02/2023\nNA,1e5\n") == [["Code", "When"], ["00123", "01/02/2023"], ["NA", "1e5"]]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff"), max_size=8),
            min_size=3,
            max_size=3,
        ),
        min_size=2,
        max_size=8,
    )
)
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]]) -> None:
    rows = [["h1", "h2", "h3"], *rows]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    read = cells(text.getvalue().encode())
    assert [[v or "" for v in row] for row in read[: len(rows)]] == rows


CKAN = {
    "fields": [{"id": "Ministry", "type": "text"}, {"id": "Amount", "type": "numeric"}],
    "records": [["Health", 12345678901234567.89], ["Roads", None]],
}


@pytest.mark.parametrize(
    "shape",
    [
        CKAN,
        {
            "success": True,
            "result": {
                **CKAN,
                "records": [{"Ministry": "Health", "Amount": 12345678901234567.89}, {"Ministry": "Roads"}],
            },
        },
        [{"Ministry": "Health", "Amount": 12345678901234567.89}, {"Ministry": "Roads", "Amount": ""}],
    ],
    ids=["lists", "objects", "a bare list"],
)
def test_json_of_ckan_keeps_every_digit(shape: object) -> None:
    text = json.dumps(shape).replace("1.2345678901234568e+16", "12345678901234567.89")
    rows = [list(r.values())[1:] for r in read_json(text.encode(), FILE).to_pylist()]
    assert rows == [["Ministry", "Amount"], ["Health", "12345678901234567.89"], ["Roads", None]]


def test_a_zip_of_one_spreadsheet_is_that_spreadsheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr("read me.md", "not a table")
        archive.writestr("folder/data.csv", "A,B\n1,2\n")
    book = Book.open(tmp_path / "data.zip")
    assert book.sheets == ["csv"]
    assert book.grid("csv").num_rows == 2


def test_an_unknown_json_is_refused() -> None:
    with pytest.raises(SheetError, match="has no list of records"):
        read_json(b'{"a": 1}', FILE)
