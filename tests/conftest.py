"""What tests share: the store that the bundled sources give, and the published files where they are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from loaders import load, publish
from loaders.reading import read_sources

ROOT = Path(__file__).parents[1]
# How long an example takes says something of the machine, not of the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def store_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one generation of the store: every bundled source, loaded and checked. Read it, never write."""
    folder = tmp_path_factory.mktemp("store")
    load.load(publish.Place(folder), read_sources(ROOT / "data" / "sources"), lambda *_: None)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published files and facts that may stand beside the project; skips the test where it does not."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"published files are not beside the project: {folder.name}/ is absent")
    return folder
