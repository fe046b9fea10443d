"""Thousands of harmed spreadsheets: each is read whole, to the cell, or refused in a sentence that names it."""

from __future__ import annotations

import contextlib
import os
import resource
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from loaders import load
from loaders.errors import PurseError, SheetError, SourceError
from loaders.extract import extract
from loaders.parser import parser
from loaders.reading import read_source
from loaders.workbook import Book, filled_rows, holds
from tests.loaders import hostile

from . import counted
from .mutants import BUNDLED, INPUTS, drawn, mutant
from .outcome import Outcome, trying
from .world import forks

MOST_SECONDS, MOST_BYTES = 5.0, 1 << 30
SHEETS = 3  # of each file; some have dozens
EXTRACTED = 8  # one mutant in so many goes on to entries, where it is one of a bundled source


def run(folder: Path, quick: bool) -> Iterator[Outcome]:
    """All faults of this part."""
    yield corpus(folder / "corpus")
    yield mutants(folder / "mutants", 40 if quick else 10_000)


def corpus(folder: Path) -> Outcome:
    """The files that are made to harm: each refused for what it is, in time and in memory."""
    folder.mkdir(parents=True)
    with trying(
        "Files made to harm: bombs, entities, far corners, tricks with paths, lies about their kind"
    ) as outcome:
        slowest = largest = 0.0
        for name, (make, message) in hostile.REFUSED.items():
            path, meter = make(folder / name), Meter()
            said = _refusal(path)
            outcome.tried += 1
            outcome.came["refused in a sentence that names the file"] += said.startswith(name)
            outcome.expect(said.startswith(name), f"{name}: {said or 'read'}; expected {message}")
            slowest, largest = max(slowest, meter.seconds), max(largest, meter.bytes)
            outcome.expect(meter.seconds < MOST_SECONDS, f"{name}: {meter.seconds:.1f} s")
            outcome.expect(meter.bytes < MOST_BYTES, f"{name}: {meter.bytes / 1e6:.0f} MB")
            path.unlink()
        outcome.came[f"slowest {slowest:.1f} s, largest {largest / 1e6:.0f} MB"] = 1
    return outcome


def _refusal(path: Path) -> str:
    try:
        book = Book.open(path)
        for sheet in book.sheets[:SHEETS]:
            book.grid(sheet)
    except SheetError as e:
        return str(e)
    return ""


class Meter:
    """Seconds of a processor and the most memory since it was made, of this process and of the one that parses."""

    def __init__(self) -> None:
        for pid in self._alive():
            with contextlib.suppress(OSError):  # it has just ended
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # the highest mark begins anew
        self._used = self._used_now()

    @staticmethod
    def _alive() -> list[int]:
        child = parser._process
        return [os.getpid(), *([child.pid] if child and child.poll() is None else [])]

    def _used_now(self) -> float:
        gone = resource.getrusage(resource.RUSAGE_CHILDREN)
        ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in self._alive()]
        return gone.ru_utime + gone.ru_stime + sum(int(t) for pair in ticks for t in pair) / os.sysconf("SC_CLK_TCK")

    @property
    def seconds(self) -> float:
        return self._used_now() - self._used

    @property
    def bytes(self) -> int:
        marks = [Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split() for pid in self._alive()]
        return max(int(mark[0]) for mark in marks if mark) << 10  # one that was killed just now has none


def mutants(folder: Path, times: int, first: int = 0) -> Outcome:
    """Real workbooks and text files, each harmed once; two processes share the work."""
    with trying("Real workbooks and text files, harmed at random") as outcome:
        lines = []
        for share in range(2):
            (folder / str(share)).mkdir(parents=True)
            ours, theirs = forks.Pipe()
            process = forks.Process(target=work, args=(str(folder / str(share)), first + share, first + times, theirs))
            process.start()
            theirs.close()
            lines.append((process, ours))
        slowest: list[tuple[float, str]] = []
        largest: list[tuple[int, str]] = []
        for process, line in lines:
            try:
                tried, came, lost, slow, large = line.recv()
            except EOFError:
                tried, came, lost, slow, large = 0, Counter(), ["the loader died"], [], []
            process.join()
            outcome.tried += tried
            outcome.came += came
            outcome.lost += lost
            slowest, largest = slowest + slow, largest + large
        outcome.expect(outcome.tried == times, f"{times - outcome.tried} were not tried")
        if slowest:
            outcome.came[f"slowest {max(slowest)[0]:.1f} s ({max(slowest)[1]})"] = 1
            outcome.came[f"largest {max(largest)[0] / 1e6:.0f} MB ({max(largest)[1]})"] = 1
        outcome.came["of the files are publishers' own"] = 0 if not INPUTS.is_dir() else _own(first, times)
    return outcome


def _own(first: int, times: int) -> int:
    bundled = {p.name for p in BUNDLED.rglob("*.xlsx")}
    return sum(
        not n.startswith("rows.") and n not in bundled for n in (mutant_name(k) for k in range(first, first + times))
    )


def mutant_name(number: int) -> str:
    """The name of the file that the mutant with that number was."""
    return drawn(Random(number)).name


def work(folder: str, start: int, end: int, line: Connection) -> None:
    """Every second mutant from a number on: what came of each."""
    came: Counter[str] = Counter()
    lost: list[str] = []
    slow, large, tried = (0.0, ""), (0, ""), 0
    with duckdb.connect(":memory:") as con:
        con.execute(load.SCHEMA.read_text(encoding="utf-8"))
        for number in range(start, end, 2):
            name, content = mutant(number)
            path = Path(folder) / name
            path.write_bytes(content)
            meter, began = Meter(), time.monotonic()
            try:
                came[_one(path, content, number, con)] += 1
            except Exception:
                lost.append(f"{name}: {traceback.format_exc(limit=-1)}")
            slow, large = max(slow, (meter.seconds, name)), max(large, (meter.bytes, name))
            if meter.seconds > MOST_SECONDS or time.monotonic() - began > 60 or meter.bytes > MOST_BYTES:
                lost.append(f"{name}: {meter.seconds:.1f} s, {meter.bytes / 1e6:.0f} MB")
            tried += 1
            path.unlink()
    parser.stop()
    line.send((tried, came, lost[:20], [slow], [large]))


def _one(path: Path, content: bytes, number: int, con: duckdb.DuckDBPyConnection) -> str:
    """What came of a mutant, in words. AssertionError where rows or cells were lost, or a refusal does not name it."""
    try:
        book = Book.open(path)
        grids = {sheet: book.grid(sheet) for sheet in book.sheets[:SHEETS]}
    except SheetError as e:
        _names(e, path)
        return "refused in a sentence that names the file"
    found = {sheet: _counts(grid) for sheet, grid in grids.items()}
    try:
        there = counted.held(path.name, content, found.keys())
    except counted.Uncountable:
        came = "read; the file is too damaged, or of a kind, to be counted by another"
    else:
        assert found == there, f"read {found}, there are {there}"
        came = "read whole: rows and cells as counted by another reader"
    if number % EXTRACTED == 0 and (description := _description(path)):
        return f"{came}; {_entries(description, path, con)}"
    return came


def _names(error: PurseError, path: Path) -> None:
    if path.name not in str(error) or not error.what:
        raise AssertionError(f"a refusal that does not name the file, or no reason: {error}")


def _counts(grid: pa.Table) -> counted.Counts:
    return filled_rows(grid), sum(pc.sum(holds(c)).as_py() or 0 for c in grid.columns[1:])


def _description(path: Path) -> Path | None:
    """The bundled description that reads the file which this one was."""
    name = path.name.partition("-")[2]
    for file in sorted((BUNDLED.parent / "sources").rglob("*.yaml")):
        if f"/{name}" in file.read_text(encoding="utf-8"):
            return file
    return None


def _entries(description: Path, path: Path, con: duckdb.DuckDBPyConnection) -> str:
    """The mutant read as its source says: rows that came in are rows that gave entries and rows set aside."""
    name = path.name.partition("-")[2]
    described = yaml.load(description.read_text(encoding="utf-8"), yaml.BaseLoader)
    releases = [r for r in described["releases"] if r.get("file", "").endswith(f"/{name}")]
    if not releases:
        return "no release of its source has one file"
    described["releases"] = [{**releases[0], "file": path.name}]
    written = path.parent / "source.yaml"
    written.write_text(yaml.safe_dump(described, allow_unicode=True, sort_keys=False), encoding="utf-8")
    con.execute("BEGIN")
    try:
        source = read_source(written)
        out = extract(con, source, source.releases[0])
        assert out.rows_kept + out.rows_set_aside == out.rows_in_sheet, f"{out.rows_in_sheet} rows came in: {out}"
        return "its rows are entries or set aside, none lost"
    except PurseError as e:
        _names(e, written if isinstance(e, SourceError) else path)
        return "its entries refused in a sentence that names the file"
    finally:
        con.execute("ROLLBACK")
        written.unlink()
