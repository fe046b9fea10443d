"""The bench is no test, but it is not to be found broken on the day that it is needed."""

from __future__ import annotations

from tests.bench import stages


def test_what_is_timed_is_there() -> None:
    for name, owner, attribute in stages._PARTS:
        assert callable(getattr(owner, attribute)), name
