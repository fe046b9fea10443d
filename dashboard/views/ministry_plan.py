"""An organisation's plan, or its authorities, beside what it spent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, queries, store
from dashboard.navigation import address
from dashboard.page import Here, basis_name, phase_name, plain
from dashboard.questions import ministry as questions
from dashboard.slices import Slice, newest, of_holding
from dashboard.views.ministry import Organisation, own_basis, slice_of

Row = Mapping[str, Any]
_PROGRAM = "administrative_2"


def show(here: Here, of: Organisation) -> list[Slice]:
    """For each publication that has both, the newest year's plan or authorities beside what was spent."""
    pairs = _pairs(here, of)
    if not pairs:
        return []
    say = here.say
    st.subheader(say("Plan and actual"), anchor="plan")
    for plan, actual in pairs:
        _pair(here, plan, actual)
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
    """For each dataset with both: plan and actual of the newest year, each from its newest release; newest year first."""
    found: dict[tuple[str, str], dict[int, dict[str, Row]]] = {}
    for r in own_basis(here, of.figures):  # oldest release first: a later one takes its place
        kind = {"executed": "actual", "adjusted": "plan", "proposed": "plan"}.get(r["phase"])
        if kind:
            found.setdefault((r["dataset"], r["basis"]), {}).setdefault(r["fiscal_year"], {})[kind] = r
    pairs = []
    for years in found.values():
        if both := [y for y in years if len(years[y]) == 2]:
            pairs.append((slice_of(years[max(both)]["plan"]), slice_of(years[max(both)]["actual"])))
    return sorted(pairs, key=lambda p: (-p[1].fiscal_year, p[1].dataset))


def _pair(here: Here, plan: Slice, actual: Slice) -> None:
    say = here.say
    rows = store.ask(questions.plan_and_actual, plan, actual).to_pylist()
    planned, spent = (sum((r[k] or Decimal(0) for r in rows), Decimal(0)) for k in ("plan", "actual"))
    heads = (phase_name(say, plan.phase), phase_name(say, actual.phase))
    st.markdown(f"**{plain(here.title(actual.dataset))}, {say.year(actual.fiscal_year)}**")
    st.markdown(plain(_sentence(here, plan, planned, spent)))
    missing = [r for r in rows if r["plan"] is None or r["actual"] is None]
    if plan.phase == "adjusted":
        _lapses(here, plan, planned, spent)
    elif missing:
        st.caption(say.n("{n} line has only one of the two.", "{n} lines have only one of the two.", len(missing)))
    lines = [_line(here, r, plan, actual) for r in rows]
    if len(rows) > 1:
        totals = {
            "label": say("Total"),
            "label_fr": say("Total"),
            "plan": planned,
            "actual": spent,
            "plan_label": "",
            "actual_label": "",
        }
        lines.append(_line(here, totals | {"difference": spent - planned}, plan, actual))
    frame = pd.DataFrame(lines, columns=[say("Program"), *heads, say("Difference"), say("Difference in %")])
    with st.expander(
        say.n("The {n} line as a table", "All {n} lines as a table", len(rows)), icon=":material/table_rows:"
    ):
        evidence.show_table(frame)
    st.caption(
        plain(say("Basis: {basis}.", basis=basis_name(say, actual.basis))) + " "
        + plain(say("{first}: release {release}. {second}: release {other}.", first=heads[0], release=plan.release, second=heads[1], other=actual.release))
    )  # fmt: skip


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


def _line(here: Here, row: Row, plan: Slice, actual: Slice) -> list[object]:
    """A line of the table. A figure leads to its receipt where its slice has just that under the label."""
    say = here.say
    part = explain.change(row["actual"], row["plan"]) if row["actual"] is not None else None
    cells: list[object] = [explain.name(say, row)]
    for side, key in ((plan, "plan"), (actual, "actual")):
        text = say.exact(row[key]) if row[key] is not None else "–"
        label = row[f"{key}_label"]
        of = side.narrowed(_PROGRAM, label) if label else side
        cells.append(evidence.receipt_link(here, of, text) if label is not None else text)
    return [*cells, say.exact(row["difference"]), say.percent(part, signed=True) if part is not None else "–"]
