"""What ten times the payments cost: the pages that draw them, and the search for who was paid against SQLite's FTS5."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb

from dashboard import store
from loaders import load, publish
from loaders.reading import read_source
from tests.bench import pages, recipients, synthetic

Work = Callable[[], object]
PAGES = ("payments", "spending", "ministry", "trends")


@dataclass(frozen=True)
class Growth:
    """A page over few and over many payments.

    Attributes:
        warm: seconds of its script, where everything is remembered.
        asked: the same with no answer remembered.
        questions: how much of that each question took.
    """

    page: str
    warm: tuple[float, float]
    asked: tuple[float, float]
    questions: dict[str, tuple[float, float]]


def build(folder: Path, rows: int) -> Path:
    """A store of so many made-up payments."""
    place = folder / f"growth-{rows}"
    place.mkdir()
    file = synthetic.write_many(place / "payments.csv", rows)
    load.load(
        publish.Place(place / "store"), [read_source(synthetic.describe(place, file))], lambda *_: None, fresh=True
    )
    file.unlink()
    return place / "store"


def grown(few: Path, many: Path, runs: int) -> list[Growth]:
    """Every page that draws payments, over both."""
    fewer, more = ([_page(place, page, runs) for page in PAGES] for place in (few, many))
    return [
        Growth(page, (one[0], other[0]), (one[1], other[1]), {q: (one[2][q], other[2][q]) for q in other[2]})
        for page, one, other in zip(PAGES, fewer, more, strict=True)
    ]


def _page(place: Path, page: str, runs: int) -> tuple[float, float, Counter[str]]:
    os.environ["PURSE_STORE"] = str(place)
    warm = statistics.median(pages.script(page, runs)) / 1000
    timed = _Timed(store._answer)
    with mock.patch.object(store, "_answer", timed):
        asked = statistics.median(pages.script(page, runs, timed.forget)) / 1000
    return warm, asked, Counter({q: seconds / timed.runs for q, seconds in timed.seconds.items()})


class _Timed:
    """A stopwatch around the store's answers, by question."""

    def __init__(self, answer: Callable[..., object]) -> None:
        self.answer = answer
        self.seconds: Counter[str] = Counter()
        self.runs = 0

    def __call__(self, *asked: Any) -> object:
        began = time.perf_counter()
        try:
            return self.answer(*asked)
        finally:
            self.seconds[asked[-2].__name__] += time.perf_counter() - began

    def forget(self) -> None:
        """What comes next is asked as if for the first time."""
        self.answer.cache_clear()  # type: ignore[attr-defined]
        store._made.cache_clear()
        self.runs += 1


def search(place: Path, folder: Path) -> Iterator[tuple[Work, Work]]:
    """Our question for the largest recipients of a year with “health” in their name, and FTS5's over the same rows."""
    asked = recipients.Payments(place)
    con = _indexed(place, folder / "fts5.db")
    sql = (
        "SELECT entry.recipient, sum(amount) FROM found JOIN entry ON entry.rowid = found.rowid "
        "WHERE found MATCH 'health' AND fiscal_year = ? GROUP BY 1 ORDER BY 2 DESC LIMIT 50"
    )
    theirs = con.execute(sql, [asked.of.fiscal_year]).fetchall()
    if not theirs:
        raise RuntimeError("FTS5 finds nobody")
    yield asked.health(), lambda: con.execute(sql, [asked.of.fiscal_year]).fetchall()
    con.close()
    (folder / "fts5.db").unlink()


def _indexed(place: Path, file: Path) -> sqlite3.Connection:
    """The same payments in SQLite, with an index of the words of who was paid."""
    con = sqlite3.connect(file)
    con.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE entry (fiscal_year INTEGER, recipient TEXT, amount REAL);"
        "CREATE VIRTUAL TABLE found USING fts5(recipient, content='entry', tokenize='unicode61 remove_diacritics 2');"
    )
    with duckdb.connect() as source:
        source.execute(f"ATTACH '{place / 'current'}' AS accounts (READ_ONLY)")
        rows = source.execute("SELECT fiscal_year, recipient, amount::DOUBLE FROM accounts.entry")
        while some := rows.fetchmany(100_000):
            con.executemany("INSERT INTO entry VALUES (?, ?, ?)", some)
    con.execute("INSERT INTO found(found) VALUES ('rebuild')")
    con.commit()
    return con


def forget(place: Path) -> None:
    """Removes a store that `build` made."""
    shutil.rmtree(place.parent)
