"""A machine that refuses: a full disk, a folder that may not be written to, no file descriptors, a clock that jumps."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from dashboard import store
from loaders import publish
from loaders.errors import BusyError
from loaders.publish import Place

from .outcome import Outcome, trying
from .world import ASKED, child, ended, leftovers, look, publishing, said, wrong

NOBODY = 65534


def run(folder: Path, quick: bool) -> Iterator[Outcome]:
    """All faults of this part."""
    times = 4 if quick else 40
    yield files_of_limited_size(folder / "size", times)
    yield too_few_descriptors(folder / "descriptors", 3 if quick else 30)
    yield too_little_memory(folder / "memory", 2 if quick else 20)
    yield a_folder_that_may_not_be_written(folder / "readonly")
    yield a_full_disk(folder / "full")
    yield a_clock_that_jumps(folder / "clock", 3 if quick else 30)
    yield two_at_once(folder / "two", 2 if quick else 20)


def made(folder: Path) -> Place:
    """A store of two generations."""
    folder.mkdir(parents=True)
    for n in (1, 2):
        publishing(str(folder), n)
    return Place(folder)


def limited(kind: int, most: int, folder: str, n: int) -> None:
    """Publishes under a limit of the system; ends as `purse` does."""
    log = os.open(os.devnull, os.O_WRONLY)
    os.dup2(log, 2)
    os.close(log)
    resource.setrlimit(kind, (most, most))
    said(publishing, folder, n)


def _unharmed(
    place: Place, before: Path | None, code: int, outcome: Outcome, told: str, codes: tuple[int, ...]
) -> None:
    """What was current is still, whole, or the next generation is; and it ended with a sentence."""
    now = place.current()
    outcome.expect(code in codes, f"{told}: ended with {code}")
    outcome.expect(bool(now) and (code == 0) == (now != before), f"{told}: ended with {code}, current is {now}")
    outcome.expect(bool(now) and not look(now), f"{told}: {look(now) if now else 'nothing'}")
    outcome.came["published" if code == 0 else "a sentence" if code == 1 else f"ended with {code}"] += 1
    outcome.tried += 1


def _then_well(place: Place, outcome: Outcome) -> None:
    """Once the trouble is over the next load goes through and leaves nothing behind."""
    outcome.expect(ended(child(publishing, str(place.folder), 9)) == 0, "the next load does not go through")
    outcome.expect(not leftovers(place), f"left behind: {leftovers(place)}")


def _swept(outcome: Outcome, place: Place, kind: int, limits: list[int], codes: tuple[int, ...]) -> None:
    for most in limits:
        before = place.current()
        code = ended(child(limited, kind, most, str(place.folder), 5))
        _unharmed(place, before, code, outcome, f"limit {most:,}", codes)
    _then_well(place, outcome)


def files_of_limited_size(folder: Path, times: int) -> Outcome:
    """The disk takes so many bytes of a file and no more."""
    place, rng = made(folder), random.Random(2)
    whole = place.generations()[-1].stat().st_size
    with trying("A disk that takes only the first bytes of the new generation") as outcome:
        limits = [0, 1, 4096, whole - 1, *(rng.randrange(whole) for _ in range(times))]
        _swept(outcome, place, resource.RLIMIT_FSIZE, limits, (1,))
    return outcome


def too_few_descriptors(folder: Path, times: int) -> Outcome:
    """So many files may be open and no more."""
    place = made(folder)
    with trying("Too few file descriptors") as outcome:
        _swept(outcome, place, resource.RLIMIT_NOFILE, list(range(5, 5 + times)), (0, 1))
        outcome.expect(outcome.came["a sentence"] > 0, "no limit was too low")
    return outcome


def too_little_memory(folder: Path, times: int) -> Outcome:
    """So much memory is there and no more. An engine that gets none may die: then nothing else does."""
    place = made(folder)
    with trying("Too little memory: an error, or a process that dies") as outcome:
        step = (600 << 20) // times
        limits = [(150 << 20) + step * n for n in range(times)]
        _swept(outcome, place, resource.RLIMIT_AS, limits, (0, 1, -6, -9, -11, 255))
    return outcome


def as_nobody(work: Callable[..., None], *args: object) -> None:
    """Does the work as a user that owns nothing."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    work(*args)


def a_folder_that_may_not_be_written(folder: Path) -> Outcome:
    """The user that loads may not write: the folder, the folder above it, or anything on that disk."""
    with trying("A folder that may not be written to") as outcome, tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        place = made(Path(name) / "store")
        for file in place.folder.iterdir():
            if not file.is_symlink():
                os.chmod(file, 0o444)
        for mode in (0o555, 0o755 if os.getuid() == 0 else 0o555):
            os.chmod(place.folder, mode)
            before = place.current()
            code = ended(child(as_nobody, said, publishing, str(place.folder), 5))
            _unharmed(place, before, code, outcome, f"mode {mode:o}", (1,))
        code = ended(child(as_nobody, said, publishing, str(place.folder / "below"), 5))
        outcome.tried += 1
        outcome.came["a sentence"] += code == 1
        outcome.expect(code == 1, f"a folder that cannot be made: ended with {code}")
        os.chmod(place.folder, 0o755)
        for file in place.folder.iterdir():
            if not file.is_symlink():
                os.chmod(file, 0o644)
        _then_well(place, outcome)
        if mounted(folder, "1g"):
            with contextlib.ExitStack() as undo:
                undo.callback(subprocess.run, ["umount", folder], check=True)
                place = made(folder / "store")
                subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
                code = ended(child(said, publishing, str(place.folder), 5))
                _unharmed(place, place.current(), code, outcome, "a file system mounted read-only", (1,))
    return outcome


def mounted(folder: Path, size: str) -> bool:
    """Mounts an empty file system of a size, where the system lets us."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.getuid() != 0 or shutil.which("mount") is None:
        return False
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    return done.returncode == 0


def a_full_disk(folder: Path) -> Outcome:
    """A file system of a few megabytes that others fill up, to the last page and a little less."""
    with trying("A file system that is full (where one may be mounted)") as outcome:
        if not mounted(folder, "24m"):
            outcome.came["may not be mounted here"] += 1
            return outcome
        with contextlib.ExitStack() as undo:
            undo.callback(subprocess.run, ["umount", folder], check=True)
            place = made(folder / "store")
            for left in (0, 1, 3, 16, 64, 256, 1024):  # pages
                ballast = folder / "ballast"
                room = os.statvfs(folder)
                ballast.write_bytes(bytes(max(0, room.f_bavail - left) * room.f_frsize))
                before = place.current()
                code = ended(child(said, publishing, str(place.folder), 5))
                _unharmed(place, before, code, outcome, f"{left} pages left", (0, 1))
                ballast.unlink()
            outcome.expect(outcome.came["a sentence"] > 3, "the disk was hardly ever full")
            _then_well(place, outcome)
    return outcome


def a_clock_that_jumps(folder: Path, times: int) -> Outcome:
    """Generations from the future or the past by their files' times: what counts is the number."""
    place, rng = made(folder), random.Random(3)
    os.environ["PURSE_STORE"] = str(folder)
    with trying("A clock that jumps, years ahead and back") as outcome:
        for n in range(times):
            for file in place.generations():
                moved = rng.randrange(0, 4_000_000_000)
                os.utime(file, (moved, moved))
            publishing(str(folder), n)
            now = place.generations()[-1]
            outcome.tried += 1
            outcome.expect(place.current() == now.resolve(), f"current is {place.current()}, not {now}")
            with store.reading() as reading:
                rows = [tuple(r.values()) for r in reading.whole(ASKED.format(c="accounts.main")).to_pylist()]
            problem = wrong(rows, now.stem)
            outcome.expect(not problem, problem)
            outcome.came["the newest is asked"] += not problem
    return outcome


def two_at_once(folder: Path, times: int) -> Outcome:
    """Several loaders at the same moment: one works, the others are told to try again later."""
    place = made(folder)
    with trying("Three loaders at once") as outcome:
        for _ in range(times):
            before = place.next().name
            codes = [ended(p) for p in [child(said, publishing, str(folder), 5) for _ in range(3)]]
            now = place.current()
            outcome.tried += 1
            outcome.came["told to wait (exit 75)"] += codes.count(BusyError.exit_code)
            outcome.came["published"] += codes.count(0)
            outcome.expect(set(codes) <= {0, BusyError.exit_code} and 0 in codes, f"ended with {codes}")
            outcome.expect(bool(now) and now.name >= before and not look(now), f"{now}")
        with publish.locked(place):
            code = ended(child(said, publishing, str(folder), 5))
            outcome.tried += 1
            outcome.expect(code == BusyError.exit_code, f"while another holds the lock: ended with {code}")
            outcome.came["told to wait (exit 75)"] += code == BusyError.exit_code
        _then_well(place, outcome)
    return outcome
