"""Who spent how much on what: one slice, level by level, down to the cells."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.views import breakdown, pictures, purposes

here = page.begin()
st.title(here.say("Spending"))

if datasets := breakdown.datasets(here, "expenditure"):
    with page.controls("slice"):
        of, levels = breakdown.choose_slice(here, datasets)
        view, against = breakdown.choose_look(here, of)
    level = breakdown.ask(here, of, levels, against)
    breakdown.crumbs(here, level)
    names = breakdown.name(here, level), here.say.year(of.fiscal_year)
    aloud.sentence(breakdown.sentence(here, level), *names, terms=("transfer_payment", "recovery", "statutory"))
    breakdown.own_page(here, level)
    pictures.draw(here, level, view)
    breakdown.table(here, level)
    pictures.both_levels(here, level, view)
    purposes.show(here, level)
    evidence.receipts(here, {breakdown.name(here, level): level.of})
    evidence.cite(here, level.of)
    take.offer(here, level.of)
else:
    st.info(here.say("No spending of {place} is loaded.", place=page.plain(here.place)))
