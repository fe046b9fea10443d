"""A store full of hostile texts, taken in every format and opened with what readers open files with."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import frictionless
import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from dashboard import exports, queries, store
from dashboard.exports.safety import safe
from dashboard.slices import Slice

from .conftest import stored, used
from .hostile import PAYLOADS
from .readers import READERS, csv_duckdb, json_python, number, office, parquet_duckdb

Write = Callable[..., exports.Written]
A_NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*(E[0-9]+)?|true")
TEXTS = ("administrative_1", "economic_1_fr", "recipient")


@pytest.mark.parametrize("read", [parquet_duckdb, json_python], ids=lambda r: r.__name__)
def test_texts_are_as_stored_where_nothing_runs_them(
    read: Callable[[Path], object], hostile: Slice, write: Write
) -> None:
    ending = next(e for e, r in READERS if r is read)
    found = read(write(hostile, ending).file)
    assert found == stored(hostile, used(hostile))
    assert [r["recipient"] for r in found] == PAYLOADS  # type: ignore[attr-defined]


def test_a_csv_is_read_back_text_by_text(hostile: Slice, write: Write) -> None:
    found = csv_duckdb(write(hostile, "csv").file)
    assert [[r[c] for c in TEXTS] for r in found] == [[safe(p) or None] * 3 for p in PAYLOADS]
    assert {r["sheet"] for r in found} == {"'=sheet"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_libreoffice_makes_no_formula_of_it(ending: str, hostile: Slice, write: Write) -> None:
    written = write(hostile, ending)
    names = [c.name for c in written.about.columns]
    found = office(written.file, sheet=ending == "xlsx")
    assert found[0] == names
    assert len(found) == len(PAYLOADS) + 1
    at = {c: names.index(c) for c in (*TEXTS, "amount")}
    assert sum(number(r[at["amount"]]) for r in found[1:]) == written.about.control_sum
    for payload, row in zip(PAYLOADS, found[1:], strict=True):
        for column in TEXTS:
            shown = _lines(row[at[column]])
            assert shown[:1] != "=" or (ending == "xlsx" and payload[:1] == "="), "a formula comes out with its sign"
            wanted = _lines(safe(payload) if ending == "csv" else _in_a_cell(payload))
            if not (ending == "csv" and A_NUMBER.fullmatch(payload)):  # a CSV cannot say that a number is a text
                assert shown == wanted, ascii(payload[:40])


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_no_cell_of_a_workbook_is_a_formula(hostile: Slice, write: Write) -> None:
    file = write(hostile, "xlsx").file
    with zipfile.ZipFile(file) as book:
        for name in book.namelist():
            assert b"<f>" not in book.read(name).replace(b"&lt;f&gt;", b""), name
    sheet = openpyxl.load_workbook(file)["Data"]
    names = [c.value for c in sheet[1]]
    for payload, row in zip(PAYLOADS, sheet.iter_rows(min_row=2), strict=True):
        for name, cell in zip(names, row, strict=True):
            assert cell.data_type == ("n" if name in ("amount", "fiscal_year") or cell.value is None else "s")
            if name in TEXTS:
                assert unescape(cell.value or "") == _in_a_cell(payload) or cell.value == _in_a_cell(payload)


def test_a_package_of_it_is_valid(hostile: Slice, write: Write, tmp_path: Path) -> None:
    written = write(hostile, "zip")
    with zipfile.ZipFile(written.file) as package:
        package.extractall(tmp_path / "package")
    report = frictionless.validate(str(tmp_path / "package" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])


def test_a_filter_with_such_a_text_is_a_value(hostile: Slice, write: Write) -> None:
    for payload in ("'); DROP TABLE posting; --", "=1+1", "]]>", "a\x00b\x07c", "' OR 1=1 --"):
        of = hostile.narrowed("recipient", payload)
        assert write(of, "csv").about.rows == PAYLOADS.count(payload)
    assert store.ask(queries.total, hostile).to_pylist()[0]["entries"] == len(PAYLOADS)


def _in_a_cell(text: str) -> str:
    return "".join(c for c in text if c in "\t\n\r" or not (c < " " or "\x7f" <= c <= "\x9f" or c in "\ufffe\uffff"))
