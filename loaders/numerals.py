"""How a language prints a figure: what parts its thousands, what stands before its decimals, and when one sign may be
either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

import ibis
import ibis.expr.types as ir

Numbers = Literal["en", "fr", "de", "ch"]

PLAIN = r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"
"""A number as a workbook holds it, whatever the language in which it is shown."""
ONE_POINT = r"^-?[1-9]\d{0,2}\.\d{3}$"
"""What is a thousand to some and a fraction to others: `1.234`."""
ONE_POINT_SOMEHOW = r"^[^.\d]*[1-9]\d{0,2}\.\d{3}[^.\d]*$"
"""The same with what stands around a figure: `(1.234)`, `$1.234`."""
_IN_THREES = r"^-?[1-9]\d{0,2}(\.\d{3})+$"
_POINTED = r"\d\.\d"


class Style(NamedTuple):
    """Digits as a regular expression; the sign that parts thousands (spaces aside), and the one before decimals."""

    digits: str
    thousands: str
    decimal: str


# What parts thousands parts them in threes, and nothing else: `1,5` and `1 5` are no figures in English.
STYLES: dict[Numbers, Style] = {
    "en": Style(r"((\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d+)(\.\d*)?|\.\d+)", ",", "."),
    "fr": Style(r"((\d{1,3}( \d{3})+|\d+)(,\d*)?|,\d+)", "", ","),
    "de": Style(r"((\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d+)(,\d*)?|,\d+)", ".", ","),
    "ch": Style(r"((\d{1,3}(['’]\d{3})+|\d{1,3}( \d{3})+|\d+)(\.\d*)?|\.\d+)", "'’", "."),
}


def value_of(tidy: ir.StringColumn, style: Style) -> ir.StringColumn:
    """The digits of a figure with a point before its decimals, and nothing else."""
    if style.thousands == ".":
        tidy = tidy.replace(".", "")
    pointed = tidy.replace(",", ".") if style.decimal == "," else tidy
    return pointed.re_replace(r"[^0-9.]", "")


def is_plain(text: ir.StringColumn, numbers: Numbers) -> ir.BooleanValue:
    """Whether a text is to be read as a number that a workbook holds."""
    plain = text.re_search(PLAIN)
    return plain & ~text.re_search(_IN_THREES) if numbers == "de" else plain


def is_doubtful(
    text: ir.StringColumn, numbers: Numbers, *, in_text_file: bool, column: Sequence[ir.Value] = ()
) -> ir.BooleanValue | None:
    """Where a point may part thousands or stand before decimals, so that nobody can read the figure; None: nowhere.

    In a text file all is printed in one language. A workbook holds numbers with a point beside texts in any language;
    where a column shows that it does, by a point that parts no thousands, its `1.234` may be either. `column`: the
    fields that tell one column from another.
    """
    if numbers not in ("fr", "de"):
        return None
    if in_text_file:
        return text.re_search(ONE_POINT) if numbers == "fr" else text.re_search(_POINTED) & ~_parts_thousands(text)
    if numbers == "fr":
        return None
    holds_numbers = (text.re_search(PLAIN) & text.contains(".") & ~text.re_search(_IN_THREES)).fill_null(False)
    return text.re_search(ONE_POINT) & holds_numbers.max().over(ibis.window(group_by=[*column]))


def _parts_thousands(text: ir.StringColumn) -> ir.BooleanValue:
    return text.re_search(r"^[^.\d]*[1-9]\d{0,2}(\.\d{3})+([^.\d].*)?$")


def styles_of(text: str) -> list[Numbers]:
    """The languages in which a text is a figure, so that an error can name them."""
    bare = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text).strip(" $£€()-−")
    return [name for name, style in STYLES.items() if re.fullmatch(style.digits, bare)]
