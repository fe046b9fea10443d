"""An organisation's plan, or its authorities, beside what it spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, picture, queries, store
from dashboard.charts import bars
from dashboard.navigation import address
from dashboard.page import Here, basis_name, phase_name, plain
from dashboard.questions import ministry as questions
from dashboard.slices import Slice, newest, of_holding
from dashboard.views.ministry import Organisation, own_basis, slice_of

Row = Mapping[str, Any]
MOST_BARS = 8
_PROGRAM = "administrative_2"


def show(here: Here, of: Organisation) -> list[Slice]:
    """For each publication that has both, the newest year's plan or authorities beside what was spent."""
    pairs = _pairs(here, of)
    if not pairs:
        return []
    say = here.say
    st.header(say("Plan and actual"), anchor="plan")
    for plan, actual in pairs:
        _pair(here, of.name, plan, actual)
    evidence.link(
        evidence.Link(
            say("More on plan and actual"),
            address(
                say, "plan", jurisdiction=here.jurisdiction, lineage=of.lineage,
                dataset=pairs[0][1].dataset, fiscal_year=str(pairs[0][1].fiscal_year),
            ),
        )
    )  # fmt: skip
    return [s for pair in pairs for s in pair]


def _pairs(here: Here, of: Organisation) -> list[tuple[Slice, Slice]]:
    """For each dataset with both: the first plan and the newest actual of the newest year; newest year first."""
    found: dict[tuple[str, str], dict[int, dict[str, Row]]] = {}
    for r in own_basis(here, of.figures):  # oldest release first
        kind = {"executed": "actual", "adjusted": "plan", "proposed": "plan"}.get(r["phase"])
        if not kind:
            continue
        year = found.setdefault((r["dataset"], r["basis"]), {}).setdefault(r["fiscal_year"], {})
        year[kind] = year.get("plan", r) if kind == "plan" else r
    pairs = []
    for years in found.values():
        if both := [y for y in years if len(years[y]) == 2]:
            pairs.append((slice_of(years[max(both)]["plan"]), slice_of(years[max(both)]["actual"])))
    return sorted(pairs, key=lambda p: (-p[1].fiscal_year, p[1].dataset))


def _pair(here: Here, name: str, plan: Slice, actual: Slice) -> None:
    say = here.say
    rows = store.ask(questions.plan_and_actual, plan, actual).to_pylist()
    # What is of no program is the organisation's own.
    rows = [r if r["label"] else {**r, "label": name, "label_fr": name} for r in rows]
    planned, spent = _sums(rows)
    st.markdown(f"**{plain(here.title(actual.dataset))}, {say.year(actual.fiscal_year)}**")
    st.markdown(plain(_sentence(here, plan, planned, spent)))
    missing = [r for r in rows if r["plan"] is None or r["actual"] is None]
    if plan.phase == "adjusted":
        _lapses(here, plan, planned, spent)
    elif missing:
        st.caption(say.n("{n} line has only one of the two.", "{n} lines have only one of the two.", len(missing)))
    if len(rows) > 1:
        _draw(here, rows, name, (plan, actual))
    with st.expander(
        say.n("The {n} line as a table", "All {n} lines as a table", len(rows)), icon=":material/table_rows:"
    ):
        evidence.show_table(table(here, rows, plan, actual))
    releases = say(
        "{first}: release {release}. {second}: release {other}.",
        first=phase_name(say, plan.phase),
        release=plan.release,
        second=phase_name(say, actual.phase),
        other=actual.release,
    )
    st.caption(plain(say("Basis: {basis}.", basis=basis_name(say, actual.basis)) + " " + releases))


def table(here: Here, rows: Sequence[Row], plan: Slice, actual: Slice) -> pd.DataFrame:
    """Rows of `questions.plan_and_actual` and their total; a figure leads to its receipt where one slice is just it."""
    say = here.say
    lines = []
    for row in rows:
        labels = (row["plan_label"], row["actual_label"])
        slices = [
            s.narrowed(_PROGRAM, n) if n is not None else None for s, n in zip((plan, actual), labels, strict=True)
        ]
        lines.append(_line(here, explain.name(say, row), (row["plan"], row["actual"]), slices))
    if len(rows) > 1:
        lines.append(_line(here, say("Total"), _sums(rows), (plan, actual)))
    heads = (phase_name(say, plan.phase), phase_name(say, actual.phase))
    return pd.DataFrame(lines, columns=[say("Program"), *heads, say("Difference"), say("Difference in %")])


def part_of_plan(spent: Decimal | None, planned: Decimal | None) -> Decimal | None:
    """What part of the plan the difference is; None where a side is missing or has the other sign, or from ten times on:
    a percentage would say nothing then."""
    moved = explain.change(spent, planned) if spent is not None and spent >= 0 else None
    return moved if moved is not None and moved < 10 else None


def _sums(rows: Sequence[Row]) -> tuple[Decimal, Decimal]:
    planned, spent = (sum((r[k] or Decimal(0) for r in rows), Decimal(0)) for k in ("plan", "actual"))
    return planned, spent


def _line(
    here: Here, name: str, amounts: tuple[Decimal | None, Decimal | None], of: Sequence[Slice | None]
) -> list[object]:
    say, (planned, spent) = here.say, amounts
    cells: list[object] = [name]
    for amount, side in zip(amounts, of, strict=True):
        text = say.exact(amount) if amount is not None else "–"
        cells.append(evidence.receipt_link(here, side, text) if side else text)
    moved = part_of_plan(spent, planned)
    difference = say.exact((spent or Decimal(0)) - (planned or Decimal(0)))
    return [*cells, difference, say.percent(moved, signed=True) if moved is not None else "–"]


def _draw(here: Here, rows: Sequence[Row], name: str, sides: tuple[Slice, Slice]) -> None:
    """The largest differences as bars, more than planned to the right."""
    say = here.say
    moved = [r for r in rows if r["difference"]]
    if not moved:
        return
    moved.sort(key=lambda r: max(r["difference"], -r["difference"]), reverse=True)
    drawn = [{**r, "amount": r["difference"], "before": None} for r in moved[:MOST_BARS]]
    frame = explain.marks(say, drawn, Decimal(0))  # a share of a difference says nothing
    parts = [part_of_plan(r["actual"], r["plan"]) for r in drawn]
    for column in ("amount_label", "amount_short"):
        frame[column] = [
            text if p is None else f"{text}  {say.percent(p, signed=True)}"
            for text, p in zip(frame[column], parts, strict=True)
        ]
    caption = picture.Caption(
        "plan",
        say("{name}: where spending differs most from what was authorized", name=name)
        if sides[0].phase == "adjusted"
        else say("{name}: where spending differs most from the plan", name=name),
        explain.graphic(say, frame),
        sides,
        _sentence(here, sides[0], *_sums(rows)),
        notes=[say("The largest differences, actual less plan; beside each, what part of the plan that is.")],
    )
    spec = bars.chart(frame, drillable=False, headings=explain.headings(say))
    picture.show(here, spec, caption, key=f"differences:{sides[1].dataset}:{sides[1].where}")


def _sentence(here: Here, plan: Slice, planned: Decimal, spent: Decimal) -> str:
    say, gap = here.say, spent - planned
    moved = explain.change(spent, planned)
    values = {"plan": say.money(planned), "actual": say.money(spent), "share": say.percent(moved.copy_abs()) if moved is not None else "–"}  # fmt: skip
    if gap == 0:
        return say("Planned or authorized: {plan}; spent: just that.", **values)
    if plan.phase == "adjusted":
        if gap < 0:
            return say(
                "Authorized: {plan}; spent: {actual}. {gap} of it, or {share}, was not spent.",
                gap=say.money(-gap),
                **values,
            )
        return say("Authorized: {plan}; spent: {actual}, which is {gap} or {share} more.", gap=say.money(gap), **values)
    if gap < 0:
        return say("Planned: {plan}; spent: {actual}, which is {gap} or {share} less.", gap=say.money(-gap), **values)
    return say("Planned: {plan}; spent: {actual}, which is {gap} or {share} more.", gap=say.money(gap), **values)


def _lapses(here: Here, authorities: Slice, planned: Decimal, spent: Decimal) -> None:
    """What of unspent authorities stays available, and what lapsed."""
    say, kept = here.say, newest(here.holdings, **_like(authorities, phase="carried_forward"))
    if kept is None:
        return
    left = store.ask(queries.total, of_holding(kept, authorities.where)).to_pylist()[0]["amount"] or Decimal(0)
    lapsed = planned - spent - left
    if lapsed >= 0:
        st.markdown(
            plain(
                say(
                    "Of what was not spent, {left} stays available for later years and {lapsed} lapsed.",
                    left=say.money(left),
                    lapsed=say.money(lapsed),
                )
            )
        )


def _like(of: Slice, **other: object) -> dict[str, object]:
    names = ("dataset", "fiscal_year", "direction", "phase", "basis")
    return {**{n: getattr(of, n) for n in names}, **other}
