"""Labels that hold English and French in one cell, one under the other or beside it: two columns are made of them."""

from __future__ import annotations

from dataclasses import replace

from loaders.inspect.roles import Column, is_french_text

_BETWEEN = ("\n", " / ", " | ")
_MARK = "fr"  # behind a column's place: the French part of it
_MOST = 2000


def separator(column: Column) -> str | None:
    """What stands between English and French in nearly every cell, or None."""
    cells = [c.strip() for c in column.cells[:_MOST] if c and c.strip()]
    for between in _BETWEEN:
        parted = [c.split(between) for c in cells if c.count(between) == 1]
        if len(parted) < max(2, 0.8 * len(cells)):
            continue
        french = sum(is_french_text(second) for _, second in parted)
        if french > 0.4 * len(parted) and french > 2 * sum(is_french_text(first) for first, _ in parted):
            return between
    return None


def parted(column: Column, between: str) -> tuple[Column, Column]:
    """The column of the English labels and that of the French ones; a cell without a separator is English."""
    cells = [(c or "").partition(between) for c in column.cells]
    english = replace(column, cells=[first or None for first, _, _ in cells])
    french = replace(column, place=column.place + _MARK, cells=[last or None for *_, last in cells])
    return english, french


def source_of(place: str) -> str:
    """The grid column in which a column stands, be it the French part of one."""
    return place.removesuffix(_MARK)


def is_part(place: str) -> bool:
    """True for the French part of a column."""
    return place.endswith(_MARK)
