"""Which generation of the store is asked: the current one, or where that is damaged the newest sound one before it.

A generation is read whole before it is published, so damage comes later: from the disk, or from a hand. What is damaged
is remembered for as long as the file stays as it is; a good file in its place is taken at the next question.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

CURRENT, WITHDRAWN = "current", "withdrawn"  # the link to the newest, and the list of those a rollback left behind
ANEW = 60.0  # seconds for which a file that was read whole is not read whole again
_NEVER_DAMAGE = (duckdb.ProgrammingError, duckdb.InterruptException, duckdb.OutOfMemoryException)
_log = logging.getLogger("public_purse.store")
_examining = threading.Lock()


class State(NamedTuple):
    """A file as it is now: another one of the same name, or the same one changed, is another state."""

    file: Path
    inode: int
    changed: int
    bytes: int


_damaged: dict[State, str] = {}
_sound: dict[State, float] = {}


def state(file: Path) -> State:
    """The state of a file. OSError where it is not there."""
    found = file.stat()
    return State(file, found.st_ino, found.st_mtime_ns, found.st_size)


def serving(place: Path) -> Path | None:
    """The generation to ask; None where there is none. Where all are damaged it is the current one: asking says why."""
    if place.suffix == ".duckdb":
        return _followed(place)
    newest = _followed(place / CURRENT)
    if newest and not _is_damaged(newest):
        return newest
    return next((f for f in _candidates(place) if f.exists() and not _is_damaged(f)), None) or _newest(place)


def _followed(link: Path) -> Path | None:
    """The file that a link leads to; None where there is none. Every page begins here: to follow a path anew, folder by
    folder, takes a dozen looks at the disk, and this two."""
    try:
        found = link.stat()
        written = os.readlink(link) if link.is_symlink() else ""
    except OSError:
        return None
    return _resolved(link, written, found.st_dev, found.st_ino)


@lru_cache(maxsize=64)
def _resolved(link: Path, _written: str, _device: int, _inode: int) -> Path:
    return link.resolve()


def _newest(place: Path) -> Path | None:
    return next((f for f in _candidates(place) if f.exists()), None)


def _candidates(place: Path) -> list[Path]:
    """The current generation, then those before it, the newest first; none that a rollback left behind."""
    current = place / CURRENT
    there = sorted(place.glob("store-??????.duckdb"), reverse=True)
    left = _withdrawn(place)
    before = [f.resolve() for f in there if f.name not in left]
    if not current.is_symlink():
        return before
    meant = current.resolve()
    if not meant.exists():
        return [meant, *before]
    return [meant, *(f for f in before if f.name < meant.name)]


def _withdrawn(place: Path) -> set[str]:
    try:
        return set((place / WITHDRAWN).read_text(encoding="utf-8").split())
    except OSError:
        return set()


def _is_damaged(file: Path) -> bool:
    return bool(_damaged) and state(file) in _damaged


def passed_over(place: Path) -> dict[str, str]:
    """The generations that should be asked before the one that is, each with what is wrong with it."""
    asked = serving(place)
    if asked is not None and asked == _followed(place / CURRENT):
        return {}
    found: dict[str, str] = {}
    for file in _candidates(place) if place.suffix != ".duckdb" else []:
        if file == asked:
            break
        found[file.stem] = _damaged.get(state(file), "") if file.exists() else "is not there"
    return found


def may_be_damage(error: BaseException | None) -> bool:
    """Whether an error may come from the file; a question that is wrong, too large or was stopped does not."""
    return isinstance(error, (duckdb.Error, pa.ArrowException, OSError)) and not isinstance(error, _NEVER_DAMAGE)


def examine(file: Path) -> bool:
    """Reads a generation whole, unless that was done just now; True where it is damaged, which is then remembered."""
    with _examining:
        try:
            known = state(file)
        except OSError:
            return True
        if known in _damaged:
            return True
        if time.monotonic() - _sound.get(known, -ANEW) < ANEW:
            return False
        problem = _problem(file)
        if problem:
            _damaged[known] = problem
            _log.log(logging.ERROR, "%s is damaged: %s. The generation before it is served.", file.name, problem)
        else:
            _sound[known] = time.monotonic()
        return bool(problem)


def _problem(file: Path) -> str:
    """What is wrong with a file; empty where every value of every table can be read."""
    try:
        with file.open("rb") as opened:
            opened.read(1)
    except OSError:
        return ""  # too many files are open, or it may not be read: another generation would fare no better
    try:
        with duckdb.connect(":memory:", config={"threads": 1, "autoload_known_extensions": False}) as con:
            quoted = str(file).replace("'", "''")
            con.execute(f"ATTACH '{quoted}' AS looked_at (READ_ONLY)")
            names = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'looked_at'").fetchall()
            for (name,) in names:
                con.execute(f'SELECT bit_xor(hash(t)) FROM looked_at.main."{name}" AS t').fetchall()
    except duckdb.Error as e:
        return str(e).splitlines()[0]
    return ""
