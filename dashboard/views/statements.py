"""What a statement to the reader, on accessibility or privacy, looks like: a sentence, then a heading for each question."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import contact
from dashboard.i18n import Speaker
from dashboard.page import plain

Parts = Sequence[tuple[str, Sequence[str]]]
"""Headings, each with what is said under it."""


def show(title: str, lead: str, parts: Parts) -> None:
    """The statement. In its sentences nothing is markup, but an address that `contact.link` gave is a link."""
    st.title(title)
    st.markdown(plain(lead))
    for heading, points in parts:
        st.header(heading, anchor=False)
        st.markdown("\n".join(f"- {contact.kept(point)}" for point in points))


def nobody(say: Speaker) -> str:
    """What stands in place of an address where none is set."""
    return say("Whoever serves these pages has named nobody to write to yet.")
