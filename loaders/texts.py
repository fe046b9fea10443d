"""Text files as grids: comma-separated values in any usual encoding and delimiter, and CKAN's JSON.

Strict throughout: a row that does not fit its table is an error with its number, never dropped or shifted.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from loaders.errors import SheetError
from loaders.reader import DISTINCT

MOST_COLUMNS = 2000
_DELIMITERS = ",;\t|"
_SAMPLE = 200  # rows that the delimiter is judged by
_REPEATS = 2000  # rows that tell whether a column repeats its texts
_BLOCK = 1 << 22  # small enough for both cores to be at work; a longer row takes the slow way


def decode(content: bytes, file: Path) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else the Windows code page of Western Europe.

    UTF-16 without a mark is known by its zero bytes. A zero byte in any other text is an error.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16", file)
    even, odd = content[0:4000:2].count(0), content[1:4000:2].count(0)
    if max(even, odd) > 0.3 * min(len(content), 4000) / 2:
        return _decoded(content, "utf-16-be" if even > odd else "utf-16-le", file)
    if b"\0" in content:
        row = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise SheetError("holds a NUL byte: it is not a text file, or it is damaged", file=file, cell=f"line {row}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        if content[:3] == b"\xef\xbb\xbf":
            raise _not_text(e, "UTF-8", content, file) from e
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError as second:
            raise _not_text(second, "UTF-8, UTF-16 or Windows-1252", content, file) from second


def _decoded(content: bytes, encoding: str, file: Path) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as e:
        raise _not_text(e, encoding.upper(), content, file) from e


def _not_text(error: UnicodeDecodeError, encoding: str, content: bytes, file: Path) -> SheetError:
    what = f"is not {encoding}: byte {error.start:,} is {content[error.start]:#04x}"
    return SheetError(what, file=file, do="Save it as UTF-8 and load again.")


def delimiter_of(text: str, file: Path) -> str:
    """The delimiter that gives most rows of the beginning the same number of fields, and more than one."""
    if file.suffix.lower() == ".tsv":
        return "\t"
    start = text[:200_000]
    best, score, rows = ",", 0, frozenset[int]()
    for delimiter in _DELIMITERS:
        if delimiter not in start:
            continue
        # How many rows agree, then on how many fields: a sentence holds commas too, but not the same number.
        width, agreed = _agreed(start, delimiter)
        # Figures hold commas in every row, but headings none: what parts the same rows and those above them is right.
        more, less = agreed > rows, agreed < rows
        if more or (not less and len(agreed) * width > score):
            best, score, rows = delimiter, len(agreed) * width, agreed
    return best


def _agreed(start: str, delimiter: str) -> tuple[int, frozenset[int]]:
    """The number of fields on which most rows agree, more than one, and which rows those are."""
    widths: dict[int, list[int]] = {}
    for number, row in enumerate(islice(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), _SAMPLE)):
        if len(row) > 1:
            widths.setdefault(len(row), []).append(number)
    width, rows = max(widths.items(), key=lambda w: len(w[1]) * min(w[0], 50), default=(0, []))
    return min(width, 50), frozenset(rows)


def read_csv(content: bytes, file: Path) -> pa.Table:
    """A grid of a delimited text file: every column text, each record a row.

    Rows are counted as a spreadsheet counts them: a record with line breaks inside a field is one row. Rows
    above and below the table (titles, notes) may be shorter; inside it every row has the same width.
    """
    csv.field_size_limit(1 << 28)
    whole = _in_utf8(content, file)
    if b'"' in whole and whole.count(b'"') % 2:  # to count in a long text takes longer than to find that there is none
        what = "has a quotation mark that is never closed"
        raise SheetError(what, file=file, do="Close it, or double it inside a field.")
    start = whole[:5_000_000].decode(errors="ignore")
    delimiter = delimiter_of(start, file)
    first = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
    if len(first) > MOST_COLUMNS:
        what = f"has {len(first):,} columns in its first row"
        raise SheetError(what, file=file, do=f"Expected at most {MOST_COLUMNS:,}.")
    try:
        body = _fast(whole, delimiter, _types(start, delimiter, max(len(first), 1)))
    except pa.ArrowInvalid:
        body = _ragged(whole.decode(), delimiter, file)
    return body.add_column(0, "row", pa.arange(1, body.num_rows + 1).cast(pa.int32()))


def _in_utf8(content: bytes, file: Path) -> bytes:
    """The text of a file in UTF-8, without a byte order mark. Most files are that already: then nothing is copied."""
    if b"\0" not in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        ends = pa.array([0, len(content)], pa.int64()).buffers()[1]
        try:
            pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(content)).validate(full=True)
            return content.removeprefix(b"\xef\xbb\xbf")
        except pa.ArrowInvalid:
            pass
    return decode(content, file).encode()


def _types(start: str, delimiter: str, width: int) -> dict[str, pa.DataType]:
    """How to keep each column: most repeat their texts; where hardly one comes twice, to look for it is in vain."""
    rows = [*islice(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), 1, _REPEATS)]
    columns = [{row[i] for row in rows if i < len(row)} for i in range(width)]
    few = 0.9 * len(rows)
    return {f"c{i}": pa.string() if len(texts) > few else DISTINCT for i, texts in enumerate(columns, 1)}


def _fast(whole: bytes, delimiter: str, types: dict[str, pa.DataType]) -> pa.Table:
    names = list(types)
    return arrow_csv.read_csv(
        pa.BufferReader(whole),
        read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
        # Without quotation marks a line is a record: blocks can be cut without reading them first.
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=b'"' in whole, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=True),
    )


def _ragged(text: str, delimiter: str, file: Path) -> pa.Table:
    """Rows of several widths: allowed before the first and after the last row of the widest kind."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    widths = [_width(row) for row in rows]
    width = max(widths, default=0)
    if width > MOST_COLUMNS:
        raise SheetError(f"has a row of {width:,} columns", file=file, do=f"Expected at most {MOST_COLUMNS:,}.")
    table = Counter(w for w in widths if w > 1)
    usual = max(table, key=lambda w: (table[w], w), default=width)
    lengths = [len(row) for row in rows]
    inside = [i for i, n in enumerate(lengths) if n == usual]
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    for i, (length, filled) in enumerate(zip(lengths, widths, strict=True)):
        # A title may have a few fields, a note one; more than the table's width is never right.
        fits = length == usual or not filled or (i < first and filled < usual) or (i > last and filled == 1)
        if not fits:
            what = f"is not a well-formed table: row {i + 1} has {length} fields, the others {usual}"
            raise SheetError(what, file=file, cell=f"A{i + 1}", do="Look for a missing or stray delimiter in that row.")
    padded = [[*row, *[""] * (width - len(row))][:width] for row in rows]
    columns = zip(*padded, strict=True)
    return pa.table({f"c{i}": pa.array([v or None for v in c], pa.string()) for i, c in enumerate(columns, 1)})


def _width(row: list[str]) -> int:
    """How many fields a row has up to its last that is not empty."""
    return next((i for i in range(len(row), 0, -1) if row[i - 1].strip()), 0)


def read_json(content: bytes, file: Path) -> pa.Table:
    """A grid of CKAN's `{"fields": […], "records": […]}`, or of a list of objects: the names are row 1.

    Numbers keep the digits they are written with.
    """
    try:
        data = json.loads(decode(content, file), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as e:
        raise SheetError(f"is not JSON: {e}", file=file) from e
    if isinstance(data, dict) and isinstance(data.get("result"), dict):
        data = data["result"]
    records = data.get("records") if isinstance(data, dict) else data
    if not isinstance(records, list) or not records:
        raise SheetError("has no list of records", file=file, do='Expected {"fields": [...], "records": [...]}.')
    fields = data.get("fields") if isinstance(data, dict) else None
    names = [str(f["id"] if isinstance(f, dict) else f) for f in fields] if fields else list(records[0])
    rows = [names, *(_values(record, names, number, file) for number, record in enumerate(records, 1))]
    columns = zip(*rows, strict=True)
    grid = {f"c{i}": pa.array(list(c), pa.string()) for i, c in enumerate(columns, 1)}
    return pa.table({"row": pa.array(range(1, len(rows) + 1), pa.int32()), **grid})


def _values(record: object, names: list[str], number: int, file: Path) -> list[str | None]:
    if isinstance(record, dict):
        if unknown := sorted(set(map(str, record)) - set(names)):
            raise SheetError(f"record {number} has fields that are not listed: {', '.join(unknown)}", file=file)
        values = [record.get(n) for n in names]
    elif isinstance(record, list) and len(record) == len(names):
        values = record
    else:
        raise SheetError(f"record {number} does not have the {len(names)} listed fields", file=file)
    return [
        None if v is None or v == "" else v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values
    ]
