"""Entries and cents by file and year, counted by the engine and apart from it."""

from decimal import Decimal

import duckdb
import pytest

from loaders import readback
from loaders.errors import StoreError
from loaders.load import SCHEMA

from .small import enter


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute(SCHEMA.read_text(encoding="utf-8"))
    for amount, year, sha256 in (
        ("5.01", 2017, "f"),
        ("-7", 2017, "f"),
        ("1", 2018, "f"),
        ("99999999999999.99", 2018, "g"),
    ):
        enter(con, amount, fiscal_year=year, sha256=sha256)
    return con


COUNTED = {
    ("f", 2017): (2, Decimal("-1.99")),
    ("f", 2018): (1, Decimal("1.00")),
    ("g", 2018): (1, Decimal("99999999999999.99")),
}


def test_both_ways_come_to_the_same(con: duckdb.DuckDBPyConnection) -> None:
    assert readback.as_written(con, "memory") == COUNTED
    assert readback.apart(con, "memory") == COUNTED


def test_an_amount_without_its_classification_is_not_lost_from_sight(con: duckdb.DuckDBPyConnection) -> None:
    """The view does not see it, and so no reader does."""
    con.execute("DELETE FROM classification WHERE sha256 = 'g'")
    found = readback.differing(readback.as_written(con, "memory"), readback.apart(con, "memory"))
    assert found == ["file None…, year None: wrote 0 entries of 0, read 1 of 99,999,999,999,999.99"]


def test_a_store_that_does_not_add_up_is_refused(con: duckdb.DuckDBPyConnection, tmp_path: object) -> None:
    known = readback.tables(con, "memory")
    before = readback.written(con, "memory", known)
    con.execute("UPDATE posting SET amount = amount + 0.01 WHERE amount = 1")
    with pytest.raises(StoreError) as refused:
        readback.compare(SCHEMA, before, readback.read(con, "memory", known))
    assert "does not read back as it was written (tables posting)" in str(refused.value)
    assert "file f…, year 2018: wrote 1 entries of 1.00, read 1 of 1.01" in str(refused.value)


def test_a_store_without_entries_has_none(con: duckdb.DuckDBPyConnection) -> None:
    assert readback.read(con, "memory", {"code": ["code"]}).totals == {}
