"""Taking a file down: conditionally, whole, and from where it broke off."""

import base64
import gzip
import hashlib
from pathlib import Path

import pytest

from loaders.download import Validators, Wanted, differs
from loaders.errors import PurseError
from loaders.fetch import Client, Limits, Unreachable

from .publisher import (
    AUTUMN,
    File,
    Handler,
    Publisher,
    breaks_off,
    status,
)
from .visit import CSV, LIMITS, Take, left, publisher_fixture, take_fixture, waits_fixture  # noqa: F401


def test_a_file_comes_whole_and_is_known_by_its_bytes(take: Take) -> None:
    told: list[tuple[int, int | None]] = []
    got = take(tell=lambda *now: told.append(now))
    assert got is not None
    assert got.part.read_bytes() == CSV
    assert (got.sha256, got.bytes, got.suffix) == (hashlib.sha256(CSV).hexdigest(), len(CSV), ".csv")
    assert got.validators == Validators(File(CSV).etag, AUTUMN)
    assert told[-1] == (len(CSV), len(CSV))


@pytest.mark.parametrize("seen", [Validators(File(CSV).etag, AUTUMN), Validators(None, AUTUMN)])
def test_what_is_unchanged_is_not_sent_again(take: Take, seen: Validators, tmp_path: Path) -> None:
    assert take(seen=seen) is None
    assert left(tmp_path) == []


def test_another_version_is_sent(take: Take) -> None:
    assert take(seen=Validators('"of last year"', AUTUMN)) is not None


def test_a_question_takes_nothing_down(publisher: Publisher, tmp_path: Path) -> None:
    client, url = Client(LIMITS), f"{publisher.url}/a.csv"
    assert differs(client, Wanted(url)) == (Validators(File(CSV).etag, AUTUMN), len(CSV))
    assert differs(client, Wanted(url, seen=Validators(File(CSV).etag, AUTUMN))) is None


def test_a_truncated_body_is_taken_up_where_it_broke_off(
    take: Take, publisher: Publisher, waits: list[float], tmp_path: Path
) -> None:
    publisher.turns["/a.csv"] = [breaks_off(File(CSV), 100_000)]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV
    again = publisher.asked[1].headers
    assert (again["Range"], again["If-Range"]) == ("bytes=100000-", File(CSV).etag)
    assert waits == [1]


def test_a_file_that_changed_in_between_begins_anew(take: Take, publisher: Publisher) -> None:
    publisher.turns["/a.csv"] = [breaks_off(File(CSV[::-1]), 100_000)]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV


def test_a_server_that_ignores_if_range_cannot_join_two_versions(take: Take, publisher: Publisher) -> None:
    publisher.turns["/a.csv"] = [breaks_off(File(b"x" * 200_000), 100_000), breaks_off(File(CSV), len(CSV), 100_000)]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV


def test_a_server_that_knows_no_ranges_sends_all_again(take: Take, publisher: Publisher) -> None:
    publisher.files["/a.csv"].ranges = False
    publisher.turns["/a.csv"] = [breaks_off(File(CSV), 100_000)]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV


def test_other_bytes_than_asked_for_are_not_joined(take: Take, publisher: Publisher) -> None:
    publisher.turns["/a.csv"] = [breaks_off(File(CSV), 100_000), breaks_off(File(CSV), len(CSV), 50_000)]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV


def test_what_broke_off_is_kept_for_the_next_visit(take: Take, publisher: Publisher, tmp_path: Path) -> None:
    publisher.turns["/a.csv"] = [breaks_off(File(CSV), 100_000)]
    with pytest.raises(Unreachable, match="broke off after 100,000 bytes") as e:
        take(limits=Limits(attempts=1))
    assert e.value.exit_code == 2
    assert (tmp_path / "a.part").stat().st_size == 100_000
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV
    assert publisher.asked[-1].headers["Range"] == "bytes=100000-"


def test_a_part_that_nothing_is_known_of_is_not_trusted(take: Take, publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"half of something")
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV
    assert "Range" not in publisher.asked[0].headers


def test_a_compressed_answer_is_the_file_it_holds(take: Take, publisher: Publisher) -> None:
    packed = gzip.compress(CSV)
    given = {"Content-Type": "text/csv", "Content-Encoding": "gzip"}
    publisher.turns["/a.csv"] = [lambda handler: handler.answer(200, packed, given)]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV


def test_a_full_disk_is_told(take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.part").mkdir()
    with pytest.raises(PurseError, match=r"a\.part: cannot be written: Is a directory"):
        take()


def test_a_part_that_is_all_there_is_no_dead_end(take: Take, publisher: Publisher, tmp_path: Path) -> None:
    publisher.turns["/a.csv"] = [breaks_off(File(CSV), 100_000)]
    with pytest.raises(Unreachable):
        take(limits=Limits(attempts=1))
    (tmp_path / "a.part").write_bytes(CSV)
    publisher.turns["/a.csv"] = [status(416)]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV


def test_a_packed_answer_that_broke_off_is_not_gone_on_with(take: Take, publisher: Publisher) -> None:
    """What is here is unpacked, and a range would be of the packed bytes."""
    packed = gzip.compress(CSV)
    given = {"Content-Type": "text/csv", "Content-Encoding": "gzip", "ETag": File(CSV).etag}

    def breaks(handler: Handler) -> None:
        handler.answer(200, packed[: len(packed) // 2], {**given, "Content-Length": str(len(packed))})
        handler.close_connection = True

    publisher.turns["/a.csv"] = [breaks]
    got = take()
    assert got is not None
    assert got.part.read_bytes() == CSV
    assert "Range" not in publisher.asked[1].headers


def test_a_weak_etag_joins_nothing() -> None:
    assert Validators('W/"a"').if_same is None
    assert Validators('W/"a"', AUTUMN).if_same == AUTUMN
    assert Validators('"a"', AUTUMN).if_same == '"a"'


def test_the_checksum_of_a_range_is_not_taken_for_the_files(take: Take, publisher: Publisher) -> None:
    publisher.turns["/a.csv"] = [breaks_off(File(CSV), 100_000)]
    of_range = base64.b64encode(hashlib.md5(CSV[100_000:]).digest()).decode()
    publisher.files["/a.csv"].headers = {"Content-MD5": of_range}
    assert take() is not None
    assert publisher.asked[1].headers["Range"] == "bytes=100000-"
