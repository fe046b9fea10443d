"""A treemap: areas are amounts, colours the change on the year, names fitted to their tiles in the browser."""

import functools
from typing import Any, Literal

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

_COLUMNS = (
    "id", "label", "amount", "amount_label", "amount_short", "share_label", "change", "change_label", "description",
)  # fmt: skip


def chart(frame: pd.DataFrame, *, drillable: bool, height: float = 520, headings: Headings = ENGLISH) -> Spec:
    """The treemap of `frame` as a complete Vega-Lite specification, `height` pixels tall.

    Columns of `frame`: `id` and `label` (text), `amount` (positive, in currency units), `amount_label`,
    `amount_short` and `share_label` (text, formatted), `change` (fraction on the year: 0.05 is 5 % more,
    NaN is not known), `change_label` (text, may be empty), `description` (what a screen reader says of the
    tile). A click on a tile or its text sets the selection `pick` to the row's `id`. ValueError if an amount is
    zero or negative and so can have no area.
    """
    table = columns(frame, *_COLUMNS)
    tiles = layout.treemap(table["amount"])
    table |= {name: tiles[name].tolist() for name in tiles.columns}
    table |= _measures(table)
    return with_data(_spec(drillable, headings), height, tiles=rows(table))


def _measures(table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What the browser needs to fit the texts, in ems: `em` name, `word` longest word, `aem…` amounts."""
    pairs = zip(table["amount_label"], table["share_label"], strict=True)
    full = [f"{a} · {s}" if s else a for a, s in pairs]
    widths = layout.text_width
    return {
        "em": [widths(label) or 1 for label in table["label"]],
        "word": [max(map(widths, label.split(" ")), default=1) or 1 for label in table["label"]],
        "amount_full": full,
        "aem_full": [widths(text) for text in full],
        "aem_label": [widths(text) for text in table["amount_label"]],
        "aem_short": [widths(text) for text in table["amount_short"]],
        "cem": [widths(text) for text in table["change_label"]],
    }


@functools.cache
def _spec(drillable: bool, headings: Headings) -> Spec:
    base = _placed(alt.Chart(alt.NamedData(name="tiles")))
    words = _fitted(base)
    shape = cursor(drillable)
    place: dict[str, Any] = {
        "x": pixels(alt.X, "x"),
        "y": pixels(alt.Y, "y"),
        "tooltip": tooltip(headings),
        # Vega keeps `id` on the text's rows only if it is asked to; without it clicks on labels select nothing.
        "detail": "id:N",
    }
    style = text_style(align="left", baseline="top", dx=alt.expr("datum.pad"), cursor=shape, color=either(TILE_INK))
    limit = alt.expr("max(1, datum.tw + 3)")
    name = words.transform_filter("datum.lines > 0").mark_text(
        **style, dy=8, fontWeight=600, limit=limit, fontSize=alt.expr("datum.fs"), lineHeight=alt.expr("datum.fs * 1.2")
    )
    amount = words.transform_filter("datum.amount_text != ''").mark_text(
        **style, dy=alt.expr("datum.below"), fontSize=alt.expr("datum.afs")
    )
    change = words.transform_filter("datum.change_fits").mark_text(
        **style, dy=alt.expr("datum.below + datum.afs * 1.35"), fontSize=alt.expr("datum.afs")
    )
    return compiled(
        alt.layer(
            _tiles(base, shape, headings),
            named(name.encode(text="name:N", **place), "names"),
            named(amount.encode(text="amount_text:N", **place), "amounts"),
            named(change.encode(text="change_label:N", **place), "changes"),
        )
    )


def _tiles(base: alt.Chart, shape: Literal["pointer", "default"], headings: Headings) -> alt.Chart:
    under = hover()
    ramp = alt.Scale(domain=list(CHANGE_STOPS), range=[either(tone) for tone in CHANGE], clamp=True, interpolate="lab")
    coloured = alt.Color("shade:Q", legend=None, scale=ramp)
    view = (
        base.mark_rect(cornerRadius=4, strokeWidth=2, cursor=shape)
        .encode(
            x=pixels(alt.X, "x"),
            x2="x2:Q",
            y=pixels(alt.Y, "y"),
            y2="y2:Q",
            color=alt.when("datum.known").then(coloured).otherwise(alt.value(either(NEUTRAL))),
            stroke=alt.when(under).then(alt.value(either(INK))).otherwise(alt.value(either(PAGE))),
            tooltip=tooltip(headings),
            description="description:N",
        )
        .add_params(pick(), under)
    )
    return named(view, "tiles")


def _placed(base: alt.Chart) -> alt.Chart:
    """Tile corners in pixels, from the layout that suits the width of the moment; and whether a change is known."""
    return base.transform_calculate(
        known="isValid(datum.change)",
        # Vega-Lite leaves out marks whose colour has no number, even where another colour is meant for them.
        shade="isValid(datum.change) ? datum.change : 0",
        x=f"(width < {NARROW} ? datum.nx0 : datum.wx0) * width",
        x2=f"(width < {NARROW} ? datum.nx1 : datum.wx1) * width",
        y=f"(width < {NARROW} ? datum.ny0 : datum.wy0) * height",
        y2=f"(width < {NARROW} ? datum.ny1 : datum.wy1) * height",
    )


def _fitted(base: alt.Chart) -> alt.Chart:
    """Type size, line breaks and what else fits, again whenever the width changes; no trip to the server."""
    by_tile = "sqrt(max(datum.tw, 1) * max(datum.th, 1)) / 11"
    by_word = "datum.tw / datum.word"
    by_text = "sqrt(0.78 * max(datum.tw, 1) * max(datum.th, 1) / (1.2 * (datum.em + 7)))"
    # A regular expression breaks the name at spaces into lines of at most `per` characters.
    breaks = "replace(datum.label, regexp('(.{1,' + datum.per + '})( +|$)', 'g'), '$1\\n')"
    shown = "join(slice(datum.all, 0, datum.lines), '\\n')"
    # A name cut short does not end on a comma, an "and" or a "de".
    cut = f"replace({shown}, regexp('[,:]?(\\\\s+\\\\S{{1,3}})?$'), '') + '…'"
    return (
        base.transform_calculate(pad="datum.x2 - datum.x < 90 ? 5 : 8")
        .transform_calculate(tw="datum.x2 - datum.x - 2 * datum.pad", th="datum.y2 - datum.y - 14")
        .transform_calculate(fs=f"clamp(min({by_tile}, {by_word}, {by_text}), 10, 21)")
        .transform_calculate(per="max(3, floor(1.01 * datum.tw / (datum.fs * datum.em / length(datum.label))))")
        .transform_calculate(all=f"split(trim({breaks}), '\\n')", room="floor((datum.th + 4) / (datum.fs * 1.2))")
        # Seven letters of a long word still say which word it is; fewer are noise and are left to the tooltip.
        .transform_calculate(
            lines="datum.room < 1 || datum.tw < min(datum.word, 4) * datum.fs ? 0 : min(length(datum.all), datum.room)"
        )
        .transform_calculate(
            name=f"datum.lines == 0 ? '' : length(datum.all) > datum.lines ? {cut} : {shown}",
            afs="clamp(datum.fs * 0.82, 10, 16)",
            below="10 + datum.fs * 1.2 * datum.lines",
        )
        .transform_calculate(left="datum.th + 14 - datum.below - 5")
        .transform_calculate(
            amount_text="datum.lines == 0 || datum.left < datum.afs ? '' "
            ": datum.aem_full * datum.afs <= datum.tw ? datum.amount_full "
            ": datum.aem_label * datum.afs <= datum.tw ? datum.amount_label "
            ": datum.aem_short * datum.afs <= datum.tw ? datum.amount_short : ''"
        )
        .transform_calculate(
            change_fits="datum.amount_text != '' && datum.change_label != '' "
            "&& datum.left >= datum.afs * 2.4 && datum.cem * datum.afs <= datum.tw"
        )
    )
