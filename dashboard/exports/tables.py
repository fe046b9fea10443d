"""A table as a file that a spreadsheet opens and does not run.

Cells of text that a spreadsheet would take for a formula get an apostrophe before them in CSV; in XLSX
they are written as text cells, which are never formulas. Numbers are never touched.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"^[+-]?\d[\d\s.,]*$|^-$")
_MOST_ROWS = 1_048_575  # of a sheet, without its headings


def used_columns(table: pa.Table) -> pa.Table:
    """The table without the columns that are empty in every row."""
    kept = [n for n in table.column_names if table[n].null_count < table.num_rows]
    return table.select(kept or table.column_names)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it stands in a CSV."""
    clean = _CONTROL.sub("", text)
    return f"'{clean}" if _FORMULA.match(clean) and not _NUMBER.match(clean) else clean


def to_csv(table: pa.Table) -> bytes:
    """RFC 4180, UTF-8, headings in the first row; decimals as they are, NULL as nothing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(n) for n in table.column_names])
    for batch in table.to_batches(max_chunksize=10_000):
        columns = [[_csv_value(v) for v in column.to_pylist()] for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode("utf-8")


def _csv_value(value: object) -> object:
    return safe(value) if isinstance(value, str) else "" if value is None else value


def to_xlsx(table: pa.Table, about: Mapping[str, object]) -> bytes:
    """Two sheets: Data, with real numbers and a frozen heading, and About, with the `about` pairs.

    Raises ValueError for more rows than a sheet holds.
    """
    if table.num_rows > _MOST_ROWS:
        raise ValueError(f"a sheet holds {_MOST_ROWS:,} rows; this has {table.num_rows:,}: take the CSV")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(table.column_names, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 40 if pa.types.is_string(table[name].type) else 18
    sheet.auto_filter.ref = f"A1:{get_column_letter(table.num_columns)}{table.num_rows + 1}"
    sheet.append([_cell(sheet, n, bold=True) for n in table.column_names])
    for batch in table.to_batches(max_chunksize=10_000):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            sheet.append([_cell(sheet, v) for v in row])
    _about(book, about.items())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _about(book: Workbook, pairs: Iterable[tuple[str, object]]) -> None:
    sheet = book.create_sheet("About")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100
    for name, value in pairs:
        cell = _cell(sheet, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([_cell(sheet, name, bold=True), cell])


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    # A string that starts with "=" would become a formula: its type is set after it is.
    cell = WriteOnlyCell(sheet, value=_CONTROL.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    if bold:
        cell.font = Font(bold=True)
    return cell
