"""A damaged generation: the one before it answers, and it is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard import generations, queries, server, store
from loaders.publish import Place, switch

Damage = Callable[[Path], None]


@pytest.fixture
def folder(store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three generations with the same figures, the third current."""
    place = tmp_path / "store"
    place.mkdir()
    for n in (1, 2, 3):
        shutil.copy(store_dir / "current", place / f"store-{n:06d}.duckdb")
    (place / "current").symlink_to("store-000003.duckdb")
    monkeypatch.setenv("PURSE_STORE", str(place))
    return place


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def header(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[:12288] = bytes(b ^ 0x5A for b in whole[:12288])
    file.write_bytes(bytes(whole))


def blocks(file: Path) -> None:
    """A bit in every block of data: it opens as ever."""
    whole = bytearray(file.read_bytes())
    for at in range(12288 + 262144 + 70_000, len(whole), 262144):
        whole[at] ^= 1
    file.write_bytes(bytes(whole))
    with duckdb.connect(":memory:") as con:
        con.execute(f"ATTACH '{file}' AS s (READ_ONLY)")


def removed(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("damage", [emptied, cut, header, blocks, removed])
def test_the_generation_before_answers(folder: Path, store_dir: Path, damage: Damage) -> None:
    monthly = [store.ask(queries.holdings).to_pylist(), store.ask(queries.releases).to_pylist()]
    damage(folder / "store-000003.duckdb")
    store.examine()
    assert store.generation().name == "store-000002.duckdb"
    assert list(store.passed_over()) == ["store-000003"]
    assert [store.ask(queries.holdings).to_pylist(), store.ask(queries.releases).to_pylist()] == monthly
    with store.reading() as reading:
        assert reading.generation == "store-000002"


@pytest.mark.parametrize("damage", [emptied, cut, header, blocks])
def test_it_is_found_out_by_a_question_too(folder: Path, damage: Damage) -> None:
    damage(folder / "store-000003.duckdb")
    for question in (queries.holdings, queries.checks, queries.releases):
        assert store.ask(question).num_rows > 0
    with store.reading() as reading:
        assert reading.whole("SELECT count(*) AS n FROM accounts.main.check_result").num_rows == 1


def test_two_damaged_ones_are_passed_over(folder: Path) -> None:
    for n in (2, 3):
        emptied(folder / f"store-00000{n}.duckdb")
    assert store.ask(queries.datasets).num_rows == 9
    assert store.generation().name == "store-000001.duckdb"
    assert list(store.passed_over()) == ["store-000003", "store-000002"]


def test_where_all_are_damaged_it_says_what_to_do(folder: Path) -> None:
    for n in (1, 2, 3):
        emptied(folder / f"store-00000{n}.duckdb")
    with pytest.raises(store.NoStore, match=r"store-000003.duckdb cannot be opened. Load it anew"):
        store.ask(queries.datasets)


def test_a_good_file_in_its_place_is_asked_again(folder: Path, store_dir: Path) -> None:
    emptied(folder / "store-000003.duckdb")
    store.ask(queries.datasets)
    assert store.passed_over()
    shutil.copy(store_dir / "current", folder / "store-000003.duckdb")
    assert store.generation().name == "store-000003.duckdb"
    assert store.passed_over() == {}
    assert store.ask(queries.datasets).num_rows == 9


def test_what_a_rollback_left_behind_is_not_gone_back_to(folder: Path) -> None:
    (folder / "withdrawn").write_text("store-000002.duckdb\n")
    emptied(folder / "store-000003.duckdb")
    store.ask(queries.datasets)
    assert store.generation().name == "store-000001.duckdb"


def test_newer_ones_than_the_current_are_not_asked(folder: Path) -> None:
    switch(Place(folder), folder / "store-000002.duckdb")
    emptied(folder / "store-000002.duckdb")
    store.ask(queries.datasets)
    assert store.generation().name == "store-000001.duckdb"


def test_a_question_that_is_wrong_condemns_nothing(folder: Path) -> None:
    with pytest.raises(store.QueryFailed), store.reading() as reading:
        reading.whole("SELECT nothing FROM accounts.main.dataset")
    assert store.passed_over() == {}
    assert generations._damaged.keys() & {generations.state(folder / "store-000003.duckdb")} == set()


def test_a_view_asks_one_generation(folder: Path) -> None:
    switch(Place(folder), folder / "store-000002.duckdb")
    with store.viewing() as view:
        store.ask(queries.datasets)
        switch(Place(folder), folder / "store-000003.duckdb")
        store.ask(queries.releases)
        assert view.file is not None
        assert view.file[0].name == "store-000002.duckdb"
    assert store.generation().name == "store-000003.duckdb"


def test_readiness_names_what_is_damaged(folder: Path) -> None:
    """And finds it: no question has met the block."""
    client = TestClient(Starlette(routes=[Route("/readyz", server.readyz)]))
    assert {**client.get("/readyz").json(), "warm": False} == {"ok": True, "generation": "store-000003", "warm": False}
    blocks(folder / "store-000003.duckdb")
    found = client.get("/readyz")
    assert (found.status_code, {**found.json(), "warm": False}) == (
        200,
        {"ok": True, "generation": "store-000002", "warm": False, "damaged": ["store-000003"]},
    )
    for n in (1, 2):
        emptied(folder / f"store-00000{n}.duckdb")
    assert client.get("/readyz").status_code == 503


def test_it_is_logged_once_with_the_reason(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    cut(folder / "store-000003.duckdb")
    for _ in range(3):
        store.examine()
        store.ask(queries.datasets)
    said = [r.getMessage() for r in caplog.records if r.name == "public_purse.store"]
    assert len(said) == 1
    assert said[0].startswith("store-000003.duckdb is damaged: ")
