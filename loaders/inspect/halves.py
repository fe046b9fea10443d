"""A list in two halves side by side on one sheet: read as two tables, one under the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from loaders.inspect.guess import Guess, fold, year_in
from loaders.inspect.phases import phase_of
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
    """Labels and figures in the same order, under the same headings; or receipts beside payments, or a gap between.
    Figures of one year are halves with a gap between alone: without it they may be two amounts of one row."""
    same = [_figures(c, roles) for c in left] == [_figures(c, roles) for c in right]
    if not same or sum(_figures(c, roles) for c in left) != 1 or not _figures(left[-1], roles):
        return False
    gap = int(right[0].place[1:]) - int(left[-1].place[1:]) > 1
    if any(map(named_year, (*left, *right))) and not (gap and _same_year(left, right)):
        return False
    one, other = left[-1], right[-1]
    if one.folded != other.folded and not _both_ways(one, other):
        return False
    return gap or _both_ways(left[0], right[0]) or all(a.folded == b.folded for a, b in zip(left, right, strict=True))


def _both_ways(one: Column, other: Column) -> bool:
    return {way_of(one.heading), way_of(other.heading)} == {"revenue", "expenditure"}


def _same_year(left: Sequence[Column], right: Sequence[Column]) -> bool:
    """Whether the figures alone name a year, the same in both halves, and the same phase or none."""
    one, other = left[-1].heading, right[-1].heading
    phases = {p.value if (p := phase_of(heading)) else "" for heading in (one, other)}
    years = {y.year if (y := year_in(heading)) else None for heading in (one, other)}
    labels = any(map(named_year, (*left[:-1], *right[:-1])))
    return not labels and None not in years and len(years) == len(phases) == 1


def _part(cells: Cells, headers: Headers, own: Mapping[str, str]) -> Half:
    columns = {place: cells.columns[there] for place, there in own.items()}
    headings = {place: headers.headings[there] for place, there in own.items()}
    return replace(cells, columns=columns), replace(headers, headings=headings)
