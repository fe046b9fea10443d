"""The merged cells of a worksheet that are as wide as several columns: how far a heading reaches.

For the process that parses.
"""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl.utils import column_index_from_string
from python_calamine import CalamineWorkbook

Span = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""
_NAME = b"mergeCell"
_SPAN = re.compile(rb'mergeCell\s[^<>]{0,200}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def in_xlsx(content: bytes, part: str, first: int, last: int) -> list[Span]:
    """Those that reach into some rows of the sheet in `part`. The XML is searched: to parse it takes eight times as long."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(part)
    begin = xml.find(_NAME)
    found = _SPAN.finditer(xml, begin) if begin >= 0 else ()
    return _of_rows([(int(m[2]), _column(m[1]), int(m[4]), _column(m[3])) for m in found], first, last)


def in_other(book: CalamineWorkbook, sheet: str, first: int, last: int) -> list[Span]:
    """The same of a sheet in another format; none where the format, or its parser, does not say."""
    found = book.get_sheet_by_name(sheet).merged_cell_ranges or []
    return _of_rows([(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in found], first, last)


def _column(letters: bytes) -> int:
    return column_index_from_string(letters.decode())


def _of_rows(spans: list[Span], first: int, last: int) -> list[Span]:
    return sorted(s for s in spans if s[0] <= last and s[2] >= first and s[1] < s[3])
