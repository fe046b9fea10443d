"""A level of a slice as a picture: treemap, icicle or bars. A click goes deeper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, picture, queries, store
from dashboard.charts import bars, icicle, legend, treemap
from dashboard.i18n import together
from dashboard.page import Here
from dashboard.slices import NOT_NAMED
from dashboard.views.breakdown import Level, column_name, go, name, sentence

Row = Mapping[str, Any]
MOST_BARS = 40
SMALLEST = 0.002  # of the whole: what is flatter in an icicle is drawn as one part with its like
_DEEPER = "\u241f"  # between the two levels that a part of an icicle is named by


def draw(here: Here, level: Level, view: str) -> None:
    """The picture of a level; bars where it holds negatives, for no area is less than nothing."""
    say = here.say
    if view == "icicle" and not level.below:
        view = "treemap"
    if not level.column or view == "table":
        return
    drawn = [r for r in level.rows if r["amount"]]
    if not drawn:
        st.info(say("Every amount here is zero: there is nothing to draw. The table has the lines."))
        return
    if any(r["amount"] < 0 for r in drawn) and view != "bars":
        st.info(say("Some of these are negative, such as recoveries. No area is less than nothing, so these are bars."))
        view = "bars"
    parts = store.remembered(_parts, level) if view == "icicle" else []
    if any(r["amount"] < 0 for r in parts):
        st.info(say("Some parts a level deeper are negative, so only one level is drawn."))
        view = "treemap"
    if view == "bars" and len(drawn) > MOST_BARS:
        said = say("The {n} largest and smallest are drawn; the table has all.", n=say.number(MOST_BARS))
        st.caption(said)
    spec, alt = store.remembered(_drawn, here, level, view)
    aria = say("Colour: {against}, from blue for less to orange for more", against=level.against.heading)
    key = legend.Ramp(say("at least 20% less"), say("unchanged"), say("at least 20% more"), aria)
    _show(here, level, spec, alt, key if level.before and view != "bars" else None)


def _drawn(here: Here, level: Level, view: str) -> tuple[dict[str, Any], str]:
    """The chart of a level, and what a screen reader says of it."""
    parts = store.remembered(_parts, level) if view == "icicle" else []
    spec, frame = _PICTURES[view](here, level, [r for r in level.rows if r["amount"]], parts)
    return spec, explain.graphic(here.say, frame, level.total, level.total_before, level.against)


def _show(here: Here, level: Level, spec: dict[str, Any], alt: str, key: legend.Ramp | None) -> None:
    say = here.say

    def picked(mark: str) -> None:
        of = level.of
        for column, label in zip((level.column, level.below), mark.split(_DEEPER), strict=False):
            of = of.narrowed(column, label)
        go(of)

    values = {"name": name(here, level), "level": column_name(say, level.column).lower()}
    spent = level.of.direction == "expenditure"
    caption = picture.Caption(
        "parts",
        say("{name}: spending by {level}", **values) if spent else say("{name}: revenue by {level}", **values),
        alt,
        [level.of],
        sentence(here, level),
        key,
        [key.aria] if key else [],
    )
    picture.show(here, spec, caption, key=f"chart:{urlencode(level.of.to_params())}", go=picked)


def _treemap(here: Here, level: Level, drawn: Sequence[Row], _: Sequence[Row]) -> tuple[dict[str, Any], pd.DataFrame]:
    frame = explain.marks(here.say, drawn, level.total, level.against)
    return treemap.chart(frame, drillable=True, headings=explain.headings(here.say, level.against)), frame


def _bars(here: Here, level: Level, drawn: Sequence[Row], _: Sequence[Row]) -> tuple[dict[str, Any], pd.DataFrame]:
    # Both ends of the list: the largest, and what is below zero.
    kept = drawn if len(drawn) <= MOST_BARS else [*drawn[: MOST_BARS // 2], *drawn[-MOST_BARS // 2 :]]
    frame = explain.marks(here.say, kept, level.total, level.against)
    return bars.chart(frame, drillable=True, headings=explain.headings(here.say, level.against)), frame


def _icicle(
    here: Here, level: Level, drawn: Sequence[Row], parts: Sequence[Row]
) -> tuple[dict[str, Any], pd.DataFrame]:
    say = here.say
    groups = explain.marks(say, drawn, level.total, level.against)
    frame = explain.marks(say, parts, level.total, level.against)
    frame["group"] = [r["first"] or NOT_NAMED for r in parts]
    frame["id"] = [_id(r) for r in parts]
    # What is drawn together leads to its group, where each has its own.
    rest = [say.n("{n} smaller part", "{n} smaller parts", r["together"]) if r.get("together") else "" for r in parts]
    frame["label"] = [text or label for text, label in zip(rest, frame["label"], strict=True)]
    return icicle.chart(groups, frame, headings=explain.headings(say, level.against)), groups


def _id(row: Row) -> str:
    first = row["first"] or NOT_NAMED
    return first if row.get("together") else _DEEPER.join((first, row["second"] or NOT_NAMED))


def _parts(level: Level) -> list[Row]:
    """The level below, the largest of each group one by one, the flattest of each together."""
    asked = store.ask(queries.lines, level.of, level.column, level.below, level.before).to_pylist()
    rows = [{**r, "label": r["second"], "label_fr": r["second_fr"]} for r in asked if r["amount"]]
    smallest = float(level.total) * SMALLEST
    flat: dict[Any, list[Row]] = {}
    for r in rows:
        if 0 < float(r["amount"]) < smallest:
            flat.setdefault(r["first"], []).append(r)
    together = {first: some for first, some in flat.items() if len(some) > 1}
    single = [r for r in rows if r not in together.get(r["first"], ())]
    return [*single, *(_sum(some) for some in together.values())]


def both_levels(here: Here, level: Level, view: str) -> None:
    """Behind one press, where two levels are drawn: the lower one line by line, each amount with its receipt."""
    if view != "icicle" or not level.below:
        return
    say, lines = here.say, []
    rows = store.ask(queries.lines, level.of, level.column, level.below, level.before).to_pylist()
    for r in sorted((r for r in rows if r["amount"]), key=lambda r: r["amount"], reverse=True):
        of = level.of.narrowed(level.column, r["first"] or NOT_NAMED).narrowed(level.below, r["second"] or NOT_NAMED)
        names = say.label(r["first"], r["first_fr"]), say.label(r["second"], r["second_fr"])
        part = explain.share(r["amount"], level.total)
        share = say.percent(part) if part is not None else "–"
        lines.append([together(" › ", names), evidence.receipt_link(here, of, say.exact(r["amount"])), share])
    first = together(" › ", (column_name(say, level.column), column_name(say, level.below)))
    with st.expander(say("Both levels as a table"), icon=":material/table_rows:"):
        evidence.show_table(pd.DataFrame(lines, columns=[first, say("Amount"), say("Share")], dtype=object))


def _sum(rows: Sequence[Row]) -> Row:
    return {**rows[0], "amount": explain.total_of(rows), "before": None, "together": len(rows)}


_PICTURES: Mapping[str, Callable[[Here, Level, Sequence[Row], Sequence[Row]], tuple[dict[str, Any], pd.DataFrame]]] = {
    "treemap": _treemap,
    "icicle": _icicle,
    "bars": _bars,
}
