"""What governments have promised, and what became of it."""

import streamlit as st

from dashboard import aloud, page
from dashboard.views import commitments, follow

here = page.begin()
st.title(here.say("Commitments"))
plans = commitments.plans(here)
commitments.mistakes(here)
if plans:
    aloud.sentence(commitments.sentence(here, plans))
    st.caption(commitments.rules(here))
    commitments.glance(here, plans)
else:
    st.info(here.say("No commitments are on record."))
for plan in plans:
    commitments.show(here, plan)
commitments.files(here, plans)
follow.offer(here, "commitments")
