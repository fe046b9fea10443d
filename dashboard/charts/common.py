"""What the charts share: following the theme in the browser, compiling a chart, laying data beside it.

A chart is built and validated by Altair once, over a dataset that has only a name; `with_data` then lays the
rows beside the compiled specification. That dict is shared between calls and sessions: never write to it.
"""

import math
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

import altair as alt
import pandas as pd

from dashboard.theme import FONT, INK, PAGE, Tone

Spec = dict[str, Any]
Rows = list[dict[str, Any]]

FAMILY: Final = f"{FONT}, system-ui, sans-serif"
NARROW: Final = 620
"""Pixels of chart width below which a chart takes its phone layout."""

# Streamlit hands the page colour to Vega and does not rerun the script when the reader switches theme: the
# chart finds out for itself, in the browser, whether it stands on a dark page.
DARK: Final = alt.param(name="dark", expr="luminance(background) < 0.2")


class Headings(NamedTuple):
    """What the tooltip calls its rows, in the reader's language."""

    amount: str = "Amount"
    share: str = "Share"
    change: str = "Change on the year"


ENGLISH: Final = Headings()


def either(tone: Tone) -> alt.ExprRef:
    """The tone's light or dark colour, chosen in the browser."""
    return alt.expr(f"dark ? '{tone.dark}' : '{tone.light}'")


def by_field(field: str, tones: Mapping[str, Tone]) -> alt.ExprRef:
    """A colour looked up by a text field of the row; every value of the field must be in `tones`."""
    light = ", ".join(f"'{key}': '{tone.light}'" for key, tone in tones.items())
    dark = ", ".join(f"'{key}': '{tone.dark}'" for key, tone in tones.items())
    return alt.expr(f"(dark ? {{{dark}}} : {{{light}}})[datum.{field}]")


def pixels(channel: type[Any], field: str) -> Any:
    """A position channel whose field already is in pixels."""
    return channel(f"{field}:Q", axis=None, scale=None)


def pick(on: str = "click") -> alt.Parameter:
    """The selection a page listens to: the `id` of the row clicked on; clicking beside the marks keeps it."""
    return alt.selection_point(name="pick", fields=["id"], on=on, clear=False, empty=False, toggle=False)


def hover() -> alt.Parameter:
    """The row under the pointer, for highlighting; stays in the browser."""
    return alt.selection_point(name="hover", fields=["id"], on="pointerover", clear="pointerout", empty=False)


def halo() -> dict[str, Any]:
    """Mark properties of the copy drawn beneath a label that lies on ribbons."""
    return {
        "stroke": either(PAGE),
        "strokeWidth": 6,  # as wide as the space between a name and its amount: a ribbon there would read as a minus
        "strokeJoin": "round",
        "strokeOpacity": 0.85,
        "color": either(PAGE),
    }


def text_style(**more: Any) -> dict[str, Any]:
    """Mark properties of every label: our font, ink, and silence for screen readers (the marks speak)."""
    return {"font": FAMILY, "color": either(INK), "lineBreak": "\n", "aria": False, **more}


def tooltip(headings: Headings) -> list[alt.Tooltip]:
    """Label, amount, share and change of the row under the pointer."""
    return [
        # Vega's tooltip sets the entry called "title" as its heading.
        alt.Tooltip("label:N", title="title"),
        alt.Tooltip("amount_label:N", title=headings.amount),
        alt.Tooltip("share_label:N", title=headings.share),
        alt.Tooltip("change_label:N", title=headings.change),
    ]


def cursor(clickable: bool) -> Literal["pointer", "default"]:
    """The pointer's shape over a mark."""
    return "pointer" if clickable else "default"


def named(view: Any, name: str) -> alt.Chart:
    """`view` with its own name: Altair would number it, differently in every process."""
    chart: alt.Chart = view.properties(name=name)
    return chart


def compiled(chart: alt.LayerChart | alt.FacetChart) -> Spec:
    """The finished, schema-validated specification, still without data and with a height to be replaced."""
    # Streamlit adds 20 pixels below a chart that leaves its bottom padding unset.
    padding = {"left": 0, "right": 0, "top": 0, "bottom": 0}
    finished = (
        chart.add_params(DARK)
        .properties(padding=padding, autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure_view(stroke=None)
    )
    spec: Spec = finished.to_dict()
    return spec


def reworded(spec: Spec, words: Mapping[str, str]) -> Spec:
    """A compiled specification in which each text that is a key of `words` is what stands there for it.

    Validating a chart takes a third of a second; words that change with the reader's choices are put in afterwards.
    """
    put: Spec = _put(spec, words)
    return put


def _put(part: Any, words: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return words.get(part, part)
    if isinstance(part, dict):
        return {key: _put(value, words) for key, value in part.items()}
    return [_put(value, words) for value in part] if isinstance(part, list) else part


def with_data(spec: Spec, height: float, **datasets: Rows) -> Spec:
    """A new specification `height` pixels tall: the compiled one's parts, and the rows by dataset name."""
    return {**spec, "height": height, "datasets": datasets}


def columns(frame: pd.DataFrame, *names: str) -> dict[str, list[Any]]:
    """The named columns as lists of plain values, missing numbers as None; ValueError if one is absent."""
    absent = [name for name in names if name not in frame.columns]
    if absent:
        has = ", ".join(map(str, frame.columns))
        raise ValueError(f"the chart needs columns {', '.join(absent)}; the frame has {has}")
    return {name: [_plain(value) for value in frame[name].tolist()] for name in names}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def rows(table: Mapping[str, list[Any]]) -> Rows:
    """Columns of equal length as one dict per row."""
    return [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]
