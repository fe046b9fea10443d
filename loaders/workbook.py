"""Any spreadsheet as a grid of texts.

A grid is an Arrow table with a column `row` (int32, 1-based, as the spreadsheet counts) and one text column
`c1`, `c2` … per spreadsheet column. Empty cells are NULL. A text is what stands in the cell: nothing is
guessed, `00123` stays `00123`, and a payee called "NA" is a payee.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.utils import column_index_from_string, get_column_letter

from loaders import preflight, reader, texts
from loaders.errors import SheetError

CSV_SHEET = "csv"  # what the receipts of a text file say for a sheet
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".json")


def letter(column: str) -> str:
    """Spreadsheet letter of a grid column: `c3` → `C`."""
    return get_column_letter(int(column[1:]))


def filled_rows(grid: pa.Table) -> int:
    """How many rows of a grid hold more than white space."""
    texts = [c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in grid.columns[1:]]
    filled = [pc.not_equal(pc.utf8_trim_whitespace(column), "") for column in texts]
    if not filled:
        return 0
    return int(pc.sum(functools.reduce(pc.or_, (pc.fill_null(f, False) for f in filled))).as_py() or 0)


class _Reader:
    """The process that parses workbooks; started when first needed, and again after a file took it down."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._open: str | None = None  # SHA-256 of the workbook it holds

    def sheets(self, book: Book) -> dict[str, bool]:
        """The names of a workbook's sheets, and whether each is hidden."""
        self._open = None
        names = cast(dict[str, bool], self._ask(book, ("open", book.content)))
        self._open = book.sha256
        return names

    def grid(self, book: Book, sheet: str) -> pa.Table:
        """One sheet as a grid."""
        return pa.ipc.open_stream(self.ask(book, "grid", sheet)).read_all()

    def ask(self, book: Book, what: str, sheet: str, *more: object) -> Any:
        """What `reader.ANSWERS` gives of one sheet, or one part of the file."""
        if self._open != book.sha256:
            self.sheets(book)
        return self._ask(book, (what, (sheet, *more)), sheet)

    def _ask(self, book: Book, request: tuple[str, Any], sheet: str = "") -> Any:
        process = self._running()
        try:
            reader.send(cast(BinaryIO, process.stdin), request)
            answer = reader.receive(cast(BinaryIO, process.stdout))
        except OSError:
            answer = None
        if answer is None:
            self.stop()
            what = f"took more than {reader.MEMORY >> 30} GB or {reader.CPU_SECONDS} s to read, and was given up"
            raise SheetError(
                what, file=book.path, sheet=sheet, do="Open it in a spreadsheet, delete what is empty, and save it."
            )
        if answer[0] == "error":
            what = f"is not a workbook that can be opened: {answer[1]}"
            raise SheetError(what, file=book.path, sheet=sheet, do="Expected .xlsx, .xls, .xlsb, .ods, .csv or .json.")
        return answer[1]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._open = None
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from loaders.reader import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[1],
            )
            atexit.register(self.stop)
        return self._process

    def stop(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
        self._process = self._open = None


_reader = _Reader()


@dataclass(frozen=True)
class Book:
    """A spreadsheet file. Its bytes are read once: what is hashed is what is parsed."""

    path: Path
    content: bytes

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
    def _looked_at(self) -> preflight.Findings:
        return preflight.look(self.content, self.path)

    @functools.cached_property
    def _inside(self) -> Book | None:
        """The one spreadsheet inside a zip; None for any other file."""
        if self._looked_at.kind != "zip":
            return None
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(SPREADSHEETS) and not n.startswith("__MACOSX")]
            if len(names) != 1:
                held = ", ".join(repr(n) for n in names[:10]) or "none"
                what = f"holds {len(names)} spreadsheets ({held}); expected one"
                raise SheetError(what, file=self.path, do="Unpack it, and name the file that is meant.")
            try:
                return Book(self.path / names[0], archive.read(names[0]))
            except preflight.DAMAGE as e:
                raise SheetError(f"is damaged: {e}", file=self.path, do="Download it again.") from e

    @property
    def is_text(self) -> bool:
        return self._inside.is_text if self._inside else self._looked_at.kind in ("text", "json")

    @property
    def is_xlsx(self) -> bool:
        """True for .xlsx and .xlsm: the formats that say what is hidden, commented and set in."""
        return self._inside.is_xlsx if self._inside else self._looked_at.kind == "xlsx"

    @functools.cached_property
    def _shown(self) -> dict[str, bool]:
        if self._inside:
            return self._inside._shown
        return {CSV_SHEET: False} if self.is_text else _reader.sheets(self)

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

    def grid(self, sheet: str) -> pa.Table:
        """All of a sheet as a grid of texts. A cell that holds an error says so in its text."""
        if self._inside:
            return self._inside.grid(sheet)
        if self.is_text:
            read = texts.read_json if self._looked_at.kind == "json" else texts.read_csv
            return read(self.content, self.path)
        grid = self._grid_of_workbook(sheet)
        if grid.num_columns < 2:
            raise SheetError("is empty", file=self.path, sheet=sheet)
        part = preflight.sheet_parts(self.content, self.path).get(sheet, "") if self._looked_at.unreadable else ""
        return _with_errors(grid, self._looked_at.unreadable.get(part, {}))

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
        return cast(dict[str, str], _reader.ask(self, "comments", self._part(sheet, "comments")))

    def indents(self, sheet: str, column: str) -> pa.Table:
        """How far the format of each cell of a grid column sets it in: `row`, `indent`. SheetError unless .xlsx."""
        if self._inside:
            return self._inside.indents(sheet, column)
        self._part(sheet, "indents")
        found = pa.array(_reader.ask(self, "indents", sheet, int(column[1:])), pa.int32())
        return pa.table({"row": pa.array(range(1, len(found) + 1), pa.int32()), "indent": found})

    def _part(self, sheet: str, what: str) -> str:
        """The member of an .xlsx that holds a sheet."""
        if not self.is_xlsx:
            raise SheetError(f"{what} can be read from .xlsx only", file=self.path, sheet=sheet, do="Save it as .xlsx.")
        return preflight.sheet_parts(self.content, self.path)[sheet]

    def _grid_of_workbook(self, sheet: str) -> pa.Table:
        try:
            return _reader.grid(self, sheet)
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


def _with_errors(grid: pa.Table, unreadable: dict[str, str]) -> pa.Table:
    """The grid with what stands in cells that the parser gives as empty: `#REF!`, a formula without a value.

    Left empty, a broken sum would count as a figure that was not published.
    """
    rows_needed = max((int(re.sub(r"\D", "", cell)) for cell in unreadable), default=0)
    if rows_needed > grid.num_rows:
        more = {"row": pa.array(range(grid.num_rows + 1, rows_needed + 1), pa.int32())}
        grid = pa.concat_tables([grid, pa.table(more)], promote_options="default")
    places: dict[int, dict[int, str]] = {}
    for cell, text in unreadable.items():
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
        places.setdefault(column_index_from_string(letters), {})[int(row)] = text
    for column, rows in places.items():
        name = f"c{column}"
        if name not in grid.column_names:
            continue
        values = grid[name].to_pylist()
        for row, text in rows.items():
            if row <= len(values) and values[row - 1] is None:
                values[row - 1] = text
        grid = grid.set_column(grid.column_names.index(name), name, pa.array(values, pa.string()))
    return grid
