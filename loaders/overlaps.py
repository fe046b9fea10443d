"""Cells of a worksheet that a parser passes over, or takes for others, without a word.

Two rows of one number, or two cells of one name, leave the latter; what follows a broken piece of XML may be left out; a
cell goes where its name says, in whatever row it stands; and a number of a shared text that is blank is read as the first
text of all. They are looked for, cell by cell, where a row of a grid holds fewer values than its XML, and where the look
before has seen what may be such a one.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, get_column_letter

from loaders.errors import SheetError

_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_CHUNK = 1 << 20


def refuse(archive: zipfile.ZipFile, part: str, file: Path, sheet: str) -> None:
    """SheetError where a row or a cell of a worksheet stands twice, out of its order or in another, where a shared text
    has no number, or the XML is broken."""
    order = _Order(file, sheet)
    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EndElementHandler = order.begin, order.end
    reader.CharacterDataHandler = order.text
    try:
        with archive.open(part) as stream:
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
        self._cell = self._kind = self._value = ""  # of the cell that is open: its name, its type, what it holds
        self._in_value = False

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
            if self._cell:
                raise self._refusal("has a cell inside of this one", self._cell)
            if column <= self._column:
                raise self._refusal("has this cell twice, or out of its order", str(place))
            self._column, self._cell, self._kind, self._value = (
                column,
                found[0] if found else here,
                attributes.get("t", ""),
                "",
            )
        elif kind == "v":
            self._in_value = True

    def text(self, found: str) -> None:
        """A piece of text."""
        if self._in_value:
            self._value += found

    def end(self, tag: str) -> None:
        """The end of an element."""
        kind = tag.rpartition(":")[2]
        if kind == "v":
            self._in_value = False
            if self._kind == "s" and self._value and not self._value.strip():
                raise self._refusal("names a shared text, and not which", self._cell)
        elif kind == "c":
            self._cell = ""

    def _refusal(self, what: str, cell: str) -> SheetError:
        do = "Open it in a spreadsheet and save it, and compare what it then holds with what is published."
        return SheetError(what, file=self._file, sheet=self._sheet, cell=cell, do=do)
