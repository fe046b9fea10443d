"""One generation of the store, held for several questions whose answers may be of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dashboard import bounds, deadline
from dashboard.engines import Generation, QueryFailed
from dashboard.opened import engine, instead, opened


class TooSlow(QueryFailed):
    """It was stopped, because it took longer than it may. `seconds` is how long that is."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Stopped after {seconds} seconds.")
        self.seconds = seconds


class OutgrewItsFile(QueryFailed):
    """It was stopped, because the file that is written from it is larger than it may be."""


def sql(expr: ir.Table) -> str:
    """A question as SQL that runs in DuckDB with the store attached as `accounts`."""
    return str(ibis.to_sql(expr, dialect="duckdb"))


class Reading:
    """One generation, held for several questions: what is published meanwhile is not seen. For answers of any size."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, of: Generation) -> None:
        self._cursor, self.of = cursor, of

    @property
    def generation(self) -> str:
        return self.of.name

    def bring(self, **tables: ir.Table) -> None:
        """Says which rows of which tables will be asked for. Nothing needs to be done where DuckDB has them."""

    def interrupt(self) -> None:
        """Stops what is being answered. For another thread."""
        self._cursor.interrupt()

    def let(self, **values: str | int) -> None:
        """Gives values to the names that a question has left open (`getvariable` in SQL)."""
        for name, value in values.items():
            self._cursor.execute(f"SET VARIABLE {name} = $1", [value])

    def keep(self, name: str, text: str) -> None:
        """Keeps the answer to a compiled question as a table (of the catalog `temp`), for this reading alone."""
        with _said():
            self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {text}")

    def ask(self, expr: ir.Table) -> pa.Table:
        """A whole answer. Raises QueryFailed."""
        return self.batches(sql(expr)).read_all()

    def whole(self, text: str) -> pa.Table:
        """The whole answer to a compiled question: worked out on all processors, where `batches` takes one."""
        with _said():
            return self._cursor.sql(text).to_arrow_table()

    def batches(self, text: str, rows: int = 100_000) -> pa.RecordBatchReader:
        """The answer to a compiled question, at most `rows` rows at a time. Raises QueryFailed."""
        with _said():
            return self._cursor.sql(text).to_arrow_reader(rows)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as e:
        raise QueryFailed(f"The store could not answer: {e}") from e


@contextmanager
def reading(too_large: Callable[[], bool] | None = None) -> Iterator[Reading]:
    """The current generation, until the end of the block. Raises NoStore.

    What takes too long in it, or once `too_large` says so, is stopped: TooSlow, OutgrewItsFile.
    """
    seconds = bounds.read().export_seconds
    with _held() as held, deadline.within(seconds, held.interrupt, too_large) as watch:
        try:
            yield held
        except Exception as e:  # an interruption comes out as what the reader of it makes of it
            if watch.late:
                raise TooSlow(seconds) from e
            if watch.large:
                raise OutgrewItsFile("Stopped: the file grew too large.") from e
            raise


@contextmanager
def _held() -> Iterator[Reading]:
    if there := engine():
        from dashboard.engines import brought

        with brought.reading(there) as reading:
            yield reading
        return
    file, con = opened()
    with con.cursor() as cursor:
        try:
            yield Reading(cursor, Generation(file.stem, file.stat().st_mtime_ns))
        except (QueryFailed, duckdb.Error, pa.ArrowException, OSError) as e:
            instead(file, e)  # what is being written cannot go on from another generation: the next one can
            raise
