"""The server's event loop: what threads say is heard whole and in order, with few wake-ups."""

from __future__ import annotations

import asyncio
import selectors
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from dashboard.loop import Loop, Selector


@pytest.fixture
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


def test_what_threads_say_is_heard_whole_and_in_the_order_of_each(loop: Loop) -> None:
    heard: list[tuple[int, int]] = []
    done = asyncio.Event()
    threads, words = 8, 2000

    def speak(thread: int) -> None:
        for word in range(words):
            loop.call_soon_threadsafe(heard.append, (thread, word))

    async def listen() -> None:
        speakers = [threading.Thread(target=speak, args=(t,)) for t in range(threads)]
        for speaker in speakers:
            speaker.start()
        while len(heard) < threads * words:
            await asyncio.sleep(0.01)
        done.set()
        for speaker in speakers:
            speaker.join()

    loop.run_until_complete(asyncio.wait_for(listen(), 60))
    for thread in range(threads):
        assert [word for t, word in heard if t == thread] == list(range(words))


def test_a_single_word_is_heard_while_the_loop_sleeps(loop: Loop) -> None:
    """Again and again, with pauses around the time that words are gathered: none may be left behind."""

    async def listen() -> None:
        for pause in (0.0, 0.001, 0.003, 0.004, 0.005, 0.02) * 20:
            heard = asyncio.Event()
            threading.Thread(target=_later, args=(loop, heard, pause)).start()
            await asyncio.wait_for(heard.wait(), 30)

    loop.run_until_complete(listen())


def _later(loop: Loop, heard: asyncio.Event, pause: float) -> None:
    time.sleep(pause)
    loop.call_soon_threadsafe(heard.set)


def test_many_words_wake_the_loop_a_few_times(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[None] = []
    wake = loop._write_to_self  # type: ignore[attr-defined]
    monkeypatch.setattr(loop, "_write_to_self", lambda: (woken.append(None), wake()))
    heard: list[int] = []

    def speak() -> None:
        for word in range(1000):
            loop.call_soon_threadsafe(heard.append, word)

    async def listen() -> None:
        await asyncio.to_thread(speak)
        while len(heard) < 1000:
            await asyncio.sleep(0.01)

    loop.run_until_complete(asyncio.wait_for(listen(), 60))
    assert len(woken) < 100


def test_from_its_own_thread_and_cancelled_and_closed(loop: Loop) -> None:
    heard: list[str] = []

    async def listen() -> None:
        loop.call_soon_threadsafe(heard.append, "own")
        speaker = threading.Thread(target=lambda: loop.call_soon_threadsafe(heard.append, "cancelled").cancel())
        speaker.start()
        speaker.join()
        await asyncio.sleep(0.05)

    loop.run_until_complete(listen())
    assert heard == ["own"]
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon_threadsafe(heard.append, "too late")


def test_a_socket_is_heard_while_there_is_other_work(loop: Loop) -> None:
    """A loop that never rests looks at its sockets seldom, but it looks."""

    async def listen() -> float:
        here, there = socket.socketpair()
        here.setblocking(False)
        heard = asyncio.create_task(loop.sock_recv(here, 4))
        await asyncio.sleep(0)
        there.send(b"word")
        began = time.monotonic()
        while not heard.done():
            await asyncio.sleep(0)
        here.close()
        there.close()
        assert heard.result() == b"word"
        return time.monotonic() - began

    assert loop.run_until_complete(asyncio.wait_for(listen(), 60)) < 30


def test_it_looks_less_often_than_it_turns(loop: Loop) -> None:
    looks = 0

    class Counted(Selector):
        def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
            nonlocal looks
            before = self._last
            found = super().select(timeout)
            looks += self._last != before
            return found

    counted = Loop(Counted())

    async def turns() -> None:
        for _ in range(5000):
            await asyncio.sleep(0)

    counted.run_until_complete(turns())
    counted.close()
    assert looks < 2500
