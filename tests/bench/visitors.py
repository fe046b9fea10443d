"""Visitors by the hundred: they speak Streamlit's websocket protocol to a server, click, and wait for the finished run.

python -m tests.bench.visitors http://127.0.0.1:8501 --sessions 100 --seconds 20 --think 5
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

PATIENCE = 60.0  # seconds until a click counts as lost
FEWEST = 10  # elements: a page that draws fewer has drawn nothing worth a visit

Click = tuple[str, str]
"""A page's name in the address ("" is the first page) and the rest of the address, after the question mark."""


class Answer(NamedTuple):
    """A click that was answered: whose, when it was made (of `time.perf_counter`), seconds to the finished run, seconds
    to the first word of the server, and how many clicks of others were on their way when it was made."""

    visitor: int
    at: float
    took: float
    first: float
    beside: int


@dataclass
class Found:
    """What the visitors saw.

    Attributes:
        sessions: how many visitors there were.
        seconds: for how long their clicks were counted.
        opened: seconds that it took to open a page, for each that was opened.
        clicks: what was answered.
        errors: what was not, in words.
        reconnected: visitors who lost their server and found one again.
        received: bytes.
        at_rest: visitors who have clicked for the last time and whose page is still open.
        under_way: clicks that are not answered yet.
    """

    sessions: int
    seconds: float
    opened: list[float] = field(default_factory=list)
    clicks: list[Answer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    reconnected: int = 0
    received: int = 0
    at_rest: int = 0
    under_way: int = 0

    def slowest(self, share: float) -> list[Answer]:
        """That share of the clicks which took longest: at least one."""
        return sorted(self.clicks, key=lambda c: -c.took)[: max(1, int(len(self.clicks) * share))]

    def within(self, share: float) -> float:
        """Seconds within which that share of the clicks was answered; infinite where none was."""
        taken = sorted(c.took for c in self.clicks)
        return taken[min(len(taken) - 1, int(len(taken) * share))] if taken else float("inf")

    @property
    def per_second(self) -> float:
        """Clicks answered a second."""
        return len(self.clicks) / self.seconds


class Missed(Exception):
    """A page came without what it should show, or with an error on it."""


class Visitor:
    """One reader with a browser, which keeps what was large and tells the server, as Streamlit's page does."""

    def __init__(self, number: int, address: str, clicks: Sequence[Click], found: Found) -> None:
        self._number = number
        self._address = address
        self._random = random.Random(number)
        self._clicks = clicks
        self._found = found
        self._kept: set[str] = set()

    async def stay(self, opens: float, counted: float, until: float, think: float, left: asyncio.Event) -> None:
        """Opens a page at `opens` and clicks on with some thinking in between, until `until`; clicks made from `counted`
        on are counted. Then the page stays open until `left`. A lost server is looked for again."""
        await asyncio.sleep(opens - time.perf_counter())
        known = False
        while time.perf_counter() < until:
            try:
                async with self._page() as page:
                    self._found.opened.append((await self._click(page)).took)
                    self._found.reconnected += known
                    known = True
                    while (now := await self._thought(think, until)) < until:
                        answer = await self._click(page)
                        if now >= counted:
                            self._found.clicks.append(answer)
                    self._found.at_rest += 1
                    await left.wait()
            except (OSError, TimeoutError, WebSocketException, Missed) as e:
                self._found.errors.append(f"{type(e).__name__}: {e}"[:200])
                await asyncio.sleep(0.5)

    def _page(self) -> connect:
        parts = urlsplit(self._address)
        return connect(
            f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/_stcore/stream",
            origin=Origin(self._address),
            additional_headers={"Cookie": f"purse_reader=visitor-{self._number}"},
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )

    async def _thought(self, seconds: float, until: float) -> float:
        thinks = self._random.expovariate(1 / seconds) if seconds else 0.0
        await asyncio.sleep(max(0.0, min(thinks, until - time.perf_counter())))
        return time.perf_counter()

    async def _click(self, page: ClientConnection) -> Answer:
        name, query = self._random.choice(self._clicks)
        asked = BackMsg()
        asked.rerun_script.page_name = name
        asked.rerun_script.query_string = query
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        beside, began = self._found.under_way, time.perf_counter()
        self._found.under_way += 1
        try:
            await page.send(asked.SerializeToString())
            elements, first = await asyncio.wait_for(self._until_finished(page), PATIENCE)
        finally:
            self._found.under_way -= 1
        if elements < FEWEST:
            raise Missed(f"{name or 'the first page'}?{query} drew {elements} elements")
        return Answer(self._number, began, time.perf_counter() - began, first - began, beside)

    async def _until_finished(self, page: ClientConnection) -> tuple[int, float]:
        """How many elements came, and when the first message did."""
        elements, first = 0, 0.0
        while True:
            received = await page.recv()
            assert isinstance(received, bytes)
            first = first or time.perf_counter()
            self._found.received += len(received)
            said = ForwardMsg.FromString(received)
            kind = said.WhichOneof("type")
            elements += kind in ("delta", "ref_hash")
            if kind == "delta" and said.delta.WhichOneof("type") == "new_element":
                _look_at(said.delta.new_element)
                if said.metadata.cacheable:
                    self._kept.add(said.hash)
            if kind == "script_finished" and said.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return elements, first


def _look_at(element: Element) -> None:
    kind = element.WhichOneof("type")
    if kind == "exception":
        raise Missed(f"an exception is shown: {element.exception.message[:120]}")
    if kind == "alert" and element.alert.format == Alert.ERROR:
        raise Missed(f"an error is shown: {element.alert.body[:120]}")


async def visit(
    address: str,
    clicks: Sequence[Click],
    sessions: int,
    seconds: float,
    think: float,
    at_the_end: Callable[[], object] = lambda: None,
) -> Found:
    """What so many visitors see, who come one after the other, and then for some seconds click on all at once.

    `at_the_end` is called when the last click is answered and every page still open.
    """
    found, left = Found(sessions, seconds), asyncio.Event()
    start = time.perf_counter()
    counted = start + min(10.0, sessions / 10)
    opens = [start + (counted - start) * i / sessions for i in range(sessions)]
    visitors = (Visitor(i, address, clicks, found) for i in range(sessions))
    tasks = [
        asyncio.create_task(v.stay(at, counted, counted + seconds, think, left))
        for v, at in zip(visitors, opens, strict=True)
    ]
    await asyncio.sleep(max(0.0, counted + seconds - time.perf_counter()))
    while found.at_rest + sum(task.done() for task in tasks) < sessions:
        await asyncio.sleep(0.01)
    at_the_end()
    left.set()
    await asyncio.wait(tasks, timeout=PATIENCE)
    return found


def main() -> None:
    """Visits a server and says what was found."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("address")
    asked.add_argument("--sessions", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--think", type=float, default=5)
    asked.add_argument("--click", action="append", help="PAGE?QUERY; may be given again")
    given = asked.parse_args()
    clicks = [(c.partition("?")[0], c.partition("?")[2]) for c in given.click or [""]]
    found = asyncio.run(visit(given.address, clicks, given.sessions, given.seconds, given.think))
    print(
        f"{given.sessions} sessions: {len(found.clicks)} clicks, {found.per_second:.1f} a second, half within "
        f"{found.within(0.5) * 1000:.0f} ms, 95 % within {found.within(0.95) * 1000:.0f} ms, opened within "
        f"{statistics.median(found.opened) * 1000:.0f} ms; {found.reconnected} came again; errors: {found.errors[:3] or 'none'}"
    )


if __name__ == "__main__":
    main()
