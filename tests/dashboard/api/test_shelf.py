"""Finished files are kept a short while, in bounds, and never taken from under who reads them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import anyio
import pytest

from dashboard.api import shelf
from dashboard.api.cut import sent
from dashboard.api.shelf import Busy, Shelf

CHILD = """
import sys, time
from dashboard.api.shelf import Shelf
shelf = Shelf()
print(shelf.take("a", lambda folder: folder).what, flush=True)
time.sleep(60)
"""


def writes(size: int = 10) -> object:
    def write(folder: Path) -> Path:
        file = folder / "file"
        file.write_bytes(b"x" * size)
        return file

    return write


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_was_written_a_moment_ago_is_not_written_again() -> None:
    kept: Shelf[Path] = Shelf()
    with kept.take("a", writes()).reading() as first:
        pass
    with kept.take("a", lambda _: pytest.fail("written again")).reading() as again:
        assert again == first
    with kept.take("b", writes()).reading() as other:
        assert other != first


def test_what_is_old_goes_and_what_is_read_stays() -> None:
    kept: Shelf[Path] = Shelf(seconds=0)
    reading = kept.take("a", writes())
    kept.take("b", writes()).close()
    assert reading.what.is_file()
    reading.close()
    reading.close()
    assert not reading.what.exists()


def test_the_oldest_makes_room() -> None:
    kept: Shelf[Path] = Shelf(room=100)
    files = []
    for key in range(4):
        with kept.take(key, writes(30)).reading() as file:
            files.append(file)
    assert [f.exists() for f in files] == [False, False, False, True]


def test_no_more_is_written_than_there_is_room_for() -> None:
    kept: Shelf[Path] = Shelf(room=100)
    reading = kept.take("large", writes(101))
    with pytest.raises(Busy):
        kept.take("b", writes())
    reading.close()
    kept.take("b", writes()).close()


def test_so_many_write_at_once_and_no_more() -> None:
    kept: Shelf[Path] = Shelf(writers=2)
    begun, go = threading.Semaphore(0), threading.Event()

    def slow(folder: Path) -> Path:
        begun.release()
        assert go.wait(20)
        return folder

    threads = [threading.Thread(target=lambda k=k: kept.take(k, slow).close()) for k in range(2)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert begun.acquire(timeout=20)
    with pytest.raises(Busy):
        kept.take("third", writes())
    go.set()
    for thread in threads:
        thread.join(20)
    kept.take("third", writes()).close()


def test_what_fails_leaves_nothing(own_folder: Path) -> None:
    kept: Shelf[Path] = Shelf(writers=1)

    def fails(folder: Path) -> Path:
        (folder / "half").write_bytes(b"x")
        raise OSError("disk full")

    for _ in range(3):
        with pytest.raises(OSError, match="disk full"):
            kept.take("a", fails)
    assert not list(own_folder.rglob("half"))


def test_the_folder_goes_with_the_shelf_and_comes_back(own_folder: Path) -> None:
    kept: Shelf[Path] = Shelf()
    kept.take("a", writes()).close()
    assert list(own_folder.iterdir())
    kept.close()
    assert not list(own_folder.iterdir())
    with kept.take("a", writes()).reading() as file:
        assert file.is_file()


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_has_is_not(own_folder: Path) -> None:
    env = {**os.environ, "TMPDIR": str(own_folder)}
    children = [subprocess.Popen([sys.executable, "-c", CHILD], env=env, stdout=subprocess.PIPE) for _ in range(2)]
    try:
        folders = [Path(child.stdout.readline().decode().strip()) for child in children if child.stdout]
        assert all(f.is_dir() for f in folders)
        children[0].send_signal(signal.SIGKILL)
        children[0].wait(20)
        shelf.sweep()
        assert [f.exists() for f in folders] == [False, True]
    finally:
        for child in children:
            child.kill()
            child.wait(20)
            if child.stdout:
                child.stdout.close()


@pytest.mark.parametrize("version", ["2.3", "2.4"])
def test_a_file_is_given_back_when_the_client_goes_away(version: str, store_dir: Path) -> None:
    """Once uvicorn tells by a message that the client is gone, once by an error when sending."""
    kept: Shelf[Path] = Shelf(seconds=0)
    lease = kept.take("a", writes(1 << 20))
    response = sent(lease, lease.what, "file.csv", "text/csv", {})
    scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": version}}
    seen = 0

    async def receive() -> dict[str, object]:
        while seen < 2:
            await anyio.sleep(0.001)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        nonlocal seen
        seen += 1
        if seen > 2 and version == "2.4":
            raise OSError("the client is gone")

    async def serve() -> None:
        await response(scope, receive, send)

    if version == "2.4":
        with pytest.raises(OSError, match="gone"):
            anyio.run(serve)
    else:
        anyio.run(serve)
    assert seen >= 2
    assert not lease.what.exists()
