"""The unit of figures that a number format shows as less than their cells hold."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.formats import thousands
from loaders.inspect.guess import Guess
from loaders.inspect.roles import Column
from loaders.inspect.shape import Cells, Headers
from loaders.source import UNITS
from loaders.workbook import Book, letter


def unit_held(
    unit: Guess[str] | None, book: Book, sheets: Sequence[tuple[Cells, Headers]], columns: Sequence[Column]
) -> Guess[str] | None:
    """The unit of what the cells hold, where a format divides it: `#,##0,` under a title that says thousands."""
    if unit is None or unit.value == "dollars" or not book.is_xlsx or not book.has_scaled:
        return unit
    letters = [letter(c.place) for c in columns]
    for cells, headers in sheets:
        rows = set(range(headers.last + 1, cells.extent[0] + 1))
        if (found := book.scaled(cells.sheet, letters, rows)) is not None:
            factor = UNITS[unit.value] / 1000 ** thousands(found.code)
            held = next((name for name, of in UNITS.items() if of == factor), "dollars")
            why = f"{unit.why}, but {found.cell} holds {found.held} and its number format shows {found.shown}"
            return Guess(held, why, "medium")
    return unit
