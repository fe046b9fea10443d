"""`make bench`: how fast, as ratios against a stated peer in the same run, so that machines can be compared.

    python -m tests.bench.run [--quick]

Writes the table to docs/performance.md and docs/performance.json. Not a test: a number that is missed is
shown, it does not fail.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from loaders import load, publish
from loaders.reading import read_source
from tests.bench import exports, growth, pages, recipients, sessions, stages, synthetic

DOCS = Path(__file__).parents[2] / "docs"
PACKAGES = ("duckdb", "ibis-framework", "pyarrow", "python-calamine", "streamlit")


@dataclass(frozen=True)
class Measure:
    """One line of the table; seconds are medians. `unit` is s, or MB."""

    what: str
    rows: int
    ours: float
    peer: str
    theirs: float
    goal: float
    stages: dict[str, float]
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def medians(ours: Callable[[], object], theirs: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Median seconds of `repeats` runs of each, after one that is not counted. They take turns: what else the machine
    has to do falls on both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats + 1):
        for work, seconds in zip((ours, theirs), taken, strict=True):
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
    return statistics.median(taken[0][1:]), statistics.median(taken[1][1:])


def loading(folder: Path, file: Path) -> Callable[[], object]:
    """A whole load of a file: looked at, read, checked, with receipts, published and read back."""
    source = read_source(synthetic.describe(folder, file))
    place = publish.Place(folder / f"store-of-{file.suffix[1:]}")
    return lambda: load.load(place, [source], lambda *_: None, fresh=True)


def bare_read_csv(folder: Path, file: Path) -> Callable[[], object]:
    """DuckDB's own reading of the same file into a table on disk."""

    def work() -> None:
        target = folder / "bare.duckdb"
        target.unlink(missing_ok=True)
        with duckdb.connect(str(target)) as con:
            con.execute("CREATE TABLE t AS SELECT * FROM read_csv(?)", [str(file)])
            con.execute("CHECKPOINT")

    return work


def bare_calamine(file: Path) -> Callable[[], object]:
    """Calamine's own reading of the same sheet into Python lists."""
    content = file.read_bytes()
    return lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Data").to_python()


def measure(folder: Path, quick: bool) -> tuple[list[Measure], sessions.Sessions]:
    """All measures of this run, and what many readers at once found."""
    repeats, big, sheet = (2, 200_000, 20_000) if quick else (3, 1_000_000, 100_000)
    csv_file, xlsx_file = (
        synthetic.write_csv(folder / "payments.csv", big),
        synthetic.write_xlsx(folder / "payments.xlsx", sheet),
    )
    asked = (
        ("load a CSV of payments", big, csv_file, "bare read_csv", bare_read_csv(folder, csv_file), 2.0),
        ("load a workbook", sheet, xlsx_file, "bare calamine", bare_calamine(xlsx_file), 1.3),
    )
    found = []
    for what, rows, file, peer, bare, goal in asked:
        ours = loading(folder, file)
        mine, theirs = medians(ours, bare, repeats)
        found.append(Measure(what, rows, mine, peer, theirs, goal, stages.taken(ours)))
    drawn = drawing(folder, 3 if quick else 9)  # before the questions, which are put to a store of their own
    answers = recipients.Payments(folder / "store-of-csv").works()
    found += [answer(what, big, *works) for what, *works in answers]
    visited = sessions.measure(folder / "store-of-csv", folder, quick)
    larger = [] if quick else [*growing(folder)]
    return [*found, *exporting(folder, quick), *drawn, *larger, *reading(visited, big)], visited


def growing(folder: Path, few: int = 1_000_000, many: int = 10_000_000) -> Iterator[Measure]:
    """What ten times the payments cost the pages, and the search for a recipient against FTS5."""
    places = {rows: growth.build(folder, rows) for rows in (few, many)}
    for page in growth.grown(places[few], places[many], 5):
        for what, times in (("warm", page.warm), ("no answer remembered", page.asked)):
            yield Measure(f"the page {page.page}, {what}", many, times[1], f"{few:,} rows", times[0], 2.0, {})
    for rows, place in places.items():
        for ours, theirs in growth.search(place, folder):
            mine, taken = medians(ours, theirs, 5)
            yield Measure("who was paid: “health”", rows, mine, "SQLite FTS5", taken, 0.2, {})
        growth.forget(place)


def reading(found: sessions.Sessions, rows: int) -> Iterator[Measure]:
    """What many readers at once find, against what they should."""
    for server, readers, goal in (("ours", 100, 0.2), ("two of ours behind nginx", 200, 0.25)):
        if at := found.line(server, readers):
            what = f"{readers} readers, 95 % of clicks: {server}"
            yield Measure(what, rows, at.most, f"{goal * 1000:.0f} ms", goal, 1.0, {})
            yield Measure(
                f"{readers} readers, memory a reader: {server}", rows, at.megabytes, "1 MB", 1.0, 1.0, {}, "MB"
            )
    ours, usual = (found.line(server, sessions.BUSY, 0) for server in ("ours", "usual"))
    if ours and usual:
        what = "a click, where readers never pause"
        yield Measure(what, rows, 1 / ours.a_second, "the usual page", 1 / usual.a_second, 0.125, {})
    for what, taken, goal in zip(("with a store", "building the bundled one"), found.cold, (5.0, 20.0), strict=True):
        yield Measure(f"cold start to the first page, {what}", 1, taken, f"{goal:.0f} s", goal, 1.0, {})


def exporting(folder: Path, quick: bool) -> Iterator[Measure]:
    """A slice as files, and the memory that it takes."""
    for what, rows, ours, peer, theirs, goal, repeats in exports.measures(folder, quick):
        if repeats:
            mine, taken = medians(ours, theirs, repeats) if repeats > 1 else (once(ours), once(theirs))
            yield Measure(what, rows, mine, peer, taken, goal, {})
        else:
            yield Measure(what, rows, ours(), peer, theirs(), goal, {}, "MB")


def once(work: Callable[[], object]) -> float:
    """Seconds of a single run: of what is so slow that its start does not count."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def drawing(folder: Path, runs: int) -> list[Measure]:
    """Every page's script, and a click, over the bundled accounts in `data/store`."""
    with duckdb.connect(str(load.default_store().current()), read_only=True) as con:
        [(entries,)] = con.execute("SELECT count(*) FROM entry").fetchall()
    goal = pages.GOAL / 1000
    found = [
        Measure(f"the script of the page {s.page}, warm", entries, s.milliseconds / 1000, "60 ms", goal, 1.0, {})
        for s in pages.scripts(runs)
    ]
    if chromium := shutil.which("chromium") or shutil.which("google-chrome"):
        ours, bare = pages.clicks(folder, chromium, runs)
        found.append(Measure("a click deeper in Spending, drawn", entries, ours, "the barest page", bare, 2.0, {}))
    return found


QUICK_ENOUGH = 0.1
"""Seconds within which a question is to be answered."""


def answer(what: str, rows: int, ours: Callable[[], object], peer: str, theirs: Callable[[], object]) -> Measure:
    """A question's line: its goal is a time, said as the ratio that it allows."""
    mine, taken = medians(ours, theirs, 9)
    return Measure(what, rows, mine, peer, taken, round(QUICK_ENOUGH / taken, 1), {})


def said(taken: float, unit: str) -> str:
    """1.25 → `1.25 s`, 0.0125 → `12.5 ms`, 120 MB → `120 MB`."""
    if unit == "MB":
        return f"{taken:.0f} MB"
    return f"{taken:.2f} s" if taken >= 0.1 else f"{taken * 1000:.1f} ms"


def line(m: Measure) -> str:
    """A row of the table."""
    met = "yes" if m.ratio <= m.goal else "no"
    places = 1 if m.ratio >= 0.95 else 2
    return (
        f"| {m.what} | {m.rows:,} | {said(m.ours, m.unit)} | {m.peer} | {said(m.theirs, m.unit)} "
        f"| {m.ratio:.{places}f} × | ≤ {m.goal} × | {met} |"
    )


def report(found: list[Measure], visited: sessions.Sessions, quick: bool) -> str:
    """The page, in Markdown."""
    lines = [
        "# Performance",
        "",
        "Ratios against a peer in the same run, medians of repeated runs. `make bench` writes this page anew;",
        "`make bench QUICK=1` does so with fewer rows in less than three minutes.",
        "",
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; "
        + ", ".join(f"{p} {version(p)}" for p in PACKAGES)
        + (". A quick run." if quick else "."),
        "",
        "| what | rows | ours | peer | theirs | ratio | goal | met |",
        "|---|--:|--:|---|--:|--:|--:|---|",
    ]
    lines += [line(m) for m in found]
    lines += ["", *EXPLAINED, "", "## Readers at once", "", *sessions.table(visited), ""]
    lines += [f"A view that nobody has opened before is drawn in {said(visited.unseen, 's')} (median).", ""]
    lines += [*READERS_EXPLAINED, "", "## Where the time of a load goes", ""]
    lines += [f"| what | {' | '.join(stages.STAGES)} |", "|---|" + "--:|" * len(stages.STAGES)]
    for m in (m for m in found if m.stages):
        lines.append(f"| {m.what} | " + " | ".join(f"{m.stages.get(s, 0):.2f} s" for s in stages.STAGES) + " |")
    return "\n".join([*lines, "", *STAGES_EXPLAINED, ""])


EXPLAINED = (
    "A load is the whole way: the file is hashed and looked at, every cell becomes text, amounts become exact",
    "decimals, each entry gets its receipt (file, sheet, cell, printed text), the checks run, the store is",
    "written, synced, read back whole and switched to. The peers do none of that: they parse, and `read_csv`",
    "writes what it parsed. What does not depend on the rows (the crosswalk, the store's tables, the questions",
    "to be put) is a good half second of every load, and weighs more in a quick run.",
    "",
    "A question about recipients is asked as a page asks it the first time: compiled from Ibis, run, brought back.",
    "Its goal is 100 ms, said as a ratio. The peers are SQL written by hand, run over names that were folded",
    "beforehand, or over the entries as they are.",
    "",
    "A slice is exported whole: counted, described, put in the order of its sheets, made safe, written and hashed, each",
    "time with no answer of the store and no checksum remembered; what was compiled once stays so, and the file of the run",
    "before is removed first: a reader's folder has none, and to take the place of one the disk is waited for. Bare",
    "COPY writes the view of the entries as it comes. Datasette streams the same rows from SQLite over HTTP, and xlsxwriter",
    "is given rows that are in memory already. Memory is the most that the process takes, less what it takes idle.",
    "",
    "A page's script is run again and again in one session, as a visitor's clicks would. A click is timed in a real",
    "browser, from the mouse to the mark that it brings; the barest page has one chart of two bars and a line of text,",
    "served by Streamlit alone.",
)
READERS_EXPLAINED = (
    "Visitors who speak Streamlit's own protocol open a page each, think five seconds on average, click on to another",
    "year or page, and wait until its script has run to the end. Ours are the pages Spending, Payments, Ministries and",
    "Trends with fifteen years, every view opened once before; the usual page is tests/bench/usual_app.py over the same",
    "payments: pandas, three charts of Altair and a table, every answer behind `cache_data`. Visitors, servers and nginx",
    "share the machine. A click failed if its page was not drawn, or drew an error. Without think time ten readers click",
    "as fast as they are answered: what a server bears at most.",
    "",
    "Streamlit runs every page in one Python process, one line at a time, so that a server's clicks a second are what a",
    "page's script and its way to the browser take of one core. What was done about it: no collection of garbage after",
    "every run, charts compiled once, answers remembered, and with them the tables and charts that are worked out of them",
    "(`store.remembered`), no look at the disk but one for the newest generation, threads that wake the server's loop once",
    "and not for each element (`dashboard/loop.py`), messages that go out together (`dashboard/wire.py`), and every page",
    "opened before the first visitor (`dashboard/warm.py`). A second replica has a core of its own, where there is one.",
)
STAGES_EXPLAINED = (
    "In one more run. *look* is the look at a workbook before it is trusted; *parse* makes a file's cells texts (of a",
    "workbook, in a process of its own). Both go on at once and beside the rest, so that *wait*, for how long the rest",
    "waited for them, is what counts in the whole; the other stages follow one another, but for *recipients* and",
    "*crosswalk*. *to figures* finds headings, tidies labels, reads years and exact amounts;",
    "*write* divides the entries into classifications and postings and writes both; *read back* hashes every value",
    "that was written, then every value of the closed file; *the rest* is hashing, rows set aside, the schema, sync.",
    "",
    "What cannot be had for less: of a workbook, *parse* is the peer itself, plus texts for its cells and their way",
    "from one process to the other, and nothing but the look can be done before its rows are there. All that follows",
    "is done on one core, because so few rows are not divided among several; that is two fifths of the peer's time.",
    "Of a CSV, *to figures* writes the rows down once in memory, so that the checks, the rows set aside and the store",
    "are all made of the same rows; the peer has no such middle. Both need two free cores: where other work takes",
    "them, what goes on beside takes its time from the rest.",
)


def main() -> None:
    """Measures, prints the table and writes it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true")
    quick = asked.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        found, visited = measure(Path(folder), quick)
    page = report(found, visited, quick)
    print(page)
    (DOCS / "performance.md").write_text(page, encoding="utf-8")
    (DOCS / "performance.json").write_text(
        json.dumps([{**asdict(m), "ratio": round(m.ratio, 2)} for m in found], indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
