"""The datasets: who published them, how they were checked, and the files to take away."""

import streamlit as st

from dashboard import page
from dashboard.views import catalogue, follow

here = page.begin()
st.title(here.say("Data"))
st.markdown(here.say("Every dataset in the store, with its source and its checks. Take any of them whole."))
for dataset in catalogue.datasets(here):
    catalogue.card(here, dataset)
follow.offer(here, "releases")
