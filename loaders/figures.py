"""Texts into amounts and fiscal years, as Ibis expressions: exact, and NULL where a text is not one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from loaders.numerals import STYLES, Numbers, is_plain, value_of

# Wide enough that nothing a publisher prints is cut before it is rounded to cents, and narrow enough that
# it can be multiplied by a billion without an overflow.
_WIDE = "decimal(26, 8)"
_WHITE = "\\s\u00a0\u202f\u2009"
_SPACES = f"[{_WHITE}]+"
# White space that `label` has to touch: all but single plain spaces inside. Looked for one by one: most labels
# have none of it, and ten searches for a character cost less than one for a pattern.
_UNTIDY = ("  ", "\u00a0", "\n", "\t", "\r", "\f", "\u202f", "\u2009")
_TO_TIDY = r"^$|^ | $|  |[\t\n\v\f\r\x{a0}\x{202f}\x{2009}]"
_TWO_YEARS = re.compile(r"(\d{4})-\d{2}")
_SIGNS = "£€¥₱₹₦"  # beside the dollar, before which letters may say whose: R$, US$
_DASHES = r"^\$?[-–—−]+\$?$"  # accounting formats print nought as `$ -`


def is_tidy(column: pa.ChunkedArray) -> bool:
    """Whether no text of a column is blank or has white space that `label` has to touch."""
    texts = [c.dictionary if isinstance(c, pa.DictionaryArray) else c for c in column.chunks]
    return not pc.any(pc.match_substring_regex(pa.chunked_array(texts, pa.string()).unique(), _TO_TIDY)).as_py()


def label(
    text: ir.StringColumn, nulls: Sequence[str] = (), nulls_matching: Sequence[str] = (), *, tidy: bool = False
) -> ir.StringColumn:
    """A label without the white space around it and with single spaces inside; NULL where it is blank or
    one of the words that mean "no value". `tidy`: the column is known to be."""
    if tidy:
        return _without(text, nulls, nulls_matching)
    tidied = text.re_replace(_SPACES, " ").strip()
    untidy = ibis.or_(text.startswith(" "), text.endswith(" "), *(text.contains(white) for white in _UNTIDY))
    clean = ibis.ifelse(untidy, tidied, text).nullif("")
    return _without(clean, nulls, nulls_matching)


def lines(text: ir.StringColumn, nulls: Sequence[str] = (), nulls_matching: Sequence[str] = ()) -> ir.StringColumn:
    """A label whose line breaks are kept, for `split` to part it there."""
    clean = text.re_replace(r"\r\n?", "\n").re_replace("[ \t\u00a0\u202f\u2009]+", " ")
    return _without(clean.re_replace(r"\s*\n\s*", "\n").strip().nullif(""), nulls, nulls_matching)


def _without(clean: ir.StringColumn, nulls: Sequence[str], nulls_matching: Sequence[str]) -> ir.StringColumn:
    if not nulls and not nulls_matching:
        return clean
    none: ir.BooleanValue = clean.isin(list(nulls)) if nulls else ibis.literal(False)
    for pattern in nulls_matching:
        none = none | clean.re_search(pattern)
    return ibis.ifelse(none, ibis.null(str), clean)


def amount(
    text: ir.StringColumn,
    factor: Decimal | ir.Value,
    *,
    dash_is_zero: bool,
    scale: int = 2,
    numbers: Numbers = "en",
    marks: str | None = None,
    negative: str | None = None,
) -> ir.DecimalColumn:
    """A printed figure as an exact decimal: `1,234.50`, `$1,234`, `(1,234)`, `−1 234`, ` -   `; `1 234,50 $`
    where `numbers` are French, `1.234,50` where they are German, `1'234.50` where they are Swiss.

    `factor` brings the printed unit to units of currency. Parentheses and a minus sign, or a dash for it, make it
    negative; the sign of a currency changes nothing. A lone dash is zero or, if the source says so, an empty figure.
    `marks` are footnote marks that may follow it, `negative` those that make it negative: `CR`, `-`. What has both such
    a mark and a minus may mean either, and is none.
    """
    if negative is not None:
        mark = marked(negative)
        bare = text.re_replace(mark, r"\1")
        known = amount(bare, factor, dash_is_zero=dash_is_zero, scale=scale, numbers=numbers, marks=marks)
        below = (known < 0).ifelse(ibis.null(known.type()), -known)
        return ibis.ifelse(text.re_search(mark).fill_null(False), below, known)
    style = STYLES[numbers]
    digits = style.digits
    sign = rf"(?:[A-Z]{{0,3}}\$|[{_SIGNS}])"
    above_zero = rf"^({sign}{digits}|{digits}{sign}?)$"
    below_zero = rf"^(\({sign}?{digits}{sign}?\)|{sign}\({digits}\)|-{sign}?{digits}{sign}?|{sign}-{digits})$"
    bare = text if marks is None else text.re_replace(rf"\s*(?:{marks})\s*$", "")
    tidy = bare.re_replace(_SPACES, " ").strip().replace("−", "-").replace("–", "-")
    tidy = tidy.re_replace(rf" ?([${_SIGNS}()-]) ?", r"\1")
    value = value_of(tidy, style).try_cast(_WIDE)
    worked_out = ibis.cases(
        (tidy.re_search(above_zero), value),
        (tidy.re_search(below_zero), -value),
        else_=ibis.null(_WIDE),
    )
    zero = ibis.literal(Decimal(0)).cast(_WIDE)
    dashed = ibis.ifelse(tidy.re_search(_DASHES), zero, worked_out) if dash_is_zero else worked_out
    # What a workbook holds as a number has a point, whatever the language.
    plain, room = is_plain(bare, numbers), f"decimal(18, {scale})"
    if isinstance(factor, Decimal) and factor == 1:  # the commonest way needs no room for a larger unit
        return ibis.ifelse(plain, bare.try_cast(room), dashed.try_cast(room))
    times = ibis.literal(int(factor)) if isinstance(factor, Decimal) else factor
    return (ibis.ifelse(plain, bare.try_cast(_WIDE), dashed) * times).try_cast(room)


def marked(negative: str) -> str:
    """The end of a figure with one of the marks that make it negative, as a regular expression; the figure's in a group."""
    return rf"(\d\s*\)?)\s*(?:{negative})\s*$"


def is_empty(
    text: ir.StringColumn, nulls: Sequence[str], nulls_matching: Sequence[str] = (), *, dash_is_zero: bool
) -> ir.BooleanValue:
    """True where a cell holds no figure: blank, a null word, or a dash that the source reads as empty."""
    clean = text.re_replace(_SPACES, "")
    empty = text.isnull() | (clean == "") | text.strip().isin(list(nulls) or [""])
    for pattern in nulls_matching:
        empty = empty | text.strip().re_search(pattern)
    return empty if dash_is_zero else empty | clean.re_search(_DASHES)


def fiscal_year(text: ir.StringColumn, likely: Sequence[str] = ()) -> ir.IntegerColumn:
    """The year that `2015-16`, `2015–16`, `2015/2016`, `FY 2015/16` ends in, or a lone year itself; NULL otherwise.
    Behind FY two digits do: `FY16`.

    `likely` are texts to expect: those of the commonest form are looked up, which costs less than reading them.
    """
    bare = text.strip().re_replace(r"^[Ff][Yy]\s*(\d{4})", r"\1")
    tidy = bare.re_replace(r"^[Ff][Yy]\s*(\d{2})\b", r"20\1")
    valid = tidy.re_search(r"^\d{4}(\s*[-–/]\s*(\d{4}|\d{2}))?$")
    first, last = tidy.substr(0, 4).try_cast("int32"), tidy.right(2).try_cast("int32")
    ends = ibis.cases((tidy.length() == 4, first), (last == (first + 1) % 100, first + 1), else_=ibis.null("int32"))
    read = ibis.ifelse(valid, ends, ibis.null("int32"))
    pairs = [(m[0], int(m[1]) + 1) for m in map(_TWO_YEARS.fullmatch, likely) if m]
    known = [(text == two, ibis.literal(end, "int32")) for two, end in pairs if two.endswith(f"{end % 100:02}")]
    return ibis.cases(*known, else_=read) if known else read


def holds(text: ir.StringColumn) -> ir.BooleanValue:
    """True where a cell holds more than white space. Its first letter tells, nearly always."""
    return (text.ascii_str().between(33, 126) | text.re_search(f"[^{_WHITE}]")).fill_null(False)
