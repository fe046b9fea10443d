"""A refresh from the publisher to the store: what is new is published, what is wrong unpublishes nothing."""

import json
import re

import pytest

from loaders.fetched import with_fetched
from loaders.reading import read_source

from .desk import (  # noqa: F401
    AFTER,
    BEFORE,
    FIRST,
    OTHER_LAYOUT,
    SECOND,
    Desk,
    at,
    desk_fixture,
    loaded_fixture,
    publisher_fixture,
    waits_fixture,
)
from .publisher import WINTER, File, Publisher, breaks_off, status

CHECKSUM = {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}


def test_the_file_that_is_here_already_is_no_release(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    for turn in (200, 304):
        done = desk.refresh()
        assert (done.exit_code, done.stdout, done.stderr) == (0, "test/small  unchanged\n", ""), turn
    assert (desk.store(), desk.kept(), len(desk.place.generations())) == (BEFORE, [], 1)
    assert publisher.asked[1].headers["If-None-Match"] == File(FIRST).etag


def test_another_file_is_a_new_release_beside_the_old(desk: Desk, publisher: Publisher) -> None:
    source = desk.source(at(publisher))
    written = source.path.read_bytes()
    publisher.files["/small.csv"] = File(SECOND)
    done = desk.refresh()
    assert done.exit_code == 0, done.stderr
    assert desk.store() == AFTER
    assert source.path.read_bytes() == written
    assert "test/small  published 2025-11-03\n" in done.stdout
    assert (
        "2017 expenditure executed appropriation: 3 rows (2 before), total 14.00 (12.00 before, +2.00)" in done.stdout
    )
    record = json.loads((desk.files / "test/small/2025-11-03-small.csv.json").read_text())
    assert {k: record[k] for k in ("url", "etag", "bytes", "published")} == {
        "url": f"{publisher.url}/small.csv",
        "etag": File(SECOND).etag,
        "bytes": len(SECOND),
        "published": "2025-11-03",
    }
    assert desk.refresh().stdout == "test/small  unchanged\n"
    assert len(publisher.asked) == 2


def test_the_file_of_an_earlier_release_is_told(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    desk.refresh()
    publisher.files["/small.csv"] = File(FIRST)
    done = desk.refresh()
    assert (done.exit_code, desk.store()) == (0, AFTER)
    assert "offers the file of release 2016-17 again, not 2025-11-03's" in done.stdout


def test_a_server_without_validators_is_compared_by_bytes(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(FIRST, validators=False)
    assert desk.refresh().stdout == "test/small  unchanged\n"
    publisher.files["/small.csv"] = File(SECOND, validators=False)
    assert desk.refresh().exit_code == 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", desk.store()[1][0]), "named by today, for want of a date"
    assert desk.store("SELECT published FROM release WHERE release <> '2016-17'") == [(None,)]


def test_a_changed_layout_leaves_the_store_as_it_was(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(OTHER_LAYOUT)
    before = desk.place.current()
    for _ in range(2):  # the second time it is here, and still does not load
        failed = desk.refresh()
        assert failed.exit_code == 1
        assert "has no column" in failed.stderr
        assert "test/small  failed: what was published stays\n" in failed.stdout
    assert (desk.store(), desk.place.current()) == (BEFORE, before)
    assert with_fetched(read_source(desk.folder / "sources/small/small.yaml"), desk.files).releases[1:] == []


def test_what_did_not_load_is_tried_again_when_the_description_is_right(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher), unique=["administrative_1"])
    publisher.files["/small.csv"] = File(SECOND + b"Health,1\r\n")
    assert desk.refresh().exit_code == 1
    path = desk.folder / "sources/small/small.yaml"
    path.write_text(path.read_text().replace("- administrative_1\n", "- amount\n- administrative_1\n"))
    assert desk.refresh().exit_code == 0
    assert [r for r, *_ in desk.store()] == ["2016-17", "2025-11-03"]


def test_a_bad_file_is_not_in_the_way_of_the_one_that_replaced_it(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(OTHER_LAYOUT)
    assert desk.refresh().exit_code == 1
    publisher.files["/small.csv"] = File(SECOND, modified=WINTER)
    done = desk.refresh()
    assert done.exit_code == 0, done.stderr
    assert desk.store() == [("2016-17", 12, 2), ("2026-01-05", 14, 3)]
    assert "left out 2025-11-03-small.csv, which the publisher has replaced since" in done.stdout


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (File(b"<html>", content_type="text/html"), "is a web page"),
        (File(b"{}", content_type="application/json"), "of the type application/json"),
        (File(SECOND, headers=CHECKSUM), "came with another md5"),
        (File(SECOND + b"x" * 2_000), "larger than the 1,000 bytes"),
    ],
    ids=["html", "type", "checksum", "cap"],
)
def test_what_cannot_be_used_fails_and_leaves_nothing(desk: Desk, publisher: Publisher, file: File, said: str) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = file
    failed = desk.refresh("--max-size", "0.001")
    assert failed.exit_code == 1
    assert said in failed.stderr
    assert (desk.store(), desk.kept()) == (BEFORE, [])


def test_a_500_and_then_the_file(desk: Desk, publisher: Publisher, waits: list[float]) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    publisher.turns["/small.csv"] = [status(500)]
    assert desk.refresh().exit_code == 0
    assert (desk.store(), waits) == (AFTER, [1])


def test_an_interrupted_refresh_goes_on_from_where_it_broke_off(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    publisher.turns["/small.csv"] = [breaks_off(File(SECOND), 20)]
    failed = desk.refresh("--attempts", "1")
    assert (failed.exit_code, desk.kept()) == (2, [])
    assert "broke off after 20 bytes" in failed.stderr
    assert desk.refresh().exit_code == 0
    assert publisher.asked[1].headers["Range"] == "bytes=20-"
    assert desk.store() == AFTER
    assert [p.name for p in (desk.files / "test/small").iterdir() if ".part" in p.name] == []


def test_a_code_list_is_refreshed_too(desk: Desk, publisher: Publisher) -> None:
    columns = {"code": "Ministry", "label": "Amount"}
    desk.source(at(publisher), "codes", kind="codelist", columns=columns, constants={})
    publisher.files["/small.csv"] = File(SECOND)
    done = desk.refresh()
    assert done.exit_code == 0, done.stderr
    assert "codes: 3 rows (2 before)\n" in done.stdout
    assert desk.store() == BEFORE, "the figures of other sources stay"
