"""Levels that no column holds, because labels are set in or codes begin with one another: the step that makes them.

Drafted only where the arithmetic bears it out: every row that holds figures and has rows under it is their sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from loaders.inspect.look import Look
from loaders.inspect.roles import Column, is_code

_DIMENSIONS = {"administrative": 4, "economic": 2}  # and how many levels each has in the store
_STRAY = 0.95  # of the labels that stand at one depth: the others have a space too much
_MOST = 20_000  # rows that are looked at: formats take long to read, and every row is held against those under it
Under = Callable[[int], list[int]]  # a row → the rows under it, whatever their depth


@dataclass
class Levels:
    """The step, why, and what it asks of the columns; without a step, perhaps a warning."""

    step: dict[str, object] = field(default_factory=dict)
    why: str = ""
    made: list[str] = field(default_factory=list)
    rename: dict[str, str] = field(default_factory=dict)  # field of a column → field that the step reads
    columns: dict[str, Column] = field(default_factory=dict)  # columns that the step alone reads
    warnings: list[str] = field(default_factory=list)


def levels_of(look: Look) -> Levels:
    """The levels of the rows below the headings, by indent or by code."""
    if look.kind != "entries" or look.chosen.cells.extent[0] > _MOST:
        return Levels()
    found = _by_indent(look)
    return found if found.step or found.warnings else _by_code(look)


def _by_indent(look: Look) -> Levels:
    out = Levels()
    for dimension, most in _DIMENSIONS.items():
        name = f"{dimension}_1"
        if name not in look.fields.named or f"{dimension}_2" in look.fields.named:
            continue
        depths, by = _depths(look, look.fields.named[name].value)
        ranks = {depth: rank for rank, depth in enumerate(sorted(set(depths.values())), 1)}
        stray = max(Counter(depths.values()).values(), default=0) >= _STRAY * len(depths)
        if len(ranks) < 2 or stray:
            continue
        rows = sorted(depths)
        under = {r: list(takewhile(lambda s: depths[s] > depths[r], rows[n + 1 :])) for n, r in enumerate(rows)}  # noqa: B023
        said = f"labels of {look.fields.named[name].value.heading!r} are set in to {len(ranks)} depths"
        if len(ranks) > most or not _agree(look, rows, under):
            out.warnings.append(f"{said}: levels_from_indent{by and ' with by: format'} may make levels of them")
            continue
        made = [f"{dimension}_{rank}" for rank in ranks.values()]
        spec = {"field": "line", "into": made, **({"by": by} if by else {})}
        return Levels({"levels_from_indent": spec}, said, made, {name: "line"})
    return out


def _depths(look: Look, column: Column) -> tuple[dict[int, int], str]:
    """Line → how far its label is set in; `format` where the format of the cells does that."""
    lines = look.lines.of("figure", "sum", "label", "empty")
    labels = {line: text for line in lines if (text := column.cells[line]) and text.strip()}
    depths = {line: len(text) - len(text.lstrip()) for line, text in labels.items()}
    if len(set(depths.values())) > 1 or not look.book.is_xlsx:
        return depths, ""
    indents = look.book.indents(look.chosen.sheet, column.place)["indent"].to_pylist()
    return {line: indents[look.first_row(line) - 1] for line in labels}, "format"


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
        if not _agree(look, rows, under):
            continue
        name = labels[0]
        look.fields.unread.pop(code.heading, None)
        place = next((n for n, g in look.fields.named.items() if g.value is code), "")
        read = place or ("functional_1_code" if name == "functional_1_code" else "administrative_1_code")
        made = [f"administrative_{n}" for n in range(1, len(lengths) + 1)]
        spec = {"field": read, "label": "line", "lengths": lengths, "into": made}
        why = f"codes of {code.heading!r} begin with one another"
        return Levels({"levels_from_code": spec}, why, made, {name: "line"}, {} if place else {read: code})
    return Levels()


def _nests(codes: Mapping[int, str], lengths: Sequence[int]) -> bool:
    """Whether every code but the shortest begins with one of the next shorter length."""
    known = set(codes.values())
    shorter = dict(zip(lengths[1:], lengths[:-1], strict=True))
    return all(code[: shorter[len(code)]] in known for code in known if len(code) in shorter)


def _agree(look: Look, rows: Sequence[int], under: Mapping[int, Sequence[int]]) -> bool:
    """Whether each row with rows under it is, in each column where it holds a figure, the sum of the lowest of them."""
    for row in rows:
        leaves = [r for r in under[row] if not under[r]]
        for n, column in enumerate(look.figures.columns):
            held = column.figures[row] is not None
            if leaves and held and look.lines.cents[row][n] != sum(look.lines.cents[r][n] for r in leaves):
                return False
    return True
