"""What the forms of the dialogue share: the way to the moderators, and what became of what was sent."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import evidence
from dashboard.dialogue import keep
from dashboard.dialogue.words import Refused
from dashboard.evidence import Link
from dashboard.page import Here, plain
from dashboard.views import dialogue_words as words
from dashboard.views import post


def trap(here: Here) -> bool:
    """A field that nobody sees: True where something filled it in that reads no page."""
    with st.container(key="leave-empty"):
        return bool(st.text_input(here.say("Leave this field empty"), autocomplete="off"))


def send(here: Here, form: str, number: str, kept: Callable[[], str]) -> None:
    """Does `kept`, which gives the number of what it kept, and notes for `became` what came of it. Stops the script.

    Where it cannot be kept, the form stays as it is. `number` is the form's; it is renewed once it was sent.
    """
    say = here.say
    try:
        st.session_state[_sent(form)] = kept()
        st.session_state.pop(number, None)
    except Refused as e:
        st.session_state[_why(form)] = words.refusal(say, e)
    except keep.Unreachable:
        st.session_state[_why(form)] = say(
            "It could not be kept: the dialogue’s database does not answer. Your words are still here; try again later."
        )
    st.rerun()


def became(here: Here, form: str, thanks: str) -> None:
    """Once after a form was sent: thanks and a link to what was sent, or why it was refused."""
    if sent := st.session_state.pop(_sent(form), ""):
        st.success(thanks)
        evidence.link(Link(here.say("Keep this link to see what becomes of it"), post.address(here.say, sent)))
    if why := st.session_state.pop(_why(form), ""):
        st.error(plain(why))


def _sent(form: str) -> str:
    return f"{form}: sent"


def _why(form: str) -> str:
    return f"{form}: refused"
