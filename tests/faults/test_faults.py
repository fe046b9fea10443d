"""The short form of `make faults`: every fault a few times, nothing lost. And that the faults would be seen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from loaders.publish import Place
from tests.loaders import hostile

from . import counted, exact, mutants, parsing, refusals, world
from .outcome import Outcome
from .run import PARTS


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is damaged on purpose is not logged as damaged; the store that is asked is put back."""
    monkeypatch.setenv("PURSE_STORE", "")
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_lost(part: str, tmp_path: Path) -> None:
    tried = 0
    for outcome in PARTS[part][1](tmp_path / "faults", True):
        assert outcome.lost == [], outcome.fault
        tried += outcome.tried
    assert tried > 5


def holding(folder: Path, n: int) -> Path:
    """The current generation of a store of the world."""
    folder.mkdir(exist_ok=True)
    world.publishing(str(folder), n)
    current = Place(folder).current()
    assert current is not None
    return current


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE posting SET amount = amount + 0.01 WHERE classification = 2 AND row = 7", "instead of"),
        ("DELETE FROM posting WHERE classification = 2 AND row = 7", "instead of"),
        ("UPDATE dataset SET title = '4'", "instead of"),
        ("UPDATE generation SET generation = 'store-000007'", "an answer of generations"),
    ],
)
def test_a_wrong_answer_would_be_seen(tmp_path: Path, change: str, said: str) -> None:
    file = holding(tmp_path / "store", 3)
    assert world.look(file) == ""
    with duckdb.connect(str(file)) as con:
        con.execute(change)
    assert said in world.look(file)


def test_a_torn_file_would_be_seen(tmp_path: Path) -> None:
    file = holding(tmp_path / "store", 3)
    file.write_bytes(file.read_bytes()[:200_000])
    assert "store-000001" in world.look(file)


def test_what_lies_about_would_be_seen(tmp_path: Path) -> None:
    holding(tmp_path / "store", 3)
    place = Place(tmp_path / "store")
    assert world.leftovers(place) == []
    (place.folder / "store-000002.duckdb.building").write_bytes(b"")
    assert world.leftovers(place) == ["store-000002.duckdb.building"]


def test_a_lost_row_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser itself passes a second row of the same number over; only the look after it does not."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{v}</v></c></row>' for n, v in ((1, 5), (2, 6), (2, 7)))
    path = hostile.xlsx(tmp_path / "00001-twice.xlsx", hostile.sheet(rows))
    with duckdb.connect() as con:
        assert parsing._one(path, path.read_bytes(), 1, con) == "refused in a sentence that names the file"
        monkeypatch.setattr("loaders.overlaps.refuse", lambda *_: None)
        with pytest.raises(AssertionError, match=r"read \{'Data': \(2, 2\)\}, there are \{'Data': \(3, 3\)\}"):
            parsing._one(path, path.read_bytes(), 1, con)


def test_another_reader_counts_rows_and_cells() -> None:
    assert counted.held("a.csv", b"a,b\n1,\n , \n\n2,3\n", {"csv"}) == {"csv": (3, 5)}
    assert counted.held("a.csv", "a;é".encode("utf-16"), {"csv"}) == {"csv": (1, 1)}
    with pytest.raises(counted.Uncountable):
        counted.held("a.xls", b"\xd0\xcf", {"Data"})


def test_a_mutant_is_the_same_at_every_run() -> None:
    assert [mutants.mutant(n) for n in range(5)] == [mutants.mutant(n) for n in range(5)]
    assert len({content for _, content in map(mutants.mutant, range(30))}) == 30


def test_a_load_that_publishes_under_a_limit_that_is_too_low_is_counted(tmp_path: Path) -> None:
    outcome, place = Outcome("x"), refusals.made(tmp_path / "store")
    refusals._unharmed(place, place.current(), 0, outcome, "told", (0, 1))
    assert outcome.lost == [f"told: ended with 0, current is {place.current()}"]


def test_the_smallest_change_is_a_cent(tmp_path: Path) -> None:
    kept = exact.keep(tmp_path / "kept", next(p for p in exact.BUNDLED if p.stem == "consolidated-expense"))
    assert kept.cent == Decimal("0.00000001"), "of a million"
    assert {kept.rows[row - 1] != [] for row, _, _ in kept.entries} == {True}
    assert kept.labels == ["A"]
