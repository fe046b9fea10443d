"""The list of who was paid: its sentence, the rows a page at a time, what the total is made of."""

from __future__ import annotations

import math
from decimal import Decimal

import pandas as pd
import streamlit as st

from dashboard import evidence, store
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.questions import payments as questions
from dashboard.questions.payments import ANY
from dashboard.views.payments import PER_PAGE, Chosen, Paid, name_of, rows_at

MOST_ROLLUPS = 100
_SEEN = "payments that were listed"


def sentence(here: Here, chosen: Chosen, paid: Paid) -> str:
    """The sentence of the list."""
    if chosen.words:
        return _found(here, chosen, paid)
    say, rest = here.say, paid.part("rollup")
    values = {"what": name_of(here, chosen), "year": say.year(chosen.of.fiscal_year), "amount": say.money(paid.total)}
    parts = [say("{what}: {amount} paid in {year}.", **values)]
    if named := paid.parts.get("named"):
        top = store.ask(questions.ranked, chosen.of, (), ANY, PER_PAGE, 0).to_pylist()[0]
        parts.append(
            say.n(
                "{amount} of it went to {n} recipient by name: {top}.",
                "{amount} of it went to {n} recipients by name; the largest part, {most} or {share}, to {top}.",
                named["recipients"],
                amount=say.money(named["amount"]),
                top=top["recipient"],
                most=say.money(top["amount"]),
                share=share(here, top["amount"], paid.total),
            )
        )
    if rest:
        parts.append(
            say("{amount} went to payees whom the publisher puts together on shared lines.", amount=say.money(rest))
        )
    return " ".join(parts)


def _found(here: Here, chosen: Chosen, paid: Paid) -> str:
    say = here.say
    parts = []
    if chosen.instead:
        near = say.listed(say("“{name}”", name=word) for word in chosen.instead)
        parts.append(say("No name holds “{typed}”; these hold {near}.", typed=chosen.typed, near=near))
    year, typed = say.year(chosen.of.fiscal_year), chosen.typed
    if not paid.listed:
        return " ".join([*parts, say("No recipient of {year} has “{typed}” in its name.", year=year, typed=typed)])
    values = {
        "typed": typed,
        "amount": say.money(paid.amount),
        "year": year,
        "share": share(here, paid.amount, paid.total),
        "total": say.money(paid.total),
    }
    if paid.listed == 1:
        top = rows_at(chosen, 1)[0]["recipient"]
        said = say("“{typed}” finds {top}, who got {amount} in {year}: {share} of the {total} paid.", top=top, **values)
    else:
        said = say(
            "“{typed}” finds {n} recipients, who together got {amount} in {year}: {share} of the {total} paid.",
            n=say.number(paid.listed),
            **values,
        )
    return " ".join([*parts, said])


def share(here: Here, amount: Decimal, total: Decimal) -> str:
    """An amount as a share of the total, as it is written; a dash where there is none."""
    return here.say.percent(amount / total) if total else "–"


def page_number(chosen: Chosen, paid: Paid) -> int:
    """The page of the list that the URL asks for; the first again once something else is chosen."""
    now = repr(chosen)
    if st.session_state.get(_SEEN, now) != now:
        st.query_params.pop("page", None)
    st.session_state[_SEEN] = now
    asked = st.query_params.get("page", "1")
    return min(max(int(asked) if asked.isdecimal() and len(asked) < 10 else 1, 1), pages(paid))


def pages(paid: Paid) -> int:
    """How many pages the list has."""
    return max(1, math.ceil(paid.listed / PER_PAGE))


def listing(here: Here, chosen: Chosen, paid: Paid) -> None:
    """One page of the list as a table: name, amount with its receipt, share of the total, entries."""
    say, number = here.say, page_number(chosen, paid)
    table, rows = store.remembered(_list, here, chosen, paid, number)
    if not rows:
        return
    st.header(say("Recipients, largest first"))
    st.html(table)
    _pager(here, paid, number, (number - 1) * PER_PAGE + 1, rows)


def _list(here: Here, chosen: Chosen, paid: Paid, number: int) -> tuple[str, int]:
    """The table of one page of the list, and how many rows it has."""
    say, rows = here.say, rows_at(chosen, number)
    first = (number - 1) * PER_PAGE + 1
    frame = pd.DataFrame(
        [
            {
                say("Recipient"): f"{say.number(rank)}. {row['recipient']}",
                say("Amount"): evidence.receipt_link(
                    here, chosen.of.narrowed("recipient", row["recipient"]), say.exact(row["amount"])
                ),
                say("Share of {total}", total=say.short(paid.total)): share(here, row["amount"], paid.total),
                say("Entries"): say.number(row["entries"]),
            }
            for rank, row in enumerate(rows, first)
        ],
        dtype=object,
    )
    of, kept = chosen.of, ({"release": chosen.of.release} if chosen.earlier else {})
    names = [str(r["recipient"]) for r in rows]
    links = [recipient_address(here, of.dataset, of.fiscal_year, name, **kept) for name in names]
    return (evidence.table_html(frame, links), len(rows)) if rows else ("", 0)


def recipient_address(here: Here, dataset: str, year: int, name: str, **more: str) -> str:
    """The address of a recipient's own page. `more` may name the `release` that it is to show."""
    chosen = {"jurisdiction": here.jurisdiction, "dataset": dataset, "fiscal_year": str(year)}
    return address(here.say, "payments", **chosen, **more, recipient=name)


def _pager(here: Here, paid: Paid, number: int, first: int, count: int) -> None:
    say, last = here.say, pages(paid)

    def go(to: int) -> None:
        st.query_params["page"] = str(to)

    with st.container(horizontal=True, vertical_alignment="center", key="pager"):
        if last > 1:
            st.button(say("Previous"), key="before", disabled=number == 1, on_click=go, args=(number - 1,))
        shown = {"first": say.number(first), "last": say.number(first + count - 1), "all": say.number(paid.listed)}
        st.markdown(plain(say("{first} to {last} of {all}", **shown)), width="content")
        if last > 1:
            st.button(say("Next"), key="after", disabled=number == last, on_click=go, args=(number + 1,))


def made_of(here: Here, chosen: Chosen, paid: Paid) -> None:
    """What the total is made of, to the cent: the list, other names, shared lines, entries without a name."""
    say = here.say
    named = paid.part("named")
    lines: list[tuple[str, int | None, Decimal]] = [(say("Recipients on this list"), paid.listed, paid.amount)]
    if chosen.narrowed:
        others = (paid.parts["named"]["recipients"] if "named" in paid.parts else 0) - paid.listed
        lines.append((say("Other recipients by name"), others, named - paid.amount))
    if "rollup" in paid.parts:
        row = paid.parts["rollup"]
        lines.append((say("Shared lines, each many payees"), row["recipients"], row["amount"]))
    if "nobody" in paid.parts:
        lines.append((say("Entries that name nobody"), None, paid.part("nobody")))
    table = [
        {
            say("What the total is made of"): name,
            say("Names"): "–" if count is None else say.number(count),
            say("Amount"): say.exact(amount),
            say("Share"): share(here, amount, paid.total),
        }
        for name, count, amount in lines
    ]
    whole = evidence.receipt_link(here, chosen.of, say.exact(paid.total))
    ends = [say("Total"), "", whole, share(here, paid.total, paid.total)]
    evidence.show_table(pd.DataFrame([*table, dict(zip(table[0], ends, strict=True))], dtype=object))
    if "rollup" in paid.parts:
        _rollups(here, chosen, paid)


def _rollups(here: Here, chosen: Chosen, paid: Paid) -> None:
    say, count = here.say, paid.parts["rollup"]["recipients"]
    rows = store.ask(questions.rollups, chosen.of, MOST_ROLLUPS).to_pylist()
    heading = say.n(
        "{n} shared line: many payees under one name", "{n} shared lines: many payees under one name", count
    )
    with st.expander(heading, icon=":material/groups:"):
        st.caption(
            say(
                "The publisher does not name these payees. Such a line is in every total, and is never ranked as if it "
                "were one payee."
            )
        )
        frame = pd.DataFrame(
            [
                {
                    say("As published"): row["recipient"],
                    say("Amount"): evidence.receipt_link(
                        here, chosen.of.narrowed("recipient", row["recipient"]), say.exact(row["amount"])
                    ),
                    say("Entries"): say.number(row["entries"]),
                }
                for row in rows
            ]
        )
        evidence.show_table(frame)
        if count > len(rows):
            st.caption(say("The {n} largest are shown.", n=say.number(len(rows))))


def elsewhere(here: Here, chosen: Chosen) -> None:
    """Names that were searched for and were paid in other years only, as links."""
    if not chosen.words:
        return
    say = here.say
    rows = store.ask(questions.elsewhere, chosen.of, chosen.words, 10).to_pylist()
    if not rows:
        return
    st.caption(say("Found in other years of these accounts, and not in {year}:", year=say.year(chosen.of.fiscal_year)))
    for row in rows:
        text = f"{row['recipient']} ({span(here, row['first_year'], row['last_year'])})"
        to = recipient_address(here, chosen.of.dataset, row["last_year"], row["recipient"])
        evidence.link(evidence.Link(text, to))


def span(here: Here, first: int, last: int) -> str:
    """A year, or the first and the last of several."""
    say = here.say
    return say.year(last) if first == last else say("{first} to {last}", first=say.year(first), last=say.year(last))


def caveat(here: Here) -> None:
    """What a name is, and what it is not."""
    say = here.say
    st.caption(
        say(
            "Names stand as the publisher writes them: one payee may be under several spellings, and some names are a "
            "program rather than a payee. Payments made in the year are not the expense of the year."
        )
    )
