"""From a built store to the published one: written aside, read back whole, then switched to at once.

A store is a folder: `store-000001.duckdb`, `store-000002.duckdb` … and `current`, a link to the newest good
one. Readers open what `current` points to; a generation that they have open is never written to. A store may
also be a single `.duckdb` file, which is replaced as a whole.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from loaders import readback
from loaders.durable import point, sync
from loaders.errors import BusyError, StoreError

KEPT_GENERATIONS = 3
CURRENT = "current"
WITHDRAWN = "withdrawn"  # the generations that a rollback left behind, one a line
PUBLISHING = "publishing"  # the generation that is being switched to: one that a killed load named here is no store
BUILDING = "building"  # the name under which the store is attached while it is built
_NAME = re.compile(r"store-(\d{6})\.duckdb")
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

Build = Callable[[duckdb.DuckDBPyConnection], None]


@dataclass(frozen=True)
class Place:
    """Where a store is: a folder of generations, or one file."""

    path: Path

    @property
    def is_file(self) -> bool:
        return self.path.suffix == ".duckdb"

    @property
    def folder(self) -> Path:
        return self.path.parent if self.is_file else self.path

    def current(self) -> Path | None:
        """The file that readers open; None while nothing is published.

        If `current` points to nothing, the newest generation that is there: a broken link loses no data.
        """
        file = self.path if self.is_file else self.path / CURRENT
        if file.exists():
            return file.resolve()
        return self.generations()[-1] if not self.is_file and self.generations() else None

    def generations(self) -> list[Path]:
        """The generations in the folder, oldest first."""
        return sorted(p for p in self.folder.glob("store-*.duckdb") if _NAME.fullmatch(p.name))

    def withdrawn(self) -> list[Path]:
        """The generations that a rollback left behind, oldest first: still there, and not to be gone back to.

        Never what is current: a rollback that was killed has listed generations that it did not leave.
        """
        try:
            names = (self.folder / WITHDRAWN).read_text(encoding="utf-8").split() if not self.is_file else []
        except OSError:
            names = []
        current = self.current()
        return [p for p in self.generations() if p.name in names and p.name != (current and current.name)]

    def next(self) -> Path:
        """Where the next generation goes. Numbers, not times: a clock may go back."""
        if self.is_file:
            return self.path
        newest = self.generations()[-1:]
        number = int(_NAME.fullmatch(newest[0].name)[1]) + 1 if newest else 1  # type: ignore[index]
        return self.folder / f"store-{number:06d}.duckdb"


@contextlib.contextmanager
def locked(place: Place) -> Iterator[None]:
    """One loader at a time; BusyError at once for a second one."""
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        what = f"cannot be made: {e.strerror}"
        raise StoreError(what, where=str(place.folder), do="A store is a folder, or one .duckdb file.") from e
    try:
        lock = (place.folder / ".lock").open("w")
    except OSError as e:
        do = "Nothing was changed. The user that loads must be allowed to write there."
        raise StoreError(f"cannot be written: {e.strerror}", where=str(place.folder), do=do) from e
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise BusyError(
                "another load is at work", where=str(place.path), do="Wait for it to end, then try again."
            ) from e
        yield


def publish(place: Place, schema: str, build: Build) -> Path:
    """Builds the next generation, reads it all back, then makes it the current one; gives back its file.

    `build` fills the empty tables of `schema`. If it, or anything here, fails, what was current stays so.
    Raises StoreError if the disk will not take the file or what it took does not read back.
    """
    try:
        _sweep(place)
        target, before = place.next(), place.current()
    except OSError as e:
        raise _not_written(place, e) from e
    building = target.with_name(target.name + ".building")
    try:
        with duckdb.connect(":memory:", config=_CLOSED) as fresh:  # now, while the first file is being parsed
            written, known = _write(building, schema, build)
            sync(building)
            readback.compare(building, written, _read_back(fresh, building, known))
        _announce(place, target)
        os.replace(building, target)
        sync(place.folder)  # on the disk before anything points to it
        _switch(place, target)
        _announce(place, None)
    except (OSError, MemoryError, duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException) as e:
        raise _not_written(place, e) from e
    finally:
        with contextlib.suppress(OSError):  # what stays of it the next load removes
            _remove(building)
    with contextlib.suppress(OSError):  # it is published: what could not be tidied now is tidied by the next load
        _prune(place, before)
    return target


def _not_written(place: Place, error: BaseException) -> StoreError:
    said = str(error).splitlines()[0] if str(error) else "memory ran out"
    return StoreError(
        f"cannot be written: {said}", where=str(place.path), do="Nothing was published; the earlier store stays."
    )


def _announce(place: Place, target: Path | None) -> None:
    """Writes down which generation is about to become the current one; None: that is done."""
    if place.is_file:
        return
    if target is None:
        (place.folder / PUBLISHING).unlink(missing_ok=True)
    else:
        (place.folder / PUBLISHING).write_text(f"{target.name}\n", encoding="utf-8")


def _prune(place: Place, before: Path | None) -> None:
    """Keeps the current generation, the one before it, which a rollback goes back to, and the newest of the others:
    one that a rollback left behind goes first."""
    if place.is_file:
        return
    now = place.current()
    needed = {file.name for file in (now, before) if file}
    left_behind = place.withdrawn()
    worth = sorted(place.generations(), key=lambda g: (g.name in needed, g not in left_behind, g.name))
    for old in worth[:-KEPT_GENERATIONS]:
        _remove(old)
    withdraw(place, place.withdrawn())


def withdraw(place: Place, generations: list[Path]) -> None:
    """Writes down which generations a rollback left behind; those that are gone are forgotten."""
    names = "".join(f"{g.name}\n" for g in generations)
    if not names:
        (place.folder / WITHDRAWN).unlink(missing_ok=True)
        return
    new = place.folder / f"{WITHDRAWN}.next"
    new.write_text(names, encoding="utf-8")
    sync(new)
    os.replace(new, place.folder / WITHDRAWN)


def switch(place: Place, target: Path) -> None:
    """Makes a generation in the folder the current one, at once."""
    try:
        _switch(place, target)
    except OSError as e:
        raise StoreError(f"cannot be made current: {e}", where=str(target), do="What was current stays so.") from e


def _write(file: Path, schema: str, build: Build) -> tuple[readback.Contents, readback.Tables]:
    # What does not fit into memory goes beside the store: elsewhere there may be nowhere to write.
    with duckdb.connect(":memory:", config={**_CLOSED, "temp_directory": f"{file}.tmp"}) as con:
        # No log to recover from: what is not whole is thrown away, and everything would be written twice.
        con.execute(f"ATTACH {duckdb_text(str(file))} AS {BUILDING} (RECOVERY_MODE no_wal_writes)")
        con.execute(f"USE {BUILDING}")
        con.execute(schema)
        build(con)
        known = readback.tables(con, BUILDING)
        written = readback.written(con, BUILDING, known)
        con.execute(f"CHECKPOINT {BUILDING}")
        con.execute("USE memory")
        con.execute(f"DETACH {BUILDING}")
    return written, known


def _read_back(con: duckdb.DuckDBPyConnection, file: Path, known: readback.Tables) -> readback.Contents:
    """What the closed file holds, in a fresh database that shares nothing with the one that wrote it."""
    try:
        attach(con, file, "published")
        return readback.read(con, "published", known)
    except duckdb.Error as e:
        raise StoreError(
            f"does not read back: {e}", where=str(file), do="Nothing was published: check the disk."
        ) from e


def attach(con: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Attaches a store read-only under a name."""
    con.execute(f"ATTACH {duckdb_text(str(file))} AS {name} (READ_ONLY)")


def duckdb_text(text: str) -> str:
    """A text as DuckDB writes one: ATTACH takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def _switch(place: Place, target: Path) -> None:
    if place.is_file:
        sync(place.folder)
    else:
        point(place.folder / CURRENT, target)


def _sweep(place: Place) -> None:
    """Removes what a killed load or rollback left behind, and nothing else: a single-file store may lie among others'
    files."""
    stem = place.path.name if place.is_file else "store-[0-9][0-9][0-9][0-9][0-9][0-9].duckdb"
    for left in (*place.folder.glob(f"{stem}.building"), *place.folder.glob(f"{stem}.building.wal")):
        left.unlink(missing_ok=True)
    for spilled in place.folder.glob(f"{stem}.building.tmp"):
        shutil.rmtree(spilled, ignore_errors=True)
    if place.is_file:
        return
    for name in (f"{CURRENT}.next", f"{WITHDRAWN}.next"):
        (place.folder / name).unlink(missing_ok=True)
    _forget_unpublished(place)
    if (place.folder / WITHDRAWN).exists():
        withdraw(place, place.withdrawn())


def _forget_unpublished(place: Place) -> None:
    """Removes a generation that a load was killed over before it became current: it never was a published one, and a
    rollback must not go back to it."""
    note = place.folder / PUBLISHING
    named = note.read_text(encoding="utf-8").strip() if note.exists() else ""
    current = place.current()
    if _NAME.fullmatch(named) and named != (current and current.name):
        _remove(place.folder / named)
    note.unlink(missing_ok=True)


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.with_name(file.name + ".wal").unlink(missing_ok=True)


def now() -> dt.datetime:
    """The time in UTC, as the store keeps it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
