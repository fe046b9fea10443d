"""Which column is which: the header row, the headings that a description names, the columns of figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.errors import SheetError
from loaders.source import Constants, Header, Layout, Release, fiscal_year
from loaders.staging import Grid, column_at, headings_at, squeeze
from loaders.workbook import Book, letter

OF_SHEET = ("@sheet", "@hidden")  # in place of a heading: what no column holds
_FAR = 200  # rows in which headings are looked for


@dataclass(frozen=True)
class AmountColumn:
    """One column of figures: its place in the grid, its heading, and what holds for all its cells."""

    column: str
    heading: str
    constants: dict[str, str | int]


@dataclass(frozen=True)
class Sheet:
    """A sheet as its description is held against it: what errors name."""

    book: Book
    name: str
    grid: Grid

    def error(self, what: str, do: str = "") -> SheetError:
        return SheetError(what, file=self.book.path, sheet=self.name, do=do)


def find_header(sheet: Sheet, header: Header) -> tuple[int, int, dict[str, str]]:
    """First and last row of the header, and its headings (grid column → text); SheetError if it is not there."""
    if header.row == 0:
        return 0, 0, dict.fromkeys(sheet.grid.columns, "")
    first, last = header.rows or (header.row or 0, 0)
    if not first:
        first = _after(sheet, header.after) + 1 if header.after else 1
        if header.contains:
            first = next((n for n, texts in _texts(sheet, first, _FAR) if _folded(header.contains) <= texts), 0)
    last = last or first + header.height - 1
    merged = sheet.book.merged(sheet.name, first, last) if header.fill_right else []
    headings = headings_at(sheet.grid, first, last, fill_right=header.fill_right, merged=merged)
    if not any(headings.values()):
        asked = f"a row with {', '.join(map(repr, header.contains or []))}"
        if header.row or header.rows:
            asked = f"row {first}" if first == last else f"rows {first} to {last}"
        elif header.after and not header.contains:
            asked = f"the row under {header.after!r}"
        raise sheet.error(f"has no headings: looked for {asked}")
    return first, last, headings


def _folded(words: list[str]) -> set[str]:
    return {squeeze(w).casefold() for w in words}


def _texts(sheet: Sheet, first: int, most: int) -> Iterator[tuple[int, set[str]]]:
    """Row by row, the texts that stand in it."""
    for start in range(first, min(first + most, sheet.grid.last_row + 1), _FAR):
        for row in sheet.grid.between(start, min(start + _FAR, first + most) - 1):
            number = int(str(row.pop("row")))
            yield number, {squeeze(v).casefold() for v in row.values() if v is not None}


def _after(sheet: Sheet, word: str) -> int:
    wanted = squeeze(word).casefold()
    found = next((n for n, texts in _texts(sheet, 1, sheet.grid.last_row) if wanted in texts), None)
    if found is None:
        raise sheet.error(f"has no row with {word!r}, under which the headings should stand")
    return found


def column_of(heading: str, headings: dict[str, str], sheet: Sheet, key: str) -> str:
    """Grid column under a heading, letter case aside, or of a letter; SheetError names the headings that are there."""
    if lettered := column_at(heading, sheet.grid, sheet.book, sheet.name):
        return lettered
    wanted = squeeze(heading)
    hits = [c for c, h in headings.items() if h == wanted]
    hits = hits or [c for c, h in headings.items() if h.casefold() == wanted.casefold()]
    if len(hits) > 1:
        letters = [letter(c) for c in hits]
        raise sheet.error(
            f"has {len(hits)} columns {heading!r}: {', '.join(letters)}",
            do=f'Say which by its letter: {key}: "@{letters[0]}".',
        )
    if hits:
        return hits[0]
    raise sheet.error(f"has no column {heading!r}; it has {_there(headings)}", _correct(key))


def _there(headings: dict[str, str]) -> str:
    return ", ".join(repr(h) for h in headings.values() if h)


def _correct(key: str) -> str:
    return f"Correct {key} in the source's description."


def amount_columns(layout: Layout, release: Release, headings: dict[str, str], sheet: Sheet) -> list[AmountColumn]:
    """The columns that hold figures: the single one under `columns.amount`, or all that meet `amounts`.

    A pattern may hold `{fiscal_year}`: it then meets a heading whose part in that place is a fiscal year,
    or one of the relative years that the release explains. `{economic_1}` and the like take any words.
    A column that is named by its letter meets no pattern, and neither does one of `not_amounts`.
    """
    for name in ("amount", "value"):
        if name in layout.columns:
            column = column_of(layout.columns[name], headings, sheet, f"columns.{name}")
            return [AmountColumn(column, headings.get(column, ""), {})]
    labels = {c for f, h in layout.columns.items() if (c := _place(f, h, headings, sheet))}
    found, met, left_out = [], set(), _left_out(layout, release, headings, sheet)
    lettered: set[str] = set()
    patterns = sorted(layout.amounts.items(), key=lambda p: not p[0].startswith("@"))  # a letter is meant to the letter
    for column, heading in headings.items():
        for pattern, constants in patterns:
            if pattern.startswith("@"):
                known = constants.known() if column_at(pattern, sheet.grid, sheet.book, sheet.name) == column else None
                lettered |= {column} if known is not None else set()
            elif column in left_out:
                known = None
            else:
                known = _meets_pattern(pattern, heading, release, constants, taken=column in labels)
            if known is not None:
                found.append(AmountColumn(column, heading, known))
                met.add(pattern)
                break
    if missed := [p for p in layout.amounts if p not in met]:
        raise sheet.error(
            f"has no column {', '.join(map(repr, missed))}; it has {_there(headings)}", _correct("amounts")
        )
    _refuse_twice([a for a in found if a.column not in lettered], sheet)
    return found


def _refuse_twice(found: list[AmountColumn], sheet: Sheet) -> None:
    """SheetError where two columns of figures say the same of themselves: added up, one figure would count twice."""
    for heading in {a.heading for a in found}:
        if len(same := [letter(a.column) for a in found if a.heading == heading]) > 1:
            raise sheet.error(
                f"has {heading!r} over the columns {' and '.join(same)}",
                f"Name those that are meant by their letters, as @{same[0]}, under amounts in the description, and the "
                "others under not_amounts.",
            )


def _left_out(layout: Layout, release: Release, headings: dict[str, str], sheet: Sheet) -> set[str]:
    """The columns that `not_amounts` means; each of its patterns has to mean one."""
    found: dict[str, set[str]] = {pattern: set() for pattern in layout.not_amounts}
    for pattern, columns in found.items():
        if lettered := column_at(pattern, sheet.grid, sheet.book, sheet.name):
            columns.add(lettered)
        for column, heading in headings.items():
            if _meets_pattern(pattern, heading, release, Constants(), taken=False) is not None:
                columns.add(column)
    if missed := [pattern for pattern, columns in found.items() if not columns]:
        what = f"has no column {', '.join(map(repr, missed))}; it has {_there(headings)}"
        raise sheet.error(what, _correct("not_amounts"))
    return set().union(*found.values())


def _place(field: str, heading: str, headings: dict[str, str], sheet: Sheet) -> str | None:
    return None if heading in OF_SHEET else column_of(heading, headings, sheet, f"columns.{field}")


def label_columns(layout: Layout, headings: dict[str, str], sheet: Sheet) -> dict[str, str]:
    """Field → grid column, of all that `columns` names but the figures and what no column holds."""
    labels = {f: h for f, h in layout.columns.items() if f not in ("amount", "value") and h not in OF_SHEET}
    return {f: column_of(h, headings, sheet, f"columns.{f}") for f, h in labels.items()}


def _meets_pattern(
    pattern: str, heading: str, release: Release, constants: Constants, *, taken: bool
) -> dict[str, str | int] | None:
    parts = re.split(r"\{(\w+)\}", squeeze(pattern))
    fields = parts[1::2]
    if not fields:
        return constants.known() if parts[0] == heading else None
    if taken and set(fields) != {"fiscal_year"}:
        return None  # words of any kind would meet the headings of labels too
    groups = [r"\s*((?i:FY\s*)?\S+?)\s*" if f == "fiscal_year" else r"\s*(\S.*?)\s*" for f in fields]
    sides = [re.escape(part.strip()) for part in parts[::2]]
    match = re.fullmatch("".join(a + b for a, b in zip(sides, [*groups, ""], strict=True)), heading)
    if match is None:
        return None
    captured: dict[str, str | int] = dict(zip(fields, match.groups(), strict=True))
    if "fiscal_year" in captured:
        word = str(captured["fiscal_year"])
        try:
            captured["fiscal_year"] = release.years.get(word) or fiscal_year(word)
        except ValueError:
            return None
    return {**constants.known(), **captured}
