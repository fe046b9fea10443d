"""One table in every format and encoding: drafted, checked by its own draft, and loaded, it is always the same."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from loaders.cli_inspect import drafted
from loaders.inspect.look import look
from loaders.inspect.trial import check_file
from loaders.load import load
from loaders.publish import Place
from loaders.reading import read_source

from .formats import Rows, ods, xls, xlsb
from .small import quiet, rows_of

HEADINGS = ["Ministry", "Program", "2022-23 Actual", "2023-24 Actual"]
BODY: Rows = [
    ["Éducation", "Schools", 1200.5, 1260.25],
    ["Éducation", "Libraries", 50.0, 47.0],
    ["Santé", "Hospitals", 9000.0, -9100.1],
    ["Routes", "Winter", None, 630.0],
]
ROWS: Rows = [HEADINGS, *BODY]
ENTRIES = sorted((str(m), 2023 + n, Decimal(str(row[n]))) for m, _, *row in BODY for n in (0, 1) if row[n] is not None)


def separated(delimiter: str, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(ROWS)
    return text.getvalue().encode(encoding)


def workbook() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(target)
    return target.getvalue()


def ckan() -> bytes:
    names = ["_id", *HEADINGS]
    records = [dict(zip(names, [n, *row], strict=True)) for n, row in enumerate(BODY, 1)]
    return json.dumps({"success": True, "result": {"fields": [{"id": n} for n in names], "records": records}}).encode()


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("accounts/2024.csv", separated(",", "utf-8"))
        archive.writestr("__MACOSX/accounts/._2024.csv", b"\0")
        archive.writestr("readme.pdf", b"%PDF")
    return target.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "a.xlsx": workbook,
    "a.xlsm": workbook,
    "a.xls": lambda: xls(ROWS),
    "a.xlsb": lambda: xlsb(ROWS),
    "a.ods": lambda: ods(ROWS),
    "mark.csv": lambda: separated(",", "utf-8-sig"),
    "utf16.csv": lambda: separated("\t", "utf-16"),
    "windows.csv": lambda: separated(";", "cp1252"),
    "pipe.txt": lambda: separated("|", "utf-8"),
    "a.tsv": lambda: separated("\t", "utf-8"),
    "a.json": ckan,
    "a.zip": zipped,
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_is_the_same_in_every_format(tmp_path: Path, name: str) -> None:
    file, description = tmp_path / name, tmp_path / "draft.yaml"
    file.write_bytes(FORMATS[name]())
    _, trial = drafted(look(file), description)
    assert trial.error is None
    assert check_file(file, description).loads
    place = Place(tmp_path / "store")
    load(place, [read_source(description)], quiet)
    found = rows_of(place, "SELECT administrative_1, fiscal_year, amount FROM entry ORDER BY ALL")
    assert found == ENTRIES
