"""`make faults`: what is done to the whole on purpose, how often, and what was lost.

    python -m tests.faults.run [--quick] [PART …]

Without parts, all of them. Prints the table and writes it to docs/reliability.md; parts that were not run keep the lines
of their last run. Ends with 1 where anything was lost.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from . import crowd, damaged, exact, kills, parsing, refusals
from .outcome import Outcome

DOCS = Path(__file__).parents[2] / "docs"
PARTS: dict[str, tuple[str, Callable[[Path, bool], Iterator[Outcome]]]] = {
    "kills": ("Loads and rollbacks that are killed", kills.run),
    "refusals": ("A machine that refuses", refusals.run),
    "damaged": ("A store that is damaged where it lies", damaged.run),
    "crowd": ("More at once than it was made for", crowd.run),
    "parsing": ("Files that harm, and harmed files", parsing.run),
    "exact": ("The smallest changes to a source's file", exact.run),
}
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def main() -> None:
    """Runs the parts that were asked for, one after the other."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked.add_argument("--quick", action="store_true", help="a short run; the table is printed, not written")
    words = asked.parse_args()
    if unknown := set(words.parts) - PARTS.keys():
        asked.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    logging.disable(logging.ERROR)  # what is damaged on purpose is logged as damaged
    shown, kept = Console(highlight=False, width=180), dict[str, Any]()
    for name in words.parts or PARTS:
        folder = Path(tempfile.mkdtemp(prefix=f"faults-{name}-"))
        began, outcomes = time.monotonic(), []
        try:
            for outcome in PARTS[name][1](folder, words.quick):
                outcomes.append(outcome)
                shown.print(
                    f"{outcome.fault}: {outcome.tried:,} tried, {len(outcome.lost):,} lost, {outcome.seconds:,.0f} s"
                )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        kept[name] = {
            "seconds": round(time.monotonic() - began),
            "on": _machine(),
            "faults": [o.as_dict() for o in outcomes],
        }
        if not words.quick:
            _write({**_kept(), name: kept[name]})
    ran = {name: kept[name] for name in words.parts or PARTS}
    shown.print(_printed(ran))
    lost = [sentence for part in ran.values() for fault in part["faults"] for sentence in fault["lost"]]
    for sentence in lost[:20]:
        shown.print(f"lost: {sentence}", style="bold red", markup=False)
    sys.exit(1 if lost else 0)


def _kept() -> dict[str, Any]:
    file = DOCS / "reliability.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _machine() -> str:
    packages = ", ".join(f"{p} {version(p)}" for p in ("duckdb", "pyarrow", "python-calamine", "fastexcel"))
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return f"{day}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, {packages}"


def _found(fault: dict[str, Any]) -> str:
    return Outcome(fault["fault"], came=Counter(fault["came"])).found


def _printed(parts: dict[str, Any]) -> Table:
    table = Table(*(Column(c, justify="right") if c in ("tried", "lost", "s") else Column(c, overflow="fold") for c in
                    ("fault", "tried", "lost", "what came of it", "s")), box=None)  # fmt: skip
    for part in parts.values():
        for f in part["faults"]:
            table.add_row(f["fault"], f"{f['tried']:,}", f"{len(f['lost']):,}", _found(f), f"{f['seconds']:,.0f}")
    return table


def _write(kept: dict[str, Any]) -> None:
    """The table into docs/reliability.md, what it is made from into docs/reliability.json."""
    ordered = {name: kept[name] for name in PARTS if name in kept}
    (DOCS / "reliability.json").write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = []
    for name, part in ordered.items():
        lines += [
            f"### {PARTS[name][0]}",
            "",
            f"`python -m tests.faults.run {name}`, {part['seconds']:,} s. {part['on']}.",
            "",
        ]
        lines += ["| fault | tried | lost | what came of it | seconds |", "|---|---:|---:|---|---:|"]
        lines += [
            f"| {f['fault']} | {f['tried']:,} | {len(f['lost']):,} | {_found(f)} | {f['seconds']:,.0f} |"
            for f in part["faults"]
        ]
        lines.append("")
    page = DOCS / "reliability.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
