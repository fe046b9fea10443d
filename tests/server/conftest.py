"""The server as a process of its own, asked as anybody could ask it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import serving

PUBLIC = {
    "PURSE_HOSTS": "figures.example.org",
    "FORWARDED_ALLOW_IPS": "127.0.0.1",
    "PURSE_LOG": "json",
    "PURSE_SESSIONS": "3",
    "PURSE_API_PER_MINUTE": "30",
    "PURSE_API_AT_ONCE": "4",
    "PURSE_EXPORT_ROWS": "200",
}
"""A public server behind a proxy on this machine, with little room."""


@pytest.fixture(scope="module")
def own_store(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public") / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    return folder


@pytest.fixture(scope="module")
def public(own_store: Path) -> Iterator[str]:
    """Its address on this machine."""
    with serving(own_store, **PUBLIC) as address:
        yield address


@pytest.fixture
def log(own_store: Path, public: str) -> Path:
    return own_store / "server.log"
