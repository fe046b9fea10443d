"""Plan and actual: which plan, which actual, what both hold, and what only one of them holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import explain, glossary, page, store
from dashboard.charts.diverging import Words
from dashboard.i18n import Speaker
from dashboard.page import Here, phase_name
from dashboard.questions import plan as questions
from dashboard.questions import restatements
from dashboard.slices import LINEAGE, Holding, Slice, newest, of_holding
from dashboard.views import differences
from dashboard.views.differences import Pair

Row = Mapping[str, Any]
PLANNED = ("proposed", "approved", "adjusted")
ALL = "all"
BOTH = ("restated", "unchanged")
MOST_LINES = 100


@dataclass(frozen=True)
class Year:
    """What one dataset holds for one fiscal year: its plans, oldest release first, and its newest actual."""

    dataset: str
    fiscal_year: int
    plans: Sequence[Holding]
    actual: Holding | None
    kept: Holding | None

    @property
    def both(self) -> bool:
        """True if there is something to compare."""
        return bool(self.plans) and self.actual is not None


@dataclass(frozen=True)
class Answer:
    """A comparison: the rows shown, the sums of each list, the one-sided lines.

    Attributes:
        beside: a third figure of the same lines (another release's plan, or what stays available); or None.
        rows: organisations, or the lines with the largest differences (at most `MOST_LINES`), largest first.
        both: over all lines that both hold: before, after, change, beside, lines.
        sums: by state: lines, elsewhere, before, after, change.
    """

    pair: Pair
    beside: Slice | None
    rows: Sequence[Row]
    both: Row
    sums: Mapping[str, Row]
    only_plan: Sequence[Row]
    only_actual: Sequence[Row]

    def total(self, column: str, *states: str) -> Decimal:
        """A column's sum over lists; over all of them it is the slice's own."""
        return sum((self.sums[s][column] for s in states or self.sums if s in self.sums), Decimal(0))

    def count(self, column: str, *states: str) -> int:
        """How many lines are on the lists."""
        return sum(self.sums[s][column] for s in states if s in self.sums)


def years(here: Here, dataset: str) -> list[Year]:
    """The years of a dataset, those with plan and actual first, then newest first."""
    basis = here.dataset(dataset)["basis"]
    held = [h for h in here.holdings if h.dataset == dataset and h.basis == basis and h.direction == "expenditure"]
    found = []
    for year in {h.fiscal_year for h in held}:
        mine = [h for h in held if h.fiscal_year == year]
        plans = sorted((h for h in mine if h.phase in PLANNED), key=lambda h: (PLANNED.index(h.phase), h.release))
        found.append(Year(dataset, year, plans, newest(mine, phase="executed"), newest(mine, phase="carried_forward")))
    return sorted(found, key=lambda y: (not y.both, -y.fiscal_year))


def datasets(here: Here) -> dict[str, list[Year]]:
    """The datasets with a plan and their years; first the one with the newest comparison, then with the most."""
    known = {d["dataset"]: years(here, d["dataset"]) for d in here.of_place(kind="entries", direction="expenditure")}
    planned = {d: found for d, found in known.items() if any(y.plans for y in found)}

    def rank(dataset: str) -> tuple[int, int]:
        both = [y.fiscal_year for y in planned[dataset] if y.both]
        return -max(both, default=0), -len(both)

    return {d: planned[d] for d in sorted(planned, key=rank)}


def restated(plan: Holding) -> bool:
    """True if an edition later than the year's own states the plan."""
    own = f"{plan.fiscal_year - 1}-{plan.fiscal_year % 100:02d}"
    return bool(re.match(r"\d{4}-\d{2}", plan.release)) and plan.release[:7] > own


def plan_name(say: Speaker, plan: Holding) -> str:
    """What a plan is called, with its release where that matters."""
    if plan.phase != "proposed":
        return phase_name(say, plan.phase)
    if restated(plan):
        return say("Plan, restated in {release}", release=plan.release)
    return say("First plan, {release}", release=plan.release)


def choose_year(here: Here, known: Mapping[str, Sequence[Year]]) -> Year:
    """Accounts and fiscal year, as the URL or the reader says."""
    say = here.say
    dataset = page.choose("dataset", say("Accounts"), list(known), here.title, width=360)
    by_year = {y.fiscal_year: y for y in known[dataset]}
    return by_year[page.choose("fiscal_year", say("Fiscal year"), list(by_year), say.year, width=135)]


def choose_plan(here: Here, of: Year) -> Holding:
    """Which plan, where there are several: the first one unless the reader says otherwise."""
    by_name = {f"{h.phase} {h.release}": h for h in of.plans}
    chosen = page.choose(
        "plan",
        here.say("Plan"),
        list(by_name),
        lambda n: plan_name(here.say, by_name[n]),
        width=225,
        help=glossary.helps(here.say, "proposed", "adjusted", "lapsed"),
    )
    return by_name[chosen]


def choose_organisation(here: Here, before: Slice, after: Slice) -> str:
    """A lineage, or `ALL`."""
    say = here.say
    found = store.ask(restatements.organisations, before, after).to_pylist()
    names = {r["lineage"]: say.label(r["name_en"], r["name_fr"]) for r in found}
    options = [ALL, *sorted(names, key=lambda lineage: names[lineage])]
    return str(
        page.choose(
            LINEAGE, say("Ministry or organisation"), options, lambda o: names.get(o) or say("All of them"), width=205
        )
    )


def choose_level(here: Here, lineage: str) -> str:
    """By organisation or by line; one organisation's rows are its lines."""
    if lineage != ALL:
        return "line"
    names = {"organisation": here.say("Organisations"), "line": here.say("Programs and votes")}
    return str(page.choose("level", here.say("Rows"), list(names), names.__getitem__, width=175))


def choose_unit(here: Here) -> bool:
    """True if bars are in per cent."""
    names = {"dollars": here.say("Dollars"), "percent": here.say("Per cent")}
    return bool(page.choose("unit", here.say("Bars in"), list(names), names.__getitem__, width=120) == "percent")


def ask(here: Here, of: Year, plan: Holding, lineage: str, level: str) -> Answer:
    """Asks the store for a comparison."""
    assert of.actual is not None  # only years with both are compared
    where = [(LINEAGE, lineage)] if lineage != ALL else []
    before, after = of_holding(plan, where), of_holding(of.actual, where)
    other = of.kept if plan.phase == "adjusted" else next((p for p in reversed(of.plans) if p != plan), None)
    beside = of_holding(other, where) if other else None
    sides = (before, after, beside)
    if level == "organisation":
        rows = store.ask(questions.by_organisation, *sides).to_pylist()
    else:
        rows = store.ask(questions.by_line, *sides, MOST_LINES).to_pylist()
    both = store.ask(questions.totals, *sides).to_pylist()[0]
    sums = {r["state"]: r for r in store.ask(restatements.sums, before, after).to_pylist()}
    apart = [
        store.ask(restatements.listed, before, after, s).to_pylist() if s in sums else [] for s in ("vanished", "new")
    ]
    words = Words(plan_name(here.say, plan), here.say("Actual"), here.say("Difference"))
    pair = Pair(before, after, words, here.dataset(of.dataset)["hierarchy"])
    return Answer(pair, beside, rows, both, sums, *apart)


def sentence(here: Here, answer: Answer) -> str:
    """Planned, spent, the difference, and where it is largest either way."""
    say, pair = here.say, answer.pair
    planned, spent = answer.both["before"], answer.both["after"]
    if not answer.rows:
        return say("Plan and actual of {year} have no line in common here.", year=say.year(pair.after.fiscal_year))
    lines, values = answer.both["lines"], {"planned": say.money(planned), "spent": say.money(spent)}
    year = say.year(pair.after.fiscal_year)
    if pair.before.phase == "adjusted":
        first = say.n(
            "In {year}, on the {n} line that both hold: {planned} authorized, {spent} spent.",
            "In {year}, on the {n} lines that both hold: {planned} authorized, {spent} spent.",
            lines, year=year, **values,
        )  # fmt: skip
    else:
        first = say.n(
            "In {year}, on the {n} line that plan and actual both hold: {planned} planned, {spent} spent.",
            "In {year}, on the {n} lines that plan and actual both hold: {planned} planned, {spent} spent.",
            lines, year=year, **values,
        )  # fmt: skip
    return " ".join([first, _gap(say, planned, spent), *_left(say, answer), *_extremes(say, answer)])


def _gap(say: Speaker, planned: Decimal, spent: Decimal) -> str:
    gap = spent - planned
    moved = explain.change(spent, planned)
    size = say.money(gap.copy_abs())
    if not gap:
        return say("That is the same amount.")
    if moved is None:
        return say("That is {gap} more.", gap=size) if gap > 0 else say("That is {gap} less.", gap=size)
    share = say.percent(moved.copy_abs())
    if gap > 0:
        return say("That is {gap} ({share}) more.", gap=size, share=share)
    return say("That is {gap} ({share}) less.", gap=size, share=share)


def _left(say: Speaker, answer: Answer) -> list[str]:
    if answer.beside is None or answer.beside.phase != "carried_forward":
        return []
    kept = answer.both["beside"]
    values = {"kept": say.money(kept), "lapsed": say.money(-answer.both["change"] - kept)}
    return [say("Of the difference, {kept} stays available for later years and {lapsed} lapsed.", **values)]


def _extremes(say: Speaker, answer: Answer) -> list[str]:
    over = max(answer.rows, key=lambda r: r["change"])
    under = min(answer.rows, key=lambda r: r["change"])
    said = []
    if over["change"] > 0:
        said.append(say("Most above plan: {name}, {gap}.", **_named(say, answer, over)))
    if under["change"] < 0:
        name = differences.name(say, under, answer.pair.hierarchy)
        said.append(say("Most left unspent: {name}, {gap}.", name=name, gap=say.money(-under["change"])))
    return said


def _named(say: Speaker, answer: Answer, row: Row) -> dict[str, str]:
    gap = differences.signed(say.money(row["change"]), row["change"])
    return {"name": differences.name(say, row, answer.pair.hierarchy), "gap": gap}


def title(here: Here, pair: Pair) -> str:
    """What the chart of the differences shows."""
    name = here.title(pair.after.dataset)
    return here.say("{title}: the largest differences between plan and actual", title=name)


def drill(lineage: str) -> None:
    """Makes the view that of one organisation."""
    st.query_params[LINEAGE] = lineage
