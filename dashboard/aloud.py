"""What a page tells a reader who does not see it: its name in the window's title, its language, and after each
choice the sentence that the choice has changed. `static/reader.js` does the browser's part."""

from __future__ import annotations

import html

import streamlit as st

from dashboard.i18n import Speaker
from dashboard.page import plain

APP = "Public Purse"
_PAGE = "name of this page"


def begin(say: Speaker, page: str) -> None:
    """Names the window after the page, and gives a way past the choices to the figures. `page` is its title."""
    st.session_state[_PAGE] = page
    entitle()
    words = html.escape(say("Skip to the figures"))
    st.html(
        f'<a class="pp-skip" href="#figures" lang="{say.code}">{words}</a>'
        '<script type="module" src="app/static/reader.js"></script>',
        unsafe_allow_javascript=True,  # our own file, by its address: no text of the data comes near it
    )


def entitle(*view: str) -> None:
    """Names the window after the view as well, the narrowest first: `Health, 2024–25 – Spending – Public Purse`."""
    of = ", ".join(filter(None, view))
    st.set_page_config(page_title=" – ".join(filter(None, (of, st.session_state.get(_PAGE, ""), APP))))


def sentence(text: str, *view: str) -> None:
    """What the view says: shown, and read out when it changes. `view` names the view for the window's title."""
    with st.container(key="said"):
        st.markdown(plain(text))
    if view:
        entitle(*view)
