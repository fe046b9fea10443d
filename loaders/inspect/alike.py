"""Sheets that are laid out alike, one for each department or year: read as one table, with their names as labels."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.inspect.guess import Guess, figure, is_year
from loaders.inspect.rows import cents
from loaders.inspect.shape import Cells, Headers

Sheet = tuple[Cells, Headers]


def alike(chosen: Sheet, others: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with the headings of the chosen one in the same rows, itself among them; without those that hold
    the sums of the others."""
    same = [s for s in others if _layout(s) == _layout(chosen)]
    sums = [_sum_of(cells, headers) for cells, headers in same]
    if len(same) > 2:
        every = tuple(map(sum, zip(*sums, strict=True)))
        whole = [tuple(2 * part for part in own) == every and any(own) for own in sums]
        same = [s for s, is_whole in zip(same, whole, strict=True) if not is_whole]
    return same if chosen in same else [chosen]


def _layout(sheet: Sheet) -> tuple[int, int, tuple[str, ...]]:
    _, headers = sheet
    return headers.first, headers.last, tuple(headers.headings.values())


def _sum_of(cells: Cells, headers: Headers) -> tuple[int, ...]:
    """All that stands in each column, in cents."""
    return tuple(sum(cents(figure(text)) for text in texts[headers.last :]) for texts in cells.columns.values())


def below(sheets: Sequence[Sheet]) -> dict[str, list[str | None]]:
    """The rows below the headings of all the sheets, one sheet under the other, by grid column."""
    places = sheets[0][0].columns
    return {place: [t for cells, headers in sheets for t in cells.columns[place][headers.last :]] for place in places}


def names(sheets: Sequence[Sheet]) -> list[str | None]:
    """The name of its sheet for each of those rows."""
    return [cells.sheet for cells, headers in sheets for _ in range(cells.extent[0] - headers.last)]


def role_of(sheets: Sequence[Sheet]) -> Guess[str]:
    """What the sheets' names are: years, or else what is broader than anything on the sheets."""
    if all(is_year(cells.sheet) for cells, _ in sheets):
        return Guess("fiscal_year", "each sheet is called by a year", "high")
    return Guess("administrative 0", f"{len(sheets)} sheets are laid out alike: their names say of whom", "medium")
