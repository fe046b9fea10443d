"""The event loop of the server: other threads wake it once for all that they have to say, not for every word.

A page's script runs in a thread of its own and hands the loop each element that it draws, some sixty to a page. Asyncio
wakes the loop for each of them; the two threads then pass Python's lock to and fro, and a page takes twice as long as
its work. Here what the threads say is gathered for a few milliseconds, in its order.
"""

from __future__ import annotations

import asyncio
import selectors
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Any, NamedTuple

GATHERED = 0.004
"""Seconds between two looks at what threads have said, while they go on saying more. The first word is heard at once."""
LOOKED = 0.001
"""Seconds for which nobody looks at the sockets again while there is work: each look gives Python's lock away, and
Streamlit begins a new turn after every element that it sends."""


class Selector(selectors.DefaultSelector):
    """The system's own, but asked at most once in `LOOKED` by a loop that has other work."""

    _last = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready. Nothing where it was asked a moment ago and would not be waited for."""
        now = time.monotonic()
        if timeout is not None and timeout <= 0 and now - self._last < LOOKED:
            return []
        try:
            return super().select(timeout)
        finally:
            self._last = time.monotonic()


class _Word(NamedTuple):
    handle: asyncio.Handle
    callback: Callable[..., object]
    args: tuple[Any, ...]
    context: Context | None


class Loop(asyncio.SelectorEventLoop):
    """Asyncio's own loop with `call_soon_threadsafe` as said above; nothing else is different."""

    def __init__(self, selector: Selector | None = None) -> None:
        super().__init__(selector or Selector())
        self._words: deque[_Word] = deque()
        self._listens = False
        self._runs_in = 0

    def run_forever(self) -> None:
        self._runs_in = threading.get_ident()
        super().run_forever()

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """As asyncio's. A handle that is cancelled once the loop has heard of it is called all the same."""
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        if threading.get_ident() == self._runs_in:
            return self.call_soon(callback, *args, context=context)
        handle = asyncio.Handle(callback, args, self, context)
        self._words.append(_Word(handle, callback, args, context))
        if not self._listens:
            self._listens = True
            super().call_soon_threadsafe(self._listen)
        return handle

    def _listen(self) -> None:
        if heard := len(self._words):
            for _ in range(heard):
                word = self._words.popleft()
                if not word.handle.cancelled():
                    self.call_soon(word.callback, *word.args, context=word.context)
            self.call_later(GATHERED, self._listen)
            return
        self._listens = False
        # Said between the look and the line above: nobody else would come for it.
        if self._words:
            self._listens = True
            self.call_soon(self._listen)
