"""Printed dates become fiscal years, or NULL: never a guess."""

from collections.abc import Sequence

import duckdb
import ibis
import pyarrow as pa
import pytest

from loaders.dates import Order, fiscal_year_of


def years(texts: Sequence[str | None], order: Order = "ymd", starts: int = 4) -> list[int | None]:
    """What each text gives."""
    table = ibis.table({"n": "int32", "text": "string"}, name="texts")
    asked = table.order_by("n").select(year=fiscal_year_of(table["text"], starts, order))
    with duckdb.connect(":memory:") as con:
        con.register("texts", pa.table({"n": pa.array(range(len(texts)), pa.int32()), "text": pa.array(texts)}))
        return [value for (value,) in con.execute(str(ibis.to_sql(asked, dialect="duckdb"))).fetchall()]


KNOWN = {
    "2024-03-31": 2024,
    "2024-04-01 00:00:00": 2025,
    "2024/4/1": 2025,
    "2024-04": 2025,
    "20240401": 2025,
    "2023-Q2": 2024,
    "Q1 2024": 2024,
    "Year ended March 31, 2024": 2024,
    "April 1, 2024": 2025,
    "1er avril 2024": 2025,
    "31 décembre 2023": 2024,
    "31-Mar-24": 2024,
    "Apr-24": 2025,
    "Sept. 2023": 2024,
}
NONE = ["2024", "31/03/2024", "2024-13-01", "45382", "20241", "Market 2024", "Decommissioning 2024", "May", "", None]


@pytest.mark.parametrize(("text", "year"), KNOWN.items())
def test_a_date_is_read_however_it_is_written(text: str, year: int) -> None:
    assert years([text]) == [year]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_or_could_be_two_is_null(text: str | None) -> None:
    assert years([text]) == [None]


def test_the_order_of_figures_has_to_be_said() -> None:
    printed = ["31/03/2024", "01/04/2024", "1.4.24", "5/12/2023 12:00:00 AM", "2024-04-01"]
    assert years(printed, "dmy") == [2024, 2025, 2025, 2024, 2025]
    assert years(printed, "mdy") == [None, 2024, 2024, 2024, 2025]


def test_a_fiscal_year_may_be_the_calendar_s() -> None:
    assert years(["2024-12-31", "2024-01-01"], starts=1) == [2024, 2024]
    assert years(["2024-06-30", "2024-07-01"], starts=7) == [2024, 2025]
