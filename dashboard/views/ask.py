"""The form by which a reader asks a question or proposes an idea."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard import evidence
from dashboard.dialogue import clock, keep, limit, linked, moderate, posts, rounds, visitor
from dashboard.dialogue.words import TEXT, TITLE, Refused
from dashboard.evidence import Link
from dashboard.i18n import languages
from dashboard.page import Here
from dashboard.views import dialogue_words as words
from dashboard.views import moderators, post, sending

_FORM = "number of the form"


def form(here: Here) -> None:
    """The form behind one press, open where a view is to be asked about; or that nothing can be sent, and why."""
    say, about = here.say, linked.read(st.query_params.get("about", ""))
    if not moderators.way_in().is_open:
        st.info(
            say(
                "This page is read-only: nobody is set up to read what is sent. Whoever runs this server can change that."
            )
        )
        return
    sending.became(here, "ask", say("Thank you. It waits for the moderators, who read it before it is shown."))
    with st.expander(say("Ask a question or propose an idea"), icon=":material/edit:", expanded=bool(about), key="ask"):
        if about:
            evidence.link(
                Link(say("It will be about this view: {what}", what=post.name(here, about)), about.address(say.code))
            )
        _fields(here, about)


def _fields(here: Here, about: linked.View | None) -> None:
    say = here.say
    number = st.session_state.setdefault(_FORM, posts.new_id())
    with st.form(f"ask:{number}", border=False):
        kind = st.radio(say("What is it?"), posts.KINDS, format_func=lambda k: words.kind(say, k), horizontal=True)
        title = st.text_input(say("In one sentence"), max_chars=TITLE)
        text = st.text_area(say("More about it, if you like"), max_chars=TEXT)
        codes = [say.code, *(c for c in languages() if c != say.code)]
        written = st.selectbox(say("Written in"), codes, format_func=languages().__getitem__, width=200)
        chosen = _round(here)
        trapped = sending.trap(here)
        st.caption(
            say(
                "Please give no name, address or other personal detail. Your words, their language, the view and the time are kept. Moderators read them before they are shown; what they decline is removed after {n} days.",
                n=moderate.DECLINED_DAYS,
            )
        )
        if not st.form_submit_button(say("Send to the moderators"), type="primary"):
            return
    view = linked.written(about) if about else None
    place = about.params.get("jurisdiction", here.jurisdiction) if about else here.jurisdiction
    draft = posts.Draft(kind, written, title, text, place, view, chosen, number)
    sending.send(here, "ask", _FORM, lambda: draft.id if trapped else _kept(draft))


def _round(here: Here) -> str | None:
    """The round that it is for, where any is open: the reader's choice."""
    say, now = here.say, clock.now()
    open_now = {row["id"]: row for row in rounds.every() if rounds.state(row, now) == "open"}
    if not open_now:
        return None
    asked = st.query_params.get("round", "")
    ids: Sequence[str] = ["", *open_now]
    names = {"": say("None"), **{id: say.label(r["title_en"], r["title_fr"]) for id, r in open_now.items()}}
    return (
        st.selectbox(say("For the round"), ids, ids.index(asked) if asked in ids else 0, format_func=names.__getitem__)
        or None
    )


def _kept(draft: posts.Draft) -> str:
    now = clock.now()
    if draft.round and not rounds.is_open(draft.round, now):
        raise Refused("round")
    # What cannot be kept anyway is told without being counted.
    posts.checked(draft)
    if not limit.passes("post", browser=visitor.token(), address=visitor.address()):
        raise Refused("often")
    return posts.submit(draft, now)


def link(here: Here, address: str) -> None:
    """Under a view: the way to the form, with this view in it, where anybody reads what is sent. `address` is the view's
    own."""
    view = linked.read(address)
    if view is None or not keep.offered() or not moderators.way_in().is_open:
        return
    to = "ideas?" + urlencode({"lang": here.say.code, "jurisdiction": here.jurisdiction, "about": linked.written(view)})
    evidence.link(Link(here.say("Ask a question about this view, or propose an idea"), to))
