"""One amount a year as columns from a zero line; an amount below it hangs, in another hue."""

import functools
from typing import Final

import altair as alt
import pandas as pd

from dashboard.charts.common import (
    NARROW,
    Spec,
    by_field,
    columns,
    compiled,
    either,
    named,
    pixels,
    rows,
    text_style,
    with_data,
)  # fmt: skip
from dashboard.theme import BLUE, MUTED, PLUM

HEIGHT: Final = 220
CROWDED: Final = 7
"""More columns than this carry their labels on a phone only where they are largest or last."""

_COLUMNS = ("year_label", "amount", "amount_label", "amount_short", "description")
_TOP, _BOTTOM = 22, HEIGHT - 44
"""Pixels between which columns live: labels stand above and below, the years under all."""


def chart(frame: pd.DataFrame) -> Spec:
    """Columns for `frame`, in its order, as a complete Vega-Lite specification, `HEIGHT` pixels tall.

    Columns of `frame`: `year_label`, `amount` (a float, any sign), `amount_label`, `amount_short`, `description`.
    """
    table = columns(frame, *_COLUMNS)
    amounts, count = table["amount"], len(frame)
    low, high = min([0.0, *amounts]), max([0.0, *amounts])
    scale = (_BOTTOM - _TOP) / ((high - low) or 1.0)
    told = {max(range(count), key=amounts.__getitem__, default=0), count - 1}
    table["sign"] = ["less" if a < 0 else "more" for a in amounts]
    table["told"] = [count <= CROWDED or i in told for i in range(count)]
    table["place"] = [(i + 0.5) / max(count, 1) for i in range(count)]
    table["half"] = [0.32 / max(count, 1)] * count
    table["zero"] = [_TOP + high * scale] * count
    table["tip"] = [_TOP + (high - a) * scale for a in amounts]
    return with_data(_spec(), HEIGHT, years=rows(table))


@functools.cache
def _spec() -> Spec:
    base = alt.Chart(alt.NamedData(name="years")).transform_calculate(
        middle="datum.place * width",
        left="(datum.place - datum.half) * width",
        right="(datum.place + datum.half) * width",
        label_y="datum.amount < 0 ? datum.tip + 4 : datum.tip - 4",
        foot=str(HEIGHT - 4),
        shown=f"width >= {NARROW} || datum.told",
        none="0",
        full="width",
    )
    bars = base.mark_rect(cornerRadius=2, fill=by_field("sign", {"more": BLUE, "less": PLUM})).encode(
        x=pixels(alt.X, "left"),
        x2="right:Q",
        y=pixels(alt.Y, "tip"),
        y2="zero:Q",
        description="description:N",
        tooltip=alt.Tooltip("description:N", title="title"),
    )
    zero = base.mark_rule(color=either(MUTED), strokeWidth=1, aria=False).encode(
        x=pixels(alt.X, "none"), x2="full:Q", y=pixels(alt.Y, "zero")
    )
    return compiled(alt.layer(named(bars, "bars"), named(zero, "zero"), *_labels(base)))


def _labels(base: alt.Chart) -> list[alt.Chart]:
    shown = base.transform_filter("datum.shown").transform_calculate(
        amount_text=f"width >= {NARROW} ? datum.amount_label : datum.amount_short"
    )
    style = text_style(fontSize=12, fontWeight=600, align="center")
    above = alt.expr("datum.amount < 0 ? 'top' : 'bottom'")
    amounts = shown.mark_text(**style, baseline=above).encode(
        x=pixels(alt.X, "middle"), y=pixels(alt.Y, "label_y"), text="amount_text:N"
    )
    years = shown.mark_text(**text_style(fontSize=12, align="center", baseline="bottom")).encode(
        x=pixels(alt.X, "middle"), y=pixels(alt.Y, "foot"), text="year_label:N"
    )
    return [named(amounts, "amounts"), named(years, "years")]
