"""Pins: of a dataset nothing newer than one release. What a link holds so that its figures stay.

Which release is the newest is worked out in many questions. So a pinned view does not ask other questions: it puts the
same ones to a store in which the newer releases do not stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from dashboard.schema import columns, table

PARAMETER = "pinned"
"""The parameter of the address: `pinned=ontario/estimates@2018-19,reference/series@2025`."""

_READABLE = "/ "


@dataclass(frozen=True)
class Pins:
    """(dataset, release) for each dataset of which a view sees nothing newer; by dataset, each of them once."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def release(self, dataset: str) -> str | None:
        """The newest release of a dataset that may be seen; None where every one may."""
        return dict(self.pairs).get(dataset)

    def text(self) -> str:
        """As the address has it; `read` reads it."""
        return ",".join(f"{quote(d, safe=_READABLE)}@{quote(r, safe=_READABLE)}" for d, r in self.pairs)

    def limit(self, question: ir.Table) -> ir.Table:
        """The same question to a store without the newer releases."""
        if not self.pairs:
            return question
        asked = {t.name for t in question.op().find(ops.UnboundTable)}
        known = {name: table(name) for name in asked if {"dataset", "release"} <= set(columns(name))}
        seen = {t.op(): t.filter(self._seen(t)).op() for t in known.values()}
        limited: ir.Table = question.op().replace(seen).to_expr()
        return limited

    def _seen(self, t: ir.Table) -> ir.BooleanValue:
        return ibis.and_(*(~((t.dataset == dataset) & (t.release > release)) for dataset, release in self.pairs))


NONE = Pins()


def of(releases: Mapping[str, str]) -> Pins:
    """Pins from dataset → release."""
    return Pins(tuple(sorted(releases.items())))


def read(text: str) -> tuple[Pins, list[str]]:
    """Pins as `Pins.text` writes them, and the parts that are none. Of a dataset that stands twice the first counts."""
    found: dict[str, str] = {}
    odd = []
    for part in filter(None, text.split(",")):
        dataset, _, release = (unquote(p) for p in part.partition("@"))
        if dataset and release:
            found.setdefault(dataset, release)
        else:
            odd.append(part)
    return of(found), odd


def newest(releases: Iterable[Mapping[str, str]], datasets: Iterable[str]) -> Pins:
    """Each of the datasets at the newest of the releases (rows with dataset and release)."""
    wanted, found = set(datasets), dict[str, str]()
    for row in releases:
        if row["dataset"] in wanted:
            found[row["dataset"]] = max(row["release"], found.get(row["dataset"], ""))
    return of(found)


def held(pins: Pins, releases: Sequence[Mapping[str, str]]) -> tuple[Pins, dict[str, str | None]]:
    """The pins as far as these releases (rows with dataset and release) go, and what takes the place of the others.

    A release that is not there gives way to the newest one before it: in the second, dataset → release, or None where
    there is none before it or the dataset is not there; then nothing is pinned.
    """
    kept, instead = {}, dict[str, str | None]()
    for dataset, release in pins.pairs:
        there = {r["release"] for r in releases if r["dataset"] == dataset}
        last = max((r for r in there if r <= release), default=None)
        if last != release:
            instead[dataset] = last
        if last is not None:
            kept[dataset] = last
    return of(kept), instead
