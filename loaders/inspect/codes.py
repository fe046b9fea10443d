"""Which columns of a code list are the code, its label, its French label and its note."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.inspect.guess import Guess, fold
from loaders.inspect.look import Look
from loaders.inspect.roles import Column, is_code, is_flag, is_french, is_pair

_LABEL = re.compile(r"\b(name|label|title|nom|libelle|titre|description|desc)\b")
_NOTE = re.compile(r"\b(note|notes|explanatory|desc|description|definition|remarks?)\b")


def code_columns(look: Look) -> dict[str, Guess[Column]]:
    """The columns of a code list, as far as there are some."""
    rows = look.rows
    columns = [c for c in look.columns if c.filled and c.heading and not is_flag(c)]
    found: dict[str, Guess[Column]] = {}
    if code := _code(columns, rows):
        found["code"] = code
    words = [c for c in columns if not is_code(c) and not (code and c is code.value)]
    if label := _label(words, rows):
        found["label"] = label
        french = next((c for c in words if is_pair(label.value, c)), None)
        if french:
            found["label_fr"] = Guess(french, f"the French of {label.value.heading!r}", "high")
        taken = {g.value.place for g in found.values()}
        note = next(
            (c for c in words if c.place not in taken and _NOTE.search(fold(c.heading)) and not is_french(c)), None
        )
        if note:
            found["note"] = Guess(note, "the heading says so", "medium")
    return found


def _code(columns: Sequence[Column], rows: int) -> Guess[Column] | None:
    """The first column of codes that is filled and different in every row; else the one with the most codes."""
    codes = [c for c in columns if is_code(c) or re.search(r"\b(code|id)\b", fold(c.heading))]
    for column in codes:
        if len(column.filled) == len(column.distinct) == rows:
            return Guess(column, "a code of its own in every row", "high")
    full = [c for c in codes if len(c.filled) == rows] or codes
    if not full:
        return None
    most = max(full, key=lambda c: len(c.distinct))
    return Guess(most, f"{len(most.distinct):,} codes in {rows:,} rows: it is no key alone", "low")


def _label(words: Sequence[Column], rows: int) -> Guess[Column] | None:
    """The first column of short words that is filled in every row."""
    full = [c for c in words if len(c.filled) == rows and not is_french(c)]
    short = [c for c in full if sum(map(len, c.filled)) < 150 * rows]
    named = [c for c in short if _LABEL.search(fold(c.heading))]
    column = next(iter(named or short or full), None)
    return Guess(column, "words in every row", "high" if named else "low") if column else None
