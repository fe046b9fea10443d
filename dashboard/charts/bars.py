"""Ranked horizontal bars from a zero line, for amounts that may be negative and so can never be areas."""

import functools
from typing import Any, Final, Literal

import altair as alt
import pandas as pd

from dashboard import layout
from dashboard.charts.common import (
    ENGLISH,
    NARROW,
    Headings,
    Spec,
    by_field,
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
from dashboard.theme import BLUE, INK, LINE, MUTED, PLUM

ROW_HEIGHT: Final = 38
"""Pixels a row takes: on the phone its name above a slim bar, otherwise its name beside a full one."""

_COLUMNS = (
    "id", "label", "amount", "amount_label", "amount_short", "share_label", "change_label", "description",
)  # fmt: skip
_SIZE: Final = 13
_NAME_EMS: Final = 19.0


def chart(frame: pd.DataFrame, *, drillable: bool, headings: Headings = ENGLISH) -> Spec:
    """Bars for `frame`, largest amount first, as a complete Vega-Lite specification.

    Columns of `frame` are the treemap's, but `amount` may be zero or negative (negative bars go left, in another
    hue) and `change` is not needed. The chart is `ROW_HEIGHT` pixels a row tall. A click anywhere in a row sets
    the selection `pick` to the row's `id`.
    """
    table = columns(frame, *_COLUMNS)
    ranked = sorted(range(len(frame)), key=lambda i: -table["amount"][i])
    table = {name: [values[i] for i in ranked] for name, values in table.items()}
    table |= _measures(table)
    return with_data(_spec(drillable, headings), ROW_HEIGHT * max(len(frame), 1) + 4, bars=rows(table))


def _measures(table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Rank, the span of all amounts, and in ems how much room names and amounts need."""
    amounts, count = table["amount"], len(table["amount"])
    low, high = min([0.0, *amounts]), max([0.0, *amounts])
    names = [layout.wrap(label, _NAME_EMS, 2) for label in table["label"]]
    em = [max(map(layout.text_width, lines)) for lines in names]
    aem = [layout.text_width(text) for text in table["amount_label"]]
    after = max((w for w, a in zip(aem, amounts, strict=True) if a >= 0), default=0.0)
    before = max((w for w, a in zip(aem, amounts, strict=True) if a < 0), default=0.0)
    return {
        "rank": list(range(count)),
        "low": [low] * count,
        "high": [high if high > low else low + 1] * count,
        "name": ["\n".join(lines) for lines in names],
        "lines": [len(lines) for lines in names],
        "em": em,
        "one_em": [layout.text_width(label) for label in table["label"]],
        "short_em": [layout.text_width(text) for text in table["amount_short"]],
        "names_em": [max(em, default=0.0)] * count,
        "after_em": [after] * count,
        "before_em": [before] * count,
    }


@functools.cache
def _spec(drillable: bool, headings: Headings) -> Spec:
    base = _placed(alt.Chart(alt.NamedData(name="bars")))
    shape = cursor(drillable)
    tips = tooltip(headings)
    layers = [
        _rule(base),
        _row(base, shape, tips),
        _bar(base, shape, tips),
        _zero(base),
        *_names(base, shape, tips),
        *_amounts(base, shape, tips),
    ]
    return compiled(alt.layer(*layers))


def _placed(base: alt.Chart) -> alt.Chart:
    """Pixel positions from the width of the moment: `left` to `right` is where the bars live."""
    return (
        base.transform_calculate(
            narrow=f"width < {NARROW}",
            top=f"datum.rank * {ROW_HEIGHT} + 2",
            bottom=f"datum.rank * {ROW_HEIGHT} + {ROW_HEIGHT} + 2",
            full="width",
            none="0",
        )
        .transform_calculate(
            room=f"width - datum.short_em * {_SIZE} - 14",
            column=f"datum.narrow ? 0 : min(width * 0.34, datum.names_em * {_SIZE} + 16)",
        )
        # On the phone a name too long for one line takes two and pushes its bar down a little.
        .transform_calculate(squeeze="datum.narrow && datum.lines > 1 && datum.one_em * 11 > datum.room ? 7 : 0")
        .transform_calculate(
            left=f"datum.column + (datum.narrow || datum.low == 0 ? 0 : datum.before_em * {_SIZE} + 8)",
            right=f"width - (datum.narrow ? 0 : datum.after_em * {_SIZE} + 8)",
        )
        .transform_calculate(scale="(datum.right - datum.left) / (datum.high - datum.low)")
        .transform_calculate(
            zero="datum.left + datum.scale * (0 - datum.low)",
            tip="datum.left + datum.scale * (datum.amount - datum.low)",
            bar_top="datum.top + (datum.narrow ? 20 + datum.squeeze : 8)",
            bar_bottom="datum.narrow ? datum.top + 30 + datum.squeeze * 0.7 : datum.bottom - 8",
            middle="(datum.top + datum.bottom) / 2",
        )
        .transform_calculate(
            sign="datum.amount < 0 ? 'less' : 'more'",
            # However small, an amount that is not zero leaves a mark.
            x="datum.amount < 0 ? min(datum.tip, datum.zero - 1.5) : datum.zero",
            x2="datum.amount > 0 ? max(datum.tip, datum.zero + 1.5) : datum.zero",
        )
    )


def _rule(base: alt.Chart) -> alt.Chart:
    """Hairlines that lead the eye from a name to its bar across a wide page."""
    view = (
        base.transform_filter("!datum.narrow && datum.rank > 0")
        .mark_rule(color=either(LINE), strokeWidth=0.5, aria=False)
        .encode(x=pixels(alt.X, "none"), x2="full:Q", y=pixels(alt.Y, "top"))
    )
    return named(view, "rules")


def _row(base: alt.Chart, shape: Literal["pointer", "default"], tips: list[alt.Tooltip]) -> alt.Chart:
    """The whole row, invisible until pointed at: what is clicked, and what a screen reader reads."""
    under = hover()
    view = (
        base.mark_rect(cornerRadius=4, cursor=shape, fill=either(INK))
        .encode(
            x=pixels(alt.X, "none"),
            x2="full:Q",
            y=pixels(alt.Y, "top"),
            y2="bottom:Q",
            fillOpacity=alt.when(under).then(alt.value(0.06)).otherwise(alt.value(0)),
            tooltip=tips,
            description="description:N",
        )
        .add_params(pick(), under)
    )
    return named(view, "rows")


def _bar(base: alt.Chart, shape: Literal["pointer", "default"], tips: list[alt.Tooltip]) -> alt.Chart:
    view = base.mark_rect(
        cornerRadius=2, cursor=shape, aria=False, fill=by_field("sign", {"more": BLUE, "less": PLUM})
    ).encode(
        x=pixels(alt.X, "x"),
        x2="x2:Q",
        y=pixels(alt.Y, "bar_top"),
        y2="bar_bottom:Q",
        tooltip=tips,
        detail="id:N",
    )
    return named(view, "bars")


def _zero(base: alt.Chart) -> alt.Chart:
    """The line everything is measured from; drawn only beside the bars where names stand above them."""
    view = (
        base.transform_calculate(
            from_="datum.narrow ? datum.bar_top - 1.5 : datum.top",
            to="datum.narrow ? datum.bar_bottom + 1.5 : datum.bottom",
        )
        .mark_rule(color=either(MUTED), strokeWidth=1, aria=False)
        .encode(x=pixels(alt.X, "zero"), y=pixels(alt.Y, "from_"), y2="to:Q")
    )
    return named(view, "zero")


def _names(base: alt.Chart, shape: Literal["pointer", "default"], tips: list[alt.Tooltip]) -> list[alt.Chart]:
    style = text_style(align="left", fontWeight=600, cursor=shape)
    wide = (
        base.transform_filter("!datum.narrow")
        .transform_calculate(fs=f"clamp((datum.column - 16) / datum.em, 10, {_SIZE})")
        .transform_calculate(name_y="datum.middle - datum.fs * (0.58 * datum.lines - 0.11)")
        .mark_text(
            **style,
            baseline="top",
            fontSize=alt.expr("datum.fs"),
            lineHeight=alt.expr("datum.fs * 1.16"),
            limit=alt.expr("max(1, datum.column - 8)"),
        )
        .encode(x=pixels(alt.X, "none"), y=pixels(alt.Y, "name_y"), text="name:N", tooltip=tips, detail="id:N")
    )
    narrow = (
        base.transform_filter("datum.narrow")
        .transform_calculate(
            fs=f"datum.squeeze ? clamp(datum.room / datum.em, 10, 11) : clamp(datum.room / datum.one_em, 10, {_SIZE})",
            name_y="datum.top + (datum.squeeze ? 1 : 4)",
            set="datum.squeeze ? datum.name : datum.label",
        )
        .mark_text(
            **style,
            baseline="top",
            fontSize=alt.expr("datum.fs"),
            lineHeight=alt.expr("datum.fs * 1.1"),
            limit=alt.expr("max(1, datum.room + 4)"),
        )
        .encode(x=pixels(alt.X, "none"), y=pixels(alt.Y, "name_y"), text="set:N", tooltip=tips, detail="id:N")
    )
    return [named(wide, "names_wide"), named(narrow, "names_narrow")]


def _amounts(base: alt.Chart, shape: Literal["pointer", "default"], tips: list[alt.Tooltip]) -> list[alt.Chart]:
    style = text_style(cursor=shape, fontSize=_SIZE)
    wide = (
        base.transform_filter("!datum.narrow")
        .transform_calculate(end="datum.amount < 0 ? datum.x - 6 : datum.x2 + 6")
        .mark_text(**style, baseline="middle", align=alt.expr("datum.amount < 0 ? 'right' : 'left'"))
        .encode(x=pixels(alt.X, "end"), y=pixels(alt.Y, "middle"), text="amount_label:N", tooltip=tips, detail="id:N")
    )
    narrow = (
        base.transform_filter("datum.narrow")
        .transform_calculate(name_y="datum.top + 4")
        .mark_text(**style, baseline="top", align="right")
        .encode(x=pixels(alt.X, "full"), y=pixels(alt.Y, "name_y"), text="amount_short:N", tooltip=tips, detail="id:N")
    )
    return [named(wide, "amounts_wide"), named(narrow, "amounts_narrow")]
