import streamlit as st

from dashboard import page

here = page.begin()
st.title("payments")
