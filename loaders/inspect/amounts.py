"""Which columns of figures are read, and what each of them means: the year, the phase."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from loaders.inspect.apart import apart
from loaders.inspect.figures import Amount, Figures, part_of_year
from loaders.inspect.guess import Guess, fold, relative_year, says_total, squeeze, year_in
from loaders.inspect.measures import SERIES, debit_and_credit, is_count, is_identifier, left_out, likeliest
from loaders.inspect.phases import outstanding, phase_of, phase_of_file
from loaders.inspect.ratios import is_ratio
from loaders.inspect.relative import relative_years
from loaders.inspect.roles import Column
from loaders.inspect.rows import cents
from loaders.inspect.sums import adds_up, carried_sums, subtracts


def choose(amounts: Sequence[Column], all_columns: Sequence[Column], texts: Sequence[str], path: Path) -> Figures:
    """The columns of figures to read, of those that hold amounts."""
    named = any(c.folded in ("series", "indicator", "indicateur") for c in all_columns)
    money = any("$" in c.heading for c in amounts)
    measured = bool(SERIES.search(fold(" ".join([*texts, *_uom(all_columns)]))))
    out = Figures(series=named or (measured and not money))
    amounts = list(amounts) if out.series else _executed_or_planned(out, _of_money(out, amounts))
    yearly = [c for c in amounts if year_in(c.heading) or relative_year(c.heading)]
    if yearly:
        out.pass_by([c for c in amounts if c not in yearly], "beside columns that name their year")
        out.years = relative_years([t for c in yearly if (t := relative_year(c.heading))], path)
        read = [_dated(c, out.years) for c in _without_worked_out(out, yearly)]
        out.read = apart(out, read, phase_of_file(texts).value)
    elif out.series and len(amounts) > 1 and all(c.heading for c in amounts):
        out.read = [Amount(c, label="series") for c in amounts]
    else:
        _panels(out, all_columns)
        out.read = _undated(out, amounts)
    if out.others and not out.series:
        out.warnings.append(left_out(out.others, out.columns))
    return out


def _of_money(out: Figures, columns: Sequence[Column]) -> list[Column]:
    """The columns without those of people, indexes or identifiers that stand beside them."""
    for why, others in (
        ("no amount of money, by its heading", [c for c in columns if is_count(c.heading)]),
        ("a ratio, by its heading: no amount of money", [c for c in columns if is_ratio(c)]),
        ("numbers of one length: identifiers", [c for c in columns if is_identifier(c)]),
    ):
        if 0 < len(others) < len(columns):
            out.leave(others, why)
            columns = [c for c in columns if c not in others]
    return list(columns)


def _executed_or_planned(out: Figures, columns: Sequence[Column]) -> list[Column]:
    """The columns without those of what is still to be paid or received: neither a budget nor an execution of it."""
    still = [c for c in columns if outstanding(c.heading)]
    if 0 < len(still) < len(columns):
        out.pass_by(still, "still to be paid or received: in no phase of a budget")
        return [c for c in columns if c not in still]
    return list(columns)


def _undated(out: Figures, amounts: Sequence[Column]) -> list[Amount]:
    """What is read of columns that name no year."""
    if pair := debit_and_credit(amounts):
        out.pass_by([c for c in amounts if c not in pair], "beside debits and credits")
        return [Amount(pair[0]), Amount(pair[1], against=True)]
    left = _plain(out, list(amounts))
    if len(left) > 1 and out.parts:
        return _parts(out, left)
    return [Amount(c, phase=phase_of(c.heading) if len(left) > 1 else None) for c in left]


def _panels(out: Figures, columns: Sequence[Column]) -> None:
    """A list that goes on beside itself has all its headings twice: one half alone can be drafted."""
    headings = [c.folded for c in columns if c.heading]
    half = len(headings) // 2
    if half > 1 and headings[:half] == headings[half:]:
        out.warnings.append(
            f"the headings from {squeeze(columns[0].heading)!r} stand twice: a list in two halves side by side, and only "
            "one is drafted; docs/sources.md, Table, says how both are read"
        )


def _parts(out: Figures, columns: Sequence[Column]) -> list[Amount]:
    """The parts of a printed sum: months of the year, or kinds of which the headings are labels. Beside them stays
    what has a phase of its own, such as the budget of the whole year."""
    in_time = all(part_of_year(c.heading) for c in out.parts)
    read = [Amount(c, label=None if in_time else "economic_1") for c in columns if c in out.parts]
    other = [Amount(c, phase=phase_of(c.heading)) for c in columns if c not in out.parts]
    kept = [a for a in other if a.phase and a.phase.value != "executed"]
    out.pass_by([a.column for a in other if a not in kept], "no part of the sum that the other columns come to")
    return [*read, *kept]


def _uom(columns: Sequence[Column]) -> list[str]:
    """What a column of units of measure says throughout."""
    return [next(iter(c.distinct)) for c in columns if c.constant and fold(c.heading) in ("uom", "unit", "unite")]


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
    kept = list(range(len(columns)))
    for i, column in enumerate(columns):
        if len(kept) < 3:
            break
        others = [o for o in kept if o != i]
        worked = next(((a, b) for a in others for b in others if a < b and subtracts(values, i, a, b)), None)
        if run := _summed(columns, values, kept, i):
            out.leave([column], f"the sum of {len(run)} other columns of figures, by arithmetic")
            out.parts += [columns[r] for r in run if columns[r] not in out.parts]
        elif worked is not None and i > worked[1]:
            a, b = (columns[w].heading for w in worked)
            out.leave([column], f"the difference of {a!r} and {b!r}, by arithmetic")
        else:
            continue
        kept.remove(i)
    return [columns[k] for k in kept]


def _summed(
    columns: Sequence[Column], values: Sequence[Sequence[int]], kept: Sequence[int], which: int
) -> Sequence[int]:
    """The columns right before this one, or right behind it, that it is the sum of: as many as there can be."""
    before, behind = [k for k in kept if k < which], [k for k in kept if k > which]
    least = 2 if says_total(columns[which].heading) else 3
    for length in range(len(kept) - 1, least - 1, -1):
        for run in (before[-length:], behind[:length]):
            if len(run) == length and adds_up(values, which, run):
                return run
    return ()


def _plain(out: Figures, columns: list[Column]) -> list[Column]:
    """Of columns that name no year: all that have a phase of their own, or the one that is the amount."""
    if pair := _carried(columns):
        part, total = pair
        out.carried = total
        out.leave([total], f"holds the sums of {part.heading!r}, by arithmetic")
        columns = [c for c in columns if c is not total]
    kept = _without_worked_out(out, columns) if len(columns) <= 40 else columns
    phases = [p.value for c in kept if (p := phase_of(c.heading))]
    if len(kept) > 1 and len(set(phases)) == len(kept):
        return kept
    if len(kept) > 1 and not out.parts:
        best = likeliest(kept)
        out.pass_by([c for c in kept if c is not best], f"another measure than {best.heading!r}: they are never added")
        kept = [best]
    return kept


def _carried(columns: Sequence[Column]) -> tuple[Column, Column] | None:
    """Two columns of which the second holds the sums of the first."""
    for part in columns:
        for total in columns:
            if part is not total and carried_sums([cents(f) for f in part.figures], [cents(f) for f in total.figures]):
                return part, total
    return None
