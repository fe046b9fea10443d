"""Rows as a driver gives them, as Arrow: decimals exact, in the types that a question says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

_PLAIN = {
    "boolean": pa.bool_(), "string": pa.string(), "int8": pa.int8(), "int16": pa.int16(), "int32": pa.int32(),
    "int64": pa.int64(), "float64": pa.float64(), "date": pa.date32(),
}  # fmt: skip


def shape(schema: ibis.Schema) -> pa.Schema:
    """The columns of an answer."""
    return pa.schema([pa.field(name, _kind(kind)) for name, kind in schema.items()])


def _kind(kind: dt.DataType) -> pa.DataType:
    if kind.is_decimal():
        # A sum whose digits nobody has counted has room for 38, two of them cents.
        return pa.decimal128(kind.precision or 38, 2 if kind.scale is None else kind.scale)
    if kind.is_array():
        return pa.list_(_kind(kind.value_type))
    if kind.is_timestamp():
        return pa.timestamp("us", kind.timezone)
    return _PLAIN[str(kind).removeprefix("!")]


def batch(rows: Sequence[Sequence[Any]], of: pa.Schema) -> pa.RecordBatch:
    """Rows of Python values. A sum of whole numbers may come as a Decimal."""
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(of)
    return pa.record_batch([_array(c, f.type) for c, f in zip(columns, of, strict=True)], schema=of)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_integer(kind):
        return pa.array([None if v is None else int(v) for v in values], kind)
    return pa.array(values, kind)
