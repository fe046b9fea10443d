"""Ports for the servers that tests start, each named to its server before that is there to take it.

The system would give one too, but from the range that it takes for whatever is connected anywhere; between the asking
and the server's start, which takes seconds, somebody else of many tests gets it.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator

HOST = "127.0.0.1"
FIRST, BEHIND_LAST = 20_000, 32_000  # below the range of connections on Linux (32768), macOS and Windows (49152)


def share(worker: int, workers: int) -> range:
    """What one of several processes that run tests side by side may take."""
    return range(FIRST + worker, BEHIND_LAST, workers)


def _shuffled() -> Iterator[int]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    mine = [*share(worker, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))]
    random.SystemRandom().shuffle(mine)  # another checkout may run its tests at the same time
    yield from mine


_ports = _shuffled()


def free_port() -> int:
    """A port of this machine that nobody listens on; never the same twice."""
    for port in _ports:
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no port between {FIRST} and {BEHIND_LAST} is free")
