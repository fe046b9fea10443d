"""Stops work that takes longer, or grows larger, than it may: by interrupting the one who does it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_LOOK = 0.25  # seconds


@dataclass
class Watch:
    """What became of the work: `late` and `large` say why it was stopped, if it was."""

    late: bool = False
    large: bool = False

    @property
    def stopped(self) -> bool:
        return self.late or self.large


@contextmanager
def within(
    seconds: float, interrupt: Callable[[], object], too_large: Callable[[], bool] | None = None
) -> Iterator[Watch]:
    """Calls `interrupt` from another thread once the block has run for `seconds`, or `too_large` says so.

    It is called until the block ends: an interruption between two steps of the work would be lost.
    """
    watch, ended = Watch(), threading.Event()
    thread = threading.Thread(
        target=_look, args=(watch, ended, seconds, interrupt, too_large), name="deadline", daemon=True
    )
    thread.start()
    try:
        yield watch
    finally:
        ended.set()


def _look(
    watch: Watch,
    ended: threading.Event,
    seconds: float,
    interrupt: Callable[[], object],
    too_large: Callable[[], bool] | None,
) -> None:
    waited, step = 0.0, _LOOK if too_large else seconds
    while not ended.wait(min(step, max(seconds - waited, 0.0))):
        waited += step
        watch.late = waited >= seconds
        watch.large = not watch.late and too_large is not None and _says(too_large)
        if watch.stopped:
            break
    while watch.stopped and not ended.is_set():
        with suppress(Exception):  # it may have ended between our look and our word
            interrupt()
        ended.wait(_LOOK)


def _says(too_large: Callable[[], bool]) -> bool:
    with suppress(OSError):  # a file may be renamed or removed while it is looked at
        return too_large()
    return False
