"""Where the money came from and where it went, in one year, on the consolidated basis."""

import streamlit as st

from dashboard import explain, overview, page, queries, store
from dashboard.charts import bars, flow

here = page.begin()
say = here.say
st.title(say("Where the money came from, and where it went"))

years = overview.years(here)
if not years:
    st.info(
        say(
            "No consolidated accounts of {place} are loaded: only they hold revenue and expense side by side.",
            place=page.plain(here.place),
        )
    )
    st.page_link(
        "pages/spending.py", label=say("See the spending of {place}", place=here.place), icon=":material/arrow_forward:"
    )
    st.stop()

year = page.choose("fiscal_year", say("Fiscal year"), years, say.year)
both = overview.both_sides(here, year)
revenue = store.ask(queries.lines, both.revenue, "economic_1", "economic_2").to_pylist()
expense = store.ask(queries.lines, both.expense, "administrative_1", "administrative_2").to_pylist()

sources, uses = overview.flow_sides(say, revenue, expense)
st.markdown(page.plain(explain.result_sentence(say, here.place, year, *overview.rows_of(say, revenue, expense))))
overview.figures(here, both)
st.caption(page.plain(overview.as_printed(here, both)))

if overview.can_flow(revenue, expense):
    spec = flow.chart(sources, uses, overview.total_label(say, expense, revenue), headings=explain.headings(say))
else:
    st.info(say("Some lines are negative this year, and a flow cannot show what is less than nothing: bars do."))
    spec = bars.chart(overview.signed_marks(say, revenue, expense), drillable=False, headings=explain.headings(say))
st.vega_lite_chart(None, spec, theme=None, width="stretch", key=f"flow:{year}", alt=overview.alt(say, sources, uses))
st.caption(
    say("Money is pooled: no source pays for a particular use. Amounts are rounded by the publisher to the million.")
)

overview.side(here, both.revenue, say("Revenue"), say("Source"), revenue, both=False)
overview.side(here, both.expense, say("Expense"), say("Ministry"), expense, both=True)
page.cite(here, both.revenue, both.expense)
