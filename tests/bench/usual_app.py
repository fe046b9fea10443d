"""The usual page of Streamlit over the same store: pandas, Altair, every answer behind `cache_data`. A peer, not ours.

PURSE_STORE=... streamlit run tests/bench/usual_app.py
"""

import os
from decimal import Decimal

import altair as alt
import duckdb
import pandas as pd
import streamlit as st

COLUMNS = "fiscal_year, administrative_1 AS ministry, economic_1 AS category, recipient, amount::DOUBLE AS amount"


@st.cache_resource
def load() -> pd.DataFrame:
    """Every payment, once for all readers."""
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{os.environ['PURSE_STORE']}/current' AS accounts (READ_ONLY)")
        return con.sql(f"SELECT {COLUMNS} FROM accounts.entry").df()


@st.cache_data
def by_year(find: str) -> pd.DataFrame:
    payments = load()
    found = payments[payments.recipient.str.contains(find, case=False, regex=False)]
    return found.groupby("fiscal_year", as_index=False).amount.sum()


@st.cache_data
def by_ministry(year: int) -> pd.DataFrame:
    payments = load()
    of_year = payments[payments.fiscal_year == year]
    return of_year.groupby(["ministry", "category"], as_index=False).amount.sum()


@st.cache_data
def top(year: int, find: str) -> pd.DataFrame:
    payments = load()
    of_year = payments[payments.fiscal_year == year]
    found = of_year[of_year.recipient.str.contains(find, case=False, regex=False)]
    return found.groupby("recipient", as_index=False).amount.sum().nlargest(50, "amount")


@st.cache_data
def largest(year: int, ministry: str) -> pd.DataFrame:
    payments = load()
    of_year = payments[(payments.fiscal_year == year) & (payments.ministry == ministry)]
    return of_year.nlargest(100, "amount")


st.set_page_config(page_title="Payments", layout="wide")
st.title("Payments")
years = list(range(2011, 2026))
asked = st.query_params
year = st.selectbox("Year", years, index=years.index(int(asked.get("year", 2025))))
ministry = st.selectbox("Ministry", [f"Ministry of {n}" for n in range(30)], index=int(asked.get("ministry", 0)))
find = st.text_input("Recipient", asked.get("find", "health"))
ministries, years_found = by_ministry(year), by_year(find)
one, two, three = st.columns(3)
one.metric("Paid", f"${Decimal(ministries.amount.sum()) / 10**6:,.1f} million")
two.metric("Ministries", ministries.ministry.nunique())
three.metric("Largest ministry", ministries.groupby("ministry").amount.sum().idxmax())
st.altair_chart(
    alt.Chart(ministries)
    .mark_bar()
    .encode(x="sum(amount):Q", y=alt.Y("ministry:N", sort="-x"), color="category:N", tooltip=["ministry", "amount"]),
    width="stretch",
)
st.altair_chart(
    alt.Chart(years_found)
    .mark_line(point=True)
    .encode(x="fiscal_year:O", y="amount:Q", tooltip=["fiscal_year", "amount"]),
    width="stretch",
)
st.altair_chart(
    alt.Chart(top(year, find).head(20))
    .mark_bar()
    .encode(x="amount:Q", y=alt.Y("recipient:N", sort="-x"), tooltip=["recipient", "amount"]),
    width="stretch",
)
st.dataframe(largest(year, ministry))
