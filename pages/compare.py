"""Any two slices side by side, where they can be compared; where they cannot, why and what can."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.views import compare, compare_shown

here = page.begin()
say = here.say
st.title(say("Side by side"))

a, b = compare.sides(here)
if why := compare.refusal(here, a, b):
    compare_shown.refuse(here, a, b, why)
else:
    found = compare.pair(here, a, b)
    terms = ("standard_account", "revenue", "expense", "per_resident")
    aloud.sentence(compare_shown.sentence(here, found), *compare_shown.names(here, a, b), terms=terms)
    compare_shown.draw(here, found)
    compare_shown.only_one_side(here, found)
    compare_shown.table(here, found)
    if residents := compare_shown.residents(here, found):
        st.caption(page.plain(residents))
    evidence.receipts(here, {compare_shown.full_name(here, side): side.of for side in (a, b)})
evidence.cite(here, a.of, b.of)
take.offer(here, a.of, b.of)
