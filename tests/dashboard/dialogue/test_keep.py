"""The database: where it is, how it comes to be and is brought up to date, and that nothing gets lost in it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.dialogue import keep, posts, supports, upgrade
from dashboard.dialogue.tables import metadata
from tests.dashboard.dialogue.conftest import NOON, draft, published

ROOT = Path(__file__).parents[3]


def test_it_stands_beside_the_store_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(keep.ENV, raising=False)
    monkeypatch.setenv("PURSE_STORE", str(tmp_path / "store"))
    assert keep.place().database == str(tmp_path / "dialogue" / "dialogue.db")
    monkeypatch.setenv("PURSE_STORE", "postgresql://somewhere/accounts")
    assert keep.place().database == str(ROOT / "data" / "dialogue" / "dialogue.db")
    monkeypatch.setenv(keep.ENV, "postgres://purse@db.example/dialogue")
    assert keep.place().drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    ("told", "answer"),
    [("off", "no dialogue is kept"), ("mysql://x/y", "names mysql"), ("sqlite://", "with a file"), ("nonsense", "no address")],
)  # fmt: skip
def test_what_cannot_be_a_database_is_told(monkeypatch: pytest.MonkeyPatch, told: str, answer: str) -> None:
    monkeypatch.setenv(keep.ENV, told)
    with pytest.raises(keep.Unreachable, match=answer):
        keep.place()


def test_a_database_that_is_not_there_is_told_at_once_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keep.ENV, "postgresql://nobody@127.0.0.1:9/none")
    for _ in range(2):
        with pytest.raises(keep.Unreachable, match="port 9 failed"):
            posts.heard()
    keep.forget()


def test_the_steps_make_the_tables_that_questions_are_put_to(database: str) -> None:
    with keep.reading() as con:
        found = sa.inspect(con)
        for table in metadata.sorted_tables:
            there = {c["name"]: c for c in found.get_columns(table.name)}
            assert list(there) == [c.name for c in table.columns]
            for column in table.columns:
                made = there[column.name]
                assert made["type"]._type_affinity is column.type._type_affinity, f"{table.name}.{column.name}"
                assert made["nullable"] == bool(column.nullable), f"{table.name}.{column.name}"
                assert getattr(made["type"], "length", None) == getattr(column.type, "length", None)
            assert set(found.get_pk_constraint(table.name)["constrained_columns"]) == {
                c.name for c in table.primary_key
            }


def test_a_database_of_the_first_version_is_brought_up_to_date_with_what_it_holds(database: str) -> None:
    url = keep.place()
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True)
    engine = sa.create_engine(url)
    with engine.begin() as con:
        assert upgrade.upgrade(con, NOON, up_to=1) == [1]
        con.execute(
            sa.text("INSERT INTO post (id, kind, state, lang, title, text, created, changed) VALUES (:i, 'idea', 'published', 'fr', 'Ancienne', '', :t, :t)").bindparams(sa.bindparam("t", type_=sa.DateTime)),
            {"i": "a" * 32, "t": NOON},
        )  # fmt: skip
    engine.dispose()
    assert [row["title"] for row in posts.listed(posts.Wanted(), 10)] == ["Ancienne"]
    with keep.reading() as con:
        done = con.execute(sa.text("SELECT number FROM schema_step ORDER BY number")).scalars().all()
    assert list(done) == [s.number for s in upgrade.steps()] == list(range(1, len(done) + 1))
    with keep.writing() as con:
        assert upgrade.upgrade(con, NOON) == []


def test_a_database_of_a_newer_version_is_left_alone(database: str) -> None:
    published()
    with keep.writing() as con:
        con.execute(sa.text("INSERT INTO schema_step VALUES (99, 'later', '2030-01-01 00:00:00')"))
    keep.forget()
    with pytest.raises(keep.Unreachable, match="newer version"):
        posts.heard()


def test_sqlite_keeps_its_log_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keep.ENV, f"sqlite:///{tmp_path}/d/dialogue.db")
    with keep.reading() as con:
        assert con.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert con.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    keep.forget()


def test_fifty_people_at_once_lose_nothing(database: str) -> None:
    together = threading.Barrier(50)
    shared = published("What all of them support")

    def person(n: int) -> str:
        together.wait(60)
        supports.cast(posts.SUPPORT, shared, supports.new_token(), NOON)
        return posts.submit(draft(f"Question of person {n}", f"Text {n}\n\nof person {n}"), NOON)

    with ThreadPoolExecutor(50) as people:
        ids = list(people.map(person, range(50)))
    assert len(set(ids)) == 50
    kept = [posts.one(id) for id in ids]
    assert [(k["title"], k["text"]) for k in kept if k] == [
        (f"Question of person {n}", f"Text {n}\n\nof person {n}") for n in range(50)
    ]
    assert posts.heard().waiting == 50
    assert supports.counts(posts.SUPPORT)[shared] == 50


def test_servers_that_start_at_once_make_one_schema_and_lose_nothing(database: str) -> None:
    code = (
        "import sys; from datetime import datetime; from dashboard.dialogue import posts\n"
        "for n in range(8): posts.submit(posts.Draft('idea', 'fr', f'Idée {n} de {sys.argv[1]}', ''), datetime(2026, 3, 1))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(n)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        for n in range(4)
    ]
    assert [server.wait(180) for server in started] == [0, 0, 0, 0]
    assert posts.heard().waiting == 32


def test_what_fails_half_way_leaves_nothing(database: str) -> None:
    id = published()

    def fails() -> None:
        with keep.writing() as con:
            con.execute(sa.text("DELETE FROM act"))
            con.execute(sa.text("DELETE FROM post"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert posts.one(id) is not None
