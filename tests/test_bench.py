"""The bench is no test, but it is not to be found broken on the day that it is needed."""

from __future__ import annotations

from tests.bench import clicked, stages


def test_what_is_timed_is_there() -> None:
    for name, owner, attribute in stages._PARTS:
        assert callable(getattr(owner, attribute)), name


def test_a_trace_is_taken_apart_without_counting_twice() -> None:
    def event(name: str, ts: int, dur: int = 0, **data: object) -> dict[str, object]:
        return {"name": name, "ts": ts, "dur": dur, "ph": "X", "pid": 1, "tid": 1, "args": {"data": data}}

    events = [
        event("EventDispatch", 1_000, 4_000, type="pointerdown"),
        event("Layout", 2_000, 1_000),
        event("WebSocketSend", 4_000),
        event("FunctionCall", 20_000, 10_000),
        event("MinorGC", 22_000, 2_000),
        event("UpdateLayoutTree", 25_000, 1_000),
        event("WebSocketReceive", 21_000),
        event("Paint", 35_000, 9_000),  # of which the half is after the end
        event("seen", 39_500),
        event("WebSocketReceive", 40_000),
    ]
    parts = {part: round(seconds * 1e6) for part, seconds in clicked._parts(events).items()}
    assert parts == {
        clicked.BEFORE: 3_000,
        clicked.SERVER: 17_000,
        clicked.AFTER: 18_500,
        clicked.SCRIPT: 3_000 + 7_000,
        clicked.LAYOUT: 1_000 + 1_000 + 4_500,
        clicked.GARBAGE: 2_000,
    }
