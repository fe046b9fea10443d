"""A bounded look at a file before anything parses it: what it is, and whether it would harm the reader.

A few kilobytes can make a parser lay out a table of 17 billion cells or unpack gigabytes. Everything here
streams, counts as it goes and stops at a limit; nothing that a file says of itself is believed.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from openpyxl.utils import column_index_from_string

from loaders import formats, overlaps, raised
from loaders.archive import DAMAGE, MOST_UNPACKED, refuse_members, sheet_parts
from loaders.cells import VALUES, has_more_than_nine_places
from loaders.errors import SheetError
from loaders.tags import Tags, counted

Kind = Literal["xlsx", "xlsb", "ods", "xls", "zip", "json", "text"]

MOST_CELLS = 60_000_000
MOST_SPARSE = 30_000_000  # cells of a grid that is nearly empty
WIDE = 1_000_000  # from here on a nearly empty grid is worth a second look
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
_CHUNK = 1 << 18
NO_VALUE = "a formula without a value"

_ANYTHING = re.compile(rb"\S")
_ROW = re.compile(rb'<row(?:\s[^<>]*?\br="(\d{1,12})")?')
# Of cells that hold something: a format alone, far from the table, takes no room in a grid.
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,9})\d+"[^<>]*(?<!/)>')
_CELL_ERROR = re.compile(
    rb'<c (?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>(?:<f[^>]*?(?:/>|>[^<]*</f>))?<v>([^<]*)</v>'
)
_NO_VALUE = re.compile(
    rb'<c [^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_HIDDEN = rb'(?=[^>]*\bhidden="(?:1|true)")'
_HIDDEN_ROW = re.compile(rb"<row " + _HIDDEN + rb'[^>]*?\br="(\d{1,12})"')
_HIDDEN_COLUMNS = re.compile(rb"<col " + _HIDDEN + rb'(?=[^>]*\bmin="(\d{1,5})")[^>]*?\bmax="(\d{1,5})"')
_REPEATED = re.compile(rb'number-(rows|columns)-repeated="(\d{1,12})"')
_ODS_TAG = re.compile(rb"<table:table-row\b([^>]*)>|</table:table-row>|<table:table-cell(?=[^>]*office:value)([^>]*)>")
_TIMES = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,12})"')


@dataclass
class Hidden:
    """The rows that a spreadsheet program does not show, and the first and last of each run of such columns."""

    rows: list[int] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Findings:
    """What the look found: the kind, and per member of a workbook what a grid does not tell."""

    kind: Kind
    unreadable: dict[str, dict[str, str]] = field(default_factory=dict)  # member → cell → what stands there
    hidden: dict[str, Hidden] = field(default_factory=dict)
    values: dict[str, dict[int, int]] = field(default_factory=dict)  # member → row → cells of it that hold a value
    fine: set[str] = field(default_factory=set)  # members with numbers of more than nine places
    doubtful: set[str] = field(default_factory=set)  # members to be read once more, cell by cell, before they are used
    raised: set[str] = field(default_factory=set)  # members with superscripts in their texts
    scales: bool = False  # whether a number format shows less than a cell holds

    def has_raised(self, part: str) -> bool:
        """Whether a sheet may show texts with superscripts: also one at which nobody has looked, in an odd place."""
        seen = any(member == part or raised.is_of_texts(member) for member in self.raised)
        return seen or (self.kind == "xlsx" and part not in self.values)


def look(content: bytes, file: Path) -> Findings:
    """What a file is, and what a grid of it does not tell. SheetError for what must not be opened."""
    kind = kind_of(content, file)
    if kind not in ("xlsx", "ods"):
        return Findings(kind)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if kind == "ods":
            return _scan(archive, ["content.xml"], Findings(kind), file)
        parts = {n for n in archive.namelist() if n.endswith(".xml") and n.startswith("xl/")}
        return _scan(archive, sorted(parts), Findings(kind), file)


def kind_of(content: bytes, file: Path) -> Kind:
    """The kind of a file by its bytes, whatever its name says. SheetError for what is none, or plainly no good: this
    opens nothing, and takes no time."""
    if not _ANYTHING.search(content.removeprefix(b"\xef\xbb\xbf")):
        raise SheetError("is empty", file=file)
    if content[:4] == b"PK\x03\x04":
        return _kind_of_archive(content, file)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise SheetError("is protected by a password", file=file, do="Save it without one.")
        return "xls"
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<table" in start:
        raise SheetError("is a web page, not a spreadsheet", file=file, do="Download the file itself.")
    if start.startswith(b"%pdf"):
        raise SheetError("is a PDF, not a spreadsheet", file=file)
    return "json" if start.startswith((b"{", b"[")) else "text"


def _kind_of_archive(content: bytes, file: Path) -> Kind:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE as e:
        raise SheetError(f"is damaged: {e}", file=file, do="Download it again.") from e
    with archive:
        members = archive.infolist()
        refuse_members(members, len(content), file)
        names = {m.filename for m in members}
    if "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "xlsx" if "xl/workbook.xml" in names or "[Content_Types].xml" in names else "zip"


def _scan(archive: zipfile.ZipFile, parts: list[str], found: Findings, file: Path) -> Findings:
    unpacked = 0
    for part in parts:
        scan = (
            _Sheet(part, file)
            if "worksheets/" in part
            else _Ods(part, file)
            if part == "content.xml"
            else _Shared(part, file)
            if part == formats.PART or raised.is_of_texts(part)
            else _Xml(part, file)
        )
        try:
            with archive.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > MOST_UNPACKED:
                        raise SheetError(f"unpacks to more than {MOST_UNPACKED:,} bytes: refused", file=file)
                    scan.take(chunk)
            scan.end()
        except DAMAGE as e:
            raise SheetError(f"is damaged in {part}: {e}", file=file, do="Download it again.") from e
        if isinstance(scan, _Sheet | _Shared) and scan.raised:
            found.raised.add(part)
        found.scales = found.scales or (isinstance(scan, _Shared) and scan.scales)
        if isinstance(scan, _Sheet) and scan.unreadable:
            found.unreadable[part] = scan.unreadable
        if isinstance(scan, _Sheet):
            found.hidden[part], found.values[part] = scan.hidden, scan.values
            if scan.far:
                held = {member: name for name, member in sheet_parts(archive, file).items()}
                overlaps.refuse(archive, part, file, held.get(part, part))
            if scan.fine:
                found.fine.add(part)
            if scan.blank:
                found.doubtful.add(part)
    return found


class _Xml:
    """Any part: no document type, whose entities could refer to other files or grow without end."""

    begins: tuple[bytes, ...] = (b"<",)  # what a chunk may be cut before
    bare: tuple[bytes, ...] = ()  # the same, where there is none of these

    def __init__(self, part: str, file: Path) -> None:
        self.part, self.file, self._tail, self._first = part, file, b"", True

    def take(self, chunk: bytes) -> None:
        """Looks at the next chunk together with what the last one left unfinished."""
        if self._first and b"<!DOCTYPE" in chunk[:65536].upper():
            raise SheetError(f"has a document type in {self.part}: no workbook needs one", file=self.file)
        self._first = False
        # Cut before the last cell that is not whole, so that no pattern is split between two chunks.
        text = self._tail + chunk
        cut = max(map(text.rfind, self.begins))
        cut = max(map(text.rfind, self.bare), default=cut) if cut < 1 else cut
        cut = cut if cut > 0 and len(text) - cut < _CHUNK else len(text)
        self.look(text[:cut])
        self._tail = text[cut:]

    def end(self) -> None:
        """Looks at what is left."""
        self.look(self._tail)

    def look(self, text: bytes) -> None:
        """What is looked for in this kind of part."""


class _Shared(_Xml):
    """What sheets share: their texts, or the formats of their cells."""

    raised = scales = False

    def look(self, text: bytes) -> None:
        """Notes superscripts, and number formats that divide."""
        if self.part == formats.PART:
            self.scales = self.scales or bool(formats.scaling(text))
        else:
            self.raised = self.raised or raised.WORD in text


class _Sheet(_Xml):
    """A worksheet: its true extent, its cells that hold errors, its formulas without a value."""

    begins = (b"<c ", b"<row ")
    bare = (b"<c>", b"<row>")

    def __init__(self, part: str, file: Path) -> None:
        super().__init__(part, file)
        self.unreadable: dict[str, str] = {}
        self.hidden = Hidden()
        self.values: dict[int, int] = {}
        self.blank = False  # whether a value is: where it is the number of a text, parsers take the first of all
        self.fine = self.raised = False
        self._cells = self._rows = self._row = self._last_row = 0
        self._last_column = 26

    @property
    def far(self) -> bool:
        """Whether a cell is so far from the others that it may have another's name."""
        return self._box > WIDE and self._box > 50 * max(self._cells, 1)

    @property
    def _box(self) -> int:
        return max(self._last_row, self._rows) * self._last_column

    def look(self, text: bytes) -> None:
        """Counts cells, follows the furthest row and column, notes what has no value to trust."""
        tags, values = Tags(text), VALUES.findall(text)
        self._cells += tags.beginning_with(b"c")  # and a few other elements: a bound need not be exact
        self._count(text, tags)
        self.blank = self.blank or any(value[:1].isspace() for value in set(values))
        self.fine = self.fine or has_more_than_nine_places(values)
        for match in _FAR_COLUMN.finditer(text):
            letters = match[1].decode()
            width = column_index_from_string(letters) if len(letters) <= 3 else SHEET_COLUMNS + 1
            self._last_column = max(self._last_column, width)
        if self._last_row > SHEET_ROWS or self._last_column > SHEET_COLUMNS:
            raise SheetError("refers to a cell outside any sheet", file=self.file, sheet=self.part)
        if self._cells > MOST_CELLS or (self._box > MOST_SPARSE and self._box > 50 * max(self._cells, 1)):
            what = f"would fill a table of {self._last_row:,} × {self._last_column:,} cells with {self._cells:,} values"
            raise SheetError(what, file=self.file, sheet=self.part, do="Delete the stray cells far from the table.")
        if b"hidden=" in text:
            self.hidden.rows += [int(m[1]) for m in _HIDDEN_ROW.finditer(text)]
            self.hidden.columns += [(int(m[1]), int(m[2])) for m in _HIDDEN_COLUMNS.finditer(text)]
        if b't="e"' in text:
            self.unreadable |= {m[1].decode(): m[2].decode("utf-8", "replace") for m in _CELL_ERROR.finditer(text)}
        if tags.beginning_with(b"f"):
            self.unreadable |= {m[1].decode(): NO_VALUE for m in _NO_VALUE.finditer(text)}

    def _count(self, text: bytes, tags: Tags) -> None:
        """Values by row. What stands before the first row of the text is of the row that is open."""
        starts = tags.of(b"row")
        numbers, texts, empty = (counted(tags.of(name), starts) for name in (b"v>", b"is>", b"v></v>"))
        self.raised = self.raised or (bool(texts.any()) and raised.WORD in text)
        rows = [self._row]
        for number in _ROW.findall(text):
            rows.append(int(number) if number else rows[-1] + 1)  # a row that does not say its number is the next
        for row, values in zip(rows, (numbers + texts - empty).tolist(), strict=True):
            if values:
                self.values[row] = self.values.get(row, 0) + values
        self._rows += len(starts)
        self._row, self._last_row = rows[-1], max(self._last_row, *rows)


class _Ods(_Xml):
    """A table of an OpenDocument spreadsheet: repeat counts that would fill too many cells."""

    begins = (b"<table:", b"</table:")

    def __init__(self, part: str, file: Path) -> None:
        super().__init__(part, file)
        self._times, self._values = 1, 0  # of the row that is open: how often it stands there, values that it holds

    def look(self, text: bytes) -> None:
        """Refuses counts beyond a sheet, and values repeated beyond reason."""
        for what, count in _REPEATED.findall(text):
            if int(count) > (SHEET_ROWS if what == b"rows" else SHEET_COLUMNS):
                raise SheetError(f"repeats {what.decode()} {int(count):,} times", file=self.file, sheet=self.part)
        if self._times == 1 and b"number-rows-repeated" not in text:
            return
        for tag in _ODS_TAG.finditer(text):
            times = _TIMES.search(tag[1] or tag[2] or b"")
            if tag[2] is None:
                self._times, self._values = int(times[1]) if times else 1, 0
            elif self._times > 1:
                self._values += int(times[1]) if times else 1
            if self._times * self._values > MOST_CELLS:
                what = f"repeats a value over {self._times:,} × {self._values:,} cells"
                raise SheetError(what, file=self.file, sheet=self.part)
