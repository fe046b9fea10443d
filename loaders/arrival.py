"""What came from a publisher: is it a spreadsheet, is it whole, and what may it be called here."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

from loaders.fetch import Damaged, NotASpreadsheet

_TEXT = (".csv", ".tsv")
_ZIPPED = (".xlsx", ".xlsb", ".ods")
SUFFIXES = (*_ZIPPED, ".xls", *_TEXT)
_BY_TYPE = {
    "text/csv": ".csv",
    "text/x-csv": ".csv",
    "text/comma-separated-values": ".csv",
    "application/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": ".xlsb",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.ms-excel": ".xls",
    "application/msexcel": ".xls",
    "application/x-msexcel": ".xls",
    "application/excel": ".xls",
}
_ANY_TYPE = {  # says nothing about what it is: the name and the first bytes decide
    "",
    "text/plain",
    "application/octet-stream",
    "binary/octet-stream",
    "application/zip",
    "application/x-zip-compressed",
    "application/download",
    "application/x-download",
    "application/force-download",
}
_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S)
_ZIP, _OLE, _PDF = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"), b"%PDF"
_BY_LENGTH = {32: "md5", 40: "sha1", 64: "sha256"}
_LOOK = "Look at it in a browser, and correct the source's origin."


def refuse_type(content_type: str, url: str) -> None:
    """NotASpreadsheet if the server calls it a web page, or anything else that is none."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        raise NotASpreadsheet(f"is a web page ({kind}), not a spreadsheet", where=url, do=_LOOK)
    if kind not in _BY_TYPE and kind not in _ANY_TYPE:
        raise NotASpreadsheet(f"is of the type {kind}, which is no spreadsheet's", where=url, do=_LOOK)


def refuse_bytes(first: bytes, suffix: str, url: str) -> None:
    """NotASpreadsheet if the first bytes are those of something else than the name promises."""
    if _PAGE.match(first.removeprefix(b"\xef\xbb\xbf")):
        raise NotASpreadsheet("is a web page, though the server does not say so", where=url, do=_LOOK)
    packed = first.startswith((_ZIP, _OLE))
    right = {**dict.fromkeys(_ZIPPED, first.startswith(_ZIP)), ".xls": packed}
    if not right.get(suffix, not packed and not first.startswith(_PDF)):
        raise NotASpreadsheet(f"is called {suffix} and does not begin like one: {first[:12]!r}", where=url, do=_LOOK)


def named(headers: Mapping[str, str], url: str, name: str, form: str | None) -> tuple[str, str]:
    """The publisher's name for the file, made harmless, and its suffix: one of SUFFIXES.

    Looked for in Content-Disposition, the address, the catalogue's name and format, then the content type.
    """
    message = Message()
    message["Content-Disposition"] = headers.get("Content-Disposition", "")
    names = [message.get_filename() or "", unquote(urlsplit(url).path), name]
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    found = [*(_suffix(n) for n in names), f".{(form or '').lower().lstrip('.')}", _BY_TYPE.get(kind, "")]
    suffix = next((s for s in found if s in SUFFIXES), None)
    if suffix is None:
        raise NotASpreadsheet(
            f"does not say what kind of file it is: neither its name nor its type ({kind or 'none'}) does",
            where=url,
            do=f"Expected one of {', '.join(SUFFIXES)}; for CKAN, origin.format may say which.",
        )
    return next((s for s in map(_stem, names) if s), "file"), suffix


def _last(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _suffix(name: str) -> str:
    return Path(_last(name).strip().lower()).suffix


def _stem(name: str) -> str:
    """The last part of a name without its suffix, in letters, digits, dots and hyphens: never a way out of a folder."""
    last = _last(name).strip()
    stem = last[: -len(_suffix(last))] if _suffix(last) in SUFFIXES else last
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+|\.{2,}", "-", plain).strip("-._")[:80]


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return digest(path, "sha256")


def digest(path: Path, algorithm: str) -> str:
    """The digest of a file's bytes by a named algorithm, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def published_digest(text: str | None) -> tuple[str, str] | None:
    """Algorithm and digest of a catalogue's `hash`, such as `sha256:ab…` or bare hexadecimal; None if it is neither."""
    digits = (text or "").strip().rpartition(":")[2].lower()
    known = re.fullmatch(r"[0-9a-f]+", digits) and _BY_LENGTH.get(len(digits))
    return (known, digits) if known else None


def refuse_damaged(path: Path, published: tuple[str, str] | None, headers: Mapping[str, str], url: str) -> None:
    """Damaged if a checksum that the publisher gives, in the catalogue or with the answer, is not the file's."""
    for algorithm, expected in [*([published] if published else []), *_of_headers(headers)]:
        found = digest(path, algorithm)
        if found != expected:
            raise Damaged(
                f"came with another {algorithm} than the publisher's: {found}, not {expected}",
                where=url,
                do="What came was thrown away. If it stays so, tell the publisher.",
            )


def _of_headers(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Digests of the whole file: Repr-Digest (RFC 9530), and Content-MD5 where the answer is the whole file."""
    texts = [("sha256", m[1]) for m in re.finditer(r"\bsha-256=:([^:]+):", headers.get("Repr-Digest", ""))]
    if "Content-Range" not in headers and "Content-MD5" in headers:
        texts.append(("md5", headers["Content-MD5"]))
    for algorithm, text in texts:
        try:
            yield algorithm, base64.b64decode(text, validate=True).hex()
        except binascii.Error:
            continue
