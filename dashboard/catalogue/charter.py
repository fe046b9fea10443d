"""The Open Data Charter's six principles, measured: every loaded dataset under every rule that fits what it holds.

No point is given by hand. What is not known is not measured, and takes no part in the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from dashboard import queries, store
from dashboard.catalogue.known import everything, stamp, today
from dashboard.catalogue.rules import OF_ALL, PRINCIPLES, RULES, Facts, Found, Rule
from dashboard.places import POPULATION
from dashboard.questions import charter as questions

__all__ = ["PRINCIPLES", "RULES", "Score", "Scored", "facts", "score", "scores"]

Row = Mapping[str, Any]


class Scored(NamedTuple):
    """One rule of one dataset."""

    rule: Rule
    found: Found


@dataclass(frozen=True)
class Score:
    """One dataset under every rule that fits what it holds."""

    dataset: str
    rules: tuple[Scored, ...]

    def principle(self, name: str) -> tuple[int, int]:
        """Points of a principle, and how many could be had."""
        return _sum(s for s in self.rules if s.rule.principle == name)

    @property
    def total(self) -> tuple[int, int]:
        return _sum(self.rules)


def _sum(rules: Iterable[Scored]) -> tuple[int, int]:
    measured = [(s.found.points, s.rule.of) for s in rules if s.found.points is not None]
    return sum(p for p, _ in measured), sum(of for _, of in measured)


def score(facts: Facts) -> Score:
    """One dataset under the rules that fit what it holds."""
    fit = RULES if facts.dataset["kind"] == "entries" else [r for r in RULES if r in OF_ALL]
    return Score(facts.of.id, tuple(Scored(rule, rule.measure(facts)) for rule in fit))


def scores(on: date | None = None) -> tuple[Score, ...]:
    """Every loaded dataset, by its id. `on` is today unless given. Raises what `store.ask` does."""
    return _scores(store.current(), stamp(on or today()), on or today())


@lru_cache(maxsize=4)
def _scores(_store: store.Generation, _stamp: str, on: date) -> tuple[Score, ...]:
    with store.viewing():  # all that there is, whatever releases the page that asks is pinned to
        return tuple(score(f) for f in facts(on))


def facts(on: date) -> list[Facts]:
    """What the rules look at, of every loaded dataset."""
    known = {k.id: k for k in everything(on) if k.state == "loaded"}
    rows = {d["dataset"]: d for d in store.ask(queries.datasets).to_pylist()}
    held = store.ask(queries.holdings).to_pylist()
    classified = {r["dataset"]: r for r in store.ask(questions.classified).to_pylist()}
    totals = {r["dataset"]: r for r in store.ask(questions.totals).to_pylist()}
    series = set(store.ask(questions.counted)["series"].to_pylist())
    return [
        Facts(
            of=k,
            dataset=rows[name],
            held=[h for h in held if h["dataset"] == name],
            classified=classified.get(name),
            totals=totals.get(name, {}),
            others=[h for h in held if h["dataset"] != name and _alike(rows[h["dataset"]], rows[name])],
            population=POPULATION.get(k.jurisdiction or "", "") in series,
        )
        for name, k in known.items()
    ]


def _alike(one: Row, other: Row) -> bool:
    return all(one[c] == other[c] for c in ("jurisdiction", "basis", "direction"))
