"""Sheets into .xlsx files that are the same, byte for byte, whenever they are written.

A figure is written digit for digit, never by way of a float; everything else is text; nothing is a formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

Value = str | int | Decimal | None
Row = Sequence[Value]

WRITTEN = datetime(2024, 1, 1)
ZIPPED = (1980, 1, 1, 0, 0, 0)
BOLD = Font(bold=True)
TEXT_LIMIT = 32767  # characters in a cell; openpyxl cuts off the rest without a word
NARROW, WIDE = 10, 60  # column widths, in characters


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its rows, the row of headings to freeze (counted from 1; 0: none), other bold rows."""

    title: str
    rows: Sequence[Row]
    header: int = 1
    bold: frozenset[int] = frozenset()


def write(sheets: Sequence[Sheet], path: Path) -> None:
    """Write the sheets, in their order, to one workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        fill(book.create_sheet(sheet.title), sheet)
    book.properties.creator = "Public Purse"
    book.properties.created = WRITTEN
    saved = BytesIO()
    book.save(saved)
    book.properties.modified = WRITTEN  # save() has just put the present moment here
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rezipped(saved, {"docProps/core.xml": tostring(book.properties.to_tree())}))


def rezipped(saved: BytesIO, replaced: dict[str, bytes]) -> bytes:
    """The same archive with some members replaced, and no trace of the day or the system it was made on."""
    out = BytesIO()
    with ZipFile(saved) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            member = ZipInfo(name, ZIPPED)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            new.writestr(member, replaced.get(name, old.read(name)), compresslevel=9)
    return out.getvalue()


def fill(worksheet: Worksheet, sheet: Sheet) -> None:
    """Put the rows into the worksheet, its headings frozen and its columns wide enough to read."""
    widths: dict[int, int] = {}
    for number, row in enumerate(sheet.rows, start=1):
        strong = number == sheet.header or number in sheet.bold
        for column, value in enumerate(row, start=1):
            if value is None or value == "":
                continue
            cell = worksheet.cell(number, column)
            assert isinstance(cell, Cell)
            put(cell, value)
            if strong:
                cell.font = BOLD
            if len(row) > 1:  # a title by itself may run over the cells beside it
                shown = value if isinstance(value, str) else f"{value:,}"
                widths[column] = max(widths.get(column, NARROW), len(shown) + 2)
    for column, width in widths.items():
        worksheet.column_dimensions[get_column_letter(column)].width = min(width, WIDE)
    if sheet.header:
        worksheet.freeze_panes = f"A{sheet.header + 1}"


def put(cell: Cell, value: str | int | Decimal) -> None:
    """Write one value: text as text even where it looks like a number, a figure with the digits it has."""
    if isinstance(value, str):
        if value.startswith("=") or len(value) > TEXT_LIMIT:
            raise ValueError(f"{cell.coordinate}: {value[:40]!r} would not stay the text it is")
        cell.value = value
        cell.data_type = "s"
        return
    cell.value = digits(value)
    cell.data_type = "n"
    if isinstance(value, Decimal):
        cell.number_format = "#,##0" if value == value.to_integral_value() else "#,##0.00"


def digits(value: int | Decimal) -> str:
    """The figure as a spreadsheet stores it, in plain digits that a reader's float gives back unchanged."""
    exact = Decimal(value)
    text = str(int(exact)) if exact == exact.to_integral_value() else format(exact.normalize(), "f")
    if Decimal(repr(float(text))) != exact:
        raise ValueError(f"{value} has more digits than a spreadsheet keeps")
    return text
