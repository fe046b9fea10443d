"""What the loaders' tests share."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def store(store_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The loaded store, read-only."""
    with duckdb.connect(str(store_dir / "current"), read_only=True) as con:
        yield con
