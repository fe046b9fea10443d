"""`purse refresh`: what it says, what it leaves behind, what it ends with."""

from typing import Any

import pytest

from loaders import load, refresh
from loaders.publish import Place, locked

from .desk import (  # noqa: F401
    AFTER,
    BEFORE,
    OTHER_LAYOUT,
    SECOND,
    Desk,
    at,
    desk_fixture,
    loaded_fixture,
    publisher_fixture,
    waits_fixture,
)
from .publisher import File, Publisher, redirect, says_nothing, status


def test_not_there_is_one_and_unreachable_two(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    for turns, code, said in (
        ([status(404)], 1, "is not there (404 Not Found)"),
        ([redirect("/small.csv")] * 9, 1, "redirects more than 5 times"),
        ([status(503)] * 4, 2, "answers 503 Service Unavailable"),
        ([says_nothing] * 4, 2, "did not answer within 0.1 s"),
    ):
        publisher.turns["/small.csv"] = list(turns)
        failed = desk.refresh("--timeout", "0.1")
        assert failed.exit_code == code
        assert said in failed.stderr
    assert desk.store() == BEFORE


def test_one_bad_source_does_not_stop_the_other(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    desk.source(at(publisher, "/gone.csv"), "absent")
    desk.source(at(publisher, "/odd.csv"), "odd")
    publisher.files |= {"/small.csv": File(SECOND), "/odd.csv": File(OTHER_LAYOUT)}
    (desk.folder / "sources" / "broken.yaml").write_text("dataset: [")
    done = desk.refresh()
    assert done.exit_code == 1
    assert desk.store() == AFTER
    for said in ("gone.csv: is not there", "has no column", "broken.yaml, line 1: is not YAML"):
        assert said in done.stderr


def test_failed_beats_unreachable(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    desk.source(at(publisher, "/absent.csv"), "absent")
    publisher.turns["/small.csv"] = [status(500)] * 4
    assert desk.refresh().exit_code == 1
    publisher.turns["/small.csv"] = [status(500)] * 4
    assert desk.refresh("test/small").exit_code == 2
    assert [refresh.worst(codes) for codes in ([], [2, 0], [2, 75], [2, 75, 1])] == [0, 2, 75, 1]


def test_another_load_at_work_ends_with_75_and_the_next_refresh_loads(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    with locked(desk.place):
        busy = desk.refresh()
    assert (busy.exit_code, desk.store()) == (75, BEFORE)
    assert "another load is at work" in busy.stderr
    done = desk.refresh()
    assert (done.exit_code, desk.store(), len(publisher.asked)) == (0, AFTER, 2)


def test_another_refresh_at_work_ends_with_75(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    with locked(Place(desk.files)):
        assert desk.refresh().exit_code == 75
    assert publisher.asked == []


def test_a_dry_run_says_all_and_changes_nothing(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    desk.source(at(publisher, "/odd.csv"), "odd")
    desk.source(at(publisher, "/absent.csv"), "absent")
    publisher.files |= {"/small.csv": File(SECOND), "/odd.csv": File(OTHER_LAYOUT)}
    for _ in range(2):  # with nothing fetched before, then with a file that is here and did not load
        before = desk.everything()
        shown = desk.refresh("--dry-run")
        assert desk.everything() == before
        assert shown.exit_code == 1
        assert "absent.csv: is not there" in shown.stderr
        if not desk.files.exists():
            assert (
                f"would fetch {publisher.url}/small.csv ({len(SECOND)} bytes, last changed 2025-11-03)" in shown.stdout
            )
        desk.refresh("test/small", "test/odd")
    assert "test/odd  would load 2025-11-03\n" in shown.stdout
    assert "test/small  unchanged\n" in shown.stdout


def test_sources_are_chosen_by_name_and_by_file(desk: Desk, publisher: Publisher) -> None:
    source, other = desk.source(at(publisher)), desk.source(at(publisher), "other")
    desk.source({}, "silent")
    (desk.folder / "sources" / "broken.yaml").write_text("dataset: [")
    assert desk.refresh("test/small").stdout == "test/small  unchanged\n"
    assert desk.refresh("--source", other.path).stdout == "test/other  unchanged\n"
    assert desk.refresh(source.path, "test/other").stdout == "test/small  unchanged\ntest/other  unchanged\n"
    silent, unknown = desk.refresh("test/silent"), desk.refresh("test/smal")
    assert (silent.exit_code, unknown.exit_code) == (1, 1)
    assert "has no origin" in silent.stderr
    assert "no source describes test/smal\nKnown: " in unknown.stderr


def test_no_origin_anywhere_is_no_error(desk: Desk) -> None:
    desk.source({})
    done = desk.refresh()
    assert (done.exit_code, done.stdout) == (0, "No source has an origin to ask.\n")
    assert not desk.files.exists()


def test_what_was_not_foreseen_stops_no_other_source(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.source(at(publisher))
    desk.source(at(publisher, "/odd.csv"), "odd")
    publisher.files |= {"/small.csv": File(SECOND), "/odd.csv": File(SECOND)}
    real = load.read_all

    def trips(con: Any, sources: Any, progress: Any, ahead: Any) -> Any:
        if "test/odd" in [s.dataset for s in sources]:
            raise ZeroDivisionError("a mistake of ours")
        return real(con, sources, progress, ahead)

    monkeypatch.setattr(load, "read_all", trips)
    done = desk.refresh()
    assert (done.exit_code, desk.store()) == (1, AFTER)
    assert "test/odd: ZeroDivisionError: a mistake of ours (at test_cli_refresh.py, line" in done.stderr


def test_what_is_here_does_not_wait_for_a_publisher_who_is_away(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher))
    publisher.files["/small.csv"] = File(SECOND)
    with locked(desk.place):
        assert desk.refresh().exit_code == 75
    publisher.turns["/small.csv"] = [status(503)] * 4
    assert desk.refresh().exit_code == 2
    assert desk.store() == AFTER
