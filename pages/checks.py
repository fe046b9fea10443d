"""How we know: the figures that publishers printed, and whether the entries meet them."""

import streamlit as st

from dashboard import aloud, page
from dashboard.views import checks

here = page.begin()
say = here.say
st.title(say("Checks"))
rows = checks.standing(here)
aloud.sentence(checks.sentence(here, rows))
st.caption(
    say(
        "A load that misses a printed total is not published: what you see here is what the accounts had to meet to be shown at all."
    )
)
checks.overview(here, rows)
st.header(say("Check by check"))
dataset, kind = checks.choose(here, rows)
checks.ledger(here, dataset, kind)
checks.oddities(here, dataset)
