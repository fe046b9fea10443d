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
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from loaders import load, publish
from loaders.reading import read_source
from tests.bench import explained, exports, growth, pages, recipients, sessions, stages, synthetic

DOCS = Path(__file__).parents[2] / "docs"
PACKAGES = ("duckdb", "ibis-framework", "pyarrow", "python-calamine", "fastexcel", "streamlit")


@dataclass(frozen=True)
class Measure:
    """One line of the table; seconds are medians. `unit` is s, or MB. `parts` are what ours and theirs are made of."""

    what: str
    rows: int
    ours: float
    peer: str
    theirs: float
    goal: float
    stages: dict[str, float]
    unit: str = "s"
    parts: dict[str, tuple[float, float]] = field(default_factory=dict)

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
        for what, times, parts in (("warm", page.warm, {}), ("no answer remembered", page.asked, page.questions)):
            of = {f"`{name}`": (at[1], at[0]) for name, at in parts.items()}
            line = f"the page {page.page}, {what}"
            yield Measure(line, many, times[1], f"{few:,} rows", times[0], 2.0, {}, parts=of)
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
            parts = {part: (seconds, 0.0) for part, seconds in at.parts.items()}
            yield Measure(what, rows, at.most, f"{goal * 1000:.0f} ms", goal, 1.0, {}, parts=parts)
            yield Measure(
                f"{readers} readers, memory a reader: {server}", rows, at.megabytes, "1 MB", 1.0, 1.0, {}, "MB"
            )
    ours, usual = (found.line(server, sessions.BUSY, 0) for server in ("ours", "usual"))
    if ours and usual:
        what = "a click, where readers never pause"
        yield Measure(what, rows, 1 / ours.a_second, "the usual page", 1 / usual.a_second, 0.125, {})
    known = {part: (seconds, 0.0) for part, seconds in found.imported.items()}
    for what, taken, goal, parts in (
        ("with a store", found.cold[0], 5.0, known),
        ("building the bundled one", found.cold[1], 20.0, {}),
    ):
        yield Measure(f"cold start to the first page, {what}", 1, taken, f"{goal:.0f} s", goal, 1.0, {}, parts=parts)


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
        ours, bare, parts = pages.clicks(folder, chromium, runs)
        what = "a click deeper in Spending, drawn"
        found.append(Measure(what, entries, ours, "the barest page", bare, 2.0, {}, parts=parts))
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
    lines += ["", *explained.TABLE, "", "## Readers at once", "", *sessions.table(visited), ""]
    lines += [f"A view that nobody has opened before is drawn in {said(visited.unseen, 's')} (median).", ""]
    lines += [*explained.READERS, "", "## Where the time of a load goes", ""]
    lines += [f"| what | {' | '.join(stages.STAGES)} |", "|---|" + "--:|" * len(stages.STAGES)]
    for m in (m for m in found if m.stages):
        lines.append(f"| {m.what} | " + " | ".join(f"{m.stages.get(s, 0):.2f} s" for s in stages.STAGES) + " |")
    return "\n".join([*lines, "", *explained.STAGES, "", *made_of(found), *short(found)])


def made_of(found: list[Measure]) -> list[str]:
    """The largest parts of what was measured by parts, in the order in which they are given or by size."""
    told = []
    for m in (m for m in found if m.parts):
        head = [f"| {m.what} | ours | {m.peer} |", "|---|--:|--:|"]
        largest = sorted(m.parts, key=lambda part: -m.parts[part][0])[:PARTS]
        shown = {part: m.parts[part] for part in m.parts if part in largest}
        told += [
            *head,
            *(f"| {n} | {said(a, 's')} | {said(b, 's') if b else '–'} |" for n, (a, b) in shown.items()),
            "",
        ]
    return ["## What the rest is made of", "", *explained.PARTS, "", *told] if told else []


PARTS = 8
"""So many parts are shown: the largest."""


def short(found: list[Measure]) -> list[str]:
    """What is known of each goal that this run has missed."""
    missed = [m.what for m in found if m.ratio > m.goal]
    known = [words for what, words in explained.SHORT.items() if any(m.startswith(what) for m in missed)]
    told = [["- " + first, *(f"  {line}" for line in more)] for first, *more in known]
    return (
        ["## What falls short, and what is known of why", "", *(line for one in told for line in one), ""]
        if told
        else []
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
