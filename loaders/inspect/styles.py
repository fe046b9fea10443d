"""How the figures of a sheet are printed: what parts thousands, and what stands before decimals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.inspect.guess import Guess, decimal_comma, squeeze
from loaders.numerals import Numbers

_AROUND = r"[(\-−]?[$£€]? ?(?:{0})\s?[$£€]?\)?-?"
_BOTH = re.compile(_AROUND.format(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"))  # 1.234,50 or 1.234.567
_THREES = re.compile(_AROUND.format(r"[1-9]\d{0,2}\.\d{3}"))
_POINT = re.compile(_AROUND.format(r"\d+\.\d+"))
_COMMA = re.compile(_AROUND.format(r"\d+,\d{1,2}"))
_ENGLISH = re.compile(_AROUND.format(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"))
_APOSTROPHE = re.compile(_AROUND.format(r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?"))


def style_of(columns: Sequence[Sequence[str | None]], is_text: bool) -> Guess[Numbers]:
    """How the figures of a sheet are printed, from a sample of all its cells."""
    cells = [squeeze(c) for column in columns for c in column[:400] if c]
    texts = [c for c in cells if any(map(str.isdigit, c)) and len(c) < 40]
    met = {p: [t for t in texts if p.fullmatch(t)] for p in (_BOTH, _THREES, _POINT, _COMMA, _ENGLISH, _APOSTROPHE)}
    if met[_APOSTROPHE]:
        return Guess("ch", f"figures such as {met[_APOSTROPHE][0]}", "high")
    if met[_BOTH] and not met[_ENGLISH]:
        return Guess("de", f"figures such as {met[_BOTH][0]}", "high")
    threes = len(met[_THREES]) == len(met[_POINT]) and not met[_ENGLISH]
    if threes and met[_THREES] and met[_COMMA]:
        return Guess("de", f"figures such as {met[_THREES][0]} beside {met[_COMMA][0]}", "medium")
    if threes and is_text and len(set(met[_THREES])) > 1:
        return Guess("de", f"every figure with a point has three places behind it, such as {met[_THREES][0]}", "low")
    return Guess("fr" if decimal_comma(cells) else "en", "decimals after a comma", "high")
