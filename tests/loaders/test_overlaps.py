"""Cells that a parser would pass over: a sheet in which one stands twice is refused, not read in part."""

from pathlib import Path

import pytest

from loaders.errors import SheetError
from loaders.workbook import Book

from . import hostile


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(place: str, value: int) -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


def row(n: int, *cells: str) -> str:
    return f'<row r="{n}">{"".join(cells)}</row>'


HEAD = row(1, text("A1", "Ministry"), text("B1", "Amount"))


def read(path: Path, *rows: str) -> list[tuple[object, ...]]:
    others = {"xl/sharedStrings.xml": f"<sst {hostile.NS}><si><t>the first of all</t></si></sst>"}
    book = Book.open(hostile.xlsx(path / "book.xlsx", hostile.sheet("".join(rows)), **others))
    return [tuple(r.values()) for r in book.grid("Data").to_pylist()]


REFUSED = {
    "a row twice": (
        (HEAD, row(2, text("A2", "Health"), number("B2", 5)), row(2, text("A2", "Roads"), number("B2", 7))),
        "sheet 'Data': has row 2 twice, or out of its order",
    ),
    "a cell twice": (
        (HEAD, row(2, text("A2", "Health"), number("B2", 5), number("B2", 7))),
        "sheet 'Data', cell B2: has this cell twice, or out of its order",
    ),
    "a cell of another row": (
        (HEAD, row(2, text("A2", "Health"), number("B2", 5)), row(3, text("A3", "Roads"), number("B2", 7))),
        "sheet 'Data', cell B3: has a cell 'B2' in row 3",
    ),
    "a cell of another row, where that has room": (
        (HEAD, row(2, text("A2", "Health"), number("B2", 5)), row(3, text("A3", "Roads"), number("C2", 7))),
        "sheet 'Data', cell B3: has a cell 'C2' in row 3",
    ),
    "a cell of another row, far from all others": (
        (*(row(n, text(f"A{n}", "Health")) for n in range(1, 300)), row(300, text("XFD1", "Roads"))),
        "sheet 'Data', cell A300: has a cell 'XFD1' in row 300",
    ),
    "a cell inside a cell": (
        (HEAD, row(2, text("A2", "He<c><v>1</v></c>alth"), number("B2", 5))),
        "sheet 'Data', cell A2: has a cell inside of this one",
    ),
    "a shared text without its number": (
        (HEAD, row(2, '<c r="A2" t="s"><v> </v></c>', number("B2", 5))),
        "sheet 'Data', cell A2: names a shared text, and not which",
    ),
}


@pytest.mark.parametrize(("rows", "said"), REFUSED.values(), ids=REFUSED)
def test_what_would_be_passed_over_is_refused(tmp_path: Path, rows: tuple[str, ...], said: str) -> None:
    with pytest.raises(SheetError) as refused:
        read(tmp_path, *rows)
    assert said in str(refused.value)
    assert str(refused.value).startswith("book.xlsx, ")


def test_empty_values_and_rows_without_numbers_are_no_loss(tmp_path: Path) -> None:
    """A value that is there and empty makes the grid hold fewer: the other reader finds all in order."""
    rows = ["<row><c t='str'><v> </v></c></row>", "<row><c><v>1</v></c><c t='str'><v/></c><c><v>2</v></c></row>"]
    assert read(tmp_path, *rows, row(7, text("C7", ""), number("D7", 3)))[1] == (2, "1", None, "2", None)


def test_rows_in_any_order_that_lose_nothing_are_read(tmp_path: Path) -> None:
    rows = (HEAD, row(3, text("A3", "Roads"), number("B3", 7)), row(2, text("A2", "Health"), number("B2", 5)))
    assert read(tmp_path, *rows) == [(1, "Ministry", "Amount"), (2, "Health", "5"), (3, "Roads", "7")]
