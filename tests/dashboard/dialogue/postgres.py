"""A PostgreSQL server of the tests' own: on 127.0.0.1, in a folder of its own, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.ports import free_port


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`; None where they are not installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


def _someone_else() -> dict[str, Any]:
    """Who runs it, where we are root: PostgreSQL refuses to be run by root."""
    if os.getuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def serving(bin_folder: Path) -> Iterator[str]:
    """A server until the block ends; gives its address without the name of a database."""
    who = _someone_else()
    folder = Path(tempfile.mkdtemp(prefix="purse-postgres-", dir="/tmp"))
    if who:
        os.chown(folder, who["user"], who["group"])
    port = free_port()
    make = [str(bin_folder / "initdb"), "-D", str(folder / "data"), "-U", "purse", "-A", "trust", "-E", "UTF8", "--no-sync"]  # fmt: skip
    run = [str(bin_folder / "postgres"), "-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-F"]  # fmt: skip
    try:
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **who)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(run, stdout=log, stderr=log, cwd=folder, **who)
        try:
            _wait(port, server)
            yield f"postgresql://purse@127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)  # at once: it would else wait until everybody has gone
            server.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "PostgreSQL stopped"
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="purse", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.2)
    raise AssertionError("PostgreSQL does not answer")


def new_database(address: str, name: str) -> str:
    """The address of a new, empty database."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as con:
        con.execute(f'CREATE DATABASE "{name}"')  # a name of the tests' own
    return f"{address}/{name}"
