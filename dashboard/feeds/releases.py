"""The feed of releases: each that the store holds, with its years, its files and its checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dashboard import queries, store
from dashboard.feeds.entry import Asked, Entry, Feed, moment
from dashboard.i18n import Speaker, together
from dashboard.questions import receipt
from dashboard.terms import phase_name

Row = Mapping[str, Any]


def at(release: Row) -> datetime:
    """When its publisher issued a release; where that is not known, when it was read."""
    read: datetime = release["loaded_at"]
    return moment(release["published"]) if release["published"] else read.replace(tzinfo=UTC, microsecond=0)


def entries(asked: Asked) -> Iterator[Entry]:
    """An entry for each release."""
    known = {d["dataset"]: d for d in store.ask(queries.datasets).to_pylist()}
    files, held, checks = (store.ask(q).to_pylist() for q in (receipt.files, queries.holdings, queries.checks))
    for row in store.ask(queries.releases).to_pylist():
        dataset = known[row["dataset"]]
        if asked.wants(dataset["jurisdiction"]):
            mine = [[r for r in rows if _same(r, row)] for rows in (files, held, checks)]
            yield _entry(asked.say, dataset, row, *mine)


def _same(one: Row, other: Row) -> bool:
    return (one["dataset"], one["release"]) == (other["dataset"], other["release"])


def _entry(
    say: Speaker, dataset: Row, row: Row, files: Sequence[Row], held: Sequence[Row], checks: Sequence[Row]
) -> Entry:
    title = say.label(dataset["title"], dataset["title_fr"])
    text = [
        say(
            "{publisher}. Published: {date}.",
            publisher=say.label(dataset["publisher"], dataset["publisher_fr"]),
            date=say.date(row["published"]) if row["published"] else say("not known"),
        ),
        *_holds(say, row, held),
        _checked(say, checks),
        *(say("File: {file}, SHA-256 {checksum}.", file=f["file"], checksum=f["sha256"]) for f in files),
        say("Terms: {licence}", licence=say.label(dataset["licence"], dataset["licence_fr"])),
    ]
    return Entry(
        key=f"release/{row['dataset']}/{row['release']}",
        title=say("{title}, release {release}", title=title, release=row["release"]),
        text=tuple(text),
        at=at(row),
        author=say.label(dataset["publisher"], dataset["publisher_fr"]),
        page="data",
        params={"id": row["dataset"]},
    )


def _holds(say: Speaker, row: Row, held: Sequence[Row]) -> Iterator[str]:
    if not held:
        return
    years: dict[str, list[int]] = {}
    for h in held:
        years.setdefault(phase_name(say, h["phase"]), []).append(h["fiscal_year"])
    spans = [
        together(say.c("between two names", ": "), (phase, ", ".join(say.year(y) for y in sorted(set(found)))))
        for phase, found in years.items()
    ]
    yield say.n("{n} entry. {spans}.", "{n} entries. {spans}.", row["entries"], spans="; ".join(spans))


def _checked(say: Speaker, checks: Sequence[Row]) -> str:
    passed = sum(c["n"] for c in checks if c["verdict"] == "passed")
    every = sum(c["n"] for c in checks)
    return say("Checks passed: {passed} of {all}.", passed=say.number(passed), all=say.number(every))


FEED = Feed(
    name="releases",
    title=lambda say: say("New releases"),
    about=lambda say: say("Every release of accounts that the store holds, with its years, files and checks."),
    page="data",
    entries=entries,
)
