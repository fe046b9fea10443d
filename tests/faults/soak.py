"""`make soak`: the server under mixed load, with loads in between; memory, descriptors, and every answer.

    python -m tests.faults.soak --minutes 30

Sessions speak Streamlit's protocol over a websocket and open pages one after the other; programs take slices, search and
ask for receipts over HTTP. Every quarter of a minute or so a load publishes a new generation. Each answer is held against
the store. Writes its lines into docs/reliability.md unless it is shorter than five minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from loaders import load
from loaders.publish import Place
from loaders.reading import read_sources

from .run import DOCS, _machine

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- soak: begin -->", "<!-- soak: end -->"
SESSIONS, CLIENTS = 12, 4
THINK = 1.5  # seconds between two pages, on average
MOST_GROWTH = 0.05
FREE = {"PURSE_API_PER_MINUTE": "1000000", "PURSE_API_AT_ONCE": "100", "PURSE_SESSIONS_PER_CLIENT": "1000"}
WORDS = ("health", "école", "hydro", "colleg", "transport", "énergie", "justise")
DATASET = "ontario/ministry-statements"


@dataclass
class Seen:
    """What came of it all."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    samples: list[tuple[float, int, int]] = field(default_factory=list)  # seconds, bytes in memory, descriptors
    loads: int = 0

    def expect(self, what: str, right: bool, otherwise: str) -> None:
        """Counts an answer; keeps what is wrong with it."""
        self.answers[what] += 1
        if not right:
            self.wrong.append(f"{what}: {otherwise}")


@dataclass
class Truth:
    """What the store says, asked apart from the app: (year, ministry) → entries and sum; ministries; a receipt's cell."""

    slices: dict[tuple[int, str], tuple[int, Decimal]]
    receipts: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, place: Place) -> Truth:
        with duckdb.connect(str(place.current()), read_only=True) as con:
            found = con.execute(
                "SELECT fiscal_year, administrative_1, count(*), sum(amount) FROM entry WHERE dataset = $1 GROUP BY ALL",
                [DATASET],
            ).fetchall()
            cells = con.execute("SELECT entry_id, cell, printed FROM entry WHERE dataset = $1 LIMIT 200", [DATASET])
            return cls({(y, m): (n, total) for y, m, n, total in found}, {i: (c, p) for i, c, p in cells.fetchall()})


def get(address: str) -> tuple[int, bytes]:
    """Status and body of an address."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()


async def program(base: str, truth: Truth, seen: Seen, until: float, seed: int) -> None:
    """A program that takes slices, and now and then a receipt or a search."""
    rng = random.Random(seed)
    while time.monotonic() < until:
        what = rng.choice(("slice", "slice", "receipt", "search", "readyz"))
        if what == "slice":
            (year, ministry), (n, total) = rng.choice(list(truth.slices.items()))
            words = {"dataset": DATASET, "fiscal_year": year, "where": f"administrative_1:{ministry}"}
            status, body = await asyncio.to_thread(get, f"{base}/api/v1/slice.csv?{slice_words(words)}")
            rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")))) if status == 200 else []
            found = (len(rows), sum((Decimal(r["amount"]) for r in rows), Decimal(0)))
            seen.expect(
                "slices as CSV", found == (n, total), f"{ministry} {year}: {status}, {found} and not {(n, total)}"
            )
        elif what == "receipt":
            entry, (cell, printed) = rng.choice(list(truth.receipts.items()))
            status, body = await asyncio.to_thread(get, f"{base}/api/v1/receipt/{urllib.parse.quote(entry)}")
            right = (
                status == 200 and cell in body.decode() and printed in json.dumps(json.loads(body), ensure_ascii=False)
            )
            seen.expect("receipts", right, f"{entry}: {status} {body[:200]!r}")
        elif what == "search":
            status, body = await asyncio.to_thread(
                get, f"{base}/api/v1/search?q={urllib.parse.quote(rng.choice(WORDS))}"
            )
            seen.expect("searches", status == 200 and len(body) > 200, f"{status} {body[:200]!r}")
        else:
            status, body = await asyncio.to_thread(get, f"{base}/readyz")
            seen.expect(
                "asked whether it is ready", status == 200 and "damaged" not in body.decode(), f"{status} {body!r}"
            )
        await asyncio.sleep(rng.expovariate(1 / THINK))


def slice_words(words: dict[str, object]) -> str:
    """The query of a slice: the ministry under its column's name."""
    where = str(words.pop("where")).partition(":")
    return urllib.parse.urlencode({**words, where[0]: where[2]})


async def session(base: str, truth: Truth, seen: Seen, until: float, seed: int) -> None:
    """A reader: opens pages one after the other, in one tab for a while, then in another."""
    rng = random.Random(1000 + seed)
    address = base.replace("http", "ws", 1) + "/_stcore/stream"
    years = sorted({year for year, _ in truth.slices})
    while time.monotonic() < until:
        async with connect(
            address, origin=Origin(base), subprotocols=[Subprotocol("streamlit")], max_size=None, open_timeout=60
        ) as line:
            for _ in range(rng.randint(3, 15)):
                if time.monotonic() > until:
                    break
                year = rng.choice(years)
                total = sum((t for (y, _), (_, t) in truth.slices.items() if y == year), Decimal(0))
                page, query, expected = rng.choice(
                    (
                        ("spending", f"dataset={DATASET}&fiscal_year={year}&as=table", f"{int(total):,}"[:9]),
                        ("checks", "", ""), ("data", "", ""), ("trends", "", ""), ("payments", "q=college", ""), ("", "", ""),
                        ("compare", "", ""), ("share", "", ""),
                    )
                )  # fmt: skip
                lang = rng.choice(("en", "fr"))
                said = await shown(line, page, f"{query}&lang={lang}".strip("&"))
                problem = "an exception" if "\0exception" in said else ""
                if not problem and lang == "en" and expected and expected not in said:
                    problem = f"{expected} is not on the page"
                seen.expect("pages", not problem and len(said) > 300, f"/{page}?{query}: {problem or len(said)}")
                await asyncio.sleep(rng.expovariate(1 / THINK))


async def shown(line: object, page: str, query: str) -> str:
    """All texts that the server sends for a page, until its run is over."""
    asked = BackMsg()
    asked.rerun_script.query_string, asked.rerun_script.page_name = query, page
    await line.send(asked.SerializeToString())  # type: ignore[attr-defined]
    texts: list[str] = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(line.recv(), 120))  # type: ignore[attr-defined]
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.HasField("new_element"):
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                texts.append("\0exception")
            texts.append(str(element))
        if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return "\n".join(texts)


async def publisher(store: Path, seen: Seen, until: float, every: float) -> None:
    """Loads a dataset again and again; each is a new generation with the same figures."""
    words = [sys.executable, "-c", "from loaders.cli import app; app()", "load", "ontario/consolidated-expense"]
    while time.monotonic() + every < until:
        await asyncio.sleep(every)
        env = {**os.environ, "PURSE_STORE": str(store)}
        done = await asyncio.to_thread(
            subprocess.run, words, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        seen.loads += 1
        if done.returncode != 0:
            seen.wrong.append(f"load: {done.stderr}")


async def sampling(pid: int, seen: Seen, until: float) -> None:
    """Memory and descriptors of the server, every other second."""
    began = time.monotonic()
    while time.monotonic() < until:
        memory = Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0]
        seen.samples.append((time.monotonic() - began, int(memory) << 10, len(os.listdir(f"/proc/{pid}/fd"))))
        await asyncio.sleep(2)


async def everything(base: str, store: Path, pid: int, seconds: float, every: float) -> Seen:
    """All of it, side by side."""
    seen, truth, until = Seen(), Truth.of(Place(store)), time.monotonic() + seconds
    work = [sampling(pid, seen, until), publisher(store, seen, until, every)]
    work += [session(base, truth, seen, until, n) for n in range(SESSIONS)]
    work += [program(base, truth, seen, until, n) for n in range(CLIENTS)]
    for failed in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(failed, BaseException):
            seen.wrong.append(f"{type(failed).__name__}: {failed}")
    return seen


@dataclass(frozen=True)
class Verdict:
    """Medians of the tenth after the warm-up, a third of the time, and of the last tenth."""

    memory: tuple[float, float]
    descriptors: tuple[float, float]

    @classmethod
    def of(cls, samples: list[tuple[float, int, int]]) -> Verdict:
        n = len(samples)
        first, last = samples[n // 3 : n // 3 + max(1, n // 10)], samples[-max(1, n // 10) :]
        both = [[statistics.median(s[i] for s in part) for part in (first, last)] for i in (1, 2)]
        return cls((both[0][0], both[0][1]), (both[1][0], both[1][1]))

    @property
    def growth(self) -> float:
        """By how much of itself the server's memory has grown."""
        return self.memory[1] / self.memory[0] - 1

    @property
    def leaks(self) -> bool:
        """Whether more descriptors are open than come and go."""
        return self.descriptors[1] > self.descriptors[0] * (1 + MOST_GROWTH)


def main() -> None:
    """Serves a store of its own, and puts it under load."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=30)
    minutes = asked.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        store = Path(name) / "store"
        load.load(Place(store), read_sources(ROOT / "data" / "sources"), lambda *_: None)
        verdict, seen = soaked(store, minutes * 60, every=20.0)
    lines = told(minutes, verdict, seen)
    print("\n".join(lines))
    for sentence in seen.wrong[:20]:
        print("wrong:", sentence)
    if minutes >= 5:
        page = DOCS / "reliability.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        page.write_text(
            f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{rest.partition(END)[2]}", encoding="utf-8"
        )
    sys.exit(1 if seen.wrong or verdict.growth > MOST_GROWTH or verdict.leaks else 0)


def soaked(store: Path, seconds: float, every: float) -> tuple[Verdict, Seen]:
    """A server over a store, under load for so long, with a load every so often."""
    from tests.e2e.conftest import wait_for
    from tests.ports import free_port

    port = free_port()
    words = [sys.executable, "-m", "dashboard.server", "--port", str(port)]
    with (store / "server.log").open("wb") as log:
        server = subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, **FREE, "PURSE_STORE": str(store)}, stdout=log, stderr=log
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", server, store / "server.log")
        seen = asyncio.run(everything(f"http://127.0.0.1:{port}", store, server.pid, seconds, every))
    finally:
        server.terminate()
        server.wait(30)
    return Verdict.of(seen.samples), seen


def told(minutes: float, verdict: Verdict, seen: Seen) -> list[str]:
    """The figures as a table of Markdown."""
    memory, descriptors = verdict.memory, verdict.descriptors
    counted = ", ".join(f"{n:,} {what}" for what, n in sorted(seen.answers.items()))
    return [
        f"`make soak MINUTES={minutes:g}`: {SESSIONS} readers and {CLIENTS} programs at once. {_machine()}.",
        "",
        "| what | figure |",
        "|---|---|",
        f"| answers, each held against the store | {counted} |",
        f"| wrong answers | {len(seen.wrong):,} |",
        f"| generations published meanwhile | {seen.loads:,} |",
        f"| memory after the warm-up, and at the end | {memory[0] / 1e6:,.0f} MB, {memory[1] / 1e6:,.0f} MB ({verdict.growth:+.1%}) |",
        f"| open descriptors after the warm-up, and at the end | {descriptors[0]:,.0f}, {descriptors[1]:,.0f} |",
    ]


if __name__ == "__main__":
    main()
