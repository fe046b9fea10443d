"""A description of an unknown spreadsheet, drafted from what was seen in it: every guess with its reason beside it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.inspect import alike, doubts, subject, unseen, years
from loaders.inspect.bilingual import is_part
from loaders.inspect.codes import code_columns
from loaders.inspect.description import Text
from loaders.inspect.figures import Amount
from loaders.inspect.guess import Guess, squeeze
from loaders.inspect.look import Look
from loaders.inspect.phases import phase_of_file
from loaders.inspect.roles import named_year
from loaders.inspect.sections import Steps
from loaders.inspect.series import Dated, dated
from loaders.inspect.steps import steps_of
from loaders.inspect.years import is_dated, year_of
from loaders.workbook import letter

_HERE = "put the right one"


@dataclass(frozen=True)
class Draft:
    """A drafted description, and what a person has to look at."""

    text: str
    careful: list[str]


def draft(look: Look, target: Path) -> Draft:
    """A description for what was looked at, to stand in the file `target`."""
    out = Text()
    steps = steps_of(look) if look.kind == "entries" else Steps()
    dates = dated(look)
    _head(out, look)
    _releases(out, look, steps, target)
    _sheet(out, look)
    if look.kind != "codelist":
        _constants(out, look, steps, dates)
    _columns(out, look, steps, dates)
    _amounts(out, look)
    _steps(out, steps, dates)
    _totals(out, look)
    careful = [
        *look.figures.warnings,
        *steps.warnings,
        *doubts.careful(look, dates),
        *years.careful(look, steps.made),
        *unseen.careful(look),
    ]
    out.say()
    for heading, why in {**look.fields.unread, **look.figures.unread}.items():
        out.say(f"not read: {squeeze(heading)!r}: {why}")
    for warning in careful:
        out.say(f"careful: {warning}")
    return Draft(str(out), careful)


def _head(out: Text, look: Look) -> None:
    out.say(f"Drafted by `purse inspect {look.book.path.name}`. What was guessed says so: correct it, then run")
    out.say(f"`purse check {look.book.path.name} --source THIS`. The keys are explained in docs/sources.md.")
    out.put("dataset", f"draft/{subject.slug(look.book.path.stem)}", f"guess, low: from the file's name; {_HERE}")
    if look.kind != "entries":
        why = "no column holds amounts" if look.kind == "codelist" else "its words speak of a measured series"
        out.put("kind", look.kind, f"guess, medium: {why}")
    title = next((t for t in look.headers.titles if len(t) > 8), look.book.path.stem.replace("_", " "))
    out.put("title", squeeze(title)[:120], f"guess, low: {_HERE}")
    out.put("publisher", "Unknown", f"guess, low: the file does not say; {_HERE}")
    out.put("licence", "unknown", f"guess, low: the file does not say; {_HERE}: it is shown with every figure")


def hierarchy(look: Look, steps: Steps) -> list[str]:
    """The levels that readers go down by, of the fields that are read: labels, or codes where there are no labels."""
    fields = [steps.rename.get(f, f) for f in look.fields.named] + steps.made
    levels = [f"{d}_{n}" for d, most in (("administrative", 4), ("economic", 2)) for n in range(1, most + 1)]
    chosen = [f if f in fields else f"{f}_code" for f in levels if f in fields or f"{f}_code" in fields]
    return chosen + (["recipient"] if "recipient" in fields else [])


def _releases(out: Text, look: Look, steps: Steps, target: Path) -> None:
    year = year_of(look)
    release: dict[str, object] = {"release": _name(look, year.value), "file": _file(look.book.path, target)}
    if look.kind == "entries" and not is_dated(look, steps.made):
        release["constants"] = {"fiscal_year": subject.label_of_year(year.value)}
    out.say()
    out.put("releases", None)
    if look.figures.years:
        release["years"] = {t: subject.label_of_year(g.value) for t, g in look.figures.years.items()}
        why = Counter(g.comment for g in look.figures.years.values())
        for comment in why:
            out.say(comment, 2)
    out.item(release, year.comment)


def _name(look: Look, year: int) -> str:
    """The release's name: the year as the file writes years, `2023-24` or plain `2015`."""
    column = look.fields.named.get("fiscal_year")
    told = [a.token for a in look.figures.read if a.token] + (column.value.filled[:50] if column else [])
    plain = bool(told) and all(t.isdigit() for t in told)
    return str(year) if plain else subject.label_of_year(year)


def _file(path: Path, target: Path) -> str:
    """The spreadsheet as the description names it: relative where it stands beside the draft or below it."""
    here, there = target.resolve().parent, path.resolve()
    return os.path.relpath(there, here) if there.is_relative_to(here) else str(there)


def _sheet(out: Text, look: Look) -> None:
    spec: dict[str, object] = {} if look.book.is_text else {"name": look.names}
    words = alike.words_of(look.alike)
    spec["header"] = {"contains": words} if words else look.headers.spec
    if look.numbers.value != "en":
        spec["numbers"] = look.numbers.value
    if look.nulls:
        spec["nulls"] = look.nulls
    spec |= look.marks
    out.say()
    if look.kind == "entries":
        spec["unit"] = look.unit.value if look.unit else "dollars"
        unit = look.unit or Guess("dollars", "nothing says thousands or millions", "medium")
        out.say(f"unit: {unit.comment}")
    out.put("sheet", spec, look.headers.said.comment)


def _constants(out: Text, look: Look, steps: Steps, dates: Dated) -> None:
    headings = [a.column.heading for a in look.figures.read]
    texts = [*look.texts, *headings]
    place = subject.jurisdiction(look.texts, look.book.path)
    if look.kind == "series":
        if dates.unit:
            out.put("constants", {"unit": dates.unit.value}, dates.unit)
        return
    out.put("constants", None)
    out.put("jurisdiction", place.value, place, 2)
    if "direction" not in steps.made and not look.ways:
        way = subject.direction(texts)
        out.put("direction", way.value, way, 2)
    if any(a.phase is None for a in look.figures.read):
        phase = phase_of_file(look.texts)
        out.put("phase", phase.value, phase, 2)
    kept = subject.basis(look.texts, "recipient" in look.fields.named)
    out.put("basis", kept.value, kept, 2)


def _columns(out: Text, look: Look, steps: Steps, dates: Dated) -> None:
    columns = dict(_read(look, steps, dates))
    out.say()
    if look.right:
        _halves(out, look, {name: reference for name, (reference, _) in columns.items()})
        return
    out.put("columns", None if columns else {})
    for name, (reference, why) in columns.items():
        out.put(name, reference, why, 2)


def _halves(out: Text, look: Look, columns: dict[str, str]) -> None:
    """Two halves side by side as two tables, their columns named by their letters."""
    there = {f"@{letter(place)}": f"@{letter(right)}" for place, right in look.right.items()}
    tables: list[dict[str, object]] = [{"columns": columns}, {"columns": {f: there[r] for f, r in columns.items()}}]
    if look.figures.wide:
        amount = look.figures.read[0]
        constants, place = _constants_of(look, amount, True), amount.column.place
        tables[0]["amounts"] = {f"@{letter(place)}": constants}
        tables[1]["amounts"] = {f"@{letter(look.right[place])}": constants}
    out.put("columns", {})
    out.put("tables", None, "two halves side by side")
    for table, way in zip(tables, look.ways or (None, None), strict=True):
        out.item({**({"constants": {"direction": way}} if way else {}), **table})


def _read(look: Look, steps: Steps, dates: Dated) -> Iterator[tuple[str, tuple[str, Guess[Any] | str]]]:
    """Field → the heading or letter of its column, and why."""
    if look.kind == "codelist":
        for name, guess in code_columns(look).items():
            yield name, (look.reference(guess.value), guess)
        return
    yield from dates.columns.items()
    named = {} if look.kind == "series" else look.fields.named
    for name, guess in named.items():
        if is_part(guess.value.place):
            continue  # of the column that the step `split` parts
        told = f"printed_{name}" if guess.value.place in look.between else steps.rename.get(name, name)
        yield told, (look.reference(guess.value), guess)
    for name, column in steps.columns.items():
        yield name, (look.reference(column), "for the step below")
    if look.cents:
        yield "cents", (look.reference(look.cents), look.roles[look.cents.place])
    said = next((c for c in look.columns if look.roles[c.place].value == "direction"), None)
    if said is not None and look.kind == "entries":
        yield "published_direction", (look.reference(said), "for the step below")
    if not look.figures.wide:
        column = look.figures.read[0].column
        yield "value" if look.kind == "series" else "amount", (look.reference(column), look.roles[column.place])


def _patterns_of_unread(look: Look) -> set[str]:
    """The patterns that would find columns which are not read: they cannot be used."""
    read = {c.place for c in look.figures.columns}
    found = set()
    for column in look.columns:
        heading = squeeze(column.heading)
        token = named_year(column)
        if column.place not in read and token and " " not in token:
            found.add(heading.replace(token, "{fiscal_year}", 1))
    return found


def _constants_of(look: Look, amount: Amount, alone: bool) -> dict[str, object]:
    """What holds for one column of figures; with the year where no pattern finds it."""
    constants: dict[str, object] = {}
    if amount.year is not None and alone:
        constants["fiscal_year"] = subject.label_of_year(amount.year)
    if amount.phase is not None and look.kind == "entries":
        constants["phase"] = amount.phase.value
    if look.kind == "entries" and (unit := look.units.own.get(amount.column.place)):
        constants["unit"] = unit
    if amount.against:
        constants["labels"] = {"sign": "-"}
    if amount.label is not None:
        heading = squeeze(amount.column.heading)
        constants |= {"series": heading} if look.kind == "series" else {"labels": {amount.label: heading}}
    return constants


def _amounts(out: Text, look: Look) -> None:
    if not look.figures.wide or look.right:
        return
    out.put("amounts", None, "figures side by side; a heading that meets none of these is not read")
    patterns: dict[str, tuple[dict[str, object], str]] = {}
    unread = _patterns_of_unread(look)
    for amount in look.figures.read:
        reference = look.reference(amount.column)
        alone = reference.startswith("@") or amount.token is None or amount.pattern in unread
        constants = _constants_of(look, amount, alone)
        patterns.setdefault(
            reference if alone else amount.pattern, (constants, amount.phase.comment if amount.phase else "")
        )
    for pattern, (constants, why) in sorted(patterns.items(), key=lambda p: -len(p[0])):
        out.put(pattern, constants, why, 2)


def _steps(out: Text, steps: Steps, dates: Dated) -> None:
    every = [*dates.steps, *steps.steps]
    if not every:
        return
    out.say()
    out.put("steps", None)
    for step, why in every:
        out.item(step, f"guess: {why}")


def _totals(out: Text, look: Look) -> None:
    """The sums that stand in a column of their own are what the figures must come to."""
    if look.figures.carried is None or look.kind != "entries":
        return  # the sums are checked one by one as well, where a step could say how
    total = sum((f for f in look.figures.carried.figures if f), start=0)
    out.say()
    out.put("control_totals", None)
    out.item({"equals": total, "printed_in": f"sum of the column {look.figures.carried.heading}"})
