"""A PostgreSQL and a Spark cluster on 127.0.0.1, for as long as a test session needs them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

HOST = "127.0.0.1"
READER = "reader"
_PATIENCE = 120  # seconds until a server has to answer: the machine may be busy


def postgres_programs() -> Path:
    """The folder of initdb and postgres; skips the test where there is none."""
    found = shutil.which("initdb")
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    if found is None and not known:
        pytest.skip("PostgreSQL is not installed")
    if os.getuid() == 0 and not _user():
        pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres")
    return Path(found or known[-1]).parent


def _user() -> str | None:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database, as its owner; `READER` is a role there that owns nothing."""
    import psycopg

    programs = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="purse-postgres-", dir="/tmp"))
    user = _user() if os.getuid() == 0 else None
    who = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    if user:
        shutil.chown(folder, user)
    port = free_port()
    try:
        made = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "owner", "--auth=trust", "-E", "UTF8"]
        subprocess.run([*made, "--locale=C", "--no-sync"], check=True, capture_output=True, cwd=folder, **who)  # type: ignore[call-overload]
        run = [str(programs / "postgres"), "-D", str(folder / "data"), "-h", HOST, "-p", str(port), "-k", str(folder)]
        with _running([*run, "-c", "fsync=off"], folder / "log", cwd=folder, **who):
            url = f"postgresql://owner@{HOST}:{port}/postgres"
            _until(lambda: psycopg.connect(url).close(), psycopg.OperationalError, folder / "log")
            with psycopg.connect(url, autocommit=True) as con:
                con.execute(f"CREATE ROLE {READER} LOGIN")
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def spark() -> Iterator[str]:
    """The address of a standalone cluster: a master and two workers of one processor each."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("the package pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    home = Path(str(importlib.util.find_spec("pyspark").origin)).parent  # type: ignore[union-attr]
    folder = Path(tempfile.mkdtemp(prefix="purse-spark-", dir="/tmp"))
    port = free_port()
    own = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)  # the driver is this process
    start = [str(home / "bin" / "spark-class")]
    master = [*start, "org.apache.spark.deploy.master.Master", "--host", HOST, "--port", str(port), "--webui-port", "0"]
    worker = [*start, "org.apache.spark.deploy.worker.Worker", "--host", HOST, "--cores", "1", "--memory", "700m"]
    worker += ["--webui-port", "0", "-d"]
    try:
        with _running(master, folder / "master.log", cwd=folder):
            _until(lambda: socket.create_connection((HOST, port), 1).close(), OSError, folder / "master.log")
            address = f"spark://{HOST}:{port}"
            with (
                _running([*worker, str(folder / "one"), address], folder / "one.log", cwd=folder),
                _running([*worker, str(folder / "two"), address], folder / "two.log", cwd=folder),
            ):
                yield address
                _stop_the_driver()
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        shutil.rmtree(folder, ignore_errors=True)


def _stop_the_driver() -> None:
    from pyspark.sql import SparkSession

    if session := SparkSession.getActiveSession():
        session.stop()


@contextmanager
def _running(command: list[str], log: Path, **how: object) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **how)  # type: ignore[call-overload]
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL would wait for its clients after SIGTERM
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until(there: Callable[[], object], wrong: type[Exception], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            there()
            return
        except wrong:
            if time.monotonic() > end:
                raise AssertionError(log.read_text(errors="replace")[-2000:]) from None
            time.sleep(0.2)
