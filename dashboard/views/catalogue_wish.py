"""Readers say which dataset should be opened, or loaded, next."""

from __future__ import annotations

import html

import streamlit as st

from dashboard.catalogue import words
from dashboard.catalogue.known import Known, everything
from dashboard.dialogue import keep, votes
from dashboard.i18n import lang_of
from dashboard.page import Here
from dashboard.views import catalogue

KIND = "dataset"
MOST = 5


def show(here: Here, of: Known) -> None:
    """The control for a dataset that is not loaded; nothing for one that is, or stays out for a reason, or where no
    supports are counted."""
    say = here.say
    if of.state != "loaded" and not words.text(say, of.not_loaded) and keep.offered():
        with st.container(key="wish"):
            st.markdown(
                say("Should this be opened or loaded next? Say so: the datasets that most readers want come first.")
            )
            votes.control(here, KIND, of.id)


def wanted(here: Here) -> None:
    """What readers want next, most wanted first; nothing where nobody has said so yet."""
    say = here.say
    if not keep.offered():
        return
    try:
        counts = votes.tally(KIND).counts
    except keep.Unreachable:
        return  # the control says so, where a reader would use it
    open_still = [k for k in everything() if k.state != "loaded" and counts.get(k.id)]
    if not open_still:
        return
    st.header(say("What readers want next"))
    items = []
    for k in sorted(open_still, key=lambda k: (-counts[k.id], k.id))[:MOST]:
        title, count = words.text(say, k.title), say.n("{n} reader", "{n} readers", counts[k.id])
        lang = f' lang="{lang_of(title)}"' if lang_of(title) else ""
        link = f'<a href="{html.escape(catalogue.link_to(say, k.id))}" target="_self"{lang}>{html.escape(title)}</a>'
        items.append(f'<li>{link} <span class="pp-tags"><span class="pp-tag">{html.escape(count)}</span></span></li>')
    st.html(f'<ul class="pp-known pp-wanted">{"".join(items)}</ul>')
