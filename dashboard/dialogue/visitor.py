"""Who is at this page, as far as it is asked: a number of the browser, and an address for the limits."""

from __future__ import annotations

import html

import streamlit as st

from dashboard import served
from dashboard.dialogue import supports
from dashboard.dialogue.browser import COOKIE

_TOKEN = "number of this browser"


def token() -> str:
    """The number of this browser: its cookie's, or one that this visit goes by until it has one."""
    if supports.TOKEN.fullmatch(kept := _kept()):
        return kept
    found: str = st.session_state.setdefault(_TOKEN, supports.new_token())
    return found


def is_remembered() -> bool:
    """Whether the browser came with its number, or can be given it: else a support counts once for each visit."""
    return served.with_api() or bool(supports.TOKEN.fullmatch(_kept()))


def _kept() -> str:
    return str(st.context.cookies.get(COOKIE, ""))


def remember(item: str) -> None:
    """Has the browser keep the number that this visit goes by, now that it supports `item`. Nothing of it is seen."""
    if served.with_api() and not supports.TOKEN.fullmatch(_kept()):
        st.html(f'<i class="pp-browser" data-number="{token()}" data-item="{html.escape(item)}" hidden></i>')


def address() -> str:
    """The network address, for the limits alone; empty where it is this machine's own. It is written nowhere."""
    return st.context.ip_address or ""
