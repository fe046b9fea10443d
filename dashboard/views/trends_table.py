"""The equal table of a trend, with what amounts were divided by; its slices and its sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, measures, store
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.slices import Slice
from dashboard.views.trends_story import WHOLE, Point, Story
from dashboard.views.trends_words import below, divided_by, exact, unit


def table(here: Here, story: Story) -> None:
    """Years by lines, each figure a link to its receipt; with what it was divided by; then the changes."""
    st.html(store.remembered(_table, here, story))


def _table(here: Here, story: Story) -> str:
    say, measure = here.say, story.asked.measure
    years = sorted({(p.year, p.plan) for line in story.lines for p in line.points})
    all_releases = dict.fromkeys(p.of.release for line in story.lines for p in line.points)
    found = []
    for year, plan in years:
        points = [next((p for p in line.points if (p.year, p.plan) == (year, plan)), None) for line in story.lines]
        releases = dict.fromkeys(p.of.release for p in points if p)
        row: dict[str, Any] = {
            say("Fiscal year"): say("{year} (plan)", year=say.year(year)) if plan else say.year(year)
        }
        if len(all_releases) > 1:
            row[say("Release")] = ", ".join(releases)
        if story.below:
            row[below(say, measure)] = _denominator(say, measure, story.below.get(year))
        for line, p in zip(story.lines, points, strict=True):
            row |= _cells(here, measure, line.name, p)
        found.append(row)
    if story.below and story.asked.base and story.asked.base not in {y for y, _ in years}:
        found.append(
            {
                say("Fiscal year"): say("{year} (base)", year=say.year(story.asked.base)),
                below(say, measure): _denominator(say, measure, story.below[story.asked.base]),
            }
        )
    found += _changes(here, story)
    caption = say("Unit: {unit}. Release: {releases}.", unit=unit(say, story), releases=", ".join(all_releases))
    return evidence.table_html(pd.DataFrame(found, dtype=object).fillna(""), caption=caption)


def _denominator(say: Speaker, measure: str, value: Decimal | None) -> str:
    return "–" if value is None else say.number(value, 2 if measure == measures.CONSTANT else 0)


def _cells(here: Here, measure: str, name: str, point: Point | None) -> dict[str, Any]:
    """The figure in its measure and, unless that is dollars, the published amount beside it; ◆ marks a restated one."""
    say = here.say
    dollars = say("{name}, published", name=name)
    if point is None:
        return {name: "–"} | ({} if measure == measures.DOLLARS else {dollars: "–"})
    mark = " ◆" if point.restated else ""
    linked = evidence.receipt_link(here, point.of, say.exact(point.amount) + mark)
    if measure == measures.DOLLARS:
        return {name: linked}
    return {name: "–" if point.value is None else exact(say, measure, point.value), dollars: linked}


def _changes(here: Here, story: Story) -> list[dict[str, str]]:
    """For each line the change from its first to its last actual year, and the average yearly rate."""
    say, measure = here.say, story.asked.measure
    change = {say("Fiscal year"): say("Change, first to last actual year")}
    yearly = {say("Fiscal year"): say("On average, a year")}
    for line in story.lines:
        points = line.came
        if len(points) < 2:
            continue
        first, last = points[0], points[-1]
        a, b = first.value or Decimal(0), last.value or Decimal(0)
        moved, rate = explain.change(b, a), measures.yearly_rate(a, b, last.year - first.year)
        name = line.name
        if measure == measures.SHARE:
            change[name] = say("{points} points", points=("+" if b > a else "") + say.number((b - a) * 100, 1))
            continue
        change[name] = say.percent(moved, signed=True) if moved is not None else "–"
        yearly[name] = say.percent(rate, signed=True) if rate is not None else "–"
    return [row for row in (change, yearly) if len(row) > 1]


def slices(here: Here, story: Story) -> dict[str, Slice]:
    """Every figure's slice by line and year, newest first: for receipts."""
    return {f"{line.name}, {here.say.year(p.year)}": p.of for line in story.lines for p in reversed(line.points)}


def to_take(story: Story) -> list[Slice]:
    """The slices that hold every entry once: those of the whole where it is chosen, else those of the lines."""
    lines = [x for x in story.lines if x.key == WHOLE] or list(story.lines)
    return [p.of for line in lines for p in line.points]


def sources(here: Here, story: Story) -> None:
    """The source line: each release once, then the series that amounts were divided by."""
    say = here.say
    if about := say.label(*(here.dataset(story.asked.dataset)[c] for c in ("description", "description_fr"))):
        st.caption(plain(say("About these accounts: {description}", description=about)))
    by_release = {p.of.release: p.of for line in story.lines for p in line.points}
    evidence.cite(here, *by_release.values())
    if by := divided_by(here, story):
        st.caption(plain(by))
