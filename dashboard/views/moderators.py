"""Who is at the moderators' page: nobody, whoever knows the secret, or whoever signed in and is on the list."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from dashboard.dialogue import clock, gate, visitor
from dashboard.i18n import Speaker

_SIGNED_IN = "moderates until"
_HOURS = 8


def way_in() -> gate.Gate:
    """How this server lets moderators in."""
    return gate.gate(os.environ, _secrets())


def _secrets() -> Mapping[str, Any]:
    return st.secrets.to_dict() if st.secrets.load_if_toml_exists() else {}


def moderator() -> str:
    """Under which name this visit may moderate now: an address, or `secret`; empty where it may not."""
    at = way_in()
    until: datetime | None = st.session_state.get(_SIGNED_IN)
    if at.secret and until and clock.now() < until:
        return "secret"
    return at.admits(st.user.to_dict()) if at.signs_in else ""


def sign_in(say: Speaker) -> None:
    """What stands there for whoever may not moderate: the ways in, or that there is none."""
    at = way_in()
    if at.too_short:
        st.error(
            say(
                "The moderators’ secret of this server has fewer than {n} characters: it lets nobody in.",
                n=gate.SHORTEST,
            )
        )
    if not at.is_open:
        st.info(
            say(
                "Nobody can moderate on this server: it has neither a sign-in nor a secret. Nothing can be sent, and what there is can be read."
            )
        )
        return
    if at.signs_in and at.moderators:
        if st.user.is_logged_in:
            st.warning(say("You are signed in, but this address is not on the list of moderators."))
            st.button(say("Sign out"), on_click=st.logout)
        else:
            st.button(say("Sign in"), on_click=st.login, icon=":material/login:")
    if at.secret:
        with st.form("moderators-secret", width=420):
            given = st.text_input(
                say("Moderators’ secret"), type="password", max_chars=1000, autocomplete="current-password"
            )
            if st.form_submit_button(say("Enter")):
                _try(say, at, given)


def _try(say: Speaker, at: gate.Gate, given: str) -> None:
    right = gate.try_secret(at, given, visitor.address())
    if right:
        st.session_state[_SIGNED_IN] = clock.now() + timedelta(hours=_HOURS)
        st.rerun()
    elif right is None:
        st.error(say("There were too many tries. Wait fifteen minutes."))
    else:
        st.error(say("That is not the secret."))


def leave(say: Speaker) -> None:
    """The way out."""

    def out() -> None:
        if st.session_state.pop(_SIGNED_IN, None) is None:
            st.logout()

    st.button(say("Sign out"), on_click=out, icon=":material/logout:")
