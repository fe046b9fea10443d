"""An icicle: two levels at once, parts beside the whole that they make up; heights are amounts."""

import functools
from typing import Any, Final

import altair as alt
import pandas as pd

from dashboard import layout
from dashboard.charts.common import (
    ENGLISH,
    NARROW,
    Headings,
    Spec,
    columns,
    compiled,
    cursor,
    either,
    hover,
    named,
    pick,
    pixels,
    rows,
    text_style,
    tooltip,
    with_data,
)
from dashboard.theme import CHANGE, CHANGE_STOPS, INK, NEUTRAL, PAGE, TILE_INK

_MARK: Final = (
    "id", "label", "amount", "amount_label", "amount_short", "share_label", "change", "change_label", "description",
)  # fmt: skip
LINE: Final = 15
"""Pixels of height that a name needs; a part that is flatter is named by its tooltip and in the table."""


def chart(groups: pd.DataFrame, parts: pd.DataFrame, *, height: float = 640, headings: Headings = ENGLISH) -> Spec:
    """Groups at the left, their parts at the right, as a complete Vega-Lite specification `height` pixels tall.

    Both frames have the treemap's columns; `parts` also has `group`, the `id` of its group. Amounts are positive,
    the parts of a group add up to it. A click sets the selection `pick` to the `id` of a group or of a part.
    ValueError if an amount can have no height.
    """
    table = columns(parts, *_MARK, "group")
    numbers = {name: number for number, name in enumerate(columns(groups, "id")["id"])}
    place = layout.icicle(table["amount"], [numbers[g] for g in table["group"]])
    table |= {"y0": place["y0"].tolist(), "y1": place["y1"].tolist(), "level": [1] * len(parts)}
    of_group = dict(zip(table["group"], zip(place["g0"], place["g1"], strict=True), strict=True))
    whole = columns(groups, *_MARK)
    ends = [of_group[name] for name in whole["id"]]
    whole |= {"y0": [y0 for y0, _ in ends], "y1": [y1 for _, y1 in ends], "level": [0] * len(groups)}
    del table["group"]
    return with_data(_spec(headings), height, boxes=rows(whole) + rows(table))


@functools.cache
def _spec(headings: Headings) -> Spec:
    base = _placed(alt.Chart(alt.NamedData(name="boxes")))
    return compiled(alt.layer(_boxes(base, headings), _names(base, headings), *_amounts(base, headings)))


def _placed(base: alt.Chart) -> alt.Chart:
    """Corners in pixels, and whether there is room for a name and an amount at the width of the moment."""
    split = f"(width < {NARROW} ? 0.42 : 0.36)"
    return (
        base.transform_calculate(
            x=f"datum.level == 0 ? 0 : width * {split}",
            x2=f"datum.level == 0 ? width * {split} : width",
            y="datum.y0 * height",
            y2="datum.y1 * height",
            known="isValid(datum.change)",
            # Vega-Lite leaves out marks whose colour has no number, even where another colour is meant for them.
            shade="isValid(datum.change) ? datum.change : 0",
        )
        .transform_calculate(
            tall="datum.y2 - datum.y", wide="datum.x2 - datum.x - 12", middle="(datum.y + datum.y2) / 2"
        )
        .transform_calculate(right="datum.x2 - 6", after=f"width < {NARROW} ? datum.amount_short : datum.amount_label")
        .transform_calculate(
            has_amount="datum.tall >= 13 && datum.wide > 190 || (datum.level == 0 && datum.tall >= 30)"
        )
        .transform_calculate(
            name_at="datum.level == 0 && datum.tall >= 30 ? datum.middle - 8 : datum.middle",
            amount_at="datum.level == 0 && datum.tall >= 30 ? datum.middle + 8 : datum.middle",
            beside="datum.has_amount && !(datum.level == 0 && datum.tall >= 30)",
        )
        .transform_calculate(limit="max(1, datum.wide - (datum.beside ? 7.6 * length(datum.after) : 0))")
    )


def _boxes(base: alt.Chart, headings: Headings) -> alt.Chart:
    under = hover()
    ramp = alt.Scale(domain=list(CHANGE_STOPS), range=[either(tone) for tone in CHANGE], clamp=True, interpolate="lab")
    coloured = alt.Color("shade:Q", legend=None, scale=ramp)
    view = (
        base.mark_rect(cornerRadius=3, cursor=cursor(True))
        .encode(
            x=pixels(alt.X, "x"),
            x2="x2:Q",
            y=pixels(alt.Y, "y"),
            y2="y2:Q",
            color=alt.when("datum.known").then(coloured).otherwise(alt.value(either(NEUTRAL))),
            stroke=alt.when(under).then(alt.value(either(INK))).otherwise(alt.value(either(PAGE))),
            # A hair that is thinner than its edge would vanish under it.
            strokeWidth=alt.when("datum.tall > 4").then(alt.value(1.5)).otherwise(alt.value(0.4)),
            tooltip=tooltip(headings),
            description="description:N",
        )
        .add_params(pick(), under)
    )
    return named(view, "boxes")


def _text(base: alt.Chart, headings: Headings, place: dict[str, Any], **style: Any) -> alt.Chart:
    marked = base.mark_text(**text_style(baseline="middle", cursor=cursor(True), color=either(TILE_INK), **style))
    text: alt.Chart = marked.encode(tooltip=tooltip(headings), detail="id:N", **place)
    return text


def _names(base: alt.Chart, headings: Headings) -> alt.Chart:
    shown = base.transform_filter(f"datum.tall >= {LINE}")
    place = {"x": pixels(alt.X, "x"), "y": pixels(alt.Y, "name_at"), "text": "label:N"}
    return named(
        _text(shown, headings, place, align="left", dx=6, fontSize=12.5, fontWeight=600, limit=alt.expr("datum.limit")),
        "names",
    )


def _amounts(base: alt.Chart, headings: Headings) -> list[alt.Chart]:
    beneath = base.transform_filter(f"datum.tall >= {LINE} && datum.has_amount && !datum.beside")
    beside = base.transform_filter(f"datum.tall >= {LINE} && datum.beside")
    left = {"x": pixels(alt.X, "x"), "y": pixels(alt.Y, "amount_at"), "text": "after:N"}
    right = {"x": pixels(alt.X, "right"), "y": pixels(alt.Y, "amount_at"), "text": "after:N"}
    return [
        named(_text(beneath, headings, left, align="left", dx=6, fontSize=12), "amounts"),
        named(_text(beside, headings, right, align="right", fontSize=12), "amounts at the side"),
    ]
