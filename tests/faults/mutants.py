"""Real spreadsheets, harmed in one of many ways: bytes, the archive, the XML, cells, lines."""

from __future__ import annotations

import functools
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loaders.workbook import Book
from tests.loaders import formats

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "data" / "workbooks"
INPUTS = ROOT.parent / "shared" / "inputs"
LARGE = 300_000  # bytes: of a longer text mostly the beginning is taken
JUNK = ['"', "<", ">", "</c>", "</row>", "</sheetData>", "&", "&#0;", "&lt;", "\x01", "]]>", "<!--", "-->", "<![CDATA[", "9" * 40,
        ' t="e"', ' t="s"', ' r="A1"', "<v/>", "<f/>", "é", "\ufffe", "<c><v>1</v></c>", "<row/>"]  # fmt: skip
VALUES = ["NaN", "1e400", "-0", "12abc", "", " ", "1,234", "99999999999999999999", "0.1e", "TRUE", "#REF!", "=1+1"]


@dataclass(frozen=True)
class Original:
    """A real file, or one of its rows in another format."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        return self.name.rpartition(".")[2]


@functools.cache
def originals() -> tuple[Original, ...]:
    """The bundled workbooks, the publishers' own files where they stand beside the project, and three formats that
    none of them has."""
    files = [*sorted(BUNDLED.rglob("*.xlsx")), *sorted(p for p in INPUTS.rglob("*") if p.suffix in (".csv", ".xlsx"))]
    found = [Original(p.name, p.read_bytes()) for p in files]
    grid = Book.open(BUNDLED / "ontario" / "revenue-by-source-2023-24.xlsx").grid("Data").drop(["row"])
    rows = [[_number(v) for v in row.values()] for row in grid.to_pylist()]
    text = "\r\n".join(",".join('"' + str(v or "").replace('"', '""') + '"' for v in row) for row in rows)
    return (
        *found,
        Original("rows.csv", text.encode()),
        Original("rows.xls", formats.xls(rows[:60])),
        Original("rows.xlsb", formats.xlsb(rows)),
        Original("rows.ods", formats.ods(rows)),
    )


def _number(text: str | None) -> str | float | None:
    return float(text) if text and re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def bytes_changed(whole: bytes, rng: random.Random) -> bytes:
    """A few bytes are others, more or fewer."""
    harmed = bytearray(whole)
    for _ in range(rng.randint(1, 20)):
        at = rng.randrange(len(harmed) or 1)
        harmed[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
    return bytes(harmed)


def bits_flipped(whole: bytes, rng: random.Random) -> bytes:
    """A few bits are others: the length stays."""
    harmed = bytearray(whole)
    for _ in range(rng.randint(1, 8)):
        harmed[rng.randrange(len(harmed))] ^= 1 << rng.randrange(8)
    return bytes(harmed)


def cut(whole: bytes, rng: random.Random) -> bytes:
    """The end is missing."""
    return whole[: rng.randrange(len(whole))]


def piece_gone(whole: bytes, rng: random.Random) -> bytes:
    """A piece is missing."""
    at = rng.randrange(len(whole))
    return whole[:at] + whole[at + rng.randint(1, 5000) :]


def piece_twice(whole: bytes, rng: random.Random) -> bytes:
    """A piece stands there twice."""
    at = rng.randrange(len(whole))
    return whole[:at] + whole[at : at + rng.randint(1, 5000)] + whole[at:]


def zeroed(whole: bytes, rng: random.Random) -> bytes:
    """A page of the disk is empty."""
    at = rng.randrange(len(whole))
    return whole[:at] + bytes(min(4096, len(whole) - at)) + whole[at + 4096 :]


def joined(whole: bytes, rng: random.Random) -> bytes:
    """Another file follows."""
    return whole + rng.choice(originals()).content[: rng.randrange(1, 20_000)]


RAW = (bytes_changed, bits_flipped, cut, piece_gone, piece_twice, zeroed, joined)


def in_archive(whole: bytes, rng: random.Random) -> bytes:
    """One member of the archive is harmed, and packed again: no checksum tells."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    sheets = [n for n in members if "sheet" in n.lower() and n.endswith(("xml", "bin"))] or list(members)
    name = rng.choice(sheets if rng.random() < 0.75 else list(members))
    text = members[name].decode("utf-8", "surrogateescape")
    harmed = rng.choice(XML)(text, rng) if name.endswith("xml") else text[: rng.randrange(len(text) + 1)]
    if rng.random() < 0.05:
        del members[name]
    else:
        members[name] = harmed.encode("utf-8", "surrogateescape")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return target.getvalue()


def spliced(text: str, rng: random.Random) -> str:
    """Something stands where it does not belong, a few characters less beside it."""
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(JUNK) + text[at + rng.randint(0, 5) :]


def broken_off(text: str, rng: random.Random) -> str:
    """The part ends early."""
    return text[: rng.randrange(len(text) + 1)]


def _one(pattern: str, text: str, rng: random.Random, by: Callable[[re.Match[str]], str]) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return spliced(text, rng)
    chosen = rng.choice(found)
    return text[: chosen.start()] + by(chosen) + text[chosen.end() :]


def other_row_number(text: str, rng: random.Random) -> str:
    """A row calls itself another."""
    other = rng.choice([0, 1, 2, 7, 10**6, 2**20 + 1, 2**32 - 1])
    return _one(r'<row r="\d+"', text, rng, lambda _: f'<row r="{other}"')


def other_place(text: str, rng: random.Random) -> str:
    """A cell calls itself another."""
    place = rng.choice(["A1", "B2", "XFD1", "XFD1048576", "ZZZZ9", "C0", "12", "", "a5", "$C$5"])
    return _one(r'<c r="[A-Z]+\d+"', text, rng, lambda _: f'<c r="{place}"')


def without_place(text: str, rng: random.Random) -> str:
    """Cells do not say where they are."""
    return _one(r'<c r="[A-Z]+\d+"', text, rng, lambda _: "<c")


def other_value(text: str, rng: random.Random) -> str:
    """A value is none, or another."""
    return _one(r"<v>[^<]*</v>", text, rng, lambda _: f"<v>{rng.choice(VALUES)}</v>")


# A row without cells ends in itself. To look on from each of sixty thousand of them for an end would never end.
_ROW = r"<row [^<>]*/>|<row .*?</row>"


def row_gone(text: str, rng: random.Random) -> str:
    """A row is missing."""
    return _one(_ROW, text, rng, lambda _: "")


def row_twice(text: str, rng: random.Random) -> str:
    """A row stands there twice."""
    return _one(_ROW, text, rng, lambda m: m[0] * 2)


def other_type(text: str, rng: random.Random) -> str:
    """A cell says that it is of another type."""
    return _one(r' t="\w+"', text, rng, lambda _: rng.choice([' t="s"', ' t="e"', ' t="b"', ' t="d"', ' t="str"', ""]))


XML = (spliced, spliced, broken_off, other_row_number, other_place, without_place, other_value, row_gone, row_twice,
       other_type)  # fmt: skip


def in_text(whole: bytes, rng: random.Random) -> bytes:
    """A line, a field or the encoding of a text file is another."""
    if len(whole) > LARGE and rng.random() < 0.97:
        whole = whole[: whole.rfind(b"\n", 0, LARGE)]
    lines = whole.split(b"\n")
    at = rng.randrange(len(lines))
    one = lines[at]
    inside = rng.randrange(len(one) + 1)
    stray = rng.choice(
        [b",", b";", b"\t", b'"', b'""', b"\r", b"\x00", b"\xff", b"\xc3", b"x" * 100_000, b"\n\n", b"\xef\xbb\xbf"]
    )
    ways: list[Callable[[], bytes]] = [
        lambda: b"\n".join([*lines[:at], one[:inside] + stray + one[inside:], *lines[at + 1 :]]),
        lambda: b"\n".join([*lines[:at], one[:inside], *lines[at + 1 :]]),
        lambda: b"\n".join([*lines[:at], *lines[at + 1 :]]),
        lambda: b"\n".join([*lines[:at], one, *lines[at:]]),
        lambda: b"\n".join([*lines[:at], one.replace(b",", b";"), *lines[at + 1 :]]),
        lambda: whole.replace(b"\r\n", b"\n") if rng.random() < 0.5 else whole.replace(b"\n", b"\r"),
        lambda: whole.decode("utf-8", "replace").encode(rng.choice(["utf-16", "utf-16-le", "utf-8-sig"])),
        lambda: whole.decode("utf-8", "replace").encode("cp1252", "replace"),
        lambda: rng.choice(RAW)(whole, rng),
    ]
    return rng.choice(ways)()


def drawn(rng: random.Random) -> Original:
    """One of the real files; one that takes long, being large, in one of five cases that it is drawn."""
    chosen = rng.choice(originals())
    slow = chosen.kind == "xlsx" and len(chosen.content) > LARGE
    return rng.choice(originals()) if slow and rng.random() < 0.8 else chosen


def mutant(number: int) -> tuple[str, bytes]:
    """The name and the bytes of the mutant with that number: the same at every run."""
    rng = random.Random(number)
    original = drawn(rng)
    if original.kind == "csv":
        harmed = in_text(original.content, rng)
    elif original.kind in ("xlsx", "ods", "xlsb") and rng.random() < 0.7:
        harmed = in_archive(original.content, rng)
    else:
        harmed = rng.choice(RAW)(original.content, rng)
    return f"{number:05d}-{original.name}", harmed
