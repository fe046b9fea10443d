"""What the tests of files share: slices of every kind, and what the store has for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dashboard import exports, queries, store
from dashboard.exports import parts
from dashboard.exports.order import Order
from dashboard.schema import table
from dashboard.slices import NOT_NAMED, Holding, Slice, of_holding

from .hostile import hostile_store

Rows = Sequence[Mapping[str, Any]]
BASE = "https://purse.example/"


def order(of: Slice, *, lang: str = "en", receipts: bool = True) -> Order:
    return Order(of, lang, BASE, receipts)


def slices() -> list[Slice]:
    """One of every dataset, phase, basis and direction, and some that are narrowed: to a label with negative amounts,
    to a recipient, to what is not named, to a purpose, to a lineage."""
    return list(_slices(store.generation()))


@cache
def _slices(_: Path) -> tuple[Slice, ...]:
    held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
    kinds = {(h.dataset, h.direction, h.phase, h.basis): of_holding(h) for h in held}
    narrowed: dict[str, Slice] = {}
    for of in kinds.values():
        rows = store.ask(queries.entries, of).to_pylist()
        for name, column, fits in (
            ("label", "administrative_1", lambda r: r["administrative_1"] and r["amount"] < 0),
            ("recipient", "recipient", lambda r: r["recipient"]),
            ("lineage", "lineage", lambda r: r["lineage"]),
        ):
            if found := [r[column] for r in rows if fits(r)]:
                narrowed.setdefault(name, of.narrowed(column, found[len(found) // 2]))
        if len({r["administrative_2"] is None for r in rows}) == 2:
            narrowed.setdefault("not named", of.narrowed("administrative_2", NOT_NAMED))
        if of.dataset == "ontario/ministry-statements":
            narrowed.setdefault("purpose", of.narrowed("functional_1", "Health"))
    assert len(narrowed) >= 4, narrowed
    return (*kinds.values(), *narrowed.values())


def stored(of: Slice, names: Sequence[str]) -> Rows:
    """The entries as the store has them, in the order of their cells: worked out in Python, apart from the writers."""
    return [{name: r[name] for name in names} for r in _stored(store.generation(), of)]


@cache
def _stored(_: Path, of: Slice) -> Rows:
    files = store.ask(_files).to_pylist()
    named = {(r["dataset"], r["release"], r["sha256"]): r["file"] for r in files if r["purpose"] == "figures"}
    rows = [
        {**r, "file": named[r["dataset"], r["release"], r["sha256"]]}
        for r in store.ask(queries.entries, of).to_pylist()
    ]
    return sorted(rows, key=lambda r: (r["file"], r["sheet"], r["row"], len(r["cell"]), r["cell"]))


def _files() -> Any:
    return table("release_file")


def used(of: Slice, receipts: bool = True) -> tuple[str, ...]:
    """The columns that a file of the slice has to have."""
    rows = stored(of, parts.COLUMNS)
    kept = [c for c in parts.COLUMNS if any(r[c] is not None for r in rows)]
    return tuple(c for c in kept if receipts or c not in ("sha256", "file", "sheet", "cell", "printed"))


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slice:
    """The slice of a store that is full of hostile texts."""
    monkeypatch.setenv("PURSE_STORE", str(hostile_store(tmp_path / "hostile")))
    return of_holding(*(Holding(**h) for h in store.ask(queries.holdings).to_pylist()))


@pytest.fixture
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., exports.Written]:
    """Writes a slice in a format, once for all tests that read it; `order`'s keywords."""

    def written(of: Slice, ending: str, **how: Any) -> exports.Written:
        known = (store.generation(), order(of, **how), ending)
        if known not in _written:
            _written[known] = exports.write(order(of, **how), ending, tmp_path_factory.mktemp("files"))
        return _written[known]

    return written


_written: dict[tuple[object, ...], exports.Written] = {}
