"""Breaks that the store knows of: another edition, other organisations in it, ministries that merged or split."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from dashboard import store
from dashboard.breaks import Break
from dashboard.i18n import Speaker
from dashboard.page import Here
from dashboard.questions import trends as questions
from dashboard.views.trends_story import Line, Point, Row

_MOST_NAMES = 4


def _steps(lines: Sequence[Line]) -> Iterator[tuple[Point, Point]]:
    """Each year with the one after it that any line has, across all lines."""
    by_year = {p.year: p for line in lines for p in line.drawn}
    yield from itertools.pairwise(by_year[y] for y in sorted(by_year))


def editions(here: Here, lines: Sequence[Line], dataset: str) -> list[Break]:
    """Where the figures go on in another release. It is marked; the line goes on."""
    say, title = here.say, here.title(dataset)
    return [
        Break(
            now.year,
            say(
                "Another edition: from here on the figures are of release {now}, before of {before}.",
                now=now.of.release,
                before=before.of.release,
            ),
            title,
            stops=False,
        )
        for before, now in _steps(lines)
        if before.of.release != now.of.release
    ]


def coverage(here: Here, lines: Sequence[Line], dataset: str, line: str) -> list[Break]:
    """Where another edition holds other organisations than the one before, so that totals are not of the same."""
    say, found = here.say, []
    for before, now in _steps(lines):
        if before.of.release == now.of.release:
            continue
        old, new = (_organisations(here, p) for p in (before, now))
        gone, come = ([names[k] for k in names if k not in others] for names, others in ((old, new), (new, old)))
        if not (gone or come):
            continue
        parts = [
            *([say("No longer there: {names}.", names=_listed(say, gone))] if gone else []),
            *([say("There for the first time: {names}.", names=_listed(say, come))] if come else []),
        ]
        what = say("The figures of release {release} are of other organisations.", release=now.of.release)
        found.append(Break(now.year, " ".join([what, *parts]), here.title(dataset), line))
    return found


def _organisations(here: Here, point: Point) -> dict[str, str]:
    of = point.of
    rows = store.ask(questions.organisations_in, of.dataset, of.direction, of.phase, of.basis).to_pylist()
    mine = [r for r in rows if r["fiscal_year"] == of.fiscal_year and r["release"] == of.release and r["key"]]
    return {r["key"]: here.say.label(r["label"], r["label_fr"]) for r in mine}


def _listed(say: Speaker, names: Sequence[str]) -> str:
    shown = "; ".join(names[:_MOST_NAMES])
    rest = len(names) - _MOST_NAMES
    return say.n("{shown} and {n} more", "{shown} and {n} more", rest, shown=shown) if rest > 0 else shown


def of_lines(here: Here, lines: Sequence[Line], within: str) -> list[Break]:
    """What happened to the lines' organisations between two years, renames apart. `within`: the lineage of them all."""
    if not (within or any(line.lineage for line in lines)):
        return []
    rows = store.ask(questions.reorganisations, here.jurisdiction).to_pylist()
    events = [list(group) for _, group in itertools.groupby(rows, key=lambda r: r["event"])]
    found = []
    for line in lines:
        lineage = within or line.lineage
        for before, now in itertools.pairwise(line.drawn):
            if not lineage or before.structure is None or now.structure is None:
                continue
            for event in events:
                touched = {r["from_lineage"] for r in event} | {r["to_lineage"] for r in event}
                if lineage in touched and before.structure < event[0]["fiscal_year"] <= now.structure:
                    what = _event(here.say, event)
                    source = here.say.label(event[0]["evidence"], event[0]["evidence_fr"])
                    found.append(Break(now.year, what, source, "" if within else line.key))
    return list(dict.fromkeys(found))


def _event(say: Speaker, rows: Sequence[Row]) -> str:
    """One reorganisation in words."""
    sides = {}
    for side in ("from", "to"):
        names = dict.fromkeys(say.label(r[f"{side}_en"], r[f"{side}_fr"]) for r in rows if r[f"{side}_organisation"])
        sides[side] = "; ".join(names)
    values = {"old": sides["from"], "new": sides["to"], "program": rows[0]["program"] or ""}
    kind = rows[0]["kind"]
    if kind == "transfer" and rows[0]["program"]:
        return say("Reorganisation: the program “{program}” went from {old} to {new}.", **values)
    return {
        "merge": say("Reorganisation: {old} became {new}.", **values),
        "split": say("Reorganisation: {old} was divided into {new}.", **values),
        "transfer": say("Reorganisation: a part of {old} went to {new}.", **values),
        "created": say("Reorganisation: {new} began.", **values),
        "abolished": say("Reorganisation: {old} ended.", **values),
    }[kind]
