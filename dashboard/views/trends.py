"""Trends: which lines over the years, in which measure; then their figures, each with its slice, and their breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

import streamlit as st

from dashboard import breaks, glossary, measures, page, store
from dashboard.breaks import Break
from dashboard.page import Here
from dashboard.places import POPULATION
from dashboard.questions import trends as questions
from dashboard.slices import LINEAGE, NOT_NAMED, Holding, Slice
from dashboard.views import trends_breaks
from dashboard.views.breakdown import column_name
from dashboard.views.trends_story import PLAN, WHOLE, Asked, Line, Point, Row, Story

MOST_LINES: Final = 6


def datasets(here: Here) -> tuple[list[str], list[str]]:
    """The place's accounts with two years and more, those with the most years first; and those with only one."""
    years: dict[str, set[int]] = {}
    for h in here.holdings:
        if h.basis == here.dataset(h.dataset)["basis"]:
            years.setdefault(h.dataset, set()).add(h.fiscal_year)
    ids = [d["dataset"] for d in here.of_place(kind="entries")]
    several = [d for d in ids if len(years.get(d, ())) > 1]
    return sorted(several, key=lambda d: -len(years[d])), [d for d in ids if d not in several]


def choose(here: Here, known: Sequence[str]) -> Asked:
    """Accounts, phase, part, level, measure and lines, as the URL or the reader says."""
    say = here.say
    with st.container(horizontal=True, vertical_alignment="bottom", key="trend"):
        begins_anew = ("direction", "phase", "within", "by", "lines")
        dataset = page.choose("dataset", say("Accounts"), known, here.title, width=360, resets=begins_anew)
        row = here.dataset(dataset)
        held = [h for h in here.holdings if h.dataset == dataset and h.basis == row["basis"]]
        sides = sorted({h.direction for h in held})
        direction = page.choose("direction", say("Side"), sides, lambda d: direction_name(here, d), width=140)
        held = [h for h in held if h.direction == direction]
        phase = page.choose("phase", say("Phase"), _phases(held), lambda p: page.phase_name(say, p), width=150)
        asked = Asked(dataset, direction, phase, row["basis"], None, "", "", {}, (), "", None)
        asked = _choose_part(here, asked, row["hierarchy"])
        asked = _choose_measure(here, asked)
    return _choose_lines(here, asked)


def direction_name(here: Here, direction: str) -> str:
    """A direction as a reader would call it."""
    return {"revenue": here.say("Revenue"), "expenditure": here.say("Spending")}[direction]


def level_name(here: Here, direction: str, column: str) -> str:
    """What the lines of a level are: the economic levels of revenue are its types and sources."""
    say = here.say
    of_revenue = {"economic_1": say("Type of revenue"), "economic_2": say("Source of revenue")}
    return (of_revenue if direction == "revenue" else {}).get(column) or column_name(say, column)


def _phases(held: Sequence[Holding]) -> list[str]:
    years = {p: {h.fiscal_year for h in held if h.phase == p} for p in sorted({h.phase for h in held})}
    order = sorted(years, key=lambda p: (p != "executed", p == PLAN, p))
    return [p for p in order if len(years[p]) > 1] or order[:1]


def _choose_part(here: Here, asked: Asked, hierarchy: Sequence[str]) -> Asked:
    """All of the accounts, or one part of their first level; then the level that lines are taken from."""
    say, top = here.say, hierarchy[0]
    rows = _parts(replace(asked, column=top))
    names = {WHOLE: say("Everything"), **{r["key"]: say.label(r["label"], r["label_fr"]) for r in rows}}
    options = list(names) if len(hierarchy) > 1 else [WHOLE]
    key = page.choose("within", say("Of"), options, names.__getitem__, width=230, resets=("by", "lines"))
    row = next((r for r in rows if r["key"] == key), None)
    within = (LINEAGE if row["lineage"] else top, key) if row else None
    levels = [c for c in (hierarchy[1:] if within else hierarchy) if c != "recipient"]
    column = page.choose(
        "by", say("Lines by"), levels, lambda c: level_name(here, asked.direction, c), width=230, resets=("lines",)
    )
    return replace(asked, within=within, part=names[key] if row else "", column=column)


def _choose_measure(here: Here, asked: Asked) -> Asked:
    say = here.say
    prices = [r["fiscal_year"] for r in store.ask(questions.series, measures.CPI).to_pylist()]
    people = here.jurisdiction in POPULATION
    names = {
        measures.DOLLARS: say("Dollars, as published"),
        **({measures.CONSTANT: say("Constant dollars (prices taken out)")} if prices else {}),
        **({measures.RESIDENT: say("Dollars per resident")} if people else {}),
        measures.SHARE: say("Share of the total"),
        measures.INDEX: say("Index (first year = 100)"),
    }
    explained = glossary.helps(say, "nominal", "constant_dollars", "per_resident", "share", "index")
    measure = page.choose("measure", say("Measured in"), list(names), names.__getitem__, width=250, help=explained)
    if measure != measures.CONSTANT:
        return replace(asked, measure=measure)
    base = page.choose(
        "base", say("Dollars of"), sorted(prices, reverse=True), say.year, width=130, help=glossary.help_for(say, "cpi")
    )
    return replace(asked, measure=measure, base=base)


def _choose_lines(here: Here, asked: Asked) -> Asked:
    say = here.say
    rows = _parts(asked)
    names = {WHOLE: asked.part or say("Total")}
    names |= {r["key"]: say.label(r["label"], r["label_fr"]) for r in rows}
    # The share of the total in itself is no news.
    begins = [] if asked.measure == measures.SHARE and not asked.within else [WHOLE]
    default = (begins + [r["key"] for r in rows])[:3]
    keys = page.choose_several("lines", say("Lines, six at most"), names, default, most=MOST_LINES)
    return replace(asked, names=names, keys=tuple(keys))


def _parts(asked: Asked) -> list[Row]:
    held = (asked.dataset, asked.direction, asked.phase, asked.basis)
    found: list[Row] = store.ask(questions.parts, *held, asked.column, asked.within, asked.same).to_pylist()
    return found


def ask(here: Here, asked: Asked) -> Story:
    """The lines in the chosen measure, actual years first, then the plans for years after them."""
    return store.remembered(_story, here, asked)


def _story(here: Here, asked: Asked) -> Story:
    found = _found(asked)
    totals = {r["fiscal_year"]: r["amount"] for r in _of_all(asked)}
    series: list[Row] = []
    if asked.measure == measures.CONSTANT:
        series = store.ask(questions.series, measures.CPI).to_pylist()
    elif asked.measure == measures.RESIDENT:
        series = store.ask(questions.series, POPULATION[here.jurisdiction]).to_pylist()
    below = {r["fiscal_year"]: r["value"] for r in series}
    first = _first_common(asked, found)
    lines = []
    for key in asked.keys:
        rows = [r for r in found if r["key"] == key]
        start = next((r["amount"] for r in rows if r["fiscal_year"] == first), None)
        points = tuple(_point(here, asked, r, below, totals, start) for r in rows)
        lineage = next((r["lineage"] for r in rows if r["lineage"]), "")
        lines.append(Line(key, asked.names[key], lineage, points))
    used = {p.year for line in lines for p in line.points}
    story = Story(
        asked, tuple(lines), (), {y: v for y, v in below.items() if y in used or y == asked.base}, series, first
    )
    return replace(story, breaks=tuple(breaks.lettered(_breaks(here, story))))


def _found(asked: Asked) -> list[Row]:
    rows: list[Row] = _rows(asked, asked.phase)
    if asked.phase == "executed":
        last = max((r["fiscal_year"] for r in rows), default=0)
        rows += [r for r in _rows(asked, PLAN) if r["fiscal_year"] > last]
    return rows


def _rows(asked: Asked, phase: str) -> list[Row]:
    """Points of the chosen lines in one phase, with their phase; the whole under its own key."""
    held = (asked.dataset, asked.direction, phase, asked.basis)
    keys = tuple(k for k in asked.keys if k != WHOLE)
    rows = []
    if keys:
        rows = store.ask(questions.points, *held, asked.column, asked.within, keys, asked.same).to_pylist()
    if WHOLE in asked.keys:
        whole = store.ask(questions.points, *held, "", asked.within, (), asked.same).to_pylist()
        rows += [{**r, "key": WHOLE} for r in whole]
    return [{**r, "phase": phase} for r in rows]


def _of_all(asked: Asked) -> list[Row]:
    """The totals of the dataset by year, which shares are of."""
    if asked.measure != measures.SHARE:
        return []
    everything = replace(asked, keys=(WHOLE,), within=None)
    return _found(everything)


def _first_common(asked: Asked, found: Sequence[Row]) -> int | None:
    years = [{r["fiscal_year"] for r in found if r["key"] == key} for key in asked.keys]
    common = set.intersection(*years) if years else set()
    return min(common, default=None) if asked.measure == measures.INDEX else None


def _point(
    here: Here,
    asked: Asked,
    row: Row,
    below: Mapping[int, Decimal],
    totals: Mapping[int, Decimal],
    start: Decimal | None,
) -> Point:
    year, amount = row["fiscal_year"], row["amount"]
    by, base = below.get(year), below.get(asked.base or 0)
    value: Decimal | None = amount
    if asked.measure == measures.CONSTANT:
        value = measures.constant(amount, by, base) if by and base else None
    elif asked.measure == measures.RESIDENT:
        value = measures.per_resident(amount, by) if by else None
    elif asked.measure == measures.SHARE:
        value = measures.share(amount, totals.get(year, Decimal(0)))
    elif asked.measure == measures.INDEX:
        value = measures.index(amount, start) if start is not None else None
    of = Slice(asked.dataset, row["release"], year, asked.direction, row["phase"], asked.basis, _where(asked, row))
    printed = here.say.label(row["label"], row["label_fr"])
    return Point(year, of, printed, amount, value, by, row["structure"], row["earlier"], row["earlier_release"])


def _where(asked: Asked, row: Row) -> tuple[tuple[str, str], ...]:
    where = []
    if asked.within:
        column, key = asked.within
        where.append((column, key if column == LINEAGE else row["part"]))
    if row["key"] != WHOLE:
        where.append((LINEAGE, row["key"]) if row["lineage"] else (asked.column, row["label"] or NOT_NAMED))
    return tuple(where)


def _breaks(here: Here, story: Story) -> list[Break]:
    years = sorted({p.year for line in story.lines for p in line.drawn})
    if len(years) < 2:
        return []
    say, asked = here.say, story.asked
    found = [
        Break(c.from_year, c.what, c.source)
        for c in breaks.accounting_between(say, here.jurisdiction, asked.basis, years[0], years[-1])
    ]
    found += trends_breaks.editions(here, story.lines, asked.dataset)
    if not asked.within:
        whole = "" if asked.measure == measures.SHARE else WHOLE
        shown = whole == "" or WHOLE in asked.keys
        found += trends_breaks.coverage(here, story.lines, asked.dataset, whole) if shown else []
    lineage = asked.within[1] if asked.within and asked.within[0] == LINEAGE else ""
    return found + trends_breaks.of_lines(here, story.lines, lineage)
