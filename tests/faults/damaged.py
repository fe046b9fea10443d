"""The current generation damaged where it lies: the app answers from the one before, and never wrongly."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from dashboard import store
from loaders.publish import Place

from .outcome import Outcome, trying
from .refusals import made
from .world import ASKED, look, wrong

BLOCK, HEADERS = 262_144, 12_288  # of a DuckDB file: its blocks, and the three headers before them
Bytes = bytearray


def headers(whole: Bytes, rng: random.Random) -> None:
    """A few bytes of the file's headers are others."""
    for _ in range(rng.randint(1, 8)):
        whole[rng.randrange(HEADERS)] ^= rng.randrange(1, 256)


def one_block(whole: Bytes, rng: random.Random) -> None:
    """One bit of the data is another."""
    whole[rng.randrange(HEADERS, len(whole))] ^= 1 << rng.randrange(8)


def many_blocks(whole: Bytes, rng: random.Random) -> None:
    """A bit of each block is another."""
    for at in range(HEADERS, len(whole), BLOCK):
        whole[min(at + rng.randrange(BLOCK), len(whole) - 1)] ^= 1 << rng.randrange(8)


def zeros(whole: Bytes, rng: random.Random) -> None:
    """A page of the disk comes back empty."""
    at = rng.randrange(0, len(whole) - 4096) & ~4095
    whole[at : at + 4096] = bytes(4096)


def misplaced(whole: Bytes, rng: random.Random) -> None:
    """A page of the disk comes back in another's place."""
    at, to = (rng.randrange(0, len(whole) - 4096) & ~4095 for _ in range(2))
    whole[to : to + 4096] = whole[at : at + 4096]


def truncated(whole: Bytes, rng: random.Random) -> None:
    """The file is cut off."""
    del whole[rng.randrange(len(whole)) :]


def emptied(whole: Bytes, rng: random.Random) -> None:
    """The file is empty."""
    whole.clear()


def longer(whole: Bytes, rng: random.Random) -> None:
    """Something else stands at the end."""
    whole += rng.randbytes(rng.randrange(1, 10_000))


KINDS: tuple[Callable[[Bytes, random.Random], None], ...] = (
    headers, one_block, many_blocks, zeros, misplaced, truncated, emptied, longer,
)  # fmt: skip


def run(folder: Path, quick: bool) -> Iterator[Outcome]:
    """All faults of this part."""
    for kind in KINDS:
        yield damaged(folder / kind.__name__, kind, 1 if kind is emptied else 2 if quick else 40)


def damaged(folder: Path, kind: Callable[[Bytes, random.Random], None], times: int) -> Outcome:
    """A kind of damage, done to the current generation again and again."""
    place, rng = made(folder), random.Random(kind.__name__)
    current, before = (place.folder / f"store-00000{n}.duckdb" for n in (2, 1))
    whole = current.read_bytes()
    first = str(kind.__doc__).split(".")[0]
    os.environ["PURSE_STORE"] = str(folder)
    with trying(f"The current generation is damaged: {first[0].lower()}{first[1:]}") as outcome:
        for _ in range(times):
            harmed = Bytes(whole)
            kind(harmed, rng)
            spare = current.with_suffix(".spare")
            spare.write_bytes(bytes(harmed))
            os.replace(spare, current)
            outcome.tried += 1
            _ask(place, current, before, outcome)
        current.write_bytes(whole)
        outcome.expect(store.generation() == current.resolve(), "a good file in its place is not asked again")
    shutil.rmtree(folder)
    return outcome


def _ask(place: Place, current: Path, before: Path, outcome: Outcome) -> None:
    """The app's answer is right, and it is said where it is not from the current generation."""
    unreadable = bool(look(current))
    store.examine()
    with store.reading() as reading:
        rows = [tuple(r.values()) for r in reading.whole(ASKED.format(c="accounts.main")).to_pylist()]
        problem = wrong(rows, reading.generation)
        asked = reading.generation
    outcome.expect(not problem, problem)
    outcome.expect(not (unreadable and asked == current.stem), "a damaged generation is asked")
    expected = [current.stem] if asked == before.stem else []
    outcome.expect(list(store.passed_over()) == expected, f"{store.passed_over()} is told, {asked} is asked")
    outcome.came["the generation before answers, and it is said" if expected else "it does no harm"] += 1
