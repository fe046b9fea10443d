"""What follows the overview's flow: a short guide, the biggest changes on the year before, and the ways on."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, store
from dashboard.i18n import Speaker
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.questions import overview as questions
from dashboard.slices import Slice, year_before

Row = Mapping[str, Any]
MOST = 5
SOURCE, MINISTRY = ("economic_1", "economic_2"), ("administrative_1",)


def guide(say: Speaker) -> None:
    """Three sentences for a first visit; closed, it stays closed for the visit, and `guide=off` leaves it out."""
    if "off" in (st.query_params.get("guide"), st.session_state.get("guide")):
        return

    def close() -> None:
        st.session_state["guide"] = st.query_params["guide"] = "off"

    with st.container(horizontal=True, vertical_alignment="center", key="guide"):
        st.markdown(
            " ".join(
                (
                    say("**See it:** press on a ministry or organisation in the chart to see what it is made of."),
                    say("**Trace it:** behind every figure is the file, sheet and cell that it was printed in."),
                    say("**Take it:** each view has a link of its own, and its entries as files."),
                )
            ),
            width="stretch",
        )
        st.button(say("Close"), icon=":material/close:", type="tertiary", on_click=close)


def moves(here: Here, revenue: Slice, expense: Slice) -> None:
    """The sources and the ministries that changed most on the year before, side by side."""
    say = here.say
    with st.container(key="moves"):
        columns = st.columns(2, gap="medium")
    sides = (
        (revenue, SOURCE, say("Revenue: the biggest changes"), say("Source")),
        (expense, MINISTRY, say("Expense: the biggest changes"), say("Ministry")),
    )
    for column, (of, labels, heading, first) in zip(columns, sides, strict=True):
        with column:
            st.header(heading, anchor=False)
            _side(here, of, labels, first)


def _side(here: Here, of: Slice, labels: tuple[str, ...], first: str) -> None:
    say, before = here.say, year_before(of, here.holdings)
    if before is None:
        year = say.year(of.fiscal_year - 1)
        st.caption(say("These accounts do not have {year}, so what changed since then is not known.", year=year))
        return
    rows = store.ask(questions.movers, of, before, labels, MOST).to_pylist()
    if not rows:
        st.caption(say("No line changed on {year}.", year=say.year(before.fiscal_year)))
        return
    st.markdown(plain(_sentence(say, labels, rows, before.fiscal_year)))
    frame = pd.DataFrame([_line(here, of, before, labels, row, first) for row in rows])
    evidence.show_table(frame)
    for row in rows:
        if row["lineage"] and (row["printed"] or 0) > 1:
            st.caption(plain(_together(say, _name(say, labels, row), row["printed"])))


def _together(say: Speaker, name: str, lines: int) -> str:
    """Why a figure here is larger than the one that stands under the same name in the flow."""
    return say(
        "{name}: {n} lines of these accounts, such as a pension plan, are counted as one here; the flow shows them apart.",
        name=name,
        n=say.number(lines),
    )


def _sentence(say: Speaker, labels: tuple[str, ...], rows: Sequence[Row], before: int) -> str:
    top = rows[0]
    values = {"name": _name(say, labels, top), "amount": say.money(top["change"].copy_abs()), "year": say.year(before)}
    if top["change"] > 0:
        return say("{name} moved most: {amount} more than in {year}.", **values)
    return say("{name} moved most: {amount} less than in {year}.", **values)


def _name(say: Speaker, labels: tuple[str, ...], row: Row) -> str:
    narrow = next(c for c in reversed(labels) if row[c] or c == labels[0])
    return say.label(row[narrow], row[f"{narrow}_fr"])


def _line(here: Here, of: Slice, before: Slice, labels: tuple[str, ...], row: Row, first: str) -> dict[str, object]:
    say = here.say
    moved = explain.change(row["amount"], row["before"]) if row["amount"] is not None else None
    change = ("+" if row["change"] > 0 else "") + say.short(row["change"])
    return {
        first: evidence.Link(_name(say, labels, row), _way(here, of, labels, row)),
        say.year(of.fiscal_year): _receipt(here, of, labels, row, row["amount"]),
        say.year(before.fiscal_year): _receipt(here, before, labels, row, row["before"]),
        say("Change"): change,
        "%": say.percent(moved, signed=True) if moved is not None else "–",
    }


def _receipt(here: Here, of: Slice, labels: tuple[str, ...], row: Row, amount: Any) -> evidence.Link | str:
    if amount is None:
        return "–"
    return evidence.receipt_link(here, _narrowed(of, labels, row), here.say.short(amount))


def _narrowed(of: Slice, labels: tuple[str, ...], row: Row) -> Slice:
    if row["lineage"]:
        return of.narrowed("lineage", row["lineage"])
    for column in labels:
        of = of.narrowed(column, row[column] or "")
    return of


def _way(here: Here, of: Slice, labels: tuple[str, ...], row: Row) -> str:
    if row["lineage"]:
        return address(here.say, "ministry", lineage=row["lineage"], jurisdiction=here.jurisdiction)
    params = _narrowed(of, labels, row).to_params()
    page = "revenue" if of.direction == "revenue" else "spending"
    # The page works out direction and basis from the dataset.
    kept = {k: v for k, v in params.items() if k not in ("direction", "basis")}
    return address(here.say, page, jurisdiction=here.jurisdiction, **kept)


def onward(here: Here) -> None:
    """Four ways on, for a reader who asks: what is mine, what changed, who was paid, can I trust it."""
    say = here.say
    ways = (
        ("share", say("Your share"), say("What a household pays, and what for")),
        ("changes", say("What changed"), say("Between years, and between two releases of the same year")),
        ("payments", say("Who was paid"), say("Recipients by name, from the largest down")),
        ("checks", say("How we know"), say("Every total that was checked against print")),
    )
    links = "".join(
        f'<a href="{html.escape(address(say, page, jurisdiction=here.jurisdiction))}" target="_self">'
        f"<strong>{html.escape(name)}</strong><span>{html.escape(what)}</span></a>"
        for page, name, what in ways
    )
    named = html.escape(say("Where to go next"))
    st.html(f'<nav class="pp-next" aria-label="{named}">{links}</nav>')
