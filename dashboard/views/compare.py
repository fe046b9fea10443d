"""Side by side: two slices, chosen each for itself; whether they can be compared; their parts, matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from dashboard import breaks, glossary, measures, page, queries, store
from dashboard.charts import legend, pairs
from dashboard.page import Here, plain
from dashboard.places import POPULATION, place_name
from dashboard.questions import compare as questions
from dashboard.questions import trends
from dashboard.slices import LINEAGE, NOT_NAMED, Holding, Slice, newest, of_holding

Row = Mapping[str, Any]
WHOLE: Final = "whole"
_CHOICES: Final = ("dataset", "fiscal_year", "phase", "part")


@dataclass(frozen=True)
class Side:
    """One of the two slices.

    Attributes:
        key: "a" or "b".
        part: the name of the part it is narrowed to; empty for all of the accounts.
        column: the level that it divides into; empty at the last one.
        total: what it sums to, in dollars. residents: on 1 July of its fiscal year; None where not known.
    """

    key: str
    jurisdiction: str
    of: Slice
    part: str
    column: str
    total: Decimal
    residents: Decimal | None

    def value(self, amount: Decimal | None, measure: str) -> Decimal | None:
        """An amount of this side in a measure; None without amount or denominator."""
        if amount is None or measure == measures.DOLLARS:
            return amount
        if measure == measures.SHARE:
            return measures.share(amount, self.total)
        return measures.per_resident(amount, self.residents) if self.residents else None


@dataclass(frozen=True)
class Pairing:
    """Both sides with their parts matched.

    Attributes:
        rows: of `questions.paired`; empty where the sides do not divide by the same level.
        measure: what both are measured in.
    """

    a: Side
    b: Side
    rows: Sequence[Row]
    measure: str

    @property
    def matched(self) -> list[Row]:
        """The rows that both sides have."""
        return [r for r in self.rows if r["a"] is not None and r["b"] is not None]

    @property
    def alike(self) -> bool:
        """Whether what both have is at least half of either side: then the lines tell more than the totals."""
        return bool(self.matched) and all(
            2 * sum(r[side.key] for r in self.matched) >= side.total > 0 for side in (self.a, self.b)
        )

    def only(self, key: str) -> list[Row]:
        """The rows that only one side has."""
        other = {"a": "b", "b": "a"}[key]
        return [r for r in self.rows if r[other] is None]


def sides(here: Here) -> tuple[Side, Side]:
    """Both sides as the URL or the reader says; by default the newest year and the one before."""
    say, columns = here.say, st.columns(2)
    found: list[Side] = []
    for key, column in zip("ab", columns, strict=True):
        with column:
            st.html(legend.key({say("Side {letter}", letter=key.upper()): pairs.TONES[key]}))
            found.append(_side(here, key, found[0] if found else None))
    return found[0], found[1]


def _side(here: Here, key: str, other: Side | None) -> Side:
    say, names = here.say, {c: f"{key}_{c}" for c in ("jurisdiction", *_CHOICES)}
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"side_{key}"):
        first = other.jurisdiction if other else here.jurisdiction
        places = sorted(page.jurisdictions(here.datasets), key=lambda j: j != first)
        resets = (*(names[c] for c in _CHOICES), "as")
        place = page.choose(
            names["jurisdiction"], say("Government"), places, lambda j: place_name(say, j), width=150, resets=resets
        )
        ids = _datasets(here, place, other)
        dataset = page.choose(names["dataset"], say("Accounts"), ids, here.title, width=340, resets=resets[1:4])
        row = here.dataset(dataset)
        held = [h for h in here.holdings if h.dataset == dataset and h.basis == row["basis"]]
        years = _years(held, dataset, other)
        year = page.choose(
            names["fiscal_year"], say("Fiscal year"), years, say.year, width=130, resets=(names["phase"],)
        )
        held = [h for h in held if h.fiscal_year == year]
        wanted = other.of.phase if other else "executed"
        phases = sorted({h.phase for h in held}, key=lambda p: (p != wanted, p != "executed", p))
        phase = page.choose(names["phase"], say("Phase"), phases, lambda p: page.phase_name(say, p), width=140)
        holding = newest(held, phase=phase)
        assert holding is not None  # every choice above was made from what is held
        of, part = _narrowed(here, names["part"], of_holding(holding), row["hierarchy"][0])
    levels = [c for c in row["hierarchy"] if c != "recipient"][bool(part) :]
    total = store.ask(queries.total, of).to_pylist()[0]["amount"]
    return Side(key, place, of, part, levels[0] if levels else "", total, _residents(place, year))


def _datasets(here: Here, place: str, other: Side | None) -> list[str]:
    """A place's accounts: those on the other side's basis first, its own before all; else the richest spending."""
    most: dict[str, int] = {}
    for h in here.holdings:
        most[h.dataset] = max(most.get(h.dataset, 0), h.entries)
    known = [d for d in here.datasets if d["jurisdiction"] == place and d["kind"] == "entries" and d["dataset"] in most]

    def rank(d: Row) -> tuple[object, ...]:
        fits = other and (d["basis"], d["direction"]) == (other.of.basis, other.of.direction)
        same = other and d["dataset"] == other.of.dataset
        return (not same, not fits, d["direction"] != "expenditure", -len(d["hierarchy"]), -most[d["dataset"]])

    return [d["dataset"] for d in sorted(known, key=rank)]


def _years(held: Sequence[Holding], dataset: str, other: Side | None) -> list[int]:
    """Years with actual figures first, newest first; on the second side that beside the first side's comes first."""
    years = sorted({h.fiscal_year for h in held if h.phase == "executed"}, reverse=True)
    years += sorted({h.fiscal_year for h in held} - set(years))
    if other is None:
        return years
    wanted = other.of.fiscal_year - (dataset == other.of.dataset)
    return sorted(years, key=lambda y: y != wanted)


def _narrowed(here: Here, name: str, of: Slice, column: str) -> tuple[Slice, str]:
    """The slice, or the part of it that was chosen, with the part's name."""
    say = here.say
    rows = {r["key"]: r for r in store.ask(questions.parts, of, column).to_pylist()}
    names = {WHOLE: say("Everything"), **{k: say.label(r["label"], r["label_fr"]) for k, r in rows.items()}}
    key = page.choose(name, say("Of"), list(names), names.__getitem__, width=260)
    if key == WHOLE:
        return of, ""
    return of.narrowed(*_filter(rows[key]["lineage"], column, rows[key]["label"])), names[key]


def _filter(lineage: str | None, column: str, label: str | None) -> tuple[str, str]:
    return (LINEAGE, lineage) if lineage else (column, label or NOT_NAMED)


def _residents(place: str, year: int) -> Decimal | None:
    rows = store.ask(trends.series, POPULATION[place]).to_pylist() if place in POPULATION else []
    return next((r["value"] for r in rows if r["fiscal_year"] == year), None)


def refusal(here: Here, a: Side, b: Side) -> str:
    """Why the two cannot be compared; empty where they can."""
    say = here.say
    if a.of.direction != b.of.direction:
        return say("One side is revenue, the other spending. Their difference would be neither: a result is worked out on the overview, from accounts made for it.")  # fmt: skip
    if a.of.basis != b.of.basis:
        return say(
            "The sides are drawn up on two bases, which no difference can bridge. A: {a}. B: {b}.",
            a=page.basis_name(say, a.of.basis),
            b=page.basis_name(say, b.of.basis),
        )
    if a.of == b.of:
        return say("Both sides are the same: choose another year, part or government on one of them.")
    return ""


def ways_out(here: Here, a: Side, b: Side) -> list[tuple[str, dict[str, str]]]:
    """For two sides that cannot be compared: (what a link says, its parameters), on the basis of either."""
    say, found = here.say, []
    for keep, change in ((a, b), (b, a)):
        holding = _like(here, keep, change.jurisdiction)
        if holding is None:
            continue
        text = say(
            "Keep side {letter} and compare it with {accounts}, {year} ({place})",
            letter=keep.key.upper(),
            accounts=here.title(holding.dataset),
            year=say.year(holding.fiscal_year),
            place=place_name(say, change.jurisdiction),
        )
        instead = {"dataset": holding.dataset, "fiscal_year": str(holding.fiscal_year), "phase": holding.phase}
        found.append((text, {**params(keep), **{f"{change.key}_{k}": v for k, v in instead.items()},
                             f"{change.key}_jurisdiction": change.jurisdiction}))  # fmt: skip
    return found


def _like(here: Here, side: Side, place: str) -> Holding | None:
    """What another government has on a side's basis and direction: the same phase and the nearest year, if it can."""
    of = side.of
    own = {d["dataset"] for d in here.datasets if d["jurisdiction"] == place and d["basis"] == of.basis}
    fit = [h for h in here.holdings if h.dataset in own and (h.basis, h.direction) == (of.basis, of.direction)]
    fit = [h for h in fit if (h.dataset, h.fiscal_year, h.phase) != (of.dataset, of.fiscal_year, of.phase)]

    def distance(h: Holding) -> tuple[object, ...]:
        return (h.phase != of.phase, max(h.fiscal_year - of.fiscal_year, of.fiscal_year - h.fiscal_year), -h.entries)

    return min(fit, key=distance, default=None)


def params(side: Side) -> dict[str, str]:
    """The parameters of the address that restore a side, without its part."""
    values = {
        "jurisdiction": side.jurisdiction,
        "dataset": side.of.dataset,
        "fiscal_year": str(side.of.fiscal_year),
        "phase": side.of.phase,
    }
    return {f"{side.key}_{name}": value for name, value in values.items()}


def pair(here: Here, a: Side, b: Side) -> Pairing:
    """The parts of both sides matched, in the measure of the reader's choice: per resident where the places differ."""
    say = here.say
    names = {measures.DOLLARS: say("Dollars, as published")}
    if a.residents and b.residents:
        names[measures.RESIDENT] = say("Dollars per resident")
    names[measures.SHARE] = say("Share of each side")
    options = sorted(names, key=lambda m: a.jurisdiction != b.jurisdiction and m != measures.RESIDENT)
    measure = page.choose(
        "as",
        say("Measured in"),
        options,
        names.__getitem__,
        width=230,
        help=glossary.helps(say, "per_resident", "share"),
    )
    if measure != measures.RESIDENT and a.jurisdiction != b.jurisdiction and measures.RESIDENT not in names:
        st.caption(plain(say("Not per resident: the population of one of the years is not loaded.")))
    rows: list[Row] = []
    if a.column and a.column == b.column:
        within = a.jurisdiction == b.jurisdiction
        same = breaks.same_lines(a.of.dataset, a.column) + breaks.same_lines(b.of.dataset, b.column)
        rows = store.ask(questions.paired, a.of, b.of, a.column, within, same).to_pylist()

    def size(row: Row) -> Decimal:
        values = (a.value(row["a"], measure), b.value(row["b"], measure))
        return max((v for v in values if v is not None), default=Decimal(0))

    return Pairing(a, b, sorted(rows, key=size, reverse=True), measure)


def slice_of(side: Side, row: Row) -> Slice:
    """The slice of a side's figure in a row of `questions.paired`."""
    k = side.key
    return side.of.narrowed(*_filter(row[f"{k}_lineage"], side.column, row[f"{k}_label"]))
