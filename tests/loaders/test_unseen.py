"""What a sheet holds that no cell does: indents of formats, hidden rows, columns and sheets, comments."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Alignment

from loaders.cli_inspect import drafted
from loaders.errors import SheetError
from loaders.inspect.look import look
from loaders.inspect.unseen import notes
from loaders.preflight import Hidden
from loaders.workbook import Book

from .small import checked, describe, entries, extracted, write_csv

ROWS = [
    ("Line", "Amount"),
    ("Education", 100),
    ("Administration", 20),
    ("Schools", 80),
    ("Energy", None),
    ("Grants", 15),
]
LEVELS = {"field": "line", "into": ["administrative_1", "administrative_2"], "by": "format"}
COLUMNS = {"line": "Line", "amount": "Amount"}


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """A statement whose lines are set in by format, with a comment, a hidden row, a hidden column, a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    for row in ROWS:
        sheet.append(row)
    for row in (3, 4, 6):
        sheet.cell(row, 1).alignment = Alignment(indent=2)
    sheet["B2"].comment = Comment("restated in 2024", "the publisher")
    sheet.row_dimensions[4].hidden = sheet.row_dimensions[6].hidden = sheet.column_dimensions["D"].hidden = True
    book.create_sheet("Old").append(["nothing"])
    book.worksheets[1].sheet_state = "hidden"
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_what_a_workbook_hides_and_comments_is_known(statement: Path) -> None:
    book = Book.open(statement)
    assert (book.sheets, book.hidden_sheets) == (["Data", "Old"], ["Old"])
    assert book.hidden("Data") == Hidden([4, 6], [(4, 4)])
    assert book.hidden("Old") == Hidden()
    assert book.comments("Data") == {"B2": "restated in 2024"}
    assert book.comments("Old") == {}
    assert book.indents("Data", "c1").to_pydict() == {"row": [1, 2, 3, 4, 5, 6], "indent": [0, 0, 2, 2, 0, 2]}


def test_levels_are_made_of_the_indents_of_formats(statement: Path) -> None:
    releases, sheet = [{"release": "1", "file": statement.name}], {"name": "Data"}
    source = describe(
        statement.parent, [], releases=releases, sheet=sheet, columns=COLUMNS, steps=[{"levels_from_indent": LEVELS}]
    )
    assert entries(source, "administrative_1, administrative_2, amount") == [
        ("Education", "Administration", Decimal(20)),
        ("Education", "Schools", Decimal(80)),
        ("Energy", "Grants", Decimal(15)),
    ]
    assert [(r.check_kind, r.cell, r.verdict) for r in checked(source)[1:]] == [("printed subtotal", "B2", "passed")]


def test_hidden_rows_are_read_unless_a_step_sets_them_aside(statement: Path) -> None:
    changes = {"releases": [{"release": "1", "file": statement.name}], "sheet": {"name": "Data"}}
    columns = {"administrative_1": "Line", "amount": "Amount"}
    everything = entries(describe(statement.parent, [], columns=columns, **changes), "cell")
    assert everything == [("B2",), ("B3",), ("B4",), ("B6",)]
    step = {"set_aside": {"when": {"hidden": {"blank": False}}, "why": "hidden in the sheet"}}
    shown = describe(statement.parent, [], columns={**columns, "hidden": "@hidden"}, steps=[step], **changes)
    con, _ = extracted(shown)
    assert con.execute("SELECT cell FROM entry ORDER BY cell").fetchall() == [("B2",), ("B3",)]
    aside = con.execute('SELECT "row", text, reason FROM set_aside WHERE "row" > 1 ORDER BY 1').fetchall()
    assert aside == [(4, "Schools | 80", "hidden in the sheet"), (6, "Grants | 15", "hidden in the sheet")]


def test_a_text_hides_nothing_and_is_set_in_by_spaces_alone(tmp_path: Path) -> None:
    book = Book.open(write_csv(tmp_path / "book.csv", ROWS))
    assert (book.hidden("csv"), book.comments("csv"), book.hidden_sheets) == (Hidden(), {}, [])
    source = describe(tmp_path, ROWS, columns=COLUMNS, steps=[{"levels_from_indent": LEVELS}])
    with pytest.raises(SheetError, match=r"^book\.csv, sheet 'csv': indents can be read from \.xlsx only\nSave it as"):
        entries(source)


def test_inspect_tells_of_them(statement: Path) -> None:
    found = look(statement)
    assert list(notes(found)) == [
        "Comments: 1",
        "  B2: restated in 2024",
        "Hidden, and read all the same: rows 4, 6; column D",
    ]
    made, trial = drafted(found, None)
    assert sum(t.amount or 0 for t in trial.totals) == 115
    assert "levels_from_indent: {field: line, into: [administrative_1, administrative_2], by: format}" in made.text
    hidden = "hidden in the sheet, and read like the rest: rows 4, 6; column D. "
    assert f'{hidden}A field named "@hidden" tells such rows apart' in made.careful
