"""Where the money came from and where it went, in one year, on the consolidated basis."""

import streamlit as st

from dashboard import evidence, explain, page, queries, store
from dashboard.views import overview

here = page.begin()
say = here.say
st.title(say("Where the money came from, and where it went"))

if years := overview.years(here):
    year = page.choose("fiscal_year", say("Fiscal year"), years, say.year)
    both = overview.both_sides(here, year)
    revenue = store.ask(queries.lines, both.revenue, "economic_1", "economic_2").to_pylist()
    expense = store.ask(queries.lines, both.expense, "administrative_1", "administrative_2").to_pylist()

    sides = overview.rows_of(say, revenue, expense)
    st.markdown(page.plain(explain.result_sentence(say, here.place, year, *sides)))
    overview.figures(here, both)
    st.caption(page.plain(overview.as_printed(here, both)))
    overview.draw(here, year, revenue, expense)
    overview.side(here, both.revenue, say("Revenue"), say("Source"), revenue, both=False)
    overview.side(here, both.expense, say("Expense"), say("Ministry"), expense, both=True)
    evidence.cite(here, both.revenue, both.expense)
    evidence.take(here, both.revenue, both.expense)
else:
    overview.nothing(here)
