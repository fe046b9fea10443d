"""Finished files, kept for a short while: whoever asks for the same one meanwhile gets it without work.

A file is in a folder of this process's own, which goes away with it. What is being sent is not removed.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_NAME, _LOCK = "public-purse-files-", "in-use"


class Busy(Exception):
    """As many files are being written, or sent, as there is room for."""


@dataclass
class _Kept(Generic[T]):
    key: Hashable
    what: T
    folder: Path
    size: int
    until: float
    readers: int = 0


class Shelf(Generic[T]):
    """A bounded store of finished files.

    Attributes:
        seconds: how long a file is kept after it was written.
        room: bytes that files may take up, those being written not counted.
        writers: how many may be written at once.
    """

    def __init__(self, seconds: float = 300, room: int = 2 << 30, writers: int = 4) -> None:
        self.seconds, self.room, self.writers = seconds, room, writers
        self._kept: list[_Kept[T]] = []
        self._lock = threading.Lock()
        self._writing = 0
        self._folder: Path | None = None
        self._claim = -1

    def take(self, key: Hashable, write: Callable[[Path], T]) -> Lease[T]:
        """What `write` made in the folder that it is given, now or a short while ago. Raises Busy, and what it does."""
        with self._lock:
            self._tidy()
            if found := next((k for k in self._kept if k.key == key), None):
                found.readers += 1
                return Lease(self, found)
            folder = self._room_for_one()
        try:
            made = _Kept(key, write(folder), folder, _size(folder), time.monotonic() + self.seconds, readers=1)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            with self._lock:
                self._writing -= 1
        with self._lock:
            self._kept.append(made)
        return Lease(self, made)

    def _room_for_one(self) -> Path:
        if self._writing >= self.writers or sum(k.size for k in self._kept) > self.room:
            raise Busy
        if self._folder is None or not self._folder.is_dir():
            sweep()
            self._folder, self._claim = _claimed()
            atexit.register(self.close)
        self._writing += 1
        return Path(tempfile.mkdtemp(dir=self._folder))

    def _tidy(self) -> None:
        """Removes what nobody is reading and is old; then the oldest until half the room is free."""
        now, left = time.monotonic(), sum(k.size for k in self._kept)
        for old in [k for k in self._kept if not k.readers]:
            if old.until <= now or left > self.room // 2:
                self._kept.remove(old)
                left -= old.size
                shutil.rmtree(old.folder, ignore_errors=True)

    def _put_back(self, kept: _Kept[T]) -> None:
        with self._lock:
            kept.readers -= 1
            self._tidy()

    def close(self) -> None:
        """Removes everything."""
        with self._lock:
            self._kept.clear()
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)
                os.close(self._claim)
                self._folder = None


class Lease(Generic[T]):
    """Something of a shelf that is there until `close`; closing it again does nothing."""

    def __init__(self, shelf: Shelf[T], kept: _Kept[T]) -> None:
        self._shelf, self._kept, self._open = shelf, kept, True

    @property
    def what(self) -> T:
        return self._kept.what

    def close(self) -> None:
        """It may be removed now."""
        if self._open:
            self._open = False
            self._shelf._put_back(self._kept)

    @contextmanager
    def reading(self) -> Iterator[T]:
        """It until the block ends."""
        try:
            yield self.what
        finally:
            self.close()


files: Shelf[Any] = Shelf()
"""What the API is sending, and what it sent a short while ago."""


def _size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _claimed() -> tuple[Path, int]:
    """A new folder, and the lock that says that its process lives; the kernel gives it back when it does not."""
    folder = Path(tempfile.mkdtemp(prefix=_NAME))
    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return folder, lock


def sweep() -> None:
    """Removes the folders of processes that ended without doing so."""
    for file in Path(tempfile.gettempdir()).glob(f"{_NAME}*/{_LOCK}"):
        with suppress(OSError), file.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(file.parent, ignore_errors=True)
