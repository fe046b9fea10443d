"""Columns that would be amounts, but for a few cells that hold no figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from loaders.inspect.guess import is_dash, squeeze
from loaders.inspect.look import Look
from loaders.inspect.measures import named
from loaders.inspect.roles import SHEET, Column, holds_amounts, says_amount
from loaders.preflight import NO_VALUE
from loaders.workbook import letter

_LEAST = 0.5  # of the filled cells: with fewer figures, a column is one of words
_SHOWN = 3


def spoilt(look: Look) -> Iterator[str]:
    """Sentences on columns that are not read as amounts because of some of their cells, with those cells. Where other
    columns are read, only on those whose headings say amounts."""
    for column in look.columns:
        if column.place == SHEET or look.roles[column.place].value in ("amount", "empty", "percent", "difference"):
            continue
        odd = _odd(column)
        if not odd or not (look.kind == "codelist" or says_amount(column)) or not _but_for(column, odd):
            continue
        cells = [f"{letter(column.place)}{look.first_row(i)} holds {squeeze(column.cells[i])[:40]!r}" for i in odd]
        more = f", and {len(cells) - _SHOWN} more are no figures" if len(cells) > _SHOWN else ""
        yield f"{named([column])} would be read as amounts, but {', '.join(cells[:_SHOWN])}{more}: {_cure(column, odd)}"


def _odd(column: Column) -> list[int]:
    """The filled cells that are neither figures nor words for none, by their rows."""
    texts = [squeeze(text) for text in column.cells]
    return [
        i
        for i, (text, figure) in enumerate(zip(texts, column.figures, strict=True))
        if text and figure is None and not is_dash(text) and text not in column.empty_words
    ]


def _but_for(column: Column, odd: list[int]) -> bool:
    """True where the column holds amounts without those cells, and they are fewer than its figures."""
    figures = sum(f is not None for f in column.figures)
    left = set(odd)
    rest = replace(column, cells=[None if i in left else text for i, text in enumerate(column.cells)])
    return figures > 1 and figures >= _LEAST * (figures + len(odd)) and holds_amounts(rest)


def _cure(column: Column, odd: list[int]) -> str:
    if any(squeeze(column.cells[i]) == NO_VALUE for i in odd):
        return "open the file in a spreadsheet program, let it calculate, save it, and look again"
    return "correct the sheet, and look again; or name the column under amounts, and set such rows aside"
