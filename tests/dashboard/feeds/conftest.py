"""Feeds as a feed reader gets them, over the real store; commitments that a test may write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from starlette.testclient import TestClient

from dashboard.api import PREFIX
from dashboard.dialogue import keep, moderate
from tests.dashboard.api.conftest import mounted
from tests.dashboard.commitments.conftest import folder, write
from tests.dashboard.dialogue.conftest import NOON, published

__all__ = ["folder", "write"]

Read = Callable[..., Any]


@pytest.fixture(autouse=True)
def _answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database of questions with two answers, in both languages, about two governments; and a question without."""
    monkeypatch.setenv(keep.ENV, f"sqlite:///{tmp_path}/dialogue/dialogue.db")
    published("Who answers this?")
    for hours, place in ((1, "CA-ON"), (2, "CA")):
        id, at = published(f"Why, {place}?", jurisdiction=place), NOON + timedelta(hours=hours)
        moderate.do(
            "answer", id, moderate.Said(f"So it is.\n\n<b>{place}</b>", f"C'est ainsi : {place}.", "explained"), "m", at
        )
    yield
    keep.forget()


@pytest.fixture
def client() -> TestClient:
    return TestClient(mounted(), base_url=f"http://testserver{PREFIX}/", raise_server_exceptions=False)


@pytest.fixture
def read(client: TestClient) -> Read:
    """A feed as feedparser reads it: `read("releases", lang="fr", jurisdiction="CA")`."""

    def go(name: str, **asked: str) -> Any:
        answer = client.get(f"feeds/{name}.atom", params=asked)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        found = feedparser.parse(answer.content)
        assert not found.bozo, found.get("bozo_exception")
        assert found.version == "atom10"
        return found

    return go
