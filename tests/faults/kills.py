"""Loads and rollbacks that are killed: at random, and before each of their steps in the file system."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from loaders import publish, releases
from loaders.publish import KEPT_GENERATIONS, Place

from .outcome import Outcome, trying
from .world import Readers, child, ended, killed, leftovers, look, publishing, usual_seconds

STEPS = ("open", "os.rename", "os.remove", "os.symlink", "os.truncate", "os.mkdir")


def run(folder: Path, quick: bool) -> Iterator[Outcome]:
    """All faults of this part."""
    yield at_random(folder / "random", 8 if quick else 500)
    yield at_each_step(folder / "steps", 4 if quick else 1)
    yield of_rollbacks(folder / "rollbacks", 1 if quick else 60, 3 if quick else 1)


def at_random(folder: Path, times: int, seed: int = 1) -> Outcome:
    """`kill -9` at a random moment of a publication, while three processes read all the time."""
    place, rng = Place(folder), random.Random(seed)
    folder.mkdir(parents=True)
    with trying("`kill -9` at a random moment of a publication, three processes reading all the while") as outcome:
        usual = usual_seconds(place)
        known = place.current()
        with Readers(folder) as readers:
            for n in range(1, times + 1):
                gone = killed(child(publishing, str(folder), n), rng.uniform(0, usual * 1.1))
                now = place.current()
                outcome.came["killed" if gone else "published before the kill came"] += 1
                outcome.expect(now is not None and known is not None and now.name >= known.name, f"{now} after {known}")
                outcome.expect(bool(now) and not look(now), look(now) if now else "nothing is current")
                known = now
            answers, bad = readers.stop()
        outcome.tried, outcome.lost = times, outcome.lost + bad
        outcome.came["answers read meanwhile, each of one generation and right to the cent"] = answers
        outcome.expect(answers > times, f"only {answers} answers were read")
        _tidy_after(place, outcome)
    return outcome


def _tidy_after(place: Place, outcome: Outcome) -> None:
    """The next load goes through and leaves nothing behind."""
    outcome.expect(ended(child(publishing, str(place.folder), 7)) == 0, "the next load does not go through")
    outcome.expect(not leftovers(place), f"left behind: {leftovers(place)}")
    kept = len(place.generations())
    outcome.expect(kept <= KEPT_GENERATIONS, f"{kept} generations are kept")
    for file in place.generations():
        outcome.expect(not look(file), look(file))


def until(step: int, within: str, work: Callable[..., None], *args: object) -> None:
    """Does the work, and dies before the given step that it takes in a folder."""
    taken = 0

    def hook(event: str, about: tuple[object, ...]) -> None:
        nonlocal taken
        if event in STEPS and any(isinstance(a, (str, os.PathLike)) and within in os.fspath(a) for a in about):
            taken += 1
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    work(*args)


def _three(folder: Path) -> Place:
    """A store of three generations."""
    made = Place(folder / "made")
    made.folder.mkdir(parents=True)
    for n in (1, 2, 3):
        publishing(str(made.folder), n)
    return made


def at_each_step(folder: Path, stride: int = 1) -> Outcome:
    """A publication that dies before its first step, its second, and so on to its last, each followed by a whole one."""
    made = _three(folder)
    with trying("A publication that dies before each of its steps in the file system, one after the other") as outcome:
        for step in range(1, 200, stride):
            place = Place(Path(shutil.copytree(made.folder, folder / "dies", symlinks=True)))
            before = place.current()
            code = ended(child(until, step, str(place.folder), publishing, str(place.folder), 4))
            now = place.current()
            outcome.expect(code in (0, -signal.SIGKILL), f"step {step}: ended with {code}")
            outcome.expect(bool(now) and now in (before, before and before.with_name("store-000004.duckdb")), f"{now}")
            outcome.expect(bool(now) and not look(now), f"step {step}: {look(now) if now else 'nothing'}")
            _tidy_after(place, outcome)
            published = [g.name for g in place.generations()]
            _go_back(place, now, outcome, f"step {step}: {published}")
            shutil.rmtree(place.folder)
            outcome.tried += 1
            if code == 0:
                break
            outcome.came["as before" if now == before else "published"] += 1
        outcome.expect(outcome.tried * stride > 10, "hardly a step was found")
    return outcome


def _go_back(place: Place, before: Path | None, outcome: Outcome, told: str) -> None:
    """A rollback goes to what was current before: never to a generation that a killed load has left."""
    _, after = releases.rollback(place)
    outcome.expect(bool(before) and after.name == (before and before.name), f"went back to {after}; {told}")


def rolling_back(folder: str) -> None:
    """Goes one generation back."""
    releases.rollback(Place(Path(folder)))


def rolling_forth(folder: str) -> None:
    """Goes to the third generation, which an earlier rollback has left."""
    releases.rollback(Place(Path(folder)), "3")


def _state(place: Place) -> tuple[str, list[str]]:
    current = place.current()
    return (current.name if current else "", [g.name for g in place.withdrawn()])


def of_rollbacks(folder: Path, times: int, stride: int = 1) -> Outcome:
    """A rollback that dies: before each step, and at random; then it was done, or it was not."""
    rng = random.Random(5)
    made = _three(folder)
    with trying("A rollback, and one undone, that dies before each of its steps, or at random") as outcome:
        for work, first in ((rolling_back, None), (rolling_forth, rolling_back)):
            for step in range(1, 40, stride):
                if _rolled(made, folder, work, first, outcome, step) == 0:
                    break
            for _ in range(times):
                _rolled(made, folder, work, first, outcome, rng.uniform(0, 0.15))
        _publish_after(made, outcome)
    return outcome


Work = Callable[[str], None]


def _rolled(made: Place, folder: Path, work: Work, first: Work | None, outcome: Outcome, when: int | float) -> int:
    """One rollback in a copy of the store, which dies before a step, or after so many seconds."""
    place, whole = (Place(Path(shutil.copytree(made.folder, folder / n, symlinks=True))) for n in ("dies", "lives"))
    for each in (place, whole):
        if first:
            first(str(each.folder))
    before = _state(place)
    work(str(whole.folder))
    if isinstance(when, int):
        code = ended(child(until, when, str(place.folder), work, str(place.folder)))
    else:
        code = -signal.SIGKILL if killed(child(work, str(place.folder)), when) else 0
    after = _state(place)
    outcome.tried += 1
    outcome.expect(after in (before, _state(whole)), f"{work.__name__}, killed at {when}: {after}")
    outcome.came["not done" if after == before else "done"] += 1
    for each in (place, whole):
        shutil.rmtree(each.folder)
    return code


def _publish_after(made: Place, outcome: Outcome) -> None:
    """The note that a killed rollback leaves of what it did not leave behind does no harm to the next load."""
    publish.withdraw(made, [made.folder / "store-000003.duckdb"])  # written, then killed before the switch
    outcome.expect(made.withdrawn() == [], "what is current counts as left behind")
    publishing(str(made.folder), 4)
    outcome.expect(made.withdrawn() == [], f"{made.withdrawn()} counts as left behind after the next load")
    _, after = releases.rollback(made)
    outcome.expect(after.stem == "store-000003", f"went back to {after.stem}")
