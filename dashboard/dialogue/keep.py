"""Where the dialogue is kept, and the way in: SQLite in a folder beside the store, or the database that `PURSE_DIALOGUE` names.

Several processes and threads may read and write at once. SQLite keeps a log beside the file (WAL), so that nobody who
reads waits, and a writer takes its lock before it looks, so that none has to begin anew.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dashboard.dialogue import clock, upgrade

ENV = "PURSE_DIALOGUE"
ROOT = Path(__file__).parents[2]
_PATIENCE = 30  # seconds that a writer waits for the others
_REST = 10  # seconds before a database that did not answer is asked again
_log = logging.getLogger(__name__)


class Unreachable(Exception):
    """The database cannot be asked now, or none is wanted; the text is for whoever runs the server."""


def offered() -> bool:
    """Whether this site takes questions at all: `PURSE_DIALOGUE=off` says that it does not."""
    return os.environ.get(ENV, "").strip().lower() not in ("off", "none")


def place() -> sa.URL:
    """The database: that of `PURSE_DIALOGUE`, else `dialogue/dialogue.db` beside the store. Raises Unreachable."""
    asked = os.environ.get(ENV, "").strip()
    if not offered():
        raise Unreachable(f"{ENV} is {asked}: no dialogue is kept.")
    if not asked:
        return sa.URL.create("sqlite", database=str(_beside_the_store() / "dialogue.db"))
    try:
        url = sa.make_url(asked.replace("postgres://", "postgresql://", 1))
    except sa.exc.ArgumentError as e:
        raise Unreachable(
            f"{ENV} is no address of a database. Expected postgresql://user@host/name or sqlite:////path/file.db."
        ) from e
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Unreachable(f"{ENV} names {url.get_backend_name()}: expected PostgreSQL, or SQLite with a file.")
    return url


def _beside_the_store() -> Path:
    store = os.environ.get("PURSE_STORE", "")
    folder = Path(store).resolve().parent if store and "://" not in store else ROOT / "data"
    return folder / "dialogue"


_making = threading.Lock()
_made: dict[str, sa.Engine] = {}
_resting: dict[str, tuple[float, str]] = {}


def _engine() -> sa.Engine:
    """The way to the database, its schema up to date. Raises Unreachable."""
    url = place()
    key = url.render_as_string(hide_password=False)
    if found := _made.get(key):
        return found
    with _making:
        if key not in _made:
            until, why = _resting.get(key, (0.0, ""))
            if time.monotonic() < until:
                raise Unreachable(why)
            try:
                _made[key] = _make(url)
            except (sa.exc.SQLAlchemyError, OSError, upgrade.TooNew) as e:
                _resting[key] = (time.monotonic() + _REST, f"{type(e).__name__}: {e}")
                _log.log(logging.WARNING, "The dialogue's database cannot be opened: %s", e)
                raise Unreachable(str(e)) from e
        return _made[key]


def _make(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == "postgresql":
        engine = sa.create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=15, connect_args={"connect_timeout": 5})  # fmt: skip
        _bring_up_to_date(engine)
        return engine
    file = Path(str(url.database))
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, pool_size=5, max_overflow=15, connect_args={"timeout": _PATIENCE})
    sa.event.listen(engine, "connect", _as_we_need_it)
    sa.event.listen(engine, "begin", _begin)
    # One process at a time: whoever switches a new file to WAL has it alone, and does not wait for others.
    with (file.parent / ".upgrading").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.connect() as con:
            assert isinstance(con.connection.driver_connection, object)
            con.connection.driver_connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[attr-defined]
        _bring_up_to_date(engine)
    return engine


def _bring_up_to_date(engine: sa.Engine) -> None:
    with engine.connect().execution_options(writes=True) as con, con.begin():
        upgrade.upgrade(con, clock.now())


def _as_we_need_it(con: Any, _: object) -> None:
    con.isolation_level = None  # `_begin` says when a transaction begins; Python would say it later
    con.execute("PRAGMA foreign_keys = ON")
    con.execute("PRAGMA synchronous = FULL")  # what a reader was told is kept survives a power cut


def _begin(con: sa.Connection) -> None:
    con.exec_driver_sql("BEGIN IMMEDIATE" if con.get_execution_options().get("writes") else "BEGIN")


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A connection to ask with, as of one moment. Raises Unreachable."""
    with _plainly(), _engine().connect() as con:
        yield con


@contextmanager
def writing() -> Iterator[sa.Connection]:
    """A connection to write with: all that the block writes is kept, or nothing. Raises Unreachable."""
    with _plainly(), _engine().connect().execution_options(writes=True) as con, con.begin():
        yield con


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError:
        raise  # what was written breaks a rule: the caller knows which
    except (sa.exc.SQLAlchemyError, OSError) as e:
        _log.log(logging.WARNING, "The dialogue's database does not answer: %s", e)
        raise Unreachable(str(e)) from e


def forget() -> None:
    """Closes every connection: what comes next opens the database anew."""
    with _making:
        for engine in _made.values():
            engine.dispose()
        _made.clear()
        _resting.clear()
