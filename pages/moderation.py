"""For moderators: what readers sent, to be published, merged, answered, closed or declined."""

import streamlit as st

from dashboard import page
from dashboard.views import moderation

here = page.begin()
st.title(here.say("Moderation"))
moderation.show(here)
