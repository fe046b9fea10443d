"""A public server: headers, hosts, origins, closed addresses, limits, and its log."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.e2e.conftest import ROOT
from tests.ports import free_port

NAME = "figures.example.org"
SLICE = "/api/v1/slice.csv?dataset=ontario/ministry-statements&fiscal_year=2024"
ANSWERS = (
    "/", "/spending", "/no-such-page", "/?embed=true&only=flow", "/healthz", "/readyz", "/api/v1", "/api/v1/", "/api/v1/datasets",
    "/api/v1/page.css", "/api/v1/openapi.json", "/api/v1/no-such-address", "/_stcore/health", "/_stcore/host-config",
    "/_stcore/metrics", "/app/static/favicon.svg", "/static/no-such-asset.js", "/../../etc/passwd", "//elsewhere.example/",
)  # fmt: skip


def ask(public: str, path: str, client: str = "", method: str = "GET", **headers: str) -> requests.Response:
    """One request as a proxy passes it on. Each test asks as a client of its own."""
    through = {"Host": NAME, "X-Forwarded-Proto": "https", **({"X-Forwarded-For": client} if client else {}), **headers}
    return requests.request(method, public + path, headers=through, timeout=60, allow_redirects=False)


def until_refused(public: str, client: Callable[[int], str]) -> tuple[int, requests.Response]:
    """How many answers came before the first refusal, and that refusal. While it asks, time gives one answer back every
    two seconds, so thirty is the least; ten more would take twenty seconds."""
    for n in range(40):
        answer = ask(public, "/api/v1/datasets?limit=1", client(n))
        if answer.status_code == 429:
            return n, answer
        assert answer.status_code == 200
    pytest.fail("forty answers and no refusal")


def policy(answer: requests.Response) -> dict[str, list[str]]:
    found = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in found}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_is_bounded(public: str, path: str) -> None:
    answer = ask(public, path)
    rules = policy(answer)
    assert rules["default-src"] == ["'none'"]
    assert rules["base-uri"] == ["'none'"]
    assert not {"'unsafe-eval'", "*", "https:", "http:", "data:"} & {*rules.get("script-src", [])}
    assert "'unsafe-inline'" not in rules.get("script-src", [])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Server" not in answer.headers
    framed = "embed=true" in path
    assert rules["frame-ancestors"] == ["*" if framed else "'none'"]
    assert ("X-Frame-Options" in answer.headers) is not framed


def test_a_page_takes_pictures_and_figures_from_nowhere_else(public: str) -> None:
    rules = policy(ask(public, "/spending?lang=fr"))
    assert rules["img-src"] == ["'self'", "data:", "blob:"]
    assert rules["connect-src"] == ["'self'", f"wss://{NAME}"]
    assert rules["object-src"] == rules["frame-src"] == rules["worker-src"] == ["'none'"]
    assert [s for s in rules["script-src"] if s.startswith("'sha256-")]


@pytest.mark.parametrize("query", ["embed=true", "only=flow", "embed=false&only=flow", "embed=true&only=", "embed=true&embed=true&only=a"])  # fmt: skip
def test_only_one_chart_alone_may_be_framed(public: str, query: str) -> None:
    assert policy(ask(public, f"/?{query}"))["frame-ancestors"] == ["'none'"]


def test_plain_http_does_not_promise_https(public: str) -> None:
    answer = requests.get(public + "/", timeout=60)
    assert "Strict-Transport-Security" not in answer.headers
    assert f"ws://{urlsplit(public).netloc}" in policy(answer)["connect-src"]


def test_pages_and_lists_travel_compressed(public: str) -> None:
    for path in ("/spending", "/api/v1/datasets"):
        assert ask(public, path, **{"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("host", ["evil.example", f"{NAME}.evil.example", "evil.example#figures.example.org", "", "[::1", "a b", f"{NAME}@evil.example"])  # fmt: skip
def test_another_name_is_not_answered(public: str, host: str) -> None:
    port = urlsplit(public).port
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: wire.recv(4096), b""))
    assert answer.split(b" ")[1] in (b"421", b"400"), answer[:200]


@pytest.mark.parametrize(
    "host", [NAME, NAME.upper(), f"{NAME}.", f"{NAME}:443", "localhost", "127.0.0.1:9", "[::1]:80"]
)
def test_its_own_names_are_answered(public: str, host: str) -> None:
    assert ask(public, "/healthz", Host=host).json() == {"ok": True}


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/mcp", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/upload_file/a/b", "/_stcore/script-health-check"])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_what_no_page_needs_is_closed(public: str, path: str, method: str) -> None:
    assert ask(public, path, method=method).status_code == 404


def opened(public: str, origin: str | None, host: str = NAME, path: str = "/_stcore/stream") -> ClientConnection:
    """A stream to this machine that says it goes to `host`."""
    at = urlsplit(public)
    assert at.hostname
    assert at.port
    wire = socket.create_connection((at.hostname, at.port), timeout=30)
    return connect(f"ws://{host}{path}", sock=wire, origin=origin, subprotocols=["streamlit"], compression=None)


@pytest.mark.parametrize(
    ("origin", "host", "path"),
    [
        (None, NAME, "/_stcore/stream"),
        ("null", NAME, "/_stcore/stream"),
        ("https://evil.example", NAME, "/_stcore/stream"),
        (f"https://{NAME}.evil.example", NAME, "/_stcore/stream"),
        (f"https://{NAME}:8443", NAME, "/_stcore/stream"),
        (f"ftp://{NAME}", NAME, "/_stcore/stream"),
        ("https://evil.example", "evil.example", "/_stcore/stream"),
        (f"https://{NAME}", NAME, "/spending/_stcore/stream"),
        (f"https://{NAME}", NAME, "/api/v1/datasets"),
    ],
)
def test_a_stream_is_opened_by_our_own_pages_alone(public: str, origin: str | None, host: str, path: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        opened(public, origin, host, path)
    assert refused.value.response.status_code == 403


@pytest.fixture
def full(public: str) -> Iterator[str]:
    """The server with as many pages open as it has room for, and a spare one."""
    with ExitStack() as streams:
        for _ in range(4):
            streams.enter_context(opened(public, f"https://{NAME}"))
        yield public


def test_beyond_the_room_there_is_a_sentence(full: str) -> None:
    answer = ask(full, "/spending?lang=fr")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert '<html lang="fr">' in answer.text
    assert "script" not in answer.text
    with pytest.raises(InvalidStatus):
        opened(full, f"https://{NAME}")
    assert ask(full, "/api/v1/datasets", "203.0.113.1").status_code == 200, "the API has room of its own"


def test_room_that_was_left_is_given_again(full: str) -> None:
    """The fixture of the test before has closed its pages."""
    assert ask(full, "/healthz").status_code == 200


def test_a_client_is_told_when_it_asks_too_much(public: str) -> None:
    client = "203.0.113.7"
    answered, last = until_refused(public, lambda _: client)
    assert answered >= 30
    assert last.json()["type"].endswith("#too-many")
    assert last.headers["Content-Type"] == "application/problem+json"
    assert last.headers["Access-Control-Allow-Origin"] == "*"
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    assert ask(public, "/api/v1/datasets", "203.0.113.8").status_code == 200, "another client"
    assert ask(public, "/spending", client).status_code == 200, "pages are not counted"


def test_a_network_of_ipv6_is_one_client(public: str) -> None:
    answered, _ = until_refused(public, lambda n: f"2001:db8:1:2::{n + 1:x}")
    assert answered >= 30


def test_a_file_counts_as_ten(public: str) -> None:
    path = f"{SLICE}&administrative_1=Health"
    answers = [ask(public, path, "203.0.113.20").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_file_of_too_many_entries_is_refused_with_the_bound(public: str) -> None:
    answer = ask(public, SLICE, "203.0.113.30")
    assert answer.status_code == 413
    assert answer.json()["title"] == "Too large"
    assert "at most 200 entries" in answer.json()["detail"]


def test_an_address_without_end_is_refused_in_a_sentence(public: str) -> None:
    answer = ask(public, "/spending?lang=fr&q=" + "a" * 20_000)
    assert answer.status_code == 414
    assert "trop longue" in answer.text
    assert ask(public, "/spending?q=" + "a" * 100_000).status_code in (400, 414, 431)


def test_the_log_has_events_and_nothing_that_was_asked(public: str, log: Path) -> None:
    secret = "Zxqvjk"
    for path in (f"/{secret}?q={secret}", f"/api/v1/search?q={secret}", f"/api/v1/receipt/{secret}", f"/api/v1/slice?dataset={secret}&fiscal_year=2024"):  # fmt: skip
        ask(public, path, "203.0.113.99", **{"User-Agent": secret, "Referer": f"https://{secret}.example/"})
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    text = log.read_text()
    assert secret not in text
    assert "203.0.113" not in text
    assert "2001:db8" not in text
    answered = [e for e in lines if e["event"] == "request" and e["kind"] == "api"]
    assert {"time", "level", "status", "ms", "bytes", "client", "method"} <= set(answered[-1])
    assert re.fullmatch("[0-9a-f]{12}", answered[-1]["client"])
    assert len({e["client"] for e in answered}) > 1, "clients are told apart"


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (["--host", "0.0.0.0"], {}, "PURSE_HOSTS does not say by which name"),
        (["--host", "0.0.0.0"], {"PURSE_HOSTS": NAME, "FORWARDED_ALLOW_IPS": "*"}, "FORWARDED_ALLOW_IPS is “*”"),
        ([], {"PURSE_HOSTS": NAME}, "FORWARDED_ALLOW_IPS has to say which"),
        ([], {"PURSE_HOSTS": "*"}, "PURSE_HOSTS has “*”"),
        ([], {"PURSE_HOSTS": "https://figures.example.org/"}, "which is not the name of a host"),
        ([], {"PURSE_SESSIONS": "many"}, "PURSE_SESSIONS is “many”"),
        ([], {"PURSE_QUERY_SECONDS": "0"}, "PURSE_QUERY_SECONDS is “0”"),
        ([], {"PURSE_METRICS_PORT": "99999"}, "PURSE_METRICS_PORT is “99999”"),
        ([], {"PURSE_LOG": "xml"}, "PURSE_LOG is “xml”"),
        ([], {"PURSE_CONTACT": "http://example.org"}, "PURSE_CONTACT is “http://example.org”, and readers could not"),
        (["--host", "0.0.0.0"], {"PURSE_HOSTS": NAME}, "server.enableCORS is False"),
    ],
)
def test_it_does_not_start_unsafely(words: list[str], environment: dict[str, str], said: str, tmp_path: Path) -> None:
    if "enableCORS" in said:  # in the home folder of the user, where the project's own file says nothing of it
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "config.toml").write_text("[server]\nenableCORS = false\n")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-m", "dashboard.server", "--port", str(free_port()), *words]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert said in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr
