"""How much the largest take together: a curve that climbs from the first to the last, to the share of the total."""

import functools
from typing import Any, Final

import altair as alt
import pandas as pd

from dashboard.charts.common import NARROW, Spec, columns, compiled, either, halo, named, rows, text_style, with_data
from dashboard.theme import BLUE, LINE, MUTED, PAGE

HEIGHT: Final = 230

_COLUMNS = ("rank", "share", "rank_label", "share_label", "description", "labelled")
_TICK: Final = f"(width < {NARROW} ? 54 : 34)"
"""Pixels below the zero line, for the names of the points; on a phone each word has a line."""


def chart(frame: pd.DataFrame, whole: str) -> Spec:
    """A curve for `frame` as a complete Vega-Lite specification, `HEIGHT` pixels tall.

    Columns of `frame`: `rank` (from 1), `share` of the total down to that rank (a fraction, at most 1), `rank_label`,
    `share_label`, `description`, and `labelled`: true where the point gets its labels. `whole` names the line at
    1. The ranks stand apart by their factor, not by their difference, so that the first ten can be seen beside all.
    """
    table = columns(frame, *_COLUMNS)
    return with_data(_spec(), HEIGHT, curve=rows(table), whole=[{"share": 1.0, "label": whole, "rank": 1}])


@functools.cache
def _spec() -> Spec:
    curve, whole = alt.Chart(alt.NamedData(name="curve")), alt.Chart(alt.NamedData(name="whole"))
    points = curve.transform_filter("datum.labelled")
    line = curve.mark_area(aria=False, opacity=0.28, color=either(BLUE), line={"color": either(BLUE)}).encode(
        x=_x(), y=_y()
    )
    return compiled(
        alt.layer(
            named(whole.mark_rule(color=either(LINE), strokeDash=[4, 3], aria=False).encode(y=_y()), "whole"),
            named(
                whole.mark_text(**text_style(align="left", baseline="bottom", fontSize=12, dy=-4)).encode(
                    x=alt.value(0), y=_y(), text="label:N"
                ),
                "whole_label",
            ),
            named(line, "curve"),
            named(_stems(points), "stems"),
            named(_dots(points), "points"),
            named(_shares(points, **halo()), "under the shares"),  # near the top they cross the line of the whole
            named(_shares(points), "shares"),
            named(_ranks(points), "ranks"),
        )
    )


def _x() -> alt.X:
    return alt.X("rank:Q", axis=None, scale=alt.Scale(type="log", nice=False, padding=34))


def _y() -> alt.Y:
    return alt.Y("share:Q", axis=None, scale=alt.Scale(domain=[0, 1], range=[alt.expr(f"height - {_TICK}"), 22]))


def _dots(points: alt.Chart) -> Any:
    return points.mark_circle(size=70, opacity=1, color=either(BLUE), stroke=either(PAGE), strokeWidth=1.5).encode(
        x=_x(), y=_y(), description="description:N", tooltip=alt.Tooltip("description:N", title="title")
    )


def _stems(points: alt.Chart) -> Any:
    return points.mark_rule(color=either(MUTED), strokeWidth=0.75, aria=False).encode(
        x=_x(), y=_y(), y2=alt.value(alt.expr(f"height - {_TICK}"))
    )


def _shares(points: alt.Chart, **more: Any) -> Any:
    style = text_style(baseline="bottom", dy=-7, fontSize=13, fontWeight=600) | more
    return points.mark_text(**style).encode(x=_x(), y=_y(), text="share_label:N")


def _ranks(points: alt.Chart) -> Any:
    points = points.transform_calculate(
        name=f"width < {NARROW} ? replace(datum.rank_label, regexp(' ', 'g'), '\\n') : datum.rank_label"
    )
    style = text_style(baseline="top", dy=6, fontSize=12, align="center", lineHeight=14)
    return points.mark_text(**style).encode(x=_x(), y=alt.value(alt.expr(f"height - {_TICK}")), text="name:N")
