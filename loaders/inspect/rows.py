"""What each row below the headings is: a figure, a sum of others, a label for the rows under it, a note."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from loaders.inspect.deducted import nets, printed_plain, turned
from loaders.inspect.guess import is_dash, is_note, says_total, squeeze
from loaders.inspect.measures import counts_people
from loaders.inspect.ratios import is_ratio_label
from loaders.inspect.roles import SHEET, Column
from loaders.inspect.sums import Sum, find_differences, find_sums, sums_at_end

Labels = dict[str, str | None]  # field → label, of one row
When = dict[str, object]  # a condition as a description writes it

_MOST_FOR_SUMS = 60_000
_TOTAL_PATTERN = "(?i)^(sub-?total|(grand )?total|sous-total|totaux)"


@dataclass(frozen=True)
class Lines:
    """The rows below the headings by what they are, each by its index below the header."""

    kinds: list[str]  # figure, sum, difference, count, ratio, label, note, heading, words, empty, blank
    labels: list[Labels]
    cents: list[tuple[int, ...]]
    sums: list[Sum]
    differences: dict[int, tuple[int, int]] = field(default_factory=dict)  # row → the sums that it is of
    deducted: list[int] = field(default_factory=list)  # rows taken away by their labels alone: cents are negative here

    def of(self, *kinds: str) -> list[int]:
        return [i for i, k in enumerate(self.kinds) if k in kinds]


def cents(value: Decimal | None) -> int:
    """An amount in whole cents, as the store rounds it; 0 for none."""
    return 0 if value is None else int((value * 100).to_integral_value(ROUND_HALF_UP))


def read_lines(
    labels: Mapping[str, Column],
    amounts: Sequence[Column],
    rows: int,
    nulls: Sequence[str],
    find: bool = True,
    signed: bool = False,
) -> Lines:
    """Every row named. `labels` maps fields to their columns; `amounts` are the columns of figures that are read;
    `signed` says that other columns tell what is taken away."""
    empty = set(nulls) | {""}
    texts = [{f: None if (s := squeeze(c.cells[i])) in empty else s for f, c in labels.items()} for i in range(rows)]
    figures = [c.figures for c in amounts]
    values = [tuple(cents(f[i]) for f in figures) for i in range(rows)]
    held = [any(f[i] is not None for f in figures) for i in range(rows)]
    printed = [any(squeeze(c.cells[i]) for c in amounts) for i in range(rows)]
    words = [any(is_words(c, i, empty) for c in amounts) for i in range(rows)]
    last = max((i for i in range(rows) if held[i]), default=-1)
    headings = {f: squeeze(c.heading).casefold() for f, c in labels.items()}
    sheet = {f for f, c in labels.items() if c.place == SHEET}  # on every row: it says nothing of any
    own = [{f: v for f, v in row.items() if f not in sheet} for row in texts] if sheet else texts
    kinds = ["figure" if held[i] else _kind(own[i], printed[i], i > last, headings) for i in range(rows)]
    kinds = ["words" if words[i] and k in ("empty", "blank") else k for i, k in enumerate(kinds)]
    if find:
        kinds = [_no_money(own[i]) or k if k == "figure" else k for i, k in enumerate(kinds)]
    _demote_labels(kinds)
    values, sums, less = (
        _worked_out(kinds, texts, values, signed) if find and rows <= _MOST_FOR_SUMS else (values, [], [])
    )
    for found in sums:
        kinds[found.row] = "sum"
    differences = find_differences(values, sums)
    for row in differences:
        kinds[row] = "difference"
    return Lines(kinds, texts, values, sums, differences, less)


def rows_of(lines: Lines, *kinds: str) -> list[Labels]:
    """The labels of the rows of some kinds."""
    return [lines.labels[i] for i in lines.of(*kinds)]


def _no_money(labels: Labels) -> str | None:
    """What a row holds that is no money, by its labels: people, or a ratio."""
    said = [v for v in labels.values() if v]
    return "count" if any(map(counts_people, said)) else "ratio" if any(map(is_ratio_label, said)) else None


def _worked_out(
    kinds: Sequence[str], texts: Sequence[Labels], values: list[tuple[int, ...]], signed: bool
) -> tuple[list[tuple[int, ...]], list[Sum], list[int]]:
    """The amounts, the sums among them, and the rows that are taken away though they have no minus: unless more printed
    sums add them than take them away."""
    rows = [i for i, k in enumerate(kinds) if k == "figure"]
    less = [] if signed or not values or not values[0] else printed_plain(rows, texts, values)
    plain = _sums(kinds, texts, values)
    if less:
        against = turned(values, less)
        found = _sums(kinds, texts, against)
        found += nets(rows, texts, against, found)
        if len(found) >= len(plain):
            return against, found, less
    return values, [*plain, *nets(rows, texts, values, plain)], []


def is_words(column: Column, row: int, empty: Collection[str]) -> bool:
    """True for a cell that holds neither a figure nor a word or sign for none, where figures should stand."""
    text = squeeze(column.cells[row])
    return bool(text) and text not in empty and not is_dash(text) and column.figures[row] is None


def _kind(labels: Labels, printed: bool, after: bool, headings: Mapping[str, str]) -> str:
    filled = {f: v for f, v in labels.items() if v}
    if not filled:
        return "blank"
    if all(headings[f] == v.casefold() for f, v in filled.items()):
        return "heading"
    text = next(iter(filled.values()))
    if len(filled) <= 2 and not printed and (is_note(text) or after):
        return "note"
    return "label" if not printed and _is_one(filled) else "empty"


def _is_one(filled: Mapping[str, str]) -> bool:
    """One label, or one with its French beside it."""
    return len({f.removesuffix("_fr") for f in filled}) == 1


def _demote_labels(kinds: list[str]) -> None:
    """A label needs figures under it; else it is a note at the end of the sheet."""
    reached = False
    for i in range(len(kinds) - 1, -1, -1):
        if kinds[i] == "figure":
            reached = True
        elif kinds[i] == "label" and not reached:
            kinds[i] = "note"


def _sums(kinds: Sequence[str], texts: Sequence[Labels], values: Sequence[tuple[int, ...]]) -> list[Sum]:
    rows = [i for i, k in enumerate(kinds) if k == "figure"]
    hints = [any(says_total(v) for v in texts[i].values()) for i in rows]
    found = find_sums([values[i] for i in rows], hints)
    sums = [Sum(rows[s.row], tuple(rows[p] for p in s.parts), s.sure) for s in found]
    left = [i for i in rows if i not in {s.row for s in sums}]
    for name in texts[0] if texts else ():
        if ends := sums_at_end([values[i] for i in left], [texts[i][name] for i in left]):
            return [*sums, *(Sum(left[s.row], tuple(left[p] for p in s.parts), s.sure) for s in ends)]
    return sums


def outside_sums(lines: Lines) -> list[int]:
    """Figures that no printed sum counts, where nearly all others are counted: opening balances, memo items."""
    counted = {p for s in lines.sums for p in s.parts}
    details = lines.of("figure")
    outside = [i for i in details if i not in counted]
    return outside if len(outside) <= 0.2 * len(details) else []


def condition(targets: Sequence[Labels], others: Sequence[Labels]) -> When | None:
    """A condition that every one of the targets meets and none of the others; the simplest that there is."""
    fields = list(targets[0]) if targets else []
    singles = [w for f in fields for w in _singles(f, targets)]
    for when in sorted(singles, key=_weight):
        if not any(meets(row, when) for row in others):
            return when
    blanks: list[When] = [{f: {"blank": True}} for f in fields if all(t[f] is None for t in targets)]
    filled: list[When] = [{f: {"blank": False}} for f in fields if all(t[f] is not None for t in targets)]
    pairs = [(one, two) for one in blanks for two in filled]
    pairs += [(one, two) for one in singles for two in blanks if one != two]
    for when in ({**one, **two} for one, two in pairs):
        if not any(meets(row, when) for row in others):
            return when
    every: When = {f: asked for blank in blanks for f, asked in blank.items()}
    return every if every and not any(meets(row, every) for row in others) else None


def _singles(field: str, targets: Sequence[Labels]) -> list[When]:
    words = {t[field] for t in targets}
    if words == {None}:
        return [{field: {"blank": True}}]
    told = sorted(w for w in words if w is not None)
    if len(told) < len(words):
        return []
    out: list[When] = [{field: told}] if len(told) <= 40 else []
    patterns = [_TOTAL_PATTERN, *_beginning(told)]
    return out + [{field: {"matches": p}} for p in patterns if all(re.search(p, w) for w in told)]


def _beginning(words: Sequence[str]) -> list[str]:
    """The beginning that all words share up to a colon, as a pattern: `^Source:`."""
    beginnings = {w[: w.index(":") + 1] if ":" in w else "" for w in words}
    return [f"^{re.escape(b)}" for b in beginnings if b and len(words) > 1 and len(beginnings) == 1]


def _weight(when: When) -> int:
    """Few words before a pattern, a pattern before a blank, and a long list last."""
    asked = next(iter(when.values()))
    if isinstance(asked, list):
        return 0 if len(asked) <= 2 else 3
    return 1 if isinstance(asked, dict) and "matches" in asked else 2


def meets(labels: Labels, when: When) -> bool:
    """Whether a row meets a condition of those that `condition` makes."""
    return all(_met(labels.get(f), asked) for f, asked in when.items())


def _met(label: str | None, asked: object) -> bool:
    if isinstance(asked, list):
        return label in asked
    assert isinstance(asked, dict)
    if "blank" in asked:
        return (label is None) is bool(asked["blank"])
    return label is not None and re.search(asked["matches"], label) is not None


def own_words(targets: Sequence[Labels], others: Sequence[Labels]) -> tuple[When, list[int]] | None:
    """Words that some of the targets have in one field and none of the others has: the condition, and which they are."""
    best: tuple[When, list[int]] | None = None
    for name in targets[0] if targets else ():
        taken = {o[name] for o in others}
        mine = [i for i, t in enumerate(targets) if t[name] is not None and t[name] not in taken]
        if mine and (best is None or len(mine) > len(best[1])):
            best = {name: sorted({str(targets[i][name]) for i in mine})}, mine
    return best


def within(lines: Lines, sums: Sequence[Sum], labels: Sequence[Labels]) -> dict[tuple[str, ...], list[Sum]]:
    """Sums by the fields that they share with all the figures they sum: fewest fields first, each sum once.

    `labels` are the rows' labels once label rows and empty cells are filled in. Sums that share no fields with their
    parts alone are under the key ``("?",)``.
    """
    details = lines.of("figure")
    fields = [f for f in (labels[0] if labels else ()) if not f.endswith("_fr")]
    left, found = list(sums), dict[tuple[str, ...], list[Sum]]()
    for keys in [(), *[(f,) for f in fields], *[(f, g) for i, f in enumerate(fields) for g in fields[i + 1 :]]]:
        if not left:
            break
        totals = _totals(lines, details, labels, keys)
        met = [s for s in left if totals.get(_key(labels[s.row], keys)) == lines.cents[s.row]]
        if met and (keys or len(met) == 1):
            found[keys] = met
            left = [s for s in left if s not in met]
    return {**found, ("?",): left} if left else found


def _key(labels: Labels, keys: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(labels[k] for k in keys)


def _totals(
    lines: Lines, details: Sequence[int], labels: Sequence[Labels], keys: Sequence[str]
) -> dict[tuple[str | None, ...], tuple[int, ...]]:
    totals: dict[tuple[str | None, ...], tuple[int, ...]] = {}
    for i in details:
        key, values = _key(labels[i], keys), lines.cents[i]
        before = totals.get(key)
        totals[key] = tuple(a + b for a, b in zip(before, values, strict=True)) if before else values
    return totals
