"""From what was asked to the slice that is meant: defaults from what the store holds, and what else there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import queries, store
from dashboard.api.params import SliceQuery, where
from dashboard.api.problem import Problem
from dashboard.i18n import Speaker
from dashboard.slices import Holding, Slice, of_holding

_PHASES = ("executed", "approved", "adjusted", "proposed", "carried_forward")
"""In this order where none is asked for: what was spent before what was planned."""
_GIVEN = ("fiscal_year", "direction", "basis", "phase", "release")


def slice_of(say: Speaker, asked: SliceQuery) -> Slice:
    """The slice that is meant, with nothing left open. Raises Problem for what the store does not hold."""
    dataset = _dataset(say, asked.dataset)
    held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist() if h["dataset"] == asked.dataset]
    if not held:
        raise Problem(
            "not-held",
            say(
                "“{dataset}” is no dataset of amounts: it is whole in bulk.zip, and cannot be cut into slices.",
                dataset=asked.dataset,
            ),
            parameter="dataset",
            given=asked.dataset,
            allowed=sorted({h["dataset"] for h in store.ask(queries.holdings).to_pylist()}),
        )
    for name in _GIVEN:
        if (value := getattr(asked, name)) is not None:
            held = _held(say, asked.dataset, held, name, value)
    for name, best in (("direction", [dataset["direction"]]), ("basis", [dataset["basis"]]), ("phase", _PHASES)):
        held = _preferred(held, name, best)
    return of_holding(max(held, key=lambda h: h.release), where(asked))


def _dataset(say: Speaker, dataset: str) -> Mapping[str, Any]:
    known = {d["dataset"]: d for d in store.ask(queries.datasets).to_pylist()}
    if dataset not in known:
        raise no_dataset(say, dataset, list(known))
    found: Mapping[str, Any] = known[dataset]
    return found


def no_dataset(say: Speaker, dataset: str, known: Sequence[str]) -> Problem:
    """The problem that a dataset is not in the store."""
    return Problem(
        "not-held",
        say("The store has no dataset “{dataset}”.", dataset=dataset),
        parameter="dataset",
        given=dataset,
        allowed=known,
    )


def _held(say: Speaker, dataset: str, held: Sequence[Holding], name: str, value: object) -> list[Holding]:
    """What is held with this value; a Problem that says which values are held if nothing is."""
    if found := [h for h in held if getattr(h, name) == value]:
        return found
    there = sorted({getattr(h, name) for h in held})
    detail = say(
        "“{dataset}”, as far as the other parameters narrow it, has no {name} “{value}”.",
        dataset=dataset,
        name=name,
        value=value,
    )
    raise Problem("not-held", detail, parameter=name, given=value, allowed=there)


def _preferred(held: list[Holding], name: str, best: Sequence[str | None]) -> list[Holding]:
    """What is held with the first of the preferred values that is there; with the first by name if none is."""
    there = {getattr(h, name) for h in held}
    value = next((b for b in best if b in there), min(there))
    return [h for h in held if getattr(h, name) == value]


def filled(say: Speaker, of: Slice) -> Mapping[str, Any]:
    """The sum of a slice: amount, entries. Raises Problem where no entry answers, with what there is a level up."""
    if (total := _total(of))["entries"]:
        return total
    depth = next(d for d in range(len(of.where) - 1, -1, -1) if _total(of.up_to(d))["entries"])
    above, (column, label) = of.up_to(depth), of.where[depth]
    labels = [row["label"] or "" for row in store.ask(queries.children, above, column, None).to_pylist()]
    entries = say.number(_total(above)["entries"])
    detail = (
        say(
            "No entry has “{label}” as its {column}. Without this filter there are {entries} entries; what they have there stands under “allowed”.",
            label=label,
            column=column,
            entries=entries,
        )
        if label
        else say(
            "Every entry has a {column}, so none answers to an empty one. Without this filter there are {entries} entries; what they have there stands under “allowed”.",
            column=column,
            entries=entries,
        )
    )
    raise Problem("empty-slice", detail, parameter=column, given=label, allowed=labels)


def _total(of: Slice) -> Mapping[str, Any]:
    found: Mapping[str, Any] = store.ask(queries.total, of).to_pylist()[0]
    return found
