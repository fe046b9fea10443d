"""What a reader takes away: the link to the view, its figures as files, and how to cite them."""

from __future__ import annotations

import streamlit as st

from dashboard import cite, evidence, files, picture
from dashboard.page import Here
from dashboard.permalink import permalink, whole_site
from dashboard.slices import Slice
from dashboard.views import ask


def offer(here: Here, *slices: Slice, **more: str) -> None:
    """Behind one press the address of this view and the entries that it sums as files; behind another its citation.

    `more` are parameters of the address that are no choices of `page.choose`.
    """
    say, each = here.say, tuple(dict.fromkeys(slices))
    # The link pins what the page has asked for: it is written before files and citations ask for more.
    address, site = permalink(here, *slices, **more), whole_site()
    evidence.on_paper(say, address)
    title = say("Take it: the link to this view, and its entries as files")
    with st.expander(title, icon=":material/download:", key="take-it"):
        link = say("This link opens this view again, with these figures, also after newer ones are published:")
        entries = say("The entries behind the figures, each with its labels, as a file:")
        below = [evidence.note_html(entries)] if each else []
        evidence.stack(evidence.note_html(link), evidence.code_html(say, address), *below)
        if each:
            files.offer(here, each, site)
        picture.offer(here, address)
    if each:
        cite.offer(here, each, site)
        ask.link(here, address)
