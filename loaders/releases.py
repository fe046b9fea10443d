"""What the store holds and held: releases, generations, and the way back to an earlier one.

A release is never overwritten: another file under an id that the store holds is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from loaders import publish, readback, sums
from loaders.errors import StoreError
from loaders.publish import Place

_SO = "See purse releases for which generation is current."
_COUNTED = {"entries": "entry", "series": "series_value", "codelist": "code"}


@dataclass(frozen=True)
class OtherFile:
    """A release that the store holds with another file than the one to be loaded."""

    dataset: str
    release: str
    path: Path
    sha256: str
    held_file: str
    held_sha256: str
    held_since: dt.datetime

    @property
    def sentence(self) -> str:
        return (
            f"{self.dataset} {self.release}: the store holds {self.held_file}, SHA-256 {self.held_sha256[:12]}…, "
            f"loaded on {self.held_since:%Y-%m-%d}; {self.path.name} is another file, SHA-256 {self.sha256[:12]}…"
        )

    @property
    def replaced(self) -> str:
        """The same, once the new file is in its place."""
        old, new = self.held_sha256[:12], self.sha256[:12]
        return (
            f"{self.dataset} {self.release}: replaced {self.held_file} (SHA-256 {old}…) by {self.path.name} (SHA-256 {new}…); "
            "the earlier generation still has the former"
        )


def other_files(place: Place, files: Mapping[tuple[str, str], tuple[Path, str]]) -> list[OtherFile]:
    """The releases, of those with a file and its SHA-256, that the store holds with another SHA-256."""
    current = place.current()
    try:
        held = _ask(current, "SELECT dataset, release, file, sha256, loaded_at FROM s.release") if current else []
    except duckdb.Error:
        return []  # unreadable: whoever builds on it says so
    found = []
    for dataset, release, file, sha256, since in held:
        path, new = files.get((dataset, release), (Path(), sha256))
        if new != sha256:
            found.append(OtherFile(dataset, release, path, new, file, sha256, since))
    return sorted(found, key=lambda o: (o.dataset, o.release))


def overwriting(place: Place, others: Sequence[OtherFile]) -> StoreError:
    """The refusal to put another file in a release's place."""
    what = "\n  ".join(o.sentence for o in others)
    return StoreError(
        f"a release is never overwritten\n  {what}",
        where=str(place.path),
        do="Nothing was published. If the publisher issued it anew, give the new file a release id of its own, such as "
        f"{others[0].release + '-revised'!r}, and keep both in the description. If the earlier file was never "
        "published, say so with --replace.",
    )


@dataclass(frozen=True)
class Held:
    """A release as a generation holds it."""

    dataset: str
    release: str
    published: str | None
    file: str
    sha256: str
    loaded_at: dt.datetime
    entries: int


@dataclass(frozen=True)
class Generation:
    """One store that was published. `releases` is None where the file cannot be read, and `problem` says why."""

    file: Path
    bytes: int
    current: bool
    withdrawn: bool
    built_at: dt.datetime | None = None
    releases: tuple[Held, ...] | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        return self.file.stem


def generations(place: Place) -> list[Generation]:
    """The generations that are there, oldest first; one for a store that is a single file."""
    current, withdrawn = place.current(), place.withdrawn()
    files = place.generations() if not place.is_file else [place.path] if place.path.exists() else []
    found = []
    for file in files:
        about: dict[str, Any] = {"current": current is not None and file.name == current.name}
        about |= {"withdrawn": file in withdrawn, "bytes": file.stat().st_size}
        try:
            about |= {"built_at": _ask(file, "SELECT built_at FROM s.generation")[0][0], "releases": held(file)}
        except (duckdb.Error, IndexError) as e:
            about["problem"] = str(e).splitlines()[0]
        found.append(Generation(file, **about))
    return found


def held(file: Path) -> tuple[Held, ...]:
    """The releases of a generation, by dataset, oldest first."""
    columns = "dataset, release, published, file, sha256, loaded_at, entries"
    return tuple(Held(*row) for row in _ask(file, f"SELECT {columns} FROM s.release ORDER BY dataset, release"))


def changes(before: Sequence[Held], after: Sequence[Held]) -> list[str]:
    """What a generation has that the one before it had not, in sentences; empty if it is the same figures."""
    old, new = ({(h.dataset, h.release): h for h in side} for side in (before, after))
    said = [f"new: {d} {r} ({new[d, r].entries:,})" for d, r in sorted(new.keys() - old.keys())]
    said += [f"gone: {d} {r} ({old[d, r].entries:,})" for d, r in sorted(old.keys() - new.keys())]
    for key in sorted(old.keys() & new.keys()):
        name, then, now = " ".join(key), old[key], new[key]
        if then.sha256 != now.sha256:
            said.append(f"another file: {name} ({now.file}, {now.entries - then.entries:+,} entries)")
        elif then.entries != now.entries:
            said.append(f"described anew: {name} ({now.entries - then.entries:+,} entries)")
    return said


def named(place: Place, name: str) -> Path:
    """The generation called `store-000042`, `000042` or `42`; StoreError says which there are."""
    number = name.removeprefix("store-").removesuffix(".duckdb")
    for file in place.generations():
        if number.isdigit() and int(number) == int(file.stem.removeprefix("store-")):
            return file
    there = ", ".join(g.stem for g in place.generations()) or "none"
    raise StoreError(f"has no generation {name!r}", where=str(place.path), do=f"There are: {there}.")


def rollback(place: Place, name: str | None = None) -> tuple[Path, Path]:
    """Makes an earlier generation current, after reading it back whole; gives back what was current and what is.

    Without a name: the newest one before the current that no rollback has left behind. BusyError while a load
    is at work; StoreError where there is none, or where it does not read back.
    """
    if place.is_file:
        raise StoreError(
            "is a single file, which has no earlier generation", where=str(place.path), do="Keep the store in a folder."
        )
    with publish.locked(place):
        current = place.current()
        if current is None:
            raise StoreError("holds nothing yet", where=str(place.path), do="Load a store with: purse load")
        target = named(place, name) if name else _earlier(place, current)
        if target.name == current.name:
            raise StoreError("is current already", where=str(target), do="See purse releases for the others.")
        verify(target)
        already = set(place.withdrawn())
        left = {g for g in place.generations() if g.name > target.name} | already - {target}
        try:
            # Listed before the switch, and what is current does not count: a rollback that is killed was done or was not.
            publish.withdraw(place, sorted(left | already))
            publish.switch(place, target)
            publish.withdraw(place, sorted(left))
        except OSError as e:
            raise StoreError(f"cannot be written: {e.strerror}", where=str(place.path), do=_SO) from e
    return current, target


def _earlier(place: Place, current: Path) -> Path:
    withdrawn = place.withdrawn()
    before = [g for g in place.generations() if g.name < current.name and g not in withdrawn]
    if not before:
        raise StoreError(
            f"holds no generation before {current.stem}",
            where=str(place.path),
            do=f"The last {publish.KEPT_GENERATIONS} are kept. See purse releases.",
        )
    return before[-1]


@contextmanager
def carried(earlier: Path) -> Iterator[None]:
    """Says of a generation that a load builds on that it is damaged, where it is."""
    try:
        yield
    except (duckdb.ProgrammingError, duckdb.IntegrityError, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error as e:
        do = (
            "Nothing was published. Go back to the generation before it with purse rollback, and load again; or start "
            "from nothing with --fresh."
        )
        raise StoreError(f"does not read back: {str(e).splitlines()[0]}", where=str(earlier), do=do) from e


def verify(file: Path) -> int:
    """The entries of a generation. StoreError unless every value of it can be read, entries and cents by file and year
    are the same however they are counted, and each release has the entries it says it has."""
    do = "What was current stays so. Choose another generation, or load the store anew: purse load --fresh"
    try:
        with duckdb.connect(":memory:") as con:
            publish.attach(con, file, "s")
            con.execute("USE s")
            known = readback.tables(con, "s")
            by_file = readback.read(con, "s", known).totals
            differ = readback.differing(readback.written(con, "s", known).totals, by_file) or sums.differing(con)
            counted = " UNION ALL ".join(
                f"SELECT dataset, release, '{kind}' AS kind FROM s.{table}" for kind, table in _COUNTED.items()
            )
            wrong = con.execute(
                f"WITH there AS (SELECT dataset, release, count(*) AS n FROM ({counted}) GROUP BY ALL) "
                "SELECT dataset || ' ' || release FROM s.release LEFT JOIN there USING (dataset, release) "
                "WHERE coalesce(n, 0) <> entries ORDER BY ALL"
            ).fetchall()
    except (duckdb.Error, OSError) as e:
        raise StoreError(f"does not read back: {str(e).splitlines()[0]}", where=str(file), do=do) from e
    if wrong or differ:
        what = f"does not hold as many entries as it says of {', '.join(w for (w,) in wrong)}"
        raise StoreError(what if wrong else f"does not add up: {differ[0]}", where=str(file), do=do)
    return sum(count for count, _ in by_file.values())


def _ask(file: Path, sql: str) -> list[Any]:
    with duckdb.connect(":memory:") as con:
        publish.attach(con, file, "s")
        return con.execute(sql).fetchall()
