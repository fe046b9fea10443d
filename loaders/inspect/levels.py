"""Levels that no column holds, because labels are set in or codes begin with one another: the step that makes them.

Drafted only where the arithmetic bears it out: every row that holds figures and has rows under it is their sum, and no
other row is a sum, but for one of all figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from loaders.inspect.guess import says_total
from loaders.inspect.look import Look
from loaders.inspect.roles import SHEET, Column, is_code
from loaders.inspect.rows import Lines
from loaders.inspect.sums import Sum

_DIMENSIONS = {"administrative": 4, "economic": 2}  # and how many levels each has in the store
_STRAY = 0.95  # of the labels that stand at one depth: the others have a space too much
_MOST = 20_000  # rows that are looked at: formats take long to read, and every row is held against those under it


@dataclass
class Levels:
    """The step, why, and what it asks of the columns; without a step, perhaps a warning."""

    step: dict[str, object] = field(default_factory=dict)
    why: str = ""
    made: list[str] = field(default_factory=list)
    rename: dict[str, str] = field(default_factory=dict)  # field of a column → field that the step reads
    columns: dict[str, Column] = field(default_factory=dict)  # columns that the step alone reads
    lines: Lines | None = None  # the rows, with those that have others under them as sums
    totals: list[Sum] = field(default_factory=list)  # of these the sum of all figures, which stands at no level
    warnings: list[str] = field(default_factory=list)


def levels_of(look: Look) -> Levels:
    """The levels of the rows below the headings, by indent or by code."""
    if look.kind != "entries" or look.rows > _MOST or look.right:
        return Levels()
    found = _by_indent(look)
    several = len(look.alike) > 1  # each with the same codes
    return found if found.step or found.warnings or several else _by_code(look)


def _by_indent(look: Look) -> Levels:
    out = Levels()
    for dimension, most in _DIMENSIONS.items():
        name = f"{dimension}_1"
        if name not in look.fields.named or f"{dimension}_2" in look.fields.named:
            continue
        column = look.fields.named[name].value
        if column.place in (SHEET, *look.between):
            continue  # what is no column of the sheet has no indent
        depths, by = _depths(look, column)
        totals = _totals(look, _deeper(depths))
        depths = {row: depth for row, depth in depths.items() if row not in {t.row for t in totals}}
        ranks = {depth: rank for rank, depth in enumerate(sorted(set(depths.values())), 1)}
        stray = max(Counter(depths.values()).values(), default=0) >= _STRAY * len(depths)
        if len(ranks) < 2 or stray:
            continue
        under = _deeper(depths)
        if _has_other_sums(look, under, totals):
            continue
        said = f"labels of {column.heading!r} are set in to {len(ranks)} depths"
        if len(ranks) > most or not _agree(look, under):
            out.warnings.append(f"{said}: levels_from_indent{by and ' with by: format'} may make levels of them")
            continue
        made = [f"{dimension}_{rank}" for rank in ranks.values()]
        spec = {"field": "line", "into": made, **({"by": by} if by else {})}
        told = Levels({"levels_from_indent": spec}, said, made, {name: "line"}, totals=totals)
        return replace(told, lines=_with_sums(look.lines, under, totals))
    return out


def _depths(look: Look, column: Column) -> tuple[dict[int, int], str]:
    """Line → how far its label is set in; `format` where the format of the cells does that."""
    lines = look.lines.of("figure", "sum", "label", "empty")
    labels = {line: text for line in lines if (text := column.cells[line]) and text.strip()}
    depths = {line: len(text) - len(text.lstrip()) for line, text in labels.items()}
    if len(set(depths.values())) > 1 or not look.book.is_xlsx:
        return depths, ""
    indents = [
        indent
        for cells, headers in look.alike
        for indent in look.book.indents(cells.sheet, column.place)["indent"].to_pylist()[headers.last : cells.extent[0]]
    ]
    return {line: indents[line] for line in labels}, "format"


def _deeper(depths: Mapping[int, int]) -> dict[int, list[int]]:
    """Each row with the rows under it, whatever their depth."""
    rows = sorted(depths)
    return {row: list(takewhile(lambda r: depths[r] > depths[row], rows[n:])) for n, row in enumerate(rows, 1)}  # noqa: B023


def _totals(look: Look, under: Mapping[int, Sequence[int]]) -> list[Sum]:
    """The sum of all rows that have none under them, where it is one of these itself: a total below all levels."""
    lines, leaves = look.lines, [row for row, below in under.items() if not below]
    every = [sum(column) for column in zip(*(lines.cents[row] for row in leaves), strict=True)]
    summed = lines.of("sum") + [row for row in leaves if any(map(says_total, lines.labels[row].values()))]
    found = [row for row in leaves if row in summed and [2 * own for own in lines.cents[row]] == every and any(every)]
    return [Sum(row, tuple(leaf for leaf in leaves if leaf != row), 0) for row in found[:1]]


def _has_other_sums(look: Look, under: Mapping[int, Sequence[int]], totals: Iterable[Sum] = ()) -> bool:
    """Whether a row is a sum of rows that do not stand under it, as a total below them is."""
    known = {t.row for t in totals}
    return any(not under.get(s.row) for s in look.lines.sums if s.row not in known)


def _by_code(look: Look) -> Levels:
    codes = [c for c in look.columns if is_code(c) and look.roles[c.place].value != "fiscal_year"]
    labels = [name for name, guess in look.fields.named.items() if not is_code(guess.value)]
    rows = look.lines.of("figure", "sum", "label", "empty")
    for code in codes:
        of = {row: text.strip() for row in rows if (text := code.cells[row]) and text.strip()}
        lengths = sorted(set(map(len, of.values())))
        if not 2 <= len(lengths) <= 4 or not labels or len(set(of.values())) < len(rows) or not _nests(of, lengths):
            continue
        under = {row: [s for s in rows if of[s].startswith(own) and of[s] != own] for row, own in of.items()}
        if _has_other_sums(look, under) or not _agree(look, under):
            continue
        name = labels[0]
        look.fields.unread.pop(code.heading, None)
        place = next((n for n, g in look.fields.named.items() if g.value is code), "")
        read = place or ("functional_1_code" if name == "functional_1_code" else "administrative_1_code")
        made = [f"administrative_{n}" for n in range(1, len(lengths) + 1)]
        spec = {"field": read, "label": "line", "lengths": lengths, "into": made}
        why = f"codes of {code.heading!r} begin with one another"
        told = Levels({"levels_from_code": spec}, why, made, {name: "line"}, {} if place else {read: code})
        return replace(told, lines=_with_sums(look.lines, under))
    return Levels()


def _nests(codes: Mapping[int, str], lengths: Sequence[int]) -> bool:
    """Whether every code but the shortest begins with one of the next shorter length."""
    known = set(codes.values())
    shorter = dict(zip(lengths[1:], lengths[:-1], strict=True))
    return all(code[: shorter[len(code)]] in known for code in known if len(code) in shorter)


def _agree(look: Look, under: Mapping[int, Sequence[int]]) -> bool:
    """Whether each row with rows under it is, in each column where it holds a figure, the sum of the lowest of them."""
    for row, below in under.items():
        leaves = [r for r in below if not under[r]]
        for n, column in enumerate(look.figures.columns):
            held = column.figures[row] is not None
            if leaves and held and look.lines.cents[row][n] != sum(look.lines.cents[r][n] for r in leaves):
                return False
    return True


def _with_sums(lines: Lines, under: Mapping[int, Sequence[int]], totals: Sequence[Sum] = ()) -> Lines:
    """The rows as the levels show them: a figure that has rows under it is their sum."""
    held = [row for row in under if under[row] and lines.kinds[row] in ("figure", "sum")]
    sums = [*totals, *(Sum(row, tuple(r for r in under[row] if not under[r]), 0) for row in held)]
    summed = {s.row for s in sums}
    return replace(lines, kinds=["sum" if i in summed else kind for i, kind in enumerate(lines.kinds)], sums=sums)
