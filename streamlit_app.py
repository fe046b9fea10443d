"""The front door: global choices, then the page that was asked for."""

import streamlit as st

from dashboard import front

st.set_page_config(page_title="Public Purse", page_icon="static/favicon.svg", layout="wide")
front.style()
say = front.language()
pages = st.navigation(
    [
        st.Page("pages/overview.py", title=say("Overview"), icon=":material/account_balance:", default=True),
        st.Page("pages/spending.py", title=say("Spending"), icon=":material/dashboard:", url_path="spending"),
        st.Page("pages/data.py", title=say("Data"), icon=":material/table_view:", url_path="data"),
    ],
    position="top",
)
with front.plainly(say):
    front.choices(say)
    pages.run()
front.footer(say)
