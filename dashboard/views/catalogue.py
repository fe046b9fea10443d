"""The catalogue as a list: search, facets, and every dataset that answers, with what is known of it at a glance."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import aloud, evidence, page, served
from dashboard.api import PREFIX
from dashboard.catalogue import find, known, words
from dashboard.catalogue.find import Asked
from dashboard.catalogue.known import Known
from dashboard.i18n import Speaker, lang_of, together
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.places import place_name

ANY = "all"
_IN_ADDRESS = {"state": "state", "access": "access", "jurisdiction": "whose", "publisher": "publisher"}
"""The parameter of each facet: `jurisdiction` is the whole site's choice already."""


def chosen(here: Here) -> Known | None:
    """The dataset that the address names; None, and a word about it, where there is none."""
    name = st.query_params.get("id", "")
    found = next((k for k in known.everything() if k.id == name), None)
    if name and found is None:
        st.info(here.say("The catalogue has no dataset “{name}”. Here is what it has.", name=plain(name[:80])))
    return found


def head(here: Here) -> None:
    """Title, and how many datasets there are."""
    say, every = here.say, known.everything()
    st.title(say("Data"))
    aloud.sentence(sentence(say, every))
    for problem in known.problems():
        st.warning(plain(problem))


def sentence(say: Speaker, every: Sequence[Known]) -> str:
    """How many datasets are known, how many of them are loaded, and how many are late."""
    loaded = sum(k.state == "loaded" for k in every)
    late = sum(k.overdue_since is not None for k in every)
    parts = [
        say.n("{n} dataset about public money is known here.", "{n} datasets about public money are known here.", len(every)),
        say.n("{n} is loaded.", "{n} are loaded.", loaded),
    ]  # fmt: skip
    if late:
        parts.append(say.n("{n} is overdue.", "{n} are overdue.", late))
    return " ".join(parts)


def ask(here: Here) -> Asked:
    """What the reader looks for: a text and four facets, kept in the address."""
    say, every = here.say, known.everything()
    text = page.enter("find", say("Find a dataset"), say("Title, publisher or topic"), width=440)
    now = {facet: _now(name) for facet, name in _IN_ADDRESS.items()}
    asked = Asked(text, **now)
    labels = {
        "state": say("State"),
        "access": say("Access level"),
        "jurisdiction": say("Published for"),
        "publisher": say("Publisher"),
    }
    with page.controls("facets"):
        for facet, name in _IN_ADDRESS.items():
            counted = find.counts(every, asked, facet)
            shown = _shown(say, every, facet, counted)
            value = page.choose(name, labels[facet], [ANY, *counted], shown.__getitem__, width=210)
            now[facet] = "" if value == ANY else value
    return Asked(text, **now)


def _now(name: str) -> str:
    value = st.query_params.get(name) or st.session_state.get(f"kept:{name}") or ANY
    return "" if value == ANY else str(value)


def _shown(say: Speaker, every: Sequence[Known], facet: str, counted: Mapping[str, int]) -> dict[str, str]:
    def named(value: str) -> str:
        match facet:
            case "state":
                return words.state(say, value)
            case "access":
                return words.access(say, value)
            case "jurisdiction":
                return place_name(say, value)
        return next(words.text(say, k.publisher) for k in every if value in find.values(k, "publisher"))

    said = {v: say("{name} ({n})", name=named(v), n=say.number(n)) for v, n in counted.items()}
    return {ANY: say("All"), **said}


def listing(here: Here, asked: Asked) -> None:
    """The datasets that answer, each a link to all that is known of it."""
    say = here.say
    found = find.found(known.everything(), asked)
    found.sort(key=lambda k: (known.STATES.index(k.state), k.jurisdiction != here.jurisdiction))
    st.header(say("Catalogue"))
    if not found:
        st.info(say("No dataset answers to all of this. Take one of the choices back."))
        return
    st.caption(say.n("{n} dataset", "{n} datasets", len(found)))
    st.html(f'<ul class="pp-known">{"".join(_item(say, k) for k in found)}</ul>')


def _item(say: Speaker, of: Known) -> str:
    title = words.text(say, of.title)
    marks: list[tuple[str, str]] = [(of.state, words.state(say, of.state))]
    if of.access:
        marks.append((of.access, words.access(say, of.access)))
    if of.kind != "dataset":
        marks.append((of.kind, words.kind(say, of.kind)))
    place = place_name(say, of.jurisdiction) if of.jurisdiction else ""
    facts = together(" · ", (words.text(say, of.publisher), place, words.years(say, of), ", ".join(of.formats)))
    late = words.late(say, of)
    tags = "".join(f'<span class="pp-tag pp-{value}">{html.escape(said)}</span>' for value, said in marks)
    return (
        f'<li id="{of.anchor}"><a href="{html.escape(link_to(say, of.id))}" target="_self"{_lang(title)}>'
        f'{html.escape(title)}</a> <span class="pp-tags">{tags}</span>'
        + (f"<p{_lang(facts)}>{html.escape(facts)}</p>" if facts else "")
        + (f'<p class="pp-overdue">{html.escape(late)}</p>' if late else "")
        + "</li>"
    )


def _lang(text: str) -> str:
    return f' lang="{lang_of(text)}"' if lang_of(text) else ""


def link_to(say: Speaker, dataset: str) -> str:
    """The address of a dataset's own page in the catalogue."""
    return address(say, "data", id=dataset)


def for_programs(here: Here) -> None:
    """Where the catalogue stands in the forms that other catalogues harvest."""
    say = here.say
    if not served.with_api():
        return
    st.header(say("The catalogue for software"))
    st.markdown(say("Other catalogues can take this one over, whole and as it is now. Nothing has to be asked for."))
    for text, path in (
        (say("DCAT 3, as JSON-LD"), "catalogue.jsonld"),
        (say("The same as JSON, in pages"), "catalogue"),
        (say("In the form of CKAN"), "3/action/package_search"),
        (say("The scores with every rule, as JSON"), "charter"),
    ):
        evidence.link(evidence.Link(text, f"{PREFIX.strip('/')}/{path}"))
