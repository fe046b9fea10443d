"""The command line: what it says, what it leaves behind, what it ends with."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from loaders.cli import app
from loaders.publish import Place, locked

from .small import HEADINGS, describe, rows_of

Purse = Callable[..., Result]
TOTAL = {"equals": "12", "printed_in": "page 9"}
ODD = {"difference": "-1", "why": "the publisher rounds"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two sources, `test/good` and `test/odd`: its path has the length that long messages need."""
    rows = [HEADINGS, ["Health", "5"], ["Roads", "7"]]
    describe(tmp_path / "sources" / "good", rows, dataset="test/good", control_totals=[TOTAL])
    odd = {**TOTAL, "equals": "13"}
    describe(tmp_path / "sources" / "odd", rows, dataset="test/odd", control_totals=[odd], known_oddities=[ODD])
    return tmp_path


@pytest.fixture
def purse(folder: Path) -> Purse:
    def run(*words: object) -> Result:
        env = {"PURSE_STORE": str(folder / "store"), "PURSE_SOURCES": str(folder / "sources")}
        return CliRunner().invoke(app, [str(w) for w in words], env=env)

    return run


def flat(text: str) -> str:
    return "".join(text.split())


def test_load_publishes_and_says_where(folder: Path, purse: Purse) -> None:
    done = purse("load")
    assert done.exit_code == 0, done.output
    assert flat(f"Published {folder / 'store' / 'store-000001.duckdb'}") in flat(done.stdout)
    assert "1 passed, 1 accepted" in done.stdout
    assert rows_of(Place(folder / "store"), "SELECT dataset, sum(amount) FROM entry GROUP BY ALL ORDER BY ALL") == [
        ("test/good", 12),
        ("test/odd", 12),
    ]


def test_load_takes_the_datasets_it_is_given(folder: Path, purse: Purse) -> None:
    assert purse("load", "test/odd").exit_code == 0
    assert rows_of(Place(folder / "store"), "SELECT dataset FROM dataset") == [("test/odd",)]


def test_load_if_needed_loads_what_changed(folder: Path, purse: Purse) -> None:
    assert purse("load", "--if-needed").exit_code == 0
    again = purse("load", "--if-needed")
    assert again.exit_code == 0
    assert flat(f"The store is up to date: {folder / 'store' / 'store-000001.duckdb'}") in flat(again.stdout)
    with (folder / "sources" / "odd" / "small.yaml").open("a") as file:
        file.write("# touched\n")
    changed = purse("load", "--if-needed")
    assert ("test/odd" in changed.stdout, "test/good" in changed.stdout) == (True, False)
    assert Place(folder / "store").current() == folder / "store" / "store-000002.duckdb"


def test_load_fresh_keeps_no_other_dataset(folder: Path, purse: Purse) -> None:
    assert purse("load").exit_code == 0
    assert purse("load", "test/odd", "--fresh").exit_code == 0
    assert rows_of(Place(folder / "store"), "SELECT dataset FROM dataset") == [("test/odd",)]


def test_load_into_a_file(folder: Path, purse: Purse) -> None:
    for _ in range(2):
        assert purse("load", "--store", folder / "one.duckdb").exit_code == 0
    assert rows_of(Place(folder / "one.duckdb"), "SELECT count(*) FROM entry") == [(4,)]
    assert not (folder / "store").exists()


@pytest.mark.parametrize("by", ["option", "name"])
def test_a_source_may_stand_outside_the_folder(folder: Path, purse: Purse, by: str) -> None:
    path = describe(folder / "elsewhere", [HEADINGS, ["Health", "5"]]).path
    assert purse("load", *(["--source", path] if by == "option" else [path])).exit_code == 0
    assert rows_of(Place(folder / "store"), "SELECT dataset FROM dataset") == [("test/small",)]


def test_check_prints_what_did_not_simply_pass_and_touches_nothing(folder: Path, purse: Purse) -> None:
    done = purse("check")
    assert done.exit_code == 0, done.output
    assert (
        "  accepted: test/odd 2016-17, control total, everything: expected 13, got 12.00, difference -1.00\n"
        "    the publisher rounds\n"
    ) in done.stdout
    assert "Published" not in done.stdout
    assert sorted(p.name for p in folder.iterdir()) == ["sources"]


@pytest.mark.parametrize("command", ["load", "check"])
def test_what_does_not_add_up_ends_with_one(folder: Path, purse: Purse, command: str) -> None:
    path = describe(folder / "bad", [HEADINGS, ["Health", "5"]], control_totals=[TOTAL]).path
    failed = purse(command, "--source", path)
    assert failed.exit_code == 1
    assert failed.stderr.startswith("error test/small: 1 check(s) failed:\n  2016-17, control total, everything: ")
    assert "expected 12, got 5.00, difference -7.00\nNothing was published." in failed.stderr
    assert not (folder / "store" / "current").exists()


def test_an_error_is_printed_as_it_is_brackets_too(folder: Path, purse: Purse) -> None:
    path = describe(folder / "bad", [["Ministry", "Amount [$]"], ["Health", "5"]]).path
    failed = purse("check", path)
    assert failed.exit_code == 1
    assert failed.stderr == (
        "error book.csv, sheet 'csv': has no column 'Amount'; it has 'Ministry', 'Amount [$]'\n"
        "Correct columns.amount in the source's description.\n"
    )


def test_an_unknown_dataset_is_told_the_known_ones(purse: Purse) -> None:
    failed = purse("check", "test/goood")
    assert failed.exit_code == 1
    assert failed.stderr == "error no source describes test/goood\nKnown datasets: test/good, test/odd.\n"


@pytest.mark.parametrize("words", [["spend"], ["load", "--slowly"], ["load", "--store"]])
def test_a_command_that_is_not_understood_ends_with_two(purse: Purse, words: list[str]) -> None:
    refused = purse(*words)
    assert refused.exit_code == 2
    assert words[-1] in refused.stderr


def test_a_second_load_ends_with_75(folder: Path, purse: Purse) -> None:
    place = Place(folder / "store")
    with locked(place):
        refused = purse("load")
        assert purse("check").exit_code == 0
    assert refused.exit_code == 75
    assert refused.stderr == f"error {place.path}: another load is at work\nWait for it to end, then try again.\n"
    assert place.current() is None


def test_the_installed_command_does_the_same(folder: Path) -> None:
    command = Path(sys.executable).with_name("purse")
    assert command.is_file(), "the project is not installed beside this Python: run make setup"
    env = {"PURSE_STORE": str(folder / "store"), "PURSE_SOURCES": str(folder / "sources")}
    with locked(Place(folder / "store")):
        busy = subprocess.run([command, "load"], env=env, capture_output=True, text=True, check=False)
    assert (busy.returncode, busy.stdout) == (75, "")
    assert "another load is at work" in busy.stderr


@pytest.mark.parametrize("name", ["a" * 90, "accounts [draft]"])
def test_the_published_path_can_be_copied(folder: Path, purse: Purse, name: str) -> None:
    store = folder / name
    assert f"Published {store / 'store-000001.duckdb'}\n" in purse("load", "--store", store).stdout


@pytest.mark.parametrize("words", [["test/good", "test/good"], ["sources/good/small.yaml", "test/good"]])
def test_a_source_named_twice_is_loaded_once(folder: Path, purse: Purse, words: list[str]) -> None:
    done = purse("load", *(folder / w if w.endswith(".yaml") else w for w in words))
    assert done.exit_code == 0, done.exception


def test_a_store_that_is_another_file_is_told(folder: Path, purse: Purse) -> None:
    (folder / "notes.txt").write_text("not a store")
    assert "notes.txt" in purse("load", "--store", folder / "notes.txt").stderr
