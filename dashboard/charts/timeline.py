"""Amounts over fiscal years with events on the time line. Series are never joined, missing years are never bridged."""

import functools
import itertools
from collections.abc import Sequence
from typing import Any, Final

import altair as alt
import pandas as pd

from dashboard import layout
from dashboard.charts.common import (
    NARROW,
    Rows,
    Spec,
    by_field,
    columns,
    compiled,
    either,
    halo,
    hover,
    named,
    pixels,
    rows,
    text_style,
    with_data,
)
from dashboard.theme import BLUE, GREEN, INK, MUTED, PAGE, PLUM, SLATE

HEIGHT: Final = 330
HUES: Final = {"first": BLUE, "second": GREEN, "third": PLUM, "other": SLATE}
"""What a series may be: the organisation's own, by dataset; or another organisation, which it came from or became."""

_COLUMNS = ("series", "name", "hue", "planned", "year", "year_label", "amount", "amount_label", "description")
_TOP, _BOTTOM, _SIZE = 84.0, HEIGHT - 30.0, 12
_NAME_EMS: Final = 14.0
_LINE: Final = 14.0


def chart(frame: pd.DataFrame, events: Sequence[tuple[int, str, str]], gap: str) -> Spec:
    """A time line of `frame`, `HEIGHT` pixels tall, as a complete Vega-Lite specification.

    Columns of `frame`, one row a point: `series` (a key), `name` (what stands beside the series), `hue` (one of
    `HUES`), `planned` (hollow and dashed), `year` (fiscal, an integer), `year_label`, `amount`, `amount_label`,
    `description`. A line joins the points of a series in years that follow each other, and no others. `events` are
    (the first fiscal year that shows it, badge, description), drawn between that year and the one before. Years in
    which nothing stands are shaded and called `gap`.
    """
    table = columns(frame, *_COLUMNS)
    years = table["year"]
    first, last = min(years), max(years)
    table["at"] = [_at(y, first, last) for y in years]
    table["y"] = _heights(table["amount"])
    table["back"] = [last - y for y in years]
    table["span"] = [last - first] * len(years)
    room = max(layout.text_width(t) for t in (*table["year_label"], *table["amount_label"])) * _SIZE + 6
    table["room"] = [room] * len(years)
    points = sorted(rows(table), key=lambda r: (r["series"], r["year"]))
    for row, run in zip(points, _runs(points), strict=True):
        row |= {"run": run, "id": f"{row['series']}:{row['year']}"}
    labels = dict(zip(years, table["year_label"], strict=True))
    zero = _heights([*table["amount"], 0.0])[-1]
    parts: dict[str, Rows] = {
        "point": points,
        "name": _names(points),
        "year": [
            {"at": _at(y, first, last), "back": last - y, "span": last - first, "room": room, "text": t}
            for y, t in labels.items()
        ],
        "event": [
            {"at": _at(year - 0.5, first, last), "text": badge, "description": said}
            for year, badge, said in events
            if first < year <= last
        ],
        "gap": _gaps(set(years), gap),
        "zero": [{"y": zero}],
    }
    # One dataset for all: each one that is sent costs time.
    return with_data(_spec(), HEIGHT, marks=[{"kind": kind, **row} for kind, part in parts.items() for row in part])


def _at(year: float, first: int, last: int) -> float:
    """Where a year stands between the first (0) and the last (1)."""
    return (year - first) / (last - first) if last > first else 0.5


def _heights(amounts: Sequence[float]) -> list[float]:
    """Pixels from the top for each amount, on a scale that holds them all and zero."""
    low, high = min(0.0, *amounts), max(0.0, *amounts)
    room = (high - low) or 1.0
    return [_BOTTOM - (a - low) / room * (_BOTTOM - _TOP) for a in amounts]


def _runs(points: Rows) -> list[str]:
    """For each point the name of its unbroken run of years."""
    found: list[str] = []
    for before, row in zip([None, *points], points, strict=False):
        joins = before and before["series"] == row["series"] and before["year"] == row["year"] - 1
        found.append(found[-1] if joins else f"{row['series']}:{row['year']}")
    return found


def _names(points: Rows) -> Rows:
    """One label a series: above it; below it if planned; on its open side if it is another organisation."""
    labels = []
    for _, group in itertools.groupby(points, key=lambda r: r["series"]):
        of = list(group)
        lines = layout.wrap(of[0]["name"], _NAME_EMS, 2)
        end = of[-1] if of[-1]["back"] else of[0]
        label = {"text": "\n".join(lines), "hue": of[0]["hue"], "nudge": 0, "at": of[-1]["at"], "align": "center"}
        if of[0]["planned"]:
            label |= {"y": max(r["y"] for r in of) + 14}
        elif of[0]["hue"] == "other":
            leads = end is not of[0] or end["at"] < 0.5
            label |= {"y": end["y"] - _LINE * len(lines) / 2, "at": end["at"], "nudge": 9 if leads else -9}
            label["align"] = "left" if leads else "right"
        else:
            left = of[0]["at"] + of[-1]["at"] < 1
            beside = [r["y"] for r in points if r["hue"] != "other" and (r["at"] < 0.5) == left]
            label |= {"y": min(beside) - 24 - _LINE * len(lines), "at": of[0 if left else -1]["at"]}
            label |= {"align": "left" if left else "right", "nudge": -16 if left else 16}
        labels.append(label | {"lines": len(lines)})
    return _apart(labels)


def _apart(labels: Rows) -> Rows:
    """Labels of other organisations, moved up where they would lie on each other or on the zero line."""
    floor = _BOTTOM - 4
    for label in sorted((r for r in labels if r["hue"] == "other"), key=lambda r: -r["y"]):
        label["y"] = min(label["y"], floor - _LINE * label["lines"])
        floor = label["y"] - 2
    return labels


def _gaps(years: set[int], text: str) -> Rows:
    first, last = min(years), max(years)
    found = []
    for before, after in itertools.pairwise(sorted(years)):
        if after - before > 1:
            start, end = _at(before + 0.5, first, last), _at(after - 0.5, first, last)
            found.append({"start": start, "end": end, "text": text, "em": layout.text_width(text)})
    return found


@functools.cache
def _spec() -> Spec:
    layers = [*_gap_layers(), _zero(), *_year_labels(), *_event_layers(), *_line_layers(), *_label_layers()]
    return compiled(alt.layer(*layers, data=alt.NamedData(name="marks")))


def _over(kind: str) -> alt.Chart:
    """A view of the marks of a kind, with the room beside the first and the last year."""
    view = alt.Chart().transform_filter(f"datum.kind == '{kind}'")
    return view.transform_calculate(pad=f"width < {NARROW} ? 32 : 40")


def _x(chart: alt.Chart, field: str = "at", to: str = "x") -> alt.Chart:
    return chart.transform_calculate(**{to: f"datum.pad + datum.{field} * (width - 2 * datum.pad)"})


def _with_room(chart: alt.Chart) -> alt.Chart:
    """Only every so many years, counted from the last, where labels would touch."""
    step = "ceil(datum.room * max(1, datum.span) / (width - 2 * datum.pad))"
    return chart.transform_filter(f"datum.back % {step} == 0")


def _gap_layers() -> list[alt.Chart]:
    base = _x(_x(_over("gap"), "start", "x"), "end", "x2")
    shade = base.mark_rect(fill=either(INK), fillOpacity=0.045, aria=False).encode(
        x=pixels(alt.X, "x"), x2="x2:Q", y=alt.value(_TOP - 54), y2=alt.value(_BOTTOM)
    )
    text = (
        base.transform_filter(f"datum.em * {_SIZE} < datum.x2 - datum.x - 8")
        .transform_calculate(inset="datum.x + 8")
        .mark_text(**text_style(fontSize=_SIZE, baseline="bottom", align="left", color=either(MUTED)))
        .encode(x=pixels(alt.X, "inset"), y=alt.value(_BOTTOM - 6), text="text:N")
    )
    return [named(shade, "gaps"), named(text, "gap_names")]


def _zero() -> alt.Chart:
    view = (
        _over("zero")
        .transform_calculate(full="width", none="0")
        .mark_rule(color=either(MUTED), strokeWidth=1, aria=False)
        .encode(x=pixels(alt.X, "none"), x2="full:Q", y=pixels(alt.Y, "y"))
    )
    return named(view, "zero")


def _year_labels() -> list[alt.Chart]:
    view = (
        _with_room(_x(_over("year")))
        .mark_text(**text_style(fontSize=_SIZE, baseline="top", color=either(MUTED)))
        .encode(x=pixels(alt.X, "x"), y=alt.value(_BOTTOM + 9), text="text:N")
    )
    return [named(view, "years")]


def _event_layers() -> list[alt.Chart]:
    base = _x(_over("event"))
    rule = base.mark_rule(color=either(MUTED), strokeWidth=1, strokeDash=[2, 3], aria=False).encode(
        x=pixels(alt.X, "x"), y=alt.value(20), y2=alt.value(_BOTTOM)
    )
    badge = base.mark_text(**text_style(fontSize=_SIZE, fontWeight=700, baseline="middle") | {"aria": True}).encode(
        x=pixels(alt.X, "x"),
        y=alt.value(11),
        text="text:N",
        tooltip=[alt.Tooltip("description:N", title="title")],
        description="description:N",
    )
    return [named(rule, "event_rules"), named(badge, "event_badges")]


def _line_layers() -> list[alt.Chart]:
    base = _x(_over("point"))
    places = {"x": pixels(alt.X, "x"), "y": pixels(alt.Y, "y")}
    lines = []
    # A line has one colour, so each hue is a layer.
    for (hue, tone), planned in itertools.product(HUES.items(), (False, True)):
        some = base.transform_filter(f"datum.hue == '{hue}' && {'' if planned else '!'}datum.planned")
        dash: dict[str, Any] = {"strokeDash": [3, 4]} if planned else {}
        line = some.mark_line(strokeWidth=2, aria=False, color=either(tone), **dash).encode(
            **places, detail="run:N", order="year:Q"
        )
        lines.append(named(line, f"line_{hue}{'_planned' if planned else ''}"))
    under = hover()
    dots = (
        base.mark_point(
            filled=True,
            shape="circle",
            opacity=1,
            fill=alt.expr(f"datum.planned ? {either(PAGE).expr} : {by_field('hue', HUES).expr}"),
            stroke=by_field("hue", HUES),
            strokeWidth=2,
        )
        .encode(
            **places,
            size=alt.when(under).then(alt.value(110)).otherwise(alt.value(52)),
            tooltip=[alt.Tooltip("description:N", title="title")],
            description="description:N",
        )
        .add_params(under)
    )
    return [*lines, named(dots, "points")]


def _label_layers() -> list[alt.Chart]:
    amounts = _with_room(_x(_over("point"))).transform_filter("datum.hue != 'other'")
    names = _x(_over("name")).transform_calculate(x="datum.x + datum.nudge")
    style = text_style(baseline="bottom", fontSize=_SIZE)
    name_style = text_style(baseline="top", fontSize=_SIZE, fontWeight=600, align=alt.expr("datum.align"),
                            lineHeight=_LINE)  # fmt: skip
    found = []
    for beneath in (True, False):
        over: dict[str, Any] = halo() if beneath else {}
        end = "_halo" if beneath else ""
        colour = {} if beneath else {"color": by_field("hue", dict.fromkeys(HUES, INK) | {"other": MUTED})}
        amount = amounts.transform_calculate(label_y="datum.y - 9").mark_text(**style | over)
        found.append(
            named(
                amount.encode(x=pixels(alt.X, "x"), y=pixels(alt.Y, "label_y"), text="amount_label:N"), f"amounts{end}"
            )
        )
        name = names.mark_text(**name_style | over | colour)
        found.append(named(name.encode(x=pixels(alt.X, "x"), y=pixels(alt.Y, "y"), text="text:N"), f"names{end}"))
    return found
