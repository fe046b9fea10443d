"""What a reader of the sheet does not see, or sees beside its cells: hidden sheets, rows and columns, and comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from loaders.inspect.look import Look
from loaders.preflight import Hidden
from loaders.workbook import letter

_MOST_RUNS, _MOST_COMMENTS = 8, 5


def notes(look: Look) -> Iterator[str]:
    """Sentences on the chosen sheet's comments, and on what is hidden in it."""
    if not look.book.is_xlsx:
        return
    comments = look.book.comments(look.chosen.sheet)
    if comments:
        yield f"Comments: {len(comments):,}"
        yield from (
            f"  {cell}: {' '.join(text.split())[:120]}" for cell, text in list(comments.items())[:_MOST_COMMENTS]
        )
    if where := _places(look.book.hidden(look.chosen.sheet)):
        yield f"Hidden, and read all the same: {where}"


def careful(look: Look) -> Iterator[str]:
    """What a person has to know of hidden parts before the draft is used."""
    if look.chosen.sheet in look.book.hidden_sheets:
        yield f"sheet {look.chosen.sheet!r} is hidden in the workbook"
    if not look.book.is_xlsx:
        return
    hidden = look.book.hidden(look.chosen.sheet)
    rows = [row for row in hidden.rows if look.headers.last < row <= look.chosen.cells.extent[0]]
    if where := _places(Hidden(rows, hidden.columns)):
        yield f'hidden in the sheet, and read like the rest: {where}. A field named "@hidden" tells such rows apart'


def _places(hidden: Hidden) -> str:
    """Rows and columns in words: `rows 4 to 6, 9; columns C, F to H`."""
    columns = [(letter(f"c{first}"), letter(f"c{last}")) for first, last in hidden.columns]
    parts = [("row", _runs(hidden.rows)), ("column", columns)]
    return "; ".join(f"{_several(what, runs)} {_said(runs)}" for what, runs in parts if runs)


def _runs(rows: Sequence[int]) -> list[tuple[str, str]]:
    """First and last of each run of rows that follow one another."""
    runs = [[row for _, row in run] for _, run in groupby(enumerate(sorted(rows)), lambda p: p[1] - p[0])]
    return [(str(run[0]), str(run[-1])) for run in runs]


def _several(what: str, runs: Sequence[tuple[str, str]]) -> str:
    return what if len(runs) == 1 and runs[0][0] == runs[0][1] else f"{what}s"


def _said(runs: Sequence[tuple[str, str]]) -> str:
    said = [first if first == last else f"{first} to {last}" for first, last in runs[:_MOST_RUNS]]
    return ", ".join(said) + (" …" if len(runs) > _MOST_RUNS else "")
