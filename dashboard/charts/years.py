"""One amount a year as columns from a zero line; an amount below it hangs, in another hue."""

import functools
from typing import Any, Final

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
    rows,
    text_style,
    with_data,
)  # fmt: skip
from dashboard.theme import BLUE, MUTED, PLUM

HEIGHT: Final = 220
CROWDED: Final = 7
"""More columns than this carry their amounts on a phone only where they are largest or last."""

_COLUMNS = ("year_label", "amount", "amount_label", "amount_short", "description")


def chart(frame: pd.DataFrame) -> Spec:
    """Columns for `frame`, in its order, as a complete Vega-Lite specification, `HEIGHT` pixels tall.

    Columns of `frame`: `year_label`, `amount` (a float, any sign), `amount_label`, `amount_short`, `description`.
    """
    table = columns(frame, *_COLUMNS)
    amounts, last = table["amount"], len(frame) - 1
    told = {max(range(len(amounts)), key=amounts.__getitem__, default=0), last}
    table["sign"] = ["less" if a < 0 else "more" for a in amounts]
    table["told"] = [len(frame) <= CROWDED or i in told for i in range(len(frame))]
    return with_data(_spec(), HEIGHT, years=rows(table))


@functools.cache
def _spec() -> Spec:
    base = alt.Chart(alt.NamedData(name="years"))
    x = alt.X("year_label:N", sort=None, axis=None, scale=alt.Scale(paddingInner=0.35, paddingOuter=0.1))
    y = alt.Y("amount:Q", axis=None, scale=alt.Scale(zero=True, range=[alt.expr("height - 24"), 22]))
    bars = base.mark_bar(cornerRadius=2, color=by_field("sign", {"more": BLUE, "less": PLUM})).encode(
        x=x, y=y, description="description:N", tooltip=alt.Tooltip("description:N", title="title")
    )
    zero = base.mark_rule(color=either(MUTED), strokeWidth=1, aria=False).encode(y=alt.YDatum(0))
    return compiled(alt.layer(named(bars, "bars"), named(zero, "zero"), *_labels(base, x, y)))


def _labels(base: alt.Chart, x: Any, y: Any) -> list[alt.Chart]:
    amount = text_style(fontSize=12, fontWeight=600, baseline=alt.expr("datum.amount < 0 ? 'top' : 'bottom'"))
    amount["dy"] = alt.expr("datum.amount < 0 ? 5 : -5")
    wide = base.transform_filter(f"width >= {NARROW}").mark_text(**amount).encode(x=x, y=y, text="amount_label:N")
    narrow = (
        base.transform_filter(f"width < {NARROW} && datum.told")
        .mark_text(**{**amount, "fontSize": 11})
        .encode(x=x, y=y, text="amount_short:N")
    )
    year = text_style(fontSize=12, baseline="bottom")
    foot = (
        base.transform_filter(f"width >= {NARROW} || datum.told")
        .mark_text(**year)
        .encode(x=x, y=alt.value(alt.expr("height")), text="year_label:N")
    )
    return [named(wide, "amounts_wide"), named(narrow, "amounts_narrow"), named(foot, "years")]
