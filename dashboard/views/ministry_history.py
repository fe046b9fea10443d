"""An organisation over the years: what it spent, as far as one basis is held, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import evidence, explain, picture, store
from dashboard.charts import timeline
from dashboard.i18n import Speaker
from dashboard.page import Here, basis_name, phase_name, plain
from dashboard.questions import crosswalk
from dashboard.questions import ministry as questions
from dashboard.views.ministry import Organisation, own_basis, slice_of

Row = Mapping[str, Any]
MOST_OTHERS = 4
_SAME = Decimal("0.001")
_HUES = ("first", "second", "third")


def show(here: Here, of: Organisation) -> None:
    """The time line, its table, and the events on it."""
    say = here.say
    points = list(own_points(here, of))
    if not points:
        return
    basis = points[0]["basis"]
    others = other_points(here, of, basis)
    st.header(say("Over the years"), anchor="history")
    st.markdown(plain(sentence(say, points)))
    marked = events(say, of)
    frame = marks(here, of, drawn(points), others)
    badges = _badges(marked)
    spec = timeline.chart(frame, badges, say("No figures here for these years"))
    said = explain.graphic(say, frame, ordered=True)
    slices = [slice_of(r) for r in (*points, *others)]
    title = say("{name}: spending over the years", name=of.name)
    notes = [_legend(say, points, others, basis)]
    told = [f"{number}. {what}" for number, _, what in marked]
    caption = picture.Caption("history", title, said, slices, sentence(say, points), notes=notes, besides=told)
    picture.show(here, spec, caption, key=f"timeline:{of.lineage}")
    with st.expander(say("Over the years as a table"), icon=":material/table_rows:"):
        evidence.show_table(table(here, of, points, others))
    _list_events(here, marked)


def _basis(here: Here, of: Organisation) -> str:
    if of.newest:
        return of.newest.basis
    held = own_basis(here, of.figures)
    return str(held[-1]["basis"]) if held else ""


def own_points(here: Here, of: Organisation) -> Iterator[Row]:
    """The organisation's amounts on one basis: executed ones, then plans of years that have no executed one.

    Each is a row of `questions.figures` from the newest release that has it; the dataset of the newest figure is first.
    """
    basis = _basis(here, of)
    rows = [r for r in own_basis(here, of.figures) if r["basis"] == basis]
    first = of.newest.dataset if of.newest else ""
    rows.sort(key=lambda r: (r["dataset"] != first, r["dataset"], r["fiscal_year"]))
    spent = _newest(r for r in rows if r["phase"] == "executed")
    years = {r["fiscal_year"] for r in spent}
    yield from spent
    yield from _newest(r for r in rows if r["phase"] == "proposed" and r["fiscal_year"] not in years)


def _newest(rows: Iterator[Row]) -> list[Row]:
    found: dict[tuple[object, ...], Row] = {}
    for r in rows:
        key = (r["lineage"], r["dataset"], r["fiscal_year"])
        if key not in found or found[key]["release"] < r["release"]:
            found[key] = r
    return list(found.values())


def drawn(points: Sequence[Row]) -> list[Row]:
    """The points without those that only say again, to a thousandth, what an earlier dataset has for that year."""
    kept: list[Row] = []
    for p in points:
        twins = [k["amount"] for k in kept if (k["fiscal_year"], k["phase"]) == (p["fiscal_year"], p["phase"])]
        if not any(-_SAME < (p["amount"] - t) / (t or 1) < _SAME for t in twins):
            kept.append(p)
    return kept


def related(here: Here, of: Organisation) -> dict[str, str]:
    """Organisations that it came from or became by merger or split, at any remove: lineage → last name."""
    names = store.ask(questions.names, here.jurisdiction).to_pylist()
    lineage_of = {r["organisation"]: r["lineage"] for r in names}
    known = store.ask(crosswalk.events, here.jurisdiction).to_pylist()
    moves = [e for e in known if e["kind"] in ("merge", "split")]
    pairs = [(lineage_of[e["from_organisation"]], lineage_of[e["to_organisation"]]) for e in moves]
    found = _reached(of.lineage, [(b, a) for a, b in pairs]) | _reached(of.lineage, pairs)
    last = {
        r["lineage"]: here.say.label(r["name_en"], r["name_fr"]) for r in names if r["organisation"] == r["lineage"]
    }
    return {lineage: last[lineage] for lineage in sorted(found - {of.lineage})}


def _reached(start: str, steps: Sequence[tuple[str, str]]) -> set[str]:
    found, edge = {start}, {start}
    while edge := {b for a, b in steps if a in edge} - found:
        found |= edge
    return found


def other_points(here: Here, of: Organisation, basis: str) -> list[Row]:
    """Executed amounts of the largest organisations that it came from or became, with their `name`; never added."""
    names = related(here, of)
    if not names:
        return []
    rows = own_basis(here, store.ask(questions.figures, tuple(names)).to_pylist())
    rows = [r for r in rows if r["basis"] == basis and r["phase"] == "executed"]
    size = {n: max((r["amount"] for r in rows if r["lineage"] == n), default=Decimal(0)) for n in names}
    largest = sorted(names, key=lambda n: -size[n])[:MOST_OTHERS]
    return [{**r, "name": names[r["lineage"]]} for r in _newest(r for r in rows if r["lineage"] in largest)]


def marks(here: Here, of: Organisation, own: Sequence[Row], others: Sequence[Row]) -> pd.DataFrame:
    """The points as `charts.timeline` draws them."""
    say, order = here.say, list(dict.fromkeys(r["dataset"] for r in own))
    rows = []
    for r in own:
        planned = r["phase"] != "executed"
        name = say("Plan") if planned else _short(here.title(r["dataset"]))
        hue = _HUES[min(order.index(r["dataset"]), len(_HUES) - 1)]
        rows.append(_mark(here, r, f"{r['dataset']}:{r['phase']}", name, hue, planned, of.name))
    for r in sorted(others, key=lambda r: r["fiscal_year"]):
        last = max((o for o in others if o["lineage"] == r["lineage"]), key=lambda o: o["fiscal_year"])
        name = say("{name}: {amount}", name=r["name"], amount=say.short(last["amount"]))
        rows.append(_mark(here, r, f"{r['dataset']}:{r['lineage']}", name, "other", False, r["name"]))
    return pd.DataFrame(rows)


def _short(title: str) -> str:
    return title.split(":")[0].strip()


def _mark(here: Here, r: Row, series: str, name: str, hue: str, planned: bool, whose: str) -> dict[str, object]:
    say = here.say
    said = say(
        "{name}, {year}, {phase}: {amount} ({title}, release {release})",
        name=whose,
        year=say.year(r["fiscal_year"]),
        phase=phase_name(say, r["phase"]),
        amount=say.money(r["amount"]),
        title=_short(here.title(r["dataset"])),
        release=r["release"],
    )
    return {
        "series": series,
        "name": name,
        "hue": hue,
        "planned": planned,
        "year": r["fiscal_year"],
        "year_label": say.year(r["fiscal_year"]),
        "amount": float(r["amount"]),
        "amount_label": say.short(r["amount"]),
        "description": said,
    }


def sentence(say: Speaker, points: Sequence[Row]) -> str:
    """From when to when, from how many publications, and which years are missing between."""
    spent = sorted({p["fiscal_year"] for p in points if p["phase"] == "executed"})
    if not spent:
        return say("These accounts have plans of it, and no actual spending.")
    if len(spent) == 1:
        return say("These accounts have its spending in one year, {year}.", year=say.year(spent[0]))
    publications = {p["dataset"] for p in drawn(points) if p["phase"] == "executed"}
    said = say.n(
        "Its spending in {years} years from {first} to {last}, from {n} publication.",
        "Its spending in {years} years from {first} to {last}, from {n} publications that are drawn apart.",
        len(publications),
        years=say.number(len(spent)),
        first=say.year(spent[0]),
        last=say.year(spent[-1]),
    )
    if spent[-1] - spent[0] >= len(spent):
        return said + " " + say("The years between that no publication here holds are left open.")
    return said


def _legend(say: Speaker, points: Sequence[Row], others: Sequence[Row], basis: str) -> str:
    parts = [say("Basis: {basis}.", basis=basis_name(say, basis))]
    if any(p["phase"] != "executed" for p in points):
        parts.append(say("Hollow points are plans."))
    if others:
        parts.append(
            say("Grey: organisations that it came from or became; what went from one to the other nobody published.")
        )
    return " ".join(parts)


def table(here: Here, of: Organisation, points: Sequence[Row], others: Sequence[Row]) -> pd.DataFrame:
    """Every point, whether drawn or not: year, amount as a link, phase, accounts and release; whose, if not all its own."""
    say = here.say
    rows = sorted([*points, *others], key=lambda r: (-r["fiscal_year"], "name" in r, r["dataset"]))
    frame = pd.DataFrame(
        {
            say("Fiscal year"): [say.year(r["fiscal_year"]) for r in rows],
            say("Amount"): [evidence.receipt_link(here, slice_of(r), say.exact(r["amount"])) for r in rows],
            say("Phase"): [phase_name(say, r["phase"]) for r in rows],
            say("Accounts, release"): [f"{_short(here.title(r['dataset']))}, {r['release']}" for r in rows],
        }
    )
    return frame.assign(**{say("Organisation"): [r.get("name", of.name) for r in rows]}) if others else frame


def events(say: Speaker, of: Organisation) -> list[tuple[str, Row, str]]:
    """What happened, oldest first: the number on the time line, the event's first row, and what to say of it."""
    grouped: dict[int, list[Row]] = {}
    for row in of.events:
        grouped.setdefault(row["event"], []).append(row)
    return [(str(n), rows[0], _said(say, rows)) for n, rows in enumerate(grouped.values(), 1)]


def _said(say: Speaker, rows: Sequence[Row]) -> str:
    def names(side: str) -> str:
        each = dict.fromkeys(say.label(r[f"{side}_en"], r[f"{side}_fr"]) for r in rows if r[f"{side}_organisation"])
        return ", ".join(say("“{name}”", name=n) for n in each)

    values = {"before": names("from"), "after": names("to"), "program": rows[0]["program"] or ""}
    match rows[0]["kind"]:
        case "rename":
            return say("Renamed: {before} became {after}.", **values)
        case "merge":
            return say("Merged: {before} became {after}.", **values)
        case "split":
            return say("Split: {before} became {after}.", **values)
        case "transfer" if rows[0]["program"]:
            return say("Moved: the program “{program}”, from {before} to {after}.", **values)
        case "transfer":
            return say("Moved: a part of {before}, to {after}.", **values)
        case "created":
            return say("Created: {after}.", **values)
        case _:
            return say("Abolished: {before}.", **values)


def _badges(marked: Sequence[tuple[str, Row, str]]) -> list[tuple[int, str, str]]:
    """One badge a year: the numbers of its events, and what they say."""
    by_year: dict[int, list[tuple[str, str]]] = {}
    for number, row, said in marked:
        by_year.setdefault(row["fiscal_year"], []).append((number, said))
    return [
        (year, "–".join(dict.fromkeys((found[0][0], found[-1][0]))), " ".join(said for _, said in found))
        for year, found in by_year.items()
    ]


def _list_events(here: Here, marked: Sequence[tuple[str, Row, str]]) -> None:
    """The events in words: when, how certain, and from what it is known."""
    say = here.say
    if not marked:
        return
    certain = {"certain": say("certain"), "probable": say("probable"), "uncertain": say("uncertain")}
    heading, source = say("What happened to it"), say("Source")
    st.markdown(f"**{plain(heading)}**")
    lines = []
    for number, row, said in marked:
        where = f"[{plain(source)}]({row['url']})" if row["url"] else ""
        facts = say(
            "{date}, in the accounts from {year}; {certainty}.",
            date=row["date"] or say("Date not known"),
            year=say.year(row["fiscal_year"]),
            certainty=certain[row["certainty"]],
        )
        lines.append(f"{number}. {plain(said)} {plain(facts)} {plain(row['evidence'])} {where}")
    st.markdown("\n".join(lines))
