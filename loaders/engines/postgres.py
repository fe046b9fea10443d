"""PostgreSQL: a schema for each publication, and one row that says which is the newest.

    purse.published (id, generation, built_at, published_at)     the newest id is what readers ask
    purse_42.dataset, purse_42.posting, … , purse_42.entry       its tables and views

All of it is one transaction: until it ends, readers see what was there before, and wait for nothing. Three publications
are kept, so that whoever asks while a newer one arrives is answered from the one that they began with. Texts are
compared by their code points (collation "C"), as in DuckDB.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import duckdb
import psycopg
import pyarrow as pa
import sqlglot
from psycopg import sql
from pyarrow import csv
from sqlglot import exp

from loaders.engines import sent
from loaders.errors import BusyError, StoreError
from loaders.publish import KEPT_GENERATIONS

if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[object, ...]]

_LOCK = 7_787_773  # of those who publish: one at a time
_BLOCK = 50_000  # rows sent at once
# The lookups that pages make; what is not here is small, or read whole.
_INDEXES = {
    "posting": ("classification", "recipient", "row"),
    "classification": ("lineage",),
    "recipient": ("recipient",),
}


def send(store: Path, url: str, reader: str | None) -> str:
    """Publishes a store's file to a database. Raises StoreError, and BusyError while another is at it."""
    parts = urlsplit(url)
    where = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"  # never the password
    try:
        with psycopg.connect(url, application_name="purse publish") as con, sent.opened(store) as held:
            _one_at_a_time(con, where)
            schema = _announce(con, held)
            rows = _fill(con, held, where)
            if reader:
                _allow(con, schema, reader)
            con.commit()
            _drop_old(con)
    except (psycopg.Error, duckdb.Error) as e:
        raise StoreError(
            f"cannot be published to: {str(e).strip()}", where=where, do="Nothing was published; what was there stays."
        ) from e
    return f"Published {rows:,} rows to {where}, schema {schema}"


def _one_at_a_time(con: Connection, where: str) -> None:
    got = con.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK]).fetchone()
    if not got or not got[0]:
        raise BusyError("somebody else is publishing", where=where, do="Wait for them to end, then try again.")


def _announce(con: Connection, held: duckdb.DuckDBPyConnection) -> str:
    con.execute("CREATE SCHEMA IF NOT EXISTS purse")
    con.execute(
        "CREATE TABLE IF NOT EXISTS purse.published (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        "generation text NOT NULL, built_at timestamp NOT NULL, published_at timestamptz NOT NULL DEFAULT now())"
    )
    row = con.execute(
        "INSERT INTO purse.published (generation, built_at) VALUES (%s, %s) RETURNING id", sent.generation(held)
    ).fetchone()
    schema = f"purse_{row[0] if row else 0}"
    con.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    con.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
    return schema


def _fill(con: Connection, held: duckdb.DuckDBPyConnection, where: str) -> int:
    count = 0
    for table in sent.every(held):
        _create(con, held, table)
        _copy(con, held, table)
        measured = sent.measured(held, table)
        amount = "sum(amount)" if "amount" in table.columns else "NULL"
        found = con.execute(sql.SQL("SELECT count(*), {} FROM {}").format(sql.SQL(amount), sql.Identifier(table.name)))
        arrived = sent.Measure(*found.fetchone())  # type: ignore[misc]
        sent.refuse_other(table, measured, arrived, where)
        count += arrived.rows
        for column in _INDEXES.get(table.name, ()):
            con.execute(sql.SQL("CREATE INDEX ON {} ({})").format(sql.Identifier(table.name), sql.Identifier(column)))
    con.execute("ALTER TABLE classification ADD PRIMARY KEY (dataset, release, classification)")
    # Tells the planner how many rows they have in common, which it would guess far too low.
    for name in ("posting", "classification_sum"):
        of = sql.SQL("ALTER TABLE {} ADD FOREIGN KEY (dataset, release, classification) REFERENCES classification")
        con.execute(of.format(sql.Identifier(name)))
    for tree in sqlglot.parse(sent.VIEWS.read_text(encoding="utf-8"), read="duckdb"):
        con.execute(tree.sql(dialect="postgres", identify=True, comments=False))  # type: ignore[union-attr]
    for table in sent.every(held):
        con.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.name)))
    return count


def _create(con: Connection, held: duckdb.DuckDBPyConnection, table: sent.Table) -> None:
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_type(kind))) for name, kind in table.columns.items()
    )
    name = sql.Identifier(table.name)
    if table.name != "posting":
        con.execute(sql.SQL("CREATE TABLE {} ({})").format(name, columns))
        return
    con.execute(sql.SQL("CREATE TABLE {} ({}) PARTITION BY LIST (dataset)").format(name, columns))
    known = held.execute("SELECT DISTINCT dataset, release FROM classification ORDER BY ALL").fetchall()
    for number, dataset in enumerate(dict.fromkeys(d for d, _ in known)):
        whole = sql.Identifier(f"posting_{number}")
        of = sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES IN ({})")
        con.execute(of.format(whole, name, sql.Literal(dataset)) + sql.SQL(" PARTITION BY LIST (release)"))
        for n, release in enumerate(r for d, r in known if d == dataset):
            con.execute(of.format(sql.Identifier(f"posting_{number}_{n}"), whole, sql.Literal(release)))


def _type(kind: str) -> str:
    known = exp.DataType.build(kind, dialect="duckdb")
    written = known.sql(dialect="postgres")
    return f'{written} COLLATE "C"' if "VARCHAR" in kind else str(written)


def _copy(con: Connection, held: duckdb.DuckDBPyConnection, table: sent.Table) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    if any(kind.endswith("[]") for kind in table.columns.values()):  # CSV has no lists; such tables are short
        with con.cursor().copy(into) as copy:
            for row in held.execute(table.rows).fetchall():
                copy.write_row(row)
        return
    with con.cursor().copy(into + sql.SQL(" (FORMAT csv)")) as copy:
        for text in _as_csv(held.sql(table.rows).to_arrow_reader(_BLOCK)):
            copy.write(text)


def _as_csv(batches: pa.RecordBatchReader) -> Iterator[bytes]:
    """What is not NULL stands in quotes, so that a text without characters is not taken for NULL."""
    how = csv.WriteOptions(include_header=False, quoting_style="all_valid")
    for batch in batches:
        out = pa.BufferOutputStream()
        csv.write_csv(batch, out, how)
        yield out.getvalue().to_pybytes()


def _allow(con: Connection, schema: str, reader: str) -> None:
    for name in ("purse", schema):
        of = {"schema": sql.Identifier(name), "role": sql.Identifier(reader)}
        con.execute(sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {role}").format(**of))
        con.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}").format(**of))


def _drop_old(con: Connection) -> None:
    """Removes all but the newest publications. One that somebody is still reading stays until the next time."""
    old = con.execute("SELECT id FROM purse.published ORDER BY id DESC OFFSET %s", [KEPT_GENERATIONS]).fetchall()
    for (number,) in old:
        with contextlib.suppress(psycopg.errors.LockNotAvailable), con.transaction():
            con.execute("SET LOCAL lock_timeout = '2s'")
            con.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(f"purse_{number}")))
            con.execute("DELETE FROM purse.published WHERE id = %s", [number])
    con.commit()
