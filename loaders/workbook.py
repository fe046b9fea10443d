"""Any spreadsheet as a grid of texts.

A grid is an Arrow table with a column `row` (int32, 1-based, as the spreadsheet counts) and one text column
`c1`, `c2` … per spreadsheet column. Empty cells are NULL. A text is what stands in the cell: nothing is
guessed, `00123` stays `00123`, and a payee called "NA" is a payee.
"""

from __future__ import annotations

import functools
import hashlib
import io
import zipfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import get_column_letter

from loaders import archive, overlaps, preflight, texts
from loaders.errors import SheetError
from loaders.formats import Scaled
from loaders.merged import Span
from loaders.parser import Workbook, parser
from loaders.unread import lacks, with_errors

T = TypeVar("T")
_beside = ThreadPoolExecutor(2, thread_name_prefix="beside")

CSV_SHEET = "csv"  # what the receipts of a text file say for a sheet
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".json")


def letter(column: str) -> str:
    """Spreadsheet letter of a grid column: `c3` → `C`."""
    return get_column_letter(int(column[1:]))


def holds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where a column of a grid holds more than white space."""
    return pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column.cast(pa.string())), ""), False)


def filled_rows(grid: pa.Table) -> int:
    """How many rows of a grid hold more than white space."""
    filled = [holds(column) for column in grid.columns[1:]]
    return int(pc.sum(functools.reduce(pc.or_, filled)).as_py() or 0) if filled else 0


@dataclass(frozen=True)
class Book:
    """A spreadsheet file. Its bytes are read once: what is hashed is what is parsed."""

    path: Path
    content: bytes
    _ahead: dict[str, pa.Table | SheetError] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, path: Path) -> Book:
        """Reads a file. SheetError if it cannot be read; what it holds is looked at when it is asked for."""
        try:
            return cls(path, path.read_bytes())
        except OSError as e:
            raise SheetError(f"cannot be read: {e.strerror}", file=path) from e

    @functools.cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @functools.cached_property
    def _kind(self) -> preflight.Kind:
        return preflight.kind_of(self.content, self.path)

    @functools.cached_property
    def _look(self) -> Future[preflight.Findings]:
        return _beside.submit(self._looked)

    def _looked(self) -> preflight.Findings:
        try:
            return preflight.look(self.content, self.path)
        except SheetError:
            parser.give_up(self.sha256)
            raise

    @property
    def _looked_at(self) -> preflight.Findings:
        """What the look found. SheetError where it refuses the file."""
        return self._look.result()

    def _meanwhile(self, ask: Callable[[Workbook], T]) -> T:
        """What the process that parses says, while the look goes on beside it. The look protects this process, not
        that one, which has limits of its own and is ended where the look refuses the file: that says why, then."""
        look = self._look
        try:
            return ask(Workbook(self.content, self.sha256, self.path))
        except SheetError:
            look.result()
            raise

    @functools.cached_property
    def _inside(self) -> Book | None:
        """The one spreadsheet inside a zip; None for any other file."""
        if self._kind != "zip":
            return None
        with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
            names = [n for n in opened.namelist() if n.lower().endswith(SPREADSHEETS) and not n.startswith("__MACOSX")]
            if len(names) != 1:
                held = ", ".join(repr(n) for n in names[:10]) or "none"
                what = f"holds {len(names)} spreadsheets ({held}); expected one"
                raise SheetError(what, file=self.path, do="Unpack it, and name the file that is meant.")
            try:
                return Book(self.path / names[0], opened.read(names[0]))
            except archive.DAMAGE as e:
                raise SheetError(f"is damaged: {e}", file=self.path, do="Download it again.") from e

    @property
    def is_text(self) -> bool:
        return self._inside.is_text if self._inside else self._kind in ("text", "json")

    @property
    def is_xlsx(self) -> bool:
        """True for .xlsx and .xlsm: the formats that say what is hidden, commented and set in."""
        return self._inside.is_xlsx if self._inside else self._looked_at.kind == "xlsx"

    @functools.cached_property
    def _shown(self) -> dict[str, bool]:
        if self._inside:
            return self._inside._shown
        return {CSV_SHEET: False} if self.is_text else self._meanwhile(parser.sheets)

    @property
    def sheets(self) -> list[str]:
        return list(self._shown)

    @property
    def hidden_sheets(self) -> list[str]:
        """The sheets that a spreadsheet program does not show; they are read like the others."""
        return [name for name, hidden in self._shown.items() if hidden]

    def sheet_name(self, wanted: str | None) -> str:
        """The sheet of that name; without one, the only sheet. A text file has one, whatever it is called."""
        if self.is_text:
            return CSV_SHEET
        if wanted is None and len(self.sheets) == 1:
            return self.sheets[0]
        if wanted not in self.sheets:
            found = ", ".join(repr(s) for s in self.sheets)
            what = f"has no sheet {wanted!r}; it has {found}" if wanted else f"has {len(self.sheets)} sheets: {found}"
            raise SheetError(what, file=self.path, do="Name one of them under sheet.name.")
        return str(wanted)

    def read_ahead(self, sheet: str) -> None:
        """Reads a sheet now, for the next who asks for its grid."""
        _beside.submit(lambda: self.sha256)  # of a long text it takes a while, and it is needed later
        try:
            self._ahead[sheet] = self._grid(sheet)
        except SheetError as e:
            self._ahead[sheet] = e

    def grid(self, sheet: str) -> pa.Table:
        """All of a sheet as a grid of texts. A cell that holds an error says so in its text."""
        found = self._ahead.pop(sheet, None)
        if isinstance(found, SheetError):
            raise found
        return self._grid(sheet) if found is None else found

    def _grid(self, sheet: str) -> pa.Table:
        if self._inside:
            return self._inside.grid(sheet)
        if self.is_text:
            read = texts.read_json if self._kind == "json" else texts.read_csv
            return read(self.content, self.path)
        content, rounded = self._ask_for(sheet, "grid")
        found = self._looked_at  # only now is the grid to be trusted
        part = self._parts.get(sheet, "") if found.kind == "xlsx" else ""
        if found.has_raised(part):
            content = self._ask_for(sheet, "raised", part)
        elif rounded and part in found.fine:
            content = self._ask_for(sheet, "cells")
        grid = pa.ipc.open_stream(content).read_all()
        if grid.num_columns < 2:
            raise SheetError("is empty", file=self.path, sheet=sheet)
        if found.kind != "xlsx":
            return grid
        unreadable = found.unreadable.get(part, {})
        grid = with_errors(grid, unreadable)
        if part in found.doubtful or lacks(grid, found.values.get(part, {}), unreadable):
            with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
                overlaps.refuse(opened, part, self.path, sheet)
        return grid

    @functools.cached_property
    def _parts(self) -> dict[str, str]:
        """Sheet → the member of an .xlsx that holds it."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as opened:
            return archive.sheet_parts(opened, self.path)

    def hidden(self, sheet: str) -> preflight.Hidden:
        """The rows and columns of a sheet that are not shown; SheetError unless it is text or .xlsx."""
        if self._inside:
            return self._inside.hidden(sheet)
        return (
            preflight.Hidden()
            if self.is_text
            else self._looked_at.hidden.get(self._part(sheet, "hidden rows"), preflight.Hidden())
        )

    def comments(self, sheet: str) -> dict[str, str]:
        """Cell → the comment that hangs on it; SheetError unless it is text or .xlsx."""
        if self._inside:
            return self._inside.comments(sheet)
        if self.is_text:
            return {}
        part = self._part(sheet, "comments")
        return cast(dict[str, str], self._meanwhile(lambda book: parser.ask(book, "comments", part)))

    def merged(self, sheet: str, first: int, last: int) -> list[Span]:
        """The merged cells over several columns that reach into some rows; none where the format does not say."""
        if self._inside:
            return self._inside.merged(sheet, first, last)
        if self.is_text:
            return []
        part = self._parts[sheet] if self.is_xlsx else ""
        return cast(list[Span], self._ask_for(sheet, "merged", part, first, last))

    @property
    def has_scaled(self) -> bool:
        """Whether there is a number format that shows less than a cell holds; for .xlsx alone that is known."""
        if self._inside:
            return self._inside.has_scaled
        return not self.is_text and self._looked_at.scales

    def scaled(self, sheet: str, columns: list[str], rows: set[int]) -> Scaled | None:
        """The first number in some rows and columns (by their letters) of an .xlsx that is shown as less than it is."""
        if self._inside:
            return self._inside.scaled(sheet, columns, rows)
        part = self._part(sheet, "number formats")
        found = self._meanwhile(lambda book: parser.ask(book, "scaled", part, columns, rows))
        return Scaled(*found) if found else None

    def indents(self, sheet: str, column: str) -> pa.Table:
        """How far the format of each cell of a grid column sets it in: `row`, `indent`. SheetError unless .xlsx."""
        if self._inside:
            return self._inside.indents(sheet, column)
        self._part(sheet, "indents")
        found = self._meanwhile(lambda book: parser.ask(book, "indents", sheet, int(column[1:])))
        rows = pa.arange(1, len(found) + 1).cast(pa.int32())
        return pa.table({"row": rows, "indent": pa.array(found, pa.int32())})

    def _part(self, sheet: str, what: str) -> str:
        """The member of an .xlsx that holds a sheet."""
        if not self.is_xlsx:
            raise SheetError(f"{what} can be read from .xlsx only", file=self.path, sheet=sheet, do="Save it as .xlsx.")
        return self._parts[sheet]

    def _ask_for(self, sheet: str, what: str, *more: object) -> Any:
        try:
            return self._meanwhile(lambda book: parser.ask(book, what, sheet, *more))
        except SheetError as e:
            # Some errors (#SPILL!) stop the parser at the sheet: say at least which cell it was.
            cells = {c: t for found in self._looked_at.unreadable.values() for c, t in found.items() if t in e.what}
            if not cells:
                raise
            cell, text = next(iter(cells.items()))
            do = "Put a value in its place, or delete the sheet if it is not needed."
            raise SheetError(
                f"holds {text!r}, which cannot be read", file=self.path, sheet=sheet, cell=cell, do=do
            ) from e
