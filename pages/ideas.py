"""Questions and ideas about the figures: what readers asked, who supports it, and what was done."""

import streamlit as st

from dashboard import page
from dashboard.views import follow, ideas

here = page.begin()
st.title(here.say("Questions and ideas"))
ideas.show(here)
follow.offer(here, "answers")
