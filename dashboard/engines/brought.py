"""Reads for files: what they need is brought from an engine into a DuckDB of this process, which writes as ever.

It lies in a file that goes away with the reading, so that it may be larger than memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import ibis.expr.types as ir
import pyarrow as pa

from dashboard.engines import Engine, Generation
from dashboard.readings import Reading
from dashboard.schema import CATALOG, SCHEMA


class Brought(Reading):
    """A reading of an engine's tables."""

    def __init__(self, con: duckdb.DuckDBPyConnection, there: Engine, of: Generation) -> None:
        super().__init__(con, of)
        self._there = there

    def bring(self, **tables: ir.Table) -> None:
        """Fetches these rows, in place of what was there of their tables. Raises QueryFailed, NoStore."""
        for name, wanted in tables.items():
            batches = self._there.batches(wanted, self.of)
            self._cursor.execute(f'DELETE FROM {CATALOG}.main."{name}"')
            for batch in batches:
                self._cursor.register("batch", pa.Table.from_batches([batch]))
                self._cursor.execute(f'INSERT INTO {CATALOG}.main."{name}" BY NAME SELECT * FROM batch')
                self._cursor.unregister("batch")


@contextmanager
def reading(there: Engine) -> Iterator[Brought]:
    """The engine's newest generation, until the end of the block. Raises NoStore."""
    of = there.generation()
    with TemporaryDirectory(prefix="public-purse-reading-") as scratch, duckdb.connect(":memory:") as con:
        quoted = str(Path(scratch) / "reading.duckdb").replace("'", "''")
        con.execute(f"ATTACH '{quoted}' AS {CATALOG}")
        con.execute(f"USE {CATALOG}")
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        con.execute("USE memory")
        yield Brought(con, there, of)
