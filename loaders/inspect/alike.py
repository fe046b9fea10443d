"""Sheets that are laid out alike, one for each department or year: read as one table, with their names as labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from loaders.inspect.guess import Guess, figure, is_year
from loaders.inspect.rows import cents
from loaders.inspect.shape import Cells, Headers

Sheet = tuple[Cells, Headers]


def alike(chosen: Sheet, others: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with the headings of the chosen one, itself among them; without those that hold
    the sums of the others."""
    same = [moved for s in others if (moved := _as_laid_out(s, chosen)) is not None]
    sums = [_sum_of(cells, headers) for cells, headers in same]
    if len(same) > 2:
        every = tuple(map(sum, zip(*sums, strict=True)))
        whole = [tuple(2 * part for part in own) == every and any(own) for own in sums]
        same = [s for s, is_whole in zip(same, whole, strict=True) if not is_whole]
    return same if chosen in same else [chosen]


def _as_laid_out(sheet: Sheet, chosen: Sheet) -> Sheet | None:
    """The sheet with its columns in the places of the chosen one; None where it has other headings. Rows above the
    headings and the order of columns may differ where each heading stands in one row and names one column."""
    if _layout(sheet) == _layout(chosen):
        return sheet
    cells, headers = sheet
    places = {h: place for place, h in headers.headings.items() if h}
    asked = chosen[1].headings
    if not all(_by_name(h) for h in (headers, chosen[1])) or set(places) != {h for h in asked.values() if h}:
        return None
    rows = cells.extent[0]
    columns: dict[str, list[str | None]] = {
        place: cells.columns[places[h]] if h else [None] * rows for place, h in asked.items()
    }
    return replace(cells, columns=columns), replace(headers, headings=asked)


def _by_name(headers: Headers) -> bool:
    """True where columns are found by their headings alone: one row of them, each of its own, two at least."""
    told = [h.casefold() for h in headers.headings.values() if h]
    return headers.first == headers.last and len(told) == len(set(told)) > 1


def words_of(sheets: Sequence[Sheet]) -> list[str]:
    """The headings by which the row is found that holds them, where it is not the same row on all sheets; else none."""
    moved = len({headers.first for _, headers in sheets}) > 1
    return [h for h in sheets[0][1].headings.values() if h] if moved else []


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
