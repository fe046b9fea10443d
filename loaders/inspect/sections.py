"""Rows that hold one label for the rows under them, and how far each label reaches."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from loaders.inspect.guess import is_year, squeeze
from loaders.inspect.look import Look
from loaders.inspect.roles import SHEET, Column, direction_of
from loaders.inspect.rows import Labels, Lines, When, condition, rows_of

_DOWN = "administrative_"
_CATEGORY = re.compile(r"(operating|capital|fonctionnement|immobilisations)\b", re.I)
_EACH = {False: " of each sheet", True: " of each half"}
SECTION = "section"  # a field for the steps alone


@dataclass
class Steps:
    """Steps with their comments, the fields as label rows have moved them, and what could not be said."""

    steps: list[tuple[dict[str, object], str]] = field(default_factory=list)
    rename: dict[str, str] = field(default_factory=dict)  # field → field, one level down
    warnings: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)  # fields that steps make
    columns: dict[str, Column] = field(default_factory=dict)  # columns that steps alone read

    def add(self, verb: str, spec: object, why: str) -> None:
        self.steps.append(({verb: spec}, why))


@dataclass(frozen=True)
class Group:
    """The label rows whose labels stand in one field; a row above the headings is at -1."""

    field: str
    rows: dict[int, str]

    @property
    def directions(self) -> dict[str, list[str]]:
        """Direction → the labels that say it, where every label says one and both are said."""
        said: dict[str, list[str]] = {}
        for text in sorted(set(self.rows.values())):
            said.setdefault(direction_of(text) or "", []).append(text)
        return said if set(said) == {"revenue", "expenditure"} else {}

    @property
    def years(self) -> bool:
        """True where every label is a fiscal year."""
        return all(is_year(text) for text in self.rows.values())

    @property
    def level(self) -> bool:
        """True where the labels name a level: neither directions nor years nor letters of the alphabet."""
        return not self.directions and not self.years and any(len(text) > 2 for text in self.rows.values())


def numbers(look: Look, lines: Sequence[int]) -> str:
    """Rows as a person finds them in the spreadsheet."""
    found = list(dict.fromkeys(look.first_row(i) for i in lines))
    told = ", ".join(map(str, found[:6])) + (" …" if len(found) > 6 else "")
    return f"{'rows' if len(found) > 1 else 'row'} {told}" + (
        _EACH[bool(look.right)] if len(found) < len(lines) else ""
    )


def label_groups(look: Look) -> dict[str, Group]:
    """Field in which labels stand alone → the rows."""
    lines, groups = look.lines, dict[str, Group]()
    for row in lines.of("label"):
        name = next(f for f, v in lines.labels[row].items() if v and look.fields.named[f].value.place != SHEET)
        groups.setdefault(name, Group(name, {})).rows[row] = lines.labels[row][name] or ""
    groups = {g.field + of: g for group in groups.values() for of, g in _without_directions(group).items()}
    for group in groups.values():
        name = group.field
        if above := _above_the_headings(look, name, group):
            group.rows[-1] = above
    return groups


def _without_directions(group: Group) -> dict[str, Group]:
    """Labels that say directions, apart from those over them that name funds or departments."""
    said = {i: text for i, text in group.rows.items() if direction_of(text)}
    both = {direction_of(text) for text in said.values()} == {"revenue", "expenditure"}
    if not both or len(said) == len(group.rows):
        return {"": group}
    others = {i: text for i, text in group.rows.items() if i not in said}
    return {"": Group(group.field, others), " directions": Group(group.field, said)}


def _above_the_headings(look: Look, name: str, group: Group) -> str | None:
    """The label of the first table, where each further one has its label above headings that are repeated."""
    kinds, column = look.lines.kinds, look.fields.named[name].value
    if not all(kinds[row + 1] == "heading" for row in group.rows if row + 1 < len(kinds)):
        return None
    above = look.chosen.cells.columns[column.place][: look.headers.first - 1]
    return squeeze(above[-1]) or None if above else None


def shift(out: Steps, look: Look, groups: Mapping[str, Group]) -> None:
    """A label over the rows is the level above theirs: the levels of the columns move one down."""
    if any(g.level for g in groups.values()) and f"{_DOWN}4" not in look.fields.named:
        named = [f for f, g in look.fields.named.items() if f.startswith(_DOWN) and g.value.place != SHEET]
        out.rename = {f: f"{_DOWN}{int(f[15]) + 1}{f[16:]}" for f in named}


def label_rows(out: Steps, look: Look, lines: Lines, groups: Mapping[str, Group]) -> list[Labels]:
    """Label rows, field by field; gives back the rows' labels with those carried down."""
    carried = [dict(row) for row in lines.labels]
    for name, group in groups.items():
        take, rows = out.rename.get(group.field, group.field), sorted(r for r in group.rows if r >= 0)
        others = rows_of(lines, "figure", "sum", "empty", "difference")
        others += [lines.labels[i] for other, more in groups.items() if other != name for i in more.rows if i >= 0]
        sheet = {out.rename.get(f, f) for f, g in look.fields.named.items() if g.value.place == SHEET}
        blank = {f: v if f in sheet else None for f, v in lines.labels[rows[0]].items()}
        targets = [{**blank, take: text} for text in group.rows.values()]
        when = condition(targets, others)
        if when is None:
            out.warnings.append(f"{numbers(look, rows)} label the rows under them: no condition found")
            continue
        into = _into(out, look, group)
        if into is None:
            out.warnings.append(f"labels in {take!r} over the rows find no free level")
            continue
        spec: dict[str, object] = {"into": into, "take": take, "when": when}
        last = _last_rows(lines, rows)
        through = _through(lines, last)
        spec |= {"through": through} if through else {}
        out.made.append(into)
        out.add("label_rows", spec, f"{numbers(look, rows)}: over the rows that they name")
        _carry(carried, into, group.rows, last if through else ())
        if group.directions:
            out.made.append("direction")
            rules = [{"to": d, "when": {into: words}} for d, words in group.directions.items()]
            out.add("classify", {"into": "direction", "rules": rules}, "the words of those rows")
            printed = {i for c in look.figures.columns for i, text in enumerate(c.cells) if squeeze(text)}
            outside = [i for i in lines.of("figure", "empty", "blank") if carried[i][into] is None and i in printed]
            _outside(out, look, outside, [i for i in outside if lines.kinds[i] == "figure"])
    return carried


def _outside(out: Steps, look: Look, rows: Sequence[int], figures: Sequence[int]) -> None:
    """Figures in no section are neither revenue nor expenditure; nor are rows with words for none."""
    if rows:
        why = "neither revenue nor expenditure: it stands in no section"
        out.add("set_aside", {"when": {SECTION: {"blank": True}}, "why": why}, numbers(look, rows))
    if figures:
        out.warnings.append(
            f"{numbers(look, figures)}: in no section, and so neither revenue nor expenditure; set aside"
        )


def _into(out: Steps, look: Look, group: Group) -> str | None:
    """The field that the labels go into; None where none is free."""
    free = min(out.rename, default=f"{_DOWN}1")[:16]  # the level that the columns have moved away from
    if group.years and not any(a.year for a in look.figures.read):
        into = "fiscal_year"
    elif group.directions or not group.level:
        into = SECTION
    elif all(_CATEGORY.match(text) for text in group.rows.values()) or free in out.made or not out.rename:
        into = "category"
    else:
        into = free
    taken = into in out.made or (into in look.fields.named and into not in out.rename)
    return None if taken else into


def _last_rows(lines: Lines, rows: Sequence[int]) -> list[int]:
    """The sum that closes each section: the last one of which all the figures stand in it."""
    below = {s.row: s.parts for s in lines.sums}

    def first_figure(row: int) -> int:
        return min(map(first_figure, below[row])) if row in below else row

    found = []
    for first, end in itertools.pairwise([*rows, len(lines.kinds)]):
        found += [s.row for s in lines.sums if first < s.row < end and first_figure(s.row) > first][-1:]
    return found


def _through(lines: Lines, last: Sequence[int]) -> When | None:
    """A condition that only the closing sums meet; None where no figures stand behind one, outside its section."""
    details = lines.of("figure")
    behind = [i for i in details if last and i > last[-1]]
    if not behind:
        return None
    others = [lines.labels[i] for i in lines.of("figure", "sum", "empty") if i not in last]
    return condition([lines.labels[i] for i in last], others)


def _carry(rows: Sequence[Labels], into: str, labels: Mapping[int, str], last: Sequence[int]) -> None:
    now: str | None = labels.get(-1)
    for i, row in enumerate(rows):
        now = labels.get(i, now)
        row[into] = now
        now = None if i in last else now
