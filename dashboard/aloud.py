"""What a page tells a reader who does not see it: its name in the window's title, its language, and after each
choice the sentence that the choice has changed. `static/reader.js` does the browser's part."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

import streamlit as st

from dashboard import glossary, theme
from dashboard.i18n import Speaker
from dashboard.page import plain, speaker

APP = "Public Purse"
_PAGE = "name of this page"
_TONES = json.dumps({"tones": [t._asdict() for t in theme.TONES], "ramp": [t._asdict() for t in theme.CHANGE]})
"""For `static/paper.js`: what each colour of the dark page is on paper."""


def begin(say: Speaker, page: str) -> None:
    """Names the window after the page, and gives a way past the choices to the figures. `page` is its title."""
    st.session_state[_PAGE] = page
    entitle()
    words = html.escape(say("Skip to the figures"))
    given = f'data-tones="{html.escape(_TONES)}"'
    if say.code != "en":
        given += f' data-words="{html.escape(json.dumps(_of_streamlit(say), ensure_ascii=False))}"'
    st.html(
        f'<a class="pp-skip" href="#figures" lang="{say.code}" {given}>{words}</a>'
        '<script type="module" src="app/static/reader.js"></script>',
        unsafe_allow_javascript=True,  # our own file, by its address: no text of the data comes near it
    )


def _of_streamlit(say: Speaker) -> dict[str, dict[str, str]]:
    """What Streamlit says in English, for `static/words.js`: whole texts, and how texts begin before `{what}`."""
    whole = {
        "Open": say.c("a button of a list", "Open"),
        "Main menu": say("Main menu"),
        "Skip to main content": say("Skip to main content"),
        "Choose an option": say("Choose an option"),
        "Choose options": say("Choose an option"),
        "Clear all": say("Clear all"),
        "Selected values": say("What is chosen"),
        "Link to heading": say("Link to heading"),
        "Navigate to home page": say("To the overview"),
        "App pages": say("Pages"),
        "Sidebar": say("Menu of pages"),
        "Expand sidebar": say("Open the menu of pages"),
        "Collapse sidebar": say("Close the menu of pages"),
        "more": say("{n} more pages", n="{n}"),
    }
    begun = {
        "Help for ": say("Help: {what}", what="{what}"),
        "Remove ": say("Remove {what}", what="{what}"),
        "Show data: ": say("Show the data: {what}", what="{what}"),
        "Download as PNG: ": say("Download as PNG: {what}", what="{what}"),
        "Copy Vega-Lite spec: ": say("Copy the description of the chart: {what}", what="{what}"),
        "Fullscreen: ": say("Full screen: {what}", what="{what}"),
    }
    return {"whole": whole, "begun": begun}


def entitle(*view: str) -> None:
    """Names the window after the view as well, the narrowest first: `Health, 2024–25 – Spending – Public Purse`."""
    of = ", ".join(filter(None, view))
    st.set_page_config(page_title=" – ".join(filter(None, (of, st.session_state.get(_PAGE, ""), APP))))


def sentence(text: str, *view: str, terms: Sequence[str] = ()) -> None:
    """What the view says: shown, and read out when it changes. `view` names the view for the window's title; `terms`
    are linked to the glossary where they first stand."""
    with st.container(key="said"):
        st.markdown(glossary.linked(speaker(), plain(text), *terms))
    if view:
        entitle(*view)
