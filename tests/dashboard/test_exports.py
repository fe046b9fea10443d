from __future__ import annotations

import csv
import io
from decimal import Decimal as D

import openpyxl
import pyarrow as pa
import pytest

from dashboard import exports, queries, store

PAYLOADS = [
    "=1+1",
    "+1+1|cmd",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1+1",
    "＝1+1",
    "\x00=1+1",
    "\u200b=1+1",
    '=HYPERLINK("x")',
]


def money(values: list[str | None]) -> pa.Array:
    return pa.array([None if v is None else D(v) for v in values], pa.decimal128(18, 2))


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_no_text_is_run_by_a_spreadsheet(payload: str) -> None:
    table = pa.table({"recipient": [payload], "amount": money(["-5.00"])})
    row = list(csv.reader(io.StringIO(exports.to_csv(table).decode())))[1]
    assert row[0].startswith("'"), row
    assert row[1] == "-5.00", "numbers are never touched"
    cell = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(table, {"Title": payload})))["Data"]["A2"]
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", ["Health", "-", "2015-16", "-12", "1,234.50", "Île-du-Prince-Édouard", "a=b", ""])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert exports.safe(text) == text


@pytest.mark.parametrize(
    "dataset",
    ["ontario/ministry-statements", "ontario/estimates", "canada/authorities", "reference/cofog", "reference/series"],
)
def test_a_file_adds_up_to_the_store(dataset: str) -> None:
    kind = {d["dataset"]: d["kind"] for d in store.ask(queries.datasets).to_pylist()}[dataset]
    table = exports.used_columns(store.ask(queries.whole_dataset, dataset, kind))
    rows = list(csv.DictReader(io.StringIO(exports.to_csv(table).decode("utf-8"), newline="")))
    assert len(rows) == table.num_rows
    assert list(rows[0]) == table.column_names
    book = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(table, {"Rows": table.num_rows})), read_only=True)
    sheet = list(book["Data"].iter_rows(values_only=True))
    assert len(sheet) == table.num_rows + 1
    if "amount" in table.column_names:
        total = sum(table["amount"].to_pylist())
        assert sum(D(r["amount"]) for r in rows) == total
        at = sheet[0].index("amount")
        assert sum(D(repr(r[at])) for r in sheet[1:]) == total
        assert all(isinstance(r[at], (int, float)) for r in sheet[1:])
    assert [r[0].value for r in book["About"].iter_rows()] == ["Rows"]


def test_columns_that_hold_nothing_are_left_out() -> None:
    table = pa.table({"a": ["x", None], "b": pa.nulls(2, pa.string())})
    assert exports.used_columns(table).column_names == ["a"]


def test_a_sheet_that_would_not_fit_is_refused_with_a_way_on() -> None:
    table = pa.table({"a": pa.nulls(1_048_576, pa.int8())})
    with pytest.raises(ValueError, match="take the CSV"):
        exports.to_xlsx(table, {})
