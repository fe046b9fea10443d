"""A slice level by level: choose it, divide it, draw it, and go deeper or up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import evidence, explain, glossary, page, queries, store
from dashboard.i18n import Speaker
from dashboard.navigation import address, still_pinned
from dashboard.page import Here, plain
from dashboard.permalink import written
from dashboard.places import whole_place
from dashboard.questions import ministry
from dashboard.questions.purposes import PURPOSE
from dashboard.slices import FILTERS, NOT_NAMED, Slice, filters_in, newest, of_holding, planned_for, year_before
from dashboard.terms import column_name as column_name

Row = Mapping[str, Any]
WHAT = ("economic_", "category")
"""How columns begin that say on what money was spent, not who spent it."""


@dataclass(frozen=True, eq=False)
class Level:
    """One view of a slice: what it divides into at the next level of its dataset's hierarchy. The same one for all who
    see it.

    Attributes:
        before: what the amounts are held against, as `against` says.
        column: the entry column of the next level; empty at the last one.
        below: the one after it; empty where there is none.
        rows: label, label_fr, amount, entries, before; largest first.
        labels: the names of the filters passed so far, in the reader's language.
    """

    of: Slice
    before: Slice | None
    against: explain.Against
    column: str
    below: str
    rows: Sequence[Row]
    total: Decimal
    total_before: Decimal | None
    labels: Sequence[str]


def datasets(here: Here, direction: str) -> list[Mapping[str, Any]]:
    """The datasets of a direction, the deepest and richest first: it is the default."""
    entries: dict[str, int] = {}
    for h in here.holdings:
        if h.phase == "executed":
            entries[h.dataset] = max(entries.get(h.dataset, 0), h.entries)
    found = here.of_place(direction=direction)
    return sorted(found, key=lambda d: (-len(d["hierarchy"]), -entries.get(d["dataset"], 0)))


def choose_slice(here: Here, known: Sequence[Mapping[str, Any]]) -> tuple[Slice, tuple[str, ...]]:
    """Dataset, year, phase and release, as the URL or the reader says, then the levels of the URL.

    The second is the order of the levels: who spent first, or on what.
    """
    say = here.say
    ids = [d["dataset"] for d in known]
    what = {name: glossary.help_for(say, name) for name in ("basis", "phase", "release")}
    dataset = page.choose("dataset", say("Accounts"), ids, here.title, width=440, help=what["basis"])
    row = here.dataset(dataset)
    held = [h for h in here.holdings if h.dataset == dataset and h.basis == row["basis"]]
    held = [h for h in held if h.direction == row["direction"]]
    executed = sorted({h.fiscal_year for h in held if h.phase == "executed"}, reverse=True)
    planned = sorted({h.fiscal_year for h in held} - set(executed))
    year = page.choose("fiscal_year", say("Fiscal year"), [*executed, *planned], say.year, width=140)
    held = [h for h in held if h.fiscal_year == year]
    phases = sorted({h.phase for h in held}, key=lambda p: (p != "executed", p))
    phase = page.choose("phase", say("Phase"), phases, lambda p: page.phase_name(say, p), width=160, help=what["phase"])
    releases = sorted({h.release for h in held if h.phase == phase}, reverse=True)
    release = page.choose("release", say("As published in"), releases, width=150, help=what["release"])
    ways = orders(row["hierarchy"])
    # An address with filters and no order, from another page, means the order that its filters follow.
    reached = [way for way, columns in ways.items() if columns[0] in st.query_params]
    if reached and "by" not in st.query_params:
        st.query_params["by"] = reached[0]
    names = {"who": say("Who, then on what"), "what": say("On what, then who"), "purpose": say("For which purpose")}
    levels = ways[page.choose("by", say("Order"), list(ways), lambda way: names[way], width=180)]
    holding = newest(held, phase=phase, release=release)
    assert holding is not None  # every choice above was made from what is held
    return of_holding(holding, filters_in(st.query_params, levels)), levels


def orders(hierarchy: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The ways to go down a dataset: its own; where it says both who spent and on what, the other way round; and
    where it says who, by purpose."""
    what = tuple(c for c in hierarchy if c.startswith(WHAT))
    who = tuple(c for c in hierarchy if c not in what)
    ways = {"who": tuple(hierarchy)}
    if what and who:
        ways["what"] = (*what, *who)
    if "administrative_1" in who:
        ways["purpose"] = (PURPOSE, *hierarchy)
    return ways


def choose_look(here: Here, of: Slice) -> tuple[str, str]:
    """As which picture (treemap, icicle, bars, table), and held against what (year, plan), as far as it is held."""
    say = here.say
    pictures = {"treemap": say("Treemap"), "icicle": say("Two levels"), "bars": say("Bars"), "table": say("Table only")}
    names = {"year": say("The year before"), "plan": say("The plan")}
    held = {"year": year_before(of, here.holdings), "plan": planned_for(of, here.holdings)}
    view = page.choose("view", say("Shown as"), list(pictures), lambda v: pictures[v], width=200)
    known = [key for key in names if held[key]] or ["year"]
    against = page.choose("against", say("Compared with"), known, lambda k: names[k], width=180)
    return view, against


def ask(here: Here, of: Slice, hierarchy: Sequence[str], against: str) -> Level:
    """The next level of a slice, held against the year before or the plan.

    Filters that select nothing are dropped, with a word about it.
    """
    kept = _that_exist(of)
    if kept != of:
        say = here.say
        st.info(
            say(
                "The address names “{label}”, which these accounts do not have in {year}. Showing the level above.",
                label=plain(of.where[len(kept.where)][1]),
                year=say.year(of.fiscal_year),
            ),
            icon=":material/info:",
        )
        for column, _ in of.where[len(kept.where) :]:
            del st.query_params[column]
    return store.remembered(_level, here, kept, tuple(hierarchy), against)


def _level(here: Here, kept: Slice, hierarchy: tuple[str, ...], against: str) -> Level:
    column, below = (*hierarchy, "", "")[len(kept.where) : len(kept.where) + 2]
    before, held_against = _held_against(here, kept, against)
    rows = store.ask(queries.children, kept, column, before).to_pylist() if column else []
    total = store.ask(queries.total, kept).to_pylist()[0]["amount"]
    past = store.ask(queries.total, before).to_pylist()[0]["amount"] if before else None
    return Level(kept, before, held_against, column, below, rows, total, past, _labels(here, kept))


def _held_against(here: Here, of: Slice, against: str) -> tuple[Slice | None, explain.Against]:
    if against == "plan":
        return planned_for(of, here.holdings), explain.on_the_plan(here.say)
    return year_before(of, here.holdings), explain.on_the_year(here.say, here.say.year(of.fiscal_year - 1))


def _that_exist(of: Slice) -> Slice:
    for depth in range(len(of.where), -1, -1):
        part = of.up_to(depth)
        if store.ask(queries.total, part).to_pylist()[0]["entries"]:
            return part
    return of.up_to(0)


def _labels(here: Here, of: Slice) -> list[str]:
    names = []
    for depth, (column, label) in enumerate(of.where):
        rows = store.ask(queries.children, of.up_to(depth), column, None).to_pylist()
        row = next(r for r in rows if (r["label"] or NOT_NAMED) == label)
        names.append(explain.name(here.say, row))
    return names


def go(of: Slice) -> None:
    """Makes the URL that of a slice, and with it the view."""
    for column in [c for c in st.query_params if c in FILTERS]:
        del st.query_params[column]
    for column, label in of.where:
        st.query_params[column] = label


def crumbs(here: Here, level: Level) -> None:
    """The way back up."""
    names = [_everything(here), *level.labels]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="crumbs"):
        for depth, label in enumerate(names[:-1]):
            st.button(plain(label), key=f"crumb:{depth}", type="tertiary", on_click=go, args=(level.of.up_to(depth),))
            st.markdown(":gray[›]", width="content")
        st.markdown(f"**{plain(names[-1])}**", width="content")


def _everything(here: Here) -> str:
    return whole_place(here.say, here.jurisdiction)


def name(here: Here, level: Level) -> str:
    """What the slice is called: its narrowest label, or the whole place."""
    return level.labels[-1] if level.labels else _everything(here)


def sentence(here: Here, level: Level) -> str:
    """The sentence of the view."""
    say = here.say
    return explain.slice_sentence(
        say, name(here, level), level.of.fiscal_year, level.rows, level.total, level.total_before, level.against
    )


def table(here: Here, level: Level) -> None:
    """Everything at this level, however small: each name a link to the level below, each amount to its receipt."""
    if not level.rows:
        return
    kept = tuple((k, v) for k, v in page.chosen_here().items() if k in ("by", "against", "view"))
    st.html(store.remembered(_table, here, level, kept))
    if alone := unmatched(here.say, level):
        st.caption(plain(alone))


def _table(here: Here, level: Level, kept: tuple[tuple[str, str], ...]) -> str:
    say, against = here.say, level.against if level.before else None
    frame = explain.table(say, level.rows, level.total, first=column_name(say, level.column), against=against)
    parts = [level.of.narrowed(level.column, r["label"] or NOT_NAMED) for r in level.rows]
    amounts = zip([*parts, level.of], frame[say("Amount")], strict=True)
    frame[say("Amount")] = [evidence.receipt_link(here, of, text) for of, text in amounts]
    return evidence.table_html(frame, [_address(part, here, kept) for part in parts])


def unmatched(say: Speaker, level: Level) -> str:
    """What stands on one side only of the comparison, in a sentence: a whole can change because its parts did."""
    if level.total_before is None or not level.before:
        return ""
    new = [r["amount"] for r in level.rows if r["before"] is None]
    gone = level.total_before - sum((r["before"] for r in level.rows if r["before"] is not None), Decimal(0))
    said = []
    if new:
        values = {"amount": say.money(sum(new, Decimal(0)))}
        said.append(
            say.n(
                "{n} part, {amount} in all, has no amount under this name to compare with.",
                "{n} parts, {amount} in all, have no amounts under these names to compare with.",
                len(new),
                **values,
            )
        )
    if gone:
        said.append(
            say("{amount} of what it is compared with stands under names that are not here.", amount=say.money(gone))
        )
    return " ".join(said)


def _address(of: Slice, here: Here, kept: tuple[tuple[str, str], ...]) -> str:
    fixed = {"lang": here.say.code, "jurisdiction": here.jurisdiction}
    named = {k: v for k, v in of.to_params().items() if k not in ("direction", "basis")}
    return "?" + written({**fixed, **dict(kept), **named, **still_pinned()})


def own_page(here: Here, level: Level) -> None:
    """The way to the organisation's own page, where the slice is within one."""
    if not level.of.where:
        return
    found = store.ask(ministry.organisation_of, level.of).to_pylist()
    if len(found) == 1:
        name = here.say.label(found[0]["name_en"], found[0]["name_fr"])
        to = address(here.say, "ministry", lineage=found[0]["lineage"], jurisdiction=here.jurisdiction)
        evidence.link(evidence.Link(here.say("{name}: its own page, with its history", name=name), to))
