"""Files that would harm a careless reader, each made small on disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAIN = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships {RELS}><Relationship Id="r1" Type="{TYPE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {NS} xmlns:r="{TYPE}"><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships {RELS}><Relationship Id="r1" Type="{TYPE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
PARTS = str | Iterable[str]
ONE_CELL = f'<worksheet {NS}><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'


def xlsx(path: Path, sheet: PARTS = ONE_CELL, **others: PARTS) -> Path:
    """A workbook of one sheet, "Data", with the sheet's XML as given and other members added or replaced."""
    members: dict[str, PARTS] = {**PLAIN, "xl/worksheets/sheet1.xml": sheet, **others}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, parts in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                for part in [parts] if isinstance(parts, str) else parts:
                    member.write(part.encode())
    return path


def sheet(body: str) -> str:
    """A worksheet's XML around its rows."""
    return f"<worksheet {NS}><sheetData>{body}</sheetData></worksheet>"


def many(unit: str, times: int) -> Iterable[str]:
    """A worksheet that repeats a row, in pieces."""
    yield f"<worksheet {NS}><sheetData>"
    for _ in range(times // 10_000):
        yield unit * 10_000
    yield "</sheetData></worksheet>"


def blank_rows(count: int) -> Iterable[str]:
    """A worksheet of formatted rows that hold nothing, below one that holds a 1."""
    yield f'<worksheet {NS}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    for start in range(2, count, 4096):
        yield "".join(
            f'<row r="{r}">{"".join(f"""<c r="{c}{r}" s="0"/>""" for c in "ABCDEFGH")}</row>'
            for r in range(start, min(start + 4096, count + 1))
        )
    yield "</sheetData></worksheet>"


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
Maker = Callable[[Path], Path]


def formula_without_value(path: Path) -> Path:
    """As a program writes that does not calculate."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Data"
    for row in (["Ministry", "Amount"], ["Health", 5], ["Sum", "=SUM(B2:B2)"]):
        page.append(row)
    book.save(path)
    return path


def plain_bytes(content: bytes) -> Maker:
    """A file of these bytes."""

    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


def truncated(path: Path) -> Path:
    """A workbook cut off in the middle."""
    whole = formula_without_value(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def many_members(path: Path) -> Path:
    """A workbook beside ten thousand members of nothing."""
    return xlsx(path, **{f"junk/{i}": "" for i in range(10_000)})


def two_inside(path: Path) -> Path:
    """A zip of two spreadsheets."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", "A,B\n1,2\n")
        archive.writestr("b.csv", "A,B\n1,2\n")
    return plain_bytes(buffer.getvalue())(path)


def ods(rows: str, cells: str) -> Maker:
    """An OpenDocument sheet of one text, repeated as these attributes say."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{n}="{space}:{n}:1.0"' for n in ("office", "table", "text"))
    text = '<table:table-cell office:value-type="string" office:value="x"{}><text:p>x</text:p></table:table-cell>'
    table = (
        f'<table:table table:name="Data"><table:table-row{rows}>{text.format(cells)}</table:table-row></table:table>'
    )
    whole = f"<office:spreadsheet>{table}</office:spreadsheet>"
    content = f"<office:document-content {spaces}><office:body>{whole}</office:body></office:document-content>"

    def make(path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)
            entry = '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            manifest = f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0">{entry}</manifest:manifest>'
            archive.writestr("META-INF/manifest.xml", manifest)
        return path

    return make


def cells_in_a_row(times: int) -> Iterable[str]:
    """A worksheet of one row with so many cells that do not say where they are."""
    yield f'<worksheet {NS}><sheetData><row r="1">'
    for _ in range(times // 10_000):
        yield "<c><v>1</v></c>" * 10_000
    yield "</row></sheetData></worksheet>"


def strings(megabytes: int) -> Iterable[str]:
    """A list of shared texts that is one text of that length."""
    yield f"<sst {NS}><si><t>"
    for _ in range(megabytes):
        yield "A" * (1 << 20)
    yield "</t></si></sst>"


PASSWORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)

# name → (how it is made, what the error must say)
REFUSED: dict[str, tuple[Maker, str]] = {
    "bomb-of-rows.xlsx": (lambda p: xlsx(p, many("<row><c><v>1</v></c></row>", 5_000_000)), "would unpack"),
    "laughs.xlsx": (
        lambda p: xlsx(p, f"<?xml version='1.0'?><!DOCTYPE x [{LAUGHS}]><worksheet {NS}>&l9;</worksheet>"),
        "has a document type in xl/worksheets/sheet1.xml",
    ),
    "other-file.xlsx": (
        lambda p: xlsx(p, **{"xl/sharedStrings.xml": '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]><sst/>'}),
        "has a document type in xl/sharedStrings.xml",
    ),
    "bomb-of-cells.xlsx": (lambda p: xlsx(p, cells_in_a_row(6_000_000)), "would unpack"),
    "bomb-of-text.xlsx": (lambda p: xlsx(p, **{"xl/sharedStrings.xml": strings(100)}), "would unpack"),
    "quadratic.xlsx": (
        lambda p: xlsx(
            p,
            **{
                "xl/sharedStrings.xml": f'<!DOCTYPE q [<!ENTITY a "{"A" * 100_000}">]><sst><si><t>{"&a;" * 20_000}</t></si></sst>'
            },
        ),
        "has a document type in xl/sharedStrings.xml",
    ),
    "repeated.ods": (
        ods(' table:number-rows-repeated="1048576"', ' table:number-columns-repeated="16384"'),
        "repeats a value over 1,048,576 × 16,384 cells",
    ),
    "repeated-beyond.ods": (ods(' table:number-rows-repeated="4294967295"', ""), "repeats rows 4,294,967,295 times"),
    "row-twice.xlsx": (
        lambda p: xlsx(p, sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>')),
        "has row 1 twice",
    ),
    "cell-twice.xlsx": (
        lambda p: xlsx(p, sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')),
        "cell A1: has this cell twice",
    ),
    "far-corner.xlsx": (
        lambda p: xlsx(
            p, sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
        ),
        r"would fill a table of 1,048,576 × 16,384 cells with 2 values",
    ),
    "outside-the-sheet.xlsx": (
        lambda p: xlsx(p, sheet('<row r="4294967295"><c r="ZZZZZ4294967295"><v>2</v></c></row>')),
        "refers to a cell outside any sheet",
    ),
    "path-trick.xlsx": (lambda p: xlsx(p, **{"../../escaped.txt": "x"}), "points outside it: '../../escaped.txt'"),
    "path-trick-windows.xlsx": (lambda p: xlsx(p, **{"..\\escaped.txt": "x"}), "points outside it"),
    "many-members.xlsx": (many_members, r"holds 10,00\d members"),
    "spill.xlsx": (
        lambda p: xlsx(p, sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#SPILL!</v></c></row>')),
        "sheet 'Data', cell B1: holds '#SPILL!'",
    ),
    "password.xlsx": (plain_bytes(PASSWORD), "is protected by a password"),
    "truncated.xlsx": (truncated, "is damaged"),
    "not-a-zip.xlsx": (plain_bytes(b"PK\x03\x04 cut off"), "is damaged"),
    "page.xls": (plain_bytes(b"<html><table><tr><td>1</td></tr></table></html>"), "is a web page"),
    "paper.xlsx": (plain_bytes(b"%PDF-1.7 ..."), "is a PDF"),
    "old.xls": (plain_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)), "is not a workbook that can be opened"),
    "empty.xlsx": (plain_bytes(b""), "is empty"),
    "two.zip": (two_inside, r"holds 2 spreadsheets \('a.csv', 'b.csv'\)"),
    "binary.csv": (plain_bytes(bytes(range(256)) * 100), "holds a NUL byte"),
    "unclosed.csv": (plain_bytes(b'a,b\n1,"oops\n2,3\n4,5\n'), "has a quotation mark that is never closed"),
    "ragged.csv": (plain_bytes(b"a,b,c\n1,2,3\n4,5\n6,7,8\n9,8,7\n"), "row 3 has 2 fields, the others 3"),
    "not-text.csv": (plain_bytes(b"a,b\n1,\x81\x8d\n"), "is not UTF-8, UTF-16 or Windows-1252"),
    "wide.csv": (plain_bytes(b",".join(b"c%d" % i for i in range(200_000)) + b"\n"), "has 200,000 columns"),
    "cut.json": (plain_bytes(b'{"fields": [{"id": "a"}], "records": [[1], '), "is not JSON"),
    "short.json": (
        plain_bytes(b'{"fields": [{"id": "a"}, {"id": "b"}], "records": [[1]]}'),
        "record 1 does not have the 2",
    ),
}
