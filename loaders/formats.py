"""Number formats of an .xlsx that show less than their cell holds: `#,##0,` shows 133,177,634,832 as 133,177,635.

The look at a file tells whether there are any; the process that parses, which cells of a sheet have one.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

PART = "xl/styles.xml"
_FORMAT = re.compile(rb"<(?:\w{1,20}:)?numFmt\s([^<>]{1,2000})>")
_ID = re.compile(rb'\bnumFmtId="(\d{1,9})"')
_CODE = re.compile(rb'\bformatCode="([^"]{1,1000})"')
_CELL_FORMAT = re.compile(rb"<(?:\w{1,20}:)?xf(?:\s([^<>]{0,2000}))?>|</(?:\w{1,20}:)?cellXfs>")
# What a format prints as it stands, and what it says in brackets: colours, currencies, conditions.
_WORDS = re.compile(r'"[^"]*"?|\[[^\]]*\]?|[\\_*].')
_SCALING = re.compile(r"[0#?](,+)(?![0#?,])")
_PLACES = re.compile(r"\.([0#?]+)")
_CELL = (
    rb'<(?:\w{1,20}:)?c\s(?=[^<>]{0,200}\bs="(?:%s)")([^<>]{1,300})>'
    rb"(?:<(?:\w{1,20}:)?f(?:\s[^<>]{0,300})?(?:/>|>[^<]{0,9000}</(?:\w{1,20}:)?f>))?<(?:\w{1,20}:)?v>(-?\d{1,20}(?:\.\d{1,30})?(?:[eE][-+]?\d{1,2})?)<"
)
_ATTRIBUTE = re.compile(rb'(?:^|\s)(r|s|t)="(\w{1,12})"')


class Scaled(NamedTuple):
    """A number that is shown as less than it is: in which cell, by which format."""

    cell: str
    code: str
    held: str

    @property
    def shown(self) -> str:
        """The number as its cell shows it."""
        places = _PLACES.search(_first(self.code))
        number = Decimal(self.held) / 1000 ** thousands(self.code)
        return f"{number:,.{len(places[1]) if places else 0}f}"


def thousands(code: str) -> int:
    """How many times a format divides what it shows by a thousand."""
    found = _SCALING.search(_first(code))
    return len(found[1]) if found else 0


def _first(code: str) -> str:
    """The part of a format that is for numbers above zero, without its words."""
    return _WORDS.sub("", code).partition(";")[0]


def scaling(styles: bytes) -> dict[bytes, str]:
    """The formats in a piece of the styles that divide: by their numbers, their codes."""
    found = {}
    for attributes in _FORMAT.findall(styles):
        number, code = _ID.search(attributes), _CODE.search(attributes)
        if number and code and thousands(said := html.unescape(code[1].decode("utf-8", "replace"))):
            found[number[1]] = said
    return found


def scaled(content: bytes, part: str, columns: set[str], rows: set[int]) -> tuple[str, str, str] | None:
    """The first number in these rows and columns (by their letters) of the sheet in `part` that is shown as less."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = dict(_styles(archive.read(PART)))
        if not styles:
            return None
        cells = re.compile(_CELL % b"|".join(styles))
        for cell in cells.finditer(archive.read(part)):
            said = dict(_ATTRIBUTE.findall(cell[1]))
            place = said.get(b"r", b"").decode()
            letters = place.rstrip("0123456789")
            if letters in columns and said.get(b"t", b"n") == b"n" and int(place[len(letters) :] or 0) in rows:
                return place, styles[said[b"s"]], cell[2].decode()
    return None


def _styles(xml: bytes) -> Iterator[tuple[bytes, str]]:
    """The cells' formats that divide: their places among all, which cells name, and their codes."""
    codes, begin = scaling(xml), xml.find(b"cellXfs")
    for place, xf in enumerate(_CELL_FORMAT.finditer(xml, max(begin, 0))):
        if xf[0].startswith(b"</"):
            return
        number = _ID.search(xf[1] or b"")
        if number and number[1] in codes:
            yield str(place).encode(), codes[number[1]]
