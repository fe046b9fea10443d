"""Text that no spreadsheet runs when it stands in a CSV.

A cell that begins as a formula does gets an apostrophe before it. A text that has one there already gets another, so
that taking one away always gives back what was there. Control characters, zero-width ones and those that turn the
direction of writing are left out: they hide how a cell begins. Numbers and a lone hyphen stay as they are.
"""

from __future__ import annotations

import re

import ibis.expr.types as ir

# Python and the store read the same patterns, so no class is used whose meaning they do not share. Nor does the
# store's engine look ahead: that a number is no formula is said by what one is.
_LEFT_OUT = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f"
    "\x80-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
_SPACE = "\\t\\n\\r \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ALWAYS = "=@\uff1d\uff0b\uff20\uff0d"  # the last ones are full-width
_NUMERAL = f"0-9.,{_SPACE}"
CONTROL = f"[{_LEFT_OUT}]"
FORMULA = (
    f"^(?:[\\t\\r\\n]|[{_SPACE}]*[{_ALWAYS}]"  # begins as one
    f"|[{_SPACE}]+[+-]|[+](?:[^0-9]|$)|-[^0-9]|[+-][0-9][{_NUMERAL}]*[^{_NUMERAL}]"  # has a sign, but is no number
    f"|'+(?:[\\t\\r\\n]|[{_SPACE}]*[{_ALWAYS}+-]))"  # looks as if it had been made safe
)
SUSPECT = f"[{_LEFT_OUT}]|^[{_SPACE}'{_ALWAYS}+-]"
"""Found in every text that `safe` changes, and in few others."""


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it stands in a CSV."""
    return re.sub(FORMULA, r"'\g<0>", re.sub(CONTROL, "", text))


def safe_in_store(text: ir.StringValue) -> ir.StringValue:
    """`safe`, done by the store."""
    return text.re_replace(CONTROL, "").re_replace(FORMULA, r"'\0")
