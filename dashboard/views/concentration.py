"""How few recipients take how much: a sentence and a curve."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, picture, store
from dashboard.charts import cumulative
from dashboard.page import Here, plain
from dashboard.questions import payments as questions
from dashboard.slices import Slice
from dashboard.views.payments import Chosen, Paid, name_of

FEWEST = 20
"""Fewer recipients than this are seen at a glance: no curve."""


def ranks(count: int) -> tuple[int, ...]:
    """Where the curve gets its points: about fifteen to each factor of ten, tens themselves among them."""
    return tuple(sorted({round(10 ** (i / 15)) for i in range(int(math.log10(count) * 15) + 1)} | {count}))


def show(here: Here, chosen: Chosen, paid: Paid) -> None:
    """How much the largest take together: a sentence and a curve. Of all recipients, not of those searched for."""
    count = paid.parts["named"]["recipients"] if "named" in paid.parts else 0
    if chosen.narrowed or count < FEWEST or paid.total <= 0:
        return
    say, drawn = here.say, store.remembered(_concentration, here, chosen.of, paid, count)
    if drawn is None:
        st.caption(say("Some recipients gave money back, so shares of the total cannot be added up to a curve."))
        return
    said, alt, spec, table = drawn
    st.header(say("How much the largest take"))
    st.markdown(plain(said))
    title = say("{name}: how much of all payments the largest recipients take", name=name_of(here, chosen))
    caption = picture.Caption("curve", title, alt, [chosen.of], said)
    picture.show(here, spec, caption, key=f"curve:{chosen.of.to_params()}")
    with st.expander(say("The same as a table"), icon=":material/table_rows:"):
        st.html(table)


def _concentration(here: Here, of: Slice, paid: Paid, count: int) -> tuple[str, str, dict[str, Any], str] | None:
    """The sentence, what a screen reader says, the chart, its table; None where shares go beyond the whole."""
    say = here.say
    rows = store.ask(questions.concentration, of, ranks(count)).to_pylist()
    together = {r["rank"]: r["amount"] / paid.total for r in rows}
    if max(together.values()) > 1:  # recoveries below the line: a curve that comes back down would be misread
        return None
    said = say("The 10 largest recipients took {share} of all that was paid.", share=say.percent(together[10]))
    if 100 in together:
        said += " " + say("The 100 largest took {share}.", share=say.percent(together[100]))
    half = next((r for r, share in together.items() if share >= Decimal("0.5")), None)
    if half:
        said += " " + say.n("Half of it went to {n} of them.", "Half of it went to no more than {n} of them.", half)
    frame = _curve(here, together, count)
    alt = explain.graphic(say, frame[frame["labelled"]], paid.total, by="share", ordered=True)
    spec = cumulative.chart(frame, say("All that was paid: {amount}", amount=say.short(paid.total)))
    return said, alt, spec, _table(here, together, paid, count)


def _table(here: Here, together: dict[int, Decimal], paid: Paid, count: int) -> str:
    """The points of the curve that have a name on it."""
    say, shown = here.say, _shown(count)
    rows = [
        {
            say("Recipients, largest first"): _name(here, rank, count),
            say("Share of {total}", total=say.short(paid.total)): say.percent(share),
        }
        for rank, share in together.items()
        if rank in shown
    ]
    return evidence.table_html(pd.DataFrame(rows, dtype=object))


def _shown(count: int) -> set[int]:
    return {10**n for n in range(7) if 4 * 10**n <= count} | {count}


def _name(here: Here, rank: int, count: int) -> str:
    say = here.say
    names = {1: say("the largest"), count: say("all {n} by name", n=say.number(count))}
    return names.get(rank, say("{n} largest", n=say.number(rank)))


def _curve(here: Here, together: dict[int, Decimal], count: int) -> pd.DataFrame:
    say = here.say
    shown = _shown(count)
    points: list[dict[str, object]] = [
        {
            "rank": rank,
            "share": float(share),
            "rank_label": _name(here, rank, count),
            "share_label": say.percent(share),
            "description": say(
                "{name}: {share} of all that was paid",
                name=_name(here, rank, count),
                share=say.percent(share),
            ),
            "labelled": rank in shown,
        }
        for rank, share in together.items()
    ]
    return explain.as_frame(points)
