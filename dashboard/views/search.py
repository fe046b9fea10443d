"""The search box, and what it finds: links by kind, best first."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from dashboard import glossary, navigation, page, store
from dashboard.i18n import Speaker, languages
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.places import place_name
from dashboard.questions import search
from dashboard.slices import Slice, newest, of_holding
from dashboard.views import breakdown

Row = Mapping[str, Any]
MOST = 6
"""Links of a kind at most: a reader chooses among a few."""


class Hit(NamedTuple):
    """A link, and what tells it from the others."""

    text: str
    address: str
    beside: str


def box(here: Here) -> str:
    """The search box. What was searched for is in the address as `q`."""
    say = here.say
    return page.enter("q", say("Search"), placeholder=say("A ministry, program, recipient or word"))


def results(here: Here, text: str) -> None:
    """What the text finds; nothing is drawn while there is none to search for."""
    say, query = here.say, search.sought(text)
    if not text:
        return
    found = [(name, hits) for name, find in _kinds(here) if (hits := find(query))] if query else []
    if not found:
        st.info(
            say(
                "Nothing is called “{text}”. Try a single word, or the first letters of one: a ministry under any name "
                "it had, a program, who was paid, a dataset, a term.",
                text=plain(text),
            ),
            icon=":material/search_off:",
        )
        return
    named = html.escape(say("Search results"))
    st.html(
        f'<div class="pp-found" role="region" aria-label="{named}">'
        + "".join(_section(name, hits) for name, hits in found)
        + "</div>"
    )


def _section(name: str, hits: list[Hit]) -> str:
    links = "".join(
        f'<li><a href="{html.escape(h.address)}" target="_self"><bdi>{html.escape(h.text)}</bdi></a> '
        f"<span>{html.escape(h.beside)}</span></li>"
        for h in hits
    )
    return f"<section><h2>{html.escape(name)}</h2><ul>{links}</ul></section>"


def _kinds(here: Here) -> list[tuple[str, Callable[[str], list[Hit]]]]:
    say = here.say
    return [
        (say("Ministries and organisations"), lambda q: _organisations(here, q)),
        (say("Programs"), lambda q: [_program(here, r) for r in _ask(search.programs, q)]),
        (say("Recipients"), lambda q: [_recipient(here, r) for r in _ask(search.recipients, q)]),
        (say("Datasets"), lambda q: _datasets(here, q)),
        (say("Pages"), lambda q: _pages(say, q)),
        (say("Terms"), lambda q: _terms(say, q)),
    ]


def _ask(question: store.Question, query: str, *more: object) -> list[dict[str, Any]]:
    """What is called so; if nothing is, what is called nearly so."""
    for near in (False, True):
        found: list[dict[str, Any]] = store.ask(question, query, near, MOST, *more).to_pylist()
        if found:
            break
    return found


def _among(names: Mapping[str, list[str]], query: str) -> list[str]:
    """The keys of the names that answer, best first."""
    return [row["key"] for row in _ask(search.among, query, search.listed(names))]


def _accounts(here: Here) -> dict[str, Slice]:
    """Of each government the newest actual year of its main spending accounts."""
    found = {}
    for place in page.jurisdictions(here.datasets):
        for dataset in breakdown.datasets(replace(here, jurisdiction=place), "expenditure")[:1]:
            wanted = {"dataset": dataset["dataset"], "phase": "executed", "basis": dataset["basis"]}
            years = [h.fiscal_year for h in here.holdings if h.dataset == dataset["dataset"] and h.phase == "executed"]
            if years and (holding := newest(here.holdings, fiscal_year=max(years), **wanted)):
                found[place] = of_holding(holding)
    return found


def _organisations(here: Here, query: str) -> list[Hit]:
    accounts = _accounts(here)
    return [_organisation(here, accounts, r) for r in _ask(search.organisations, query, tuple(accounts.values()))]


def _organisation(here: Here, accounts: Mapping[str, Slice], row: Row) -> Hit:
    say, place = here.say, row["jurisdiction"]
    beside = [place_name(say, place)]
    if row["known_as"] not in (row["name_en"], row["name_fr"]):
        beside.append(say("also “{name}”", name=row["known_as"]))
    if row["amount"] is not None:
        beside.append(_amount(say, row["amount"], accounts[place].fiscal_year))
    name = say.label(row["name_en"], row["name_fr"])
    return Hit(name, address(say, "ministry", lineage=row["lineage"], jurisdiction=place), " · ".join(beside))


def _amount(say: Speaker, amount: Any, year: int) -> str:
    return say("{amount} in {year}", amount=say.money(amount), year=say.year(year))


def _program(here: Here, row: Row) -> Hit:
    say = here.say
    of = Slice(
        **{c: row[c] for c in ("dataset", "release", "fiscal_year", "direction", "phase", "basis")},
        where=tuple((c, row[c]) for c in ("administrative_1", "administrative_2") if row[c]),
    )
    whose = say.label(row["administrative_1"], row["administrative_1_fr"])
    phase = "" if row["phase"] == "executed" else f" ({page.phase_name(say, row['phase'])})"
    beside = (whose, here.title(row["dataset"]), _amount(say, row["amount"], row["fiscal_year"]) + phase)
    # The page works out direction and basis from the dataset.
    params = {k: v for k, v in of.to_params().items() if k not in ("direction", "basis")}
    name = say.label(row["administrative_2"], row["administrative_2_fr"])
    return Hit(name, address(say, "spending", jurisdiction=row["jurisdiction"], **params), " · ".join(beside))


def _recipient(here: Here, row: Row) -> Hit:
    say, place = here.say, row["jurisdiction"]
    to = address(say, "payments", recipient=row["recipient"], jurisdiction=place)
    return Hit(row["recipient"], to, _amount(say, row["amount"], row["fiscal_year"]))


def _datasets(here: Here, query: str) -> list[Hit]:
    names = {d["dataset"]: [n for n in (d["title"], d["title_fr"]) if n] for d in here.datasets}
    found = [here.dataset(key) for key in _among(names, query)]
    return [
        Hit(
            here.title(d["dataset"]),
            address(here.say, "data", id=d["dataset"]),
            here.say.label(d["publisher"], d["publisher_fr"]),
        )
        for d in found
    ]


def _pages(say: Speaker, query: str) -> list[Hit]:
    shown = {p.url_path: p.title for p in navigation.each(say) if p.visibility != "hidden"}
    names = {path: [title] for path, title in shown.items()}
    for other in (Speaker(code) for code in languages()):
        for p in navigation.each(other):
            if p.url_path in names:
                names[p.url_path].append(p.title)
    return [Hit(shown[key], address(say, key), "") for key in _among(names, query)]


def _terms(say: Speaker, query: str) -> list[Hit]:
    names: dict[str, list[str]] = {}
    for other in (Speaker(code) for code in languages()):
        for term in glossary.terms(other).values():
            names.setdefault(term.key, []).append(term.name)
    known = glossary.terms(say)
    return [Hit(known[k].name, address(say, "glossary", term=k), "") for k in _among(names, query)]
