"""Who spent how much on what: one slice, level by level, down to the cells."""

import streamlit as st

from dashboard import breakdown, page

here = page.begin()
say = here.say
st.title(say("Spending"))

datasets = breakdown.datasets(here, "expenditure")
if not datasets:
    st.info(say("No spending of {place} is loaded.", place=page.plain(here.place)))
    st.stop()

of = breakdown.choose_slice(here, datasets)
level = breakdown.ask(here, of)
breakdown.crumbs(here, level)
st.markdown(page.plain(breakdown.sentence(here, level)))
breakdown.draw(here, level)
breakdown.tables(here, level)
page.show_receipts(here, level.of, breakdown.name(here, level))
page.cite(here, level.of)
