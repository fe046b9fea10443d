"""Rows with two amounts, before and after: their names, bars, tables and receipts.

A row is one of `restatements.compared` (a line) or of `plan.by_organisation`. Amounts are Decimal dollars, signed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import explain, picture
from dashboard.charts import diverging
from dashboard.evidence import Link, receipt_link
from dashboard.i18n import Speaker, together
from dashboard.page import Here
from dashboard.slices import LINEAGE, NOT_NAMED, Slice

Row = Mapping[str, Any]
Cell = str | Link
MOST_BARS = 20
NONE = "–"


@dataclass(frozen=True)
class Pair:
    """Two slices with the names under which their amounts are shown."""

    before: Slice
    after: Slice
    words: diverging.Words
    hierarchy: Sequence[str]


def name(say: Speaker, row: Row, hierarchy: Sequence[str]) -> str:
    """What a row is: its narrowest label; the account of a program with the program's name before it."""
    labels = _labels(say, row, hierarchy)
    if not labels:
        return say("not named")
    administrative = [c for c in labels if c.startswith("administrative")]
    last = list(labels)[-1]
    if last.startswith("economic") and administrative:
        return together(say.c("between two names", ": "), (labels[administrative[-1]], labels[last]))
    return labels[last]


def note(say: Speaker, row: Row, hierarchy: Sequence[str]) -> str:
    """Whose a row is: its vote, the levels above it, and operating or capital where its accounts say so."""
    vote, title = row.get("vote"), name(say, row, hierarchy)
    above = [
        label
        for label in _labels(say, row, hierarchy).values()
        if label not in (title, *title.split(say.c("between two names", ": ")))
    ]
    kind = say.label(row["category"], row["category_fr"]) if "category" in hierarchy and row.get("category") else ""
    voted = say("Statutory") if vote == "S" else say("Vote {vote}", vote=vote) if vote else ""
    return together(" · ", dict.fromkeys((voted, *above, kind)))


def _labels(say: Speaker, row: Row, hierarchy: Sequence[str]) -> dict[str, str]:
    """A row's labels by level, broadest first, each once."""
    levels = [c for c in hierarchy if c != "category" and row.get(c)]
    return {c: say.label(row[c], row.get(f"{c}_fr")) for c in levels}


def signed(text: str, amount: Decimal) -> str:
    """A formatted difference with its plus sign."""
    return f"+{text}" if amount > 0 else text


def per_cent(row: Row) -> Decimal | None:
    """The difference as a fraction of what was before; None without one, or where that is not above zero."""
    if row["before"] is None or row["after"] is None:
        return None
    return explain.change(row["after"], row["before"])


def slice_of(of: Slice, row: Row, hierarchy: Sequence[str], *, before: bool = False) -> Slice:
    """The slice that a line's amount is the sum of, by the labels that its own release prints."""
    suffix = "_before" if before else ""
    for column in hierarchy:
        of = of.narrowed(column, row[f"{column}{suffix}"] or NOT_NAMED)
    # Only accounts that are voted have types of lines; there a line without a vote is not any line of that name.
    voted = row[f"line_type{suffix}"] is not None
    return of.narrowed("vote", row[f"vote{suffix}"] or NOT_NAMED) if voted else of


def figure(here: Here, pair: Pair, row: Row, side: str) -> Cell:
    """The amount `before` or `after` of a row, as a link to its receipt where one slice sums it."""
    amount, of = row[side], getattr(pair, side)
    if amount is None:
        return NONE
    text = here.say.exact(amount)
    if "line" in row:
        if not row["alike"]:
            return text
        return receipt_link(here, slice_of(of, row, pair.hierarchy, before=side == "before"), text)
    if row["lineage"] and row[f"whole_{side}"]:
        return receipt_link(here, of.narrowed(LINEAGE, row["lineage"]), text)
    return text


def cells(here: Here, pair: Pair, row: Row) -> list[Cell]:
    """A row of the equal table: name with note, before, after, difference, and that as a share of before."""
    say = here.say
    title = together(" · ", (name(say, row, pair.hierarchy), note(say, row, pair.hierarchy)))
    return [title, figure(here, pair, row, "before"), figure(here, pair, row, "after"), *_moved(say, row)]


def plain_cells(say: Speaker, title: str, row: Row) -> list[Cell]:
    """A row of sums that no one slice holds: without links."""
    return [title, say.exact(row["before"]), say.exact(row["after"]), *_moved(say, row)]


def _moved(say: Speaker, row: Row) -> tuple[str, str]:
    moved = per_cent(row)
    share = say.percent(moved, signed=True) if moved is not None else NONE
    return signed(say.exact(row["change"]), row["change"]), share


def heads(say: Speaker, pair: Pair, first: str) -> list[str]:
    """The headings of `cells`."""
    words = pair.words
    return [first, words.before, words.after, words.difference, say("{difference} in %", difference=words.difference)]


def frame(lines: Sequence[Sequence[Cell]], columns: Sequence[str]) -> pd.DataFrame:
    """A table of texts and links."""
    return pd.DataFrame([list(line) for line in lines], columns=list(columns), dtype=object)


def one_sided(here: Here, pair: Pair, rows: Sequence[Row], side: str, title: str) -> pd.DataFrame:
    """Lines that only one side holds, each with its receipt and why the other may lack it."""
    say = here.say
    lines: list[list[Cell]] = [
        [
            cells(here, pair, r)[0],
            figure(here, pair, r, side),
            say("nothing of this ministry") if r["elsewhere"] else say("no such line"),
        ]
        for r in rows
    ]
    return frame(lines, [say("Line"), title, say("On the other side")])


def marks(say: Speaker, pair: Pair, rows: Sequence[Row], *, as_share: bool) -> pd.DataFrame:
    """The rows as marks of `charts.diverging`; as shares, only those that have a base above zero."""
    drawn = []
    for row in rows:
        moved, change = per_cent(row), row["change"]
        if as_share and moved is None:
            continue
        label, mine = name(say, row, pair.hierarchy), note(say, row, pair.hierarchy)
        before, after = (say.short(row[s]) if row[s] is not None else NONE for s in ("before", "after"))
        share = say.percent(moved, signed=True) if moved is not None else ""
        said = share if as_share else signed(say.short(change), change)
        figures = f"{before} → {after}", signed(say.money(change), change), share
        drawn.append(
            {
                "id": row.get("line") or row["lineage"] or "",
                "label": label,
                "note": mine,
                "amount": float(moved if as_share and moved is not None else change),
                "amount_label": said,
                "amount_short": said,
                "before_label": before,
                "after_label": after,
                "pair": f"{before} → {after}",
                "description": say(
                    "{name}: {amount}", name=together(", ", (label, mine)), amount=", ".join(filter(None, figures))
                ),
            }
        )
    return pd.DataFrame(drawn)


def draw(
    here: Here,
    pair: Pair,
    rows: Sequence[Row],
    *,
    key: str,
    title: str,
    sentence: str,
    as_share: bool = False,
    go: Callable[[str], None] | None = None,
) -> None:
    """The largest differences as bars; a click hands the row's organisation to `go`. `title` and `sentence` are the chart's."""
    say = here.say
    marked = marks(say, pair, rows[:MOST_BARS], as_share=as_share)
    if marked.empty:
        st.info(say("There is nothing to draw here. The table has the lines."))
        return

    def picked(lineage: str) -> None:
        if lineage and go:
            go(lineage)

    caption = picture.Caption(
        "differences",
        title,
        explain.graphic(say, marked),
        [pair.before, pair.after],
        sentence,
        notes=[_about(say, pair, len(marked), len(rows), as_share)],
    )
    spec = diverging.chart(marked, pair.words, drillable=go is not None, most=1.0 if as_share else None)
    picture.show(here, spec, caption, key=key, go=picked if go else None)


def _about(say: Speaker, pair: Pair, drawn: int, rows: int, as_share: bool) -> str:
    asked = min(rows, MOST_BARS)
    said = [say("The {n} largest differences in dollars.", n=say.number(drawn))] if rows > MOST_BARS else []
    if as_share:
        said.append(
            say("Each in per cent of its own “{before}”; an arrow marks a bar beyond 100%.", before=pair.words.before)
        )
    if drawn < asked:
        said.append(
            say.n(
                "{n} of them has a base of zero or less, and so no per cent: the table has it.",
                "{n} of them have a base of zero or less, and so no per cent: the table has them.",
                asked - drawn,
            )
        )
    return " ".join(said)
