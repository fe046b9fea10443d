"""A sheet of texts and numbers as a grid, without a cell of it becoming an object of Python.

fastexcel hands over columns, not cells. It writes a number to nine places, a date or a truth value as it sees fit, and
does not say in which column of the sheet its first one stands. So this is for a sheet that holds texts and numbers alone,
of whose column A something is seen; any other is left to `reader.grid_of`, cell by cell. Whether a number has more than
nine places, the look at the file finds (`preflight`): such a sheet is read again.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from loaders.archive import sheet_parts
from loaders.cells import VALUES, WIDE, cell_text, has_more_than_nine_places

# Dates, times and lengths of time, truth values, numbers beyond all: as this parser writes them, or a text that looks it.
_NEITHER = r"^[+-]?\d{4,}-\d\d-\d\d|^\d+:\d\d|^P[T\d]|^(true|false)$|^-?(inf|NaN)$|^-0$|^-?0\.0000"
_LARGE = r"^-?\d{7,}\.\d+$"
_IN_A = re.compile(rb'<c r="A[1-9]\d{0,6}"[^>]*>(?:<f[^>]*>[^<]*</f>)?(?:<v>[^<\s]|<is><t[^>]*>[^<\s])')
_BEGINNING = 1 << 18  # bytes of a sheet in which column A has to hold something


def columns(content: bytes, sheet: str) -> list[pa.Array] | None:
    """The columns of a sheet of an .xlsx from A on, from its first row on, as texts of which each distinct one is kept
    once. None for a sheet that has to be read cell by cell."""
    try:
        return _columns(content, sheet) if _begins_at_a(content, sheet) else None
    except BaseException:  # a panic of the parser is no Exception; what is wrong with the sheet the other reading says
        return None


def _begins_at_a(content: bytes, sheet: str) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = sheet_parts(archive, Path())[sheet]
        with archive.open(part) as stream:
            beginning = stream.read(_BEGINNING)
    return bool(_IN_A.search(beginning)) and not has_more_than_nine_places(VALUES.findall(beginning))


def _columns(content: bytes, sheet: str) -> list[pa.Array] | None:
    read = fastexcel.read_excel(content).load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_arrow()
    found = []
    for column in read.columns:
        exact = _exactly(pc.if_else(pc.equal(column, ""), None, column).dictionary_encode())
        if exact is None:
            return None
        found.append(exact)
    return found


def _exactly(told: pa.DictionaryArray) -> pa.DictionaryArray | None:
    """A column with its numbers as they print; None where it holds what is neither text nor number, or cannot be told
    from them."""
    texts = told.dictionary
    if pc.any(pc.match_substring_regex(texts, _NEITHER)).as_py():
        return None
    large = pc.match_substring_regex(texts, _LARGE)
    if not pc.any(large).as_py():
        return told
    printed = pa.array(map(_as_printed, texts.filter(large).to_pylist()), pa.string())
    return pc.replace_with_mask(texts, large, printed).take(told.indices).dictionary_encode()


def _as_printed(text: str) -> str | None:
    """A large number to nine places as it prints: 205754040.00999999 is 205754040.01. A text that is no such, 1234567.10,
    stays."""
    number = float(text)
    to_nine = f"{number:.9f}".rstrip("0").rstrip(".")
    return cell_text(number) if to_nine == text and not -WIDE < number < WIDE else text
