"""What a page sees of the store, and what it asked for while it ran."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.pins import NONE, Pins
from dashboard.slices import Slice


@dataclass
class View:
    """What a page sees, and what it asked for while it ran.

    Attributes:
        pins: of these datasets nothing newer is seen.
        named: the texts that its questions named, names of datasets among them.
        across: the same for each question that had amounts for an answer.
        measured: True once it asked for a measured series.
        slices: the slices that its questions were about, in the order of asking.
        shown: those of them that the page is about; the page says so.
        file: the generation that it asks, once it has asked, and when that was written.
    """

    pins: Pins = NONE
    named: set[str] = field(default_factory=set)
    across: set[frozenset[str]] = field(default_factory=set)
    measured: bool = False
    slices: dict[Slice, None] = field(default_factory=dict)
    shown: dict[Slice, None] = field(default_factory=dict)
    file: tuple[Path, int] | None = None

    def add(self, other: View) -> None:
        """Counts as asked for, and as seen, what another view asked for."""
        self.named |= other.named
        self.across |= other.across
        self.measured = self.measured or other.measured
        self.slices.update(other.slices)
        self.shown.update(other.shown)
        self.file = other.file or self.file


_view: ContextVar[View | None] = ContextVar("view", default=None)


@contextmanager
def viewing(pins: Pins = NONE) -> Iterator[View]:
    """All that is asked in here, in this thread, is asked as of the pins, and kept in the view."""
    view = View(pins)
    token = _view.set(view)
    try:
        yield view
    finally:
        _view.reset(token)


def view() -> View:
    """The view that is being made; outside of `viewing` one that pins and keeps nothing."""
    return _view.get() or View()
