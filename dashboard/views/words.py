"""The glossary: one term at the top if the address asks for it, then all that the filter leaves."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import glossary, page
from dashboard.glossary import Term
from dashboard.page import Here, plain
from dashboard.questions.search import fold


def asked_for(here: Here) -> None:
    """The term that `term=` names, in a box of its own; a word where there is none of that name."""
    key = st.query_params.get("term")
    if key is None:
        return
    term = glossary.terms(here.say).get(key)
    if term:
        with st.container(border=True, key="asked-for"):
            _show(here, term, anchor=False)
    else:
        st.info(
            here.say("The glossary has no term “{term}”. All of its terms are below.", term=plain(key[:80])),
            icon=":material/info:",
        )


def filtered(here: Here) -> list[Term]:
    """The terms whose name or meaning has every word that the reader typed, by name."""
    say, known = here.say, glossary.terms(here.say)
    typed = page.enter("find", say("Find a term"), placeholder=say("A word, such as vote or recovery"), live=True)
    words = fold(typed).split()
    found = [t for t in known.values() if all(w in fold(f"{t.key} {t.name} {t.meaning}") for w in words)]
    if not found:
        st.info(say("No term has “{text}” in it. Try fewer letters.", text=plain(typed[:80])))
    return sorted(found, key=lambda t: fold(t.name))


def listed(here: Here, terms: Sequence[Term]) -> None:
    """Every term, each with its own place on the page."""
    with st.container(key="glossary"):
        for term in terms:
            _show(here, term, anchor=term.key)


def _show(here: Here, term: Term, *, anchor: str | bool) -> None:
    # mypy knows no `anchor: str | False`.
    st.header(plain(term.name), anchor=anchor if isinstance(anchor, str) else False)
    say = here.say
    is_ours = term.source == say("Our own word")
    used = plain(term.source) if is_ours else say("As used in: {source}", source=plain(term.source))
    st.markdown(f"{plain(term.meaning)}  \n:small[{used}]")
