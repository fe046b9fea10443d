"""What a feed and its entries are, before they are written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from dashboard.commitments.form import first_day
from dashboard.i18n import Speaker


@dataclass(frozen=True)
class Asked:
    """What a feed is asked for.

    Attributes:
        jurisdiction: entries of this government alone; None for those of all.
        today: the day that lateness is counted from.
    """

    say: Speaker
    jurisdiction: str | None
    today: date

    def wants(self, jurisdiction: str | None) -> bool:
        """Whether an entry of a government belongs into the feed."""
        return self.jurisdiction in (None, jurisdiction)


@dataclass(frozen=True)
class Entry:
    """One piece of news.

    Attributes:
        key: what its id is made of: the same for ever, whatever is said of it.
        text: paragraphs, as plain text.
        at: when it happened, as far as that is known; in UTC.
        author: who published what it tells of.
        page: the page of the site that shows it, with its parameters and the place on it.
    """

    key: str
    title: str
    text: tuple[str, ...]
    at: datetime
    author: str
    page: str
    params: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed.

    Attributes:
        name: its name in the address.
        title: what it is called.
        about: what it tells of, in a sentence.
        page: the page of the site that shows the same.
        entries: its entries, in any order. May raise what `store.ask` does.
        state: what they depend on beside the store: a text that changes when they may.
    """

    name: str
    title: Callable[[Speaker], str]
    about: Callable[[Speaker], str]
    page: str
    entries: Callable[[Asked], Iterable[Entry]]
    state: Callable[[Asked], str] = lambda _: ""


def moment(known: str) -> datetime:
    """The beginning of a year, month or day (ISO 8601): a feed wants a time, and no later one is known to be true."""
    return datetime.combine(first_day(known), time(), UTC)
