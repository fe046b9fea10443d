"""Rows that are sums of others, found by arithmetic. What their labels say is a hint and no more.

Amounts come as whole cents, so that sums are exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Cents = tuple[int, ...]  # the amounts of one row, one for each column of figures


@dataclass(frozen=True)
class Sum:
    """A row that equals the sum of others."""

    row: int
    parts: tuple[int, ...]
    sure: float  # how far beyond chance the equality is, in powers of ten


_NEEDED = {False: 2.0, True: 0.3}  # without a hint, and with one


def _evidence(values: Cents, choices: int) -> float:
    """How unlikely it is that a sum meets these values by chance, in powers of ten: digits met, less tries made."""
    digits = sum(math.log10(max(v, -v)) for v in values if v)
    trailing = sum(_zeros(v) for v in values if v)
    return digits - trailing - math.log10(max(choices, 1))


def _zeros(value: int) -> int:
    """Round figures meet by chance more often: the zeros at the end are no evidence."""
    zeros = 0
    while value and value % 10 == 0:
        value, zeros = value // 10, zeros + 1
    return zeros


def sums_above(rows: Sequence[Cents], hints: Sequence[bool]) -> list[Sum]:
    """Rows that equal the sum of a run of rows right above them, and sums of such sums.

    A run ends where it adds up. What a sum took in does not count again; the sum stands for it.
    """
    found: list[Sum] = []
    open_rows: list[int] = []
    summed: set[int] = set()
    prefix: list[Cents] = [(0,) * (len(rows[0]) if rows else 0)]  # the sum of all open rows up to each
    places: dict[Cents, list[int]] = {prefix[0]: [0]}
    for row, values in enumerate(rows):
        start = _start(prefix, places, values, 1 if hints[row] else 2) if any(values) else None
        if start is not None:
            sure = _evidence(values, len(open_rows) * (1 if hints[row] else len(rows)))
            # All since the sum before it: no run was chosen, and round figures are no reason to doubt what the label says.
            whole = hints[row] and (open_rows[start - 1] in summed if start else len(open_rows) > 1)
            if whole or sure >= _NEEDED[hints[row]]:
                summed.add(row)
                found.append(Sum(row, tuple(open_rows[start:]), sure))
                _close(start, open_rows, prefix, places)
        open_rows.append(row)
        prefix.append(tuple(a + b for a, b in zip(prefix[-1], values, strict=True)))
        places.setdefault(prefix[-1], []).append(len(prefix) - 1)
    return found


def _start(prefix: list[Cents], places: dict[Cents, list[int]], values: Cents, least: int) -> int | None:
    """Where the run begins that adds up to the values: of so many open rows at least, as far up as it goes."""
    wanted = tuple(a - b for a, b in zip(prefix[-1], values, strict=True))
    begun = [p for p in places.get(wanted, ()) if p <= len(prefix) - 1 - least]
    return min(begun) if begun else None


def _close(start: int, open_rows: list[int], prefix: list[Cents], places: dict[Cents, list[int]]) -> None:
    while len(open_rows) > start:
        open_rows.pop()
        places[prefix.pop()].pop()


def find_differences(rows: Sequence[Cents], sums: Sequence[Sum]) -> dict[int, tuple[int, int]]:
    """Rows that are the difference of two printed sums: a surplus, a net cost. Each with the rows of the two."""
    if not 2 <= len(sums) <= 60:
        return {}
    taken = {s.row for s in sums} | {p for s in sums for p in s.parts}
    pairs = {
        tuple(a - b for a, b in zip(rows[one.row], rows[other.row], strict=True)): (one.row, other.row)
        for one in sums
        for other in sums
        if one is not other
    }
    return {
        row: pairs[values]
        for row, values in enumerate(rows)
        if row not in taken and values in pairs and _evidence(values, len(pairs)) >= _NEEDED[False]
    }


def find_sums(rows: Sequence[Cents], hints: Sequence[bool]) -> list[Sum]:
    """The sums printed below their parts, or above them: whichever explains more rows. Then, of the rows that are in no
    sum, those that stand the other way round: a grand total above all, or below sections that print their sum first."""
    below = sums_above(rows, hints)
    if len(rows) > 20_000:
        return below
    above = _turned(rows, hints)
    found, other = (above, sums_above) if len(above) > len(below) + 1 else (below, _turned)
    parts = {p for s in found for p in s.parts}
    left = [i for i in range(len(rows)) if i not in parts]
    more = other([rows[i] for i in left], [hints[i] for i in left])
    known = {s.row for s in found}
    more = [Sum(left[s.row], tuple(left[p] for p in s.parts), s.sure) for s in more]
    return [*found, *(s for s in more if s.row not in known)]


def _turned(rows: Sequence[Cents], hints: Sequence[bool]) -> list[Sum]:
    """The sums printed above their parts."""
    last = len(rows) - 1
    turned = sums_above(rows[::-1], hints[::-1])
    return [Sum(last - s.row, tuple(last - p for p in s.parts), s.sure) for s in reversed(turned)]


def carried_sums(parts: Sequence[int], totals: Sequence[int]) -> bool:
    """True where sums stand in a column of their own: no row holds both, there are three sums at least and
    more parts, and all in all both columns come to the same."""
    if any(p and t for p, t in zip(parts, totals, strict=True)):
        return False
    printed = sum(bool(t) for t in totals)
    return 3 <= printed < sum(bool(p) for p in parts) / 1.5 and sum(parts) == sum(totals)


def adds_up(columns: Sequence[Sequence[int]], which: int, others: Sequence[int]) -> bool:
    """True where one column is the sum of others in nearly every row that holds anything."""
    total = columns[which]
    rows = [r for r in range(len(total)) if total[r] and sum(bool(columns[o][r]) for o in others) > 1]
    met = sum(total[r] == sum(columns[o][r] for o in others) for r in rows)
    return len(rows) >= 3 and met >= 0.97 * len(rows)


def subtracts(columns: Sequence[Sequence[int]], which: int, first: int, second: int) -> bool:
    """True where one column is the difference of two others, either way round, in nearly every row."""
    rows = [r for r in range(len(columns[which])) if columns[which][r] and columns[first][r] and columns[second][r]]
    gaps = [columns[first][r] - columns[second][r] for r in rows]
    met = sum(columns[which][r] in (g, -g) for r, g in zip(rows, gaps, strict=True))
    return len(rows) >= 3 and met >= 0.97 * len(rows)


def sums_at_end(rows: Sequence[tuple[int, ...]], groups: Sequence[str | None]) -> list[Sum]:
    """The last rows, where each is the sum of all rows above them in its group, and every group has one."""
    last: dict[str, int] = {}
    for i in range(len(rows) - 1, -1, -1):
        group = groups[i]
        if group is None or group in last:
            break
        last[group] = i
    above = range(len(rows) - len(last))
    parts = {g: tuple(i for i in above if groups[i] == g) for g in last}
    if len(last) < 2 or len(above) <= len(last) or not all(parts.values()):
        return []
    met = all(rows[r] == tuple(map(sum, zip(*(rows[i] for i in parts[g]), strict=True))) for g, r in last.items())
    return [Sum(r, parts[g], True) for g, r in sorted(last.items(), key=lambda p: p[1])] if met else []
