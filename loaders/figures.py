"""Texts into amounts and fiscal years, as Ibis expressions: exact, and NULL where a text is not one."""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

# Wide enough that nothing a publisher prints is cut before it is rounded to cents, and narrow enough that
# it can be multiplied by a billion without an overflow.
_WIDE = "decimal(26, 8)"
_SPACES = "[\\s\u00a0\u202f\u2009]+"
_DASHES = "^[-–—−]+$"
_PLAIN = r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"
# Commas or single spaces part thousands, in threes, and nothing else: `1,5` and `1 5` are no figures here.
_DIGITS = r"((\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+|\d+)(\.\d*)?|\.\d+)"
_NEGATIVE = rf"^(\(\$?{_DIGITS}\$?\)|\$\({_DIGITS}\)|-\$?{_DIGITS}\$?|\$-{_DIGITS})$"
_POSITIVE = rf"^\$?{_DIGITS}\$?$"


def label(text: ir.StringColumn, nulls: list[str]) -> ir.StringColumn:
    """A label without the white space around it and with single spaces inside; NULL where it is blank or
    one of the words that mean "no value"."""
    clean = text.re_replace(_SPACES, " ").strip().nullif("")
    return ibis.ifelse(clean.isin(nulls), ibis.null(str), clean) if nulls else clean


def amount(text: ir.StringColumn, factor: Decimal, *, dash_is_zero: bool, scale: int = 2) -> ir.DecimalColumn:
    """A printed figure as an exact decimal: `1,234.50`, `$1,234`, `(1,234)`, `−1 234`, ` -   `.

    `factor` brings the printed unit to units of currency. Parentheses and a minus sign both make it
    negative. A lone dash is zero or, if the source says so, an empty figure.
    """
    tidy = text.re_replace(_SPACES, " ").strip().replace("−", "-").re_replace(r" ?([$()-]) ?", r"\1")
    digits = tidy.re_replace(r"[^0-9.]", "").try_cast(_WIDE)
    worked_out = ibis.cases(
        (tidy.re_search(_POSITIVE), digits),
        (tidy.re_search(_NEGATIVE), -digits),
        else_=ibis.null(_WIDE),
    )
    zero = ibis.literal(Decimal(0)).cast(_WIDE)
    dashed = ibis.ifelse(tidy.re_search(_DASHES), zero, worked_out) if dash_is_zero else worked_out
    plain = ibis.ifelse(text.re_search(_PLAIN), text.try_cast(_WIDE), ibis.null(_WIDE))
    value = ibis.coalesce(plain, dashed)
    return (value * ibis.literal(int(factor))).try_cast(f"decimal(18, {scale})")


def is_empty(text: ir.StringColumn, nulls: list[str], *, dash_is_zero: bool) -> ir.BooleanValue:
    """True where a cell holds no figure: blank, a null word, or a dash that the source reads as empty."""
    clean = text.re_replace(_SPACES, "")
    empty = text.isnull() | (clean == "") | text.strip().isin(nulls or [""])
    return empty if dash_is_zero else empty | clean.re_search(_DASHES)


def fiscal_year(text: ir.StringColumn) -> ir.IntegerColumn:
    """The year that `2015-16`, `2015–16`, `2015/2016` ends in, or a lone year itself; NULL otherwise."""
    first = text.re_extract(r"^\s*(\d{4})\s*(?:[-–/]\s*(\d{4}|\d{2})\s*)?$", 1).try_cast("int32")
    second = text.re_extract(r"^\s*(\d{4})\s*(?:[-–/]\s*(\d{4}|\d{2})\s*)?$", 2).try_cast("int32")
    follows = (second % 100) == ((first + 1) % 100)
    return ibis.cases((second.isnull(), first), (follows, first + 1), else_=ibis.null("int32"))
