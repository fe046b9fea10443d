"""A slice level by level: choose it, divide it, draw it, and go deeper or up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import evidence, explain, glossary, page, queries, store
from dashboard.charts import bars, legend, treemap
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.slices import NOT_NAMED, Slice, filters_in, newest, of_holding, year_before

Row = Mapping[str, Any]
MOST_BARS = 40


@dataclass(frozen=True)
class Level:
    """One view of a slice: what it divides into at the next level of its dataset's hierarchy.

    Attributes:
        column: the entry column of the next level; empty at the last one.
        rows: label, label_fr, amount, entries, before; largest first.
        labels: the names of the filters passed so far, in the reader's language.
    """

    of: Slice
    before: Slice | None
    column: str
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


def choose_slice(here: Here, known: Sequence[Mapping[str, Any]]) -> Slice:
    """Dataset, year, phase and release, as the URL or the reader says, then the levels of the URL."""
    say = here.say
    with st.container(horizontal=True, vertical_alignment="bottom", key="slice"):
        ids = [d["dataset"] for d in known]
        dataset = page.choose(
            "dataset", say("Accounts"), ids, here.title, width=440, help=glossary.help_for(say, "basis")
        )
        row = here.dataset(dataset)
        held = [h for h in here.holdings if h.dataset == dataset and h.basis == row["basis"]]
        held = [h for h in held if h.direction == row["direction"]]
        executed = sorted({h.fiscal_year for h in held if h.phase == "executed"}, reverse=True)
        planned = sorted({h.fiscal_year for h in held} - set(executed))
        year = page.choose("fiscal_year", say("Fiscal year"), [*executed, *planned], say.year, width=140)
        held = [h for h in held if h.fiscal_year == year]
        phases = sorted({h.phase for h in held}, key=lambda p: (p != "executed", p))
        phase = page.choose(
            "phase",
            say("Phase"),
            phases,
            lambda p: page.phase_name(say, p),
            width=160,
            help=glossary.help_for(say, "phase"),
        )
        releases = sorted({h.release for h in held if h.phase == phase}, reverse=True)
        release = page.choose(
            "release", say("As published in"), releases, width=150, help=glossary.help_for(say, "release")
        )
    holding = newest(held, phase=phase, release=release)
    assert holding is not None  # every choice above was made from what is held
    return of_holding(holding, filters_in(st.query_params, row["hierarchy"]))


def ask(here: Here, of: Slice) -> Level:
    """The next level of a slice. Filters that select nothing are dropped, with a word about it."""
    hierarchy = here.dataset(of.dataset)["hierarchy"]
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
    column = hierarchy[len(kept.where)] if len(kept.where) < len(hierarchy) else ""
    before = year_before(kept, here.holdings)
    rows = store.ask(queries.children, kept, column, before).to_pylist() if column else []
    total = store.ask(queries.total, kept).to_pylist()[0]["amount"]
    past = store.ask(queries.total, before).to_pylist()[0]["amount"] if before else None
    return Level(kept, before, column, rows, total, past, _labels(here, kept))


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
    for column in [
        c for c in st.query_params if c.startswith(("administrative_", "economic_", "recipient", "category"))
    ]:
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
    return here.say("All of {place}", place=here.place)


def name(here: Here, level: Level) -> str:
    """What the slice is called: its narrowest label, or the whole place."""
    return level.labels[-1] if level.labels else _everything(here)


def sentence(here: Here, level: Level) -> str:
    """The sentence of the view."""
    say = here.say
    return explain.spending_sentence(
        say, name(here, level), level.of.fiscal_year, level.rows, level.total, level.total_before
    )


def draw(here: Here, level: Level) -> None:
    """The treemap of the level, or bars where it holds negatives; a click goes deeper."""
    say = here.say
    if not level.column:
        return
    drawn = [r for r in level.rows if r["amount"]]
    if not drawn:
        st.info(say("Every amount here is zero: there is nothing to draw. The table has the lines."))
        return
    negative = any(r["amount"] < 0 for r in drawn)
    if negative:
        st.info(say("Some of these are negative, such as recoveries. No area is less than nothing, so these are bars."))
    frame = explain.marks(say, drawn[:MOST_BARS] if negative else drawn, level.total)
    spec = (bars if negative else treemap).chart(frame, drillable=True, headings=explain.headings(say))
    key = f"chart:{urlencode(level.of.to_params())}"

    def picked() -> None:
        found = st.session_state[key].selection.get("pick", [])
        if found:
            go(level.of.narrowed(level.column, found[0]["id"]))

    st.vega_lite_chart(
        None,
        spec,
        theme=None,
        width="stretch",
        key=key,
        on_select=picked,
        selection_mode="pick",
        alt=say("{n} parts, largest first: {top}.", n=len(frame), top="; ".join(frame["description"].head(3))),
    )
    if level.before and not negative:
        year = say.year(level.before.fiscal_year)
        aria = say("Colour: change on {year}, from blue for less to orange for more", year=year)
        st.html(legend.change_legend(say("20% less"), say("unchanged"), say("20% more"), aria))


def tables(here: Here, level: Level) -> None:
    """Everything at this level, however small, each a link to the level below."""
    say = here.say
    if not level.rows:
        return
    before = say.year(level.before.fiscal_year) if level.before else None
    frame = explain.table(say, level.rows, level.total, first=column_name(say, level.column), before=before)
    links = [_address(level.of.narrowed(level.column, r["label"] or NOT_NAMED), here) for r in level.rows]
    evidence.show_table(frame, links)


def _address(of: Slice, here: Here) -> str:
    fixed = {"lang": here.say.code, "jurisdiction": here.jurisdiction}
    return "?" + urlencode({**fixed, **{k: v for k, v in of.to_params().items() if k not in ("direction", "basis")}})


def column_name(say: Speaker, column: str) -> str:
    """What a level of the classifications is called."""
    return {
        "administrative_1": say("Ministry or organisation"),
        "administrative_2": say("Program"),
        "administrative_3": say("Activity"),
        "administrative_4": say("Sub-item"),
        "economic_1": say("Standard account or category"),
        "economic_2": say("Detail"),
        "category": say("Operating or capital"),
        "recipient": say("Recipient"),
    }.get(column, column)
