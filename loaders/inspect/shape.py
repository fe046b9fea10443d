"""How far a sheet really reaches, and where its headings stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from loaders.inspect.guess import Guess, figure, is_year, says_total, squeeze
from loaders.inspect.roles import is_word_of_headings
from loaders.staging import Grid, headings_at
from loaders.workbook import Book, holds

_TOP = 60  # how far down a header is looked for
_BELOW = 30  # how many rows below it are looked at
_MANY = 400  # the most columns that are looked at

_TITLE = re.compile(
    r"(for the (fiscal |financial )?year|as (at|of) |pour l'exercice|au 31|province (of|de)|schedule \d|tableau \d)",
    re.I,
)

Row = Sequence[str]


@dataclass(frozen=True)
class Cells:
    """A sheet cut down to what is filled: texts by column and by row, and what was cut off."""

    sheet: str
    columns: dict[str, list[str | None]]  # grid column → its cells, down to the last filled row
    declared: tuple[int, int]  # rows and columns that the file claims

    @property
    def extent(self) -> tuple[int, int]:
        return len(next(iter(self.columns.values()), ())), len(self.columns)

    def rows(self, first: int, last: int) -> list[Row]:
        """Rows by their numbers in the spreadsheet, from 1; squeezed texts, empty ones as ``""``."""
        cut = [c[first - 1 : last] for c in self.columns.values()]
        return [[squeeze(v) for v in row] for row in zip(*cut, strict=True)]


def cells_of(grid: pa.Table, sheet: str) -> Cells:
    """The filled part of a grid. Rows and columns of blanks beyond it are phantoms of the file."""
    last_row = last_column = 0
    names = grid.column_names[1 : _MANY + 1]
    for number, name in enumerate(names, 1):
        filled = pc.indices_nonzero(holds(grid[name]))
        if len(filled):
            last_row, last_column = max(last_row, filled[-1].as_py() + 1), number
    cut = {name: grid[name].slice(0, last_row).to_pylist() for name in names[:last_column]}
    return Cells(sheet, cut, (grid.num_rows, grid.num_columns - 1))


def _is_figure(cell: str) -> bool:
    """A figure in English or in French: which of them the sheet has is not known yet."""
    return figure(cell) is not None or (("," in cell or "." in cell) and figure(cell, True) is not None)


def _is_text(cell: str) -> bool:
    return bool(cell) and not _is_figure(cell)


def _heads(cell: str) -> bool:
    """A cell that may be a heading: words, a year, or a short sign."""
    return _is_text(cell) or is_year(cell)


def header_score(cells: Row, below: Sequence[Row]) -> float:
    """How much a row looks like headings of the rows below it: filled wherever they are, texts over figures,
    distinct, short, and of the words that headings have. 0 for a row that cannot be one."""
    filled = [i for i, c in enumerate(cells) if c]
    body = [i for i in range(len(cells)) if any(row[i] for row in below)]
    if not filled or not body or not below:
        return 0.0
    over = [i for i in body if _figures_below(i, below)]
    texts = sum(_heads(cells[i]) for i in filled) / len(filled)
    if texts < 0.6 or (over and not any(_heads(cells[i]) for i in over)) or any(_is_amount(cells[i]) for i in over):
        return 0.0
    covered = sum(bool(cells[i]) for i in body) / len(body)
    headed = sum(_heads(cells[i]) for i in over) / len(over) if over else 0.5
    distinct = len({cells[i] for i in filled}) / len(filled)
    words = sum(is_word_of_headings(cells[i]) for i in filled) / len(filled)
    length = sum(len(cells[i]) for i in filled) / len(filled)
    alone = 2.0 if len(filled) == 1 and len(body) > 1 else 0.0
    alone += 3 * sum(bool(_TITLE.match(cells[i])) for i in filled) / len(filled)
    return 3 * covered + 3 * headed + 2 * texts + distinct + 2 * words - max(0.0, (length - 50) / 25) - alone


def _crowd(rows: Sequence[Row], index: int) -> float:
    """A row with others as full above it stands in the middle of a table, not over it."""
    full = sum(map(bool, rows[index]))
    return min(3.0, 0.5 * sum(sum(map(bool, row)) >= 0.7 * full for row in rows[:index]))


def _is_amount(cell: str) -> bool:
    return bool(cell) and not is_year(cell) and _is_figure(cell) and len(cell) > 2


def _figures_below(column: int, below: Sequence[Row]) -> bool:
    filled = [row[column] for row in below if row[column]]
    return bool(filled) and sum(map(_is_figure, filled)) > len(filled) / 2


@dataclass(frozen=True)
class Headers:
    """The rows that hold the headings, and the headings of each grid column."""

    first: int
    last: int
    headings: dict[str, str]
    score: float
    titles: list[str]  # the texts above

    @property
    def spec(self) -> object:
        """The rows as a description names them."""
        return self.first if self.first == self.last else {"rows": [self.first, self.last], "fill_right": True}

    @property
    def said(self) -> Guess[int]:
        sure = self.score / 11
        return Guess(
            self.first,
            f"row {self.first} has texts over figures, scored {self.score:.1f} of 11",
            "high" if sure > 0.75 else "medium" if sure > 0.5 else "low",
        )


def find_headers(cells: Cells) -> Headers | None:
    """The most likely rows of headings; None where no row looks like one."""
    top = cells.rows(1, _TOP + _BELOW)
    scored = [
        (header_score(row, _after(top, i)) - _crowd(top, i) - i * 0.01, i)
        for i, row in enumerate(top[: min(_TOP, len(top) - 1)])
    ]
    score, best = max(scored, default=(0.0, 0))
    if score <= 3 or len(cells.columns) < 2:
        return None  # a column of texts alone is no table
    first, last = _grown(top, best)
    titles = [c for row in top[:first] for c in row if c]
    headings = dict(zip(cells.columns, _joined(top[first : last + 1]), strict=True))
    return Headers(first + 1, last + 1, headings, score, titles)


def as_loaded(headers: Headers, book: Book, sheet: str, grid: pa.Table) -> Headers:
    """Headings over several rows as a load joins them, by the merged cells that they stand in."""
    merged = book.merged(sheet, headers.first, headers.last)
    if not merged:
        return headers
    # Single rows alone are asked for: no expression of whole columns is needed.
    told = headings_at(Grid(grid, cast("ir.Table", None)), headers.first, headers.last, fill_right=True, merged=merged)
    return replace(headers, headings={place: told.get(place, "") for place in headers.headings})


def _after(rows: Sequence[Row], index: int) -> list[Row]:
    return [r for r in rows[index + 1 : index + 1 + _BELOW] if any(r)]


def _grown(rows: Sequence[Row], best: int) -> tuple[int, int]:
    """Rows of headings above and below the best one: filled over figures, in two places at least, no amounts."""
    body = _after(rows, best)
    over = [i for i in range(len(rows[best])) if _figures_below(i, body)]
    first, last = best, best
    while first > 0 and _continues(rows[first - 1], over, rows[best]):
        first -= 1
    while last + 2 < len(rows) and _goes_on_below(rows[last + 1], over, rows[last]):
        last += 1
    return first, last


def _continues(row: Row, over: Sequence[int], best: Row) -> bool:
    """A row above: spans the columns of figures, while the best row repeats itself, leaves them blank, or has years
    alone."""
    named = [row[i] for i in over if row[i]]
    repeated = len({best[i] for i in over}) < len(over) or not all(best[i] for i in over)
    repeated = repeated or (len(named) == len(over) and all(is_year(best[i]) for i in over))
    return repeated and bool(named) and all(_heads(c) for c in row if c) and (len(named) > 1 or len(over) <= 3)


def _numbers_columns(row: Row, over: Sequence[int]) -> bool:
    """A row of numbers that go up, one over each of three columns of figures or more, and of nothing else: codes of
    the columns, or `(1) (2) (3)`."""
    codes = [row[i].strip("()") for i in over]
    if len(over) < 3 or any(row[i] for i in range(len(row)) if i not in over) or any(map(is_year, codes)):
        return False
    return all(re.fullmatch(r"\d{1,4}", c) for c in codes) and all(int(a) < int(b) for a, b in pairwise(codes))


def _goes_on_below(row: Row, over: Sequence[int], above: Row) -> bool:
    """A row below: texts over every column of figures and nothing that is a label of a line. Over most of them will
    do where it tells apart what the row above calls the same, and has no words elsewhere."""
    named = [row[i] for i in over]
    texts = [c for c in named if _is_text(c) and c not in {"-", "–"}]
    if _numbers_columns(row, over):
        return True
    if any(says_total(c) for c in row) or any(_is_amount(c) for c in row):
        return False
    if len(texts) == len(over):
        return bool(over)
    same = [i for i in over if sum(above[i] == above[o] for o in over) > 1 and above[i]]
    tells = len({row[i] for i in same}) > 1 or all(not above[i] for i in over)
    return bool(same) and tells and all(row[i] for i in same) and not row[0] and len(texts) > len(over) / 2


def _joined(rows: Sequence[Row]) -> list[str]:
    """Headings over several rows as one: those above reach to the right over blanks, as merged cells do."""
    spread = [_reached(row) for row in rows[:-1]] + [list(rows[-1])]
    return [" ".join(row[i] for row in spread if row[i]) for i in range(len(rows[-1]))]


def _reached(row: Row) -> list[str]:
    now, out = "", []
    for cell in row:
        now = cell or now
        out.append(now)
    return out
