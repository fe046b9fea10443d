"""The zip that a workbook is: its members, and which of them holds which sheet."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from loaders.errors import SheetError

MOST_MEMBERS = 5_000
MOST_UNPACKED = 1 << 30
MOST_RATIO = 200
RATIO_MATTERS_FROM = 50 << 20  # small files may well be very repetitive
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError)
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def refuse_members(members: list[zipfile.ZipInfo], packed: int, file: Path) -> None:
    """SheetError where there are too many, where one points outside or is protected, or where they unpack to too much."""
    if len(members) > MOST_MEMBERS:
        raise SheetError(f"holds {len(members):,} members; a workbook has at most {MOST_MEMBERS:,}", file=file)
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if member.filename.startswith(("/", "\\")) or ".." in parts or re.match(r"^[A-Za-z]:", member.filename):
            raise SheetError(f"has a member that points outside it: {member.filename!r}", file=file)
        if member.flag_bits & 1:
            raise SheetError("is protected by a password", file=file, do="Save it without one.")
    unpacked = sum(m.file_size for m in members)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * packed):
        raise SheetError(f"would unpack {packed:,} bytes to {unpacked:,}: refused", file=file)


def sheet_parts(archive: zipfile.ZipFile, file: Path) -> dict[str, str]:
    """Sheet name → member, for .xlsx and .xlsm. SheetError where the workbook does not say."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (*DAMAGE, KeyError, ElementTree.ParseError) as e:
        raise SheetError(f"is damaged: {e}", file=file, do="Download it again.") from e
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and (target := targets.get(sheet.get(_LINK))):
            found[str(sheet.get("name"))] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found
