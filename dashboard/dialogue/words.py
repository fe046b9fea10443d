"""What a reader wrote, as text that is safe to keep and to show: nothing in it is hidden, and it has an end.

It is still text: whoever shows it escapes it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

TITLE: Final = 120
TEXT: Final = 2000
ANSWER: Final = 4000
_FEWEST = 5
"""Letters or digits without which nothing was said."""
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode's controls, formats (zero-width and bidirectional ones among them), halves, private and unassigned ones."""
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANK = re.compile("[\t\u115f\u1160\u1680\u2000-\u200a\u205f\u2800\u3000\u3164\uffa0]")
"""What looks like a space: letters that are drawn as nothing, and spaces of other widths."""
_MOST_MARKS = 3


class Refused(Exception):
    """What was asked is not done. `kind` says why, `values` fill the sentence that the page has for it."""

    def __init__(self, kind: str, **values: int) -> None:
        super().__init__(f"{kind} {values}" if values else kind)
        self.kind, self.values = kind, values


def clean(text: str, most: int) -> str:
    """A text of several lines, at most `most` characters long. Raises Refused: too_long."""
    if len(text) > 4 * most:  # nothing is worked out for a megabyte
        raise Refused("too_long", most=most, n=len(text))
    plain = _visible(unicodedata.normalize("NFC", text))
    lines = [re.sub(" {2,}", " ", line).strip(" \xa0\u202f") for line in plain.split("\n")]
    found = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    if len(found) > most:
        raise Refused("too_long", most=most, n=len(found))
    return found


def needed(text: str, most: int) -> str:
    """A text of several lines that says something. Raises Refused: too_long, too_short."""
    found = clean(text, most)
    if sum(c.isalnum() for c in found) < _FEWEST:
        raise Refused("too_short", n=_FEWEST)
    return found


def line(text: str, most: int = TITLE) -> str:
    """A text of one line that says something. Raises Refused: too_long, too_short."""
    return " ".join(needed(text, most).split("\n"))


def _visible(text: str) -> str:
    found, marks = [], 0
    for c in _BLANK.sub(" ", _BREAKS.sub("\n", text)):
        kind = unicodedata.category(c)
        if kind in _DROPPED and c != "\n":
            continue
        # Letters of our languages carry two marks at most; a tower of them covers the lines above.
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            found.append(c)
    return "".join(found)
