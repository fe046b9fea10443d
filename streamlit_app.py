"""The front door: global choices, then the page that was asked for."""

import streamlit as st

from dashboard import front, navigation, picture

navigation.set_up()
st.logo("static/favicon.svg", size="large")
front.style()
say = front.language()
page = st.navigation(navigation.pages(say), position="hidden" if picture.alone() else "top")
with front.room(), front.plainly(say):
    front.choices(say, page.title)
    with front.as_linked(say):
        navigation.enter(page)
front.footer(say)
