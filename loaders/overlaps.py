"""Cells of a worksheet that a parser passes over without a word: looked for where a grid holds fewer values than its XML.

Two rows of one number, or two cells of one name, leave the latter; what follows a broken piece of XML may be left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, get_column_letter

from loaders.errors import SheetError

_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_CHUNK = 1 << 20


def refuse(content: bytes, part: str, file: Path, sheet: str) -> None:
    """SheetError where a row or a cell of a worksheet stands twice or out of its order, or its XML is broken."""
    order = _Order(file, sheet)
    reader = expat.ParserCreate()
    reader.StartElementHandler = order.begin
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                reader.Parse(chunk, False)
        reader.Parse(b"", True)
    except expat.ExpatError as e:
        what = f"is damaged in {part}: {e}"
        raise SheetError(what, file=file, sheet=sheet, do="Download it again.") from e


class _Order:
    """Follows the rows and cells of a worksheet; both may leave out where they stand, and are then the next."""

    def __init__(self, file: Path, sheet: str) -> None:
        self._file, self._sheet, self._row, self._column = file, sheet, 0, 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """The beginning of an element."""
        kind, place = tag.rpartition(":")[2], attributes.get("r")
        if kind == "row":
            number = int(place) if place and place.isdecimal() else self._row + 1
            if number <= self._row:
                raise self._refusal(f"has row {number} twice, or out of its order", "")
            self._row, self._column = number, 0
        elif kind == "c":
            here = f"{get_column_letter(self._column + 1)}{self._row}"
            found = _PLACE.fullmatch(place or here)
            column = column_index_from_string(found[1]) if found else 0
            if not found or int(found[2]) != self._row:
                raise self._refusal(f"has a cell {place!r} in row {self._row}", here)
            if column <= self._column:
                raise self._refusal("has this cell twice, or out of its order", str(place))
            self._column = column

    def _refusal(self, what: str, cell: str) -> SheetError:
        do = "Open it in a spreadsheet and save it, and compare what it then holds with what is published."
        return SheetError(what, file=self._file, sheet=self._sheet, cell=cell, do=do)
