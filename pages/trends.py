"""Chosen lines over the years, in the measure that the reader chooses; breaks are drawn, never bridged."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.views import trends, trends_shown, trends_table

here = page.begin()
say = here.say
st.title(say("Trends"))

several, single = trends.datasets(here)
if several:
    story = trends.ask(here, trends.choose(here, several))
    said = trends_shown.sentence(here, story)
    aloud.sentence(said, terms=("per_resident", "share", "constant_dollars"))
    trends_shown.draw(here, story)
    trends_shown.notes(here, story)
    trends_table.table(here, story)
    evidence.receipts(here, trends_table.slices(here, story))
    trends_table.sources(here, story)
    take.offer(here, *trends_table.to_take(story))
else:
    st.info(say("No accounts of {place} with two years or more are loaded.", place=page.plain(here.place)))
if single:
    titles = "; ".join(here.title(d) for d in single)
    st.caption(page.plain(say("Not here, for only one year of them is loaded: {titles}.", titles=titles)))
