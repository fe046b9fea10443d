"""Which entries a check or an oddity is about, in the reader's words: the store keeps it in a description's terms.

`fiscal_year 2024-25, administrative_1 Health` is for whoever keeps that description. What stands in no such terms, a
heading of a sheet for one, is the publisher's and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dashboard.i18n import Speaker
from dashboard.schema import columns
from dashboard.terms import basis_short, column_name, phase_name

_FIELDS = "|".join(sorted((*columns("entry"), "release", "series"), key=len, reverse=True))
_NEXT = re.compile(rf", (?=(?:{_FIELDS}) )")
_ONE = re.compile(rf"({_FIELDS}) (.+)", re.DOTALL)


def selection(say: Speaker, text: str) -> str:
    """A selection of entries: `fiscal_year 2024-25, phase executed` → `Fiscal year 2024–25, Phase Actual`."""
    if text == "everything":
        return say("Everything")
    parts = [_ONE.fullmatch(part) for part in _NEXT.split(text)]
    if not all(parts):
        return say.label(text, None)
    said = (say("{field}: {value}", field=column_name(say, p[1]), value=_value(say, p[1], p[2])) for p in parts if p)
    return "; ".join(said)


def _value(say: Speaker, field: str, value: str) -> str:
    directions = {"revenue": say("Revenue"), "expenditure": say("Spending")}
    named: Mapping[str, Callable[[str], str]] = {
        "fiscal_year": lambda v: _year(say, v),
        "phase": lambda v: phase_name(say, v),
        "basis": lambda v: basis_short(say, v),
        "direction": lambda v: directions[v],
    }
    return named[field](value) if field in named else value


def _year(say: Speaker, text: str) -> str:
    first = re.match(r"(\d{4})([-–/]\d{2,4})?$", text)
    return say.year(int(first[1]) + bool(first[2])) if first else text
