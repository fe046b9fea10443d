"""The XML of a workbook: its parts, its styles, and sheets that are small."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal

from dashboard.exports import files

MONEY, _BOLD, _WRAPPED, _HEADING = 1, 2, 3, 4  # styles
TEXT, SPACED, END = '<c t="inlineStr"><is><t>', '<c t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_STYLES = (
    f'{_HEAD}<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border/><border><bottom style="thin"/></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>'
    '<xf numFmtId="4" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf fontId="1" borderId="1" applyFont="1" applyBorder="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Bold(str):
    """A text in bold."""


Value = str | int | Decimal


def escaped(text: str) -> str:
    """A text as XML holds it. What a workbook would read as the code of a character is written so that it is not."""
    clean = _NOT_IN_XML.sub("", text)[:32_767]
    marked = re.sub("_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1", clean)
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def member(number: int) -> str:
    """The path of a sheet within the ZIP."""
    return f"xl/worksheets/sheet{number}.xml"


def around(names: Sequence[str], widths: Sequence[int], count: int) -> tuple[bytes, bytes]:
    """What stands before and after the rows of a large sheet: headings that stay in view, with a filter."""
    whole = f"A1:{_letters(len(names))}{count + 1}"
    before = _opening(widths, frozen=True) + _row(names, _HEADING)
    return before.encode(), f'</sheetData><autoFilter ref="{whole}"/></worksheet>'.encode()


def sheet(rows: Iterable[Sequence[Value]], widths: Sequence[int], *, heading: bool = False) -> bytes:
    """A small sheet. `heading`: its first row stays in view."""
    body = [_row(row, _HEADING if heading and not i else _WRAPPED) for i, row in enumerate(rows)]
    return (_opening(widths, frozen=heading) + "".join(body) + "</sheetData></worksheet>").encode()


def finish(book: zipfile.ZipFile, sheets: Sequence[tuple[str, bytes | None]]) -> None:
    """Adds the sheets by name (None: it is there already), and what makes a workbook of them."""
    numbers = range(1, len(sheets) + 1)
    for number, (_, small) in zip(numbers, sheets, strict=True):
        if small is not None:
            files.put(book, member(number), small)
    listed = "".join(f'<sheet name="{escaped(n)}" sheetId="{i}" r:id="r{i}"/>' for i, (n, _) in enumerate(sheets, 1))
    related = "".join(
        f'<Relationship Id="r{i}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in numbers
    )
    parts = "".join(f'<Override PartName="/{member(i)}" ContentType="{_OFFICE}.worksheet+xml"/>' for i in numbers)
    for name, content in {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_OFFICE}.styles+xml"/>{parts}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="styles" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    }.items():
        files.put(book, name, (_HEAD + content).encode())
    files.put(book, "xl/styles.xml", _STYLES.encode())


def _opening(widths: Sequence[int], *, frozen: bool) -> str:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if frozen else ""
    columns = "".join(f'<col min="{i}" max="{i}" width="{w}" customWidth="1"/>' for i, w in enumerate(widths, 1))
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f"{_HEAD}<worksheet {_MAIN}>{view}<cols>{columns}</cols><sheetData>"


def _row(values: Sequence[Value], style: int) -> str:
    return "<row>" + "".join(_cell(v, style) for v in values) + "</row>"


def _cell(value: Value, style: int) -> str:
    if isinstance(value, str):
        shown = _BOLD if isinstance(value, Bold) else style
        return f'<c s="{shown}" t="inlineStr"><is><t xml:space="preserve">{escaped(value)}{END}'
    if isinstance(value, Decimal):
        return f'<c s="{MONEY}"><v>{value:f}</v></c>'
    return f'<c s="{style}"><v>{value}</v></c>'


def _letters(number: int) -> str:
    """The name of a column: 1 → A, 27 → AA."""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
