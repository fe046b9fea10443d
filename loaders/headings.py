"""Which column is which: the header row, the headings that a description names, the columns of figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ibis.expr.types as ir

from loaders.errors import SheetError
from loaders.source import Constants, Header, Release, Source, fiscal_year
from loaders.staging import Staging, headings_at, squeeze
from loaders.workbook import Book, letter


@dataclass(frozen=True)
class AmountColumn:
    """One column of figures: its place in the grid, its heading, and what holds for all its cells."""

    column: str
    heading: str
    constants: dict[str, str | int]


def find_header(staging: Staging, grid: ir.Table, header: Header, sheet: str) -> tuple[int, dict[str, str]]:
    """Row number and headings (grid column → text) of the header; SheetError if it is not there."""
    if header.row is not None:
        row = header.row
    else:
        wanted = [w.casefold() for w in header.contains or []]
        columns = [c for c in grid.columns if c != "row"]
        top = staging.rows(grid.order_by("row").limit(200).select("row", *columns))
        hit = (r for r in top if set(wanted) <= {squeeze(v).casefold() for v in r[1:]})
        row = int(str(next(hit, (0,))[0]))
    headings = headings_at(staging, grid, row)
    if not any(headings.values()):
        asked = f"row {header.row}" if header.row else f"a row with {', '.join(map(repr, header.contains or []))}"
        raise SheetError(f"has no headings: looked for {asked}", file=staging.book.path, sheet=sheet)
    return row, headings


def column_of(heading: str, headings: dict[str, str], book: Book, sheet: str, key: str) -> str:
    """Grid column under a heading, letter case aside; SheetError names the headings that are there."""
    wanted = squeeze(heading)
    hits = [c for c, h in headings.items() if h == wanted]
    hits = hits or [c for c, h in headings.items() if h.casefold() == wanted.casefold()]
    if len(hits) > 1:
        raise SheetError(
            f"has {len(hits)} columns {heading!r}: {', '.join(letter(c) for c in hits)}",
            file=book.path,
            sheet=sheet,
            do="Say which by its letter is not possible yet: rename one heading in the spreadsheet.",
        )
    if hits:
        return hits[0]
    there = ", ".join(repr(h) for h in headings.values() if h)
    raise SheetError(
        f"has no column {heading!r}; it has {there}",
        file=book.path,
        sheet=sheet,
        do=f"Correct {key} in the source's description.",
    )


def amount_columns(
    source: Source, release: Release, headings: dict[str, str], book: Book, sheet: str
) -> list[AmountColumn]:
    """The columns that hold figures: the single one under `columns.amount`, or all that meet `amounts`.

    A pattern may hold `{fiscal_year}`: it then meets a heading whose part in that place is a fiscal year,
    or one of the relative years that the release explains.
    """
    single = source.columns.get("amount") or source.columns.get("value")
    if single:
        return [AmountColumn(column_of(single, headings, book, sheet, "columns.amount"), squeeze(single), {})]
    found, met = [], set()
    for column, heading in headings.items():
        for pattern, constants in source.amounts.items():
            if (known := _meets_pattern(pattern, heading, release, constants)) is not None:
                found.append(AmountColumn(column, heading, known))
                met.add(pattern)
                break
    if missed := [p for p in source.amounts if p not in met]:
        there = ", ".join(repr(h) for h in headings.values() if h)
        raise SheetError(
            f"has no column {', '.join(map(repr, missed))}; it has {there}",
            file=book.path,
            sheet=sheet,
            do="Correct amounts in the source's description.",
        )
    return found


def _meets_pattern(pattern: str, heading: str, release: Release, constants: Constants) -> dict[str, str | int] | None:
    if "{fiscal_year}" not in pattern:
        return constants.known() if squeeze(pattern) == heading else None
    before, after = (re.escape(squeeze(part)) for part in pattern.split("{fiscal_year}", 1))
    match = re.fullmatch(rf"{before}\s*(\S+?)\s*{after}", heading)
    if match is None:
        return None
    try:
        year = release.years.get(match[1]) or fiscal_year(match[1])
    except ValueError:
        return None
    return {**constants.known(), "fiscal_year": year}
