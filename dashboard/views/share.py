"""One resident's share of a year, or of what a reader paid: a receipt that adds up to the cent, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, page, queries, store
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.places import POPULATION, place_name
from dashboard.questions import share as questions
from dashboard.slices import LINEAGE, NOT_NAMED, Slice, newest, of_holding
from dashboard.views import breakdown, overview

Row = Mapping[str, Any]
CENT, HUNDRED = Decimal("0.01"), Decimal(100)
MOST_PAID = 10_000_000


def to_the_cent(whole: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """`whole` split in the proportions of `parts`, each to the cent, adding up to it exactly.

    Every amount is the exact one rounded down, and the cents that this leaves go to those that lost most. `whole` is in
    cents already, `parts` may hold negatives; ValueError if they do not add up to more than nothing.
    """
    total = int(sum(parts) / CENT)
    if total <= 0:
        raise ValueError(f"parts have to add up to more than nothing; these add up to {sum(parts)}")
    exact = [divmod(int(whole / CENT) * int(part / CENT), total) for part in parts]
    left = int(whole / CENT) - sum(cents for cents, _ in exact)
    gaining = set(sorted(range(len(parts)), key=lambda i: -exact[i][1])[:left])
    return [(cents + (i in gaining)) * CENT for i, (cents, _) in enumerate(exact)]


@dataclass(frozen=True)
class Accounts:
    """What there is to share.

    Attributes:
        expense: what was spent; `lines` by ministry, largest first, `spent` together.
        revenue: what was taken in, where it is on the same basis; else None, and `sources` is empty.
        people: residents on 1 July of the fiscal year; None where nobody counted them.
    """

    expense: Slice
    lines: Sequence[Row]
    spent: Decimal
    revenue: Slice | None
    sources: Sequence[Row]
    people: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """Expense less revenue: what was borrowed, or below zero the surplus. None where revenue is not loaded."""
        return self.spent - explain.total_of(self.sources) if self.revenue else None

    @property
    def slices(self) -> list[Slice]:
        """Everything that the page sums."""
        return [self.expense, self.revenue] if self.revenue else [self.expense]


@dataclass(frozen=True)
class Share:
    """Whose share: of `each` resident, or of what the reader paid; `typed` is false for an example of $100."""

    each: bool
    whole: Decimal
    typed: bool = True


def choose_accounts(here: Here) -> Accounts | None:
    """The year, and where there are several the accounts; None where there is no spending to share."""
    say = here.say
    if years := overview.years(here):
        year = page.choose("fiscal_year", say("Fiscal year"), years, say.year, width=140)
        both = overview.both_sides(here, year)
        return _accounts(here, both.expense, both.revenue)
    known = [d["dataset"] for d in breakdown.datasets(here, "expenditure") if d["basis"] != "payments"]
    held = [h for h in here.holdings if h.phase == "executed" and h.direction == "expenditure"]
    if not (known := [d for d in known if any(h.dataset == d for h in held)]):
        return None
    dataset = page.choose("dataset", say("Accounts"), known, here.title, width=320)
    basis = here.dataset(dataset)["basis"]
    held = [h for h in held if (h.dataset, h.basis) == (dataset, basis)]
    years = sorted({h.fiscal_year for h in held}, reverse=True)
    year = page.choose("fiscal_year", say("Fiscal year"), years, say.year, width=140)
    holding = newest(held, fiscal_year=year)
    assert holding is not None  # the year was chosen from what is held
    return _accounts(here, of_holding(holding), None)


def _accounts(here: Here, expense: Slice, revenue: Slice | None) -> Accounts:
    lines = store.ask(questions.lines, expense, "administrative_1").to_pylist()
    sources = store.ask(questions.lines, revenue, "economic_1").to_pylist() if revenue else []
    series = POPULATION.get(here.jurisdiction, "")
    people = store.ask(queries.series_value, series, expense.fiscal_year).to_pylist()
    residents = people[0]["value"] if people else None
    return Accounts(expense, lines, explain.total_of(lines), revenue, sources, residents)


def choose_share(here: Here, of: Accounts) -> Share:
    """A resident's share, or the reader's own payment, as the URL or the reader says."""
    say = here.say
    names = {"resident": say("Of each resident"), "paid": say("Of what I paid")}
    options = ["resident", "paid"] if of.people else ["paid"]
    by = page.choose("by", say("Whose share"), options, names.__getitem__, width=180)
    if by == "resident" and of.people:
        return Share(True, (of.spent / of.people).quantize(CENT))
    paid = _paid(here)
    return Share(False, paid or HUNDRED, typed=bool(paid))


def _paid(here: Here) -> Decimal | None:
    """What the reader says to have paid, in the URL as `paid`; None where that is nothing."""
    say, asked = here.say, st.query_params.get("paid")
    try:
        value = Decimal(asked).quantize(CENT) if asked else None
        known = value is None or 0 <= value <= MOST_PAID
    except InvalidOperation:
        value, known = None, False
    if not known:
        st.info(say("The address asks for a payment of “{value}”, which is no amount.", value=plain(str(asked)[:40])))
        del st.query_params["paid"]
        value = None
    st.session_state["paid"] = float(value) if value else None

    def entered() -> None:
        if typed := st.session_state["paid"]:
            st.query_params["paid"] = f"{typed:.2f}"
        else:
            st.query_params.pop("paid", None)

    st.number_input(
        say("Paid to this government, in dollars"),
        min_value=0.0,
        max_value=float(MOST_PAID),
        step=100.0,
        format="%.2f",
        key="paid",
        on_change=entered,
        placeholder=say("Income tax, sales tax, or all of them"),
        width=320,
    )
    return value


def sentence(here: Here, of: Accounts, share: Share) -> str:
    """The sentence: the whole, its largest line, and how much was borrowed."""
    say, top = here.say, of.lines[0]
    first = to_the_cent(share.whole, [r["amount"] for r in of.lines])[0]
    values = {
        "place": here.place,
        "year": say.year(of.expense.fiscal_year),
        "whole": cents(here, share.whole),
        "top": explain.name(say, top),
        "first": cents(here, first),
        "share": say.percent(top["amount"] / of.spent),
    }
    if share.each:
        said = say(
            "In {year} {place} spent {whole} for each of its {n} residents: {first} of it, or {share}, by {top}.",
            n=say.number(of.people or 0, 0),
            **values,
        )
    elif share.typed:
        said = say("Of {whole} paid to {place}, {first}, or {share}, is spent by {top}, as in {year}.", **values)
    else:
        said = say("Of each {whole} that {place} spent in {year}, {first} was spent by {top}.", **values)
    return f"{said} {_borrowed(here, of, share)}"


def _borrowed(here: Here, of: Accounts, share: Share) -> str:
    say, gap = here.say, of.gap
    if gap is None:
        return say("Revenue is not loaded on this basis, so how much of it was borrowed cannot be said.")
    if gap <= 0:
        return say("Nothing was borrowed for it: revenue was higher than expense.")
    part = say.percent(gap / of.spent)
    if share.each or not share.typed:
        amount = (share.whole * gap / of.spent).quantize(CENT)
        return say("{amount} of it, {part}, was borrowed.", amount=cents(here, amount), part=part)
    beside = (share.whole * gap / (of.spent - gap)).quantize(CENT)
    return say(
        "Beside it stand {amount} borrowed: borrowing covered {part} of what was spent.",
        amount=cents(here, beside),
        part=part,
    )


def cents(here: Here, amount: Decimal) -> str:
    """An amount with its cents, as a till prints it: `$5,305.90`."""
    text = here.say("${n}", n=here.say.number(-amount if amount < 0 else amount, 2))
    return "−" + text if amount < 0 else text


def receipt(here: Here, of: Accounts, share: Share) -> None:
    """The receipt: each ministry's dollars and cents, the whole amount behind it, and the total."""
    say = here.say
    split = to_the_cent(share.whole, [r["amount"] for r in of.lines])
    heads = _heads(here, share)
    rows = [
        (
            explain.name(say, row),
            cents(here, part),
            say.percent(row["amount"] / of.spent),
            evidence.receipt_link(
                here, of.expense.narrowed("administrative_1", row["label"] or NOT_NAMED), say.short(row["amount"])
            ),
        )
        for row, part in zip(of.lines, split, strict=True)
    ]
    whole = evidence.receipt_link(here, of.expense, say.short(of.spent))
    rows.append((say("Total"), cents(here, share.whole), say.percent(Decimal(1)), whole))
    with st.container(key="till"):
        caption = f"{place_name(say, here.jurisdiction)}, {say.year(of.expense.fiscal_year)}"
        links = [_ministry(here, of, row) for row in of.lines]
        evidence.show_table(pd.DataFrame(rows, columns=[say("Spent by"), *heads], dtype=object), links, caption=caption)


def _heads(here: Here, share: Share) -> list[str]:
    say = here.say
    mine = say("Each resident") if share.each else say("Of your payment") if share.typed else say("Of each $100")
    return [mine, say("Share"), say("In all")]


def _ministry(here: Here, of: Accounts, row: Row) -> str:
    """The ministry's own page, or where the crosswalk does not know it, its spending."""
    fixed = {"jurisdiction": here.jurisdiction, "fiscal_year": str(of.expense.fiscal_year)}
    if row["lineage"]:
        return address(here.say, "ministry", **fixed, **{LINEAGE: row["lineage"]})
    narrowed = {"administrative_1": row["label"] or NOT_NAMED}
    return address(here.say, "spending", **fixed, dataset=of.expense.dataset, **narrowed)
