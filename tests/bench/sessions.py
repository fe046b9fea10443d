"""How many readers a server bears: ours, two of ours behind nginx, and the usual page of Streamlit on the same rows.

    python -m tests.bench.sessions [--quick]

measures this part alone, over a store of its own, and prints it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.bench.visitors import Click, Found, visit
from tests.deploy import behind
from tests.ports import free_port

THINK = 5.0  # seconds between what a reader sees and the next click, on average
BUSY = 10  # readers without a pause: what a server can bear at most
YEARS = range(2011, 2026)
OURS: list[Click] = [
    (page, f"year={year}") for year in YEARS for page in ("spending", "payments", "ministry", "trends")
]
USUAL: list[Click] = [("", f"year={year}&ministry={year % 30}") for year in YEARS]


@dataclass(frozen=True)
class Line:
    """So many readers at a server: seconds within which half and 95 % of their clicks were answered, clicks a second,
    clicks that failed, and the MB that the server holds more when all of their pages are open, per reader."""

    server: str
    readers: int
    think: float
    half: float
    most: float
    a_second: float
    failed: int
    megabytes: float
    parts: dict[str, float] = field(default_factory=dict)
    """What a click is made of, and those that took longest: seconds."""


@dataclass(frozen=True)
class Sessions:
    """What this part found.

    Attributes:
        lines: one per server and number of readers.
        unseen: median seconds of a view that nobody has opened before.
        cold: seconds from nothing to the first page: with a store, and with the bundled accounts loaded first.
        imported: of what the server imports, seconds by package; and what of the cold start is left.
    """

    lines: list[Line]
    unseen: float
    cold: tuple[float, float]
    imported: dict[str, float]

    def line(self, server: str, readers: int, think: float = THINK) -> Line | None:
        """One of the lines."""
        return next((x for x in self.lines if (x.server, x.readers, x.think) == (server, readers, think)), None)


def measure(store: Path, folder: Path, quick: bool) -> Sessions:
    """All of it, over a store of made-up payments."""
    counts = (1, 20) if quick else (1, 10, 50, 100, 200)
    seconds, views = (3.0, 16) if quick else (20.0, len(OURS))
    ours, usual = OURS[:views], USUAL[: views // 4]
    lines: list[Line] = []
    with behind.replica(store, folder / "ours.log") as server:
        server.wait("/readyz?warm")
        unseen = _one_by_one(server, ours)
        # What has a goal is measured three times: one busy moment of the machine is not what a server bears.
        lines += [
            _load("ours", server, ours, readers, THINK, seconds, 3 if readers == 100 else 1) for readers in counts
        ]
        lines.append(_load("ours", server, ours, BUSY, 0, seconds))
    with _usual(store, folder / "usual.log") as server:
        _one_by_one(server, usual)
        lines += [_load("usual", server, usual, readers, THINK, seconds) for readers in counts]
        lines.append(_load("usual", server, usual, BUSY, 0, seconds))
    if behind.NGINX and not quick:
        lines.append(_two_replicas(store, folder, 200, seconds))
    cold = cold_starts(folder, 1 if quick else 3)
    return Sessions(lines, unseen, cold, imports(cold[0]))


def _load(
    name: str, server: behind.Server, clicks: list[Click], readers: int, think: float, seconds: float, times: int = 1
) -> Line:
    """So many readers at once; of several times the one in the middle, by its 95 %."""
    found = sorted((_once(name, server, clicks, readers, think, seconds) for _ in range(times)), key=lambda x: x.most)
    middle = found[times // 2]
    for one in found if times > 1 else ():
        print(f"{name}, {readers} readers: 95 % within {one.most * 1000:.0f} ms, {one.failed} failed", flush=True)
    return replace(middle, failed=sum(x.failed for x in found))


def _once(name: str, server: behind.Server, clicks: list[Click], readers: int, think: float, seconds: float) -> Line:
    at_the_end: list[tuple[float, float]] = []
    memory, processor = server.memory(), server.processor()
    found = asyncio.run(
        visit(
            server.address,
            clicks,
            readers,
            seconds,
            think,
            lambda: at_the_end.append((server.memory(), server.processor())),
        )
    )
    [(held, worked)] = at_the_end
    parts = _parts(found, worked - processor) if name == "ours" else {}
    half, most = found.within(0.5), found.within(0.95)
    return Line(name, readers, think, half, most, found.per_second, len(found.errors), (held - memory) / readers, parts)


def _parts(found: Found, processor: float) -> dict[str, float]:
    if not found.clicks:
        return {}
    told = {"a click takes of the server's processor": processor / (len(found.clicks) + len(found.opened))}
    for which, clicks in (("the usual click", found.clicks), ("the slowest twentieth", found.slowest(0.05))):
        beside = statistics.median(c.beside for c in clicks)
        told[f"{which}, begun beside {beside:.0f} more: to the first word"] = statistics.median(c.first for c in clicks)
        told[f"{which}: from there to the end"] = statistics.median(c.took - c.first for c in clicks)
    return told


def _one_by_one(server: behind.Server, clicks: list[Click]) -> float:
    """Opens every view once; median seconds of one that nobody has opened before."""
    taken: list[float] = []
    for click in clicks:
        taken += asyncio.run(visit(server.address, [click], 1, 0.0, THINK)).opened
    return statistics.median(taken)


def _two_replicas(store: Path, folder: Path, readers: int, seconds: float) -> Line:
    with ExitStack() as stack:
        replicas = [stack.enter_context(behind.replica(store, folder / f"{n}.log")) for n in (1, 2)]
        for one in replicas:
            one.wait("/readyz?warm")
            _one_by_one(one, OURS)
        place = folder / "nginx"
        place.mkdir()
        proxy = stack.enter_context(behind.nginx(place, [r.port for r in replicas]))
        return _load("two of ours behind nginx", proxy, OURS, readers, THINK, seconds, 3)


@contextmanager
def _usual(store: Path, log: Path) -> Iterator[behind.Server]:
    """The usual page, as `streamlit run` serves it with nothing set but what a server needs."""
    port, script = free_port(), Path(__file__).with_name("usual_app.py")
    options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    options += ["--runner.postScriptGC", "true", "--global.developmentMode", "false"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    with behind.running(command, port, log, PURSE_STORE=str(store)) as server:
        server.wait("/_stcore/health")
        yield server


def cold_starts(folder: Path, times: int) -> tuple[float, float]:
    """Seconds from nothing to the first page drawn: with the bundled accounts in a store, and with loading them first."""
    place = folder / "bundled"
    env = {**os.environ, "PURSE_STORE": str(place)}
    began = time.perf_counter()
    subprocess.run(
        [Path(sys.executable).with_name("purse"), "load"], env=env, check=True, capture_output=True, cwd=behind.ROOT
    )
    loading = time.perf_counter() - began
    first = statistics.median(_to_the_first_page(place, folder) for _ in range(times))
    shutil.rmtree(place)
    return first, loading + first


def _to_the_first_page(place: Path, folder: Path) -> float:
    with behind.replica(place, folder / "cold.log") as server:
        server.wait("/healthz")
        drawn: list[float] = []
        found = asyncio.run(visit(server.address, [("", "")], 1, 0.0, THINK, lambda: drawn.append(time.perf_counter())))
        if found.errors:
            raise RuntimeError(f"the first page failed: {found.errors[0]}")
        return drawn[0] - server.started


_IMPORTED = re.compile(r"import time: +(\d+) \| +\d+ \|( +)([\w.]+)")


def imports(whole: float) -> dict[str, float]:
    """Seconds that each package takes to import, of all that the server imports before and with its first page; the
    rest of `whole` is what it does besides."""
    asked = "import dashboard.server, dashboard.views.breakdown, dashboard.views.overview"
    command = [sys.executable, "-X", "importtime", "-c", asked]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=behind.ROOT).stderr
    taken: Counter[str] = Counter()
    for microseconds, _, name in _IMPORTED.findall(told):
        taken[f"import of {name.partition('.')[0]}"] += int(microseconds) / 1e6
    largest = dict(taken.most_common(6))
    others = sum(taken.values()) - sum(largest.values())
    return {**largest, "imports of all else": others, "what is no import": max(whole - sum(taken.values()), 0.0)}


def table(found: Sessions) -> list[str]:
    """The lines in Markdown."""
    head = [
        "| server | readers | think time | half within | 95 % within | clicks a second | failed | memory a reader |"
    ]
    rows = [
        f"| {x.server} | {x.readers} | {x.think:.0f} s | {x.half * 1000:.0f} ms | {x.most * 1000:.0f} ms "
        f"| {x.a_second:.1f} | {x.failed} | {x.megabytes:.2f} MB |"
        for x in found.lines
    ]
    return [*head, "|---|--:|--:|--:|--:|--:|--:|--:|", *rows]


def main() -> None:
    """This part of the bench alone."""
    from loaders import load, publish
    from loaders.reading import read_source
    from tests.bench import run, synthetic

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true")
    quick = asked.parse_args().quick
    rows = 200_000 if quick else 1_000_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = synthetic.write_csv(folder / "payments.csv", rows)
        place = publish.Place(folder / "store")
        load.load(place, [read_source(synthetic.describe(folder, file))], lambda *_: None, fresh=True)
        found = measure(place.path, folder, quick)
    print("\n".join([*table(found), *map(run.line, run.reading(found, rows))]))


if __name__ == "__main__":
    main()
