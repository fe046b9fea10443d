"""Printed dates into fiscal years, as Ibis expressions; NULL where a text is no date.

Known are `2024-03-31`, `2024-03`, `20240331`, `2024-Q1`, and dates with the month in words, in English or French,
with other words around: `Year ended March 31, 2024`, `31 mars 2024`, `31-Mar-24`. What `03/04/2024` means nothing in it
tells, so the order has to be said.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

Order = Literal["ymd", "dmy", "mdy"]

# Month by month, its names in English and in French, whole and cut short; in small letters.
MONTHS = (
    "jan|january|janvier",
    "feb|february|fév|fev|février|fevrier",
    "mar|march|mars",
    "apr|april|avr|avril",
    "may|mai",
    "jun|june|juin",
    "jul|july|juil|juillet",
    "aug|august|août|aout",
    "sep|sept|september|septembre",
    "oct|october|octobre",
    "nov|november|novembre",
    "dec|december|déc|décembre|decembre",
)
_IN_WORDS = r"(?:^|[^a-zà-ÿ])(?:{0})\.?(?:[ ,-]|$)"
_YEAR_FIRST = r"^((?:19|20)\d{2})[-/.](\d{1,2})\b"
_TOGETHER = r"^((?:19|20)\d{2})(\d{2})\d{2}$"
_YEAR_LAST = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\b"
_QUARTER = r"^(\d{4})[- ]?[qt]([1-4])$"
_QUARTER_FIRST = r"^[qt]([1-4])[- ]?(\d{4})$"
_YEAR_IN_WORDS = r"\b((?:19|20)\d{2})\b"
_SHORT_YEAR = r"[- ](\d{2})$"


def fiscal_year_of(text: ir.StringColumn, starts: int, order: Order) -> ir.IntegerColumn:
    """The year in which the fiscal year of a date ends: with April, 2016 for `2015-07-01` and for `July 1, 2015`."""
    low = text.strip().lower()
    year, month = _year_and_month(low, order)
    ends = year + ibis.ifelse((month >= starts) & (starts > 1), 1, 0)
    return ibis.ifelse(month.between(1, 12), ends, ibis.null("int32"))


def _year_and_month(low: ir.StringColumn, order: Order) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """Year and month of a text in small letters: by the first way of writing dates that it follows."""
    month_at = {"dmy": 2, "mdy": 1}.get(order, 0)
    in_words = [(low.re_search(_IN_WORDS.format(name)), n) for n, name in enumerate(MONTHS, 1)]
    word = ibis.cases(*in_words, else_=ibis.null("int32"))
    long, short = _part(low, _YEAR_IN_WORDS, 1), _part(low, _SHORT_YEAR, 1)
    ways = [
        (_YEAR_FIRST, _part(low, _YEAR_FIRST, 1), _part(low, _YEAR_FIRST, 2)),
        (_TOGETHER, _part(low, _TOGETHER, 1), _part(low, _TOGETHER, 2)),
        (_QUARTER, _part(low, _QUARTER, 1), _part(low, _QUARTER, 2) * 3 - 2),
        (_QUARTER_FIRST, _part(low, _QUARTER_FIRST, 2), _part(low, _QUARTER_FIRST, 1) * 3 - 2),
        (_YEAR_LAST, _whole(_part(low, _YEAR_LAST, 3)), _part(low, _YEAR_LAST, month_at) if month_at else None),
    ]
    years = [(low.re_search(pattern), year) for pattern, year, _ in ways]
    months = [(low.re_search(pattern), ibis.null("int32") if month is None else month) for pattern, _, month in ways]
    return ibis.cases(*years, else_=ibis.coalesce(long, _whole(short))), ibis.cases(*months, else_=word)


def _part(low: ir.StringColumn, pattern: str, group: int) -> ir.IntegerValue:
    return low.re_extract(pattern, group).try_cast("int32")


def _whole(year: ir.IntegerValue) -> ir.IntegerValue:
    """A year of two digits in full: of this century up to 69."""
    return year + ibis.cases((year < 70, 2000), (year < 100, 1900), else_=0)
