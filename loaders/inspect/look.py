"""Looks at an unknown spreadsheet: which sheet, where its headings stand, what each column and each row is.

`look` reads every cell and writes nothing; `draft.py` makes a description of what it saw.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from loaders.errors import PurseError, SheetError
from loaders.inspect import alike, beside, bilingual, guess
from loaders.inspect.amounts import choose
from loaders.inspect.fields import Fields, assign
from loaders.inspect.figures import Figures
from loaders.inspect.guess import Guess, squeeze
from loaders.inspect.halves import halves, parted, way_of
from loaders.inspect.roles import SHEET, Column, role
from loaders.inspect.rows import Lines, read_lines
from loaders.inspect.shape import Cells, Headers, as_loaded, cells_of, find_headers
from loaders.inspect.shown import unit_held
from loaders.inspect.styles import style_of
from loaders.inspect.told import Units, holds_units, told_units
from loaders.numerals import Numbers
from loaders.workbook import Book, letter

_MOST_SHEETS = 200


@dataclass(frozen=True)
class Seen:
    """One sheet at a glance: how far it reaches, its headings, how likely it is the one with the figures."""

    sheet: str
    cells: Cells
    headers: Headers | None
    figures: int
    trouble: str = ""

    @property
    def score(self) -> float:
        return self.headers.score * math.log10(10 + self.figures) if self.headers else 0.0


@dataclass
class Look:
    """Everything that was seen in a file."""

    book: Book
    sheets: list[Seen]
    chosen: Seen
    columns: list[Column] = field(default_factory=list)
    roles: dict[str, Guess[str]] = field(default_factory=dict)
    numbers: Guess[Numbers] = field(default_factory=lambda: Guess("en", "nothing says otherwise"))
    unit: Guess[str] | None = None
    units: Units = field(default_factory=Units)
    nulls: list[str] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)
    fields: Fields = field(default_factory=Fields)
    lines: Lines = field(default_factory=lambda: Lines([], [], [], []))
    alike: list[alike.Sheet] = field(default_factory=list)  # the chosen sheet, and those that are laid out like it
    between: dict[str, str] = field(default_factory=dict)  # grid column → what parts English from French in its cells

    cents: Column | None = None  # the column of cents beside the amounts that are read
    right: dict[str, str] = field(default_factory=dict)  # of two halves: place in the left one → in the right one
    side: Column | None = None  # the column of CR and DR beside them

    @property
    def headers(self) -> Headers:
        assert self.chosen.headers is not None
        return self.chosen.headers

    @property
    def texts(self) -> list[str]:
        """Where a file says what it is about: its name, its sheet, the titles above the headings."""
        return [self.book.path.stem, self.chosen.sheet if not self.book.is_text else "", *self.headers.titles]

    @property
    def comma(self) -> bool:
        """Whether a comma stands before decimals."""
        return self.numbers.value in ("fr", "de")

    @property
    def first_texts(self) -> list[str]:
        """The names of the sheet and of the file."""
        return [self.chosen.sheet, self.book.path.stem]

    @property
    def kind(self) -> str:
        if not self.figures.read:
            return "codelist"
        return "series" if self.figures.series else "entries"

    def reference(self, column: Column) -> str:
        """The column as a description names it: by its heading; by its letter where that is missing or not alone."""
        if column.place == SHEET:
            return "@sheet"
        heading = squeeze(column.heading) if not self.right else ""
        same = sum(squeeze(h).casefold() == heading.casefold() for h in self.headers.headings.values())
        return heading if heading and same == 1 else f"@{letter(bilingual.source_of(column.place))}"

    def first_row(self, line: int) -> int:
        """The row in its sheet of a line below the headings."""
        for cells, headers in self.alike:
            rows = cells.extent[0] - headers.last
            if line < rows:
                return headers.last + 1 + line
            line -= rows
        return self.headers.last + 1 + line

    @property
    def names(self) -> str | list[str]:
        """The sheet's name, or the names of all that are laid out alike."""
        names = list(dict.fromkeys(cells.sheet for cells, _ in self.alike))
        return names if len(names) > 1 else self.chosen.sheet

    @property
    def ways(self) -> list[str | None]:
        """The directions of two halves, where one is receipts and one payments."""
        for left, right in self.right.items():
            said = [way_of(self.headers.headings[place]) for place in (left, right)]
            if None not in said and len(set(said)) == 2:
                return said
        return []

    @property
    def marks(self) -> dict[str, str]:
        """The marks behind figures, as patterns: those that make them negative, and those that do not."""
        texts = {text for column in self.figures.columns for text in column.distinct}
        ledger = guess.ledger_marks(texts, self.comma)
        debits = {m for m in ledger if m.upper() in ("D", "DR")} | guess.marked_negative(texts, self.comma)
        sorts = {
            "marks": [*guess.footnote_marks(texts, self.comma), *sorted(debits)],
            "negative": sorted(ledger - debits),
        }
        return {key: "|".join(marks) for key, marks in sorts.items() if marks}

    @property
    def rows(self) -> int:
        """How many lines there are below the headings."""
        return sum(cells.extent[0] - headers.last for cells, headers in self.alike)


def look(path: Path, sheet: str | None = None) -> Look:
    """What a spreadsheet holds. SheetError where it cannot be opened, or nothing in it looks like a table."""
    book = Book.open(path)
    seen = _glances(book, sheet)
    chosen = max(seen, key=lambda s: s.score)
    if chosen.headers is None:
        said = f"; sheet {chosen.sheet!r}: {chosen.trouble}" if chosen.trouble else ""
        raise SheetError(
            f"no row looks like headings over a table{said}",
            file=path,
            sheet=sheet or "",
            do="Name another sheet with --sheet, or write the description by hand: docs/sources.md.",
        )
    found = Look(book, seen, chosen)
    _read_columns(found)
    _read_meaning(found)
    return found


def _glances(book: Book, sheet: str | None) -> list[Seen]:
    names = [book.sheet_name(sheet)] if sheet else book.sheets[:_MOST_SHEETS]
    seen = []
    for name in names:
        try:
            grid = book.grid(name)
            cells = cells_of(grid, name)
        except PurseError as e:
            if len(names) == 1:
                raise
            seen.append(Seen(name, Cells(name, {}, (0, 0)), None, 0, e.what))
            continue
        headers = find_headers(cells)
        if headers is not None and headers.first != headers.last:
            headers = as_loaded(headers, book, name, grid)
        seen.append(Seen(name, cells, headers, _count_figures(cells, headers)))
    return seen


def _count_figures(cells: Cells, headers: Headers | None) -> int:
    """How many figures stand below the headings: counted in the first rows, and taken to go on like that."""
    if headers is None:
        return 0
    rows = cells.rows(headers.last + 1, headers.last + 200)
    counted = sum(guess.figure(c) is not None for row in rows for c in row)
    return counted * (cells.extent[0] - headers.last) // max(len(rows), 1)


def _read_columns(found: Look) -> None:
    headers = found.headers
    others = [(s.cells, s.headers) for s in found.sheets if s.headers is not None]
    found.alike = alike.alike((found.chosen.cells, headers), others)
    _read_roles(found)
    if len(found.alike) == 1 and (right := halves(found.columns, found.roles)):
        found.right, found.alike = right, parted(found.alike[0], right)
        _read_roles(found)
    beside.beside(found.columns, found.roles)
    if len(found.alike) > 1 and not found.right:
        found.columns.insert(0, Column(SHEET, "(the sheet's name)", alike.names(found.alike), found.comma))
        found.roles[SHEET] = alike.role_of(found.alike)


def _read_roles(found: Look) -> None:
    """The columns of the rows that are read, and what each is."""
    headers = found.headers
    below = alike.below(found.alike)
    found.numbers = style_of(list(below.values()), found.book.is_text)
    found.columns = _parted(found, [Column(p, headers.headings[p], texts, found.comma) for p, texts in below.items()])
    found.roles = {c.place: role(c) for c in found.columns}
    for column in found.columns:
        filled = len(column.filled) >= 0.3 * max(len(column.cells), 1) and len(column.distinct) > 2
        if not column.heading and found.roles[column.place].value != "empty" and not filled:
            found.roles[column.place] = Guess("empty", "has no heading, and few cells are filled", "medium")


def _parted(found: Look, columns: Sequence[Column]) -> list[Column]:
    """The columns, with two in the place of one that holds English and French in one cell."""
    out: list[Column] = []
    for column in columns:
        between = bilingual.separator(column)
        if between is not None:
            found.between[column.place] = between
        out += [column] if between is None else bilingual.parted(column, between)
    return out


def _read_meaning(found: Look) -> None:
    """Unit, words for nothing, the columns of figures, the fields, and what each row is, in this order."""
    amounts = [c for c in found.columns if found.roles[c.place].value == "amount"]
    found.figures = choose(amounts, found.columns, found.texts, found.book.path)
    _read_beside(found)
    _read_unit(found)
    found.fields = assign(found.columns, found.roles)
    if any(a.year is not None for a in found.figures.read) and (years := found.fields.named.pop("fiscal_year", None)):
        found.fields.unread[years.value.heading] = "the headings of the figures name the years"
    labels = {f: g.value for f, g in found.fields.named.items()}
    words = guess.nulls(
        (w for c in found.figures.columns for w in c.distinct), (w for c in labels.values() for w in c.distinct)
    )
    found.nulls = sorted({*words, *_odd_words(found.figures.columns)})
    searched = found.figures.carried is None and found.kind == "entries"
    signed = found.side is not None or any(a.against for a in found.figures.read)
    found.lines = read_lines(labels, found.figures.columns, found.rows, found.nulls, searched, signed)


def _read_unit(found: Look) -> None:
    """The unit of the sheet, and those of columns and rows that say their own; as the cells hold it."""
    figures = found.figures.columns
    found.units = told_units(figures, found.columns, [*found.headers.titles, *found.first_texts], found.alike)
    shared = [c for c in figures if c.place not in found.units.own]
    found.unit = unit_held(found.units.unit, found.book, found.alike, shared)
    for column in (c for c in figures if c.place in found.units.own):
        own = unit_held(Guess(found.units.own[column.place], "", "high"), found.book, found.alike, [column])
        found.units.own[column.place] = own.value if own else "dollars"
    by_row = found.units.by_row.column if found.units.by_row else None
    for column in found.columns if found.kind == "entries" else ():
        if column is by_row or (holds_units(column) and found.roles[column.place].value == "label"):
            found.roles[column.place] = Guess("unit", "says the unit of each row", "high")


def _read_beside(found: Look) -> None:
    """Cents and sides change the figures of the one column that they stand beside."""
    if len(found.figures.read) != 1 or found.kind != "entries":
        return
    amount = found.figures.read[0]
    behind = f"c{int(amount.column.place[1:]) + 1}"
    roles = {c.place: found.roles[c.place].value for c in found.columns}
    found.cents = next((c for c in found.columns if roles[c.place] == "cents" and c.place == behind), None)
    found.side = next((c for c in found.columns if roles[c.place] == "side"), None)
    if found.cents or found.side:
        found.figures.read = [replace(amount, column=beside.whole(amount.column, found.cents, found.side))]


def _odd_words(columns: Sequence[Column]) -> list[str]:
    """Short words that stand among figures again and again: most likely they mean that there is no figure."""
    counted = Counter(
        s
        for c in columns
        for t in c.filled
        if len(s := squeeze(t)) <= 12 and " " not in s and guess.figure(s, c.comma) is None
    )
    known = guess.NULL_WORDS | guess.DASHES
    headings = {squeeze(c.heading) for c in columns}
    return [w for w, n in counted.items() if n > 1 and w.lower() not in known and w not in headings]
