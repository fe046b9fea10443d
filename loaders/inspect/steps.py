"""The steps that a draft needs: notes set aside, labels carried down, sums checked or set aside, words named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from loaders.inspect.guess import says_total, squeeze
from loaders.inspect.levels import levels_of
from loaders.inspect.look import Look
from loaders.inspect.roles import Column, direction_words, holds_years
from loaders.inspect.rows import Labels, Lines, cents, condition, is_words, own_words, within
from loaders.inspect.subject import ROLLUP

_DOWN = "administrative_"
_DATE = re.compile(r"\d{4}[-/]\d{1,2}\b(?![-/]\d{4})")
_CATEGORY = re.compile(r"(operating|capital|fonctionnement|immobilisations)\b", re.I)
_SUM = re.compile(r"(sub-?total|(grand )?totals?|sous-total|totaux)\b.{0,40}$", re.I)


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


def steps_of(look: Look) -> Steps:
    """The steps for the rows below the headings, in the order in which they have to run."""
    out = Steps()
    lines = look.lines
    groups = _label_groups(lines)
    nested = levels_of(look)
    out.warnings += nested.warnings
    if nested.step:
        out.rename, out.made, out.columns = nested.rename, nested.made, nested.columns
    else:
        _shift(out, look, groups)
    _dates(out, look)
    labels = [{out.rename.get(f, f): v for f, v in row.items()} for row in lines.labels]
    used = Lines(lines.kinds, labels, lines.cents, lines.sums)
    _words_for_figures(out, look, used)
    _notes(out, look, used)
    if nested.step:
        out.steps.append((nested.step, nested.why))
    else:
        carried = _label_rows(out, look, used, groups)
        carried = _fill_down(out, used, carried)
        _carried_sums(out, look, used)
        _sums(out, look, used, carried)
    _words(out, look)
    _spellings(out, look)
    return out


def _label_groups(lines: Lines) -> dict[str, list[int]]:
    """Field in which labels stand alone → the rows."""
    groups: dict[str, list[int]] = {}
    for row in lines.of("label"):
        name = next(f for f, v in lines.labels[row].items() if v)
        groups.setdefault(name, []).append(row)
    return groups


def _shift(out: Steps, look: Look, groups: Mapping[str, list[int]]) -> None:
    """A label over the rows is the level above theirs: the levels of the columns move one down."""
    if groups and f"{_DOWN}4" not in look.fields.named:
        named = [f for f in look.fields.named if f.startswith(_DOWN)]
        out.rename = {f: f"{_DOWN}{int(f[15]) + 1}{f[16:]}" for f in named}


def _dates(out: Steps, look: Look) -> None:
    """Dates where years should stand."""
    year = look.fields.named.get("fiscal_year")
    if year is None or look.kind != "entries" or holds_years(year.value):
        return
    if year.value.filled and all(map(_DATE.match, year.value.filled)):
        out.rename["fiscal_year"] = "date"
        out.add("fiscal_year_of", {"field": "date", "starts": "4"}, "dates; a fiscal year begins in April")


def _numbers(look: Look, lines: Sequence[int]) -> str:
    told = ", ".join(str(look.first_row(i)) for i in lines[:6]) + (" …" if len(lines) > 6 else "")
    return f"{'rows' if len(lines) > 1 else 'row'} {told}"


def _rows(lines: Lines, *kinds: str) -> list[Labels]:
    return [lines.labels[i] for i in lines.of(*kinds)]


def _notes(out: Steps, look: Look, lines: Lines) -> None:
    printed = {i for c in look.columns for i, text in enumerate(c.cells[: len(lines.kinds)]) if text and text.strip()}
    notes = [i for i in lines.of("note") if i in printed]
    if "fiscal_year" in look.fields.named:
        notes += [i for i in lines.of("blank") if i in printed]
    if not notes:
        return
    others = _rows(lines, "figure", "sum", "label", "empty")
    when = condition([lines.labels[i] for i in notes], others)
    rows = _numbers(look, notes)
    if when is None:
        out.warnings.append(f"{rows} read like notes, and no simple condition tells them from the others")
        return
    out.add("set_aside", {"when": when, "kind": "note", "why": "reads like a note, and has no figure"}, rows)


def _words_for_figures(out: Steps, look: Look, lines: Lines) -> None:
    """Rows with words where figures should stand: headings of another table further down."""
    left = set(lines.of("words"))
    for number, column in enumerate(look.figures.columns, 1):
        here = {i for i in left if is_words(column, i, look.nulls)}
        told = sorted({squeeze(column.cells[i]) for i in here})
        figures = {squeeze(column.cells[i]) for i in lines.of("figure", "sum")}
        if not here or len(told) > 40 or figures & set(told):
            continue
        left -= here
        name = f"printed_{number}"
        out.columns[name] = column
        spec = {"when": {name: told}, "kind": "heading", "why": "words where figures should stand"}
        out.add("set_aside", spec, _numbers(look, sorted(here)))
        out.warnings.append(f"{_numbers(look, sorted(here))}: words stand where figures should; set aside")


def _label_rows(out: Steps, look: Look, lines: Lines, groups: Mapping[str, list[int]]) -> list[Labels]:
    """Label rows, field by field; gives back the rows' labels with those carried down."""
    carried = [dict(row) for row in lines.labels]
    for name, rows in groups.items():
        take = out.rename.get(name, name)
        others = _rows(lines, "figure", "sum", "empty") + [
            lines.labels[i] for other, more in groups.items() if other != name for i in more
        ]
        when = condition([lines.labels[i] for i in rows], others)
        if when is None:
            out.warnings.append(
                f"row {look.first_row(rows[0])} and others label the rows under them: no condition found"
            )
            continue
        kind_of = all(_CATEGORY.match(lines.labels[i][take] or "") for i in rows)
        into = "category" if kind_of or f"{_DOWN}1" in out.made or not out.rename else f"{_DOWN}1"
        if into in out.made or (into in look.fields.named and into not in out.rename):
            out.warnings.append(f"labels in {take!r} over the rows find no free level")
            continue
        out.made.append(into)
        out.add(
            "label_rows",
            {"into": into, "take": take, "when": when},
            f"row {look.first_row(rows[0])} and {len(rows) - 1} more stand over the rows that they name",
        )
        _carry(carried, into, {i: lines.labels[i][take] for i in rows})
    return carried


def _carry(rows: Sequence[Labels], into: str, labels: Mapping[int, str | None]) -> None:
    now: str | None = None
    for i, row in enumerate(rows):
        now = labels.get(i, now)
        row[into] = now


def _fill_down(out: Steps, lines: Lines, carried: list[Labels]) -> list[Labels]:
    """Columns that print a label once, over the rows that share it."""
    kept = lines.of("figure", "sum", "empty")
    names = [f for f in (lines.labels[0] if lines.labels else ()) if f.startswith((_DOWN, "category", "economic"))]
    filled = {f: sum(lines.labels[i][f] is not None for i in kept) for f in names}
    down = [f for f in names if _is_once(lines, kept, f) and any(filled[o] > filled[f] for o in names)]
    for name in down:
        now: str | None = None
        for i in kept:
            now = lines.labels[i][name] or now
            carried[i][name] = now
    if down:
        out.add("fill_down", down, "each label is printed once, over the rows that share it")
    return carried


def _is_once(lines: Lines, kept: Sequence[int], name: str) -> bool:
    """Filled in the first row, blank in many, and nearly never the same twice."""
    values = [lines.labels[i][name] for i in kept]
    told = [v for v in values if v and not says_total(v)]
    return bool(told) and values[0] is not None and len(told) < 0.8 * len(values) and len(set(told)) >= 0.8 * len(told)


def _carried_sums(out: Steps, look: Look, lines: Lines) -> None:
    """Rows whose sum stands in another column hold no figure of their own."""
    total = look.figures.carried
    if total is None:
        return
    rows = [i for i, f in enumerate(total.figures) if f]
    parts = [row for row, values in zip(lines.labels, lines.cents, strict=True) if any(values)]
    when = condition([lines.labels[i] for i in rows], parts)
    if when is None:
        return
    for keys in _shared(lines):
        if (several := _all_meet(lines, [cents(f) for f in total.figures], keys)) is not None:
            spec = {"when": when, "within": keys, "amount": "printed_sum", **({"together": True} if several else {})}
            out.columns["printed_sum"] = total
            out.add("subtotals", spec, f"{len(rows):,} rows hold sums, in {total.heading}; all add up, by arithmetic")
            return
    spec = {"when": when, "why": f"a sum, printed in {total.heading}"}
    out.add("set_aside", spec, f"{len(rows):,} rows; all of them together come to what the figures do")


def _shared(lines: Lines) -> list[list[str]]:
    """The levels that sums and their parts may share: all of them, then fewer."""
    names = [f for f in (lines.labels[0] if lines.labels else ()) if f.startswith((_DOWN, "economic_", "fiscal_year"))]
    names = [f for f in names if not f.endswith(("_code", "_fr"))]
    names = [f for f in names if f != "fiscal_year" or len({row[f] for row in lines.labels}) > 1]
    return [names[:most] for most in range(len(names), 0, -1)]


def _all_meet(lines: Lines, totals: Sequence[int], keys: Sequence[str]) -> bool | None:
    """Whether every group's sums come to what its figures do: True where a group has several sums, None if not."""
    left: dict[tuple[str | None, ...], list[int]] = {}
    for labels, values, total in zip(lines.labels, lines.cents, totals, strict=True):
        group = left.setdefault(tuple(labels[k] for k in keys), [0, 0])
        group[0] += total - values[0]
        group[1] += bool(total)
    if any(rest for rest, _ in left.values()):
        return None
    return any(count > 1 for _, count in left.values())


def _sums(out: Steps, look: Look, lines: Lines, carried: Sequence[Labels]) -> None:
    """Sums that share fields with their parts are checked; the others are set aside."""
    open_rows = set(lines.of("figure", "sum", "empty"))
    for keys, sums in sorted(within(lines, lines.sums, carried).items(), key=lambda g: -len(g[0])):
        rows = [s.row for s in sums]
        others = [lines.labels[i] for i in sorted(open_rows - set(rows))]
        when = condition([lines.labels[i] for i in rows], others)
        if when is None and (some := own_words([lines.labels[i] for i in rows], others)):
            when, mine = some
            _counted_twice(out, look, [r for n, r in enumerate(rows) if n not in set(mine)])
            rows = [rows[n] for n in mine]
        if when is None:
            _counted_twice(out, look, rows)
            continue
        open_rows -= set(rows)
        told = f"{_numbers(look, rows)} add up, by arithmetic"
        if keys == ("?",):
            spec = {"when": when, "why": "printed as a sum of the rows above it"}
            out.add("set_aside", spec, f"{told}; no column says what they sum")
        else:
            out.add("subtotals", {"when": when, "within": list(keys)}, told)


def _counted_twice(out: Steps, look: Look, rows: Sequence[int]) -> None:
    if rows:
        out.warnings.append(
            f"{_numbers(look, rows)}: each equals the sum of rows above it, and no condition tells them apart: "
            "if they are sums, they are counted twice"
        )


def _words(out: Steps, look: Look) -> None:
    """Directions in the publisher's words, and recipients that stand for many."""
    for column in look.columns:
        if look.roles[column.place].value == "direction" and look.kind == "entries":
            rules = [{"to": d, "when": {"published_direction": w}} for d, w in direction_words(column).items() if w]
            out.made.append("direction")
            out.add("classify", {"into": "direction", "rules": rules}, f"the words of {column.heading!r}")
            break
    if "recipient" in look.fields.named and look.kind == "entries":
        some = [c for c in look.fields.named["recipient"].value.distinct if re.search(ROLLUP, c)]
        if some:
            out.add("mark_rollups", {"matches": ROLLUP}, f"such as {some[0]!r}")


def _spellings(out: Steps, look: Look) -> None:
    """Labels that are spelt in several ways, by the case of their letters."""
    told = {out.rename.get(f, f): guess.value.distinct for f, guess in look.fields.named.items()}
    labels = [f for f in told if f.startswith((_DOWN, "economic_", "category")) and not f.endswith("_code")]
    several = [f for f in labels if len({text.lower() for text in told[f]}) < len(told[f])]
    if several and look.kind == "entries":
        out.add("unify", several, "spellings that differ by the case of letters alone")


def uncertain_totals(look: Look) -> list[int]:
    """Rows whose label is that of a sum, and which are none of the rows above: entries, for a person to look at."""
    fields = [f for f in look.fields.named if f.startswith((_DOWN, "economic_"))]
    labels = ((i, look.lines.labels[i][f]) for i in look.lines.of("figure") for f in fields)
    return sorted({i for i, label in labels if label and _SUM.match(label)})
