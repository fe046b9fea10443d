"""What PostgreSQL is asked to keep: all or nothing, read alone, many at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from dashboard import engines as reading
from dashboard import queries, store
from dashboard.engines import NoStore, QueryFailed, postgres
from loaders import engines
from loaders.errors import BusyError, StoreError
from loaders.load import load
from loaders.publish import Place
from loaders.reading import read_sources
from tests.conftest import ROOT
from tests.dashboard.test_deadline import without_end
from tests.distributed.asked import SCENES
from tests.distributed.conftest import as_reader
from tests.restated import restate

pytestmark = pytest.mark.distributed


@pytest.fixture
def database(postgres_owner: str) -> str:
    """A database of the test's own, on the session's server."""
    with psycopg.connect(postgres_owner, autocommit=True) as con:
        name = "own"
        con.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        con.execute(f"CREATE DATABASE {name}")
    return postgres_owner.rpartition("/")[0] + "/own"


@pytest.fixture
def restated(tmp_path: Path) -> Path:
    load(Place(tmp_path), read_sources(ROOT / "data" / "sources"), lambda *_: None)
    restate(tmp_path)
    return tmp_path


def newest(url: str) -> tuple[object, ...] | None:
    with psycopg.connect(url) as con:
        return con.execute("SELECT max(id), count(*) FROM purse.published").fetchone()


def test_readers_see_the_old_or_the_new(
    database: str, store_dir: Path, restated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.distributed.servers import READER

    engines.send(Place(store_dir), database, READER)
    url = as_reader(database)
    monkeypatch.setenv("PURSE_STORE", url)
    monkeypatch.setattr(postgres, "LOOK", 0.0)
    old, found, stop = store.ask(queries.checks).to_pylist(), [], threading.Event()

    def ask() -> None:
        own = postgres.Postgres(url)
        while not stop.is_set():
            of = own.generation()
            found.append((of.name, reading.whole(own, queries.holdings(), of).num_rows))

    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        said = engines.send(Place(restated), database, READER)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert "schema purse_2" in said
    assert {n for name, n in found if name == "store-000001-1"} == {58}
    assert {name for name, _ in found} <= {"store-000001-1", "store-000001-2"}
    assert len({n for name, n in found if name == "store-000001-2"}) <= 1
    assert store.current().name == "store-000001-2"
    assert store.ask(queries.checks).to_pylist() != old, "what was remembered of the old one is not shown"


def test_what_fails_leaves_what_was_there(database: str, store_dir: Path) -> None:
    engines.send(Place(store_dir), database, None)
    with pytest.raises(StoreError, match='role "nobody_known" does not exist'):
        engines.send(Place(store_dir), database, "nobody_known")
    assert newest(database) == (1, 1)
    with psycopg.connect(database) as con:
        left = con.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'purse\\_%'").fetchall()
    assert left == [("purse_1",)]


def test_three_publications_are_kept(database: str, store_dir: Path) -> None:
    for _ in range(4):
        engines.send(Place(store_dir), database, None)
    with psycopg.connect(database) as con:
        left = con.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'purse\\_%' ORDER BY 1").fetchall()
    assert left == [("purse_2",), ("purse_3",), ("purse_4",)]
    assert newest(database) == (4, 3)


def test_one_publishes_at_a_time(database: str, store_dir: Path) -> None:
    with psycopg.connect(database) as con:
        con.execute("SELECT pg_advisory_xact_lock(7787773)")
        with pytest.raises(BusyError, match="somebody else is publishing"):
            engines.send(Place(store_dir), database, None)


def test_types_partitions_and_indexes(postgres_reader: str) -> None:
    with psycopg.connect(postgres_reader) as con:
        schema = con.execute("SELECT 'purse_' || max(id) FROM purse.published").fetchone()
        assert schema
        kinds = con.execute(
            "SELECT column_name, data_type, numeric_precision, numeric_scale, collation_name FROM information_schema.columns "
            "WHERE table_schema = %s AND table_name = 'posting'",
            schema,
        ).fetchall()
        parts = con.execute(
            "SELECT count(*) FROM pg_partition_tree(%s) WHERE isleaf", [f"{schema[0]}.posting"]
        ).fetchone()
        indexed = con.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = %s", schema).fetchall()
    assert ("amount", "numeric", 18, 2, None) in kinds
    assert ("recipient", "text", None, None, "C") in {(k[0], "text", *k[2:]) for k in kinds}
    assert parts == (10,), "a part for each release of each dataset with entries"
    assert any("posting USING btree (recipient)" in i for (i,) in indexed)


def test_nothing_can_be_written(postgres_owner: str, postgres_reader: str) -> None:
    """Neither as the role that may read, nor by way of the pages with the owner's address."""
    with psycopg.connect(postgres_reader) as con, pytest.raises(psycopg.errors.InsufficientPrivilege):
        con.execute("INSERT INTO purse.published (generation, built_at) VALUES ('x', now())")
    with (
        postgres.Postgres(postgres_owner).cursor() as cursor,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        cursor.execute("DELETE FROM purse.published")


def test_a_question_that_takes_too_long_is_ended(postgres_reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "SECONDS", 1)
    hurried = postgres.Postgres(postgres_reader)
    with pytest.raises(QueryFailed, match="did not answer within 1 seconds"):
        reading.whole(hurried, without_end(), hurried.generation())


def test_threads_get_each_its_own_answer(postgres_reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", postgres_reader)
    slices = [s["of"] for s in SCENES.values()]
    expected = [store.ask(queries.total, of).to_pylist() for of in slices]
    store._answer_of.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda of: store.ask(queries.total, of).to_pylist(), slices * 10))
    assert asked == expected * 10


def test_a_broken_connection_is_replaced(postgres_owner: str, postgres_reader: str) -> None:
    there = postgres.Postgres(postgres_reader)
    of = there.generation()
    before = reading.whole(there, queries.datasets(), of)
    with psycopg.connect(postgres_owner, autocommit=True) as con:
        con.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'public-purse'")
    assert reading.whole(there, queries.datasets(), of) == before


def test_what_is_not_there_is_said(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", database)
    with pytest.raises(NoStore, match="holds no published accounts"):
        store.ask(queries.datasets)
    monkeypatch.setenv("PURSE_STORE", "postgresql://secret:word@127.0.0.1:1/none")
    with pytest.raises(NoStore, match=r"PostgreSQL at 127\.0\.0\.1 cannot be reached") as told:
        store.ask(queries.datasets)
    assert "word" not in str(told.value)
