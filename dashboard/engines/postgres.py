"""PostgreSQL: a pool of connections that can only read, each question a statement with a limit on its time.

What `purse publish --to` makes there, and how a newer publication takes its place, is in `loaders/engines/postgres.py`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlsplit

import ibis
import ibis.expr.types as ir
import psycopg
import pyarrow as pa
import sqlglot
from sqlalchemy import create_engine, exc
from sqlglot import exp

from dashboard.engines import Generation, NoStore, QueryFailed, portable, rows

SECONDS = 30
"""After so many a question is ended."""
_BLOCK = 20_000
LOOK = 1.0  # seconds between two looks for a newer publication
# A plan is made for each question, and most take less time than compiling one to machine code would.
_SETTINGS = (
    "SET default_transaction_read_only = on; SET standard_conforming_strings = on; SET jit = off; "
    "SET TimeZone = 'UTC'; SET lock_timeout = '5s'"
)
_NEWEST = "SELECT id, generation, published_at FROM purse.published ORDER BY id DESC LIMIT 1"


class Postgres:
    """The tables in a database, asked from any thread."""

    name = "PostgreSQL"

    def __init__(self, url: str) -> None:
        self._url = url
        self._where = f"PostgreSQL at {urlsplit(url).hostname or 'this machine'}"
        # SQLAlchemy for its pool alone: it tries a connection before it lends it, and replaces what is broken.
        self._pool = create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            pool_size=8,
            max_overflow=24,
            pool_timeout=10,
            pool_recycle=1800,
            pool_pre_ping=True,
        )
        self._lock = threading.Lock()
        self._seen: tuple[float, Generation] | None = None

    def _connect(self) -> psycopg.Connection[Any]:
        con = psycopg.connect(self._url, autocommit=True, connect_timeout=10, application_name="public-purse")
        con.execute(_SETTINGS)
        con.execute("SELECT set_config('statement_timeout', %s, false)", [str(int(SECONDS * 1000))])
        return con

    @contextmanager
    def cursor(self) -> Iterator[psycopg.Cursor[Any]]:
        """Of a connection that is nobody else's until the end of the block. Raises NoStore."""
        try:
            lent = self._pool.raw_connection()
        except (exc.SQLAlchemyError, psycopg.Error) as e:
            raise NoStore(f"{self._where} cannot be reached: {str(e).strip()}") from e
        try:
            with cast("psycopg.Connection[Any]", lent).cursor() as cursor:
                yield cursor
        finally:
            lent.close()  # gives it back

    def generation(self) -> Generation:
        with self._lock:
            if self._seen is None or time.monotonic() - self._seen[0] > LOOK:
                self._seen = time.monotonic(), self._newest()
            return self._seen[1]

    def _newest(self) -> Generation:
        with self.cursor() as cursor:
            try:
                found = cursor.execute(_NEWEST).fetchone()
            except psycopg.Error as e:
                raise NoStore(f"{self._where} holds no published accounts, or may not show them: {e}") from e
        if found is None:
            raise NoStore(f"{self._where} holds no published accounts. Publish them with: purse publish --to URL")
        number, name, published = found
        return Generation(f"{name}-{number}", int(published.timestamp() * 1_000_000) * 1000)

    def sql(self, expr: ir.Table, of: Generation) -> str:
        schema = f"purse_{of.name.rpartition('-')[2]}"
        there = portable.portable(expr, lambda name, columns: ibis.table(columns, name=name, database=schema))
        return folded_whole(str(ibis.to_sql(there, dialect="postgres")))

    def batches(self, expr: ir.Table, of: Generation) -> Iterator[pa.RecordBatch]:
        text, shape = self.sql(expr, of), rows.shape(expr.schema())
        with self.cursor() as cursor:
            try:
                # As they come, not all at once: an answer may be larger than memory.
                yield from (rows.batch(block, shape) for block in _blocks(cursor, text))
            except psycopg.errors.QueryCanceled as e:
                raise QueryFailed(f"{self._where} did not answer within {SECONDS} seconds.") from e
            except psycopg.Error as e:
                self._seen = None
                raise QueryFailed(f"{self._where} could not answer: {str(e).strip()}") from e


def _blocks(cursor: psycopg.Cursor[Any], text: str) -> Iterator[list[tuple[Any, ...]]]:
    with cursor.connection.transaction(), cursor.connection.cursor("answer") as answer:
        answer.itersize = _BLOCK
        answer.execute(text.encode())
        while block := answer.fetchmany(_BLOCK):
            yield block


def folded_whole(text: str) -> str:
    """Small letters of every alphabet: under the tables' collation PostgreSQL would know those of ASCII alone."""
    tree = sqlglot.parse_one(text, read="postgres")
    for lower in list(tree.find_all(exp.Lower)):
        every = exp.Collate(this=lower.this.copy(), expression=exp.Identifier(this="und-x-icu", quoted=True))
        plain = exp.Collate(this=exp.Lower(this=every), expression=exp.Identifier(this="C", quoted=True))
        lower.replace(exp.Paren(this=plain))
    return tree.sql(dialect="postgres", pretty=True)
