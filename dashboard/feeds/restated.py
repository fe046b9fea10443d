"""The feed of restatements: what a release changed in figures that an earlier one had printed, in amounts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import pins, queries, store
from dashboard.feeds.entry import Asked, Entry, Feed
from dashboard.feeds.releases import at
from dashboard.i18n import Speaker
from dashboard.questions import restatements
from dashboard.slices import Slice
from dashboard.terms import phase_name

Row = Mapping[str, Any]
SPAN = restatements.SPAN
MOST = 3
"""So many of the restated lines are named: the largest changes."""


@dataclass(frozen=True)
class Pair:
    """A year and phase as a release has it, and as the one before it that had the same year and phase."""

    before: Slice
    after: Slice


def pairs(dataset: Row) -> Iterator[Pair]:
    """What later releases of a dataset print anew, on the dataset's own basis: that is what *What changed* compares."""
    held = [h for h in store.ask(queries.holdings).to_pylist() if h["dataset"] == dataset["dataset"]]
    mine = sorted((h for h in held if h["basis"] == dataset["basis"]), key=_span)
    for _, found in itertools.groupby(mine, key=_span):
        slices = sorted((Slice(h["dataset"], h["release"], *_span(h)) for h in found), key=lambda s: s.release)
        yield from (Pair(*two) for two in itertools.pairwise(slices))


def _span(held: Row) -> tuple[Any, ...]:
    return tuple(held[c] for c in SPAN)


def entries(asked: Asked) -> Iterator[Entry]:
    """An entry for each year and phase of which a release restated at least one line."""
    published = {(r["dataset"], r["release"]): r for r in store.ask(queries.releases).to_pylist()}
    for dataset in store.ask(queries.datasets).to_pylist():
        if dataset["kind"] != "entries" or not asked.wants(dataset["jurisdiction"]):
            continue
        for pair in pairs(dataset):
            sums = {r["state"]: r for r in store.ask(restatements.sums, pair.before, pair.after).to_pylist()}
            if "restated" in sums:
                release = published[pair.after.dataset, pair.after.release]
                yield _entry(asked.say, dataset, release, pair, sums)


def _entry(say: Speaker, dataset: Row, release: Row, pair: Pair, sums: Mapping[str, Row]) -> Entry:
    after, restated = pair.after, sums["restated"]
    title = say.n(
        "{title}, release {release}: {n} line of {year} ({phase}) restated, {gap}",
        "{title}, release {release}: {n} lines of {year} ({phase}) restated, {gap}",
        restated["lines"],
        title=say.label(dataset["title"], dataset["title_fr"]),
        release=after.release,
        year=say.year(after.fiscal_year),
        phase=phase_name(say, after.phase),
        gap=_signed(say, restated["change"]),
    )
    return Entry(
        key=f"restatement/{after.dataset}/{pair.before.release}/{after.release}/"
        f"{after.fiscal_year}/{after.direction}/{after.phase}/{after.basis}",
        title=title,
        text=(*_sums(say, pair, sums), *_largest(say, dataset, pair)),
        at=at(release),
        author=say.label(dataset["publisher"], dataset["publisher_fr"]),
        page="changes",
        params=_view(dataset, pair),
    )


def _view(dataset: Row, pair: Pair) -> dict[str, str]:
    """The parameters of *What changed*, pinned: it shows these figures after newer releases, too."""
    after = pair.after
    return {
        "jurisdiction": dataset["jurisdiction"],
        "part": "releases",
        "dataset": after.dataset,
        "before": pair.before.release,
        "after": after.release,
        "fiscal_year": str(after.fiscal_year),
        "phase": after.phase,
        pins.PARAMETER: pins.of({after.dataset: after.release}).text(),
    }


def _sums(say: Speaker, pair: Pair, sums: Mapping[str, Row]) -> Iterator[str]:
    restated = sums["restated"]
    yield say(
        "Release {before} has {was} on these lines, release {after} has {now}: {gap}.",
        before=pair.before.release,
        after=pair.after.release,
        was=say.exact(restated["before"]),
        now=say.exact(restated["after"]),
        gap=_signed(say, restated["change"]),
    )
    alike = sums.get("unchanged")
    if alike:
        yield say.n("{n} line has the same amount in both.", "{n} lines have the same amounts in both.", alike["lines"])
    new, gone = (sums[s]["lines"] if s in sums else 0 for s in ("new", "vanished"))
    if new or gone:
        yield say(
            "Lines that are in the later release alone: {new}; in the earlier one alone: {gone}.",
            new=say.number(new),
            gone=say.number(gone),
        )


def _largest(say: Speaker, dataset: Row, pair: Pair) -> Iterator[str]:
    """The restated lines that changed most."""
    for row in store.ask(restatements.listed, pair.before, pair.after, "restated").to_pylist()[:MOST]:
        yield say(
            "{what} from {before} to {after} ({gap})",
            what=_name(say, dataset, row),
            before=say.exact(row["before"]),
            after=say.exact(row["after"]),
            gap=_signed(say, row["change"]),
        )


def _name(say: Speaker, dataset: Row, row: Row) -> str:
    """A line by its labels, broadest first, and its vote."""
    labels = [say.label(row[c], row.get(f"{c}_fr")) for c in dataset["hierarchy"] if row.get(c)]
    vote = row["vote"]
    if vote:
        labels.append(say("Statutory") if vote == "S" else say("Vote {vote}", vote=vote))
    return " › ".join(dict.fromkeys(labels)) or say("not named")


def _signed(say: Speaker, amount: Any) -> str:
    return ("+" if amount > 0 else "") + say.exact(amount)


FEED = Feed(
    name="restatements",
    title=lambda say: say("Restatements"),
    about=lambda say: say("What a later release changed in figures that an earlier one had printed, in amounts."),
    page="changes",
    entries=entries,
)
