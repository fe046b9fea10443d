"""What was fetched stays, and becomes part of its source."""

import os
from pathlib import Path

import pytest
import yaml

from loaders import load
from loaders.errors import SourceError
from loaders.fetched import Shelf, default_files, with_fetched
from loaders.reading import read_source

from .desk import AFTER, FIRST, SECOND, Desk, at, desk_fixture, loaded_fixture, publisher_fixture, waits_fixture  # noqa: F401
from .publisher import File, Publisher
from .small import HEADINGS, quiet, write_csv


def test_the_release_stays_the_sources(desk: Desk, publisher: Publisher) -> None:
    """Otherwise the next `purse load` would take the store for stale, or load the source without it."""
    source = desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    assert desk.refresh().exit_code == 0
    whole = with_fetched(source, desk.files)
    assert [r.release for r in whole.releases] == ["2016-17", "2025-11-03"]
    assert whole.path == source.path
    assert load.stale(desk.place, [whole]) == []
    load.load(desk.place, [whole], quiet, fresh=True)
    assert desk.store() == AFTER


def test_an_earlier_file_is_never_written_to(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    third = SECOND.replace(b"Parks,1", b"Parks,2")
    for content in (SECOND, third, FIRST + b"Parks,9\r\n"):
        publisher.files["/small.csv"] = File(content)
        assert desk.refresh().exit_code == 0
    assert desk.kept() == ["2025-11-03-small.csv", "2025-11-03.02-small.csv", "2025-11-03.03-small.csv"]
    assert (desk.files / "test/small/2025-11-03-small.csv").read_bytes() == SECOND
    assert [r for r, *_ in desk.store()] == ["2016-17", "2025-11-03", "2025-11-03.02", "2025-11-03.03"]


def test_the_files_name_is_no_way_out_of_the_folder(desk: Desk, publisher: Publisher) -> None:
    tricky = {"Content-Disposition": 'attachment; filename="../../../sources/small/small.csv"'}
    publisher.packages["p"] = [publisher.resource("../../x", "/small.csv", "../../../../etc/passwd.csv")]
    publisher.files["/small.csv"] = File(SECOND, headers=tricky)
    desk.source({"ckan": publisher.url, "package": "p"})
    before = {p for p in desk.folder.rglob("*") if desk.files not in p.parents}
    assert desk.refresh().exit_code == 0
    assert desk.kept() == ["2025-11-03-small.csv"]
    new = {
        p for p in desk.folder.rglob("*") if desk.files not in p.parents and desk.place.path not in p.parents
    } - before
    assert new <= {desk.files}


def test_the_descriptions_word_goes_over_what_was_fetched(desk: Desk, publisher: Publisher) -> None:
    source = desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    desk.refresh()
    for release in ({"release": "2025-11-03", "file": "mine.csv"}, {"release": "2025", "file": "same.csv"}):
        write_csv(source.path.parent / "mine.csv", [HEADINGS, ["Health", "9"]])
        (source.path.parent / "same.csv").write_bytes(SECOND)
        described = yaml.safe_load(source.path.read_text())
        described["releases"] = [described["releases"][0], release]
        path = source.path.with_name("again.yaml")
        path.write_text(yaml.safe_dump(described))
        assert [r.file for r in with_fetched(read_source(path), desk.files).releases] == ["book.csv", release["file"]]


def test_a_list_of_releases_that_cannot_be_used_is_told(desk: Desk, publisher: Publisher) -> None:
    source = desk.source(at(publisher))
    shelf = Shelf(desk.files, source.dataset)
    shelf.folder.mkdir(parents=True)
    for text, said in (
        ("releases: [{release: a, file: gone.csv}]", "names a file that is not there: gone.csv"),
        ("releases: [{relase: a}]", "cannot be read"),
        ("releases: [", "cannot be read"),
        ("- 1", "cannot be read"),
    ):
        (shelf.folder / "releases.yaml").write_text(text)
        with pytest.raises(SourceError, match=said):
            with_fetched(source, desk.files)
    (shelf.folder / "releases.yaml").write_text("")
    assert with_fetched(source, desk.files).releases == source.releases


def test_a_damaged_memory_asks_anew(desk: Desk, publisher: Publisher) -> None:
    source = desk.source(at(publisher))
    desk.refresh()
    for text in ("{", "[]", '{"x": 1}', '{"x": {}}'):
        (desk.files / source.dataset / ".asked.json").write_text(text)
        assert desk.refresh().stdout == "test/small  unchanged\n"
    assert "If-None-Match" not in publisher.asked[-1].headers


def test_the_first_of_several_folders_takes_what_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_FILES", f"first{os.pathsep}second")
    assert default_files() == Path("first")
    monkeypatch.delenv("PURSE_FILES")
    assert default_files() == load.ROOT / "data" / "fetched"


def test_a_file_that_was_lost_is_fetched_again(desk: Desk, publisher: Publisher) -> None:
    """Not asked for "unless it is still that version": there is nothing here to be the same as."""
    source = desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    desk.refresh()
    for file in (desk.files / source.dataset).glob("[!.]*"):
        file.unlink()
    assert desk.refresh().exit_code == 0
    assert desk.kept() == ["2025-11-03-small.csv"]
    assert desk.store() == AFTER
