"""What the overview shows: one year of revenue and expense on the consolidated basis, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import explain, picture
from dashboard.charts import bars, flow
from dashboard.evidence import receipts, show_table
from dashboard.i18n import Speaker
from dashboard.navigation import FOLDER, still_pinned
from dashboard.page import Here
from dashboard.slices import Holding, Slice, newest, of_holding

Row = Mapping[str, Any]
MOST_SOURCES, MOST_USES = 11, 14


@dataclass(frozen=True)
class Sides:
    """Revenue and expense of one fiscal year, both executed and consolidated."""

    revenue: Slice
    expense: Slice


def _holdings(here: Here, direction: str) -> list[Holding]:
    # By the dataset's own basis: Estimates hold consolidation adjustments, which alone are no expense.
    known = {d["dataset"] for d in here.of_place(direction=direction, basis="consolidated")}
    return [h for h in here.holdings if h.dataset in known and h.phase == "executed" and h.basis == "consolidated"]


def years(here: Here) -> list[int]:
    """The fiscal years with both sides, newest first."""
    revenue, expense = ({h.fiscal_year for h in _holdings(here, d)} for d in ("revenue", "expenditure"))
    return sorted(revenue & expense, reverse=True)


def both_sides(here: Here, year: int) -> Sides:
    """The newest figures of both sides for a year that `years` lists."""
    found = [newest(_holdings(here, d), fiscal_year=year) for d in ("revenue", "expenditure")]
    revenue, expense = (of_holding(h) for h in found if h is not None)
    return Sides(revenue, expense)


def rows_of(say: Speaker, revenue: Sequence[Row], expense: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The lines of both sides with one label each."""
    return list(explain.joined(say, revenue, both=False)), list(explain.joined(say, expense, both=True))


def can_flow(revenue: Sequence[Row], expense: Sequence[Row]) -> bool:
    """True if no line is negative: a negative has no width."""
    return all(row["amount"] >= 0 for row in (*revenue, *expense))


def flow_sides(say: Speaker, revenue: Sequence[Row], expense: Sequence[Row]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both sides of the flow, equal in sum: id, label, amount, amount_label, kind, description.

    A deficit enters on the left as borrowing, a surplus leaves on the right: money is pooled, so neither
    is tied to a line.
    """
    taken, spent = rows_of(say, revenue, expense)
    gap = explain.total_of(spent) - explain.total_of(taken)
    left = [
        ("revenue", r)
        for r in explain.largest(taken, MOST_SOURCES, lambda n: say.n("{n} other source", "{n} other sources", n))
    ]
    right = [
        ("other" if r.get("rest") else "expense", r)
        for r in explain.largest(spent, MOST_USES, lambda n: say.n("{n} other line", "{n} other lines", n))
    ]
    extra = {"label_fr": None, "before": None}
    if gap > 0:
        left.append(("borrowing", {"label": say("Borrowing (the deficit)"), "amount": gap, **extra}))
    if gap < 0:
        right.append(("surplus", {"label": say("Surplus"), "amount": -gap, **extra}))
    return _frame(say, left), _frame(say, right)


def _frame(say: Speaker, rows: Sequence[tuple[str, Row]]) -> pd.DataFrame:
    names = ["id", "label", "amount", "amount_label", "kind", "description"]
    marks = [
        (
            r["label"],
            r["label"],
            float(r["amount"]),
            say.short(r["amount"]),
            kind,
            f"{r['label']}: {say.money(r['amount'])}",
        )
        for kind, r in rows
    ]
    return pd.DataFrame(marks, columns=names)


def signed_marks(say: Speaker, revenue: Sequence[Row], expense: Sequence[Row]) -> pd.DataFrame:
    """Both sides as signed marks, for a year that a flow cannot show: expense to the left."""
    taken, spent = rows_of(say, revenue, expense)
    turned = [{**r, "amount": -r["amount"]} for r in spent]
    rows = sorted([*taken, *turned], key=lambda r: r["amount"], reverse=True)
    return explain.marks(say, rows, explain.total_of(taken))


def draw(here: Here, both: Sides, revenue: Sequence[Row], expense: Sequence[Row]) -> None:
    """The flow of the year, or bars where a line is negative: a negative has no width. A press on a use leads on."""
    say, year = here.say, both.expense.fiscal_year
    words = explain.headings(say)
    ways = {}
    if can_flow(revenue, expense):
        sources, uses = flow_sides(say, revenue, expense)
        spec = flow.chart(sources, uses, total_label(say, expense, revenue), height=560, headings=words)
        said = alt(say, sources, uses)
        ways = {r["label"]: r["group"] for r in rows_of(say, revenue, expense)[1]}
    else:
        st.info(say("Some lines are negative this year, and a flow cannot show what is less than nothing: bars do."))
        frame = signed_marks(say, revenue, expense)
        spec, said = bars.chart(frame, drillable=False, headings=words), explain.graphic(say, frame)
    caption = picture.Caption(
        "flow",
        say("Where the money came from, and where it went"),
        said,
        [both.revenue, both.expense],
        explain.result_sentence(say, here.place, year, *rows_of(say, revenue, expense)),
        notes=[
            say(
                "Money is pooled: no source pays for a particular use. Amounts are rounded by the publisher to the million."
            )
        ],
    )
    picked = picture.show(here, spec, caption, key=f"flow:{year}", leads=True)
    if picked in ways:
        _lead_on(here, both.expense.narrowed("administrative_1", ways[picked]))


def _lead_on(here: Here, of: Slice) -> None:
    """To the spending page, where the same figure is taken apart."""
    params = {k: v for k, v in of.to_params().items() if k not in ("direction", "basis")}
    fixed = {"lang": here.say.code, "jurisdiction": here.jurisdiction}
    st.switch_page(FOLDER / "spending.py", query_params={**fixed, **params, **still_pinned()})


def total_label(say: Speaker, expense: Sequence[Row], revenue: Sequence[Row]) -> str:
    """The name of the bar in the middle."""
    return say("Total {amount}", amount=say.short(max(explain.total_of(expense), explain.total_of(revenue))))


def alt(say: Speaker, sources: pd.DataFrame, uses: pd.DataFrame) -> str:
    """What a screen reader says of the flow."""
    total = Decimal(str(max(sources["amount"].sum(), uses["amount"].sum())))  # both sides are drawn equal
    sides = (
        say("Sources:") + " " + explain.extremes(say, sources),
        say("Uses:") + " " + explain.graphic(say, uses, total),
    )
    return " ".join(sides)


def side(here: Here, of: Slice, heading: str, first: str, lines: Sequence[Row], *, both: bool) -> None:
    """One side behind one press: an equal table, to the last line. Then its receipts."""
    say = here.say
    rows = explain.joined(say, lines, both=both)
    with st.expander(
        say.n("{what}: the {n} line as a table", "{what}: all {n} lines as a table", len(rows), what=heading),
        icon=":material/table_rows:",
    ):
        show_table(explain.table(say, rows, explain.total_of(rows), first=first))
    receipts(here, {heading: of})
