"""More at once than a server was made for: readers by the hundred, and files of a million entries beside them.

The pages are asked as a browser asks them, over a websocket; the files as a program does, which comes again when it is
told to. The server has its usual bounds. Nothing may be lost: it goes on, every page is drawn, every file is whole.
"""

from __future__ import annotations

import asyncio
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from pathlib import Path

import duckdb
import requests

from loaders import load, publish
from loaders.reading import read_source
from tests.bench import synthetic
from tests.bench.sessions import OURS
from tests.bench.visitors import PATIENCE, Found, visit
from tests.deploy import behind

from .outcome import Outcome, trying

MOST_MEMORY = 4000.0  # MB that the server may hold while all of them are there
MOST_WAIT = 10.0  # seconds until it has to say that it lives
KINDS = ("csv", "json", "parquet", "zip", "xlsx")
_MARK = {"json": b'"entry_id":', "xlsx": b"<row"}
_PIECE = 1 << 20


def run(folder: Path, quick: bool) -> Iterator[Outcome]:
    """All faults of this part."""
    yield crowd(folder / "crowd", *((5_000, 12, 5, 5.0) if quick else (1_000_000, 200, 10, 60.0)))


def crowd(folder: Path, rows: int, readers: int, files: int, seconds: float) -> Outcome:
    """So many readers who click every five seconds, and so many files at once beside them."""
    folder.mkdir(parents=True)
    store = _store(folder, rows)
    with duckdb.connect(str(store / "current"), read_only=True) as con:
        [found_there] = con.execute("SELECT count(*), sum(amount) FROM entry").fetchall()
    held = Held(*found_there)
    fault = f"{readers:,} readers who click every 5 s, and {files:,} files of {rows:,} entries asked for at once beside them"
    with trying(fault) as outcome, behind.replica(store, folder / "server.log") as server:
        server.wait("/readyz?warm")
        with _watched(server) as watch, ThreadPoolExecutor(files) as programs:
            asked = [
                programs.submit(_file, server.address, folder, n, kind, receipts, held)
                for n, (receipts, kind) in enumerate(list(product(("false", "true"), KINDS))[:files])
            ]
            found = asyncio.run(visit(server.address, OURS, readers, seconds, 5.0))
            _files(outcome, [one.result() for one in asked])
        _pages(outcome, found)
        outcome.expect(server.process.poll() is None, f"the server ended with {server.process.poll()}")
        outcome.expect(not watch.silent, f"it did not say that it lives: {watch.silent[:1]}")
        outcome.expect(watch.memory < MOST_MEMORY, f"it held {watch.memory:,.0f} MB")
        outcome.came[
            f"longest until it said that it lives {watch.slowest:.1f} s, most memory {watch.memory:,.0f} MB"
        ] = 1
        outcome.tried = outcome.came[_CLICKS] + outcome.came[_WHOLE] + len(outcome.lost)
    return outcome


_CLICKS, _WHOLE, _AGAIN = "clicks answered", "files whole", "times told to come again (503)"


@dataclass
class Held:
    """What the store holds, asked apart from the app."""

    entries: int
    amount: Decimal


def _store(folder: Path, rows: int) -> Path:
    file = synthetic.write_many(folder / "payments.csv", rows, years=1)
    place = publish.Place(folder / "store")
    load.load(place, [read_source(synthetic.describe(folder, file))], lambda *_: None, fresh=True)
    file.unlink()
    return place.path


@dataclass
class Taken:
    """What became of one file: how often its program was told to come again, and what is wrong with it."""

    kind: str
    again: int = 0
    wrong: str = ""


def _file(address: str, folder: Path, number: int, kind: str, receipts: str, held: Held) -> Taken:
    """One program with an address of its own, which asks for all entries as a file until it is given them."""
    asked = {"dataset": "bench/csv", "fiscal_year": "2011", "receipts": receipts}
    taken, path = Taken(kind), folder / f"{number}.{kind}"
    client, until = {"X-Forwarded-For": f"192.0.2.{number + 1}"}, time.monotonic() + 15 * PATIENCE
    while time.monotonic() < until:
        with requests.get(
            f"{address}/api/v1/slice.{kind}", asked, headers=client, stream=True, timeout=10 * PATIENCE
        ) as answer:
            if answer.status_code == 503 and "Retry-After" in answer.headers:
                taken.again += 1
                time.sleep(int(answer.headers["Retry-After"]))
                continue
            if not answer.ok:
                taken.wrong = f"{kind}: {answer.status_code} {answer.text[:200]}"
                return taken
            with path.open("wb") as out:
                for piece in answer.iter_content(_PIECE):
                    out.write(piece)
        taken.wrong = _wrong(path, kind, held)
        path.unlink()
        return taken
    taken.wrong = f"{kind}: told to come again {taken.again:,} times"
    return taken


def _wrong(path: Path, kind: str, held: Held) -> str:
    """What is missing from a file; empty where every entry is in it, and where it can be added up, to the cent."""
    if kind == "zip":
        with zipfile.ZipFile(path) as package:
            (name,) = (n for n in package.namelist() if n.endswith(".csv") and "data" in n)
            return _wrong(Path(package.extract(name, path.with_suffix(""))), "csv", held)
    if kind in _MARK:
        counted = _marks(path, kind) - (kind == "xlsx")  # the line of the headings
        return "" if counted == held.entries else f"{kind}: {counted:,} entries of {held.entries:,}"
    with duckdb.connect() as con:
        read = "read_parquet(?)" if kind == "parquet" else "read_csv(?, header = true, all_varchar = true)"
        found = con.execute(f"SELECT count(*), sum(amount::DECIMAL(18, 2)) FROM {read}", [str(path)]).fetchone()
    return "" if found == (held.entries, held.amount) else f"{kind}: {found} and not {held}"


def _marks(path: Path, kind: str) -> int:
    """How many entries a JSON file has, or the largest sheet of a workbook, with its headings."""
    mark, count, tail = _MARK[kind], 0, b""
    with zipfile.ZipFile(path) if kind == "xlsx" else path.open("rb") as whole:
        stream = whole.open(_largest(whole)) if isinstance(whole, zipfile.ZipFile) else whole
        while piece := stream.read(_PIECE):
            text = tail + piece
            count += text.count(mark)
            tail = text[-(len(mark) - 1) :]
    return count


def _largest(book: zipfile.ZipFile) -> str:
    sheets = (m for m in book.infolist() if m.filename.startswith("xl/worksheets/"))
    return max(sheets, key=lambda m: m.file_size).filename


def _files(outcome: Outcome, files: list[Taken]) -> None:
    for one in files:
        outcome.expect(not one.wrong, one.wrong)
        outcome.came[_WHOLE] += not one.wrong
        outcome.came[_AGAIN] += one.again


def _pages(outcome: Outcome, found: Found) -> None:
    outcome.came[_CLICKS] += len(found.clicks) + len(found.opened)
    outcome.came[f"half of them within {found.within(0.5):.1f} s, 95 % within {found.within(0.95):.1f} s"] = 1
    outcome.lost += sorted(set(found.errors))


@dataclass
class _Watch:
    """What was seen of the server meanwhile."""

    slowest: float = 0.0
    memory: float = 0.0
    silent: list[str] = field(default_factory=list)


@contextmanager
def _watched(server: behind.Server) -> Iterator[_Watch]:
    """Asks the server twice a second whether it lives, and how much memory it holds."""
    watch, over = _Watch(), threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            began = time.perf_counter()
            try:
                requests.get(f"{server.address}/healthz", timeout=MOST_WAIT).raise_for_status()
            except requests.RequestException as e:
                watch.silent.append(str(e))
            watch.slowest = max(watch.slowest, time.perf_counter() - began)
            watch.memory = max(watch.memory, server.memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
