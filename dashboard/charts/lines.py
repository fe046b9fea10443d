"""Lines over the years: named at their ends, interrupted at breaks, plans dashed; small panels where lines are many."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import altair as alt
import pandas as pd

from dashboard.charts import lines_layout as place
from dashboard.charts.common import (
    NARROW,
    Rows,
    Spec,
    by_field,
    columns,
    compiled,
    either,
    halo,
    named,
    pixels,
    reworded,
    rows,
    text_style,
    with_data,
)
from dashboard.theme import BLUE, GREEN, INK, LINE, MUTED, PAGE, PLUM, SLATE, VERMILION

TONES: Final = {"0": INK, "1": BLUE, "2": VERMILION, "3": GREEN, "4": PLUM, "5": SLATE}
MOST: Final = len(TONES)
"""No more lines than hues."""

_POINTS = ("line", "name", "year", "year_label", "value", "value_label", "segment", "plan", "restated", "release", "description")  # fmt: skip
_BREAKS = ("year", "letter", "line", "stops")
_OF_LINE: Final = by_field("tone", TONES)


class Words(NamedTuple):
    """What the tooltip calls its rows, in the reader's language."""

    year: str = "Fiscal year"
    value: str = "Amount"
    release: str = "Release"


ENGLISH: Final = Words()


def chart(
    points: pd.DataFrame, breaks: pd.DataFrame, *, tick: Callable[[float], str], from_zero: bool, words: Words = ENGLISH
) -> Spec:
    """Lines over fiscal years as a complete Vega-Lite specification.

    Columns of `points`, in the order of lines and years: `line` (id), `name`, `year` (int), `year_label`, `value`
    (float, any one unit), `value_label`, `segment` (points of one line with the same number are joined), `plan` and
    `restated` (bool), `release`, `description` (for a screen reader). Columns of `breaks`: `year` (the rule stands
    before it), `letter`, `line` (empty: all lines), `stops` (bool). `tick` writes a value at the scale. Without
    `from_zero` the scale begins near the lowest value. ValueError for more than `MOST` lines, or none.
    """
    marks, rule = rows(columns(points, *_POINTS)), rows(columns(breaks, *_BREAKS))
    ids = list(dict.fromkeys(m["line"] for m in marks))
    if not 0 < len(ids) <= MOST:
        raise ValueError(f"a line chart shows 1 to {MOST} lines; here are {len(ids)}")
    marks = [{**m, "tone": str(ids.index(m["line"]))} for m in marks]
    # One dataset for all layers: Streamlit turns each into a table of its own.
    data: Rows = [
        {"what": what, **row}
        for panel in place.panels(marks, tick=tick, from_zero=from_zero)
        for what, found in _drawn(panel, marks, rule, tick).items()
        for row in found
    ]
    return with_data(_spec(words), place.height(len(ids)), marks=data)


def _drawn(panel: place.Panel, marks: Rows, breaks: Rows, tick: Callable[[float], str]) -> dict[str, Rows]:
    first, last = min(m["year"] for m in marks), max(m["year"] for m in marks)
    placed = place.place(panel, marks, first, last)
    beside = panel.layout == "w" and len({m["line"] for m in marks}) <= place.TOGETHER
    labels = {m["year"]: m["year_label"] for m in marks}
    need = place.year_width(marks)
    name = "\n".join(place.titled(placed[0]["name"], panel.layout))
    one = {"title": name, "lines": name.count("\n") + 1, "y": panel.title, "f": 0, "tone": placed[0]["tone"]}
    by_line = [[r for r in placed if r["line"] == line] for line in panel.names]
    return {
        "points": [{**r, "shape": "diamond" if r["restated"] else "circle"} for r in placed],
        "ticks": [{**panel.across, "f": 0, "y": panel.y(t), "label": tick(t), "zero": t == 0} for t in panel.ticks],
        "years": [
            {
                **panel.across,
                "f": place.fraction(y, first, last),
                "y": panel.bottom + 7,
                "label": labels[y],
                "rank": rank,
                "span": max(last - first, 1),
                "need": need,
            }
            for rank, y in enumerate(sorted(labels, reverse=True))
        ],
        "titles": [] if beside else [{**panel.across, **one}],
        "ends": place.ends(panel, placed) if beside else [],
        "values": [] if beside else [{**r[-1], "y": max(r[-1]["y"] - 9, panel.top + 2)} for r in by_line],
        "rules": [
            {**r, "tone": next((m["tone"] for m in placed if m["line"] == r["line"]), "0")}
            for r in place.rules(panel, placed, breaks, first, last)
        ],
    }


_NAMED: Final = Words("{year}", "{value}", "{release}")
"""What stands in the compiled chart where the words go."""


@functools.lru_cache(maxsize=256)
def _spec(words: Words) -> Spec:
    return reworded(_compiled(), dict(zip(_NAMED, words, strict=True)))


@functools.cache
def _compiled() -> Spec:
    return compiled(_drawing(_NAMED))


def _drawing(words: Words) -> alt.LayerChart | alt.FacetChart:
    points = _placed("points")
    return alt.layer(
        *_scale(),
        *_years(),
        *_rules(),
        _path(points, plan=False),
        _path(points, plan=True),
        *_ends(),
        _dots(points, words),
        *_titles(),
        *_values(),
    )


def _placed(what: str) -> alt.Chart:
    """The rows of one kind, of the layout that suits the width of the moment, with the pixels of their panel and place."""
    return (
        alt.Chart(alt.NamedData(name="marks"))
        .transform_filter(f"datum.what == '{what}' && datum.layout == (width < {NARROW} ? 'n' : 'w')")
        .transform_calculate(panel=f"(width - {place.GAP} * (datum.cols - 1)) / datum.cols")
        .transform_calculate(left=f"datum.col * (datum.panel + {place.GAP})")
        .transform_calculate(
            start="datum.left + datum.padl",
            plot="datum.panel - datum.padl - datum.padr",
        )
        .transform_calculate(x="datum.start + datum.f * datum.plot", end="datum.start + datum.plot")
    )


def _at(view: Any, **more: Any) -> Any:
    return view.encode(x=pixels(alt.X, "x"), y=pixels(alt.Y, "y"), **more)


def _scale() -> list[alt.Chart]:
    base = _placed("ticks")
    lines = base.mark_rule(
        color=alt.expr(f"datum.zero ? {_tone(MUTED)} : {_tone(LINE)}"),
        strokeWidth=alt.expr("datum.zero ? 1 : 0.5"),
        aria=False,
    ).encode(x=pixels(alt.X, "start"), x2="end:Q", y=pixels(alt.Y, "y"))
    labels = base.transform_calculate(before="datum.start - 8").mark_text(
        **{**text_style(align="right", baseline="middle", fontSize=11.5), "color": either(MUTED)}
    )
    labels = labels.encode(x=pixels(alt.X, "before"), y=pixels(alt.Y, "y"), text="label:N")
    return [named(lines, "ticks"), named(labels, "tick_labels")]


def _tone(tone: Any) -> str:
    return f"(dark ? '{tone.dark}' : '{tone.light}')"


def _years() -> list[alt.Chart]:
    """Every year that has a value where there is room for its name, else every second, third …, from the last back."""
    base = (
        _placed("years")
        .transform_calculate(every="max(1, ceil(datum.need / (datum.plot / datum.span)))")
        .transform_filter("datum.rank % datum.every == 0")
    )
    style = {**text_style(baseline="top", fontSize=11.5), "color": either(MUTED)}
    return [named(_at(base.mark_text(**style, align="center"), text="label:N"), "years")]


def _rules() -> list[alt.Chart]:
    base = _placed("rules")
    rule = base.mark_rule(
        aria=False, strokeWidth=1.25, color=alt.expr(f"datum.line ? {_OF_LINE.expr} : {_tone(MUTED)}")
    )
    rule = rule.encode(
        x=pixels(alt.X, "x"),
        y=pixels(alt.Y, "y"),
        y2="y2:Q",
        strokeDash=alt.condition("datum.stops", alt.value([5, 3]), alt.value([1, 3])),
    )
    letter = base.mark_text(**text_style(baseline="bottom", fontSize=12, fontWeight=700))
    letter = letter.encode(x=pixels(alt.X, "x"), y=pixels(alt.Y, "letter_y"), text="letter:N")
    return [named(rule, "breaks"), named(letter, "break_letters")]


def _path(points: alt.Chart, *, plan: bool) -> alt.Chart:
    dash = {"strokeDash": [5, 4], "strokeWidth": 2} if plan else {"strokeWidth": 2.5}
    line = points.transform_filter("datum.plan" if plan else "!datum.plan")
    line = line.mark_line(**dash, color=_OF_LINE, strokeJoin="round", aria=False)
    return named(_at(line, detail=["line:N", "segment:N"], order="year:Q"), "plans" if plan else "lines")


def _dots(points: alt.Chart, words: Words) -> alt.Chart:
    """One mark a year: hollow for a plan, a diamond where an earlier release printed another figure."""
    tips = [
        alt.Tooltip("name:N", title="title"),
        alt.Tooltip("year_label:N", title=words.year),
        alt.Tooltip("value_label:N", title=words.value),
        alt.Tooltip("release:N", title=words.release),
    ]
    dots = points.mark_point(
        filled=False,
        fill=alt.expr(f"datum.plan ? {_tone(PAGE)} : {_OF_LINE.expr}"),
        stroke=_OF_LINE,
        strokeWidth=1.5,
        opacity=1,
    )
    dots = _at(
        dots,
        shape=alt.Shape("shape:N", scale=None),
        size=alt.condition("datum.restated", alt.value(95), alt.value(38)),
        tooltip=tips,
        description="description:N",
    )
    return named(dots, "points")


def _ends() -> list[alt.Chart]:
    base = _placed("ends").transform_calculate(
        after="datum.x + 7", label_x="datum.end + 22", half=f"(datum.lines - 1) * {place.SIZE * 1.22} / 2"
    )
    lead = base.mark_rule(strokeWidth=1, opacity=0.7, color=_OF_LINE, aria=False).encode(
        x=pixels(alt.X, "after"), y=pixels(alt.Y, "y"), x2="lead:Q", y2="label_y:Q"
    )
    lead = lead.transform_calculate(lead="datum.label_x - 4")
    style = text_style(
        align="left", baseline="middle", fontSize=place.SIZE, fontWeight=600, lineHeight=place.SIZE * 1.22
    )
    label = base.transform_calculate(text_y="datum.label_y - datum.half").mark_text(**style)
    label = label.encode(x=pixels(alt.X, "label_x"), y=pixels(alt.Y, "text_y"), text="text:N", detail="line:N")
    return [named(lead, "leads"), named(label, "names")]


def _titles() -> list[alt.Chart]:
    base = _placed("titles").transform_calculate(y1="datum.y + 5", x1="datum.left")
    style = text_style(align="left", baseline="middle", fontWeight=600, lineHeight=15)
    label = base.transform_calculate(y2="datum.y + 8").mark_text(
        **style, fontSize=12.5, limit=alt.expr("datum.panel + 14")
    )
    label = label.encode(x=pixels(alt.X, "x1"), y=pixels(alt.Y, "y2"), text="title:N", detail="tone:N")
    return [named(label, "titles")]


def _values() -> list[alt.Chart]:
    """The last value of each small panel, over the end of its line."""
    base = _placed("values").transform_calculate(over="datum.f == 1 ? datum.left + datum.panel : datum.x")
    style = text_style(align="right", baseline="bottom", fontSize=12, fontWeight=600)
    under, over = (base.mark_text(**style | more) for more in (halo(), {}))
    place_of = {"x": pixels(alt.X, "over"), "y": pixels(alt.Y, "y")}
    texts = (m.encode(**place_of, text="value_label:N", detail="line:N") for m in (under, over))
    return [named(m, name) for m, name in zip(texts, ("halos", "values"), strict=True)]
