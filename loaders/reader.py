"""Parses workbooks, in a process of its own.

A file that slips through the preflight may still take a parser down or make it eat the memory. It then
takes down this process only: its memory, its time and the files it may write are limited, and the parent
tells the person which file it was.

    python -c "from loaders.reader import serve; serve()"

Requests and answers are frames on standard input and output: a length in 8 bytes, then a pickle of plain
tuples. The parent is the only one who writes them.
"""

from __future__ import annotations

import gc
import io
import pickle
import resource
import struct
import sys
import zipfile
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from loaders import formats, merged, quick, raised
from loaders.cells import texts

MEMORY, CPU_SECONDS = 2 << 30, 60
DISTINCT = pa.dictionary(pa.int32(), pa.string())
"""Texts of which each distinct one is kept once: less to write down, to look through and to compare."""
_PIECE = 4096  # rows


def grid_of(sheet: CalamineSheet) -> pa.Table:
    """A grid: `row`, then `c1`, `c2` … Trailing columns and rows that hold nothing are left out."""
    # Piece by piece: what a processor has just seen it finds again at once, and a whole sheet is too much for that.
    rows, batches = sheet.iter_rows(), []
    while piece := list(islice(rows, _PIECE)):
        columns = [texts(column).dictionary_encode() for column in zip(*piece, strict=True)]
        batches.append(pa.record_batch(columns, [str(i) for i in range(len(columns))]))
    read = pa.Table.from_batches(batches) if batches else pa.table({})
    left = sheet.start[1] if sheet.start else 0  # columns before the first that holds anything: no row has them
    return _as_grid([pa.chunked_array([pa.nulls(read.num_rows, DISTINCT)])] * left + read.columns)


def _as_grid(columns: Sequence[pa.ChunkedArray]) -> pa.Table:
    found = list(columns)
    while found and found[-1].null_count == len(found[-1]):
        found.pop()
    numbers = pa.arange(1, len(found[0]) + 1 if found else 1).cast(pa.int32())
    table = pa.table({"row": numbers, **{f"c{i}": column for i, column in enumerate(found, 1)}})
    return table.slice(0, max(map(_last_filled, found), default=0))


def _last_filled(column: pa.ChunkedArray) -> int:
    """1-based place of the last cell that holds anything."""
    filled = pc.indices_nonzero(column.is_valid())
    return int(filled[-1].as_py()) + 1 if len(filled) else 0


class _WithoutPandas(MetaPathFinder):
    """pyarrow loads pandas at its first list, to ask whether that is a list of pandas': here it never is."""

    def find_spec(self, fullname: str, *_: object) -> None:
        """No module but pandas is missing."""
        if fullname == "pandas":
            raise ImportError(fullname)


def serve() -> None:
    """Answers requests until standard input ends: ("open", bytes) → sheet name → whether it is hidden; then, of that
    workbook, those of `ANSWERS`, with a sheet's name and what else they need."""
    gc.disable()  # a sheet is millions of cells and no cycle: to look for one takes as long as to read it
    sys.meta_path.insert(0, _WithoutPandas())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    source, target = sys.stdin.buffer, sys.stdout.buffer
    book: Opened | None = None
    while (request := receive(source)) is not None:
        used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS, resource.RLIM_INFINITY))
        what, argument = request
        try:
            if what == "open":
                book = Opened(argument, CalamineWorkbook.from_filelike(io.BytesIO(argument)))
                shown = SheetVisibleEnum.Visible
                answer: tuple[str, Any] = ("sheets", {s.name: s.visible != shown for s in book.parsed.sheets_metadata})
            else:
                assert book is not None
                answer = (what, ANSWERS[what](book, *argument))
        except Exception as e:  # whatever a parser raises is an answer: the parent tells it as a sentence
            answer = ("error", f"{type(e).__name__}: {e}")
        send(target, answer)


class Opened(NamedTuple):
    """The workbook that the process holds."""

    content: bytes
    parsed: CalamineWorkbook


def _grid(book: Opened, sheet: str) -> tuple[bytes, bool]:
    """A sheet's grid as an Arrow stream, and whether numbers in it are known to nine places only."""
    found = quick.columns(book.content, sheet)
    if found is None:
        return _cells(book, sheet), False
    return _stream(_as_grid([pa.chunked_array([column]) for column in found])), True


def _cells(book: Opened, sheet: str) -> bytes:
    """A sheet's grid as an Arrow stream, read cell by cell."""
    return _stream(grid_of(book.parsed.get_sheet_by_name(sheet)))


def _raised(book: Opened, sheet: str, part: str) -> bytes:
    """A sheet's grid as an Arrow stream, read cell by cell, with its superscripts as signs."""
    told = CalamineWorkbook.from_filelike(io.BytesIO(raised.workbook(book.content, part)))
    return _stream(grid_of(told.get_sheet_by_name(sheet)))


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _scaled(book: Opened, part: str, columns: list[str], rows: set[int]) -> tuple[str, str, str] | None:
    """The first number in some rows and columns of an .xlsx whose format shows less than it is."""
    return formats.scaled(book.content, part, set(columns), rows)


def _merged(book: Opened, sheet: str, part: str, first: int, last: int) -> list[merged.Span]:
    """The merged cells over several columns that reach into some rows of a sheet; `part` holds it, in an .xlsx."""
    if part:
        return merged.in_xlsx(book.content, part, first, last)
    return merged.in_other(book.parsed, sheet, first, last)


def _indents(book: Opened, sheet: str, column: int) -> list[int]:
    """How far the format of each cell in a column of an .xlsx sets it in, from the first row on."""
    from openpyxl import load_workbook  # takes long to import and to read with; seldom asked

    rows = load_workbook(io.BytesIO(book.content), read_only=True)[sheet].iter_rows(min_col=column, max_col=column)
    return [int(cell.alignment.indent) if cell.alignment else 0 for (cell,) in rows]


def _comments(book: Opened, part: str) -> dict[str, str]:
    """Cell → the comment that hangs on it, of the sheet in that member of an .xlsx."""
    from openpyxl.packaging.relationship import get_dependents
    from openpyxl.xml.constants import COMMENTS_NS, SHEET_MAIN_NS

    sheet = PurePosixPath(part)
    relations = str(sheet.parent / "_rels" / f"{sheet.name}.rels")
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        if relations not in archive.namelist():
            return {}
        hung = [archive.read(link.target) for link in get_dependents(archive, relations).find(COMMENTS_NS)]
    comments = [c for xml in hung for c in ElementTree.fromstring(xml).iter(f"{{{SHEET_MAIN_NS}}}comment")]
    said = {str(c.get("ref")): [t.text or "" for t in c.iter(f"{{{SHEET_MAIN_NS}}}t")] for c in comments}
    return {cell: "".join(parts).strip() for cell, parts in said.items()}


ANSWERS: dict[str, Callable[..., Any]] = {
    "grid": _grid,
    "cells": _cells,
    "raised": _raised,
    "scaled": _scaled,
    "merged": _merged,
    "indents": _indents,
    "comments": _comments,
}


def send(stream: BinaryIO, message: tuple[str, Any]) -> None:
    """Writes one frame."""
    body = pickle.dumps(message, protocol=5)
    stream.write(struct.pack("<Q", len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[str, Any] | None:
    """Reads one frame; None at the end of the stream, also in the middle of a frame."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    (length,) = struct.unpack("<Q", head)
    body = stream.read(length)
    return pickle.loads(body) if len(body) == length else None
