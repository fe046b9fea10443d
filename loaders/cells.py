"""What stands in the cells of a workbook, as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PLAIN = (1e-4, 1e10)  # from, and up to, which size no exponent is written
WIDE = 1 << 23
"""From here on the next number is more than nine places away: nine tell which it is."""
VALUES = re.compile(rb"<v(?: [^<>]*)?>([^<]*)<")
"""The values in a piece of a worksheet's XML: numbers, and the numbers of shared texts."""
_LONG = re.compile(rb"[^<]*\.\d{10}[^<]*")
_SMALL = re.compile(rb"[^<]*\d[eE]-[^<]*")


def cell_text(value: object) -> str | None:
    """What a cell prints, as text; None for an empty one.

    Numbers arrive as floats: the shortest decimal that means the same float is what was typed, so an
    amount of up to 15 digits is exact, cents included.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return None if value is None else str(value)


def texts(column: Sequence[object]) -> pa.Array:
    """Cells of a column as texts. Cells of one type, which most are, take no loop."""
    try:
        strings = pa.array(column, pa.string())
        return pc.if_else(pc.equal(strings, ""), None, strings)
    except pa.ArrowTypeError:
        kinds = set(map(type, column))
    if kinds == {float}:
        return number_texts(pa.array(column, pa.float64()))
    return pa.array([cell_text(value) for value in column], pa.string())


def number_texts(numbers: pa.Array) -> pa.Array:
    """Numbers as `cell_text` has them. Arrow writes the same, but for zero, the very small and the very large."""
    small, large = _PLAIN
    above = pc.and_(pc.greater_equal(numbers, small), pc.less(numbers, large))
    below = pc.and_(pc.less_equal(numbers, -small), pc.greater(numbers, -large))
    odd = pc.invert(pc.or_(above, below))
    told = pa.array([cell_text(value) for value in numbers.filter(odd).to_pylist()], pa.string())
    return pc.replace_with_mask(numbers.cast(pa.string()), odd, told)


def has_more_than_nine_places(values: Sequence[bytes]) -> bool:
    """Whether one of a worksheet's values has. Spreadsheets write 17 digits, 1278.1199999999999 for 1278.12: what counts is
    which number is meant. The large, whose neighbours are further apart than that, have not."""
    all_ = b"<".join(values)
    found = _LONG.findall(all_) + (_SMALL.findall(all_) if b"E-" in all_ or b"e-" in all_ else [])
    if not found:
        return False
    try:
        numbers = np.array(found, dtype="S").astype(np.float64)
    except ValueError:
        return True  # no number: who reads cell by cell says so
    to_nine = np.round(numbers * 1e9) / 1e9
    return bool(((to_nine != numbers) & (numbers < WIDE) & (numbers > -WIDE)).any())
