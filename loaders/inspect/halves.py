"""A list in two halves side by side on one sheet: read as two tables, one under the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from loaders.inspect.guess import Guess, fold
from loaders.inspect.roles import Column, named_year
from loaders.inspect.shape import Cells, Headers

Half = tuple[Cells, Headers]
_WAYS = {
    "revenue": re.compile(r"\b(receipts?|revenues?|income|recettes?|revenus?|einnahmen|ertrage?|ingresos|receitas)\b"),
    "expenditure": re.compile(
        r"\b(payments?|expenditures?|expenses?|spending|depenses?|charges?|ausgaben|aufwand|gastos|egresos|despesas)\b"
    ),
}


def way_of(heading: str) -> str | None:
    """The direction of a half, by the heading of its labels."""
    said = [way for way, pattern in _WAYS.items() if pattern.search(fold(heading))]
    return said[0] if len(said) == 1 else None


def halves(columns: Sequence[Column], roles: Mapping[str, Guess[str]]) -> dict[str, str]:
    """Place of a column in the left half → its place in the right one; nothing where it is one table."""
    used = [c for c in columns if roles[c.place].value != "empty"]
    starts = [i for i, c in enumerate(used) if not _figures(c, roles) and (i == 0 or _figures(used[i - 1], roles))]
    if len(starts) != 2 or starts[0] != 0 or 2 * starts[1] != len(used):
        return {}
    left, right = used[: starts[1]], used[starts[1] :]
    return {a.place: b.place for a, b in zip(left, right, strict=True)} if _alike(left, right, roles) else {}


def parted(whole: Half, right: Mapping[str, str]) -> list[Half]:
    """The two halves, the second with its columns in the places of the first."""
    return [_part(*whole, {place: place for place in right}), _part(*whole, right)]


def _figures(column: Column, roles: Mapping[str, Guess[str]]) -> bool:
    return roles[column.place].value == "amount"


def _alike(left: Sequence[Column], right: Sequence[Column], roles: Mapping[str, Guess[str]]) -> bool:
    """Labels and figures in the same order, under the same headings; or receipts beside payments, or a gap between."""
    same = [_figures(c, roles) for c in left] == [_figures(c, roles) for c in right]
    if (
        not same
        or sum(_figures(c, roles) for c in left) != 1
        or not _figures(left[-1], roles)
        or any(map(named_year, (*left, *right)))
    ):
        return False
    headings = [(a.folded, b.folded) for a, b in zip(left, right, strict=True) if _figures(a, roles)]
    if any(a != b for a, b in headings):
        return False
    gap = int(right[0].place[1:]) - int(left[-1].place[1:]) > 1
    ways = {way_of(left[0].heading), way_of(right[0].heading)} == {"revenue", "expenditure"}
    return gap or ways or all(a.folded == b.folded for a, b in zip(left, right, strict=True))


def _part(cells: Cells, headers: Headers, own: Mapping[str, str]) -> Half:
    columns = {place: cells.columns[there] for place, there in own.items()}
    headings = {place: headers.headings[there] for place, there in own.items()}
    return replace(cells, columns=columns), replace(headers, headings=headings)
