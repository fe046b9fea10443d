"""What a reader of the sheet does not see, or sees beside its cells: hidden sheets, rows and columns, and comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from loaders.inspect.look import Look
from loaders.inspect.shape import Cells, Headers
from loaders.preflight import Hidden
from loaders.workbook import letter

_MOST_RUNS, _MOST_COMMENTS = 8, 5


def notes(look: Look) -> Iterator[str]:
    """Sentences on the comments of the sheets that are read, and on what is hidden in them."""
    if not look.book.is_xlsx:
        return
    for cells, _ in _sheets(look):
        comments = look.book.comments(cells.sheet)
        if comments:
            yield f"Comments{_of(look, cells.sheet)}: {len(comments):,}"
            yield from (
                f"  {cell}: {' '.join(text.split())[:120]}" for cell, text in list(comments.items())[:_MOST_COMMENTS]
            )
        if where := _places(look.book.hidden(cells.sheet)):
            yield f"Hidden{_of(look, cells.sheet)}, and read all the same: {where}"


def careful(look: Look) -> Iterator[str]:
    """What a person has to know of hidden parts before the draft is used."""
    for cells, headers in _sheets(look):
        if cells.sheet in look.book.hidden_sheets:
            yield f"sheet {cells.sheet!r} is hidden in the workbook"
        if not look.book.is_xlsx:
            continue
        hidden = look.book.hidden(cells.sheet)
        rows = [row for row in hidden.rows if headers.last < row <= cells.extent[0]]
        if where := _places(Hidden(rows, hidden.columns)):
            said = f"hidden in the sheet{_of(look, cells.sheet, '')}, and read like the rest: {where}"
            yield f'{said}. A field named "@hidden" tells such rows apart'


def _sheets(look: Look) -> Sequence[tuple[Cells, Headers]]:
    """The sheets that are read, each once: two halves may stand on one."""
    return list({cells.sheet: (cells, headers) for cells, headers in look.alike}.values())


def _of(look: Look, sheet: str, before: str = " in") -> str:
    """Which sheet, where several are read."""
    return f"{before} {sheet!r}" if len(_sheets(look)) > 1 else ""


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
