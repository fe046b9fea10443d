"""Engines beside DuckDB that hold the store's tables: `PURSE_STORE` names one by its address.

    postgresql://HOST/DATABASE     PostgreSQL
    spark://HOST:PORT/FOLDER       a Spark cluster, over a folder of Parquet; sc:// for Spark Connect
    parquet:///FOLDER              the same folder, asked by DuckDB

`purse publish --to` puts the tables there. One module an engine; none is imported before it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

import ibis.expr.types as ir
import pyarrow as pa


class NoStore(Exception):
    """Nothing is published yet, or the store cannot be opened; the text says what to do."""


class QueryFailed(Exception):
    """The store did not answer."""


class Generation(NamedTuple):
    """One publication of the tables. `changed` tells it from another of the same name: nanoseconds since 1970."""

    name: str
    changed: int


class Engine(Protocol):
    """Answers expressions over the tables of the schema, from any thread."""

    name: str
    """What it is called: `PostgreSQL`."""

    def __hash__(self) -> int: ...

    def generation(self) -> Generation:
        """The newest. Raises NoStore."""
        ...

    def sql(self, expr: ir.Table, of: Generation) -> str:
        """A question as SQL that runs there as it is, for as long as the generation is kept."""
        ...

    def batches(self, expr: ir.Table, of: Generation) -> Iterator[pa.RecordBatch]:
        """The answer, some thousand rows at a time, as `expr` says its columns are. Raises QueryFailed, NoStore."""
        ...


def whole(there: Engine, expr: ir.Table, of: Generation) -> pa.Table:
    """The answer of an engine, all at once. Raises what `Engine.batches` does."""
    from dashboard.engines import rows

    return pa.Table.from_batches(there.batches(expr, of), rows.shape(expr.schema()))


_POSTGRES, _SPARK, _PARQUET = ("postgres", "postgresql"), ("spark", "sc"), "parquet"


def folder_in(place: str) -> Path | None:
    """The folder that `parquet:///folder` names; None where a place is of another kind."""
    parts = urlsplit(place)
    return Path(unquote(parts.path)) if parts.scheme == _PARQUET else None


@lru_cache(maxsize=4)
def engine(place: str) -> Engine | None:
    """The engine at an address; None where the place is a folder or a file, which DuckDB reads itself.

    Raises NoStore where nothing known speaks for the address, or its package is not installed.
    """
    scheme = urlsplit(place).scheme if "://" in place else ""
    if scheme in _POSTGRES:
        from dashboard.engines.postgres import Postgres

        return Postgres(place)
    if scheme in _SPARK:
        try:
            from dashboard.engines.spark import Spark
        except ImportError as e:  # an extra: it is larger than all else together
            raise NoStore(f"{e.name} is not installed. Install it with: pip install 'public-purse[spark]'") from e
        return Spark(place)
    if scheme in ("", _PARQUET):
        return None
    raise NoStore(
        f"PURSE_STORE names no engine that is known here: {scheme}://. Known are postgresql, spark, sc, parquet."
    )
