"""Where the time of a click goes, as Chromium's own trace of it tells: what the server took, and what the page did."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import CDPSession, Page

Event = Mapping[str, Any]

BEFORE, SERVER, AFTER = "until the server hears of it", "until its last message", "until the mark is there"
SCRIPT, LAYOUT, GARBAGE = "… of which script", "… style, layout and paint", "… garbage"
PARTS = (BEFORE, SERVER, AFTER, SCRIPT, LAYOUT, GARBAGE)
"""What a click is made of: three spans, one after the other; and what the page's main thread did in all of them."""

_CATEGORIES = ["devtools.timeline", "v8", "disabled-by-default-devtools.timeline", "blink.user_timing"]
_KINDS = {
    SCRIPT: {"FunctionCall", "EvaluateScript", "RunMicrotasks", "TimerFire", "FireAnimationFrame", "EventDispatch",
             "v8.callFunction", "v8.compile", "FireIdleCallback"},
    LAYOUT: {"UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit", "HitTest", "ParseHTML"},
}  # fmt: skip


def traced(page: Page, press: Callable[[], object], wait: Callable[[], object]) -> dict[str, float]:
    """Seconds of each part of one click, from the press of the mouse until `wait` has seen what it brings."""
    with _tracing(page.context.new_cdp_session(page)) as events:
        press()
        wait()
        page.evaluate("performance.mark('seen')")
    return _parts(sorted(events, key=lambda e: e.get("ts", 0)))


def median(clicks: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Of each part the median over some clicks."""
    return {part: statistics.median(click[part] for click in clicks) for part in PARTS}


@contextmanager
def _tracing(session: CDPSession) -> Iterator[list[Event]]:
    events: list[Event] = []
    done: list[object] = []
    session.on("Tracing.dataCollected", lambda found: events.extend(found["value"]))
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    asked = {"transferMode": "ReportEvents", "traceConfig": {"includedCategories": _CATEGORIES}}
    session.send("Tracing.start", asked)
    try:
        yield events
    finally:
        session.send("Tracing.end")
        until = time.monotonic() + 20
        while not done and time.monotonic() < until:
            session.send("Runtime.enable")  # lets what has arrived be handed over
    session.detach()


def _parts(events: Sequence[Event]) -> dict[str, float]:
    press = next(e for e in events if e["name"] == "EventDispatch" and e["args"]["data"]["type"] == "pointerdown")
    begin, end = press["ts"], next(e["ts"] for e in events if e["name"] == "seen")
    mine = [e for e in events if e.get("pid") == press["pid"]]
    sent = next(e["ts"] for e in mine if e["name"] == "WebSocketSend" and e["ts"] > begin)
    last = max((e["ts"] for e in mine if e["name"] == "WebSocketReceive" and sent < e["ts"] < end), default=sent)
    spans = {BEFORE: sent - begin, SERVER: last - sent, AFTER: end - last}
    busy = _busy([e for e in mine if e.get("tid") == press["tid"] and e.get("ph") == "X"], begin, end)
    return {part: microseconds / 1e6 for part, microseconds in (spans | busy).items()}


def _busy(events: Sequence[Event], begin: float, end: float) -> dict[str, float]:
    """Microseconds of the main thread by kind: of events inside one another each counts what the inner ones leave."""
    taken = dict.fromkeys((SCRIPT, LAYOUT, GARBAGE), 0.0)
    open_: list[tuple[float, str]] = []
    for event in sorted(events, key=lambda e: (e["ts"], -e.get("dur", 0))):
        kind, first = _kind(event["name"]), max(event["ts"], begin)
        length = min(event["ts"] + event.get("dur", 0), end) - first
        if not kind or length <= 0:
            continue
        while open_ and open_[-1][0] <= first:
            open_.pop()
        if open_:
            taken[open_[-1][1]] -= length
        taken[kind] += length
        open_.append((first + length, kind))
    return taken


def _kind(name: str) -> str:
    found = next((kind for kind, names in _KINDS.items() if name in names), "")
    return found or (GARBAGE if name.endswith("GC") or name.startswith("V8.GC") else "")
