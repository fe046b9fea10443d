"""Classifications are summed at every load: the same entries and the same cents as the entries themselves."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from loaders.errors import StoreError
from loaders.load import SCHEMA, load
from loaders.publish import Place
from loaders.reading import read_source
from loaders.releases import verify

from .small import quiet, rows_of


def columns(view: str) -> list[str]:
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA.read_text("utf-8"))
        return [name for name, *_ in con.execute(f"DESCRIBE {view}").fetchall()]


SHARED = [c for c in columns("entry_sum") if c not in ("entries", "amount")]
DESCRIPTION = """
dataset: test/{name}
title: Payments
publisher: nobody
licence: none
hierarchy: [administrative_1]
releases: [{{release: "1", file: {name}.csv}}]
sheet: {{unit: dollars}}
constants: {{jurisdiction: CA-ON, direction: expenditure, phase: executed, basis: payments}}
columns: {{fiscal_year: Year, administrative_1: Ministry, recipient: Recipient, amount: Amount}}
"""


def loaded(folder: Path, name: str, *rows: str) -> Place:
    (folder / f"{name}.csv").write_text("Year,Ministry,Recipient,Amount\n" + "\n".join(rows), "utf-8")
    (folder / f"{name}.yaml").write_text(DESCRIPTION.format(name=name), "utf-8")
    place = Place(folder / "store")
    load(place, [read_source(folder / f"{name}.yaml")], quiet)
    return place


def test_sums_have_all_that_entries_share() -> None:
    assert set(columns("entry_line")) - {*SHARED, "amount"} == {
        "entry_id",
        "recipient",
        "cell",
        "printed",
        "line",
        "row",
    }


@pytest.mark.parametrize("column", SHARED)
def test_sums_and_entries_are_the_same_money_by_every_column(store: duckdb.DuckDBPyConnection, column: str) -> None:
    by = f"dataset, release, fiscal_year, direction, phase, basis, {column} AS shared"
    found = store.execute(f"SELECT {by}, sum(entries), sum(amount) FROM entry_sum GROUP BY ALL ORDER BY ALL").fetchall()
    of_entries = f"SELECT {by}, count(*), sum(amount) FROM entry_line GROUP BY ALL ORDER BY ALL"
    assert found == store.execute(of_entries).fetchall()
    assert len(found) > 50


def test_a_classification_is_summed_once_with_its_signs(tmp_path: Path) -> None:
    place = loaded(tmp_path, "one", "2024,Health,A,5", "2024,Health,B,-2.50", "2024,Health,A,0.01", "2023,Health,A,7")
    assert rows_of(place, "SELECT fiscal_year, entries, amount::VARCHAR FROM entry_sum ORDER BY ALL") == [
        (2023, 1, "7.00"),
        (2024, 3, "2.51"),
    ]


def test_what_is_carried_over_is_summed_with_what_is_read(tmp_path: Path) -> None:
    loaded(tmp_path, "one", "2024,Health,A,5", "2024,Health,B,6")
    place = loaded(tmp_path, "two", "2024,Health,A,1")
    assert rows_of(place, "SELECT dataset, entries, amount::VARCHAR FROM entry_sum ORDER BY ALL") == [
        ("test/one", 2, "11.00"),
        ("test/two", 1, "1.00"),
    ]


def test_sums_that_are_not_those_of_the_entries_are_told(tmp_path: Path) -> None:
    place = loaded(tmp_path, "one", "2024,Health,A,5", "2023,Health,B,6")
    file = place.current()
    assert file is not None
    assert verify(file) == 2
    with duckdb.connect(str(file)) as con:
        con.execute("UPDATE classification_sum SET amount = amount + 0.01 WHERE amount = 5")
    with pytest.raises(StoreError, match=r"does not add up: test/one 1: .* 2 entries of 11\.01, there are 2 of 11\.00"):
        verify(file)
