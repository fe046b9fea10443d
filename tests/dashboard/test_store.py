from __future__ import annotations

import shutil
import threading
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pytest

from dashboard import opened, queries, store
from dashboard.pins import NONE, Pins
from dashboard.slices import Holding, Slice, of_holding
from loaders import load, publish
from loaders.reading import read_source

SOURCE = Path(__file__).parents[2] / "data" / "sources" / "ontario" / "consolidated-expense.yaml"


def test_no_store_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", str(tmp_path / "none"))
    with pytest.raises(store.NoStore, match="purse load"):
        store.ask(queries.datasets)


def test_a_damaged_store_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "broken.duckdb"
    file.write_bytes(b"not a database" * 1000)
    monkeypatch.setenv("PURSE_STORE", str(file))
    with pytest.raises(store.NoStore, match="purse load --fresh"):
        store.ask(queries.datasets)


def test_a_single_file_is_a_store(store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "accounts.duckdb"
    shutil.copy(store_dir / "current", file)
    monkeypatch.setenv("PURSE_STORE", str(file))
    assert store.ask(queries.datasets).num_rows == 9


def test_answers_are_remembered_until_the_next_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", str(tmp_path))
    place, source = publish.Place(tmp_path), read_source(SOURCE)
    load.load(place, [source], lambda *_: None)
    first = store.ask(queries.releases)
    assert store.ask(queries.releases) is first
    load.load(place, [source], lambda *_: None)
    assert store.generation().name == "store-000002.duckdb"
    second = store.ask(queries.releases)
    assert second is not first
    assert second["loaded_at"][0].as_py() > first["loaded_at"][0].as_py()


def test_what_was_worked_out_is_remembered_with_what_it_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for each generation and view's pins; a link pins what the view asked for, remembered or not."""
    monkeypatch.setenv("PURSE_STORE", str(tmp_path))
    place, source = publish.Place(tmp_path), read_source(SOURCE)
    load.load(place, [source], lambda *_: None)
    of = of_holding(Holding(**store.ask(queries.holdings).to_pylist()[0]))
    worked_out = []

    def total(of: Slice) -> object:
        worked_out.append(store.current().name)
        return store.ask(queries.total, of).to_pylist()

    def seen(by: Pins = NONE) -> tuple[store.View, object]:
        with store.viewing(by) as view:
            return view, store.remembered(total, of)

    (first, figure), (second, again) = seen(), seen()
    assert worked_out == ["store-000001"]
    assert again == figure
    assert (second.slices, second.named, second.across) == (first.slices, first.named, first.across)
    assert list(second.slices) == [of]
    assert of.dataset in second.named
    seen(Pins(((of.dataset, of.release),)))
    load.load(place, [source], lambda *_: None)
    seen()
    assert worked_out == ["store-000001", "store-000001", "store-000002"]


def test_the_store_is_sealed() -> None:
    file = store.generation()
    con = opened.connection(file)
    for forbidden in (
        "SELECT * FROM read_text('/etc/hostname')",
        "CREATE TABLE accounts.x (a INT)",
        "SET threads = 1",
        "ATTACH '/etc/hostname' AS other",
        "COPY (SELECT 1) TO '/etc/purse'",
    ):
        with pytest.raises(duckdb.Error), con.cursor() as cursor:
            cursor.execute(forbidden)


def test_a_failed_question_is_named() -> None:
    def no_such_column() -> ir.Table:
        t = ibis.table({"nothing": "int64"}, name="entry", catalog="accounts", database="main")
        return t.agg(total=t.nothing.sum())

    with pytest.raises(store.QueryFailed, match="no_such_column"):
        store.ask(no_such_column)


def test_many_threads_get_the_same_right_answers() -> None:
    wrong: list[object] = []
    years = list(range(2015, 2025))
    expected: dict[int, object] = {}

    def revenue(year: int, turn: int) -> ir.Table:
        t = queries.table("entry")
        rows = t.filter(t.dataset == "ontario/revenue-by-source", t.fiscal_year == year)
        return rows.agg(amount=rows.amount.sum(), turn=ibis.literal(turn))

    def ask_all(turn: int) -> None:
        for year in years:
            got = store.ask(revenue, year, turn).to_pylist()[0]["amount"]
            if expected.setdefault(year, got) != got:
                wrong.append((year, got))

    threads = [threading.Thread(target=ask_all, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert str(expected[2024]) == "205936000000.00"
