"""Any spreadsheet as a grid of texts.

A grid is an Arrow table with a column `row` (int32, 1-based, as the spreadsheet counts) and one text column
`c1`, `c2` … per spreadsheet column. Empty cells are NULL. A text is what stands in the cell: nothing is
guessed, `00123` stays `00123`, and a payee called "NA" is a payee.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from loaders.errors import SheetError

CSV_SHEET = "csv"  # what the receipts of a CSV file say for a sheet
_MOST_COLUMNS = 2000


def cell_text(value: object) -> str | None:
    """What a cell prints, as text; None for an empty one.

    Numbers arrive as floats: `repr` gives back the shortest decimal that means the same float, so an
    amount of up to 15 digits is exact, cents included.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return None if value is None else str(value)


def letter(column: str) -> str:
    """Spreadsheet letter of a grid column: `c3` → `C`."""
    return get_column_letter(int(column[1:]))


def filled_rows(grid: pa.Table) -> int:
    """How many rows of a grid hold more than white space."""
    filled = [pc.not_equal(pc.utf8_trim_whitespace(column), "") for column in grid.columns[1:]]
    return int(pc.sum(functools.reduce(pc.or_, (pc.fill_null(f, False) for f in filled))).as_py() or 0)


@dataclass(frozen=True)
class Book:
    """A spreadsheet file. Its bytes are read once: what is hashed is what is parsed."""

    path: Path
    content: bytes

    @classmethod
    def open(cls, path: Path) -> Book:
        try:
            return cls(path, path.read_bytes())
        except OSError as e:
            raise SheetError(f"cannot be read: {e.strerror}", file=path) from e

    @functools.cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_text(self) -> bool:
        return self.path.suffix.lower() in {".csv", ".tsv", ".txt"}

    @functools.cached_property
    def _workbook(self) -> CalamineWorkbook:
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(self.content))
        except (CalamineError, OSError, ValueError) as e:
            raise SheetError(
                f"is not a workbook that can be opened: {e}",
                file=self.path,
                do="Expected .xlsx, .xls, .xlsb, .ods or .csv.",
            ) from e

    @property
    def sheets(self) -> list[str]:
        return [CSV_SHEET] if self.is_text else list(self._workbook.sheet_names)

    def sheet_name(self, wanted: str | None) -> str:
        """The sheet of that name; without one, the only sheet. A CSV file has one, whatever it is called."""
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
        """All of a sheet as a grid of texts."""
        return _read_csv(self) if self.is_text else self._read_sheet(sheet)

    def _read_sheet(self, sheet: str) -> pa.Table:
        try:
            rows = self._workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as e:
            raise SheetError(f"cannot be read: {e}", file=self.path, sheet=sheet) from e
        width = max((len(r) for r in rows), default=0)
        columns = zip(*rows, strict=True) if rows else ()
        texts = {f"c{i}": _texts(column) for i, column in enumerate(columns, 1)}
        if not width:
            raise SheetError("is empty", file=self.path, sheet=sheet)
        return pa.table({"row": pa.array(range(1, len(rows) + 1), pa.int32()), **texts})


def _texts(column: Sequence[object]) -> pa.Array:
    return pa.array([cell_text(value) for value in column], pa.string())


def _read_csv(book: Book) -> pa.Table:
    """A comma-separated file: strict UTF-8, every column text, each record a row.

    Rows are counted as a spreadsheet counts them: a record with line breaks inside a field is one row.
    """
    try:
        text = book.content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise SheetError(
            f"is not UTF-8: byte {e.start:,} is {book.content[e.start]:#04x}",
            file=book.path,
            do="Save it as UTF-8 and load again.",
        ) from e
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise SheetError(
            "holds a NUL byte: it is not a text file, or it is damaged", file=book.path, cell=f"line {row}"
        )
    if text.count('"') % 2:
        raise SheetError(
            "has a quotation mark that is never closed", file=book.path, do="Close it, or double it inside a field."
        )
    delimiter = "\t" if book.path.suffix.lower() == ".tsv" else ","
    first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    if not first or len(first) > _MOST_COLUMNS:
        raise SheetError(
            f"has {len(first)} columns in its first row", file=book.path, do=f"Expected 1 to {_MOST_COLUMNS}."
        )
    names = [f"c{i}" for i in range(1, len(first) + 1)]
    try:
        body = arrow_csv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=1 << 24, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={n: pa.string() for n in names}, null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as e:
        raise SheetError(f"is not a well-formed CSV: {e}", file=book.path) from e
    return body.add_column(0, "row", pa.array(range(1, body.num_rows + 1), pa.int32()))
