"""The dashboard is tested over the real store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dashboard import queries, store
from dashboard.slices import Holding


@pytest.fixture(autouse=True)
def _real_store(store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", str(store_dir))


@pytest.fixture
def holdings() -> Sequence[Holding]:
    return [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
