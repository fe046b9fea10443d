"""Where the time of a load goes: a stopwatch around the functions that do its parts."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from loaders import extract, lines, load, preflight, publish, recipients, workbook

_PARTS: tuple[tuple[str, Any, str], ...] = (
    ("look", preflight, "look"),
    ("parse", workbook.Book, "grid"),
    ("to figures", extract, "find_tables"),
    ("to figures", extract, "read_figures"),
    ("to figures", extract, "refuse_bad_cells"),
    ("write", extract, "write_entries"),
    ("check", load, "check_release"),
    ("crosswalk", load, "read_crosswalks"),
    ("crosswalk", lines, "write"),
    ("recipients", recipients, "write"),
    ("read back", publish, "digest"),
    ("read back", publish, "_read_back"),
)
STAGES = (*dict.fromkeys(name for name, *_ in _PARTS), "the rest")


def taken(work: Callable[[], object]) -> dict[str, float]:
    """Seconds of each stage of one run. A stage inside another counts once, as the inner one."""
    seconds: dict[str, float] = defaultdict(float)
    inside = [0.0]  # per stage that is running: what stages inside it have taken

    @contextlib.contextmanager
    def stage(name: str) -> Iterator[None]:
        began = time.perf_counter()
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
