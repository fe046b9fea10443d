"""How many rows and cells a spreadsheet holds, counted by nobody who loads it: Python's own XML and CSV readers, and no other."""

from __future__ import annotations

import csv
import io
import posixpath
import zipfile
from collections.abc import Collection, Iterator
from xml.etree import ElementTree
from xml.parsers import expat


class Uncountable(Exception):
    """What cannot be counted: it is no such file, or not well-formed."""


Counts = tuple[int, int]  # rows that hold more than white space, cells that do


def held(name: str, content: bytes, sheets: Collection[str]) -> dict[str, Counts]:
    """Sheet → its rows and cells, of these sheets, of .xlsx and text files. Uncountable for all else."""
    if content[:2] == b"PK":
        return _of_workbook(content, sheets)
    if name.endswith(".csv"):
        return {"csv": _of_text(content)}
    raise Uncountable(name)


def _of_text(content: bytes) -> Counts:
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encodings = [marks[content[:2]]] if content[:2] in marks else ["utf-8-sig", "cp1252"]
    if content[1:2] == b"\0":
        encodings = ["utf-16-le"]
    csv.field_size_limit(1 << 28)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            read = csv.reader(io.StringIO(text, newline=""))
            each = [sum(bool(field.strip()) for field in row) for row in read]
            return sum(map(bool, each)), sum(each)
        except UnicodeDecodeError:
            continue
        except csv.Error as e:
            raise Uncountable(str(e)) from e
    raise Uncountable("no encoding fits")


def _of_workbook(content: bytes, sheets: Collection[str]) -> dict[str, Counts]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            shared = _shared(archive)
            return {name: _of_sheet(archive.read(part), shared) for name, part in _parts(archive) if name in sheets}
    except Exception as e:
        raise Uncountable(f"{type(e).__name__}: {e}") from e


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if sheet.tag.endswith("}sheet"):
            (target,) = (targets[v] for k, v in sheet.attrib.items() if k.endswith("}id"))
            yield str(sheet.get("name")), posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    items = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter() if t.tag.endswith("}t")) for item in items]


def _of_sheet(xml: bytes, shared: list[str]) -> Counts:
    """Rows of which a cell holds a value, a text or a formula, and such cells."""
    count, cells, filled, kind, text, within = 0, 0, False, "", "", ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal filled, kind, text, within
        if tag == "row":
            filled = False
        elif tag == "c":
            kind, text = attributes.get("t", "n"), ""
        elif tag == "f":
            text += "formula"
        within = tag

    def data(found: str) -> None:
        nonlocal text
        if within in ("v", "t"):
            text += found

    def end(tag: str) -> None:
        nonlocal count, cells, filled, within
        within = ""
        if tag == "c":
            value = shared[int(text)] if kind == "s" and text.strip() else text
            filled = filled or bool(value.strip())
            cells += bool(value.strip())
        elif tag == "row":
            count += filled

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, data, end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, IndexError) as e:
        raise Uncountable(str(e)) from e
    return count, cells
