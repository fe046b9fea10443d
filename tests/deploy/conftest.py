"""What is deployed is tested with the parts that it is deployed with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.behind import NGINX

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("distributed") and not NGINX:
            item.add_marker(pytest.mark.skip(reason="no nginx was found: install it (Debian: nginx-light)"))
