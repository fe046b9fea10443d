"""Built aside, read back, switched to at once: what was current stays so until the next one is whole."""

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from loaders.errors import BusyError, PurseError, StoreError
from loaders.publish import KEPT_GENERATIONS, Build, Place, locked, publish, switch, withdraw
from loaders.readback import digest

from .small import rows_of

SCHEMA = "CREATE TABLE entry (name VARCHAR, amount DECIMAL(18,2));"


def holding(*amounts: str) -> Build:
    def build(con: duckdb.DuckDBPyConnection) -> None:
        for amount in amounts:
            con.execute("INSERT INTO entry VALUES ('Health', ?)", [Decimal(amount)])

    return build


def refusing(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("INSERT INTO entry VALUES ('half', 1)")
    raise StoreError("a check failed")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "store").mkdir()
    return Place(tmp_path / "store")


def amounts(place: Place) -> list[tuple[Decimal]]:
    return rows_of(place, "SELECT amount FROM entry ORDER BY amount")


def names(place: Place) -> list[str]:
    return sorted(p.name for p in place.folder.iterdir())


def test_nothing_is_current_before_the_first(place: Place) -> None:
    assert place.current() is None
    assert place.next() == place.folder / "store-000001.duckdb"


def test_generations_count_up_and_three_are_kept(place: Place) -> None:
    for n in range(1, 6):
        file = publish(place, SCHEMA, holding(str(n)))
        assert file.name == f"store-{n:06d}.duckdb"
        assert place.current() == file
        assert amounts(place) == [(Decimal(n),)]
    kept = [f"store-{n:06d}.duckdb" for n in range(6 - KEPT_GENERATIONS, 6)]
    assert names(place) == ["current", *kept]
    assert len(kept) == 3


def test_the_link_stays_right_when_the_folder_moves(place: Place, tmp_path: Path) -> None:
    publish(place, SCHEMA, holding("1"))
    place.folder.rename(tmp_path / "moved")
    assert amounts(Place(tmp_path / "moved")) == [(Decimal(1),)]


def test_what_a_killed_load_left_behind_is_removed(place: Place) -> None:
    for left in ("store-000001.duckdb.building", "store-000001.duckdb.building.wal"):
        (place.folder / left).write_bytes(b"half a store")
    (place.folder / "store-000001.duckdb.building.tmp").mkdir()
    (place.folder / "store-000001.duckdb.building.tmp" / "spilled").write_bytes(b"what did not fit into memory")
    publish(place, SCHEMA, holding("1"))
    assert names(place) == ["current", "store-000001.duckdb"]


def test_what_does_not_fit_into_memory_goes_beside_the_store(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder that the command is started in may be read-only."""
    seen = []

    def large(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("SET memory_limit = '60MB'")
        con.execute("SET threads = 1")
        con.execute("CREATE TEMP TABLE x AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(1500000)")
        seen.extend(names(place))

    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    publish(place, SCHEMA, large)
    assert "store-000001.duckdb.building.tmp" in seen
    assert names(place) == ["current", "store-000001.duckdb"]
    assert list(Path.cwd().iterdir()) == []


def test_a_load_killed_while_it_builds_changes_nothing(place: Place) -> None:
    publish(place, SCHEMA, holding("1"))
    killed = (
        "import os, pathlib; from loaders.publish import Place, publish\n"
        f"publish(Place(pathlib.Path({str(place.path)!r})), {SCHEMA!r}, lambda con: os._exit(9))"
    )
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == 9
    assert "store-000002.duckdb.building" in names(place)
    assert amounts(place) == [(Decimal(1),)]
    publish(place, SCHEMA, holding("2"))
    assert names(place) == ["current", "store-000001.duckdb", "store-000002.duckdb"]


@pytest.mark.parametrize("file", ["store", "store/one.duckdb"])
def test_a_failing_build_leaves_what_was_current(tmp_path: Path, file: str) -> None:
    place = Place(tmp_path / file)
    place.folder.mkdir()
    before = publish(place, SCHEMA, holding("1"))
    content, listed = before.read_bytes(), names(place)
    with pytest.raises(StoreError, match="a check failed"):
        publish(place, SCHEMA, refusing)
    assert place.current() == before
    assert before.read_bytes() == content
    assert names(place) == listed


FICKLE = "CREATE TABLE fickle (a INTEGER, x DOUBLE AS (random())); INSERT INTO fickle VALUES (1);"


def test_what_does_not_read_back_as_written_is_not_published(place: Place) -> None:
    """A column that is another one at every reading stands for a disk that gives back other bytes."""
    publish(place, SCHEMA, holding("1"))
    with pytest.raises(StoreError) as refused:
        publish(place, SCHEMA + FICKLE, holding("2"))
    assert str(refused.value) == (
        f"{place.folder / 'store-000002.duckdb.building'}: does not read back as it was written (tables fickle)\n"
        "Nothing was published: check the disk."
    )
    assert amounts(place) == [(Decimal(1),)]
    assert names(place) == ["current", "store-000001.duckdb"]


def test_a_disk_that_does_not_take_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken.duckdb").mkdir()
    with pytest.raises(StoreError, match=r"taken\.duckdb: cannot be written: .*\nNothing was published"):
        publish(Place(tmp_path / "taken.duckdb"), SCHEMA, holding("1"))
    assert [p.name for p in tmp_path.iterdir()] == ["taken.duckdb"]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ("DELETE FROM entry WHERE false", True),
        ("UPDATE entry SET amount = amount + 0.01 WHERE amount = 5", False),
        ("DELETE FROM entry WHERE amount = 5", False),
        ("INSERT INTO entry VALUES ('Health', 5)", False),
        ("UPDATE entry SET name = 'Roads' WHERE amount = 5", False),
        ("UPDATE entry SET name = NULL WHERE amount = 5", False),
        ("UPDATE entry SET amount = CASE amount WHEN 5 THEN 7 ELSE 5 END", True),  # the same rows in another order
    ],
)
def test_a_digest_tells_the_smallest_change(change: str, same: bool) -> None:
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA)
        holding("5", "7")(con)
        before = digest(con, "memory")
        con.execute(change)
        assert (digest(con, "memory") == before) is same


def test_a_digest_counts_rows_and_adds_amounts() -> None:
    with duckdb.connect(":memory:") as con:
        con.execute(SCHEMA + "CREATE TABLE code (code VARCHAR);")
        holding("5.01", "-7")(con)
        read = digest(con, "memory")
    assert {table: (rows, total) for table, (rows, _, total) in read.items()} == {
        "entry": (2, "-1.99"),
        "code": (0, "None"),
    }


def test_a_second_loader_is_told_to_wait(place: Place) -> None:
    with locked(place), pytest.raises(BusyError) as refused, locked(place):
        pytest.fail("two loaders at once")
    assert str(refused.value) == f"{place.path}: another load is at work\nWait for it to end, then try again."
    assert refused.value.exit_code == 75
    with locked(place):
        pass


def test_a_store_may_be_a_single_file(tmp_path: Path) -> None:
    place = Place(tmp_path / "one.duckdb")
    for amount in ("1", "2"):
        assert publish(place, SCHEMA, holding(amount)) == place.current() == tmp_path / "one.duckdb"
        assert amounts(place) == [(Decimal(amount),)]
    assert names(place) == ["one.duckdb"]


@pytest.mark.parametrize("file", ["store", "store/one.duckdb"])
def test_a_reader_goes_on_with_the_generation_it_opened(tmp_path: Path, file: str) -> None:
    place = Place(tmp_path / file)
    place.folder.mkdir()

    def many(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("INSERT INTO entry SELECT 'row ' || range, range FROM range(200000)")

    publish(place, SCHEMA, many)
    with duckdb.connect(str(place.current()), read_only=True) as reader:
        for n in range(KEPT_GENERATIONS + 1):  # more than are kept: the reader's file is gone from the folder
            publish(place, SCHEMA, holding(str(n)))
        assert reader.execute("SELECT count(DISTINCT name), sum(amount) FROM entry").fetchall() == [
            (200_000, Decimal("19999900000"))
        ]
    assert amounts(place) == [(Decimal(KEPT_GENERATIONS),)]


def test_other_files_beside_a_single_file_store_stay(tmp_path: Path) -> None:
    plan = tmp_path / "city.building-plan.csv"
    plan.write_text("not ours")
    publish(Place(tmp_path / "one.duckdb"), SCHEMA, holding("1"))
    assert plan.is_file()


@pytest.mark.parametrize("path", ["taken", "taken/store"])
def test_a_place_that_cannot_be_a_folder_is_an_error(tmp_path: Path, path: str) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(PurseError, match="taken"), locked(Place(tmp_path / path)):
        pass


def test_the_generation_that_was_current_outlives_newer_ones(place: Place) -> None:
    """It is what a rollback goes back to."""
    files = [publish(place, SCHEMA, holding(str(n))) for n in (1, 2, 3)]
    switch(place, files[0])
    publish(place, SCHEMA, holding("4"))
    assert [p.stem for p in place.generations()] == ["store-000001", "store-000003", "store-000004"]


def test_what_a_rollback_left_behind_goes_first(place: Place) -> None:
    files = [publish(place, SCHEMA, holding(str(n))) for n in (1, 2, 3)]
    switch(place, files[0])
    withdraw(place, files[1:])
    publish(place, SCHEMA, holding("4"))
    kept = ["store-000001.duckdb", "store-000003.duckdb", "store-000004.duckdb"]
    assert names(place) == ["current", *kept, "withdrawn"]
    assert [p.name for p in place.withdrawn()] == ["store-000003.duckdb"]
    publish(place, SCHEMA, holding("5"))
    assert names(place) == ["current", "store-000001.duckdb", "store-000004.duckdb", "store-000005.duckdb"]
    assert place.withdrawn() == []


def test_switching_to_what_cannot_be_linked_leaves_what_was_current(place: Place) -> None:
    file = publish(place, SCHEMA, holding("1"))
    (place.folder / "current.next").mkdir()
    with pytest.raises(StoreError, match="cannot be made current"):
        switch(place, file)
    assert place.current() == file


def test_a_generation_that_never_became_current_is_no_generation(place: Place) -> None:
    """A load that is killed between naming its file and switching to it."""
    first = publish(place, SCHEMA, holding("1"))
    shutil.copy(first, place.folder / "store-000002.duckdb")
    (place.folder / "publishing").write_text("store-000002.duckdb\n")
    assert amounts(place) == [(Decimal(1),)]
    (place.folder / "current.next").symlink_to("store-000002.duckdb")
    publish(place, SCHEMA, holding("3"))
    assert names(place) == ["current", "store-000001.duckdb", "store-000002.duckdb"]
    assert amounts(place) == [(Decimal(3),)]


def test_a_load_killed_after_the_switch_was_a_load(place: Place) -> None:
    file = publish(place, SCHEMA, holding("1"))
    (place.folder / "publishing").write_text(f"{file.name}\n")
    publish(place, SCHEMA, holding("2"))
    assert names(place) == ["current", "store-000001.duckdb", "store-000002.duckdb"]


@pytest.mark.parametrize("said", ["../../etc/passwd", "current", "", "store-000001.duckdb\nstore-000002.duckdb"])
def test_the_note_of_a_killed_load_names_a_generation_or_nothing(place: Place, said: str) -> None:
    publish(place, SCHEMA, holding("1"))
    (place.folder / "publishing").write_text(said)
    publish(place, SCHEMA, holding("2"))
    assert names(place) == ["current", "store-000001.duckdb", "store-000002.duckdb"]
