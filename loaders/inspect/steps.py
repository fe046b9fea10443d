"""The steps that a draft needs: notes set aside, labels carried down, sums checked or set aside, words named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.inspect.beside import credits_of
from loaders.inspect.guess import begins_as_total, says_total, squeeze
from loaders.inspect.levels import Levels, levels_of
from loaders.inspect.look import Look
from loaders.inspect.named import named_sums
from loaders.inspect.roles import direction_words
from loaders.inspect.rows import Labels, Lines, cents, condition, is_words, outside_sums, own_words, rows_of, within
from loaders.inspect.sections import SECTION, Steps, label_groups, label_rows, numbers, shift
from loaders.inspect.subject import ROLLUP
from loaders.inspect.taken_away import taken_away
from loaders.inspect.totals_said import directions_of_totals

_DOWN = "administrative_"


def steps_of(look: Look) -> Steps:
    """The steps for the rows below the headings, in the order in which they have to run."""
    out = Steps()
    groups = label_groups(look)
    nested = levels_of(look) if all(g.level for g in groups.values()) else Levels()
    out.warnings += nested.warnings
    if nested.step:
        out.rename, out.made, out.columns = nested.rename, nested.made, nested.columns
    else:
        shift(out, look, groups)
    lines = nested.lines or look.lines
    labels = [{out.rename.get(f, f): v for f, v in row.items()} for row in lines.labels]
    used = replace(lines, labels=labels)
    _languages(out, look)
    _sides(out, look)
    _units(out, look)
    taken_away(out, look, used)
    _words_for_figures(out, look, used)
    _no_money(out, look, used, "count", "count people", "counts people, no money")
    _no_money(out, look, used, "ratio", "are ratios", "a ratio, no money")
    _notes(out, look, used)
    _differences(out, look, used)
    if nested.step:
        _sums(out, look, replace(used, sums=nested.totals), used.labels)
        out.steps.append((nested.step, nested.why))
    else:
        named_sums(out, used, [out.rename.get(g.field, g.field) for g in groups.values()])
        carried = label_rows(out, look, used, groups)
        carried = _fill_down(out, used, carried)
        directions_of_totals(out, look, used, carried)
        _carried_sums(out, look, used)
        _sums(out, look, used, carried)
    _words(out, look)
    _spellings(out, look)
    _odd_entries(out, look, lines)
    return out


def _notes(out: Steps, look: Look, lines: Lines) -> None:
    printed = {i for c in look.columns for i, text in enumerate(c.cells[: len(lines.kinds)]) if text and text.strip()}
    notes = [i for i in lines.of("note") if i in printed]
    if "fiscal_year" in look.fields.named:
        notes += [i for i in lines.of("blank") if i in printed]
    if not notes:
        return
    others = rows_of(lines, "figure", "sum", "label", "empty")
    when = condition([lines.labels[i] for i in notes], others)
    rows = numbers(look, notes)
    if when is None:
        out.warnings.append(f"{rows} read like notes, and no simple condition tells them from the others")
        return
    out.add("set_aside", {"when": when, "kind": "note", "why": "reads like a note, and has no figure"}, rows)


def _no_money(out: Steps, look: Look, lines: Lines, kind: str, what: str, why: str) -> None:
    """Rows of people, or of ratios, among amounts of money."""
    rows = lines.of(kind)
    if not rows:
        return
    when = condition([lines.labels[i] for i in rows], rows_of(lines, "figure", "sum", "difference", "empty", "label"))
    told = f"{numbers(look, rows)}: by their labels they {what}, and are no money"
    if when is None:
        out.warnings.append(f"{told}; no condition tells them apart, and they are read all the same")
        return
    out.add("set_aside", {"when": when, "why": why}, numbers(look, rows))
    out.warnings.append(f"{told}: set aside")


def _languages(out: Steps, look: Look) -> None:
    """Cells that hold English and French are parted."""
    for name, guess in look.fields.named.items():
        if between := look.between.get(guess.value.place):
            into = [out.rename.get(f, f) for f in (name, f"{name}_fr")]
            spec = {"field": f"printed_{name}", "at": between, "into": into}
            out.add("split", spec, "English and French stand in one cell")


def _sides(out: Steps, look: Look) -> None:
    """A column of CR and DR: credits count against the others."""
    if look.side is not None:
        out.columns["printed_side"] = look.side
        rules = [{"to": "-", "when": {"printed_side": credits_of(look.side)}}]
        out.add("classify", {"into": "sign", "rules": rules}, "credits, by the column beside the figures")


def _units(out: Steps, look: Look) -> None:
    """A column of units: each row has its own, and what is no money is set aside."""
    if (told := look.units.by_row) is None:
        return
    out.columns["printed_unit"] = told.column
    said = f"by {squeeze(told.column.heading)!r}"
    if told.others:
        spec = {"when": {"printed_unit": told.others}, "why": "no money, by its unit"}
        out.add("set_aside", spec, said)
        told_words = ", ".join(map(repr, told.others[:4]))
        out.warnings.append(f"rows of {told_words} {said} are no money: set aside")
    rules = [{"to": unit, "when": {"printed_unit": words}} for unit, words in told.words.items()]
    out.add("classify", {"into": "unit", "rules": rules}, f"each row has a unit of its own, {said}")


def _differences(out: Steps, look: Look, lines: Lines) -> None:
    """Surpluses and net costs, worked out of sums that are printed above."""
    rows = sorted(lines.differences)
    when = condition([lines.labels[i] for i in rows], rows_of(lines, "figure", "sum", "empty", "label"))
    if when is not None:
        one, other = (look.first_row(i) for i in lines.differences[rows[0]])
        told = f"{numbers(look, rows)}: row {one} less row {other}, by arithmetic"
        out.add("set_aside", {"when": when, "why": "the difference of printed sums"}, told)
    elif rows:
        out.warnings.append(f"{numbers(look, rows)}: the difference of printed sums, and no condition tells it")


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
        out.add("set_aside", spec, numbers(look, sorted(here)))
        out.warnings.append(f"{numbers(look, sorted(here))}: words stand where figures should; set aside")


def _fill_down(out: Steps, lines: Lines, carried: list[Labels]) -> list[Labels]:
    """Columns that print a label once, over the rows that share it."""
    kept, own = lines.of("figure", "sum", "empty"), lines.of("figure", "empty")
    levels = (_DOWN, "category", "economic", "recipient")
    names = [f for f in (lines.labels[0] if lines.labels else ()) if f.startswith(levels)]
    filled = {f: sum(lines.labels[i][f] is not None for i in own) for f in names}
    down = [f for f in names if _is_once(lines, own, f) and any(filled[o] > filled[f] for o in names)]
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
        told = f"{numbers(look, rows)} add up, by arithmetic"
        if keys == ("?",):
            spec = {"when": when, "why": "printed as a sum of the rows above it"}
            out.add("set_aside", spec, f"{told}; no column says what they sum")
        else:
            out.add("subtotals", {"when": when, "within": list(keys)}, told)


def _counted_twice(out: Steps, look: Look, rows: Sequence[int]) -> None:
    if rows:
        out.warnings.append(
            f"{numbers(look, rows)}: each equals the sum of rows above it, and no condition tells them apart: "
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


def _odd_entries(out: Steps, look: Look, lines: Lines) -> None:
    """Entries for a person to look at: those in no sum, and those whose label is that of a sum."""
    if SECTION not in out.made and (outside := outside_sums(lines)):
        out.warnings.append(
            f"{numbers(look, outside)}: in no printed sum, as all other figures are; entries all the same"
        )
    fields = [f for f in look.fields.named if f.startswith((_DOWN, "economic_"))]
    labels = ((i, lines.labels[i][f]) for i in lines.of("figure") for f in fields)
    totals = sorted({i for i, label in labels if label and begins_as_total(label)})
    if totals:
        say, are = ("says", "is") if len(totals) == 1 else ("say", "are")
        out.warnings.append(
            f"{numbers(look, totals)} {say} total, and {are} no sum of the rows above to the cent: read as entries. Set aside "
            "totals that are rounded, or that a row is missing from: what they sum is counted twice"
        )
