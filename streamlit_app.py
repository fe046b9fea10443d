"""The front door: global choices, then the page that was asked for."""

import streamlit as st

import dashboard.entire  # noqa: F401  (before all else: the door for every thread)
from dashboard import front, navigation, picture

navigation.set_up()
front.logo()
front.style()
say = front.language()
page = st.navigation(navigation.pages(say), position="hidden" if picture.alone() else "top")
with front.room(), front.plainly(say):
    front.choices(say, page)
    with front.as_linked(say):
        navigation.enter(page)
front.footer(say)
