"""The number of a browser: given once, to pages of this site alone."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.dialogue import browser, limit, supports
from tests.dashboard.dialogue.conftest import NOON

OURS = {"sec-fetch-site": "same-origin"}


def client(base: str = "http://testserver") -> TestClient:
    limit.begin_anew()
    return TestClient(Starlette(routes=[browser.route()]), base_url=base)


def test_a_browser_keeps_its_first_number_and_what_it_supported_under_another(database: str) -> None:
    asked, first, second = client(), supports.new_token(), supports.new_token()
    answer = asked.post("/browser", content=first, headers=OURS)
    assert answer.status_code == 204
    set_to = answer.headers["set-cookie"]
    assert set_to.startswith(f"purse_browser={first};")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={365 * 24 * 3600}"):
        assert part in set_to
    assert "Secure" not in set_to
    supports.cast("dataset", "a", first, NOON)
    supports.cast("dataset", "a", second, NOON)
    again = asked.post("/browser", content=second, headers=OURS)
    assert (again.status_code, again.headers.get("set-cookie")) == (204, None)
    assert supports.counts("dataset") == {"a": 1}


def test_over_https_it_is_sent_over_https_alone() -> None:
    answer = client("https://testserver").post("/browser", content=supports.new_token(), headers=OURS)
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"a" * 32, {"sec-fetch-site": "cross-site"}, 403),
        (b"a" * 32, {"origin": "https://evil.example"}, 403),
        (b"a" * 32, {}, 403),
        (b"a" * 32, {"origin": "http://testserver"}, 204),
        (b"A" * 32, OURS, 400),
        (b"a" * 31, OURS, 400),
        (b"a" * 1_000_000, OURS, 400),
        (b"a" * 31 + b"\n", OURS, 400),
        ("é".encode() * 16, OURS, 400),
        (b"", OURS, 400),
    ],
)
def test_what_is_no_number_or_from_elsewhere_gets_none(content: bytes, headers: dict[str, str], status: int) -> None:
    answer = client().post("/browser", content=content, headers=headers)
    assert answer.status_code == status
    assert ("set-cookie" in answer.headers) == (status == 204)


def test_it_is_only_posted_to() -> None:
    assert client().get("/browser").status_code == 405
