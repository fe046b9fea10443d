"""The front door: global choices, then the page that was asked for."""

import streamlit as st

from dashboard import front, navigation

st.set_page_config(page_title="Public Purse", page_icon="static/favicon.svg", layout="wide")
st.logo("static/favicon.svg", size="large")
front.style()
say = front.language()
page = st.navigation(navigation.pages(say), position="top")
with front.plainly(say):
    front.choices(say)
    navigation.enter(page)
front.footer(say)
