"""XLSX: Data, About, Definitions and Sources. Numbers are numbers, and every text is a text cell.

A workbook is a ZIP of XML. The store writes the rows of the large sheet itself: a library that is given each cell in
turn takes many times as long.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import ibis
import ibis.expr.types as ir

from dashboard import store
from dashboard.exports import csv, rows, telling, workbook
from dashboard.exports.functions import concat
from dashboard.exports.order import About
from dashboard.i18n import Speaker

_BLOCK = 20_000
_FAST = 1  # how hard the large sheet is compressed: repeated labels shrink to a tenth even so
_NOT_IN_XML = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\x80-\x9f\ufffe\uffff]"
_CARE = f"{_NOT_IN_XML}|[&<>\\r\\n\\t]|^ | $|  |_x[0-9A-Fa-f]{{4}}_"
_LONGEST = 32_767  # of a cell, counted in UTF-16
_PAIRS = "[\U00010000-\U0010ffff]"  # characters that count twice there
_EMPTY = "<c/>"


class _Sheet:
    """A row of a sheet."""

    start = "<row>"
    end = "</row>"

    def cell(self, _: int, name: str, value: ir.Value, plain: bool, /) -> ir.StringValue:
        if plain:
            return concat(workbook.TEXT, value, workbook.END)
        if value.type().is_string():
            return _text(value)
        if value.type().is_boolean():
            return ibis.cases((value.isnull(), _EMPTY), (value, '<c t="b"><v>1</v></c>'), else_='<c t="b"><v>0</v></c>')
        style = f' s="{workbook.MONEY}"' if name == "amount" else ""
        return ibis.ifelse(value.isnull(), _EMPTY, concat(f"<c{style}><v>", value.cast(str), "</v></c>"))


def _text(value: ir.StringValue) -> ir.StringValue:
    care = value.re_search(_CARE) | (value.length() > _LONGEST // 2)
    return ibis.cases(
        (value.isnull(), _EMPTY),
        (~care, concat(workbook.TEXT, value, workbook.END)),
        else_=concat(workbook.SPACED, _escaped(value), workbook.END),
    )


def _escaped(value: ir.StringValue) -> ir.StringValue:
    """As `workbook.escaped`, done by the store."""
    clean = value.re_replace(_NOT_IN_XML, "")
    short = ibis.ifelse(clean.re_search(_PAIRS), clean.left(_LONGEST // 2), clean.left(_LONGEST))
    marked = short.re_replace("_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1")
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


ROWS = _Sheet()


def to_file(reading: store.Reading, what: rows.Plan, about: About, file: Path) -> About:
    """A slice of no more than 1,048,575 entries."""
    about, say = replace(about, sha256=csv.checksum(reading, what)), Speaker(about.lang)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        entries = rows.lines(reading, what, ROWS, _BLOCK)
        add_data(book, what.columns, entries, what.rows)
        facts = [(workbook.Bold(name), value) for name, value in telling.facts(say, about, telling.as_cells(say))]
        defined = [(say("Column"), say("Title"), say("Type"), say("Definition"))]
        columns = [(c.name, c.title, c.type, c.definition) for c in about.columns]
        workbook.finish(
            book,
            [
                ("Data", None),
                ("About", workbook.sheet(facts, (34, 110))),
                ("Definitions", workbook.sheet([*defined, *columns], (24, 34, 10, 100), heading=True)),
                ("Sources", workbook.sheet(telling.sources(say, about), (28,) * 8 + (40, 68), heading=True)),
            ],
        )  # fmt: skip
    return about


def add_data(book: zipfile.ZipFile, names: Sequence[str], lines: Iterable[memoryview], count: int) -> None:
    """Writes the first sheet: headings that stay in view, with a filter, and rows of XML."""
    before, after = workbook.around(names, [_width(name) for name in names], count)
    book.compresslevel = _FAST
    with book.open(workbook.member(1), "w", force_zip64=True) as sheet:
        sheet.write(before)
        for piece in lines:
            sheet.write(piece)
        sheet.write(after)
    book.compresslevel = None


def _width(name: str) -> int:
    known = {"entry_id": 20, "amount": 20, "fiscal_year": 11, "sha256": 20, "cell": 9, "recipient": 44}
    return known.get(name, 34 if name.startswith(("administrative_", "economic_")) and "code" not in name else 16)
