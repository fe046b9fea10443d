"""Replicas of the app, each a process of its own, and the shipped nginx configuration before them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "deploy" / "nginx" / "public-purse.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or ""
PATIENCE = 180.0  # seconds until a server has to answer, on a machine that has other things to do


@dataclass
class Server:
    """A running server: its process and address."""

    process: subprocess.Popen[bytes]
    port: int
    started: float = field(default_factory=time.perf_counter)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """MB that the process holds now."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))

    def processor(self) -> float:
        """Seconds of processor time that the process has taken."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")

    def wait(self, path: str) -> float:
        """Seconds since the start until `path` answers with 200."""
        while time.perf_counter() - self.started < PATIENCE:
            with contextlib.suppress(requests.ConnectionError, requests.Timeout):
                if requests.get(self.address + path, timeout=10).ok:
                    return time.perf_counter() - self.started
            if self.process.poll() is not None:
                raise RuntimeError(f"the server on {self.port} stopped with {self.process.returncode}")
            time.sleep(0.05)
        raise RuntimeError(f"the server on {self.port} does not answer {path}")


@contextlib.contextmanager
def running(command: Sequence[str], port: int, log: Path, **env: str) -> Iterator[Server]:
    """A process of this project until the end of the block."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=out, stderr=out)
    try:
        yield Server(process, port)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def replica(store: Path, log: Path, **env: str) -> Iterator[Server]:
    """Our server over a store, from when it was started: `wait` for what is needed."""
    port = free_port()
    command = [sys.executable, "-m", "dashboard.server", "--port", str(port)]
    # All visitors of a test or a measurement come from one address.
    bounds = {"PURSE_SESSIONS": "1000", "PURSE_SESSIONS_PER_CLIENT": "1000", "PURSE_DIALOGUE": "off"}
    with running(
        command, port, log, PURSE_STORE=str(store), FORWARDED_ALLOW_IPS="127.0.0.1", **bounds, **env
    ) as server:
        yield server


def configuration(folder: Path, port: int, replicas: Sequence[int]) -> Path:
    """The shipped configuration with this machine's ports, within a prefix that whoever runs it may write."""
    shipped = CONFIGURATION.read_text(encoding="utf-8")
    servers = [f"server 127.0.0.1:{one} max_fails=1 fail_timeout=10s;" for one in replicas]
    placed, replaced = re.subn(r"( +server purse-\d:8501 [^;]+;\n)+", f"    {' '.join(servers)}\n", shipped)
    placed, listens = re.subn(r"listen 8080;", f"listen 127.0.0.1:{port};", placed)
    if (replaced, listens) != (1, 1):
        raise ValueError(f"{CONFIGURATION.name} does not name its replicas and port as expected")
    places = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    for name, text in (
        ("public-purse.conf", placed),
        (
            "nginx.conf",
            f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nworker_processes 1;\ndaemon off;\n"
            "events { worker_connections 2048; }\n"
            "http {\n    log_format served '$cookie_purse_reader|$upstream_addr|$status|$uri';\n"
            f"    access_log {folder}/access.log served;\n{places}    include {folder}/public-purse.conf;\n}}\n",
        ),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "nginx.conf"


@contextlib.contextmanager
def nginx(folder: Path, replicas: Sequence[int]) -> Iterator[Server]:
    """The real nginx with the shipped configuration before replicas, by their ports."""
    port = free_port()
    file = configuration(folder, port, replicas)
    command = [NGINX, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)]
    with running(command, port, folder / "nginx.log") as server:
        server.wait("/healthz")
        yield server
