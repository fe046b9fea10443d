"""Every test of the dialogue runs on both databases that it can be kept in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from dashboard.dialogue import keep, limit, moderate, posts
from tests.dashboard.dialogue import postgres

NOON = datetime(2026, 3, 10, 17)
"""A fixed moment: noon of 10 March 2026, Eastern Standard Time, in UTC."""
_numbers = count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    found = postgres.binaries()
    if found is None:
        pytest.skip("PostgreSQL is not installed: initdb was not found")
    with postgres.serving(found) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database, named by PURSE_DIALOGUE; gives its address."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path}/dialogue/dialogue.db"
    else:
        address = postgres.new_database(request.getfixturevalue("postgresql"), f"test_{next(_numbers)}")
    monkeypatch.setenv(keep.ENV, address)
    limit.begin_anew()
    yield address
    keep.forget()


def draft(title: str = "Why did this grow?", text: str = "", **more: str) -> posts.Draft:
    return posts.Draft(**{"kind": "question", "lang": "en", "title": title, "text": text, **more})


def published(title: str = "Why did this grow?", at: datetime = NOON, **more: str) -> str:
    """The id of a post that everyone sees."""
    id = posts.submit(draft(title, **more), at)
    moderate.do("publish", id, moderate.Said(), "secret", at)
    return id
