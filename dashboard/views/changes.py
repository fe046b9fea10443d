"""What changed: between two releases of the same year, or between two years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import explain, page, store
from dashboard.charts.diverging import Words
from dashboard.evidence import Link, link
from dashboard.i18n import Speaker
from dashboard.navigation import address
from dashboard.page import Here, phase_name, plain
from dashboard.questions import restatements
from dashboard.slices import LINEAGE, Holding, Slice, newest, of_holding
from dashboard.views import differences
from dashboard.views.differences import Pair
from dashboard.views.plan import ALL, choose_organisation

Row = Mapping[str, Any]
RELEASES, YEARS = "releases", "years"
MOST_LINES = 100


@dataclass(frozen=True)
class Change:
    """Two slices compared: the lines that changed, by state, and the sums of every state."""

    pair: Pair
    part: str
    listed: Mapping[str, Sequence[Row]]
    sums: Mapping[str, Row]

    def total(self, column: str) -> Decimal:
        """A column's sum over all states: the slice's own."""
        return sum((s[column] for s in self.sums.values()), Decimal(0))

    def count(self, column: str, state: str) -> int:
        """How many lines are in a state."""
        return int(self.sums[state][column]) if state in self.sums else 0


def choose_part(here: Here) -> str:
    """The tab: between releases, or between years; kept in the URL as `part`."""
    say = here.say
    names = {RELEASES: say("Between releases"), YEARS: say("Between years")}
    asked = st.query_params.get("part", RELEASES)
    key = "choose:part"
    st.session_state[key] = asked if asked in names else RELEASES

    def chosen() -> None:
        st.query_params["part"] = st.session_state[key]

    return str(
        st.segmented_control(
            say("What to compare"), list(names), format_func=names.__getitem__, key=key, on_change=chosen,
            required=True, label_visibility="collapsed",
        )
    )  # fmt: skip


def _held(here: Here, dataset: str) -> list[Holding]:
    row = here.dataset(dataset)
    return [h for h in here.holdings if h.dataset == dataset and h.basis == row["basis"]]


def _entries(here: Here) -> list[str]:
    return [d["dataset"] for d in here.of_place(kind="entries")]


def released(here: Here) -> dict[str, list[str]]:
    """The datasets that are loaded in more than one release, oldest first; those whose releases overlap first."""
    found = {d: sorted({h.release for h in _held(here, d)}) for d in _entries(here)}
    several = [d for d, releases in found.items() if len(releases) > 1]
    return {d: found[d] for d in sorted(several, key=lambda d: (not _overlap(_held(here, d)), d))}


def _overlap(held: Sequence[Holding]) -> bool:
    spans = [(h.fiscal_year, h.direction, h.phase) for h in held]
    return len(spans) > len(set(spans))


def spanning(here: Here) -> dict[str, dict[str, list[int]]]:
    """The datasets and phases that are loaded for more than one year, with the years, newest first."""
    found: dict[str, dict[str, list[int]]] = {}
    for dataset in _entries(here):
        held = _held(here, dataset)
        for phase in sorted({h.phase for h in held}, key=lambda p: (p != "executed", p)):
            years = sorted({h.fiscal_year for h in held if h.phase == phase}, reverse=True)
            if len(years) > 1:
                found.setdefault(dataset, {})[phase] = years
    return dict(sorted(found.items(), key=lambda item: -max(map(max, item[1].values()))))


def choose_releases(here: Here, known: Mapping[str, Sequence[str]]) -> tuple[str, str, str]:
    """Dataset, earlier and later release."""
    say = here.say
    dataset = page.choose("dataset", say("Accounts"), list(known), here.title, width=360)
    releases = known[dataset]
    after = page.choose("after", say("Later release"), list(reversed(releases[1:])), width=150)
    earlier = [r for r in reversed(releases) if r < after]
    return dataset, page.choose("before", say("Earlier release"), earlier, width=150), after


def choose_shared(here: Here, dataset: str, before: str, after: str) -> tuple[Slice, Slice] | None:
    """The slices of a year and phase that both releases hold, on the dataset's basis; None if they share nothing."""
    say, basis = here.say, here.dataset(dataset)["basis"]
    spans = [s for s in store.ask(restatements.shared, dataset, before, after).to_pylist() if s["basis"] == basis]
    if not spans:
        return None
    years = sorted({s["fiscal_year"] for s in spans}, reverse=True)
    year = page.choose("fiscal_year", say("Fiscal year"), years, say.year, width=130)
    phases = sorted({s["phase"] for s in spans if s["fiscal_year"] == year}, key=lambda p: (p != "executed", p))
    phase = page.choose("phase", say("Phase"), phases, lambda p: phase_name(say, p), width=190)
    span = next(s for s in spans if (s["fiscal_year"], s["phase"]) == (year, phase))
    old, new = (Slice(dataset=dataset, release=r, **span) for r in (before, after))
    return old, new


def choose_years(here: Here, known: Mapping[str, Mapping[str, Sequence[int]]]) -> tuple[Slice, Slice]:
    """The slices of two years: from one release that holds both if there is one, else from the newest of each."""
    say = here.say
    dataset = page.choose("dataset", say("Accounts"), list(known), here.title, width=360)
    phases = list(known[dataset])
    phase = page.choose("phase", say("Phase"), phases, lambda p: phase_name(say, p), width=190)
    years = known[dataset][phase]
    year = page.choose("fiscal_year", say("Fiscal year"), years[:-1], say.year, width=130)
    since = page.choose("since", say("Since"), [y for y in years if y < year], say.year, width=130)
    held = [h for h in _held(here, dataset) if h.phase == phase]
    of_year = {y: {h.release for h in held if h.fiscal_year == y} for y in (year, since)}
    both = of_year[year] & of_year[since]
    found = [newest([h for h in held if not both or h.release in both], fiscal_year=y) for y in (since, year)]
    old, new = (of_holding(h) for h in found if h is not None)
    return old, new


def choose_whose(here: Here, sides: tuple[Slice, Slice]) -> tuple[Slice, Slice]:
    """The slices narrowed to one organisation, if the reader wants one."""
    lineage = choose_organisation(here, *sides)
    if lineage == ALL:
        return sides
    old, new = (of.narrowed(LINEAGE, lineage) for of in sides)
    return old, new


def ask(here: Here, part: str, before: Slice, after: Slice) -> Change:
    """Asks the store for what changed between two slices."""
    say = here.say
    was, now = (of.release if part == RELEASES else say.year(of.fiscal_year) for of in (before, after))
    pair = Pair(before, after, Words(was, now, say("Change")), here.dataset(after.dataset)["hierarchy"])
    sums = {r["state"]: r for r in store.ask(restatements.sums, before, after).to_pylist()}
    if part == YEARS:
        listed = {"moved": store.ask(restatements.movers, before, after, MOST_LINES).to_pylist()}
    else:
        states = [s for s in ("restated", "new", "vanished") if s in sums]
        listed = {s: store.ask(restatements.listed, before, after, s).to_pylist() for s in states}
    return Change(pair, part, listed, sums)


def sentence(here: Here, change: Change) -> str:
    """How many lines changed, by how much in all, and which one most."""
    return _of_years(here.say, change) if change.part == YEARS else _of_releases(here.say, change)


def _of_releases(say: Speaker, change: Change) -> str:
    pair, restated = change.pair, change.listed.get("restated", [])
    values = {"before": pair.before.release, "after": pair.after.release, "year": say.year(pair.after.fiscal_year)}
    both = change.count("lines", "restated") + change.count("lines", "unchanged")
    if not restated:
        return say.n(
            "The {n} line of {year} that releases {before} and {after} both hold has the same amount in both.",
            "The {n} lines of {year} that releases {before} and {after} both hold have the same amounts in both.",
            both,
            **values,
        )
    moved, top = change.sums["restated"]["change"], restated[0]
    first = say.n(
        "Of the lines of {year} that releases {before} and {after} both hold ({both}), {n} was restated: {gap} in all.",
        "Of the lines of {year} that releases {before} and {after} both hold ({both}), {n} were restated: {gap} in all.",
        len(restated),
        both=say.number(both),
        gap=differences.signed(say.money(moved), moved),
        **values,
    )
    return f"{first} {_largest(say, change, top)}"


def _largest(say: Speaker, change: Change, top: Row) -> str:
    hierarchy = change.pair.hierarchy
    return say(
        "The largest change: {name} ({note}), from {before} to {after}.",
        name=differences.name(say, top, hierarchy),
        note=differences.note(say, top, hierarchy) or say("no level above"),
        before=say.money(top["before"]) if top["before"] is not None else say("nothing"),
        after=say.money(top["after"]) if top["after"] is not None else say("nothing"),
    )


def _of_years(say: Speaker, change: Change) -> str:
    pair, before, after = change.pair, change.total("before"), change.total("after")
    moved = explain.change(after, before)
    values = {
        "before": say.money(before),
        "after": say.money(after),
        "since": say.year(pair.before.fiscal_year),
        "year": say.year(pair.after.fiscal_year),
        "gap": differences.signed(say.money(after - before), after - before),
    }
    if moved is None:
        first = say("From {before} in {since} to {after} in {year}: {gap}.", **values)
    else:
        share = say.percent(moved, signed=True)
        first = say("From {before} in {since} to {after} in {year}: {gap} ({share}).", share=share, **values)
    return " ".join([first, *(_largest(say, change, top) for top in change.listed["moved"][:1])])


def which_releases(here: Here, change: Change) -> None:
    """From which release each year is, where a dataset has several."""
    old, new = change.pair.before, change.pair.after
    if len({h.release for h in _held(here, new.dataset)}) < 2:
        return
    say = here.say
    values = {"since": say.year(old.fiscal_year), "year": say.year(new.fiscal_year)}
    if old.release == new.release:
        said = say("Both years are as release {release} has them.", release=new.release)
    else:
        said = say(
            "{since} is from release {before}, {year} from release {after}: no release has both.",
            before=old.release, after=new.release, **values,
        )  # fmt: skip
    st.caption(plain(said))


def nothing_shared(here: Here, dataset: str, before: str, after: str) -> None:
    """Two releases without a year and phase in common: nothing can have been restated."""
    say = here.say
    said = say(
        "Releases {before} and {after} have no year and phase in common, so neither restates the other. "
        "What moved from one year to the next is in the other part.",
        before=before, after=after,
    )  # fmt: skip
    st.info(plain(said), icon=":material/info:")
    _other_part(here, YEARS, dataset)


def no_releases(here: Here) -> None:
    """No dataset of this government is loaded in two releases."""
    say = here.say
    said = say(
        "No accounts of {place} are loaded in more than one release, so there is nothing to hold against each other. "
        "Releases to come will be kept beside the ones that are here.",
        place=here.place,
    )
    st.info(plain(said), icon=":material/info:")
    _other_part(here, YEARS, None)


def no_years(here: Here) -> None:
    """No dataset of this government is loaded for two years."""
    say = here.say
    st.info(plain(say("No accounts of {place} are loaded for more than one year.", place=here.place)))
    link(Link(say("All datasets"), address(say, "data", jurisdiction=here.jurisdiction)))


def _other_part(here: Here, part: str, dataset: str | None) -> None:
    named = {"dataset": dataset} if dataset and part == YEARS and dataset in spanning(here) else {}
    to = address(here.say, "changes", jurisdiction=here.jurisdiction, part=part, **named)
    link(Link(here.say("What moved between years"), to))
