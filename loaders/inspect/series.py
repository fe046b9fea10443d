"""Dates in place of years, and what a measured series needs: a name, a unit, one value for a year."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from loaders.inspect.dates import order_of, starts_of
from loaders.inspect.guess import Guess, fold, squeeze
from loaders.inspect.look import Look
from loaders.inspect.roles import Column, holds_years

_UNITS = ("uom", "unit", "unite")
_DATE = re.compile(r"\d{4}-(\d{2}(?:-\d{2})?)")


Step = tuple[dict[str, object], str]  # a step, and why


@dataclass
class Dated:
    """Columns and steps for dates and series."""

    columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    unit: Guess[str] | None = None


def dated(look: Look) -> Dated:
    """What a series needs: the year or the date, the series' name, the unit."""
    out = Dated()
    if look.kind == "entries" and (found := look.fields.named.get("date")):
        texts = found.value.filled
        order = order_of(texts)
        assert order is not None  # or it were no column of dates
        starts = starts_of(texts, order.value)
        spec: dict[str, object] = {"field": "date", "starts": str(starts.value)}
        spec |= {"order": order.value} if order.value != "ymd" else {}
        out.steps = [({"fiscal_year_of": spec}, f"{order.sure}: {order.why}; {starts.why}")]
    if look.kind != "series":
        return out
    year = next((c for c in look.columns if look.roles[c.place].value in ("fiscal_year", "date")), None)
    if year is not None and not _dates(out, year, look):
        out.columns["fiscal_year"] = (look.reference(year), look.roles[year.place].comment)
    if not any(a.label for a in look.figures.read):
        _name(out, look)
    units = [c for c in look.columns if c.filled and not c.constant and c.folded in _UNITS]
    if units:
        out.columns["unit"] = (look.reference(units[0]), "guess, high: the heading says so")
        return out
    said = [c for c in look.columns if c.constant and c.folded in _UNITS]
    word = fold(next(iter(said[0].distinct))) if said else "number"
    why = f"{said[0].heading!r} says so" if said else "nothing says in what it is measured"
    out.unit = Guess(word, why, "high" if said else "low")
    return out


def _dates(out: Dated, column: Column, look: Look) -> bool:
    """A column of dates: the mean of a fiscal year's months, or one date of each year."""
    ends = Counter(m[1] for c in column.filled if (m := _DATE.fullmatch(c)))
    if holds_years(column) or sum(ends.values()) < 0.95 * len(column.filled):
        return False
    out.columns["date"] = (look.reference(column), "guess, medium: dates; the steps make fiscal years of them")
    year: Step = ({"fiscal_year_of": {"field": "date", "starts": "4"}}, "a fiscal year begins in April")
    if len(ends) == 12:
        out.steps = [year, ({"average": {"of": "12"}}, "the mean of the twelve months of a fiscal year")]
        return True
    kept = next((e for e in ("07", "07-01") if e in ends), ends.most_common(1)[0][0])
    others = "|".join(sorted(set(ends) - {kept}))
    aside: dict[str, object] = {
        "when": {"date": {"matches": f"-({others})$"}},
        "why": "one value for each year is kept",
    }
    one: Step = ({"set_aside": aside}, f"{kept} of each year")
    out.steps = [one, year] if others else [year]
    return True


def _name(out: Dated, look: Look) -> None:
    """What tells the series apart: a column of words or codes, else the heading of the figures."""
    roles = ("administrative", "label", "code", "economic", "vote")
    told = next((c for c in look.columns if c.folded in ("series", "indicator", "indicateur")), None)
    if told is not None:
        out.columns["series"] = (look.reference(told), "guess, high: the heading says so")
        return
    for wanted in ("label", "administrative 1", *roles):
        for column in look.columns:
            if look.roles[column.place].value.startswith(wanted) and column.heading:
                out.columns["series"] = (look.reference(column), look.roles[column.place].comment)
                return
    heading = squeeze(look.figures.read[0].column.heading)
    out.steps.append(({"classify": {"into": "series", "rules": [{"to": heading}]}}, "the heading names the series"))
