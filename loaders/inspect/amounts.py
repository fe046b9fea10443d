"""Which columns of figures are read, and what each of them means: the year, the phase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from loaders.inspect.guess import Guess, fold, relative_year, squeeze, year_in
from loaders.inspect.roles import Column
from loaders.inspect.rows import cents
from loaders.inspect.sums import adds_up, carried_sums, subtracts
from loaders.source import fiscal_year

_PHASES = (
    ("carried_forward", r"\b(unlapsed|carried forward|carry forward|reporte\w*)\b"),
    ("executed", r"\b(actuals?|exp|reel|reelles?|reels?|spent|expended|xpnd|paid|results?|resultats?|disbursed)\b"),
    ("adjusted", r"\b(auth|authorit\w*|autoris\w*|adjusted|revised|revise|supplementary)\b"),
    ("approved", r"\b(approved|approuve\w*|voted|adopted|adopte)\b"),
    (
        "proposed",
        r"\b(estimates?|est|budget|planned|plan|planning|prevu\w*|previsions?|proposed|projected|forecast|mains)\b",
    ),
)
_SERIES = re.compile(r"\b(population|cpi|consumer price|price index|ftes?|full time equivalents?|headcount|persons?)\b")
_BEST = re.compile(r"\b(amount|amt|montant|value|valeur)\b|\$")


@dataclass(frozen=True)
class Amount:
    """A column of figures that is read."""

    column: Column
    year: int | None = None
    token: str | None = None  # the year as the heading prints it, where a pattern can hold it
    phase: Guess[str] | None = None
    label: str | None = None  # the field that the heading is a label of

    @property
    def pattern(self) -> str:
        """The heading, with `{fiscal_year}` for a year that a pattern can find."""
        heading = squeeze(self.column.heading)
        return heading.replace(self.token, "{fiscal_year}", 1) if self.token else heading


@dataclass
class Figures:
    """The columns of figures, and why the others are left."""

    read: list[Amount] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    years: dict[str, Guess[int]] = field(default_factory=dict)  # relative years in headings
    carried: Column | None = None  # the column in which the sums of the one that is read stand
    parts: bool = False  # a column holds the sum of the others: they are kinds of one thing
    series: bool = False  # a population, an index: no amounts of money

    @property
    def columns(self) -> list[Column]:
        return [a.column for a in self.read]

    @property
    def wide(self) -> bool:
        return len(self.read) > 1 or any(a.year is not None for a in self.read)


def phase_of(text: str) -> Guess[str] | None:
    """The phase that words of a heading or title name."""
    folded = fold(text)
    for name, pattern in _PHASES:
        if match := re.search(pattern, folded):
            return Guess(name, f"{squeeze(text)!r} has {match[0]!r}", "high")
    return None


def choose(amounts: Sequence[Column], all_columns: Sequence[Column], texts: Sequence[str], path: Path) -> Figures:
    """The columns of figures to read, of those that hold amounts."""
    named = any(c.folded in ("series", "indicator", "indicateur") for c in all_columns)
    out = Figures(series=named or bool(_SERIES.search(fold(" ".join([*texts, *_uom(all_columns)])))))
    yearly = [c for c in amounts if year_in(c.heading) or relative_year(c.heading)]
    if yearly:
        _leave(out, [c for c in amounts if c not in yearly], "beside columns that name their year")
        out.years = relative_years([t for c in yearly if (t := relative_year(c.heading))], path)
        out.read = [_dated(c, out.years) for c in _without_worked_out(out, yearly)]
        return out
    if out.series and len(amounts) > 1 and all(c.heading for c in amounts):
        out.read = [Amount(c, label="series") for c in amounts]
        return out
    left = _plain(out, list(amounts))
    if len(left) > 1 and out.parts:
        out.read = [Amount(c, label="economic_1") for c in left]
    else:
        out.read = [Amount(c, phase=phase_of(c.heading) if len(left) > 1 else None) for c in left]
    return out


def _uom(columns: Sequence[Column]) -> list[str]:
    """What a column of units of measure says throughout."""
    return [next(iter(c.distinct)) for c in columns if c.constant and fold(c.heading) in ("uom", "unit", "unite")]


def _leave(out: Figures, columns: Sequence[Column], why: str) -> None:
    out.unread |= {c.heading or c.place: why for c in columns}


def _dated(column: Column, years: dict[str, Guess[int]]) -> Amount:
    heading = squeeze(column.heading)
    phase = phase_of(heading)
    if relative := relative_year(heading):
        if " " not in relative and phase is None:
            phase = Guess("executed", "the last accounts", "low")
        return Amount(column, years[relative].value, relative, phase)
    found = year_in(heading)
    assert found is not None
    return Amount(column, found.year, found.token if found.pattern(heading) else None, phase)


def _without_worked_out(out: Figures, columns: Sequence[Column]) -> list[Column]:
    """The columns that are no sums or differences of the others, by arithmetic."""
    values = [[cents(f) for f in c.figures[:3000]] for c in columns]
    kept = list(columns)
    for i, column in enumerate(columns):
        others = [o for o in range(len(columns)) if o != i and columns[o] in kept]
        if len(others) < 2:
            continue
        worked = next(((a, b) for a in others for b in others if a < b and subtracts(values, i, a, b)), None)
        if len(others) > 2 and adds_up(values, i, others):
            _leave(out, [column], "the sum of the other columns of figures, by arithmetic")
            out.parts = True
        elif worked is not None and i > worked[1]:
            a, b = (columns[w].heading for w in worked)
            _leave(out, [column], f"the difference of {a!r} and {b!r}, by arithmetic")
        else:
            continue
        kept.remove(column)
    return kept


def _plain(out: Figures, columns: list[Column]) -> list[Column]:
    """Of columns that name no year: all that have a phase of their own, or the one that is the amount."""
    if pair := _carried(columns):
        part, total = pair
        out.carried = total
        _leave(out, [total], f"holds the sums of {part.heading!r}, by arithmetic")
        columns = [c for c in columns if c is not total]
    kept = _without_worked_out(out, columns) if len(columns) <= 40 else columns
    phases = [p.value for c in kept if (p := phase_of(c.heading))]
    if len(kept) > 1 and len(set(phases)) == len(kept):
        return kept
    if len(kept) > 1 and not out.parts:
        best = max(kept, key=lambda c: (bool(_BEST.search(fold(c.heading))), len(c.filled), -int(c.place[1:])))
        _leave(out, [c for c in kept if c is not best], f"another measure than {best.heading!r}: they are never added")
        kept = [best]
    return kept


def _carried(columns: Sequence[Column]) -> tuple[Column, Column] | None:
    """Two columns of which the second holds the sums of the first."""
    for part in columns:
        for total in columns:
            if part is not total and carried_sums([cents(f) for f in part.figures], [cents(f) for f in total.figures]):
                return part, total
    return None


def relative_years(tokens: Sequence[str], path: Path) -> dict[str, Guess[int]]:
    """What relative years mean: what a YAML file beside the spreadsheet says, else counted from a guess."""
    known = _told_beside(path)
    base = max((y.year for y in known.values() if y), default=None) if known else None
    found: dict[str, Guess[int]] = {}
    for token in dict.fromkeys(tokens):
        for name in (token, token.removesuffix("_1")):
            if name in known:
                found[token] = Guess(known[name].year, f"{known[name].token} by the YAML file beside it", "high")
                break
        else:
            found[token] = _counted(token, path, base)
    return found


def _told_beside(path: Path) -> dict[str, _Told]:
    """Relative years that YAML files in the same folder explain."""
    known: dict[str, _Told] = {}
    for file in sorted([*path.parent.glob("*.yaml"), *path.parent.glob("*.yml")])[:20]:
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8")) if file.stat().st_size < 200_000 else None
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue
        for key, value in content.items() if isinstance(content, dict) else ():
            text = str(value.get("en") if isinstance(value, dict) else value)
            try:
                known.setdefault(str(key), _Told(fiscal_year(text), file.name))
            except ValueError:
                continue
    return known


@dataclass(frozen=True)
class _Told:
    year: int
    token: str


def _counted(token: str, path: Path, base: int | None) -> Guess[int]:
    named = year_in(path.stem)
    last = named.year if named else base if base else 2025
    number = int(m[1]) if (m := re.search(r"_(\d+)$", token)) else 1
    ahead = bool(re.search(r"next|planning", token))
    year = last + number if ahead else last + (1 if re.search(r"current|in_year", token) else 1 - number)
    return Guess(year, "no file beside it says which year this is: counted from a guess", "low")
