"""Two slices side by side as they are shown: names, sentence, bars, table, and what only one side has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, measures, picture
from dashboard.charts import legend
from dashboard.charts import pairs as chart
from dashboard.i18n import Speaker
from dashboard.navigation import address
from dashboard.page import Here, phase_name, plain
from dashboard.places import place_name
from dashboard.slices import Slice
from dashboard.views.breakdown import column_name
from dashboard.views.compare import Pairing, Row, Side, slice_of, ways_out

MOST_PAIRS: Final = 12
_MOST_NAMES: Final = 6
_PART, _PLACE, _TITLE, _YEAR = range(4)  # of `_traits`


def names(here: Here, a: Side, b: Side) -> tuple[str, str]:
    """What the sides are called: by that in which they differ."""
    one, other = _traits(here, a), _traits(here, b)
    differ = [i for i in range(len(one)) if one[i] != other[i]] or [_YEAR]
    if _PLACE in differ and len(differ) > 1:
        differ = [i for i in differ if i != _TITLE]  # two governments' accounts never have one title
    first, second = (", ".join(t[i] for i in differ if t[i]) for t in (one, other))
    return first, second


def _traits(here: Here, side: Side) -> list[str]:
    say, of = here.say, side.of
    return [
        side.part or say("Everything"),
        place_name(say, side.jurisdiction),
        here.title(of.dataset),
        say.year(of.fiscal_year),
        phase_name(say, of.phase),
    ]


def _lettered(say: Speaker, of: tuple[str, str]) -> list[str]:
    return [say("{letter}: {name}", letter=letter, name=name) for letter, name in zip("AB", of, strict=True)]


def full_name(here: Here, side: Side) -> str:
    """What a side is, in full."""
    part, place, title, year, phase = _traits(here, side)
    return ", ".join([*([part] if side.part else []), place, title, year, phase])


def refuse(here: Here, a: Side, b: Side, why: str) -> None:
    """Why these two cannot stand beside each other, and links to what can."""
    say = here.say
    st.warning(plain(why), icon=":material/balance:")
    found = ways_out(here, a, b)
    for text, to in found:
        evidence.link(evidence.Link(text, address(say, "compare", jurisdiction=here.jurisdiction, **to)))
    if not found:
        st.caption(plain(say("No accounts are loaded that would make these two comparable.")))


def text(say: Speaker, measure: str, value: Decimal | None) -> str:
    """A value rounded for reading; a dash where there is none."""
    if value is None:
        return "–"
    if measure == measures.SHARE:
        return say.percent(value)
    return say.exact(value.quantize(Decimal(1))) if measure == measures.RESIDENT else say.money(value)


def _exact(say: Speaker, measure: str, value: Decimal | None) -> str:
    if value is None or measure == measures.SHARE:
        return text(say, measure, value)
    return say.exact(value.quantize(Decimal("0.01"))) if measure == measures.RESIDENT else say.exact(value)


def _label(say: Speaker, row: Row) -> str:
    k = "a" if row["a"] is not None else "b"
    return say.label(row[f"{k}_label"], row[f"{k}_label_fr"])


def sentence(here: Here, found: Pairing) -> str:
    """Both sides, how far they are apart, and the line that is furthest apart."""
    say, a, b = here.say, found.a, found.b
    measure = measures.DOLLARS if found.measure == measures.SHARE else found.measure
    x, y = a.value(a.total, measure) or Decimal(0), b.value(b.total, measure) or Decimal(0)
    one, other = names(here, a, b)
    values = {"a": one, "b": other, "x": text(say, measure, x), "y": text(say, measure, y)}
    both = [t for i, t in enumerate(_traits(here, a)[: _YEAR + 1]) if t == _traits(here, b)[i] and (i or a.part)]
    parts = [", ".join(both) + "."] if both else []
    if measure == measures.RESIDENT:
        parts.append(say("A, {a}: {x} per resident; B, {b}: {y} per resident.", **values))
    else:
        parts.append(say("A, {a}: {x}; B, {b}: {y}.", **values))
    moved = explain.change(x, y)
    if moved is not None:
        gap = {"percent": say.percent(moved if moved > 0 else -moved), "gap": text(say, measure, max(x - y, y - x))}
        if moved > 0:
            parts.append(say("A is {percent} more than B, by {gap}.", **gap))
        elif moved < 0:
            parts.append(say("A is {percent} less than B, by {gap}.", **gap))
        else:
            parts.append(say("A is as much as B."))
    parts.append(_furthest(say, found))
    return " ".join(p for p in parts if p)


def _gap(found: Pairing, row: Row) -> Decimal | None:
    x, y = found.a.value(row["a"], found.measure), found.b.value(row["b"], found.measure)
    return x - y if x is not None and y is not None else None


def _furthest(say: Speaker, found: Pairing) -> str:
    gaps = [(max(g, -g), i) for i, r in enumerate(found.matched) if (g := _gap(found, r))]
    if not gaps or not found.alike:
        return ""
    row = found.matched[max(gaps)[1]]
    values = {
        "name": _label(say, row),
        "x": text(say, found.measure, found.a.value(row["a"], found.measure)),
        "y": text(say, found.measure, found.b.value(row["b"], found.measure)),
    }
    return say("Furthest apart of what both have is {name}: {x} in A, {y} in B.", **values)


def draw(here: Here, found: Pairing) -> None:
    """Paired bars of the largest lines that both have; where those are the smaller part, of the totals before them."""
    say = here.say
    one, other = names(here, found.a, found.b)
    key = legend.Names(dict(zip(_lettered(say, (one, other)), chart.TONES.values(), strict=True)))
    frame = marks(here, found)
    spec = chart.chart(frame, names=(one, other), amount=say("Amount"))
    alt = explain.graphic(say, frame)
    title = say("Side by side: {a} and {b}", a=one, b=other)
    sides = [found.a.of, found.b.of]
    more = [residents(here, found)]
    caption = picture.Caption("pairs", title, alt, sides, sentence(here, found), key, _under(here, found), more)
    picture.show(here, spec, caption, key="pairs")


def marks(here: Here, found: Pairing) -> pd.DataFrame:
    """The pairs of `pairs.chart`, largest first."""
    say, measure = here.say, found.measure
    lines: list[tuple[str, Decimal, Decimal]] = [(_label(say, r), r["a"], r["b"]) for r in found.matched[:MOST_PAIRS]]
    if not found.alike:
        measure = measures.DOLLARS if measure == measures.SHARE else measure
        lines.insert(0, (say("Total"), found.a.total, found.b.total))
    marked = []
    for label, *amounts in lines:
        for side, name, amount in zip((found.a, found.b), names(here, found.a, found.b), amounts, strict=True):
            value = side.value(amount, measure)
            shown = text(say, measure, value)
            number = float(value) if value is not None else float("nan")
            marked.append((label, side.key, number, shown, f"{label}, {name}: {shown}"))
    return pd.DataFrame(marked, columns=["label", "side", "amount", "amount_label", "description"])


def _under(here: Here, found: Pairing) -> list[str]:
    """How lines were matched, and what the picture leaves out."""
    say, a, b, said = here.say, found.a, found.b, []
    matched = len(found.matched)
    if not found.rows:
        said.append(say("The two sides do not divide by the same level, so only their totals are compared."))
    elif not matched:
        said.append(say("No line of one side is called as one of the other, so only totals and shares are compared."))
    elif a.jurisdiction != b.jurisdiction:
        said.append(say("Lines of two governments are matched by name alone: that they are called alike does not make them alike."))  # fmt: skip
    elif any(r["a_lineage"] for r in found.matched):
        said.append(say("Lines are matched by organisation, through renames."))
    else:
        said.append(say("Lines are matched by name."))
    if matched > MOST_PAIRS:
        said.append(
            say("The {shown} largest of {n} lines that both have; the table has them all.", shown=MOST_PAIRS, n=matched)
        )
    if found.measure == measures.SHARE:
        said.append(say("Shares are of each side's own total."))
    if a.of.phase != b.of.phase:
        said.append(say("The two are of different phases: {a} and {b}.", a=phase_name(say, a.of.phase), b=phase_name(say, b.of.phase)))  # fmt: skip
    return said


def table(here: Here, found: Pairing) -> None:
    """Every line of either side, with the difference; each figure a link to its receipt."""
    say, measure = here.say, found.measure
    rows = [
        _cells(here, found, _label(say, r), (r["a"], r["b"]), (_of(found.a, r), _of(found.b, r))) for r in found.rows
    ]
    rows.append(_cells(here, found, say("Total"), (found.a.total, found.b.total), (found.a.of, found.b.of)))
    first = column_name(say, found.a.column) if found.rows else say("Total")
    frame = pd.DataFrame(rows)
    frame.columns = pd.Index([first, *frame.columns[1:]])
    evidence.show_table(frame, caption=_caption(say, measure))


def _caption(say: Speaker, measure: str) -> str:
    return {
        measures.DOLLARS: say("In dollars"),
        measures.RESIDENT: say("In dollars per resident; the links lead to the amounts"),
        measures.SHARE: say("Shares of each side's total; the links lead to the amounts"),
    }[measure]


def _of(side: Side, row: Row) -> Slice | None:
    return slice_of(side, row) if row[side.key] is not None else None


def _cells(
    here: Here,
    found: Pairing,
    label: str,
    amounts: tuple[Decimal | None, Decimal | None],
    slices: tuple[Slice | None, Slice | None],
) -> dict[str, Any]:
    say, measure = here.say, found.measure
    values = [side.value(x, measure) for side, x in zip((found.a, found.b), amounts, strict=True)]
    row: dict[str, Any] = {"": label}
    heads = _lettered(say, names(here, found.a, found.b))
    for side, head, value, of in zip((found.a, found.b), heads, values, slices, strict=True):
        shown = _exact(say, measure, value)
        there = replace(here, jurisdiction=side.jurisdiction)
        row[head] = evidence.receipt_link(there, of, shown) if of else shown
    x, y = values
    gap = x - y if x is not None and y is not None else None
    moved = explain.change(x, y) if x is not None else None
    if measure == measures.SHARE:
        row[say("Difference, A less B")] = (
            "–" if gap is None else say("{points} points", points=say.number(gap * 100, 1))
        )
    else:
        row[say("Difference, A less B")] = _exact(say, measure, gap)
        row[say("In % of B")] = say.percent(moved, signed=True) if moved is not None else "–"
    return row


def only_one_side(here: Here, found: Pairing) -> None:
    """What one side has and the other has not, by name and sum."""
    say = here.say
    for side in (found.a, found.b):
        rows: Sequence[Row] = found.only(side.key)
        if not rows:
            continue
        total = sum((r[side.key] for r in rows), Decimal(0))
        listed = "; ".join(_label(say, r) for r in rows[:_MOST_NAMES])
        rest = len(rows) - _MOST_NAMES
        more = say.n("and {n} more, in the table", "and {n} more, in the table", rest) if rest > 0 else ""
        said = say.n(
            "Only in {letter}: {n} line, {amount}: {names}",
            "Only in {letter}: {n} lines, {amount} together: {names}",
            len(rows),
            letter=side.key.upper(),
            amount=say.money(total),
            names=" ".join(t for t in (listed, more) if t),
        )
        st.markdown(plain(said))


def residents(here: Here, found: Pairing) -> str:
    """What was divided by, where it was."""
    say = here.say
    if found.measure != measures.RESIDENT:
        return ""
    return say(
        "Residents on 1 July in the fiscal year, from Statistics Canada: A {a}, B {b}.",
        a=say.number(found.a.residents or 0, 0),
        b=say.number(found.b.residents or 0, 0),
    )
