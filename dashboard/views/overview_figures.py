"""The overview's four figures, each with its history as far as the accounts on the same basis go."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from dashboard import explain, glossary, queries, store
from dashboard.charts import spark
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.places import POPULATION
from dashboard.questions import overview as questions
from dashboard.slices import Slice

ByYear = Mapping[int, Decimal]
"""Amounts by fiscal year, oldest first."""


def history(of: Slice) -> ByYear:
    """The totals of a slice's accounts, unbroken up to its year; its own year as its own release has it."""
    rows = store.ask(queries.history, of.dataset, of.direction, of.phase, of.basis).to_pylist()
    own = store.ask(queries.total, of).to_pylist()[0]["amount"]
    return _unbroken({**{r["fiscal_year"]: r["amount"] for r in rows}, of.fiscal_year: own}, of.fiscal_year)


def _unbroken(known: ByYear, last: int) -> ByYear:
    first = last
    while first - 1 in known:
        first -= 1
    return {year: known[year] for year in range(first, last + 1)}


def per_resident(here: Here, amounts: ByYear) -> ByYear:
    """The amounts divided by the residents of their year, unbroken to the last; empty without a count for that."""
    series = POPULATION.get(here.jurisdiction, "")
    people = {r["fiscal_year"]: r["value"] for r in store.ask(questions.series, series).to_pylist()}
    both = {year: (amount / people[year]).quantize(Decimal(1)) for year, amount in amounts.items() if year in people}
    last = max(amounts)
    return _unbroken(both, last) if last in both else {}


def four(here: Here, revenue: Slice, expense: Slice) -> None:
    """Revenue, expense, the result, and expense per resident; then the totals in the publisher's own unit."""
    say, year = here.say, expense.fiscal_year
    took, spent = history(revenue), history(expense)
    result = {y: took[y] - amount for y, amount in spent.items() if y in took}
    first = min(*took, *spent)
    with st.container(key="figures"):
        columns = st.columns(4)
    with columns[0]:
        amount(say, say("Revenue"), took, "revenue", first)
    with columns[1]:
        amount(say, say("Expense"), spent, "expense", first)
    with columns[2]:
        name = say("Result: deficit") if result[year] < 0 else say("Result: surplus")
        before = say("{amount} the year before", amount=say.money(result[year - 1])) if year - 1 in result else None
        _metric(say, name, say.money(result[year]), before, result, help_text(say, "deficit", result[year]), first)
    with columns[3]:
        residents(here, say("Expense per resident"), spent, first)
    st.caption(plain(" ".join((_as_printed(say, took[year], spent[year]), _span(say, took, spent)))))


def amount(say: Speaker, label: str, amounts: ByYear, term: str, first: int) -> None:
    """An amount of the newest of its years, with its change on the year before; its bars begin at the year `first`."""
    year = max(amounts)
    moved = explain.change(amounts[year], amounts.get(year - 1))
    delta = None
    if moved is not None:
        delta = say("{percent} on {year}", percent=say.percent(moved, signed=True), year=say.year(year - 1))
    _metric(say, label, say.money(amounts[year]), delta, amounts, help_text(say, term, amounts[year]), first)


def residents(here: Here, label: str, amounts: ByYear, first: int) -> None:
    """An amount per resident, of the newest year; nothing where residents were not counted."""
    say, each, year = here.say, per_resident(here, amounts), max(amounts)
    if each:
        found = store.ask(queries.series_value, POPULATION[here.jurisdiction], year).to_pylist()
        people = say("{n} residents", n=say.number(found[0]["value"], 0))
        _metric(say, label, say.exact(each[year]), people, each, glossary.help_for(say, "per_resident"), first)


def help_text(say: Speaker, term: str, exact: Decimal) -> str:
    """What stands behind a figure's question mark: the figure to the dollar, and what its word means."""
    return f"{plain(say.exact(exact))}. {glossary.help_for(say, term)}"


def _metric(say: Speaker, label: str, value: str, delta: str | None, amounts: ByYear, said: str, first: int) -> None:
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="bottom",
        horizontal_alignment="distribute",
        gap="small",
        height="stretch",
    ):
        st.metric(plain(label), value, delta, delta_color="off", delta_arrow="off", help=said, width="content")
        # A single year is no history.
        if len(amounts) > 1:
            years = range(first, max(amounts) + 1)
            each = "; ".join(f"{say.year(year)} {say.short(a)}" for year, a in amounts.items())
            aria = say("{what} by year: {each}", what=label, each=each)
            bars = [float(amounts[y]) if y in amounts else None for y in years]
            st.html(spark.bars(bars, aria), width="content")


def _as_printed(say: Speaker, took: Decimal, spent: Decimal) -> str:
    """The three totals in the publisher's own unit, so that they can be found in the printed report."""
    million = Decimal(10) ** 6
    texts = {
        n: say.number(a / million, 0) for n, a in (("revenue", took), ("expense", spent), ("result", took - spent))
    }
    return say("As printed, in $ millions: revenue {revenue}, expense {expense}, result {result}.", **texts)


def _span(say: Speaker, took: ByYear, spent: ByYear) -> str:
    """Which years the small bars show, and why one side has fewer."""
    if len(took) == 1:
        return ""
    values = {"first": say.year(min(took)), "last": say.year(max(took)), "start": say.year(min(spent))}
    if min(spent) == min(took):
        return say("Small bars: {first} to {last}.", **values)
    return say(
        "Small bars: revenue from {first} to {last}; expense only from {start}, for earlier years are not loaded on "
        "this basis.",
        **values,
    )
