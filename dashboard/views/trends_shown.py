"""A trend as it is shown: its sentence, its chart, and what has to be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import explain, measures, picture, store
from dashboard.breaks import RESTATED_BY_PUBLISHER
from dashboard.charts import lines as chart
from dashboard.i18n import Speaker
from dashboard.page import Here, plain
from dashboard.views.trends_story import WHOLE, Line, Point, Story, segments
from dashboard.views.trends_words import divided_by, text, tick, unit


def sentence(here: Here, story: Story) -> str:
    """From … to …, the change in the chosen measure, the average yearly rate, the breaks in between; then the plans."""
    line = next((x for x in story.lines if len(x.came) > 1), None)
    if line is None:
        return here.say(
            "None of the chosen lines has two years in this measure: choose another measure or other lines."
        )
    say, measure, points = here.say, story.asked.measure, line.came
    first, last = points[0], points[-1]
    ends = {
        "name": _in_sentence(here, story, line), "unit": unit(say, story), "from_year": say.year(first.year),
        "to_year": say.year(last.year), "first": _text(say, measure, first), "last": _text(say, measure, last),
    }  # fmt: skip
    if measure == measures.DOLLARS:
        parts = [say("{name}: from {first} in {from_year} to {last} in {to_year}.", **ends)]
    else:
        parts = [say("{name}, {unit}: from {first} in {from_year} to {last} in {to_year}.", **ends)]
    parts += [_moved(say, measure, first, last), _between(say, story, line, first.year, last.year)]
    planned = [p for p in line.drawn if p.plan]
    if planned and not last.plan:
        parts.append(
            say(
                "Planned for {year}: {value}; what is dashed is a plan.",
                year=say.year(planned[-1].year),
                value=_text(say, measure, planned[-1]),
            )
        )
    return " ".join(p for p in parts if p)


def _in_sentence(here: Here, story: Story, line: Line) -> str:
    """A line's name; that of the total with the name of its accounts."""
    if line.key == WHOLE and not story.asked.within:
        return here.say("{accounts}, total", accounts=here.title(story.asked.dataset))
    return line.name


def _text(say: Speaker, measure: str, point: Point) -> str:
    return text(say, measure, point.value or Decimal(0))


def _moved(say: Speaker, measure: str, first: Point, last: Point) -> str:
    """How far it went, and how much that is a year."""
    a, b = first.value or Decimal(0), last.value or Decimal(0)
    if measure == measures.SHARE:
        points = say.number((b - a) * 100, 1)
        return say("That is a change of {points} percentage points.", points=("+" if b > a else "") + points)
    rate, moved = measures.yearly_rate(a, b, last.year - first.year), explain.change(b, a)
    if rate is None or moved is None:
        return ""
    if b > a:
        return say(
            "That is {percent} more, on average {rate} more a year.", percent=say.percent(moved), rate=say.percent(rate)
        )
    if b < a:
        return say(
            "That is {percent} less, on average {rate} less a year.",
            percent=say.percent(-moved),
            rate=say.percent(-rate),
        )
    return say("That is as much as then.")


def _between(say: Speaker, story: Story, line: Line, first: int, last: int) -> str:
    letters = dict.fromkeys(
        k for k, b in story.breaks if b.line in ("", line.key) and b.stops and first < b.year <= last
    )
    if not letters:
        return ""
    return say.n(
        "{n} break lies in between ({letters}): a part of the change may be one of method, not of money.",
        "{n} breaks lie in between ({letters}): a part of the change may be one of method, not of money.",
        len(letters),
        letters=say.listed(letters),
    )


def draw(here: Here, story: Story) -> None:
    """The lines, and under them what the marks mean."""
    drawn = store.remembered(_drawn, here, story)
    if drawn is None:
        st.info(here.say("There is nothing to draw in this measure. The table has the amounts."))
        return
    spec, caption = drawn
    picture.show(here, spec, caption, key="trend chart")


def _drawn(here: Here, story: Story) -> tuple[dict[str, Any], picture.Caption] | None:
    say, measure = here.say, story.asked.measure
    points = marks(here, story)
    if points.empty:
        return None
    rules = pd.DataFrame(
        [(b.year, letter, b.line, b.stops) for letter, b in story.breaks], columns=["year", "letter", "line", "stops"]
    )
    words = chart.Words(say("Fiscal year"), unit(say, story), say("Release"))
    from_zero = measure != measures.INDEX
    spec = chart.chart(points, rules, tick=lambda v: tick(say, measure, v), from_zero=from_zero, words=words)
    names = "; ".join(_in_sentence(here, story, line) for line in story.lines)
    title = say("{lines}: over the years, {unit}", lines=names, unit=unit(say, story))
    slices = [p.of for line in story.lines for p in line.drawn]
    notes, letters = [" ".join(_legend(say, story, from_zero))], [f"{k} · {b.what}" for k, b in story.breaks]
    letters.append(divided_by(here, story))
    said = sentence(here, story)
    alt = _alt(here, story, points)
    return spec, picture.Caption("trend", title, alt, slices, said, notes=notes, besides=letters)


def _alt(here: Here, story: Story, points: pd.DataFrame) -> str:
    """Each line from its first point to its last, with its extremes."""
    drawn = [points[points["line"] == line.key] for line in story.lines]
    said = " ".join(explain.extremes(here.say, of, by="value", ordered=True) for of in drawn if len(of))
    return f"{said} {explain.in_table(here.say)}"


def _legend(say: Speaker, story: Story, from_zero: bool) -> list[str]:
    drawn = [p for line in story.lines for p in line.drawn]
    said = [say("Unit: {unit}.", unit=unit(say, story))]
    said.append(say("Scales begin at zero.") if from_zero else say("Scales begin near the lowest value, not at zero."))
    if len(story.lines) > 1:
        said.append(say("Where lines stand in panels, each panel has a scale of its own."))
    if any(p.plan for p in drawn):
        said.append(say("Dashed with hollow points: plans, joined to no actual figure."))
    if any(p.restated for p in drawn):
        said.append(say("Diamonds: an earlier release printed another figure for that year."))
    return said


def marks(here: Here, story: Story) -> pd.DataFrame:
    """The points of `lines.chart`: a row for each line and year that has a value."""
    say, measure, found = here.say, story.asked.measure, []
    for line in story.lines:
        for p, segment in zip(line.drawn, segments(story, line), strict=True):
            value, year = _text(say, measure, p), say.year(p.year)
            kind = say("{year} (plan)", year=year) if p.plan else year
            found.append(
                {
                    "line": line.key,
                    "name": line.name,
                    "year": p.year,
                    "year_label": year,
                    "value": float(p.value or 0),
                    "value_label": value,
                    "segment": segment,
                    "plan": p.plan,
                    "restated": p.restated,
                    "release": p.of.release,
                    "description": f"{line.name}, {kind}: {value}",
                }
            )
    return explain.as_frame(found)


def notes(here: Here, story: Story) -> None:
    """The breaks by letter, then all else that a reader must know before comparing two years."""
    said = _break_notes(here, story) + [plain(t) for t in (*_missing(here, story), *_changed(here, story))]
    if said:
        st.markdown("\n".join(f"- {t}" for t in said))


def _break_notes(here: Here, story: Story) -> list[str]:
    say, names = here.say, {line.key: line.name for line in story.lines}
    grouped: dict[str, list[Any]] = {}
    for letter, b in story.breaks:
        grouped.setdefault(letter, []).append(b)
    said = []
    for letter, same in grouped.items():
        b, whose = same[0], [names[x.line] for x in same if x.line]
        head = f"**{letter}** · " + plain(say.year(b.year) + (f", {'; '.join(whose)}" if whose else ""))
        told = say("{what}: {more}", what=head, more=plain(b.what))
        said.append(f"{told} " + plain(say("Known from: {source}", source=b.source)))
    if story.asked.dataset in RESTATED_BY_PUBLISHER and any(b.stops for _, b in story.breaks):
        said.append(
            plain(
                say(
                    "The publisher restates earlier years of these accounts so that they can be compared; lines stop at a break all the same."
                )
            )
        )
    return said


def _missing(here: Here, story: Story) -> list[str]:
    """Years that a line does not have, and those that were left out for want of a denominator."""
    say = here.say
    years = {p.year for line in story.lines for p in line.points}
    span = range(min(years), max(years) + 1) if years else range(0)
    said = []
    if gap := [y for y in span if y not in years]:
        said.append(say("No figures in these accounts: {years}.", years=_years(say, gap)))
    if out := sorted({p.year for line in story.lines for p in line.points if p.value is None}):
        said.append(say("Left out, because there is nothing to measure them by: {years}.", years=_years(say, out)))
    for line in story.lines:
        if lacks := sorted(years - {p.year for p in line.points}):
            said.append(say("{name} has no figure in {years}.", name=line.name, years=_years(say, lacks)))
    return said


def _years(say: Speaker, years: Sequence[int]) -> str:
    return say.listed(map(say.year, years))


def _changed(here: Here, story: Story) -> list[str]:
    """Restatements, and lines that were printed under other names."""
    say, said = here.say, []
    for line in story.lines:
        for p in line.points:
            if p.restated:
                said.append(
                    say(
                        "{name}, {year}: {now} in release {release}; release {before} printed {earlier}.",
                        name=line.name, year=say.year(p.year), now=say.exact(p.amount), release=p.of.release,
                        before=p.earlier_release, earlier=say.exact(p.earlier or Decimal(0)),
                    )
                )  # fmt: skip
        printed: dict[str, list[int]] = {}
        for p in line.points:
            printed.setdefault(p.printed, []).append(p.year)
        if line.key != WHOLE and len(printed) > 1:
            names = "; ".join(f"{name} ({_years(say, years)})" for name, years in printed.items())
            said.append(say("One line under several names: {names}.", names=names))
    return said
