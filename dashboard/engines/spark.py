"""Spark over a folder of Parquet: a standalone cluster (spark://), or Spark Connect (sc://).

    spark://HOST:PORT/FOLDER?spark.executor.memory=2g      settings of the session may follow

The folder is what `purse publish --to FOLDER` writes; this process and every worker have to see it under the same path.
Spark has no role that may only read: what is sent here are questions that Ibis wrote, and nothing else.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from sqlglot import exp

from dashboard.engines import Generation, NoStore, QueryFailed, parquet, portable, rows, views

SECONDS = 120
"""After so many a question is ended."""
_SETTINGS: dict[str, Any] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # A product has all its decimals: cut to fewer, it would be rounded twice on its way to cents.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # A release called 2025 is a text.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    # The largest answers are small beside what they are summed from.
    "spark.sql.shuffle.partitions": "8",
}
_OF_THE_PROCESS: dict[str, Any] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class Spark:
    """The tables in a folder, asked from any thread through one session."""

    name = "Spark"

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._folder = Path(unquote(parts.path))
        self._where = f"Spark at {parts.hostname}:{parts.port}"
        self._given = dict(parse_qsl(parts.query))
        self._master = f"{parts.scheme}://{parts.netloc}"
        self._lock = threading.Lock()
        self._session: Any = None
        self._known: set[str] = set()

    def _spark(self) -> Any:
        with self._lock:
            if self._session is None:
                builder = SparkSession.builder.appName("public-purse")
                if self._master.startswith("sc:"):
                    builder = builder.remote(self._master)
                else:
                    builder = builder.master(self._master).config(map=_OF_THE_PROCESS)
                try:
                    self._session = builder.config(map={**_SETTINGS, **self._given}).getOrCreate()
                except Exception as e:  # the driver's own, of many kinds
                    raise NoStore(f"{self._where} cannot be reached: {str(e).splitlines()[0]}") from e
            return self._session

    def generation(self) -> Generation:
        here = parquet.newest(self._folder)
        return Generation(here.name, here.stat().st_mtime_ns)

    def _tables(self, of: Generation) -> None:
        """Makes the publication's tables known to the session, once."""
        spark = self._spark()
        with self._lock:
            if of.name in self._known:
                return
            for folder in sorted((self._folder / of.name).iterdir()):
                rows_of = spark.read.parquet(folder.as_uri()).select(*views.columns_of(folder.name))
                rows_of.createOrReplaceTempView(_named(folder.name, of))
            for name, select in views.views("spark", lambda table: exp.table_(_named(table, of), quoted=True)):
                spark.sql(select).createOrReplaceTempView(_named(name, of))
            self._known.add(of.name)

    def sql(self, expr: ir.Table, of: Generation) -> str:
        there = portable.portable(expr, lambda name, columns: ibis.table(columns, name=_named(name, of)))
        return str(ibis.to_sql(there, dialect="pyspark"))

    def batches(self, expr: ir.Table, of: Generation) -> Iterator[pa.RecordBatch]:
        text = self.sql(expr, of)
        try:
            self._tables(of)
            yield from self._within_time(text).cast(rows.shape(expr.schema())).to_batches()
        except PySparkException as e:
            raise QueryFailed(f"{self._where} could not answer: {str(e).splitlines()[0]}") from e

    def _within_time(self, text: str) -> pa.Table:
        """The whole answer; whoever takes too long is ended on the cluster too."""
        spark, tag = self._spark(), uuid.uuid4().hex
        late = threading.Timer(SECONDS, spark.interruptTag, [tag])
        late.start()
        spark.addTag(tag)  # of what this thread asks
        try:
            return spark.sql(text).toArrow()
        finally:
            spark.removeTag(tag)
            late.cancel()


def _named(table: str, of: Generation) -> str:
    return f"{table}_{of.name.replace('-', '_')}"
