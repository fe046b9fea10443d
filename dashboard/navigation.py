"""The pages, and the way to them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import pins, store
from dashboard.i18n import Speaker

FOLDER = Path(__file__).parents[1] / "pages"
_CAME_IN = "came through the front door"


def pages(say: Speaker) -> dict[str, list[st.Page]]:
    """Every page with its title, icon and address, by the menu that it stands in; "" is the bar itself. The first
    is the one that opens."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return _pages(say)  # nobody's run: such pages are empty
    if say.code not in _made:
        _made[say.code] = _pages(say)
    # Made once, for Streamlit looks each up on the disk. A run takes its own: it marks the one that it opens.
    return {section: [copy(page) for page in within] for section, within in _made[say.code].items()}


_made: dict[str, dict[str, list[st.Page]]] = {}


def _pages(say: Speaker) -> dict[str, list[st.Page]]:
    return {
        "": [
            st.Page(FOLDER / "overview.py", title=say("Overview"), icon=":material/account_balance:", default=True),
            st.Page(FOLDER / "spending.py", title=say("Spending"), icon=":material/dashboard:", url_path="spending"),
            st.Page(FOLDER / "revenue.py", title=say("Revenue"), icon=":material/payments:", url_path="revenue"),
            st.Page(FOLDER / "ministry.py", title=say("Ministries"), icon=":material/domain:", url_path="ministry"),
            st.Page(FOLDER / "payments.py", title=say("Payments"), icon=":material/paid:", url_path="payments"),
            st.Page(FOLDER / "share.py", title=say("Your share"), icon=":material/groups:", url_path="share"),
            st.Page(FOLDER / "receipt.py", title=say("Receipt"), url_path="receipt", visibility="hidden"),
        ],
        say("Compare"): [
            st.Page(FOLDER / "plan.py", title=say("Plan and actual"), icon=":material/flag:", url_path="plan"),
            st.Page(FOLDER / "trends.py", title=say("Trends"), icon=":material/timeline:", url_path="trends"),
            st.Page(FOLDER / "compare.py", title=say("Side by side"), icon=":material/compare:", url_path="compare"),
            st.Page(FOLDER / "changes.py", title=say("What changed"), icon=":material/history:", url_path="changes"),
        ],
        say("Evidence"): [
            st.Page(FOLDER / "data.py", title=say("Data"), icon=":material/table_view:", url_path="data"),
            st.Page(FOLDER / "checks.py", title=say("Checks"), icon=":material/fact_check:", url_path="checks"),
            st.Page(
                FOLDER / "commitments.py", title=say("Commitments"), icon=":material/handshake:", url_path="commitments"
            ),
            st.Page(FOLDER / "glossary.py", title=say("Glossary"), icon=":material/menu_book:", url_path="glossary"),
            st.Page(
                FOLDER / "accessibility.py", title=say("Accessibility"), url_path="accessibility", visibility="hidden"
            ),
            st.Page(FOLDER / "privacy.py", title=say("Privacy"), url_path="privacy", visibility="hidden"),
        ],
        say("Dialogue"): [
            st.Page(FOLDER / "ideas.py", title=say("Questions and ideas"), icon=":material/forum:", url_path="ideas"),
            st.Page(FOLDER / "moderation.py", title=say("Moderation"), url_path="moderation", visibility="hidden"),
        ],
    }


def each(say: Speaker) -> Iterator[st.Page]:
    """Every page, in the order of the menus."""
    for section in pages(say).values():
        yield from section


def address(say: Speaker, page: str, **params: str) -> str:
    """The address of another page's view, relative to any page: `spending?lang=en&fiscal_year=2024`.

    What this view sees no newer release of, that one does not either.
    """
    pinned = urlencode(still_pinned(), safe="/@,")
    return f"{page}?{_query(('lang', say.code), *params.items())}" + (f"&{pinned}" if pinned else "")


def still_pinned() -> dict[str, str]:
    """The parameter that keeps a link from this view to its releases; none where this view is not pinned."""
    seen = store.view().pins
    return {pins.PARAMETER: seen.text()} if seen else {}


@lru_cache(maxsize=8192)
def _query(*pairs: tuple[str, str]) -> str:
    # A table of receipts writes hundreds of addresses, and the same ones at every rerun.
    return urlencode(pairs)


def set_up() -> None:
    """What the browser shows of the app: title, icon, width. Before anything else is drawn: Streamlit would take a
    page's icon for the tab's, and fetch it from a font host."""
    st.set_page_config(page_title="Public Purse", page_icon=icon(), layout="wide")


@cache
def icon() -> str:
    """The mark as an address that holds it: Streamlit would read and write it anew at every run."""
    drawn = (FOLDER.parent / "static" / "favicon.svg").read_bytes()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"


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
        set_up()
        st.navigation(pages(say), position="hidden")
        st.rerun()
