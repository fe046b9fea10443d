"""A load publishes what it read, carries over what it did not, and knows what has changed since."""

import gc
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders import lines
from loaders import load as loading
from loaders.errors import PurseError, StoreError
from loaders.load import ROOT, SCHEMA, check, default_sources, default_store, fingerprint, load, stale
from loaders.publish import Place, publish
from loaders.reading import read_source, read_sources
from loaders.releases import rollback
from loaders.source import Source

from .small import DESCRIPTION, HEADINGS, SOURCES, describe, quiet, rows_of, write_csv, write_description

EXPENSE, COFOG, SERIES = LITTLE = ("ontario/consolidated-expense", "reference/cofog", "reference/series")
CARRIED = ("dataset", "release", "entry", "set_aside", "series_value", "code", "check_result", "oddity")
BY_DATASET = (*CARRIED, "entry_line", "organisation_label")


class World:
    """A copy of three bundled sources with their workbooks, and a store that holds them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, Place(folder / "store")

    @property
    def sources(self) -> dict[str, Source]:
        return {s.dataset: s for s in read_sources(self.folder / "data" / "sources")}

    def holds(self, dataset: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of a dataset, by table."""
        with duckdb.connect(str(self.place.current()), read_only=True) as con:
            return {
                table: con.execute(f"SELECT * FROM {table} WHERE dataset = ? ORDER BY ALL", [dataset]).fetchall()
                for table in BY_DATASET
            }

    @property
    def datasets(self) -> list[str]:
        return [d for (d,) in rows_of(self.place, "SELECT dataset FROM dataset ORDER BY dataset")]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("world"))
    for dataset in LITTLE:
        for file in (SOURCES / f"{dataset}.yaml", *files_of(SOURCES / f"{dataset}.yaml")):
            copy = world.folder / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    load(world.place, list(world.sources.values()), quiet)
    return world


def files_of(path: Path) -> list[Path]:
    source = read_source(path)
    return [source.file_of(r) for r in source.releases]


@pytest.fixture
def world(loaded: World, tmp_path: Path) -> World:
    """A world of the test's own."""
    return World(shutil.copytree(loaded.folder, tmp_path / "world", symlinks=True))


def test_every_table_of_the_schema_is_of_datasets_or_worked_out_anew_or_the_generation(loaded: World) -> None:
    """What names a dataset is carried over, with its postings; the crosswalk's tables are written by every load."""
    known = "SELECT table_name FROM duckdb_columns() WHERE NOT internal AND column_name = 'dataset'"
    tables = "SELECT table_name FROM duckdb_tables() WHERE table_name NOT IN (" + known + ") ORDER BY ALL"
    assert [t for (t,) in rows_of(loaded.place, tables)] == sorted(
        ["generation", "posting", *(t for t in lines.TABLES if t not in BY_DATASET)]
    )


def test_a_load_tells_what_it_did(world: World) -> None:
    told: list[tuple[str, str]] = []
    done = load(world.place, list(world.sources.values()), lambda *words: told.append(words))
    assert told == [(EXPENSE, "2023-24"), (COFOG, "1999"), (SERIES, "2025")]
    assert [(r.entries, r.rows_set_aside, r.empty_figures) for r in done.releases] == [
        (102, 3, 0),
        (188, 1, 0),
        (134, 1, 0),
    ]
    assert {r.verdict for r in done.results} == {"passed"}
    assert done.file == world.place.current() == world.place.folder / "store-000002.duckdb"
    assert rows_of(world.place, "SELECT generation FROM generation") == [("store-000002",)]


def test_a_partial_load_carries_the_others_over_unchanged(world: World) -> None:
    before = {dataset: world.holds(dataset) for dataset in LITTLE}
    load(world.place, [world.sources[EXPENSE]], quiet)
    assert world.place.current() == world.place.folder / "store-000002.duckdb"
    for dataset in (COFOG, SERIES):
        assert world.holds(dataset) == before[dataset]
    again = world.holds(EXPENSE)
    assert [again.pop("release") == before[EXPENSE].pop("release"), again == before[EXPENSE]] == [False, True]


def test_a_load_leaves_the_heap_as_it_found_it(world: World) -> None:
    before = gc.get_freeze_count()
    load(world.place, [world.sources[EXPENSE]], quiet)
    assert gc.get_freeze_count() == before
    world.sources[EXPENSE].files()[0].write_bytes(b"PK")
    with pytest.raises(PurseError):
        load(world.place, [world.sources[EXPENSE]], quiet, replace=True)
    assert gc.get_freeze_count() == before


def test_a_fresh_load_drops_the_others(world: World) -> None:
    load(world.place, [world.sources[EXPENSE]], quiet, fresh=True)
    assert world.datasets == [EXPENSE]
    assert [len(rows) for rows in world.holds(SERIES).values()] == [0] * len(BY_DATASET)


def test_a_release_no_longer_listed_is_kept(tmp_path: Path) -> None:
    """A later release never replaces an earlier one; with `fresh` only what is listed is there."""
    place = Place(tmp_path / "store")
    releases = [{"release": r, "file": f"{r}.csv"} for r in ("2016-17", "2017-18")]
    for n, release in enumerate(releases):
        write_csv(tmp_path / release["file"], [HEADINGS, ["Health", n]])
    both = "SELECT release, amount FROM entry ORDER BY release"
    load(place, [write_description(tmp_path / "s.yaml", {**DESCRIPTION, "releases": releases})], quiet)
    assert rows_of(place, both) == [("2016-17", 0), ("2017-18", 1)]
    later = write_description(tmp_path / "s.yaml", {**DESCRIPTION, "releases": releases[1:]})
    load(place, [later], quiet)
    assert rows_of(place, both) == [("2016-17", 0), ("2017-18", 1)]
    load(place, [later], quiet, fresh=True)
    assert rows_of(place, both) == [("2017-18", 1)]


def test_two_releases_of_one_name_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(PurseError, match="release 2016-17 is listed twice"):
        describe(tmp_path, [HEADINGS, ["Health", 5]], releases=DESCRIPTION["releases"] * 2)


def test_two_datasets_of_one_spreadsheet_have_ids_of_their_own(tmp_path: Path) -> None:
    """As a sheet with both revenue and expenditure has; and a file that is published again unchanged."""
    both = [describe(tmp_path / n, [HEADINGS, ["Health", 5]], dataset=f"test/{n}") for n in ("one", "two")]
    load(Place(tmp_path / "store"), both, quiet)
    assert rows_of(Place(tmp_path / "store"), "SELECT count(DISTINCT entry_id), count(*) FROM entry") == [(2, 2)]


def test_a_partial_load_does_not_forget_the_others_with_a_broken_link(world: World) -> None:
    load(world.place, [world.sources[EXPENSE]], quiet)
    (world.folder / "store" / "store-000002.duckdb").unlink()
    try:
        load(world.place, [world.sources[EXPENSE]], quiet)
    except StoreError:
        return
    assert world.datasets == sorted(LITTLE)


def test_nothing_is_stale_after_a_load(world: World) -> None:
    assert stale(world.place, list(world.sources.values())) == []


def test_everything_is_stale_before_the_first(world: World, tmp_path: Path) -> None:
    sources = list(world.sources.values())
    assert stale(Place(tmp_path / "nowhere"), sources) == sources


@pytest.mark.parametrize("touched", ["description", "spreadsheet"])
def test_what_was_touched_is_stale(world: World, touched: str) -> None:
    source = world.sources[EXPENSE]
    file = source.path if touched == "description" else source.file_of(source.releases[0])
    file.write_bytes(file.read_bytes() + b"\n")
    assert [s.dataset for s in stale(world.place, list(world.sources.values()))] == [EXPENSE]


def test_a_dataset_that_the_store_lacks_is_stale(world: World) -> None:
    load(world.place, [world.sources[EXPENSE]], quiet, fresh=True)
    assert [s.dataset for s in stale(world.place, list(world.sources.values()))] == [COFOG, SERIES]


def test_an_unreadable_store_is_built_anew(world: World) -> None:
    current = world.place.current()
    assert current is not None
    current.write_bytes(b"no store at all")
    sources = list(world.sources.values())
    assert stale(world.place, sources) == sources
    load(world.place, sources, quiet, fresh=True)
    assert world.datasets == sorted(LITTLE)


def test_a_fingerprint_is_kept_with_its_dataset(loaded: World) -> None:
    kept = dict(rows_of(loaded.place, "SELECT dataset, fingerprint FROM dataset"))
    assert kept == {s.dataset: fingerprint(s) for s in loaded.sources.values()}
    assert len(set(kept.values())) == 3


def earlier_schema(world: World) -> Place:
    """The store as a version with one table more would have left it."""
    place = Place(world.folder / "earlier")
    place.path.mkdir()
    current = world.place.current()

    def copy(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(f"ATTACH '{current}' AS old (READ_ONLY)")
        con.execute("INSERT INTO dataset SELECT * FROM old.dataset")
        con.execute("DETACH old")

    publish(place, SCHEMA.read_text(encoding="utf-8") + "CREATE TABLE comment (text VARCHAR);", copy)
    return place


def test_a_partial_load_into_a_store_of_another_schema_is_refused(world: World) -> None:
    place = earlier_schema(world)
    before = place.current()
    with pytest.raises(StoreError) as refused:
        load(place, [world.sources[EXPENSE], world.sources[COFOG]], quiet)
    assert str(refused.value) == (
        f"{before}: was written with other tables, so reference/series cannot be carried over\n"
        "Load every source together, or start from nothing with --fresh."
    )
    assert place.current() == before


def test_a_full_load_replaces_a_store_of_another_schema(world: World) -> None:
    place = earlier_schema(world)
    load(place, list(world.sources.values()), quiet)
    assert [d for (d,) in rows_of(place, "SELECT dataset FROM dataset ORDER BY ALL")] == sorted(LITTLE)
    assert rows_of(place, "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'comment'") == [(0,)]


def test_a_dataset_is_described_as_its_source_says(loaded: World) -> None:
    ((kind, title, title_fr, basis, hierarchy, file),) = rows_of(
        loaded.place,
        f"SELECT kind, title, title_fr, basis, hierarchy, source_file FROM dataset WHERE dataset = '{EXPENSE}'",
    )
    assert (kind, basis, file) == ("entries", "consolidated", "consolidated-expense.yaml")
    assert (title, title_fr) == ("Consolidated expense by ministry", "Charges consolidées par ministère")
    assert hierarchy == ["administrative_1", "administrative_2"]


def test_a_check_writes_nothing(tmp_path: Path) -> None:
    done = check([describe(tmp_path, [HEADINGS, ["Health", "5"]])], quiet)
    assert (done.file, done.releases[0].entries) == (None, 1)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["book.csv", "small.yaml"]


def test_the_environment_names_store_and_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PURSE_STORE", "PURSE_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    assert (default_store().path, default_sources()) == (ROOT / "data" / "store", SOURCES)
    monkeypatch.setenv("PURSE_STORE", str(tmp_path / "one.duckdb"))
    monkeypatch.setenv("PURSE_SOURCES", str(tmp_path))
    assert (default_store().path, default_store().is_file) == (tmp_path / "one.duckdb", True)
    assert default_sources() == tmp_path


def test_what_a_rollback_withdrew_is_not_loaded_again_until_something_changes(world: World) -> None:
    source = world.sources[EXPENSE]
    source.path.write_bytes(source.path.read_bytes() + b"\n")
    load(world.place, [source], quiet)
    rollback(world.place)
    assert stale(world.place, list(world.sources.values())) == []
    source.path.write_bytes(source.path.read_bytes() + b"\n")
    assert [s.dataset for s in stale(world.place, list(world.sources.values()))] == [EXPENSE]


def test_a_load_after_a_rollback_goes_on_from_what_is_current(tmp_path: Path) -> None:
    place = Place(tmp_path / "store")
    one, two, three = (
        describe(tmp_path / n, [HEADINGS, ["Health", "5"]], dataset=f"test/{n}") for n in ("a", "b", "c")
    )
    load(place, [one], quiet)
    load(place, [two], quiet)
    rollback(place)
    done = load(place, [three], quiet)
    assert done.file == place.folder / "store-000003.duckdb"
    assert rows_of(place, "SELECT dataset FROM dataset ORDER BY ALL") == [("test/a",), ("test/c",)]


def test_a_changed_crosswalk_makes_everything_stale(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(loading.CODELISTS, tmp_path / "codelists")
    monkeypatch.setattr(loading, "CODELISTS", folder)
    assert stale(world.place, list(world.sources.values())) == []
    with (folder / "crosswalk" / "ontario.yaml").open("a") as file:
        file.write("# touched\n")
    assert len(stale(world.place, list(world.sources.values()))) == 3


def test_a_store_from_before_the_crosswalk_is_carried_over(world: World) -> None:
    """Its tables are worked out by every load, so a store that lacks them lacks nothing."""
    place, current = Place(world.folder / "before"), world.place.current()
    place.path.mkdir()

    def copy(con: duckdb.DuckDBPyConnection) -> None:
        con.execute(f"ATTACH '{current}' AS old (READ_ONLY)")
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'").fetchall():
            if table in lines.TABLES:
                con.execute(f"DROP TABLE {table}")
            else:
                con.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")
        con.execute("DETACH old")

    publish(place, SCHEMA.read_text(encoding="utf-8"), copy)
    load(place, [world.sources[COFOG]], quiet)
    assert rows_of(place, "SELECT count(*) > 100 FROM entry_line") == [(True,)]
