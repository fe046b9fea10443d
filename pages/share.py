"""A receipt for one resident, or for what the reader paid: every ministry's dollars and cents, and what was borrowed."""

import streamlit as st

from dashboard import aloud, evidence, page, take
from dashboard.views import share, share_method

here = page.begin()
st.title(here.say("Your share"))

with st.container(horizontal=True, vertical_alignment="bottom", key="slice"):
    accounts = share.choose_accounts(here)
    mine = share.choose_share(here, accounts) if accounts and accounts.spent > 0 else None

if accounts and mine:
    aloud.sentence(share.sentence(here, accounts, mine))
    left, right = st.columns(2, gap="large")
    with left:
        share.receipt(here, accounts, mine)
    with right:
        share_method.covered(here, accounts, mine)
        share_method.method(here, accounts, mine)
        share_method.onwards(here, accounts)
    named = zip((here.say("Expense"), here.say("Revenue")), accounts.slices, strict=False)
    evidence.receipts(here, dict(named))
    evidence.cite(here, *accounts.slices)
    take.offer(here, *accounts.slices)
else:
    share_method.nothing(here)
