"""The front door: global choices, then the page that was asked for."""

import streamlit as st

from dashboard import front, navigation

navigation.set_up()
st.logo("static/favicon.svg", size="large")
front.style()
say = front.language()
page = st.navigation(navigation.pages(say), position="top")
with front.plainly(say):
    front.choices(say, page)
    navigation.enter(page)
front.footer(say)
