"""What stands beside a column of amounts and is part of them: cents in a column of their own, CR and DR."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from loaders.inspect.guess import Guess, squeeze
from loaders.inspect.roles import Column

_CENTS = re.compile(r"(¢|c|cts?|cents?|centimes?|rappen|rp|paise|pence|p)\.?", re.I)
_SIDES = {"CR": "-", "C": "-", "DR": "", "D": ""}


def _side(text: str) -> str:
    return text.upper().replace(".", "")


def beside(columns: Sequence[Column], roles: dict[str, Guess[str]]) -> None:
    """Names the columns of cents, right behind amounts, and those of CR and DR alone, in `roles`."""
    for before, column in itertools.pairwise(columns):
        cents = _CENTS.fullmatch(squeeze(column.heading)) and all(re.fullmatch(r"\d{1,2}", c) for c in column.filled)
        if cents and column.filled and roles[before.place].value == "amount":
            roles[column.place] = Guess("cents", f"holds cents, of the dollars in {squeeze(before.heading)!r}", "high")
    for column in columns:
        sides = {_side(c) for c in column.distinct}
        if sides and sides <= _SIDES.keys() and any(_SIDES[s] for s in sides) and len(column.filled) > 1:
            roles[column.place] = Guess("side", f"says {' or '.join(sorted(column.distinct))}", "high")


def credits_of(column: Column) -> list[str]:
    """The words in a column of sides that make a figure count against the others."""
    return sorted(c for c in column.distinct if _SIDES[_side(c)])


def whole(amount: Column, cents: Column | None, side: Column | None) -> Column:
    """The column of amounts with its cents, and with the sign that the side says: what its rows really hold."""
    figures = list(amount.figures)
    for i, figure in enumerate(figures):
        if figure is None:
            continue
        if cents is not None and (part := cents.figures[i]) is not None:
            figure += part.scaleb(-2).copy_sign(figure or Decimal(1))
        against = side is not None and _SIDES.get(_side(squeeze(side.cells[i]))) == "-"
        figures[i] = -figure if against else figure
    return replace(amount, worked=tuple(figures))
