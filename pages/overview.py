"""Where the money came from and where it went, in one year, on the consolidated basis."""

import streamlit as st

from dashboard import aloud, evidence, explain, page, queries, store, take
from dashboard.places import place_name
from dashboard.views import overview, overview_alone, overview_figures, overview_moves, search

here = page.begin()
say = here.say
years = overview.years(here)
with st.container(horizontal=True, vertical_alignment="bottom", key="head"):
    st.title(say("Where the money came from, and where it went") if years else say("Where the money went"))
    year_place = st.container(width=140)
    sought = search.box(here)
search.results(here, sought)

if years:
    with year_place:
        year = page.choose("fiscal_year", say("Fiscal year"), years, say.year, width=140)
    both = overview.both_sides(here, year)
    revenue = store.ask(queries.lines, both.revenue, "economic_1", "economic_2").to_pylist()
    expense = store.ask(queries.lines, both.expense, "administrative_1", "administrative_2").to_pylist()

    sides = overview.rows_of(say, revenue, expense)
    said = explain.result_sentence(say, here.place, year, *sides)
    names = place_name(say, here.jurisdiction), say.year(year)
    aloud.sentence(said, *names, terms=("deficit", "surplus", "revenue", "expense"))
    overview_figures.four(here, both.revenue, both.expense)
    overview.draw(here, both, revenue, expense)
    overview_moves.guide(say)
    overview_moves.moves(here, both.revenue, both.expense)
    overview_moves.onward(here)
    overview.side(here, both.revenue, say("Revenue"), say("Source"), revenue, both=False)
    overview.side(here, both.expense, say("Expense"), say("Ministry"), expense, both=True)
    evidence.cite(here, both.revenue, both.expense)
    take.offer(here, both.revenue, both.expense)
else:
    overview_alone.show(here, year_place)
