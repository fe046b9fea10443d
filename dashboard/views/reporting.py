"""At a receipt: what was reported of the figure, and the form that reports a problem with it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard.dialogue import clock, keep, limit, moderate, posts, reports, visitor
from dashboard.dialogue import words as kept_words
from dashboard.dialogue.words import Refused
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.slices import Slice
from dashboard.views import dialogue_words as words
from dashboard.views import moderators, sending

Row = Mapping[str, Any]


def offer(here: Here, of: Slice, amount: Decimal, entry: Row | None = None) -> None:
    """What was reported of a figure, an `entry` or a slice's sum, and the form to report more."""
    if not keep.offered():
        return
    say, taken = here.say, moderators.way_in().is_open
    try:
        _known(say, of, entry)
    except keep.Unreachable:
        if taken:
            st.caption(say("Problems with a figure cannot be reported now: the database for that does not answer."))
        return
    if not taken:
        return
    thanks = say("Thank you. The moderators have it, with this figure and the place where it is printed.")
    sending.became(here, "report", thanks)
    with st.expander(say("Report a problem with this figure"), icon=":material/flag:", key="report"):
        _form(here, of, amount, entry)


def _known(say: Speaker, of: Slice, entry: Row | None) -> None:
    """A note for each report: that there is one, and what came of it; not its words."""
    found = reports.of_figure(of, str(entry["entry_id"]) if entry else None)
    waiting = sum(row["state"] == "waiting" for row in found)
    if waiting:
        st.info(
            say.n(
                "{n} reader has reported a problem with this figure. No moderator has looked at it yet.",
                "{n} readers have reported a problem with this figure. No moderator has looked at it yet.",
                waiting,
            ),
            icon=":material/flag:",
        )
    for row in found:
        if row["state"] == "accepted":
            st.warning(
                _finding(
                    say,
                    row,
                    say("A reader reported this figure on {reported}, and was right ({when}):", **_days(say, row)),
                )
            )
        elif row["state"] == "declined":
            st.info(
                _finding(
                    say,
                    row,
                    say("A reader reported this figure on {reported}. It stays as it is ({when}):", **_days(say, row)),
                )
            )


def _days(say: Speaker, row: Row) -> dict[str, str]:
    return {"reported": words.day(say, row["created"]), "when": words.day(say, row["changed"])}


def _finding(say: Speaker, row: Row, lead: str) -> str:
    reason, _ = words.said(say, row, "reason")
    return plain(" ".join([lead, *reason.split("\n")]))


def _form(here: Here, of: Slice, amount: Decimal, entry: Row | None) -> None:
    say = here.say
    # One form for each figure: what was typed about another does not stand here.
    name = "report:" + (str(entry["entry_id"]) if entry else of.file_name("form"))
    number = st.session_state.setdefault(name, posts.new_id())
    with st.form(f"{name}:{number}", border=False):
        text = st.text_area(say("What is wrong with it, and how do you know?"), max_chars=kept_words.TEXT)
        trapped = sending.trap(here)
        st.caption(
            say(
                "Please give no name, address or other personal detail. Your words go to the moderators with the figure, its file, sheet and cell; they are not shown. What they decline is removed after {n} days.",
                n=moderate.DECLINED_DAYS,
            )
        )
        if not st.form_submit_button(say("Send to the moderators"), type="primary"):
            return
    sending.send(here, "report", name, lambda: number if trapped else _kept(here, of, amount, entry, text, number))


def _kept(here: Here, of: Slice, amount: Decimal, entry: Row | None, text: str, number: str) -> str:
    kept_words.needed(text, kept_words.TEXT)
    if not limit.passes("post", browser=visitor.token(), address=visitor.address()):
        raise Refused("often")
    return reports.submit(of, amount, entry, text, here.say.code, here.jurisdiction, clock.now(), number)
