"""What stands beside the receipt: what covered the spending, and how the receipt was worked out, with its limits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from dashboard import evidence, explain
from dashboard.navigation import address
from dashboard.page import Here, basis_name, plain
from dashboard.views.share import CENT, HUNDRED, Accounts, Row, Share, cents, to_the_cent

_UNITS = {"thousands": Decimal(10) ** 3, "millions": Decimal(10) ** 6, "billions": Decimal(10) ** 9}
MORE_PEOPLE = Decimal("0.01")


def nothing(here: Here) -> None:
    """What stands in place of the receipt where no spending of the place is loaded."""
    say = here.say
    st.info(say("No spending of {place} is loaded.", place=plain(here.place)))


def covered(here: Here, of: Accounts, share: Share) -> None:
    """What covered the same amount of spending: sources of revenue, and borrowing as such."""
    say, gap = here.say, of.gap
    st.header(say("What covered it"))
    if of.revenue is None or gap is None:
        st.info(
            say(
                "Revenue of {place} is not loaded on the basis of these accounts ({basis}). Which taxes covered this, "
                "and how much of it was borrowed, cannot be said from them.",
                place=plain(here.place),
                basis=basis_name(say, of.expense.basis),
            )
        )
        return
    amounts = [r["amount"] for r in of.sources] + ([gap] if gap > 0 else [])
    whole = share.whole if share.each else HUNDRED
    split = to_the_cent(whole, amounts)
    total = sum(amounts, Decimal(0))
    shown: list[tuple[str, object]] = [(explain.name(say, r), _receipt(here, of, r)) for r in of.sources]
    if gap > 0:
        shown.append((say("Borrowing (the deficit)"), say.short(gap)))
    rows: list[tuple[object, ...]] = [
        (name, cents(here, part), say.percent(amount / total), link)
        for (name, link), part, amount in zip(shown, split, amounts, strict=True)
    ]
    rows.append((say("Total"), cents(here, whole), say.percent(Decimal(1)), say.short(total)))
    mine = say("Each resident") if share.each else say("Of each $100")
    evidence.show_table(
        pd.DataFrame(rows, columns=[say("Covered by"), mine, say("Share"), say("In all")], dtype=object)
    )
    if gap < 0:
        st.caption(
            say("Revenue was {amount} higher than expense: that surplus is not spent here.", amount=say.money(-gap))
        )
    st.caption(say("Money is pooled: no source pays for a particular use, and no payment is tied to you."))


def _receipt(here: Here, of: Accounts, row: Row) -> evidence.Link:
    assert of.revenue is not None  # rows of sources come from it
    return evidence.receipt_link(
        here, of.revenue.narrowed("economic_1", row["label"] or ""), here.say.short(row["amount"])
    )


def method(here: Here, of: Accounts, share: Share) -> None:
    """How the receipt is worked out, what it is not, and how far each line may be off."""
    st.header(here.say("How this is worked out"))
    said = [*_worked_out(here, of, share), *_uncertain(here, of, share), *_limits(here, of)]
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in said))


def _worked_out(here: Here, of: Accounts, share: Share) -> Sequence[str]:
    say = here.say
    spent = say.exact(of.spent)
    if share.each:
        first = say(
            "{spent} spent in the year, divided by {n} residents on 1 July {july}, is {whole}. A child counts as "
            "much as an adult; nobody paid exactly this.",
            spent=spent,
            n=say.number(of.people or 0, 0),
            july=of.expense.fiscal_year - 1,
            whole=cents(here, share.whole),
        )
    else:
        first = say(
            "The amount is split as all {spent} of the year were spent. No tax is tied to a use, so it does not matter "
            "which tax it was.",
            spent=spent,
        )
    return [first, say("Cents are given out so that the lines add up to the total exactly.")]


def _uncertain(here: Here, of: Accounts, share: Share) -> Sequence[str]:
    say, said = here.say, []
    worst = max(_UNITS.get(r["unit"], Decimal(0)) / 2 * r["entries"] for r in of.lines)
    if worst:
        off = (share.whole * worst / of.spent).quantize(CENT)
        said.append(
            say(
                "The publisher rounds these figures ({unit}), so a line can be off by {off} at the most.",
                unit={"thousands": say("thousands"), "millions": say("millions")}.get(of.lines[0]["unit"], ""),
                off=cents(here, off),
            )
        )
    if share.each:
        less = share.whole - (share.whole / (1 + MORE_PEOPLE)).quantize(CENT)
        said.append(
            say(
                "The number of residents is an estimate, and is revised: with {percent} more of them the total is "
                "{less} less.",
                percent=say.percent(MORE_PEOPLE),
                less=cents(here, less),
            )
        )
    return said


def _limits(here: Here, of: Accounts) -> Sequence[str]:
    say = here.say
    return [
        say(
            "Only this government: what others tax and spend is not in it. The basis is: {basis}.",
            basis=basis_name(say, of.expense.basis),
        ),
        say(
            "Your income is not asked for. The store has no tax tables, and a tax worked out without them would be "
            "invented. What you paid stands on your assessment and your bills."
        ),
    ]


def onwards(here: Here, of: Accounts) -> None:
    """The way from the receipt to the accounts behind it."""
    say = here.say
    year = str(of.expense.fiscal_year)
    to = address(say, "spending", jurisdiction=here.jurisdiction, dataset=of.expense.dataset, fiscal_year=year)
    evidence.link(evidence.Link(say("See the spending of {place}", place=here.place), to))
