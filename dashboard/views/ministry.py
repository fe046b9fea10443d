"""An organisation's own page: who it is, what it spent, and the way to everything else about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import evidence, explain, glossary, queries, store
from dashboard.i18n import Speaker
from dashboard.navigation import address
from dashboard.page import Here, basis_name, plain
from dashboard.places import POPULATION
from dashboard.questions import crosswalk
from dashboard.questions import ministry as questions
from dashboard.slices import LINEAGE, Slice, year_before

Row = Mapping[str, Any]
BASES = ("appropriation", "consolidated", "cash", "payments")
"""Which basis the newest figure of an organisation is told on, where it has several."""


@dataclass(frozen=True)
class Organisation:
    """One organisation through all its names.

    Attributes:
        name: today's, or its last, in the reader's language.
        names: rows of `questions.names`, oldest first.
        events: rows of `crosswalk.events` that touch it, oldest first; all rows of an event.
        figures: rows of `questions.figures` of its own.
        newest: what it spent in the newest year, whole; None if the store has only plans.
        ended: the last fiscal year in which it was; None if it is still there.
    """

    lineage: str
    name: str
    names: Sequence[Row]
    events: Sequence[Row]
    figures: Sequence[Row]
    newest: Slice | None

    @property
    def ended(self) -> int | None:
        """The last fiscal year in which it was, None while it is."""
        ended: int | None = next(r["to_year"] for r in self.names if r["organisation"] == self.lineage)
        return ended


def chosen(here: Here) -> Organisation | None:
    """The organisation that the address names, by today's or an earlier id; None, and a sentence, if there is none."""
    asked = st.query_params.get(LINEAGE)
    if not asked:
        return None
    known = store.ask(questions.names, here.jurisdiction).to_pylist()
    lineage = next((r["lineage"] for r in known if r["organisation"] == asked), None)
    figures = store.ask(questions.figures, (lineage,)).to_pylist() if lineage else []
    if lineage is None or not figures:
        said = here.say(
            "The address asks for “{value}”, which is no organisation of {place} that these accounts know.",
            value=plain(asked[:80]),
            place=here.place,
        )
        st.info(said, icon=":material/info:")
        del st.query_params[LINEAGE]
        return None
    names = [r for r in known if r["lineage"] == lineage]
    return Organisation(
        lineage, name_of(here.say, names, lineage), names, events_of(here, names), figures, newest_of(here, figures)
    )


def name_of(say: Speaker, names: Sequence[Row], organisation: str) -> str:
    """An organisation's name in the reader's language."""
    row = next(r for r in names if r["organisation"] == organisation)
    return say.label(row["name_en"], row["name_fr"])


def events_of(here: Here, names: Sequence[Row]) -> list[Row]:
    """What happened to an organisation under any of its names, oldest first; all rows of each event."""
    own = {r["organisation"] for r in names}
    known = store.ask(crosswalk.events, here.jurisdiction).to_pylist()
    touched = {e["event"] for e in known if {e["from_organisation"], e["to_organisation"]} & own}
    return sorted((e for e in known if e["event"] in touched), key=lambda e: (e["fiscal_year"], e["date"] or "", e["event"]))  # fmt: skip


def own_basis(here: Here, rows: Sequence[Row]) -> list[Row]:
    """Spending on its dataset's own basis: consolidation adjustments alone are no expense."""
    own = {d["dataset"]: d["basis"] for d in here.datasets}
    return [r for r in rows if r["direction"] == "expenditure" and r["basis"] == own[r["dataset"]]]


def newest_of(here: Here, figures: Sequence[Row]) -> Slice | None:
    """The spending of the newest year, on the first of `BASES`, from the dataset that goes deepest."""
    spent = [r for r in own_basis(here, figures) if r["phase"] == "executed"]
    if not spent:
        return None

    def worth(r: Row) -> tuple[object, ...]:
        deep = len(here.dataset(r["dataset"])["hierarchy"])
        return (-BASES.index(r["basis"]), r["fiscal_year"], deep, r["entries"], r["release"])

    return slice_of(max(spent, key=worth))


def slice_of(row: Row) -> Slice:
    """What a row of `questions.figures` sums."""
    return Slice(**{name: row[name] for name in questions.SPAN}, where=((LINEAGE, row["lineage"]),))


def link_to(here: Here, lineage: str) -> str:
    """The address of an organisation's own page."""
    return address(here.say, "ministry", lineage=lineage, jurisdiction=here.jurisdiction)


@dataclass(frozen=True)
class Standing:
    """What an organisation spent in its newest year, and where that puts it among all in the same accounts.

    Attributes:
        rank: from 1, by amount.
        of: how many organisations the accounts have.
    """

    amount: Decimal
    before: Decimal | None
    whole: Decimal
    rank: int
    of: int


def standing(here: Here, newest: Slice) -> Standing:
    """The organisation's amount, the year before, the whole and its rank; all on one basis of one dataset."""
    whole = newest.up_to(0)
    rows = store.ask(questions.ranked, whole, year_before(whole, here.holdings)).to_pylist()
    mine = next(r for r in rows if r["lineage"] == newest.where[0][1])
    named = [r for r in rows if r["lineage"]]
    return Standing(mine["amount"], mine["before"], explain.total_of(rows), mine["rank"], len(named))


def sentence(here: Here, of: Organisation, found: Standing) -> str:
    """How much, on which basis, how it moved, what part of the whole, which rank."""
    say, newest = here.say, of.newest
    assert newest is not None
    first = explain.slice_sentence(say, of.name, newest.fiscal_year, (), found.amount, found.before)
    part = explain.share(found.amount, found.whole)
    values = {"whole": say.money(found.whole), "rank": say.number(found.rank), "n": say.number(found.of)}
    second = (
        say(
            "It is {share} of the {whole} that these accounts hold, and number {rank} of {n} by amount.",
            share=say.percent(part),
            **values,
        )
        if part is not None and part > 0
        else ""
    )
    basis = say("Basis: {basis}.", basis=basis_name(say, newest.basis))
    return " ".join(s for s in (first, second, basis) if s)


def head(here: Here, of: Organisation) -> None:
    """The way back, the name, what it was called before, and what became of it."""
    say = here.say
    evidence.link(evidence.Link(say("All ministries and organisations"), address(say, "ministry", jurisdiction=here.jurisdiction)))  # fmt: skip
    st.title(plain(of.name))
    earlier = [r for r in of.names if r["organisation"] != of.lineage]
    if earlier:
        names = " · ".join(_with_years(say, r) for r in earlier)
        st.caption(say("Called before: {names}.", names=plain(names)))
    if of.ended is not None:
        st.info(became(here, of.lineage, of.ended, of.events), icon=":material/history:")


def _with_years(say: Speaker, row: Row) -> str:
    return say("{name} (to {year})", name=say.label(row["name_en"], row["name_fr"]), year=say.year(row["to_year"]))


def became(here: Here, lineage: str, ended: int, events: Sequence[Row]) -> str:
    """What became of an organisation that is no more, as Markdown with links."""
    say = here.say
    links = [f"[{plain(name)}]({link_to(here, to)})" for to, name in successors(here, lineage, events)]
    if links:
        return say("In the accounts to {year}. Since then: {names}.", year=say.year(ended), names=" · ".join(links))
    return say("In the accounts to {year}.", year=say.year(ended))


def successors(here: Here, lineage: str, events: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The organisations that took its place: lineage, name at the time."""
    known = {r["organisation"]: r["lineage"] for r in store.ask(questions.names, here.jurisdiction).to_pylist()}
    for e in events:
        if e["from_organisation"] == lineage and e["kind"] in ("merge", "split") and e["to_organisation"]:
            yield known[e["to_organisation"]], here.say.label(e["to_en"], e["to_fr"])


def figures(here: Here, newest: Slice, found: Standing) -> None:
    """Spending, its share and rank among all, and spending per resident where residents are counted."""
    say, year = here.say, newest.fiscal_year
    moved = explain.change(found.amount, found.before)
    part = explain.share(found.amount, found.whole)
    people = store.ask(queries.series_value, POPULATION.get(here.jurisdiction, ""), year).to_pylist()
    cards: list[tuple[str, str, str | None, str | None]] = [
        (
            say("Spending {year}", year=say.year(year)),
            say.money(found.amount),
            say("{percent} on {year}", percent=say.percent(moved, signed=True), year=say.year(year - 1))
            if moved is not None
            else None,
            f"{plain(say.exact(found.amount))}. {glossary.help_for(say, newest.basis)}",
        ),
        (
            say("Share of the whole"),
            say.percent(part) if part is not None else "–",
            say("of {amount}", amount=say.money(found.whole)),
            plain(say("The whole of the same accounts, on the same basis: {amount}.", amount=say.exact(found.whole)))
            + " "
            + glossary.help_for(say, "share"),
        ),
        (
            say("Rank by amount"),
            say.number(found.rank),
            say("of {n} organisations", n=say.number(found.of)),
            say("Its place when the organisations of these accounts are put in order, the largest amount first."),
        ),
    ]
    if people:
        n = people[0]["value"]
        each = found.amount / n
        cards.append(
            (
                say("Per resident"),
                say.exact(each.quantize(Decimal(1) if each >= 100 else Decimal("0.01"))),
                say("{n} residents", n=say.number(n, 0)),
                glossary.help_for(say, "per_resident"),
            )
        )
    with st.container(key="figures"):
        for column, (label, value, delta, more) in zip(st.columns(len(cards)), cards, strict=True):
            column.metric(plain(label), value, delta, delta_color="off", delta_arrow="off", help=more, border=True, height="stretch")  # fmt: skip
