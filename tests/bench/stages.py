"""Where the time of a load goes: a stopwatch around the functions that do its parts.

`look` and `parse` go on beside the rest, in threads of their own; `wait` is what the load waited for them.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from loaders import ahead, extract, lines, load, preflight, publish, readback, recipients, workbook

_PARTS: tuple[tuple[str, Any, str], ...] = (
    ("look", preflight, "look"),
    ("parse", workbook.Book, "_grid"),
    ("wait", ahead.Ahead, "take"),
    ("to figures", extract, "find_tables"),
    ("to figures", extract, "read_figures"),
    ("to figures", extract, "refuse_bad_cells"),
    ("write", extract, "write_entries"),
    ("check", load, "check_release"),
    ("crosswalk", load, "read_crosswalks"),
    ("crosswalk", lines, "write_organisations"),
    ("crosswalk", lines, "write"),
    ("recipients", recipients, "write"),
    ("read back", readback, "written"),
    ("read back", publish, "_read_back"),
)
STAGES = (*dict.fromkeys(name for name, *_ in _PARTS), "the rest")


def taken(work: Callable[[], object]) -> dict[str, float]:
    """Seconds of each stage of one run. A stage inside another counts once, as the inner one, unless it has a thread
    of its own."""
    seconds: dict[str, float] = defaultdict(float)
    threads: dict[int, list[float]] = defaultdict(lambda: [0.0])  # per stage that is running: what those inside took

    @contextlib.contextmanager
    def stage(name: str) -> Iterator[None]:
        began, inside = time.perf_counter(), threads[threading.get_ident()]
        inside.append(0.0)
        try:
            yield
        finally:
            whole = time.perf_counter() - began
            seconds[name] += whole - inside.pop()
            inside[-1] += whole

    with contextlib.ExitStack() as stack:
        for name, owner, attribute in _PARTS:
            timed = stage(name)(getattr(owner, attribute))
            stack.enter_context(mock.patch.object(owner, attribute, timed))
        with stage("the rest"):
            work()
    return dict(seconds)
