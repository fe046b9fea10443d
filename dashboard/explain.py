"""What stands beside a chart: its sentence, its equal table, its marks with their labels.

Pure functions: rows of an answer in, texts and frames out. Every number is computed from the rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

import pandas as pd

from dashboard.charts.common import Headings
from dashboard.i18n import Speaker, together
from dashboard.slices import NOT_NAMED

Row = Mapping[str, Any]
MARK_COLUMNS = (
    "id",
    "label",
    "amount",
    "amount_label",
    "amount_short",
    "share_label",
    "change",
    "change_label",
    "description",
)


@dataclass(frozen=True)
class Against:
    """What amounts are held against, in the reader's words.

    Attributes:
        mark: the change of one amount, from its percentage.
        heading: of the percentages in a tooltip.
        column: of the percentages in a table.
        more, less: a sentence on the whole, from the percentage and the amount it is held against.
        same: the sentence where the two are equal.
    """

    mark: Callable[[str], str]
    heading: str
    column: str
    more: Callable[[str, str], str]
    less: Callable[[str, str], str]
    same: str


def on_the_year(say: Speaker, before: str) -> Against:
    """Held against the same a year before; `before` is that year as it is written, where a table names it."""
    return Against(
        lambda p: say("{percent} on the year", percent=p),
        say("Change on the year"),
        say("Change on {year}", year=before),
        lambda p, b: say("That is {percent} more than the {before} of the year before.", percent=p, before=b),
        lambda p, b: say("That is {percent} less than the {before} of the year before.", percent=p, before=b),
        say("That is as much as the year before."),
    )


def on_the_plan(say: Speaker) -> Against:
    """Held against what was planned for the same year."""
    return Against(
        lambda p: say("{percent} against plan", percent=p),
        say("Against plan"),
        say("Against plan"),
        lambda p, b: say("That is {percent} more than the {before} that were planned.", percent=p, before=b),
        lambda p, b: say("That is {percent} less than the {before} that were planned.", percent=p, before=b),
        say("That is as much as was planned."),
    )


def headings(say: Speaker, against: Against | None = None) -> Headings:
    """What a chart's tooltip calls its rows, in the reader's language."""
    return Headings(say("Amount"), say("Share"), (against or on_the_year(say, "")).heading)


def total_of(rows: Sequence[Row]) -> Decimal:
    """The signed sum of the rows' amounts."""
    return sum((row["amount"] for row in rows), Decimal(0))


def share(amount: Decimal, of: Decimal) -> Decimal | None:
    """amount ÷ of; None where that says nothing: a total of zero, or parts of both signs beyond it."""
    return amount / of if of else None


def change(now: Decimal, before: Decimal | None) -> Decimal | None:
    """The change on an earlier amount as a fraction; None without one, or where its sign makes it meaningless."""
    return (now - before) / before if before is not None and before > 0 else None


def name(say: Speaker, row: Row) -> str:
    """A row's label in the reader's language."""
    return say.label(row["label"], row["label_fr"])


def marks(say: Speaker, rows: Sequence[Row], total: Decimal, against: Against | None = None) -> pd.DataFrame:
    """The rows as marks of a chart: MARK_COLUMNS; `id` is the label in the store, `amount` a float to draw by."""
    against = against or on_the_year(say, "")
    drawn = [_mark(say, row, total, against) for row in rows]
    return as_frame([dict(zip(MARK_COLUMNS, mark, strict=True)) for mark in drawn], MARK_COLUMNS)


def as_frame(rows: Sequence[Row], columns: Sequence[str] = ()) -> pd.DataFrame:
    """Rows as a frame, in the columns of the first unless they are named, texts as they are: pandas would make Arrow's
    texts of them, which takes longer than to draw them."""
    values = {name: [row[name] for row in rows] for name in columns or (rows[0] if rows else ())}
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype=object if any(isinstance(v, str) for v in column) else None)
            for name, column in values.items()
        }
    )


def _mark(say: Speaker, row: Row, total: Decimal, against: Against) -> tuple[object, ...]:
    part, moved = share(row["amount"], total), change(row["amount"], row["before"])
    amount, label = say.money(row["amount"]), name(say, row)
    share_label = say.percent(part) if part is not None else ""
    change_label = against.mark(say.percent(moved, signed=True)) if moved is not None else ""
    return (
        row["label"] or NOT_NAMED,
        label,
        float(row["amount"]),
        amount,
        say.short(row["amount"]),
        share_label,
        float(moved) if moved is not None else math.nan,
        change_label,
        ", ".join(
            part for part in (say("{name}: {amount}", name=label, amount=amount), share_label, change_label) if part
        ),
    )


def table(
    say: Speaker, rows: Sequence[Row], total: Decimal, *, first: str, against: Against | None = None
) -> pd.DataFrame:
    """The equal table of a chart: label, amount to the cent, share of the total, change; then the total."""
    heads = [first, say("Amount"), say("Share")] + ([against.column] if against else [])
    lines = []
    for row in rows:
        part, moved = share(row["amount"], total), change(row["amount"], row["before"])
        cells = [name(say, row), say.exact(row["amount"]), say.percent(part) if part is not None else "–"]
        lines.append(cells + ([say.percent(moved, signed=True) if moved is not None else "–"] if against else []))
    lines.append(
        [say("Total"), say.exact(total), say.percent(Decimal(1)) if total else "–"] + ([""] if against else [])
    )
    # Of objects: pandas' own texts know no language.
    return pd.DataFrame(lines, columns=heads, dtype=object)


def slice_sentence(
    say: Speaker,
    of: str,
    year: int,
    rows: Sequence[Row],
    total: Decimal,
    before: Decimal | None,
    against: Against | None = None,
) -> str:
    """The sentence of a breakdown: how much, how it moved, and its largest part."""
    against = against or on_the_year(say, "")
    parts = [say("{what}: {amount} in {year}.", what=of, year=say.year(year), amount=say.money(total))]
    if moved := _moved(say, total, before, against):
        parts.append(moved)
    if len(rows) > 1 and total > 0:
        top = rows[0]
        parts.append(
            say(
                "The largest of {n} parts is {name}: {amount}, or {share} of it.",
                n=say.number(len(rows)),
                name=name(say, top),
                amount=say.money(top["amount"]),
                share=say.percent(top["amount"] / total),
            )
        )
    return " ".join(parts)


def result_sentence(say: Speaker, where: str, year: int, revenue: Sequence[Row], expense: Sequence[Row]) -> str:
    """The sentence of the overview: taken in, spent, the result, the largest source and the largest use."""
    took, spent = total_of(revenue), total_of(expense)
    result = took - spent
    values = {"place": where, "year": say.year(year), "revenue": say.money(took), "expense": say.money(spent)}
    if result < 0:
        first = say(
            "In {year} {place} took in {revenue} and spent {expense}: a deficit of {gap}, covered by borrowing.",
            gap=say.money(-result),
            **values,
        )
    else:
        first = say(
            "In {year} {place} took in {revenue} and spent {expense}: a surplus of {gap}.",
            gap=say.money(result),
            **values,
        )
    source, use = (max(rows, key=lambda row: row["amount"]) for rows in (revenue, expense))
    second = say(
        "The largest source was {source} ({source_share} of revenue); the largest use was {use} ({use_share} of expense).",
        source=name(say, source),
        source_share=say.percent(source["amount"] / took),
        use=name(say, use),
        use_share=say.percent(use["amount"] / spent),
    )
    return f"{first} {second}"


def joined(say: Speaker, lines: Sequence[Row], *, both: bool) -> list[dict[str, Any]]:
    """Two-level lines as rows with one label: the second level alone, or `First: second` with `both`."""
    rows = []
    for line in lines:
        first, second = (
            say.label(line["first"], line["first_fr"]),
            line["second"] and say.label(line["second"], line["second_fr"]),
        )
        label = together(say.c("between two names", ": "), (first, second)) if second and both else second or first
        rows.append(
            {"label": label, "label_fr": label, "amount": line["amount"], "before": None, "group": line["first"]}
        )
    return rows


def largest(rows: Sequence[Row], most: int, other: Callable[[int], str]) -> list[dict[str, Any]]:
    """The largest rows above zero, `most` in all: the last is the sum of the rest, named by `other(how many)`."""
    above = sorted((dict(r) for r in rows if r["amount"] > 0), key=lambda r: r["amount"], reverse=True)
    if len(above) <= most:
        return above
    rest = above[most - 1 :]
    label = other(len(rest))
    return [
        *above[: most - 1],
        {"label": label, "label_fr": label, "amount": total_of(rest), "before": None, "rest": True},
    ]


def graphic(
    say: Speaker,
    frame: pd.DataFrame,
    total: Decimal | None = None,
    before: Decimal | None = None,
    against: Against | None = None,
    *,
    by: str = "amount",
    ordered: bool = False,
) -> str:
    """A chart for those who cannot see it: how many marks, the extremes, the total, its change, and the table.

    `frame` has the marks, with a `description` of each and what it is drawn `by`. `total` is of what the marks are
    parts of; `before` what that is held `against`. `ordered` marks are points in time: the first and last are said.
    """
    said = [extremes(say, frame, by=by, ordered=ordered)]
    if total is not None:
        said.append(say("In all: {amount}.", amount=say.money(total)))
        said.append(_moved(say, total, before, against or on_the_year(say, "")))
    return " ".join(filter(None, (*said, in_table(say))))


def extremes(say: Speaker, frame: pd.DataFrame, *, by: str = "amount", ordered: bool = False) -> str:
    """The part of `graphic` that is about its marks."""
    # As lists: to choose rows of a frame takes longer than all the words.
    every = zip(frame[by].tolist(), frame["description"].tolist(), strict=True)
    known = [(value, description) for value, description in every if not pd.isna(value)]
    said = [say.n("A chart of {n} mark.", "A chart of {n} marks.", len(frame))]
    if known:
        (_, high), (least, low) = max(known, key=itemgetter(0)), min(known, key=itemgetter(0))
        if least < 0 or ordered:
            said += say("Highest: {mark}.", mark=high), say("Lowest: {mark}.", mark=low)
        else:
            said += say("Largest: {mark}.", mark=high), say("Smallest: {mark}.", mark=low)
    if ordered and len(known) > 1:
        said.append(say("First: {first}; last: {last}.", first=known[0][1], last=known[-1][1]))
    return " ".join(said)


def in_table(say: Speaker) -> str:
    """Where what a chart shows can be read."""
    return say("The table on this page has the same figures.")


def _moved(say: Speaker, total: Decimal, before: Decimal | None, against: Against) -> str:
    moved = change(total, before)
    if before is None or moved is None:
        return ""
    size, held = say.percent(moved.copy_abs()), say.money(before)
    return against.more(size, held) if moved > 0 else against.less(size, held) if moved else against.same
