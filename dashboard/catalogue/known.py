"""The datasets that are known, each as one record: the store's word first, then its description's, then the catalogue's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal

from dashboard import queries, store
from dashboard.catalogue import dates, entries
from dashboard.catalogue.entries import Described, Entry, Exemption, Part, Text
from dashboard.questions import charter as questions
from dashboard.questions import ledger

Row = Mapping[str, Any]
State = Literal["loaded", "described", "known"]
STATES: tuple[State, ...] = ("loaded", "described", "known")


@dataclass(frozen=True)
class Known:
    """One dataset.

    Attributes:
        id: its name in the store, or one of the same form.
        state: `loaded`: in the store; `described`: its description is there, its file is not; `known`: no more than that.
        access: None where the publisher's level is not known.
        first, last: fiscal years (`2015-16`) or calendar years (`2015`).
        last_release: when the newest release that is known was published, as far as it is known.
        overdue_since: the first day on which the next one was late.
        kinds: of a loaded one, what it holds: entries, series or codelist.
        checks, passed: of a loaded one, the figures that its load had to meet, and those that it met or whose
            difference is explained.
    """

    id: str
    kind: str
    state: State
    jurisdiction: str | None
    title: Text
    description: Text
    publisher: Text
    licence: Text
    licence_url: str | None
    access: str | None
    exemption: Exemption | None
    update_frequency: str | None
    first: str | None
    last: str | None
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    api: Text
    last_release: str | None
    next_expected: str | None
    overdue_since: date | None
    page: str | None
    seen_at: str | None
    parts: tuple[Part, ...]
    note: Text
    not_loaded: Text
    kinds: str | None = None
    releases: tuple[Row, ...] = field(default=(), hash=False)
    checks: int = 0
    passed: int = 0

    @property
    def anchor(self) -> str:
        """Its name as a part of an address: `ontario-estimates`."""
        return self.id.replace("/", "-")


def today() -> date:
    """The day by which releases are late, in UTC."""
    return datetime.now(UTC).date()


def problems() -> tuple[str, ...]:
    """A sentence for each of the catalogue's files, or entries, that cannot be read."""
    return entries.read().problems


def stamp(on: date) -> str:
    """What tells this state of the catalogue's files, on this day, from every other."""
    return f"{entries.read().stamp}-{on.isoformat()}"


def everything(on: date | None = None) -> tuple[Known, ...]:
    """Every dataset, by its id: all that the store has, all that is described, all that the catalogue lists.

    `on` is the day by which releases are late, today unless given. Raises what `store.ask` does.
    """
    return _everything(store.current(), stamp(on or today()), on or today())


@lru_cache(maxsize=4)
def _everything(_store: store.Generation, _stamp: str, on: date) -> tuple[Known, ...]:
    read = entries.read()
    with store.viewing():  # all that there is, whatever releases the page that asks is pinned to
        held = {d["dataset"]: d for d in store.ask(queries.datasets).to_pylist()}
        years = {r["dataset"]: (r["first"], r["last"]) for r in store.ask(questions.years).to_pylist()}
        released = store.ask(queries.releases).to_pylist()
        standing = {r["dataset"]: r for r in store.ask(ledger.standing).to_pylist()}
    listed = {e.id: e for e in read.entries}
    found = []
    for name in sorted({*held, *read.described, *listed}):
        entry, described = listed.get(name, Entry(id=name)), read.described.get(name)
        if name in held:
            mine = [r for r in released if r["dataset"] == name]
            found.append(_loaded(held[name], entry, described, mine, years.get(name), standing.get(name, {}), on))
        elif described or entry.title:
            found.append(_not_loaded(entry, described, on))
    return tuple(found)


def _loaded(
    row: Row, entry: Entry, described: Described | None, released: Sequence[Row], years: tuple[int, int] | None,
    checks: Row, on: date,
) -> Known:  # fmt: skip
    published = max((r["published"] for r in released if r["published"]), default=None)
    return Known(
        **_of_entry(entry, row["update_frequency"], published, described, on),
        state="loaded",
        jurisdiction=row["jurisdiction"] or entry.jurisdiction,
        title=Text(en=row["title"], fr=row["title_fr"]),
        description=Text(en=row["description"], fr=row["description_fr"]),
        publisher=Text(en=row["publisher"], fr=row["publisher_fr"]),
        licence=Text(en=row["licence"], fr=row["licence_fr"]),
        licence_url=row["licence_url"],
        access=row["access_level"],
        page=row["landing_page"] or entry.page,
        first=_year(years[0]) if years else entry.covers.first if entry.covers else None,
        last=_year(years[1]) if years else entry.covers.last if entry.covers else None,
        kinds=row["kind"],
        releases=tuple(released),
        checks=checks.get("checks", 0),
        passed=checks.get("passed", 0) + checks.get("accepted", 0),
    )


def _not_loaded(entry: Entry, described: Described | None, on: date) -> Known:
    covers = entry.covers
    own = _of_entry(entry, None, None, described, on)
    own |= {"first": covers.first if covers else None, "last": covers.last if covers else None}
    if described is None:
        return Known(
            **own, state="known", jurisdiction=entry.jurisdiction, title=entry.title or Text(),
            description=entry.description, publisher=entry.publisher, licence=entry.licence,
            licence_url=entry.licence_url, access=entry.access, page=entry.page,
        )  # fmt: skip
    return Known(
        **own, state="described", jurisdiction=described.constants.get("jurisdiction") or entry.jurisdiction,
        title=described.title, description=described.description, publisher=described.publisher,
        licence=described.licence, licence_url=described.licence_url, access=entry.access or described.access_level,
        page=described.landing_page or entry.page,
    )  # fmt: skip


def _of_entry(
    entry: Entry, frequency: str | None, published: str | None, described: Described | None, on: date
) -> dict[str, Any]:
    """What only the catalogue says, and the dates that follow from all that is known."""
    often = frequency or (described.update_frequency if described else None) or entry.update_frequency
    known = [p for p in (published, described.published if described else None, entry.last_release) if p]
    # By its latest day: "2025" may be later than "2025-03".
    last = max(known, key=lambda p: dates.span(p)[1], default=None)
    expected = dates.next_expected(last, often)
    return {
        "id": entry.id, "kind": entry.kind, "exemption": entry.exemption, "update_frequency": often,
        "formats": entry.formats, "languages": tuple(entry.languages), "api": entry.api, "last_release": last,
        "next_expected": expected, "overdue_since": dates.overdue_since(expected, on), "seen_at": entry.seen_at,
        "parts": entry.parts, "note": entry.note, "not_loaded": entry.not_loaded,
    }  # fmt: skip


def _year(ends_in: int) -> str:
    return f"{ends_in - 1}-{ends_in % 100:02d}"
