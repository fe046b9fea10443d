"""The API as it is mounted, asked in this process."""

from __future__ import annotations

from functools import cache

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from dashboard.api import PREFIX, mount
from dashboard.api.app import create
from dashboard.api.encoding import AsTheyAre


@cache
def mounted() -> Starlette:
    around = [Middleware(AsTheyAre), Middleware(GZipMiddleware, minimum_size=2048)]
    return Starlette(routes=[mount(create())], middleware=around)


@pytest.fixture
def client() -> TestClient:
    """A client whose addresses begin at the API: `client.get("datasets")`."""
    return TestClient(mounted(), base_url=f"http://testserver{PREFIX}/", raise_server_exceptions=False)
