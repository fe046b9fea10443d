"""Revenue and expense in one list without labels over them: what the labels of their totals say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loaders.inspect.guess import fold
from loaders.inspect.look import Look
from loaders.inspect.roles import direction_of
from loaders.inspect.rows import Labels, Lines, condition
from loaders.inspect.sections import Steps, numbers


def directions_of_totals(out: Steps, look: Look, lines: Lines, carried: Sequence[Labels]) -> None:
    """Each figure has the direction that its total says, where every one has such a total; else both are told.

    `carried` are the labels of the rows, with those over them: a direction is put beside them."""
    said = {i: way for i in lines.of("figure", "sum") if (way := _said(lines.labels[i]))}
    if "direction" in out.made or look.ways or _column_says(look) or len(set(said.values())) < 2:
        return
    ways = _down(lines, said)
    revenue = [i for i, way in ways.items() if way == "revenue"]
    expense = [i for i, way in ways.items() if way == "expenditure"]
    when = condition([lines.labels[i] for i in revenue], [lines.labels[i] for i in expense])
    if when is None or set(lines.of("figure")) - ways.keys():
        out.warnings.append(_told(look, lines, said))
        return
    out.made.append("direction")
    rules = [{"to": "revenue", "when": when}, {"to": "expenditure"}]
    out.add("classify", {"into": "direction", "rules": rules}, "the words of the totals below")
    for i, row in enumerate(carried):
        row["direction"] = ways.get(i, "expenditure")


def _said(labels: Labels) -> str | None:
    """The direction that a label of the row says: alone, or as that of a total."""
    texts = [fold(t) for name, t in labels.items() if t and not name.startswith("recipient")]
    texts = [t for t in texts if len(t.split()) == 1 or "total" in t.split() or "totaux" in t.split()]
    return next((way for t in texts if (way := direction_of(t))), None)


def _column_says(look: Look) -> bool:
    return any(guess.value == "direction" for guess in look.roles.values())


def _down(lines: Lines, said: Mapping[int, str]) -> dict[int, str]:
    """The direction of each row: its own, or that of the total which sums it, or which sums its sum."""
    below = {s.row: s.parts for s in lines.sums}
    ways: dict[int, str] = {}

    def give(row: int, way: str) -> None:
        ways[row] = way
        for part in below.get(row, ()):
            give(part, said.get(part, way))

    for row, way in said.items():
        give(row, way)
    return ways


def _told(look: Look, lines: Lines, said: Mapping[int, str]) -> str:
    """The first label of each direction, as a person finds it."""
    first = {way: next(i for i, w in said.items() if w == way) for way in ("revenue", "expenditure")}
    told = [
        f"{numbers(look, [row])} ({next(t for t in lines.labels[row].values() if t)!r}) speaks of {way}"
        for way, row in first.items()
    ]
    return f"{' and '.join(told)}: all are read as one direction. Classify them, or set one aside"
