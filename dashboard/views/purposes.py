"""How a slice by purpose came about: whose spending was given which, how surely, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, queries, store
from dashboard.i18n import Speaker, together
from dashboard.page import Here
from dashboard.questions.purposes import PURPOSE
from dashboard.views.breakdown import Level

Row = Mapping[str, Any]


def show(here: Here, level: Level) -> None:
    """Behind one press, where purposes are shown: which organisation was given which, how surely, and why."""
    say = here.say
    if level.column != PURPOSE and PURPOSE not in dict(level.of.where):
        return
    rows = store.ask(queries.purposes, level.of).to_pylist()
    names = {
        "certain": say("certain"),
        "probable": say("probable"),
        "uncertain": say("uncertain"),
        None: say("no purpose given"),
    }
    st.caption(
        say("By purpose as Public Purse reads it: no publisher says. {shares}.", shares=_shares(say, rows, names))
    )
    with st.expander(say("How purposes were given, and how surely"), icon=":material/rule:"):
        lines = [
            {
                say("Who"): _who(say, r),
                say("Purpose"): say.label(r["functional_1"], r["functional_1_fr"]) if r["functional_1"] else "–",
                say("How sure"): names[r["certainty"]],
                say("Why"): say.label(r["why"], r["why_fr"]) if r["why"] else "",
                say("Amount"): say.exact(r["amount"]),
            }
            for r in rows
        ]
        evidence.show_table(pd.DataFrame(lines, dtype=object))


def _who(say: Speaker, row: Row) -> str:
    part = say.label(row["part"], row["part_fr"]) if row["part"] else ""
    return together(" › ", (say.label(row["label"], row["label_fr"]), part))


def _shares(say: Speaker, rows: Sequence[Row], names: Mapping[str | None, str]) -> str:
    whole = explain.total_of(rows)
    of = {c: explain.total_of([r for r in rows if r["certainty"] == c]) for c in names}
    return "; ".join(
        say("{name}: {amount}", name=names[c], amount=say.percent(amount / whole))
        for c, amount in of.items()
        if amount and whole
    )
