"""The overview of a government whose consolidated accounts are not loaded: what it spent, by organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import aloud, evidence, explain, page, picture, queries, store, take
from dashboard.charts import bars
from dashboard.navigation import FOLDER, address, still_pinned
from dashboard.page import Here, plain
from dashboard.places import place_name, whole_place
from dashboard.questions import overview as questions
from dashboard.slices import Slice, newest, of_holding, year_before
from dashboard.views import breakdown, overview_figures, overview_moves

Row = Mapping[str, Any]
MOST = 12


def show(here: Here, year_place: Any) -> None:
    """Total spending of a year and its largest organisations, or a word where nothing is loaded."""
    say = here.say
    of = _choose(here, year_place)
    if of is None:
        st.info(say("No spending of {place} is loaded.", place=plain(here.place)))
        return
    st.info(
        say(
            "No consolidated accounts of {place} are loaded: only they hold revenue and expense side by side. "
            "Here is what its organisations spent instead.",
            place=plain(here.place),
        )
    )
    before = year_before(of, here.holdings)
    rows = store.ask(questions.largest, of, before, "administrative_1", MOST).to_pylist()
    history = overview_figures.history(of)
    total, past = history[of.fiscal_year], history.get(of.fiscal_year - 1)
    everything = whole_place(say, here.jurisdiction)
    sentence = explain.slice_sentence(say, everything, of.fiscal_year, [], total, past)
    aloud.sentence(sentence, place_name(say, here.jurisdiction), say.year(of.fiscal_year))
    with st.container(key="figures"):
        columns = st.columns(2)
    with columns[0]:
        overview_figures.amount(say, say("Spending"), history, "appropriation", min(history))
    with columns[1]:
        overview_figures.residents(here, say("Spending per resident"), history, min(history))
    _draw(here, of, rows, total, past, sentence)
    overview_moves.guide(say)
    overview_moves.onward(here)
    evidence.receipts(here, {everything: of})
    evidence.cite(here, of)
    take.offer(here, of)


def _choose(here: Here, year_place: Any) -> Slice | None:
    """The year that the reader wants of the government's main spending accounts."""
    for dataset in breakdown.datasets(here, "expenditure"):
        wanted = {"dataset": dataset["dataset"], "phase": "executed", "basis": dataset["basis"]}
        fit = [h for h in here.holdings if all(getattr(h, k) == v for k, v in wanted.items())]
        years = sorted({h.fiscal_year for h in fit}, reverse=True)
        if years:
            with year_place:
                year = page.choose("fiscal_year", here.say("Fiscal year"), years, here.say.year, width=140)
            holding = newest(fit, fiscal_year=year)
            return of_holding(holding) if holding else None
    return None


def _draw(here: Here, of: Slice, rows: Sequence[Row], total: Any, past: Any, sentence: str) -> None:
    say = here.say
    count = store.ask(queries.children, of, "administrative_1", None).num_rows
    title = say("The {n} largest of {all} organisations", n=say.number(len(rows)), all=say.number(count))
    st.header(title, anchor=False)
    frame = explain.marks(say, rows, total)
    spec = bars.chart(frame, drillable=True, headings=explain.headings(say))
    said = explain.graphic(say, frame, total, past)
    caption = picture.Caption("largest", say("Spending: {which}", which=title), said, [of], sentence)
    picked = picture.show(here, spec, caption, key=f"largest:{of.fiscal_year}", leads=True)
    lineage = next((r["lineage"] for r in rows if r["label"] == picked), None) if picked else None
    if lineage:
        to = {"lang": say.code, "jurisdiction": here.jurisdiction, "lineage": lineage, **still_pinned()}
        st.switch_page(FOLDER / "ministry.py", query_params=to)
    with st.expander(say("These organisations as a table, with links"), icon=":material/table_rows:"):
        evidence.show_table(pd.DataFrame([_line(here, of, row, total) for row in rows], dtype=object))
    st.page_link(
        FOLDER / "spending.py",
        label=say("See the spending of {place}", place=here.place),
        icon=":material/arrow_forward:",
    )


def _line(here: Here, of: Slice, row: Row, total: Any) -> dict[str, object]:
    say = here.say
    name, part = explain.name(say, row), explain.share(row["amount"], total)
    narrowed = of.narrowed("administrative_1", row["label"])
    to = evidence.receipt_link(here, narrowed, say.exact(row["amount"]))
    if row["lineage"]:
        way = address(say, "ministry", lineage=row["lineage"], jurisdiction=here.jurisdiction)
        narrowed = of.narrowed("lineage", row["lineage"])
        to = evidence.receipt_link(here, narrowed, say.exact(row["amount"]))
        first: object = evidence.Link(name, way)
    else:
        first = name
    return {
        say("Organisation"): first,
        say("Amount"): to,
        say("Share"): say.percent(part) if part is not None else "–",
    }
