"""The control by which a reader supports a thing: an idea, or a dataset that should be opened next.

    votes.control(here, "dataset", "ontario/grants")

Any page may draw it. It counts each browser once, can be taken back, and says so where the count cannot be reached.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard.dialogue import clock, keep, limit, supports, visitor
from dashboard.i18n import Speaker
from dashboard.page import Here

_SEEN = "supports as this run saw them"
_FRESH = 2.0  # seconds: a page with a hundred controls asks once


@dataclass(frozen=True)
class Tally:
    """How many support each thing of a kind, and which of them this browser does."""

    counts: Mapping[str, int]
    mine: frozenset[str]


def tally(kind: str) -> Tally:
    """The supports of a kind, a moment old at most. Raises keep.Unreachable."""
    seen: dict[str, tuple[float, Tally]] = st.session_state.setdefault(_SEEN, {})
    at, found = seen.get(kind, (0.0, None))
    if found is None or time.monotonic() - at > _FRESH:
        found = Tally(supports.counts(kind), supports.of_browser(kind, visitor.token()))
        seen[kind] = (time.monotonic(), found)
    return found


@st.fragment
def control(here: Here, kind: str, key: str) -> None:
    """A button that supports the thing `key` of a kind, or takes that back, with the number of those who do.

    `kind` is a word of at most 20 letters, `key` a text of at most 200. Drawn where the caller stands; a press draws
    this part of the page alone.
    """
    say, name = here.say, f"support:{kind}:{key}"
    if not keep.offered():
        return
    try:
        found = tally(kind)
    except keep.Unreachable:
        st.caption(say("Supports cannot be counted now. Try again later."))
        return
    mine, count = key in found.mine, found.counts.get(key, 0)
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}:row"):
        label = say("Take my support back") if mine else say("Support this")
        icon = ":material/check:" if mine else ":material/thumb_up:"
        st.button(label, key=name, icon=icon, on_click=_press, args=(say, kind, key, not mine))
        st.caption(_how_many(say, count, mine))
    if refused := st.session_state.pop(f"{name}:refused", ""):
        st.warning(refused)
    if mine:
        visitor.remember(name)
        if not visitor.is_remembered():
            st.caption(say("This server cannot remember browsers: the support counts once for each visit."))


def _press(say: Speaker, kind: str, key: str, wanted: bool) -> None:
    refused = ""
    try:
        if not limit.passes("support", browser=visitor.token(), address=visitor.address()):
            refused = say("That was too often in a short time. Wait ten minutes, then try again.")
        elif wanted:
            supports.cast(kind, key, visitor.token(), clock.now())
        else:
            supports.take_back(kind, key, visitor.token())
    except keep.Unreachable:
        refused = say("It could not be kept: the list of supports does not answer. Try again later.")
    st.session_state[f"support:{kind}:{key}:refused"] = refused
    st.session_state.pop(_SEEN, None)


def _how_many(say: Speaker, count: int, mine: bool) -> str:
    if mine:
        others = count - 1
        return say.n("You and {n} other", "You and {n} others", others) if others else say("You are the first")
    return say.n("{n} reader supports this", "{n} readers support this", count) if count else say("No support yet")
