"""One recipient: what it was paid over the years, by whom and for what, and under which other spellings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, page, picture, store
from dashboard.charts import bars, years
from dashboard.i18n import together
from dashboard.navigation import address
from dashboard.page import Here, plain
from dashboard.questions import payments as questions
from dashboard.slices import LINEAGE, NOT_NAMED, Holding, Slice, newest, of_holding
from dashboard.views.payees import recipient_address, span

Row = Mapping[str, Any]
MOST_LINES, MOST_NAMES, DRAWN = 300, 8, 10


@dataclass(frozen=True)
class One:
    """A recipient in one dataset.

    Attributes:
        name: as the store has it; `rollup` if it stands for many payees.
        years: fiscal_year, release, entries, amount, total (of all that was paid); oldest first. Empty if unknown.
        slices: what it was paid in each of these years.
        of: of them, the year that is chosen.
    """

    dataset: str
    name: str
    rollup: bool
    years: Sequence[Row]
    slices: Sequence[Slice]
    of: Slice

    @property
    def row(self) -> Row:
        """The chosen year's row of `years`."""
        return next(r for r in self.years if r["fiscal_year"] == self.of.fiscal_year)


def _editions(here: Here, dataset: str, asked: str) -> dict[int, Holding]:
    """Of each fiscal year the release that the address asks for, where that has the year; else the newest."""
    held = [h for h in here.holdings if (h.dataset, h.basis, h.phase) == (dataset, "payments", "executed")]
    found = {
        h.fiscal_year: newest(held, fiscal_year=h.fiscal_year, release=asked) or newest(held, fiscal_year=h.fiscal_year)
        for h in held
    }
    return {year: holding for year, holding in sorted(found.items()) if holding}


def _keys(one: One) -> questions.Editions:
    return tuple((s.fiscal_year, s.release) for s in one.slices)


def choose(here: Here, known: Sequence[str], name: str) -> One:
    """The recipient that the URL names, in the accounts and the year that the reader chooses."""
    say = here.say
    with st.container(horizontal=True, vertical_alignment="bottom", key="slice"):
        dataset = page.choose("dataset", say("Accounts"), known, here.title, width=320)
        editions = _editions(here, dataset, st.query_params.get("release", ""))
        any_year = of_holding(next(reversed(editions.values())))
        keys = tuple((year, h.release) for year, h in editions.items())
        rows = store.ask(questions.over_the_years, any_year, name, keys).to_pylist()
        if not rows:
            return One(dataset, name, False, (), (), any_year)
        slices = [of_holding(editions[r["fiscal_year"]], [("recipient", name)]) for r in rows]
        found = [s.fiscal_year for s in slices]
        year = page.choose("fiscal_year", say("Fiscal year"), found[::-1], say.year, width=140)
    of = next(s for s in slices if s.fiscal_year == year)
    return One(dataset, name, bool(rows[-1]["rollup"]), rows, slices, of)


def way_back(here: Here, one: One) -> None:
    """The link to all recipients; where this one is unknown, a word about it."""
    say = here.say
    chosen = {"dataset": one.dataset, "fiscal_year": str(one.of.fiscal_year)}
    if "release" in st.query_params:
        chosen["release"] = one.of.release
    to = address(say, "payments", jurisdiction=here.jurisdiction, **chosen)
    evidence.link(evidence.Link(say("← All recipients"), to))
    if not one.years:
        st.info(
            say(
                "Nobody of this very name was paid in “{title}”. Names are kept as the publisher writes them: look "
                "below, or search among all recipients.",
                title=plain(here.title(one.dataset)),
            ),
            icon=":material/info:",
        )


def sentence(here: Here, one: One) -> str:
    """The sentence of a recipient: how much, of what, at which rank, and over the years."""
    say, row = here.say, one.row
    values = {"name": one.name, "amount": say.money(row["amount"]), "year": say.year(one.of.fiscal_year)}
    if one.rollup:
        said = [
            say("“{name}” is not one payee: the publisher puts many together. In {year}: {amount}.", **values),
        ]
    elif row["amount"] < 0:
        said = [say("{name}: {amount} in {year}. More was paid back than paid out.", **values)]
    else:
        whole = _everything(one.of)
        larger = store.ask(questions.larger, whole, row["amount"]).to_pylist()[0]["recipients"]
        count = store.ask(questions.found, whole, (), questions.ANY).to_pylist()[0]["recipients"]
        said = [
            say(
                "{name} was paid {amount} in {year}: {share} of all payments in these accounts, rank {rank} of {n} "
                "recipients by name.",
                **values,
                share=say.percent(row["amount"] / row["total"]) if row["total"] > 0 else "–",
                rank=say.number(larger + 1),
                n=say.number(count),
            )
        ]
    if len(one.years) > 1:
        first, last = one.years[0]["fiscal_year"], one.years[-1]["fiscal_year"]
        said.append(
            say(
                "In all {n} years from {first} to {last}: {amount}.",
                n=len(one.years),
                first=say.year(first),
                last=say.year(last),
                amount=say.money(explain.total_of(one.years)),
            )
        )
    return " ".join(said)


def _everything(of: Slice) -> Slice:
    return of.up_to(0)


def draw(here: Here, one: One) -> None:
    """Columns over the years where there are several; else bars of who paid for what, where there are several."""
    say = here.say
    if len(one.years) > 1:
        frame = pd.DataFrame([_year(here, row) for row in one.years])
        spec, said = years.chart(frame), explain.graphic(say, frame, explain.total_of(one.years), ordered=True)
        title, slices = say("{name}: payments over the years", name=one.name), one.slices
    else:
        rows = _paid_by(one)
        if len(rows) < 2:
            return
        lines = [{"label": _what(here, r), "label_fr": None, "amount": r["amount"], "before": None} for r in rows]
        frame = explain.marks(say, lines[:DRAWN], one.row["amount"])
        spec = bars.chart(frame, drillable=False, headings=explain.headings(say))
        said = explain.graphic(say, frame, one.row["amount"])
        title, slices = say("{name}: payments, by ministry and category", name=one.name), [one.of]
    caption = picture.Caption("payments", title, said, slices, sentence(here, one))
    picture.show(here, spec, caption, key=f"chart:{one.of.to_params()}")


def _year(here: Here, row: Row) -> dict[str, Any]:
    say, year = here.say, here.say.year(row["fiscal_year"])
    return {
        "year_label": year,
        "amount": float(row["amount"]),
        "amount_label": say.money(row["amount"]),
        "amount_short": say.short(row["amount"]),
        "description": say("{name}: {amount}", name=year, amount=say.money(row["amount"])),
    }


def _paid_by(one: One) -> list[Row]:
    return list(store.ask(questions.paid_by, one.of, one.name, _keys(one), MOST_LINES).to_pylist())


def _what(here: Here, row: Row) -> str:
    say = here.say
    who = say.label(row["administrative_1"], row["administrative_1_fr"])
    return together(say.c("between two names", ": "), (who, say.label(row["economic_1"], row["economic_1_fr"])))


def table(here: Here, one: One) -> None:
    """Every year, ministry and category with its receipt, then every year's sum."""
    say, rows, of_year = here.say, _paid_by(one), {s.fiscal_year: s for s in one.slices}
    st.header(say("Who paid it, for what"))
    lines = [
        {
            say("Ministry and category"): _paying(here, row),
            say("Fiscal year"): say.year(row["fiscal_year"]),
            say("Amount"): evidence.receipt_link(
                here, _slice(of_year[row["fiscal_year"]], row), say.exact(row["amount"])
            ),
            say("Entries"): say.number(row["entries"]),
        }
        for row in rows
    ]
    sums = [
        (
            say("Total"),
            say.year(row["fiscal_year"]),
            evidence.receipt_link(here, of_year[row["fiscal_year"]], say.exact(row["amount"])),
            say.number(row["entries"]),
        )
        for row in reversed(one.years)
    ]
    with st.container(key="payers"):
        evidence.show_table(pd.DataFrame([*lines, *(dict(zip(lines[0], s, strict=True)) for s in sums)], dtype=object))
    if len(rows) == MOST_LINES:
        st.caption(say("The {n} largest lines of the newest years are shown.", n=say.number(MOST_LINES)))


def _slice(of: Slice, row: Row) -> Slice:
    of = of.narrowed("administrative_1", row["administrative_1"] or NOT_NAMED)
    return of.narrowed("economic_1", row["economic_1"] or NOT_NAMED)


def _paying(here: Here, row: Row) -> evidence.Link | str:
    """Who paid for what, leading to the ministry's own page where the crosswalk knows it."""
    if not row["lineage"]:
        return _what(here, row)
    to = address(here.say, "ministry", jurisdiction=here.jurisdiction, **{LINEAGE: row["lineage"]})
    return evidence.Link(_what(here, row), to)


def other_names(here: Here, one: One) -> None:
    """Spellings that the load brought to this name, and names that look like it: links, never added together."""
    say = here.say
    if one.rollup:
        return
    for row in store.ask(questions.unified, one.dataset, one.name).to_pylist():
        st.caption(
            say(
                "In release {release} also written “{spelling}”.",
                release=row["release"],
                spelling=plain(row["published"]),
            )
        )
    rows = store.ask(questions.written_alike, one.dataset, one.name, MOST_NAMES).to_pylist()
    if not rows:
        return
    st.header(say("Names written nearly like it"))
    st.caption(say("Perhaps the same payee, perhaps another: nothing of theirs is in the figures above."))
    for row in rows:
        paid = span(here, row["first_year"], row["last_year"])
        text = f"{row['recipient']} ({paid})"
        if row["same"]:
            text = say("{name}: the same letters", name=text)
        evidence.link(evidence.Link(text, recipient_address(here, one.dataset, row["last_year"], row["recipient"])))
