"""Who was paid: the largest recipients of a ministry or of all, any recipient by name, and each one's own page."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.views import concentration, payees, payments, recipient

here = page.begin()
say = here.say
name = st.query_params.get("recipient", "")
known = payments.datasets(here, name or None)
st.title(say("Who was paid") if not name else page.plain(name))

if not known:
    payments.nothing(here)
elif name:
    one = recipient.choose(here, known, name)
    recipient.way_back(here, one)
    if one.years:
        aloud.sentence(recipient.sentence(here, one), name, terms=("recipient",))
        recipient.draw(here, one)
        recipient.table(here, one)
    recipient.other_names(here, one)
    if one.years:
        evidence.receipts(here, {name: one.of})
        evidence.cite(here, *one.slices)
        take.offer(here, *one.slices)
else:
    chosen = payments.choose(here, known)
    paid = payments.ask(chosen)
    said = payees.sentence(here, chosen, paid)
    aloud.sentence(said, payments.name_of(here, chosen), say.year(chosen.of.fiscal_year), terms=("recipient",))
    payments.draw(here, chosen, paid, said)
    payees.elsewhere(here, chosen)
    concentration.show(here, chosen, paid)
    payees.listing(here, chosen, paid)
    payees.made_of(here, chosen, paid)
    payees.caveat(here)
    evidence.receipts(here, {payments.name_of(here, chosen): chosen.of})
    evidence.cite(here, chosen.of)
    take.offer(here, chosen.of)
