"""Above a page: that its figures are of earlier releases, and what the newer ones change, in amount."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import explain, pins, queries, store
from dashboard.evidence import Link
from dashboard.i18n import Speaker
from dashboard.navigation import address
from dashboard.page import Here, phase_name, plain, start
from dashboard.permalink import choices, written
from dashboard.pins import PARAMETER, Pins
from dashboard.slices import NOT_NAMED, Slice
from dashboard.views.differences import signed
from dashboard.views.receipt import filters

Row = Mapping[str, Any]
MOST = 3
SPAN = ("fiscal_year", "direction", "phase", "basis")


@dataclass(frozen=True)
class Move:
    """A figure of the view, and what a newer release has in its place.

    Attributes:
        after: the slice of the newer release.
        amounts: of both; None where the newer release has nothing under these filters.
        year: False where the newer release does not have the slice's year and phase at all.
    """

    before: Slice
    after: Slice
    amounts: tuple[Decimal, Decimal] | None
    year: bool = True

    @property
    def gap(self) -> Decimal:
        """How much more the newer release has."""
        return self.amounts[1] - self.amounts[0] if self.amounts else Decimal(0)


def pinned(say: Speaker) -> Pins:
    """The pins of the address as far as the store holds them; draws a sentence for each that it does not.

    Raises what `store.ask` does.
    """
    text = st.query_params.get(PARAMETER, "")
    if not text:
        return pins.NONE
    asked, odd = pins.read(text)
    seen, instead = pins.held(asked, store.ask(queries.releases).to_pylist())
    titles = {d["dataset"]: say.label(d["title"], d["title_fr"]) for d in store.ask(queries.datasets).to_pylist()}
    said = [
        say("This link speaks of “{text}”, which names no release. The newest figures are shown.", text=part[:80])
        for part in odd[:1]
    ]
    for dataset, release in instead.items():
        values = {"release": str(asked.release(dataset))[:80], "title": titles.get(dataset, dataset[:80])}
        said.append(_not_held(say, release, values))
    for sentence in said:
        st.info(plain(sentence), icon=":material/info:")
    return seen


def room(say: Speaker, seen: Pins) -> DeltaGenerator:
    """Where `show` says what newer releases change. Only when the page has run is that known: where there is a newer
    release a line keeps its place until then, so that the page does not move under the reader."""
    place, releases = st.empty(), store.ask(queries.releases).to_pylist()
    asked = st.query_params.get("dataset", ""), st.query_params.get("release", "")
    if any(r["dataset"] == d and r["release"] > shown for d, shown in (*seen.pairs, asked) if shown for r in releases):
        waiting = html.escape(say("There is a newer release. What it changes is being worked out."))
        place.html(f'<aside class="pp-newer pp-room" role="note"><p>{waiting}</p></aside>')
    return place


def _not_held(say: Speaker, instead: str | None, values: Mapping[str, str]) -> str:
    if instead is None:
        return say(
            "This link was made on release {release} of {title}, which this store does not hold. The newest figures "
            "that it does hold are shown.",
            **values,
        )
    return say(
        "This link was made on release {release} of {title}, which this store does not hold. Release {instead}, the "
        "last one before it, is shown.",
        instead=instead,
        **values,
    )


def show(say: Speaker, view: store.View, place: DeltaGenerator) -> None:
    """Draws a paragraph for each dataset of which there is a newer release than the view shows, where `room` is."""
    here = start(say)
    found = _by_dataset(here, view)
    others = _others(here, view.pins, {dataset for dataset, _ in found})
    parts = [*(_paragraph(here, moves) for moves in found.values()), *others]
    if not parts:
        place.empty()
        return
    shown = [m for moves in found.values() for m in moves]
    to = _cell(Link(say("See the newest figures"), "?" + written(_newest(here, shown))))
    body = "".join(f"<p>{p}</p>" for p in parts)
    label = html.escape(say("Newer figures"))
    place.html(f'<aside class="pp-newer" role="note" aria-label="{label}">{body}<p>{to}</p></aside>')


def _by_dataset(here: Here, view: store.View) -> dict[tuple[str, str], list[Move]]:
    """What newer releases have for the slices of a view, by dataset and newer release."""
    asked = st.query_params.get("release")
    # Beside what the page is about: what it holds that against, as the year before.
    wheres = {(of.dataset, of.where) for of in view.shown}
    beside = [of for of in view.slices if (of.dataset, of.where) in wheres]
    seen: dict[Slice, Slice] = {}
    for of in (*view.shown, *beside):
        key = replace(of, release="")
        seen[key] = max(of, seen.get(key, of), key=lambda s: s.release)
    found: dict[tuple[str, str], list[Move]] = {}
    for of in seen.values():
        pin = view.pins.release(of.dataset)
        limit = of.release if of.release == asked else pin
        # That a newer release lacks the year is news to a link alone, and of what the page is about.
        move = _move(here, of, limit, pin if of in view.shown else None) if limit else None
        if move:
            found.setdefault((of.dataset, move.after.release), []).append(move)
    return found


def _move(here: Here, of: Slice, limit: str, pin: str | None) -> Move | None:
    """What the newest release after `limit` has for a slice; None where there is none.

    With a `pin`, also that no release after it has the slice's year.
    """
    later = [h for h in here.holdings if h.dataset == of.dataset and h.release > max(limit, of.release)]
    same = [h.release for h in later if all(getattr(h, c) == getattr(of, c) for c in SPAN)]
    if not same:
        last = max((h.release for h in later if pin and h.release > pin), default=None)
        return Move(of, replace(of, release=last), None, year=False) if last else None
    after = replace(of, release=max(same))
    rows = store.ask(queries.releases_of, of.dataset, of.where).to_pylist()
    before, now = (_amount(rows, side) for side in (of, after))
    return Move(of, after, None if before is None or now is None else (before, now))


def _amount(rows: Sequence[Row], of: Slice) -> Decimal | None:
    same = ("release", *SPAN)
    return next((r["amount"] for r in rows if all(r[c] == getattr(of, c) for c in same)), None)


def _paragraph(here: Here, moves: Sequence[Move]) -> str:
    """What a newer release of one dataset changes, as HTML."""
    say, first = here.say, moves[0]
    releases = ", ".join(sorted({m.before.release for m in moves}))
    values = {"title": here.title(first.before.dataset), "shown": releases, "newer": first.after.release}
    lead = html.escape(say("{title}. This view shows the figures as published in {shown}.", **values))
    return " ".join([f"<strong>{lead}</strong>", *_said(here, moves, first.after.release)])


def _said(here: Here, moves: Sequence[Move], newer: str) -> Iterator[str]:
    say = here.say
    changed = sorted((m for m in moves if m.gap), key=lambda m: max(m.gap, -m.gap), reverse=True)
    gone = [m for m in moves if m.amounts is None and m.year]
    away = [m for m in moves if not m.year]
    if len(changed) == 1:
        text = say("The release of {newer} changes {change}.", newer=newer, change=_change(here, changed[0]))
        yield html.escape(text)
    elif changed:
        head = say.n(
            "The release of {newer} changes {n} figure:", "The release of {newer} changes {n} figures:", len(changed), newer=newer
        )  # fmt: skip
        more = len(changed) - MOST
        rest = [say.n("{n} more", "{n} more", more)] if more > 0 else []
        yield html.escape(f"{head} {'; '.join([*(_change(here, m) for m in changed[:MOST]), *rest])}.")
    elif not gone and not away:
        yield html.escape(say("The release of {newer} changes nothing in them.", newer=newer))
    if gone:
        names = "; ".join(_name(here, m.before) for m in gone[:MOST])
        yield html.escape(say("The release of {newer} has nothing under this name: {names}.", newer=newer, names=names))
    if away:
        years = ", ".join(dict.fromkeys(say.year(m.before.fiscal_year) for m in away[:MOST]))
        yield html.escape(
            say(
                "The release of {newer} has no such figures for {years}: those shown stay the newest.",
                newer=newer,
                years=years,
            )
        )
    if gone or away:
        yield _cell(_what_changed(here, (gone or away)[0]))


def _change(here: Here, move: Move) -> str:
    assert move.amounts is not None  # what changed has both
    say, (before, after) = here.say, move.amounts
    share = explain.change(after, before)
    gap = signed(say.exact(move.gap), move.gap)
    return say(
        "{what} from {before} to {after} ({gap})",
        what=_name(here, move.before),
        before=say.exact(before),
        after=say.exact(after),
        gap=gap if share is None else f"{gap}, {say.percent(share, signed=True)}",
    )


def _name(here: Here, of: Slice) -> str:
    """A slice without its dataset: its filters, year and phase."""
    say, year = here.say, here.say.year(of.fiscal_year)
    of = replace(of, where=tuple((c, label) for c, label in of.where if label != NOT_NAMED))
    labels = " › ".join(filters(here, of))
    name = say("{name} in {year}", name=labels, year=year) if labels else say("the total of {year}", year=year)
    return name if of.phase == "executed" else f"{name} ({phase_name(say, of.phase)})"


def _others(here: Here, seen: Pins, told: set[str]) -> Iterator[str]:
    """Pinned datasets of which the page shows no slice, and of which there is a newer release, as HTML."""
    say, names = here.say, []
    releases = store.ask(queries.releases).to_pylist()
    kinds = {d["dataset"]: d["kind"] for d in here.datasets}
    for dataset, shown in seen.pairs:
        newer = max((r["release"] for r in releases if r["dataset"] == dataset), default=shown)
        if newer == shown or dataset in told:
            continue
        if kinds[dataset] == "series":
            yield html.escape(_measured(here, dataset, shown, newer))
        else:
            names.append(say("{title} ({newer})", title=here.title(dataset), newer=newer))
    if names:
        said = say("Newer releases of these are left out here, too: {names}.", names="; ".join(names))
        yield html.escape(said)


def _measured(here: Here, dataset: str, shown: str, newer: str) -> str:
    say, row = here.say, store.ask(queries.values_of, dataset, shown, newer).to_pylist()[0]
    return say.n(
        "{title}, as published in {shown}. The release of {newer} changes {n} of the {both} values that both have.",
        "{title}, as published in {shown}. The release of {newer} changes {n} of the {both} values that both have.",
        row["changed"],
        title=here.title(dataset),
        shown=shown,
        newer=newer,
        both=say.number(row["both"]),
    )


def _newest(here: Here, moves: Sequence[Move]) -> dict[str, str]:
    """The parameters of the same view of the newest figures."""
    params = choices(here)
    if "entry" in params and moves:
        del params["entry"]
        return {**params, **moves[0].after.to_params()}
    newer = {m.before.release: m.after.release for m in moves if m.year}
    for name in ("release", "after", "plan"):
        # A plan is called by its phase and release.
        *phase, release = params.get(name, "").split(" ")
        if release in newer:
            params[name] = " ".join([*phase, newer[release]])
    return params


def _what_changed(here: Here, move: Move) -> Link:
    before, after = move.before, move.after
    to = address(
        here.say, "changes", jurisdiction=here.jurisdiction, part="releases", dataset=before.dataset,
        before=before.release, after=after.release,
    )  # fmt: skip
    return Link(here.say("What changed between these releases"), to)


def _cell(to: Link) -> str:
    return f'<a href="{html.escape(to.address)}" target="_self">{html.escape(to.text)}</a>'
