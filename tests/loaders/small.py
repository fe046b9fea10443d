"""A source small enough to read at a glance: a sheet of a few rows, and a description that says the rest."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import yaml

from loaders.check import Result, check_release
from loaders.extract import Extracted, extract
from loaders.load import ROOT, SCHEMA
from loaders.publish import Place
from loaders.reading import read_source
from loaders.source import Source

SOURCES = ROOT / "data" / "sources"
DESCRIBED = sorted(SOURCES.rglob("*.yaml"))
FETCHED = [path for path in DESCRIBED if all(r.fetched for r in read_source(path).releases)]
BUNDLED = [path for path in DESCRIBED if path not in FETCHED]
Rows = Sequence[Sequence[object]]
CONSTANTS = {
    "jurisdiction": "CA-ON",
    "fiscal_year": "2016-17",
    "direction": "expenditure",
    "phase": "executed",
    "basis": "appropriation",
}
DESCRIPTION: dict[str, Any] = {
    "dataset": "test/small",
    "title": "A small one",
    "publisher": "Nobody",
    "licence": "none",
    "releases": [{"release": "2016-17", "file": "book.csv"}],
    "constants": CONSTANTS,
    "columns": {"administrative_1": "Ministry", "amount": "Amount"},
}
HEADINGS = ["Ministry", "Amount"]


def quiet(dataset: str, release: str) -> None:
    """A progress that shows nothing."""


def without(constants: Mapping[str, str], *names: str) -> dict[str, str]:
    return {k: v for k, v in constants.items() if k not in names}


def write_csv(path: Path, rows: Rows) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def write_workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        worksheet = book.create_sheet(name)
        for row in rows:
            worksheet.append(row)
    book.save(path)
    return path


def describe(folder: Path, sheet: Rows | Mapping[str, Rows], /, **changes: Any) -> Source:
    """Writes the sheet (a CSV file; a workbook if it has names) and its description; gives back the source."""
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(sheet, Mapping):
        write_workbook(folder / "book.xlsx", sheet)
        changes = {"releases": [{"release": "2016-17", "file": "book.xlsx"}], "sheet": {"name": "Data"}, **changes}
    else:
        write_csv(folder / "book.csv", sheet)
    return write_description(folder / "small.yaml", {**DESCRIPTION, **changes})


def write_description(path: Path, description: Mapping[str, Any]) -> Source:
    path.write_text(yaml.safe_dump(dict(description), allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_source(path)


def empty_store() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute(SCHEMA.read_text(encoding="utf-8"))
    return con


def extracted(source: Source) -> tuple[duckdb.DuckDBPyConnection, Extracted]:
    """The first release of a source in an empty store."""
    con = empty_store()
    return con, extract(con, source, source.releases[0])


def entries(source: Source, columns: str = "administrative_1, amount") -> list[tuple[Any, ...]]:
    """Columns of the entries that a source gives, in the order of the sheet."""
    con, _ = extracted(source)
    order = "regexp_extract(cell, '[0-9]+')::INT, cell"
    return con.execute(f"SELECT {columns} FROM entry ORDER BY {order}").fetchall()


def checked(source: Source) -> list[Result]:
    """The ledger of a source's first release."""
    con, out = extracted(source)
    return check_release(con, out)


def enter(con: duckdb.DuckDBPyConnection, amount: str = "1", **labels: object) -> None:
    """An entry of `test/x`, release 2016-17, written into the store's tables by hand."""
    whole = {
        "classification": con.execute("SELECT count(*) + 1 FROM classification").fetchall()[0][0],
        **{"dataset": "test/x", "release": "2016-17", "jurisdiction": "CA-ON", "fiscal_year": 2017},
        **{"direction": "expenditure", "phase": "executed", "basis": "cash", "unit": "dollars"},
        **{"sha256": "f", "sheet": "s", "letter": "A", "receipt": "r", **labels},
    }
    con.execute(
        f"INSERT INTO classification ({', '.join(whole)}) VALUES ({', '.join('?' * len(whole))})", [*whole.values()]
    )
    con.execute("INSERT INTO posting VALUES ($1, $1, NULL, $2, 0, NULL)", [whole["classification"], amount])


def rows_of(place: Place, sql: str) -> list[tuple[Any, ...]]:
    """Answer of the published store."""
    with duckdb.connect(str(place.current()), read_only=True) as con:
        return con.execute(sql).fetchall()
