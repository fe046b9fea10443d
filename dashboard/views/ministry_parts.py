"""What an organisation's spending is made of, and to whom it went; each only where it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, picture, queries, store
from dashboard.charts import bars
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.questions import ministry as questions
from dashboard.slices import NOT_NAMED, Slice, year_before
from dashboard.views.breakdown import column_name
from dashboard.views.ministry import Organisation, own_basis, slice_of

Row = Mapping[str, Any]
MOST_BARS = 12
_PROGRAM, _ACCOUNT = "administrative_2", "economic_1"


def programs(here: Here, of: Organisation) -> list[Slice]:
    """The programs of the newest year; the slices that are shown."""
    if of.newest is None or _PROGRAM not in here.dataset(of.newest.dataset)["hierarchy"]:
        return []
    heading = here.say("Its programs in {year}", year=here.say.year(of.newest.fiscal_year))
    return _parts(here, of.name, of.newest, _PROGRAM, heading)


def accounts(here: Here, of: Organisation) -> list[Slice]:
    """On what it spends: the standard accounts or objects of the newest year that a dataset on the same basis holds."""
    if of.newest is None:
        return []
    rows = [r for r in own_basis(here, of.figures) if r["basis"] == of.newest.basis and r["phase"] == "executed"]
    rows = [r for r in rows if _ACCOUNT in here.dataset(r["dataset"])["hierarchy"]]
    if not rows:
        return []
    found = slice_of(max(rows, key=lambda r: (r["fiscal_year"], r["dataset"] == of.newest.dataset, r["release"])))  # type: ignore[union-attr]
    heading = here.say("On what, in {year}", year=here.say.year(found.fiscal_year))
    return _parts(here, of.name, found, _ACCOUNT, heading)


def _parts(here: Here, name: str, of: Slice, column: str, heading: str) -> list[Slice]:
    """One division of a slice as bars with the change on the year, and as a table."""
    say, before = here.say, year_before(of, here.holdings)
    rows = store.ask(queries.children, of, column, before).to_pylist()
    total = explain.total_of(rows)
    if not any(r["amount"] for r in rows) or not any(r["label"] for r in rows):
        return []
    st.header(heading, anchor=column.replace("_", "-"))
    to = _to_spending(here, of) if column == _PROGRAM else None
    title = say("{name}: spending by {level}", name=name, level=column_name(say, column).lower())
    said = _largest(here, rows, total)
    st.markdown(plain(said))
    draw(here, of, rows, total, ("programs" if column == _PROGRAM else "accounts", title, said))
    against = explain.on_the_year(say, say.year(before.fiscal_year)) if before else None
    lead = say.n("The {n} program as a link to its lines", "All {n} programs, each a link to its lines", len(rows))
    plainly = say.n("The {n} line as a table", "All {n} lines as a table", len(rows))
    with st.expander(lead if to else plainly, icon=":material/table_rows:"):
        frame = explain.table(say, rows, total, first=column_name(say, column), against=against)
        each = [of.narrowed(column, r["label"] or NOT_NAMED) for r in rows]
        amounts = [evidence.receipt_link(here, s, say.exact(r["amount"])) for s, r in zip([*each, of], [*rows, {"amount": total}], strict=True)]  # fmt: skip
        frame[say("Amount")] = pd.Series(amounts, dtype=object)
        links = [address(say, "spending", **to, **{column: r["label"] or NOT_NAMED}) for r in rows] if to else ()
        evidence.show_table(frame, links)
    return [of]


def _largest(here: Here, rows: Sequence[Row], total: Decimal) -> str:
    """The sentence of a division: its largest part."""
    say, top = here.say, rows[0]
    if len(rows) == 1 or total <= 0:
        return say("{name}: {amount}.", name=explain.name(say, top), amount=say.money(top["amount"]))
    return say(
        "The largest of {n} is {name}: {amount}, or {share} of it.",
        n=say.number(len(rows)),
        name=explain.name(say, top),
        amount=say.money(top["amount"]),
        share=say.percent(top["amount"] / total),
    )


def draw(here: Here, of: Slice, rows: Sequence[Row], total: Decimal, words: tuple[str, str, str]) -> None:
    """The largest rows of a slice as bars, with the change on the year before beside each. `words` are the chart's
    name, title and sentence."""
    say, (name, title, sentence) = here.say, words
    drawn = rows[:MOST_BARS]
    frame = explain.marks(say, drawn, total)
    moved = [explain.change(r["amount"], r["before"]) for r in drawn]
    for column in ("amount_label", "amount_short"):
        frame[column] = [
            text if m is None else f"{text}  {say.percent(m, signed=True)}"
            for text, m in zip(frame[column], moved, strict=True)
        ]
    said = []
    if len(rows) > len(drawn):
        said.append(say("The {n} largest of {all}; the table has all.", n=len(drawn), all=say.number(len(rows))))
    if any(m is not None for m in moved):
        said.append(say("Beside each amount: the change on the year before."))
    alt = explain.graphic(say, frame, total)
    caption = picture.Caption(name, title, alt, [of], sentence, notes=[" ".join(said)])
    spec = bars.chart(frame, drillable=False, headings=explain.headings(say))
    picture.show(here, spec, caption, key=f"bars:{name}:{of.where}")


def _to_spending(here: Here, of: Slice) -> dict[str, str] | None:
    """The place of the organisation on the spending page; None where it has two labels in these accounts."""
    labels = store.ask(queries.children, of, "administrative_1", None).to_pylist()
    if len(labels) != 1:
        return None
    return {
        "lang": here.say.code,
        "jurisdiction": here.jurisdiction,
        "dataset": of.dataset,
        "fiscal_year": str(of.fiscal_year),
        "phase": of.phase,
        "release": of.release,
        "administrative_1": labels[0]["label"] or NOT_NAMED,
    }


def recipients(here: Here, of: Organisation) -> list[Slice]:
    """Who was paid most in the newest year of payments. What is not by name is told, and has no rank."""
    rows = [r for r in own_basis(here, of.figures) if "recipient" in here.dataset(r["dataset"])["hierarchy"]]
    if not rows:
        return []
    say, paid = here.say, slice_of(max(rows, key=lambda r: (r["fiscal_year"], r["release"])))
    top = store.ask(questions.recipients, paid, MOST_BARS - 2).to_pylist()
    if not top:
        return []
    known = store.ask(questions.payees, paid).to_pylist()[0]
    st.header(say("Largest recipients in {year}", year=say.year(paid.fiscal_year)), anchor="recipients")
    said = _paid(here, known, top)
    st.markdown(plain(said))
    title = say.n(
        "{name}: the largest recipient of payments",
        "{name}: the {n} largest recipients of payments",
        len(top),
        name=of.name,
    )
    draw(here, paid, top, known["amount"], ("recipients", title, said))
    with st.expander(say("These recipients as a table"), icon=":material/table_rows:"):
        frame = explain.table(say, top, known["amount"], first=say("Recipient")).iloc[:-1]
        frame[say("Amount")] = [evidence.receipt_link(here, paid.narrowed("recipient", r["label"]), say.exact(r["amount"])) for r in top]  # fmt: skip
        evidence.show_table(frame, [_to_payments(here, recipient=r["label"]) for r in top])
    evidence.link(evidence.Link(say("All payments"), _to_payments(here, lineage=of.lineage)))
    return [paid]


def _to_payments(here: Here, **more: str) -> str:
    return address(here.say, "payments", jurisdiction=here.jurisdiction, **more)


def _paid(here: Here, known: Row, top: Sequence[Row]) -> str:
    say = here.say
    parts = [
        say(
            "Payments of {amount} to {n} recipients by name; the largest is {name}: {top}.",
            amount=say.money(known["amount"]),
            n=say.number(known["named"]),
            name=top[0]["label"],
            top=say.money(top[0]["amount"]),
        )
    ]
    if known["rolled_up"]:
        parts.append(
            say(
                "{amount} of it is published as sums over many small payees: it is in the total and has no rank.",
                amount=say.money(known["rolled_up"]),
            )
        )
    parts.append(say("Payments are another basis than spending: never add or compare the two."))
    return " ".join(parts)
