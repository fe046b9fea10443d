"""Two replicas behind nginx: readers stay with one, and go on with the other when theirs is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.bench.visitors import Found, visit
from tests.deploy import behind

pytestmark = pytest.mark.distributed
CLICKS = [("spending", ""), ("", ""), ("payments", ""), ("revenue", "jurisdiction=CA"), ("checks", "lang=fr")]
SECRET = "for this test alone"


@pytest.fixture(scope="module")
def replicas(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[behind.Server]]:
    logs = tmp_path_factory.mktemp("replicas")
    secret = {"STREAMLIT_SERVER_COOKIE_SECRET": SECRET}
    with (
        behind.replica(store_dir, logs / "1.log", **secret) as one,
        behind.replica(store_dir, logs / "2.log", **secret) as two,
    ):
        for server in (one, two):
            server.wait("/readyz?warm")
        yield [one, two]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def proxy(replicas: list[behind.Server], folder: Path) -> Iterator[behind.Server]:
    with behind.nginx(folder, [r.port for r in replicas]) as server:
        yield server


def served(folder: Path) -> list[list[str]]:
    """Of each request: the reader's cookie, the replica that answered, the status, the path."""
    return [line.split("|") for line in (folder / "access.log").read_text().splitlines()]


def test_nginx_finds_the_configuration_right(tmp_path: Path) -> None:
    file = behind.configuration(tmp_path, 18080, [18501, 18502])
    command = [behind.NGINX, "-t", "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr
    assert "test is successful" in done.stderr


def test_a_reader_stays_with_one_replica(proxy: behind.Server, replicas: list[behind.Server], folder: Path) -> None:
    first = requests.get(f"{proxy.address}/spending", timeout=60)
    cookie = first.headers["Set-Cookie"]
    assert first.ok
    assert cookie.startswith("purse_reader=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Set-Cookie" not in requests.get(proxy.address, cookies=first.cookies, timeout=60).headers
    for reader in range(20):
        for _ in range(3):
            assert requests.get(proxy.address, cookies={"purse_reader": f"r{reader}"}, timeout=60).ok
    by_reader: dict[str, set[str]] = {}
    for reader_, replica, *_ in served(folder):
        if reader_.startswith("r"):
            by_reader.setdefault(reader_, set()).add(replica)
    assert len(by_reader) == 20
    assert all(len(seen) == 1 for seen in by_reader.values())
    assert set.union(*by_reader.values()) == {f"127.0.0.1:{r.port}" for r in replicas}


def test_pages_come_compressed_and_files_whole(proxy: behind.Server) -> None:
    page = requests.get(proxy.address, timeout=60)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Public Purse" in page.text or "<title>" in page.text
    file = "/api/v1/slice.csv?dataset=ontario/ministry-statements&fiscal_year=2024"
    whole = requests.get(proxy.address + file, headers={"Accept-Encoding": "identity"}, timeout=60)
    assert whole.ok
    assert int(whole.headers["Content-Length"]) == len(whole.content)


def test_who_asks_too_much_is_told_to_wait(proxy: behind.Server) -> None:
    visitor = {"X-Forwarded-For": "203.0.113.9"}
    answers = [requests.get(f"{proxy.address}/api/v1/datasets", headers=visitor, timeout=60) for _ in range(90)]
    assert {a.status_code for a in answers} == {200, 429}
    assert sum(a.ok for a in answers) >= 50
    other = {"X-Forwarded-For": "203.0.113.10"}
    assert requests.get(f"{proxy.address}/api/v1/datasets", headers=other, timeout=60).ok


def test_the_inside_of_a_replica_is_for_nobody(proxy: behind.Server) -> None:
    visitor = {"X-Forwarded-For": "203.0.113.11"}
    for path in ("/readyz", "/healthz", "/_stcore/metrics"):
        assert requests.get(proxy.address + path, headers=visitor, timeout=60).status_code == 403


def test_readers_go_on_when_a_replica_is_lost(
    proxy: behind.Server, replicas: list[behind.Server], folder: Path
) -> None:
    sessions, seconds = 16, 24.0
    lost_at: list[float] = []

    def lose() -> None:
        lost_at.append(time.perf_counter())
        os.kill(replicas[0].process.pid, signal.SIGKILL)

    timer = threading.Timer(10.0, lose)
    timer.start()
    found = asyncio.run(visit(proxy.address, CLICKS, sessions, seconds, 0.5))
    timer.join()
    lost = f"127.0.0.1:{replicas[0].port}"
    moved = {f"visitor-{n}" for n in range(sessions)} & {r for r, at, *_ in served(folder) if lost in at}
    say(found, len(moved))
    assert 0 < len(moved) < sessions, "the lost replica had readers, and the other had some too"
    after = {c.visitor for c in found.clicks if c.at > lost_at[0] + 2}
    assert after == set(range(sessions)), "every reader goes on"
    assert found.reconnected == len(moved)
    assert len(found.errors) == len(moved), "a reader loses the one click under way, or finds the connection closed"
    assert requests.get(proxy.address, timeout=60).ok


def say(found: Found, moved: int) -> None:
    print(
        f"{found.sessions} readers, {len(found.clicks)} clicks; {moved} lost their replica, {len(found.errors)} reads "
        f"failed, {found.reconnected} readers came again; half within {found.within(0.5) * 1000:.0f} ms"
    )
