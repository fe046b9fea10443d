"""A flow: where the money came from, the one pool it went into, and what it was used for.

Money is pooled: ribbons run from a source into the total and from the total to a use, never past it.
"""

import functools
from typing import Any, Final

import altair as alt
import pandas as pd

from dashboard.charts.common import (
    ENGLISH,
    Headings,
    Spec,
    by_field,
    columns,
    compiled,
    either,
    halo,
    hover,
    named,
    pick,
    pixels,
    rows,
    text_style,
    with_data,
)
from dashboard.charts.flow_nodes import INLINE_GAP, PHONE, WIDE, Table, fitting_height, nodes
from dashboard.theme import BLUE, GREEN, INK, MUTED, PLUM, SLATE, VERMILION

NARROW: Final = 900
"""Pixels of chart width below which labels lie on the ribbons instead of standing outside them."""

_COLUMNS = ("id", "label", "amount", "amount_label", "kind", "description")
_KINDS: Final = {
    "source": {"revenue": BLUE, "borrowing": VERMILION},
    "use": {"expense": GREEN, "surplus": PLUM, "other": SLATE},
}
_TONES: Final = {kind: tone for kinds in _KINDS.values() for kind, tone in kinds.items()}
_ON_USE: Final = "click[event.item && event.item.datum && event.item.datum.side === 'use']"
_CURSOR: Final = alt.expr("datum.side == 'use' ? 'pointer' : 'default'")


def chart(
    sources: pd.DataFrame,
    uses: pd.DataFrame,
    total_label: str,
    *,
    height: float = 640,
    headings: Headings = ENGLISH,
) -> Spec:
    """Sources, their total and its uses as a complete Vega-Lite specification.

    Columns of both frames: `id` and `label` (text), `amount` (positive, in one unit for both), `amount_label`
    (text, formatted), `kind` ("revenue" or "borrowing" for sources; "expense", "surplus" or "other" for uses)
    and `description` (what a screen reader says). Rows are drawn in the order given, top down. Both sides must
    add up to the same total, else ValueError: the caller shows a difference as a row of its own. The chart is
    `height` pixels tall, or taller if its labels need it. A click on a use, its ribbon or its label sets the
    selection `pick` to its `id`; sources and the total select nothing.
    """
    table = _table(sources, uses)
    tall = max(fitting_height(table, setting, height) for setting in (WIDE, PHONE))
    count = len(sources)
    positions: Table = {}
    bar: dict[str, Any] = {"total_label": total_label}
    for setting in (WIDE, PHONE):
        placed, pool = nodes(table, count, setting, tall)
        positions |= placed
        bar |= pool
    return with_data(_spec(headings), tall, nodes=rows(table | positions), pool=[bar])


def _table(sources: pd.DataFrame, uses: pd.DataFrame) -> Table:
    """Both frames as one table of columns, sources first, with the `side` each row is on."""
    sides = {"source": columns(sources, *_COLUMNS), "use": columns(uses, *_COLUMNS)}
    for side, table in sides.items():
        unknown = set(table["kind"]) - set(_KINDS[side])
        if unknown:
            known = ", ".join(_KINDS[side])
            raise ValueError(f"the kind of a {side} is one of {known}; not {', '.join(map(repr, unknown))}")
    table = {name: sides["source"][name] + sides["use"][name] for name in _COLUMNS}
    return table | {"side": ["source"] * len(sources) + ["use"] * len(uses)}


@functools.cache
def _spec(headings: Headings) -> Spec:
    tips = [alt.Tooltip("label:N", title="title"), alt.Tooltip("amount_label:N", title=headings.amount)]
    base = _placed(alt.Chart(alt.NamedData(name="nodes")))
    pool = _pool(alt.Chart(alt.NamedData(name="pool")))
    labels = _labelled(base)
    total = pool.mark_rect(cornerRadius=2, color=either(INK), aria=False).encode(
        x=pixels(alt.X, "x"), x2="x2:Q", y=pixels(alt.Y, "y"), y2="y2:Q"
    )
    return compiled(
        alt.layer(
            _ribbons(base, tips),
            _bars(base, tips),
            named(total, "pool"),
            *_texts(labels, tips),
            *_caption(pool),
        )
    )


def _pick(field: str) -> str:
    """`field` from the wide or the narrow layout, whichever suits the width of the moment."""
    return f"(width < {NARROW} ? datum.n{field} : datum.w{field})"


def _placed(base: alt.Chart) -> alt.Chart:
    """The corners of every node in pixels, and the edge of the total that its ribbon meets."""
    return (
        base.transform_calculate(
            narrow=f"width < {NARROW}",
            source="datum.side == 'source'",
            margin=f"width < {NARROW} ? 0 : min(width * 0.29, 300)",
            thick=f"width < {NARROW} ? 8 : 12",
            y=_pick("y0"),
            y2=f"max({_pick('y1')}, {_pick('y0')} + 1)",
            pool_y=_pick("pool0"),
            pool_y2=_pick("pool1"),
        )
        .transform_calculate(x="datum.source ? datum.margin : width - datum.margin - datum.thick")
        .transform_calculate(
            x2="datum.x + datum.thick",
            edge="datum.source ? datum.x + datum.thick : datum.x",
            pool_x="width / 2 + (datum.source ? -1 : 1) * datum.thick / 2",
        )
    )


def _pool(base: alt.Chart) -> alt.Chart:
    return base.transform_calculate(
        x=f"width / 2 - (width < {NARROW} ? 4 : 6)",
        x2=f"width / 2 + (width < {NARROW} ? 4 : 6)",
        y=_pick("y0"),
        y2=_pick("y1"),
        middle="width / 2",
        caption_y="4",
        line_y="24",
    )


def _ribbons(base: alt.Chart, tips: list[alt.Tooltip]) -> alt.Chart:
    """One ribbon per node, its curve sampled in the browser so that only its ends travel."""
    smooth = "datum.t * datum.t * (3 - 2 * datum.t)"
    strong = "dark ? 0.42 : 0.32"
    view = (
        base.transform_calculate(t="sequence(0, 1.01, 1 / 16)")
        .transform_flatten(["t"])
        .transform_calculate(
            at="datum.edge + (datum.pool_x - datum.edge) * datum.t",
            upper=f"datum.y + (datum.pool_y - datum.y) * {smooth}",
            lower=f"datum.y2 + (datum.pool_y2 - datum.y2) * {smooth}",
        )
        .mark_area(
            interpolate="monotone",
            aria=False,
            cursor=_CURSOR,
            fill=by_field("kind", _TONES),
            fillOpacity=alt.expr(f"datum.kind == 'borrowing' ? ({strong}) * 0.5 : {strong}"),
            stroke=by_field("kind", _TONES),
        )
        .encode(
            x=pixels(alt.X, "at"),
            y=pixels(alt.Y, "upper"),
            y2="lower:Q",
            detail=["id:N", "side:N", "kind:N"],
            strokeWidth=alt.when("datum.kind == 'borrowing'").then(alt.value(1.25)).otherwise(alt.value(0.4)),
            tooltip=tips,
        )
    )
    return named(view, "ribbons")


def _bars(base: alt.Chart, tips: list[alt.Tooltip]) -> alt.Chart:
    under, hue = hover(), by_field("kind", _TONES)
    view = (
        base.mark_rect(cornerRadius=1, cursor=_CURSOR, fill=hue, strokeWidth=1.5)
        .encode(
            x=pixels(alt.X, "x"),
            x2="x2:Q",
            y=pixels(alt.Y, "y"),
            y2="y2:Q",
            stroke=alt.when(under).then(alt.value(either(INK))).otherwise(alt.value(hue)),
            tooltip=tips,
            description="description:N",
        )
        # Only uses lead anywhere; a click on a source keeps the selection as it is. (`datum` itself is not
        # known to an event filter under the expression interpreter that Streamlit uses.)
        .add_params(pick(_ON_USE), under)
    )
    return named(view, "nodes")


def _labelled(base: alt.Chart) -> alt.Chart:
    """Where name and amount go, and in which size, from the room there is."""
    size = f"(width < {NARROW} ? {PHONE.size} : {WIDE.size})"
    return (
        base.transform_calculate(
            text=_pick("text"),
            lines=_pick("lines"),
            inline=_pick("inline"),
            outward="datum.source != datum.narrow",
            room="datum.narrow ? width / 2 - 23 : datum.margin - 10",
            middle="(datum.y + datum.y2) / 2",
        )
        .transform_calculate(fs=f"clamp(datum.room / {_pick('em')}, 8.5, {size})")
        .transform_calculate(
            lh="datum.fs * 1.22",
            anchor="datum.narrow ? (datum.source ? datum.x2 + 6 : datum.x - 6)"
            " : datum.source ? datum.x - 10 : datum.x2 + 10",
        )
        .transform_calculate(
            text_y="datum.middle - (datum.lines + (datum.inline ? 0 : 1) - 1) * datum.lh / 2 - datum.fs / 2",
            side_x=f"datum.inline ? (datum.outward ? -{_pick('tail')} : {_pick('name')}) * datum.fs : 0",
            gap=f"datum.inline ? datum.fs * {INLINE_GAP} : 0",
        )
        # On the left of its anchor a label ends with its amount; on the right it begins with its name.
        .transform_calculate(
            name_y="datum.text_y",
            name_x="datum.anchor + (datum.outward ? datum.side_x - datum.gap : 0)",
            amount_x="datum.anchor + (datum.outward ? 0 : datum.side_x + datum.gap)",
            amount_y="datum.text_y + (datum.inline ? 0 : datum.lines * datum.lh)",
        )
    )


def _texts(labels: alt.Chart, tips: list[alt.Tooltip]) -> list[alt.Chart]:
    """Names and amounts, each over a halo that shows only where labels lie on ribbons."""
    style: dict[str, Any] = text_style(
        baseline="top",
        align=alt.expr("datum.outward ? 'right' : 'left'"),
        fontSize=alt.expr("datum.fs"),
        lineHeight=alt.expr("datum.lh"),
        cursor=_CURSOR,
    )
    layers = []
    limit = alt.expr("max(1, datum.room + 4)")
    for layer, extra in (("halo", halo()), ("label", {})):
        for part, text, weight in (("name", "text:N", 600), ("amount", "amount_label:N", 400)):
            marked = labels.mark_text(**(style | {"fontWeight": weight, "limit": limit} | extra))
            place = {"x": pixels(alt.X, f"{part}_x"), "y": pixels(alt.Y, f"{part}_y")}
            drawn = marked.encode(**place, text=text, detail=["id:N", "side:N"], tooltip=tips)
            layers.append(named(drawn, f"{part}_{layer}"))
    return layers


def _caption(pool: alt.Chart) -> list[alt.Chart]:
    """The total's name at the very top, clear of ribbons and labels, and a thin line from it down to the bar."""
    style = text_style(align="center", baseline="top", fontSize=14, fontWeight=600, limit=alt.expr("width - 8"))
    label = pool.mark_text(**style).encode(
        x=pixels(alt.X, "middle"), y=pixels(alt.Y, "caption_y"), text="total_label:N"
    )
    line = pool.mark_rule(color=either(MUTED), strokeWidth=1, strokeDash=[2, 3], aria=False).encode(
        x=pixels(alt.X, "middle"), y=pixels(alt.Y, "line_y"), y2="y:Q"
    )
    return [named(line, "total_line"), named(label, "total_label")]
