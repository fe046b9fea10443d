"""What came of a fault that was tried many times."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field


@dataclass
class Outcome:
    """One line of the table.

    Attributes:
        fault: what was done, in words.
        tried: how often.
        lost: what went wrong, a sentence each: a torn or wrong answer, a figure that is gone, a process that died.
        came: how often each thing came of it, in words.
        seconds: how long all of it took.
    """

    fault: str
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    came: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def expect(self, holds: bool, otherwise: str) -> None:
        """Counts as lost what does not hold."""
        if not holds:
            self.lost.append(otherwise)

    @property
    def found(self) -> str:
        """What came of it, the most frequent first."""
        return "; ".join(f"{n:,} {what}" for what, n in self.came.most_common())

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "came": dict(self.came)}


@contextmanager
def trying(fault: str) -> Iterator[Outcome]:
    """An outcome, timed."""
    outcome, began = Outcome(fault), time.monotonic()
    try:
        yield outcome
    finally:
        outcome.seconds = round(time.monotonic() - began, 1)
