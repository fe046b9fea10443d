"""One dataset of the catalogue: every fact that is known of it, and where it is loaded, its releases and files."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

import streamlit as st

from dashboard import aloud, evidence, page
from dashboard.catalogue import words
from dashboard.catalogue.known import Known
from dashboard.i18n import Speaker, lang_of
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.places import place_name
from dashboard.views import catalogue_files, catalogue_wish

Fact = tuple[str, str, str | None]
"""What it is, the text, and an address that the text leads to."""


def show(here: Here, of: Known) -> None:
    """All of it."""
    say = here.say
    title = words.text(say, of.title)
    st.title(plain(title))
    evidence.link(evidence.Link(say("All datasets"), address(say, "data")))
    aloud.sentence(sentence(say, of), title)
    if late := words.late(say, of):
        st.warning(plain(late), icon=":material/schedule:")
    _kept_back(say, of)
    catalogue_wish.show(here, of)
    st.header(say("What is known of it"))
    st.html(_listed(facts(here, of)))
    _parts(say, of)
    if of.state == "loaded":
        catalogue_files.show(here, here.dataset(of.id))


def sentence(say: Speaker, of: Known) -> str:
    """What it is, and how far it has come here."""
    state = {
        "loaded": say("It is loaded: its figures are on these pages."),
        "described": say("It is not loaded. Its description is here, and its file can be fetched and loaded."),
        "known": say("It is known, and not loaded."),
    }[of.state]
    return " ".join(filter(None, (words.text(say, of.description), state)))


def _kept_back(say: Speaker, of: Known) -> None:
    if of.exemption:
        reason = words.exemption(say, of.exemption.reason)
        why = words.text(say, of.exemption.rationale)
        st.info(plain(say("Kept back: {reason}. {why}", reason=reason, why=why)), icon=":material/lock:")
    if why := words.text(say, of.not_loaded):
        st.info(plain(say("Why it is not loaded: {why}", why=why)), icon=":material/info:")


def facts(here: Here, of: Known) -> list[Fact]:
    """Every fact that is known, in the order of an inventory; what is not known is said where a reader looks for it."""
    return [f for f in (*_source(here, of), *_rhythm(here.say, of), *_held(here, of)) if f[1]]


def _source(here: Here, of: Known) -> Iterator[Fact]:
    say, unknown = here.say, here.say("Not known")
    yield say("Name here"), of.id, None
    if of.kind != "dataset":
        yield say("Kind"), words.kind(say, of.kind), None
    yield say("Publisher"), words.text(say, of.publisher) or unknown, None
    yield say("Published for"), place_name(say, of.jurisdiction) if of.jurisdiction else "", None
    yield say("Access level"), words.access(say, of.access or "not_stated"), None
    if of.exemption:
        yield say("Exemption"), words.exemption(say, of.exemption.reason), None
    yield say("Terms"), words.text(say, of.licence) or unknown, of.licence_url
    yield say("Publisher’s page"), _host(of.page), of.page
    yield say("Seen at"), _host(of.seen_at), of.seen_at
    yield say("Formats"), ", ".join(of.formats) or unknown, None
    yield say("Languages"), words.languages(say, of), None
    yield say("For programs"), words.text(say, of.api), None
    yield say("Note"), words.text(say, of.note), None


def _rhythm(say: Speaker, of: Known) -> Iterator[Fact]:
    unknown = say("Not known")
    often = words.frequency(say, of.update_frequency) if of.update_frequency else unknown
    yield say("Published"), often, None
    yield say("Years"), words.years(say, of) or unknown, None
    yield say("Last release known"), say.date(of.last_release) if of.last_release else unknown, None
    if of.update_frequency != "once":
        yield say("Next expected"), say.date(of.next_expected) if of.next_expected else unknown, None


def _held(here: Here, of: Known) -> Iterator[Fact]:
    say = here.say
    yield say("State here"), words.state(say, of.state), None
    if of.state != "loaded":
        return
    row = here.dataset(of.id)
    if row["basis"]:
        yield say("Basis"), page.basis_name(say, row["basis"]), None
        params = {"dataset": of.id, "jurisdiction": of.jurisdiction or here.jurisdiction}
        to = {"revenue": "revenue", "expenditure": "spending"}.get(row["direction"] or "")
        yield say("Loaded in"), say("See its figures"), address(say, to, **params) if to else None
    checks = say("{passed} of {all} passed", passed=say.number(of.passed), all=say.number(of.checks))
    yield say("Checks"), checks, address(say, "checks", dataset=of.id, **_place(of))


def _place(of: Known) -> dict[str, str]:
    return {"jurisdiction": of.jurisdiction} if of.jurisdiction else {}


def _host(link: str | None) -> str:
    return link.split("//", 1)[1].split("/", 1)[0] if link else ""


def _listed(found: Iterable[Fact]) -> str:
    rows = []
    for name, text, to in found:
        lang = f' lang="{lang_of(text)}"' if lang_of(text) else ""
        said = html.escape(text)
        shown = f'<a href="{html.escape(to)}" target="_self">{said}</a>' if to else said
        rows.append(f"<dt>{html.escape(name)}</dt><dd{lang}>{shown}</dd>")
    return f'<dl class="pp-facts">{"".join(rows)}</dl>'


def _parts(say: Speaker, of: Known) -> None:
    if of.parts:
        st.header(say("Where its parts stand"))
        for part in of.parts:
            st.markdown(f"- [{plain(words.text(say, part.title))}]({part.page})")
