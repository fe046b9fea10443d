"""No column leaves the house without a word on what it means."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dashboard import schema
from dashboard.exports import dictionary
from dashboard.i18n import Speaker, languages

COLUMNS = (*schema.columns("entry_line"), "file", "functional_1", "functional_1_fr")


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_of_an_entry_has_a_title_and_a_meaning(code: str, name: str) -> None:
    found = dictionary.column(Speaker(code), name)
    assert found.name == name
    assert found.title
    assert found.definition.endswith(".")
    assert found.type in {"string", "integer", "number", "boolean"}


@pytest.mark.parametrize("code", languages())
def test_no_two_columns_share_a_title(code: str) -> None:
    titles = [dictionary.column(Speaker(code), name).title for name in COLUMNS]
    assert len(set(titles)) == len(titles), sorted(titles)


def test_meanings_are_said_in_french() -> None:
    for name in COLUMNS:
        english, french = (dictionary.column(Speaker(code), name).definition for code in ("en", "fr"))
        assert english != french, name


def test_types_are_those_of_the_store() -> None:
    kinds = {name: dictionary.column(Speaker("en"), name).type for name in COLUMNS}
    assert kinds["amount"] == "number"
    assert kinds["fiscal_year"] == "integer"
    assert kinds["recipient_rollup"] == "boolean"
    assert kinds["vote"] == kinds["printed"] == "string"


def test_a_column_without_a_description_is_refused() -> None:
    with pytest.raises(KeyError):
        dictionary.column(Speaker("en"), "profit")


def test_every_table_and_column_of_a_store_is_described(store_dir: Path) -> None:
    with duckdb.connect(str((store_dir / "current").resolve()), read_only=True) as con:
        held: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY column_index"
        ).fetchall():
            held.setdefault(table, []).append((column, kind))
    described = {t.name: t for t in dictionary.tables()}
    assert set(held) == set(described)
    for name, columns in held.items():
        assert described[name].definition.endswith("."), name
        assert [c.name for c in described[name].columns] == [c for c, _ in columns]
        for c in described[name].columns:
            assert len(c.definition) > 3, f"{name}.{c.name}"
            assert c.definition.endswith("."), f"{name}.{c.name}"
        numbers = {c for c, kind in columns if kind.startswith("DECIMAL")}
        assert {c.name for c in described[name].columns if c.type == "number"} == numbers


def test_the_schemas_own_comments_are_what_is_said() -> None:
    tables = {t.name: {c.name: c.definition for c in t.columns} for t in dictionary.tables()}
    assert tables["release"]["published"] == "Year, month or day (ISO 8601), as far as it is known."
    assert tables["generation"]["generation"] == "For example 'store-000042'."
    assert tables["posting"]["recipient"] == "Who was paid."
    assert tables["entry"]["cell"] == dictionary.column(Speaker("en"), "cell").definition
