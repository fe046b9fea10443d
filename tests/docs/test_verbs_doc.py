"""Every picture of `docs/verbs.md` is what the loaders do: the sheet before, the rows of the store after."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from openpyxl import Workbook

from loaders.load import SCHEMA, read_all
from loaders.reading import read_source
from loaders.steps import Step

from .markdown import Table, fenced, read, sections, tables

# What the pictures leave out: a complete description has these too.
REST = {
    "dataset": "docs/verbs",
    "title": "A picture",
    "publisher": "Nobody",
    "licence": "none",
    "releases": [{"release": "2023-24", "file": "book.xlsx"}],
    "sheet": {"name": "Data"},
    "constants": {
        "jurisdiction": "CA-ON",
        "fiscal_year": "2023-24",
        "direction": "expenditure",
        "phase": "executed",
        "basis": "appropriation",
    },
}
# Said once for all pictures, at the top of the document.
UNPICTURED = {"set_aside": "reason <> 'column headings'", "check_result": "check_kind <> 'row count'"}
SECTIONS = {heading: text for heading, text in sections(read("docs/verbs.md")) if heading.startswith("`")}
NAMES = {heading: re.findall(r"`(\w+)`", heading)[0] for heading in SECTIONS}


def pictured(section: str, words: str) -> dict[str, Table]:
    """The tables whose caption starts with the words, by the name in backticks in it."""
    return {re.findall(r"`(\w+)`", c)[0]: t for c, t in tables(section) if c.startswith(words)}


def write_book(path: Path, sheets: dict[str, Table]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([value.replace("␣", " ") or None for value in row.values()])
    book.save(path)


def loaded(folder: Path, section: str) -> duckdb.DuckDBPyConnection:
    """A store in memory that holds what the section's description makes of its sheets."""
    write_book(folder / "book.xlsx", pictured(section, "Before"))
    (described,) = fenced(section, "yaml")
    content: dict[str, Any] = {**REST, **yaml.load(described, Loader=yaml.BaseLoader)}
    (folder / "source.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    con = duckdb.connect(":memory:")
    con.execute(SCHEMA.read_text(encoding="utf-8"))
    read_all(con, [read_source(folder / "source.yaml")], lambda *_: None)
    return con


def shown(con: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> Table:
    """The columns of a table as texts, in the order of the sheet."""
    texts = ", ".join(f"coalesce({c}::VARCHAR, '') AS {c}" for c in columns)
    where = UNPICTURED.get(table, "true")
    rows = con.execute(f"SELECT {texts} FROM (SELECT * FROM {table} WHERE {where})").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def ordered(rows: Table) -> list[list[str]]:
    return sorted(list(row.values()) for row in rows)


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_rows_after_are_those_of_the_picture(heading: str, tmp_path: Path) -> None:
    after = pictured(SECTIONS[heading], "After")
    assert after.keys() & {"entry", "series_value"}
    con = loaded(tmp_path, SECTIONS[heading])
    for table, rows in after.items():
        assert ordered(shown(con, table, list(rows[0]))) == ordered(rows), table


@pytest.mark.parametrize("heading", SECTIONS)
def test_rows_that_are_set_aside_are_in_the_picture(heading: str, tmp_path: Path) -> None:
    if "set_aside" in pictured(SECTIONS[heading], "After"):
        return
    assert shown(loaded(tmp_path, SECTIONS[heading]), "set_aside", ["row", "reason"]) == []


@pytest.mark.parametrize("name", [*Step.model_fields, "amounts"])
def test_every_verb_has_a_section_that_uses_it(name: str) -> None:
    mine = [SECTIONS[heading] for heading, named in NAMES.items() if named == name]
    assert mine, f"docs/verbs.md has no section for {name}"
    assert all(re.search(rf"^(  - )?{name}:", fenced(s, "yaml")[0], re.M) for s in mine)
