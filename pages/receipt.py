"""Where a figure comes from: the entries that it sums, down to the cells."""

import streamlit as st

from dashboard import page
from dashboard.views import receipt

here = page.begin()
st.title(here.say("Receipt"))
if entry := receipt.asked_entry():
    receipt.show_entry(here, entry)
elif of := receipt.asked_slice(here):
    receipt.show_sum(here, of)
else:
    receipt.nothing(here)
