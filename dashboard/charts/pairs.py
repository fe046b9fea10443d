"""Pairs of bars from a zero line: the same line on two sides, one under the other."""

import functools
from typing import Any, Final

import altair as alt
import pandas as pd

from dashboard import layout
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
)
from dashboard.theme import BLUE, LINE, MUTED, VERMILION, Tone

TONES: Final[dict[str, Tone]] = {"a": BLUE, "b": VERMILION}
ROW_HEIGHT: Final = 56
_SIZE: Final = 13
_NAME_EMS: Final = 19.0
_COLUMNS = ("label", "side", "amount", "amount_label", "description")


def chart(frame: pd.DataFrame, *, names: tuple[str, str], amount: str = "Amount") -> Spec:
    """Pairs of bars in the order given, as a complete Vega-Lite specification.

    Columns of `frame`, two rows a pair: `label`, `side` ("a" first, then "b"), `amount` (float in any one unit, or
    missing where that side has none), `amount_label`, `description` (for a screen reader). `names` are the sides'
    names and `amount` what is measured, for the tooltip. ValueError if the rows are no pairs.
    """
    table = columns(frame, *_COLUMNS)
    if table["side"] != ["a", "b"] * (len(frame) // 2):
        raise ValueError("pairs need a row of side 'a', then one of side 'b', for each label")
    values = [v for v in table["amount"] if v is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    lines = [layout.wrap(label, _NAME_EMS, 3) for label in table["label"]]
    count = len(frame)
    table |= {
        "pair": [i // 2 for i in range(count)],
        "low": [low] * count,
        "high": [high if high > low else low + 1] * count,
        "name": ["\n".join(texts) for texts in lines],
        "lines": [len(texts) for texts in lines],
        "one_em": [layout.text_width(label) for label in table["label"]],
        "names_em": [max((layout.text_width(t) for texts in lines for t in texts), default=0.0)] * count,
        "after_em": [max(map(layout.text_width, table["amount_label"]), default=0.0)] * count,
        "of": [names["ab".index(side)] for side in table["side"]],
    }
    return with_data(_spec(amount), ROW_HEIGHT * max(count // 2, 1) + 4, pairs=rows(table))


@functools.cache
def _spec(amount: str) -> Spec:
    base = _placed(alt.Chart(alt.NamedData(name="pairs")))
    first = base.transform_filter("datum.side == 'a'")
    return compiled(alt.layer(_rules(first), _bars(base, amount), _zero(first), *_names(first), _amounts(base)))


def _placed(base: alt.Chart) -> alt.Chart:
    """Pixel positions from the width of the moment. Names stand beside the bars, on a phone above them."""
    return (
        base.transform_calculate(
            narrow=f"width < {NARROW}",
            top=f"datum.pair * {ROW_HEIGHT} + 2",
            second="datum.side == 'b' ? 1 : 0",
            none="0",
            full="width",
        )
        .transform_calculate(
            left=f"datum.narrow ? 0 : min(width * 0.34, datum.names_em * {_SIZE} + 16)",
            room=f"datum.after_em * {_SIZE} + 8",
        )
        .transform_calculate(scale="(width - datum.room - datum.left) / (datum.high - datum.low)")
        .transform_calculate(
            zero="datum.left - datum.scale * datum.low",
            y="datum.top + (datum.narrow ? 19 : 9) + datum.second * (datum.narrow ? 17 : 20)",
        )
        .transform_calculate(
            tip="datum.zero + datum.scale * datum.amount",
            y2="datum.y + (datum.narrow ? 14 : 17)",
            middle="datum.y + (datum.narrow ? 7 : 8.5)",
        )
        .transform_calculate(
            # However small, an amount that is not zero leaves a mark.
            x="datum.amount < 0 ? min(datum.tip, datum.zero - 1.5) : datum.zero",
            x2="datum.amount > 0 ? max(datum.tip, datum.zero + 1.5) : datum.zero",
        )
    )


def _rules(first: alt.Chart) -> alt.Chart:
    view = first.transform_filter("datum.pair > 0").mark_rule(color=either(LINE), strokeWidth=0.5, aria=False)
    return named(view.encode(x=pixels(alt.X, "none"), x2="full:Q", y=pixels(alt.Y, "top")), "rules")


def _bars(base: alt.Chart, amount: str) -> alt.Chart:
    tips = [
        alt.Tooltip("label:N", title="title"),
        alt.Tooltip("of:N", title=" "),
        alt.Tooltip("amount_label:N", title=amount),
    ]
    view = base.transform_filter("isValid(datum.amount)").mark_rect(cornerRadius=2, fill=by_field("side", TONES))
    view = view.encode(
        x=pixels(alt.X, "x"),
        x2="x2:Q",
        y=pixels(alt.Y, "y"),
        y2="y2:Q",
        tooltip=tips,
        description="description:N",
    )
    return named(view, "bars")


def _zero(first: alt.Chart) -> alt.Chart:
    view = first.transform_calculate(to="datum.y + (datum.narrow ? 31 : 37)")
    view = view.mark_rule(color=either(MUTED), strokeWidth=1, aria=False)
    return named(view.encode(x=pixels(alt.X, "zero"), y=pixels(alt.Y, "y"), y2="to:Q"), "zero")


def _names(first: alt.Chart) -> list[alt.Chart]:
    style: dict[str, Any] = text_style(align="left", fontWeight=600, baseline="middle")
    wide = first.transform_filter("!datum.narrow").transform_calculate(
        name_y=f"datum.top + {ROW_HEIGHT / 2} - (datum.lines - 1) * 7.5"
    )
    wide = wide.mark_text(**style, fontSize=_SIZE, lineHeight=15, limit=alt.expr("max(1, datum.left - 8)"))
    narrow = first.transform_filter("datum.narrow").transform_calculate(name_y="datum.top + 9")
    narrow = narrow.mark_text(**style, fontSize=alt.expr(f"clamp(width / datum.one_em, 9.5, {_SIZE})"))
    at = {"x": pixels(alt.X, "none"), "y": pixels(alt.Y, "name_y")}
    return [
        named(wide.encode(**at, text="name:N", detail="pair:N"), "names_wide"),
        named(narrow.encode(**at, text="label:N", detail="pair:N"), "names_narrow"),
    ]


def _amounts(base: alt.Chart) -> alt.Chart:
    view = base.transform_calculate(after="max(datum.zero, isValid(datum.amount) ? datum.x2 : 0) + 6")
    view = view.mark_text(**text_style(align="left", baseline="middle", fontSize=12.5), opacity=1)
    return named(
        view.encode(x=pixels(alt.X, "after"), y=pixels(alt.Y, "middle"), text="amount_label:N", detail="side:N"),
        "amounts",
    )
