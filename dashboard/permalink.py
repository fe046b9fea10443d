"""The address that opens a view again, with every choice in it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard.page import Here, chosen_here


def permalink(here: Here, **more: str) -> str:
    """The whole address of this view, with every choice written out, so that no default moves it on."""
    base = (st.context.url or "").split("?")[0]
    fixed = {"lang": here.say.code, "jurisdiction": here.jurisdiction}
    return base + "?" + urlencode({**fixed, **dict(st.query_params.items()), **chosen_here(), **more})
