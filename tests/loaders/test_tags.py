"""Tags are counted as one would by eye, and a worksheet is looked at alike however it is cut into pieces."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from loaders.preflight import _Sheet
from loaders.tags import Tags, counted

NAMES = (b"row", b"v>", b"is>", b"v></v>", b"c")
_PIECES = (
    b"<row>",
    b'<row r="7">',
    b'<row spans="1" r="3" >',
    b"<v>",
    b"</v>",
    b"<v></v>",
    b"<is>",
    b"<c/>",
    b"5",
    b"<",
    b">",
)
texts = st.lists(st.sampled_from(_PIECES)).map(b"".join)
cells = st.sampled_from(
    [
        b'<c r="A1"><v>5</v></c>',
        b"<c><v></v></c>",
        b'<c t="inlineStr"><is><t>a</t></is></c>',
        b'<c s="1"/>',
        b"<c><v>1</v></c>",
    ]
)
rows = st.tuples(st.none() | st.integers(1, 40), st.lists(cells, max_size=5))


@given(texts)
@example(b"")
@example(b"<v")
@example(b"<row")
def test_tags_are_found_where_they_stand(text: bytes) -> None:
    tags = Tags(text)
    for name in NAMES:
        assert tags.of(name).tolist() == [m.start() for m in re.finditer(b"<" + re.escape(name), text)], name
        assert tags.beginning_with(name[:1]) == text.count(b"<" + name[:1])


@given(texts)
def test_tags_are_counted_between_others(text: bytes) -> None:
    tags = Tags(text)
    expected = [piece.count(b"<v>") for piece in text.split(b"<row")]
    assert counted(tags.of(b"v>"), tags.of(b"row")).tolist() == expected


# Pieces are longer than any cell, as those of a file are.
@given(st.lists(rows, max_size=30), st.lists(st.integers(150, 400), max_size=8))
def test_a_worksheet_is_counted_alike_in_any_pieces(
    sheet: list[tuple[int | None, list[bytes]]], cuts: list[int]
) -> None:
    xml, at, expected, last = [b"<sheetData>"], 0, dict[int, int](), 0
    for number, held in sheet:
        at = at + 1 if number is None else number
        xml.append(b"<row>" if number is None else f'<row spans="1:2" r="{number}">'.encode())
        xml += [*held, b"</row>"]
        values = sum(cell.count(b"<v>") + cell.count(b"<is>") - cell.count(b"<v></v>") for cell in held)
        last = max(last, at)
        if values:
            expected[at] = expected.get(at, 0) + values
    text, scan = b"".join(xml), _Sheet("sheet1.xml", Path("any.xlsx"))
    for cut in cuts:
        scan.take(text[:cut])
        text = text[cut:]
    scan.take(text)
    scan.end()
    assert scan.values == expected
    assert (scan._rows, scan._last_row) == (len(sheet), last)
