"""Where the money came from: one slice, level by level, down to the cells."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.views import breakdown, pictures

here = page.begin()
st.title(here.say("Revenue"))

if datasets := breakdown.datasets(here, "revenue"):
    with page.controls("slice"):
        of, levels = breakdown.choose_slice(here, datasets)
        view, against = breakdown.choose_look(here, of)
    level = breakdown.ask(here, of, levels, against)
    breakdown.crumbs(here, level)
    names = breakdown.name(here, level), here.say.year(of.fiscal_year)
    aloud.sentence(breakdown.sentence(here, level), *names)
    pictures.draw(here, level, view)
    breakdown.table(here, level)
    pictures.both_levels(here, level, view)
    evidence.receipts(here, {breakdown.name(here, level): level.of})
    evidence.cite(here, level.of)
    take.offer(here, level.of)
else:
    st.info(here.say("No revenue of {place} is loaded; its spending is.", place=page.plain(here.place)))
