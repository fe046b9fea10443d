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
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from loaders import load, publish
from loaders.reading import read_source
from tests.bench import recipients, synthetic

DOCS = Path(__file__).parents[2] / "docs"
PACKAGES = ("duckdb", "ibis-framework", "pyarrow", "python-calamine", "streamlit")


@dataclass(frozen=True)
class Measure:
    """One line of the table; seconds are medians."""

    what: str
    rows: int
    ours: float
    peer: str
    theirs: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def median(work: Callable[[], object], repeats: int) -> float:
    """Median seconds of `repeats` runs, after one that is not counted."""
    taken = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


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


def measure(folder: Path, quick: bool) -> list[Measure]:
    """All measures of this run."""
    repeats, big, sheet = (2, 200_000, 20_000) if quick else (3, 1_000_000, 100_000)
    csv_file, xlsx_file = (
        synthetic.write_csv(folder / "payments.csv", big),
        synthetic.write_xlsx(folder / "payments.xlsx", sheet),
    )
    loads = [
        Measure(
            "load a CSV of payments", big, median(loading(folder, csv_file), repeats),
            "bare read_csv", median(bare_read_csv(folder, csv_file), repeats), 2.0,
        ),
        Measure(
            "load a workbook", sheet, median(loading(folder, xlsx_file), repeats),
            "bare calamine", median(bare_calamine(xlsx_file), repeats), 1.3,
        ),
    ]  # fmt: skip
    asked = recipients.Payments(folder / "store-of-csv").works()
    return loads + [answer(what, big, *works) for what, *works in asked]


QUICK_ENOUGH = 0.1
"""Seconds within which a question is to be answered."""


def answer(what: str, rows: int, ours: Callable[[], object], peer: str, theirs: Callable[[], object]) -> Measure:
    """A question's line: its goal is a time, said as the ratio that it allows."""
    taken = median(theirs, 9)
    return Measure(what, rows, median(ours, 9), peer, taken, round(QUICK_ENOUGH / taken, 1))


def seconds(taken: float) -> str:
    """1.25 → `1.25 s`, 0.0125 → `12.5 ms`."""
    return f"{taken:.2f} s" if taken >= 0.1 else f"{taken * 1000:.1f} ms"


def report(found: list[Measure], quick: bool) -> str:
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
    for m in found:
        met = "yes" if m.ratio <= m.goal else "no"
        lines.append(
            f"| {m.what} | {m.rows:,} | {seconds(m.ours)} | {m.peer} | {seconds(m.theirs)} | {m.ratio:.1f} × | ≤ {m.goal} × | {met} |"
        )
    return "\n".join([*lines, "", *EXPLAINED, ""])


EXPLAINED = (
    "A load is the whole way: the file is hashed and looked at, every cell becomes text, amounts become exact",
    "decimals, each entry gets its receipt (file, sheet, cell, printed text), the checks run, the store is",
    "written, synced, read back whole and switched to. The peers do none of that: they parse.",
    "",
    "A question about recipients is asked as a page asks it the first time: compiled from Ibis, run, brought back.",
    "Its goal is 100 ms, said as a ratio. The peers are SQL written by hand, run over names that were folded",
    "beforehand, or over the entries as they are.",
)


def main() -> None:
    """Measures, prints the table and writes it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true")
    quick = asked.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), quick)
    page = report(found, quick)
    print(page)
    (DOCS / "performance.md").write_text(page, encoding="utf-8")
    (DOCS / "performance.json").write_text(
        json.dumps([{**asdict(m), "ratio": round(m.ratio, 2)} for m in found], indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
