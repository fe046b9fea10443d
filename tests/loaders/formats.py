"""Small spreadsheets in formats that no dependency writes: just enough of .xls, .xlsb and .ods to hold a sheet `Data`."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str | float | None]]
_SECTOR, _END, _FREE = 512, 0xFFFFFFFE, 0xFFFFFFFF
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def _cells(rows: Rows) -> Iterator[tuple[int, int, str | float]]:
    for r, row in enumerate(rows):
        yield from ((r, c, value) for c, value in enumerate(row) if value is not None)


def _zipped(members: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def xls(rows: Rows, merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A BIFF8 workbook in a compound file; `merged` are first and last row, first and last column, from 0."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 1996, 0, 6))

    def cell(r: int, c: int, value: str | float) -> bytes:
        if isinstance(value, str):
            return record(0x204, struct.pack("<HHHHB", r, c, 0, len(value), 1) + value.encode("utf-16-le"))
        return record(0x203, struct.pack("<HHHd", r, c, 0, value))

    def globals_(offset: int) -> bytes:
        sheet = record(0x85, struct.pack("<IBBBB", offset, 0, 0, 4, 0) + b"Data")
        return begin(5) + record(0x42, struct.pack("<H", 1200)) + sheet + record(0x0A)

    together = struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *span) for span in merged)
    sheet = begin(0x10) + b"".join(cell(*found) for found in _cells(rows)) + record(0xE5, together) + record(0x0A)
    return _compound(globals_(len(globals_(0))) + sheet)


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream: its header, its table of sectors, its directory, the stream."""
    padded = stream.ljust(max(8, -(-len(stream) // _SECTOR)) * _SECTOR, b"\0")
    sectors = len(padded) // _SECTOR
    table = [0xFFFFFFFD, _END, *range(3, sectors + 2), _END]

    def entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
        text = f"{name}\0".encode("utf-16-le") if name else b""
        links = struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, _END, 0, 1) + entry("Workbook", 2, 2, len(padded)) + entry("", 0, 0, 0) * 2
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + directory + padded


def xlsb(rows: Rows) -> bytes:
    """A workbook of binary parts."""

    def record(kind: int, body: bytes = b"") -> bytes:
        length, left = b"", len(body)
        while left > 127:
            length, left = length + bytes([left & 127 | 128]), left >> 7
        number = bytes([kind & 127 | 128, kind >> 7]) if kind > 127 else bytes([kind])
        return number + length + bytes([left]) + body

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    def row(r: int) -> bytes:
        here = [(c, value) for at, c, value in _cells(rows) if at == r]
        cells = [
            record(6, struct.pack("<II", c, 0) + text(v))
            if isinstance(v, str)
            else record(5, struct.pack("<IId", c, 0, v))
            for c, v in here
        ]
        return record(0, struct.pack("<IIHBBBI", r, 0, 300, 0, 0, 0, 0)) + b"".join(cells)

    sheets = record(0x8F) + record(0x9C, struct.pack("<II", 0, 1) + text("rId1") + text("Data")) + record(0x90)
    extent = record(0x94, struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1))
    body = record(0x91) + b"".join(map(row, range(len(rows)))) + record(0x92)
    return _zipped(
        {
            "[Content_Types].xml": _TYPES,
            "xl/workbook.bin": record(0x83) + sheets + record(0x84),
            "xl/_rels/workbook.bin.rels": _RELATIONS,
            "xl/worksheets/sheet1.bin": record(0x81) + extent + body + record(0x82),
        }
    )


def ods(rows: Rows) -> bytes:
    """An OpenDocument spreadsheet."""

    def cell(value: str | float | None) -> str:
        if value is None:
            return "<table:table-cell/>"
        kind = 'string"' if isinstance(value, str) else f'float" office:value="{value}"'
        return f'<table:table-cell office:value-type="{kind}><text:p>{escape(str(value))}</text:p></table:table-cell>'

    table = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = " ".join(f'xmlns:{n}="{_OASIS}:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Data">{table}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">{entry}</manifest:manifest>'
    return _zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})
