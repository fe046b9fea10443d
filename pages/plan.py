"""What was planned, what was spent, and where the difference is: line by line."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.slices import of_holding
from dashboard.views import differences, plan, plan_tables

here = page.begin()
st.title(here.say("Plan and actual"))

if known := plan.datasets(here):
    with st.container(horizontal=True, vertical_alignment="bottom", key="slice"):
        of = plan.choose_year(here, known)
        if of.both:
            planned = plan.choose_plan(here, of)
            lineage = plan.choose_organisation(here, of_holding(planned), of_holding(of.actual))
            as_share = plan.choose_unit(here)
            level = plan.choose_level(here, lineage)
    if of.both:
        answer = plan.ask(here, of, planned, lineage, level)
        pair = answer.pair
        said = plan.sentence(here, answer)
        year = here.say.year(pair.after.fiscal_year)
        aloud.sentence(said, year, terms=("proposed", "executed", "authority", "lapsed"))
        go = plan.drill if level == "organisation" else None
        key, title = f"plan:{pair.before}:{level}", plan.title(here, pair)
        differences.draw(here, pair, answer.rows, key=key, title=title, sentence=said, as_share=as_share, go=go)
        plan_tables.note(here, answer)
        plan_tables.rows(here, answer, level)
        plan_tables.apart(here, answer)
        plan_tables.adds_up(here, answer)
        plan_tables.exists(here, of, lineage)
        plan_tables.left_out(here, of)
        slices = {pair.words.before: pair.before, pair.words.after: pair.after}
        evidence.receipts(here, slices)
        evidence.cite(here, *slices.values())
        take.offer(here, *slices.values())
    else:
        plan_tables.incomplete(here, of, known[of.dataset])
        plan_tables.exists(here, of)
        held = [of_holding(h) for h in (*of.plans, of.actual) if h]
        evidence.cite(here, *held)
        take.offer(here, *held)
else:
    plan_tables.none(here)
