"""Rows that take away from those above them, such as `Less: recoveries`, and the net amounts that are left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from loaders.inspect.guess import fold
from loaders.inspect.sums import Cents, Sum

# "Less than $100,000" is a kind of payee, "moins-value" a loss.
_LESS = re.compile(r"^(less|deduct|minus|moins|a deduire|deduire)\b(?! (than|lethal|que|values?|de [$\d]|[$\d]))")
_NET = re.compile(r"^(net|nett|nette?s?)\b(?! (zero|debt|assets?|position|interest))")
_NET_BEHIND = re.compile(r"\b(depenses?|charges|recettes|produits|montant|total|cout|expenditures?|costs?) nett?e?s?$")

Labels = Mapping[str, str | None]


def says_less(row: Labels) -> bool:
    """True where a label of the row says that it is taken away."""
    return any(_LESS.search(fold(text)) for text in _labels(row))


def says_net(row: Labels) -> bool:
    """True where a label of the row says that something was taken away before."""
    return any(_NET.search(fold(text)) or _NET_BEHIND.search(fold(text)) for text in _labels(row))


def _labels(row: Labels) -> list[str]:
    """The labels of a row but for names of recipients: a firm may be called Less or Net."""
    return [text for name, text in row.items() if text and not name.startswith("recipient")]


def printed_plain(rows: Sequence[int], labels: Sequence[Labels], values: Sequence[Cents]) -> list[int]:
    """Of some rows those that are taken away and have no minus to say so."""
    return [i for i in rows if says_less(labels[i]) and min(values[i]) >= 0 and any(values[i])]


def turned(values: Sequence[Cents], rows: Sequence[int]) -> list[Cents]:
    """The amounts with those of some rows made negative."""
    less = set(rows)
    return [tuple(-v for v in row) if i in less else row for i, row in enumerate(values)]


def nets(rows: Sequence[int], labels: Sequence[Labels], values: Sequence[Cents], sums: Sequence[Sum]) -> list[Sum]:
    """Rows that say net, and are what the rows right above them come to, with one among them that takes away. The label
    and the arithmetic bear each other out, so that round figures will do."""
    found: list[Sum] = []
    known = {s.row for s in sums}
    for row in rows:
        if row in known or not says_net(labels[row]):
            continue
        counted = {p for s in (*sums, *found) for p in s.parts}
        run = _run(row, [i for i in rows if i < row and i not in counted], labels, values)
        if run:
            found.append(Sum(row, run, 1.0))
    return found


def _run(row: int, above: Sequence[int], labels: Sequence[Labels], values: Sequence[Cents]) -> tuple[int, ...]:
    """The rows right above one that come to it; the fewest of which one takes away."""
    left = values[row]
    for start in range(len(above) - 1, -1, -1):
        left = tuple(a - b for a, b in zip(left, values[above[start]], strict=True))
        run = tuple(above[start:])
        if not any(left) and len(run) > 1 and any(says_less(labels[i]) for i in run):
            return run
    return ()
