"""Where a sheet says the unit of its figures: in a heading, a title, a note, or a column that says it row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from loaders.inspect.guess import Guess, figure, squeeze
from loaders.inspect.measures import is_count, named
from loaders.inspect.roles import Column
from loaders.inspect.shape import Cells, Headers
from loaders.inspect.units import clashes, may_speak_of_all, says_dollars, speaks_of_all, unit, units_in

_COLUMNS = ("unit", "units", "unite", "uom", "unit of measure", "einheit")
_MOST_NOTES = 40


@dataclass(frozen=True)
class ByRow:
    """A column that says the unit of each row: its words by their unit, and those of no money."""

    column: Column
    words: dict[str, list[str]]
    others: list[str]


@dataclass
class Units:
    """What a sheet says of its units."""

    unit: Guess[str] | None = None
    own: dict[str, str] = field(default_factory=dict)  # place of a column → its unit, where that is not the sheet's
    by_row: ByRow | None = None
    notes: list[str] = field(default_factory=list)  # texts around the figures that say a unit
    doubts: list[str] = field(default_factory=list)


def told_units(
    figures: Sequence[Column], columns: Sequence[Column], titles: Sequence[str], sheets: Sequence[tuple[Cells, Headers]]
) -> Units:
    """The unit of the sheet, and those of columns and rows that say another."""
    above, below = _around(figures, sheets)
    notes = [t for t in (*above, *below) if speaks_of_all(t)]
    heads = {c.place: _of_heading(c, figures) for c in figures}
    every = {h for h in heads.values() if h}
    general = (
        unit(titles)
        or unit(_elsewhere([c for c in columns if c not in figures and not is_count(c.heading)]))
        or _note(notes)
    )
    alone = None not in heads.values() and len(every) == 1
    first = unit([c.heading for c in figures])
    shared = first if alone or general is None else general
    out = Units(shared, notes=notes)
    out.own = {p: u for p, u in heads.items() if u and shared is not None and u != shared.value}
    out.by_row = _by_row(columns, figures) if shared is None else None
    if out.by_row is not None:
        out.unit = Guess("dollars", f"each row says its own, under {squeeze(out.by_row.column.heading)!r}", "high")
    out.doubts += [
        *_contradictions([*titles, *notes], figures, shared),
        *(_half_told(figures, heads) if general is None else ()),
        *_unread(columns, out),
        *(_passing(below) if shared is None and out.by_row is None else ()),
    ]
    return out


def holds_units(column: Column) -> bool:
    """True for a column of units whose every word is a unit of money: it is no level."""
    return column.folded in _COLUMNS and all(units_in(w) or says_dollars(w) for w in column.distinct)


def _of_heading(column: Column, figures: Sequence[Column]) -> str | None:
    """The unit of a column by its own heading. A dollar sign says dollars only beside a heading that says thousands:
    under a title that says thousands, it stands for the currency."""
    if found := units_in(column.heading):
        return found[0]
    beside = any(units_in(c.heading) for c in figures)
    return "dollars" if beside and says_dollars(column.heading) else None


def _elsewhere(columns: Sequence[Column]) -> list[str]:
    """Headings of labels, and what a column of units says throughout, or of most rows that count no people."""
    texts = [t for c in columns for t in (c.heading, *(c.distinct if c.constant else ())) if len(t) < 60]
    units = [{t for t in c.distinct if t != "%" and not is_count(t)} for c in columns if c.folded in _COLUMNS]
    return [*texts, *(t for told in units if len(told) == 1 for t in told)]


def _note(notes: Sequence[str]) -> Guess[str] | None:
    found = unit(notes)
    return Guess(found.value, found.why, "medium") if found else None


def _around(figures: Sequence[Column], sheets: Sequence[tuple[Cells, Headers]]) -> tuple[list[str], list[str]]:
    """The texts in rows without figures, over the first and under the last row that has one."""
    above: list[str] = []
    below: list[str] = []
    comma = any(c.comma for c in figures)
    for cells, headers in sheets:
        columns = [cells.columns[c.place] for c in figures if c.place in cells.columns]
        rows = range(headers.last, cells.extent[0])
        held = (i for i in rows if any(figure(c[i], comma) is not None for c in columns))
        first = next(held, None)
        if first is None:
            continue
        last = next(i for i in reversed(rows) if any(figure(c[i], comma) is not None for c in columns))
        above += _texts(cells, headers.last + 1, min(first, headers.last + _MOST_NOTES))
        below += _texts(cells, last + 2, min(cells.extent[0], last + 1 + _MOST_NOTES))
    return above, below


def _texts(cells: Cells, first: int, last: int) -> list[str]:
    return [text for row in cells.rows(first, last) for text in row if text] if last >= first else []


def _by_row(columns: Sequence[Column], figures: Sequence[Column]) -> ByRow | None:
    """The column that says each row's unit, where it names two units of money at least and every figure has one."""
    for column in columns:
        if column.folded not in _COLUMNS:
            continue
        said = {w: (units_in(w) or (["dollars"] if says_dollars(w) else []))[:1] for w in sorted(column.distinct)}
        others = [w for w, u in said.items() if not u]
        words = {u: [w for w, units in said.items() if units == [u]] for units in said.values() for u in units}
        blank = any(not squeeze(column.cells[i]) and f is not None for c in figures for i, f in enumerate(c.figures))
        if len(words) > 1 and not blank and all(w == "%" or is_count(w) for w in others):
            return ByRow(column, words, others)
    return None


def _contradictions(said: Sequence[str], figures: Sequence[Column], shared: Guess[str] | None) -> Iterator[str]:
    """Texts that say different units of the same figures."""
    headings = [squeeze(c.heading) for c in figures]
    several = [h for h in headings if len(units_in(h)) > 1]
    general = list(dict.fromkeys(u for t in said for u in units_in(t)))
    against = [h for h in headings if (u := units_in(h)) and general and u[0] not in general]
    if shared is not None and (found := clashes([*said, *against[:1], *several[:1]])):
        texts = dict.fromkeys(text for _, text in found)
        said_by = {text: " and ".join(name for name, by in found if by == text) for text in texts}
        told = " and ".join(f"{text!r} says {names}" for text, names in said_by.items())
        yield f"{told}: read as {', '.join(_read_as(figures, shared))}. Hold a total against what the publisher prints"


def _read_as(figures: Sequence[Column], shared: Guess[str]) -> list[str]:
    own = (units_in(c.heading)[:1] or [shared.value] for c in figures)
    return list(dict.fromkeys(name for names in own for name in names))


def _half_told(figures: Sequence[Column], heads: dict[str, str | None]) -> Iterator[str]:
    """Headings that say no unit beside others that do."""
    silent = [c for c in figures if heads[c.place] is None]
    told = [c for c in figures if heads[c.place] not in (None, "dollars")]
    if silent and told:
        says = "says no unit, and is" if len(silent) == 1 else "say no unit, and are"
        yield f"{named(silent)} {says} read as {heads[told[0].place]}, as {named(told[:1])} says"


def _unread(columns: Sequence[Column], out: Units) -> Iterator[str]:
    """A column of several units that no rule is drafted for."""
    for column in columns:
        units = [w for w in sorted(column.distinct) if units_in(w)] if column.folded in _COLUMNS else []
        if units and len(column.distinct) > 1 and out.by_row is None and {units_in(w)[0] for w in units} != _only(out):
            yield (
                f"{squeeze(column.heading)!r} holds units such as {units[0]!r}, and every figure is read as "
                f"{out.unit.value if out.unit else 'dollars'}: docs/verbs.md, units by row, says how each row has its own"
            )


def _only(out: Units) -> set[str]:
    return {out.unit.value} if out.unit else set()


def _passing(below: Sequence[str]) -> Iterator[str]:
    """A note that names a unit in passing, where nothing else does."""
    for text in (t for t in below if may_speak_of_all(t)):
        name = units_in(text)[0]
        yield f"{text!r} stands below the figures and speaks of {name}: they are read as dollars, unless you say unit: {name}"
        return
