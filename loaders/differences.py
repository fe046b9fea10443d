"""What differs between two releases of a dataset, or between two generations of the store.

Figures are compared where both sides hold them: the same fiscal year, direction, phase and basis. A figure's key
is its line (`lines.py`, `docs/releases.md`). Every amount is on exactly one of four lists, so the lists of a side add
up to it: unchanged, restated (another amount), new (not on the earlier side), vanished (not on the later side).
`elsewhere` marks what is new or vanished because the other side has nothing at all of that organisation.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from loaders import publish, readback, releases, wording
from loaders.errors import StoreError
from loaders.publish import Place

STATES = ("restated", "new", "vanished", "unchanged")
_SPAN = ("dataset", "release", "fiscal_year", "direction", "phase", "basis")
_LABELS = (
    "line_type", "category", "vote", "administrative_1", "administrative_2", "administrative_3", "administrative_4",
    "economic_1", "economic_2", "recipient",
)  # fmt: skip
_WERE = ("administrative_1", "administrative_2")  # whose earlier label is worth showing where it was another
COLUMNS = (
    "state", *_SPAN, *_LABELS, *(f"{c}_before" for c in _WERE), "before", "after", "change", "elsewhere", "line"
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """Some entries of an attached store: all of them, or one release of a dataset."""

    catalog: str
    dataset: str = ""
    release: str = ""

    @property
    def sql(self) -> str:
        """Its amounts by span and line. Sides of two releases have no release of their own: it is what differs."""
        one = self.dataset != ""
        labels = ", ".join(f"min({c}) AS {c}" for c in _LABELS)
        where = f"WHERE e.dataset = {_text(self.dataset)} AND e.release = {_text(self.release)}" if one else ""
        release = "''" if one else "e.release"
        return (
            f"SELECT e.dataset, {release} AS release, fiscal_year, direction, phase, basis, line, lineage, {labels}, "
            f"sum(amount)::DECIMAL(38,2) AS amount FROM {self.catalog}.entry_line AS e {where} GROUP BY ALL"
        )


def _text(value: str) -> str:
    return publish.duckdb_text(value)


@dataclass(frozen=True)
class Sum:
    """One span on both sides: how many lines are on each list, and how they lead from one total to the other."""

    span: tuple[Any, ...]
    lines: dict[str, int]
    before: Decimal
    restated: Decimal
    new: Decimal
    vanished: Decimal
    after: Decimal


@dataclass(frozen=True)
class Difference:
    """The lists and the sums. `only_before` and `only_after` are the spans that one side alone holds; `worded` is what
    differs besides amounts."""

    rows: list[dict[str, Any]]
    sums: list[Sum]
    only_before: list[tuple[Any, ...]]
    only_after: list[tuple[Any, ...]]
    worded: list[wording.Change] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(s.lines.get(state, 0) for s in self.sums)

    def of(self, state: str) -> list[dict[str, Any]]:
        return [r for r in self.rows if r["state"] == state]


def of_releases(place: Place, dataset: str, before: str, after: str) -> Difference:
    """What differs between two releases of a dataset in the current generation."""
    file = place.current()
    if file is None:
        raise StoreError("holds nothing yet", where=str(place.path), do="Load a store with: purse load")
    known = [h.release for h in releases.held(file) if h.dataset == dataset]
    for release in (before, after):
        if release not in known:
            what = f"has no release {release!r} of {dataset}" if known else f"has no dataset {dataset!r}"
            raise StoreError(what, where=str(file), do=f"It has: {', '.join(known) or _datasets(file)}.")
    with duckdb.connect(":memory:") as con:
        _attach(con, file, "s")
        return _compare(con, Side("s", dataset, before), Side("s", dataset, after))


def of_generations(place: Place, before: str, after: str) -> Difference:
    """What differs between two generations, release by release."""
    files = [releases.named(place, name) for name in (before, after)]
    if files[0] == files[1]:
        raise StoreError("is one generation, not two", where=str(files[0]), do="See purse releases for the others.")
    with duckdb.connect(":memory:") as con:
        for name, file in zip(("a", "b"), files, strict=True):
            _attach(con, file, name)
        return _compare(con, Side("a"), Side("b"))


def _datasets(file: Path) -> str:
    return ", ".join(sorted({h.dataset for h in releases.held(file)}))


def _attach(con: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    try:
        publish.attach(con, file, name)
    except duckdb.Error as e:
        raise StoreError(f"cannot be opened: {str(e).splitlines()[0]}", where=str(file)) from e
    if not {"line", "lineage"} <= set(readback.tables(con, name).get("classification", ())):
        raise StoreError(
            "was written before lines were kept, and cannot be compared", where=str(file), do="Load it anew."
        )


def _compare(con: duckdb.DuckDBPyConnection, before: Side, after: Side) -> Difference:
    for name, side in (("before", before), ("after", after)):
        con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {side.sql}')
    span = ", ".join(_SPAN)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE shared AS SELECT DISTINCT {span} FROM temp.before INTERSECT "
        f"SELECT DISTINCT {span} FROM temp.after"
    )
    labels = ", ".join(f"CASE WHEN b.line IS NULL THEN a.{c} ELSE b.{c} END AS {c}" for c in _LABELS)
    were = ", ".join(f"CASE WHEN a.{c} <> b.{c} THEN a.{c} END AS {c}_before" for c in _WERE)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE compared AS SELECT CASE WHEN a.line IS NULL THEN 'new' WHEN b.line IS NULL "
        f"THEN 'vanished' WHEN a.amount = b.amount THEN 'unchanged' ELSE 'restated' END AS state, {span}, {labels}, "
        f"{were}, a.amount AS before, b.amount AS after, coalesce(b.amount, 0) - coalesce(a.amount, 0) AS change, line, "
        f"{_lacks('b', 'before')} OR {_lacks('a', 'after')} AS elsewhere "
        f"FROM (SELECT * FROM temp.before SEMI JOIN shared USING ({span})) AS a "
        f"FULL JOIN (SELECT * FROM temp.after SEMI JOIN shared USING ({span})) AS b USING ({span}, line)"
    )
    rows = con.execute(
        f"SELECT {', '.join(COLUMNS)} FROM compared WHERE state <> 'unchanged' "
        f"ORDER BY array_position({list(STATES)}, state), greatest(change, -change) DESC, {span}, line"
    ).fetchall()
    worded = wording.changes(con, *(wording.Some(s.catalog, s.dataset, s.release) for s in (before, after)))
    lists = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return Difference(lists, _sums(con), _only(con, "before"), _only(con, "after"), worded)


def _lacks(side: str, other: str) -> str:
    """Whether the other side holds nothing of an organisation of this side, in the same year and phase."""
    same = " AND ".join(f"o.{c} = {side}.{c}" for c in (*_SPAN[:-1], "lineage"))
    absent = f"NOT EXISTS (SELECT 1 FROM temp.{other} AS o WHERE {same})"
    return f"({side}.lineage IS NOT NULL AND {absent})"


def _sums(con: duckdb.DuckDBPyConnection) -> list[Sum]:
    span = ", ".join(_SPAN)
    counts = ", ".join(f"count(*) FILTER (state = '{s}')" for s in STATES)
    changes = ", ".join(f"coalesce(sum(change) FILTER (state = '{s}'), 0)" for s in STATES[:3])
    found = con.execute(
        f"SELECT {span}, {counts}, coalesce(sum(before), 0), {changes}, coalesce(sum(after), 0) FROM compared "
        f"GROUP BY {span} ORDER BY {span}"
    ).fetchall()
    n = len(_SPAN)
    return [
        Sum(row[:n], dict(zip(STATES, row[n : n + 4], strict=True)), *(Decimal(v) for v in row[n + 4 :]))
        for row in found
    ]


def _only(con: duckdb.DuckDBPyConnection, side: str) -> list[tuple[Any, ...]]:
    span = ", ".join(_SPAN)
    return con.execute(
        f"SELECT DISTINCT {span} FROM temp.{side} ANTI JOIN shared USING ({span}) ORDER BY ALL"
    ).fetchall()


def write_csv(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """The lists as a CSV file, amounts to the cent; StoreError if the file cannot be written."""
    try:
        with file.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
    except OSError as e:
        raise StoreError(f"cannot be written: {e.strerror}", where=str(file)) from e
