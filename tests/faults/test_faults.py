"""The short form of `make faults`: every fault a few times, nothing lost. And that the faults would be seen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from .run import PARTS


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is damaged on purpose is not logged as damaged; the store that is asked is put back."""
    monkeypatch.setenv("PURSE_STORE", "")
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_lost(part: str, tmp_path: Path) -> None:
    tried = []
    for outcome in PARTS[part][1](tmp_path / "faults", True):
        assert outcome.lost == [], outcome.fault
        assert outcome.tried > 0 or "may not be mounted here" in outcome.found, outcome.fault
        tried.append(outcome.fault)
    assert tried
