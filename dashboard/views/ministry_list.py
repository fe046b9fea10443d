"""All organisations of a government: find one, by today's name or an earlier one, and go to its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, page, picture, store, take
from dashboard.charts import bars
from dashboard.navigation import address
from dashboard.page import Here, basis_name, plain
from dashboard.places import whole_place
from dashboard.questions import crosswalk
from dashboard.questions import ministry as questions
from dashboard.questions.search import fold
from dashboard.slices import Slice, newest, of_holding, year_before
from dashboard.views import breakdown
from dashboard.views.ministry import became, link_to, newest_of

Row = Mapping[str, Any]
MOST_BARS = 10


def show(here: Here) -> None:
    """The list, or where a government's organisations are not known, what there is instead."""
    say = here.say
    st.title(say("Ministries and organisations"))
    names = store.ask(questions.names, here.jurisdiction).to_pylist()
    whole = whole_of(here)
    if not names or whole is None:
        said = say(
            "No list of the organisations of {place} is kept here, so they have no pages.", place=plain(here.place)
        )
        st.info(said)
        to = address(say, "spending", jurisdiction=here.jurisdiction)
        evidence.link(evidence.Link(say("See the spending of {place}", place=here.place), to))
        return
    before = year_before(whole, here.holdings)
    rows = store.ask(questions.ranked, whole, before).to_pylist()
    st.markdown(plain(sentence(here, whole, rows)))
    asked = _asked(here)
    found = [r for r in rows if r["lineage"] is None or matches(asked, r["lineage"], names)]
    others = [r for r in elsewhere(here, rows) if matches(asked, r["lineage"], names)]
    if asked and not others and not any(r["lineage"] for r in found):
        st.info(say("No organisation, under any name it had, is called “{text}”.", text=plain(asked[:80])))
        return
    _table_of(here, whole, before, found if asked else rows, asked)
    _elsewhere(here, others, names)
    evidence.receipts(here, {whole_place(say, here.jurisdiction): whole})
    evidence.cite(here, whole)
    take.offer(here, whole)


def whole_of(here: Here) -> Slice | None:
    """What the government spent in its newest year, from the accounts that the spending page opens with."""
    for dataset in breakdown.datasets(here, "expenditure"):
        held = [h for h in here.holdings if h.dataset == dataset["dataset"] and h.phase == "executed"]
        held = [h for h in held if h.basis == dataset["basis"] and h.direction == "expenditure"]
        if held:
            found = newest(held, fiscal_year=max(h.fiscal_year for h in held))
            return of_holding(found) if found else None
    return None


def sentence(here: Here, whole: Slice, rows: Sequence[Row]) -> str:
    """How many, how much together, and the largest."""
    say, named, total = here.say, [r for r in rows if r["lineage"]], explain.total_of(rows)
    parts = [
        say(
            "{n} organisations of {place} spent {amount} in {year}.",
            n=say.number(len(named)),
            place=here.place,
            amount=say.money(total),
            year=say.year(whole.fiscal_year),
        )
    ]
    if named and total > 0:
        top = named[0]
        parts.append(
            say(
                "The largest is {name}: {amount}, or {share}.",
                name=say.label(top["name_en"], top["name_fr"]),
                amount=say.money(top["amount"]),
                share=say.percent(top["amount"] / total),
            )
        )
    return " ".join([*parts, say("Basis: {basis}.", basis=basis_name(say, whole.basis))])


def _asked(here: Here) -> str:
    """What the reader types; kept in the address."""
    return page.enter("find", here.say("Find by name, today’s or an earlier one"), width=440)


def matches(asked: str, lineage: str, names: Sequence[Row]) -> bool:
    """True if every word typed is in one of the organisation's names, in either language; accents and case forgiven."""
    words = fold(asked).split()
    own = (fold(f"{r['name_en']} {r['name_fr'] or ''}") for r in names if r["lineage"] == lineage)
    return any(all(w in name for w in words) for name in own)


def _table_of(here: Here, whole: Slice, before: Slice | None, rows: Sequence[Row], asked: str) -> None:
    """The organisations of the newest accounts: the largest as bars, all of them as a table of links."""
    if not rows or (asked and not any(r["lineage"] for r in rows)):
        return
    if asked:
        st.html(_table(here, whole, before, [r for r in rows if r["lineage"]], in_all=False))
        return
    drawn = store.remembered(_largest, here, whole, before)
    say, n, count = here.say, drawn.marks, here.say.number(len(rows))
    title = say("Spending: {which}", which=say("The {n} largest of {all} organisations", n=say.number(n), all=count))
    caption = picture.Caption("organisations", title, drawn.alt, [whole], sentence(here, whole, rows))
    _draw(here, drawn.spec, caption)
    st.caption(say("The {n} largest of {all}. All of them:", n=n, all=count))
    st.html(store.remembered(_whole_table, here, whole, before))


class _Drawn(NamedTuple):
    """The bars of the largest, what a screen reader says of them, and how many they are."""

    spec: dict[str, Any]
    alt: str
    marks: int


def _largest(here: Here, whole: Slice, before: Slice | None) -> _Drawn:
    labelled = [_labelled(r) for r in store.ask(questions.ranked, whole, before).to_pylist()]
    total = explain.total_of(labelled)
    frame = explain.marks(here.say, labelled[:MOST_BARS], total)
    alt = explain.graphic(here.say, frame, total)
    frame["id"] = [r["lineage"] for r in labelled[:MOST_BARS]]
    return _Drawn(bars.chart(frame, drillable=True, headings=explain.headings(here.say)), alt, len(frame))


def _whole_table(here: Here, whole: Slice, before: Slice | None) -> str:
    return _table(here, whole, before, store.ask(questions.ranked, whole, before).to_pylist(), in_all=True)


def _table(here: Here, whole: Slice, before: Slice | None, rows: Sequence[Row], *, in_all: bool) -> str:
    """The organisations as links, each amount to its receipt; the last line is their sum where they are all."""
    say, labelled = here.say, [_labelled(r) for r in rows]
    against = explain.on_the_year(say, say.year(before.fiscal_year)) if before else None
    first = breakdown.column_name(say, "administrative_1")
    table = explain.table(say, labelled, explain.total_of(labelled), first=first, against=against)
    own = [whole.narrowed("lineage", r["lineage"]) if r["lineage"] else None for r in labelled]
    amounts = zip([*own, whole if in_all else None], table[say("Amount")].tolist(), strict=True)
    receipts = [evidence.receipt_link(here, of, text) if of else text for of, text in amounts]
    table[say("Amount")] = pd.Series(receipts, dtype=object)
    links = [link_to(here, r["lineage"]) if r["lineage"] else None for r in labelled]
    return evidence.table_html((table if in_all else table.iloc[:-1]).drop(columns=say("Share")), links)


def _draw(here: Here, spec: dict[str, Any], caption: picture.Caption) -> None:
    """The bars; a click opens the organisation's own page."""

    def picked(lineage: str) -> None:
        if lineage:
            st.query_params["lineage"] = lineage

    picture.show(here, spec, caption, key="bars:organisations", go=picked)


def _labelled(row: Row) -> dict[str, Any]:
    return {
        "lineage": row["lineage"],
        "label": row["name_en"] if row["lineage"] else None,
        "label_fr": row["name_fr"] if row["lineage"] else None,
        "amount": row["amount"],
        "before": row["before"],
    }


def elsewhere(here: Here, rows: Sequence[Row]) -> list[Row]:
    """Newest figures of organisations that the newest accounts do not have, largest first within a year; rows of
    `questions.spending`."""
    listed = {r["lineage"] for r in rows}
    held: dict[str, list[Row]] = {}
    for r in store.ask(questions.spending, here.jurisdiction).to_pylist():
        if r["lineage"] not in listed:
            held.setdefault(r["lineage"], []).append(r)
    found = []
    for figures in held.values():
        of = newest_of(here, figures)
        found += [r for r in figures if of and all(r[c] == getattr(of, c) for c in questions.SPAN)]
    return sorted(found, key=lambda r: (-r["fiscal_year"], -r["amount"]))


def _elsewhere(here: Here, rows: Sequence[Row], names: Sequence[Row]) -> None:
    """Organisations of earlier years or of other accounts, each with what became of it."""
    if not rows:
        return
    say = here.say
    known = {r["lineage"]: r for r in names if r["organisation"] == r["lineage"]}
    events = store.ask(crosswalk.events, here.jurisdiction).to_pylist()
    st.header(say("No longer there, or in other accounts"), anchor="elsewhere")
    for r in rows:
        own = known[r["lineage"]]
        ended = own["to_year"]
        state = became(here, r["lineage"], ended, events) if ended else say("Only in {title}.", title=plain(here.title(r["dataset"])))  # fmt: skip
        amount, year = say.money(r["amount"]), say.year(r["fiscal_year"])
        name = plain(say.label(own["name_en"], own["name_fr"]))
        link = f"[**{name}**]({link_to(here, r['lineage'])})"
        said = say("{name}: {amount} in {year}, actual spending.", name=link, amount=plain(amount), year=plain(year))
        st.markdown(said + " " + state)
