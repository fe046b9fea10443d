"""A release is never overwritten: another file under its id is refused, unless the earlier one was never published."""

from pathlib import Path

import duckdb
import pytest

from loaders import load as loading
from loaders.errors import StoreError
from loaders.load import SCHEMA, load
from loaders.publish import Place, publish
from loaders.source import Source

from .small import DESCRIPTION, HEADINGS, describe, quiet, rows_of, write_csv, write_description


@pytest.fixture
def two(tmp_path: Path) -> tuple[Place, Source]:
    """A store with one small release, whose file is another one since."""
    place, source = Place(tmp_path / "store"), describe(tmp_path, [HEADINGS, ["Health", "5"]])
    load(place, [source], quiet)
    write_csv(tmp_path / "book.csv", [HEADINGS, ["Health", "6"]])
    return place, source


def test_another_file_under_the_id_of_a_release_is_refused(two: tuple[Place, Source]) -> None:
    place, source = two
    before = place.current()
    with pytest.raises(StoreError) as refused:
        load(place, [source], quiet)
    said = str(refused.value)
    assert said.startswith(
        f"{place.path}: a release is never overwritten\n  test/small 2016-17: the store holds book.csv, SHA-256 "
    )
    assert "; book.csv is another file, SHA-256 " in said
    assert said.endswith(
        "Nothing was published. If the publisher issued it anew, give the new file a release id of its own, such as "
        "'2016-17-revised', and keep both in the description. If the earlier file was never published, say so with "
        "--replace."
    )
    assert place.current() == before
    assert rows_of(place, "SELECT amount FROM entry") == [(5,)]


def test_a_release_that_was_never_published_can_be_replaced(two: tuple[Place, Source]) -> None:
    place, source = two
    done = load(place, [source], quiet, replace=True)
    assert [line.split(":")[0] for line in done.replaced] == ["test/small 2016-17"]
    assert rows_of(place, "SELECT amount FROM entry") == [(6,)]


def test_the_new_file_under_an_id_of_its_own_stands_beside_the_old_one(two: tuple[Place, Source]) -> None:
    place, source = two
    revised = [{"release": "2016-17-revised", "file": "book.csv"}]
    load(place, [write_description(source.path, {**DESCRIPTION, "releases": revised})], quiet)
    assert rows_of(place, "SELECT release, amount FROM entry ORDER BY ALL") == [("2016-17", 5), ("2016-17-revised", 6)]


def test_the_same_file_described_anew_replaces_what_was_read_of_it(tmp_path: Path) -> None:
    place = Place(tmp_path / "store")
    load(place, [describe(tmp_path, [HEADINGS, ["Health", "5"]])], quiet)
    done = load(place, [describe(tmp_path, [HEADINGS, ["Health", "5"]], sheet={"unit": "millions"})], quiet)
    assert (done.replaced, rows_of(place, "SELECT amount FROM entry")) == ([], [(5_000_000,)])


def test_bundled_workbooks_may_be_written_anew_where_the_load_says_so(
    two: tuple[Place, Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `make run` does: we write them ourselves. Not so a file that came from a publisher."""
    place, source = two
    with pytest.raises(StoreError, match="never overwritten"):
        load(place, [source], quiet, rewritten=True)
    monkeypatch.setattr(loading, "WORKBOOKS", source.path.parent)
    assert len(load(place, [source], quiet, rewritten=True).replaced) == 1
    assert rows_of(place, "SELECT amount FROM entry") == [(6,)]


def test_a_fresh_load_starts_from_nothing_whatever_the_store_held(two: tuple[Place, Source]) -> None:
    place, source = two
    load(place, [source], quiet, fresh=True)
    assert rows_of(place, "SELECT amount FROM entry") == [(6,)]


def test_a_release_of_two_files_is_known_again(tmp_path: Path) -> None:
    """Its SHA-256 is that of both files' together."""
    place = Place(tmp_path / "store")
    write_csv(tmp_path / "more.csv", [HEADINGS, ["Roads", "7"]])
    releases = [{"release": "2016-17", "file": "book.csv", "more_files": ["more.csv"]}]
    source = describe(tmp_path, [HEADINGS, ["Health", "5"]], releases=releases)
    for _ in range(2):
        assert load(place, [source], quiet).replaced == []
    write_csv(tmp_path / "more.csv", [HEADINGS, ["Roads", "8"]])
    with pytest.raises(StoreError, match="never overwritten"):
        load(place, [source], quiet)


def test_releases_no_longer_listed_are_not_lost_to_another_schema(tmp_path: Path) -> None:
    place = Place(tmp_path / "store")
    releases = [{"release": r, "file": "book.csv"} for r in ("2016-17", "2017-18")]
    source = describe(tmp_path, [HEADINGS, ["Health", "5"]], releases=releases)
    schema = SCHEMA.read_text(encoding="utf-8") + "CREATE TABLE comment (text VARCHAR);"

    def as_before(con: duckdb.DuckDBPyConnection) -> None:
        loading.read_all(con, [source], quiet)

    place.path.mkdir()
    publish(place, schema, as_before)
    with pytest.raises(StoreError, match="so test/small 2017-18 cannot be carried over"):
        load(place, [write_description(source.path, {**DESCRIPTION, "releases": releases[:1]})], quiet)
