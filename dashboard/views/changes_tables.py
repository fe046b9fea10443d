"""The tables of what changed: the lines by state with their receipts, and how they add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from dashboard.evidence import receipt_link, show_table
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.views import differences
from dashboard.views.changes import MOST_LINES, YEARS, Change, Row, sentence
from dashboard.views.differences import NONE, Cell


def draw(here: Here, change: Change) -> None:
    """The largest changes as bars: what both releases hold, or all that moved between years."""
    rows = next(iter(change.listed.values()), []) if change.part == YEARS else change.listed.get("restated", [])
    if rows:
        key = f"changes:{change.pair.before}:{change.pair.after}"
        said, title = sentence(here, change), _what(here, change)
        differences.draw(here, change.pair, rows, key=key, title=title, sentence=said)


def _what(here: Here, change: Change) -> str:
    say, words = here.say, change.pair.words
    title = here.title(change.pair.after.dataset)
    if change.part == YEARS:
        return say(
            "{title}: what moved most from {before} to {after}", title=title, before=words.before, after=words.after
        )
    return say("{title}: what release {after} restated most", title=title, after=change.pair.after.release)


def lines(here: Here, change: Change) -> None:
    """Every list as a table: first what is the point of the part, the others behind one press."""
    say = here.say
    if change.part == YEARS:
        _movers(here, change)
        return
    for state, rows in change.listed.items():
        if state == "restated":
            show_table(_table(here, change, rows), caption=_title(say, change, state))
        else:
            with st.expander(plain(_title(say, change, state)), icon=":material/table_rows:"):
                show_table(_one_sided(here, change, rows, "after" if state == "new" else "before"))


def _title(say: Speaker, change: Change, state: str) -> str:
    row = change.sums[state]
    n, values = row["lines"], {"release": change.pair.after.release}
    gap = differences.signed(say.money(row["change"]), row["change"])
    if state == "restated":
        return say.n("Restated: {n} line, {gap}", "Restated: {n} lines, {gap}", n, gap=gap)
    if state == "new":
        return say.n("New in {release}: {n} line, {gap}", "New in {release}: {n} lines, {gap}", n, gap=gap, **values)
    return say.n("Gone in {release}: {n} line, {gap}", "Gone in {release}: {n} lines, {gap}", n, gap=gap, **values)


def _table(here: Here, change: Change, rows: Sequence[Row]) -> pd.DataFrame:
    heads = differences.heads(here.say, change.pair, here.say("Line"))
    return differences.frame([differences.cells(here, change.pair, r) for r in rows], heads)


def _one_sided(here: Here, change: Change, rows: Sequence[Row], side: str) -> pd.DataFrame:
    name = change.pair.words.after if side == "after" else change.pair.words.before
    return differences.one_sided(here, change.pair, rows, side, name)


def _movers(here: Here, change: Change) -> None:
    """The lines that moved most, then what the others moved, so that the table adds up."""
    say, pair, rows = here.say, change.pair, change.listed["moved"]
    table = [differences.cells(here, pair, r) for r in rows]
    whole = {c: change.total(c) for c in ("before", "after", "change")}
    others = sum(int(s["lines"]) for s in change.sums.values()) - len(rows)
    if others:
        shown = {c: sum((r[c] for r in rows if r[c] is not None), Decimal(0)) for c in whole}
        rest = {c: whole[c] - shown[c] for c in whole}
        table.append(differences.plain_cells(say, say.n("{n} other line", "{n} other lines", others), rest))
    total = differences.plain_cells(say, say("All that the accounts hold"), whole)
    total[1], total[2] = (receipt_link(here, of, str(t)) for of, t in ((pair.before, total[1]), (pair.after, total[2])))
    caption = say("The lines that moved most, at most {n}", n=say.number(MOST_LINES))
    show_table(differences.frame([*table, total], differences.heads(say, pair, say("Line"))), caption=caption)


def adds_up(here: Here, change: Change) -> None:
    """How the states lead from one release's total to the other's; both totals have receipts."""
    say, pair = here.say, change.pair
    names = {
        "unchanged": say("Unchanged"),
        "restated": say("Restated"),
        "new": say("New"),
        "vanished": say("Gone"),
    }
    table: list[list[Cell]] = []
    for state, name in names.items():
        if state in change.sums:
            row = change.sums[state]
            before, after = (
                NONE if state == s else say.exact(row[c]) for s, c in (("new", "before"), ("vanished", "after"))
            )
            moved = differences.signed(say.exact(row["change"]), row["change"])
            table.append([name, say.number(row["lines"]), before, after, moved])
    gap = change.total("change")
    table.append(
        [
            say("All that the accounts hold"),
            say.number(sum(int(s["lines"]) for s in change.sums.values())),
            receipt_link(here, pair.before, say.exact(change.total("before"))),
            receipt_link(here, pair.after, say.exact(change.total("after"))),
            differences.signed(say.exact(gap), gap),
        ]
    )
    heads = [say("What became of them"), say("Lines"), *pair.words]
    show_table(differences.frame(table, heads), caption=say("How it adds up"))


def why_apart(here: Here, change: Change) -> None:
    """Says that new and gone need not be news."""
    say = here.say
    elsewhere = change.count("elsewhere", "new") + change.count("elsewhere", "vanished")
    if not elsewhere:
        return
    if change.part == YEARS:
        said = say.n(
            "{n} line is new or gone because one of the two years has nothing of its organisation at all.",
            "{n} lines are new or gone because one of the two years has nothing of their organisations at all.",
            elsewhere,
        )
    else:
        said = say.n(
            "{n} line is new or gone only because one of the releases has nothing of its ministry: not every table could be found. Nothing changed there.",
            "{n} lines are new or gone only because one of the releases has nothing of their ministry: not every table could be found. Nothing changed there.",
            elsewhere,
        )
    st.caption(plain(said))
