"""Feeds as a feed reader gets them, over the real store; commitments that a test may write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from starlette.testclient import TestClient

from dashboard.api import PREFIX
from tests.dashboard.api.conftest import mounted
from tests.dashboard.commitments.conftest import folder, write

__all__ = ["folder", "write"]

Read = Callable[..., Any]


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
