"""A store whose every generation says what its figures must be, processes that publish it, and processes that read it.

The n-th generation holds the same lines with n cents more on each: what is torn, or of two generations, does not add up.
"""

from __future__ import annotations

import itertools
import multiprocessing as mp
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb

from dashboard import generations, store
from loaders import load, publish, sums
from loaders.errors import PurseError
from loaders.publish import Place

SCHEMA = load.SCHEMA.read_text(encoding="utf-8")
YEARS, ROWS = (2022, 2023, 2024), 4000  # rows of each year
FILES = ("a" * 64, "b" * 64)
ASKED = "SELECT sha256, fiscal_year, count(*) AS n, sum(amount) AS total, (SELECT generation FROM {c}.generation) AS g, (SELECT title FROM {c}.dataset) AS title FROM {c}.entry GROUP BY ALL"
START = 120.0  # seconds in which a busy machine has started a process

forks = mp.get_context("forkserver")
forks.set_forkserver_preload(["tests.faults.world"])


def fill(n: int) -> publish.Build:
    """What writes the n-th generation's rows."""

    def build(con: duckdb.DuckDBPyConnection) -> None:
        numbered = list(enumerate(itertools.product(FILES, YEARS)))
        for c, (sha256, year) in numbered:
            con.execute(
                "INSERT INTO classification (classification, dataset, release, jurisdiction, fiscal_year, direction, phase,"
                " basis, unit, sha256, sheet, letter, receipt) VALUES (?, 'test/kept', 'one', 'XX', ?, 'expenditure',"
                " 'executed', 'cash', 'dollars', ?, 's', 'A', 'r')",
                [c, year, sha256],
            )
            con.execute(
                "INSERT INTO posting SELECT ?, range, 'payee ' || range, range + ?::DECIMAL(18,2) / 100, 0, NULL"
                " FROM range(?)",
                [c, n, ROWS],
            )
        sums.write(con)
        con.execute(
            "INSERT INTO dataset (dataset, kind, title, publisher, licence, access_level, hierarchy, source_file,"
            " fingerprint) VALUES ('test/kept', 'entries', ?, 'p', 'l', 'open', [], 'f', 'f')",
            [str(n)],
        )
        con.execute(
            "INSERT INTO release VALUES ('test/kept', 'one', '2024', 'f', 'a', 1, now()::TIMESTAMP, ?, ?, 0, ?, 0)",
            [len(numbered) * ROWS] * 3,
        )
        generation = con.execute("SELECT max(path) FROM duckdb_databases() WHERE database_name = 'building'").fetchall()
        con.execute("INSERT INTO generation VALUES (?, now()::TIMESTAMP)", [Path(generation[0][0]).name[:12]])

    return build


def wrong(rows: list[tuple[Any, ...]], name: str) -> str:
    """What is wrong with an answer to `ASKED` from a generation; empty where it is whole and right, to the cent."""
    n = {int(row[5]) for row in rows}
    if len(n) != 1 or {row[4] for row in rows} != {name}:
        return f"{name}: an answer of generations {sorted({row[4] for row in rows})}, fills {sorted(n)}"
    each = Decimal(ROWS * (ROWS - 1) // 2) + Decimal(ROWS * n.pop()) / 100
    expected = dict.fromkeys(itertools.product(FILES, YEARS), (ROWS, each))
    found = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    return "" if found == expected else f"{name}: {found} instead of {expected}"


def look(file: Path) -> str:
    """What is wrong with a published file, asked apart from the app."""
    try:
        with duckdb.connect(":memory:") as con:
            publish.attach(con, file, "s")
            return wrong(con.execute(ASKED.format(c="s.main")).fetchall(), file.stem)
    except duckdb.Error as e:
        return f"{file.name}: {str(e).splitlines()[0]}"


def publishing(folder: str, n: int) -> None:
    """Publishes the n-th generation, one loader at a time; the body of a process that may be killed."""
    with publish.locked(Place(Path(folder))):
        publish.publish(Place(Path(folder)), SCHEMA, fill(n))


def said(work: Callable[..., None], *args: object) -> None:
    """Does it, and ends as `purse` would, with an error's own code; the sentence is `purse`'s to print."""
    try:
        work(*args)
    except PurseError as e:
        os._exit(e.exit_code if e.what else 70)


def child(work: Callable[..., None], *args: object) -> mp.process.BaseProcess:
    """A process, forked from one that has imported everything and done nothing."""
    process = forks.Process(target=work, args=args, daemon=True)
    process.start()
    return process


def ended(process: mp.process.BaseProcess) -> int:
    """The exit code of a process; it is killed where it hangs."""
    process.join(START)
    if process.exitcode is None:
        process.kill()
        process.join()
        return -signal.SIGALRM
    return process.exitcode


def killed(process: mp.process.BaseProcess, after: float) -> bool:
    """Kills a process so many seconds from now, as the system would; False where it had ended by itself."""
    process.join(after)
    alive = process.is_alive()
    if alive:
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    return alive


def reading(folder: str, line: Connection) -> None:
    """Asks the app's store again and again until told to stop; sends how many answers there were and which were wrong."""
    os.environ["PURSE_STORE"] = folder
    answers, bad, newest = 0, [], ""
    while not line.poll(0.002):
        try:
            with store.reading() as now:
                rows = [tuple(r.values()) for r in now.whole(ASKED.format(c="accounts.main")).to_pylist()]
                problem = wrong(rows, now.generation)
            if now.generation < newest:
                problem = f"{now.generation} after {newest}"
            newest = max(newest, now.generation)
        except (store.NoStore, store.QueryFailed) as e:
            problem = f"{type(e).__name__}: {e}"
        answers += 1
        if problem and len(bad) < 20:
            bad.append(problem)
    if passed := generations.passed_over(Path(folder)):
        bad.append(f"held for damaged: {passed}")
    line.send((answers, bad))


@dataclass
class Readers:
    """Processes that read a store all the while."""

    folder: Path
    number: int = 3
    _all: list[tuple[mp.process.BaseProcess, Connection]] = field(default_factory=list)

    def __enter__(self) -> Readers:
        for _ in range(self.number):
            ours, theirs = forks.Pipe()
            self._all.append((child(reading, str(self.folder), theirs), ours))
            theirs.close()
        return self

    def stop(self) -> tuple[int, list[str]]:
        """How many answers all of them had, and which were wrong."""
        answers, bad = 0, []
        for process, line in self._all:
            line.send("stop")
            if line.poll(START):
                got, wrongs = line.recv()
                answers, bad = answers + got, bad + wrongs
            else:
                bad.append("a reader hangs")
            process.join(START)
            if process.exitcode != 0:
                bad.append(f"a reader ended with {process.exitcode}")
        self._all.clear()
        return answers, bad

    def __exit__(self, *_: object) -> None:
        for process, _line in self._all:
            process.kill()


def leftovers(place: Place) -> list[str]:
    """What lies in a store's folder beside its generations, its link and its lock."""
    allowed = {publish.CURRENT, publish.WITHDRAWN, ".lock", *(g.name for g in place.generations())}
    return sorted({p.name for p in place.folder.iterdir()} - allowed)


def usual_seconds(place: Place, times: int = 3) -> float:
    """How long a publication takes that nobody disturbs."""
    taken = []
    for _ in range(times):
        began = time.monotonic()
        assert ended(child(publishing, str(place.folder), 1)) == 0
        taken.append(time.monotonic() - began)
    return sorted(taken)[times // 2]
