"""The pages, and the way to them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.i18n import Speaker

FOLDER = Path(__file__).parents[1] / "pages"
_CAME_IN = "came through the front door"


def pages(say: Speaker) -> list[st.Page]:
    """Every page with its title, icon and address. The first is the one that opens."""
    return [
        st.Page(FOLDER / "overview.py", title=say("Overview"), icon=":material/account_balance:", default=True),
        st.Page(FOLDER / "spending.py", title=say("Spending"), icon=":material/dashboard:", url_path="spending"),
        st.Page(FOLDER / "data.py", title=say("Data"), icon=":material/table_view:", url_path="data"),
    ]


def enter(page: st.Page) -> None:
    """Runs a page, marked as having come through `streamlit_app.py`."""
    st.session_state[_CAME_IN] = True
    page.run()


def require_front_door(say: Speaker) -> None:
    """Starts again at `streamlit_app.py` if Streamlit ran a page alone.

    It does so for the first visitor of a process who opens a page's own address: until `st.navigation` was
    called once, Streamlit takes the `pages` folder for an app of its older kind.
    """
    if not st.session_state.pop(_CAME_IN, False):
        st.navigation(pages(say), position="hidden")
        st.rerun()
