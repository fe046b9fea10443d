"""A description tried on its spreadsheet: read into memory, checked, and thrown away. The store is not touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
from ibis.common.exceptions import IbisError

from loaders.check import Result
from loaders.errors import PurseError
from loaders.expectations import ControlTotal
from loaders.load import SCHEMA, Loaded, read_all
from loaders.reading import read_source
from loaders.source import Source, fiscal_year

_TOTALS = {
    "entries": "SELECT direction, phase, fiscal_year, count(*), sum(amount) FROM entry GROUP BY ALL ORDER BY ALL",
    "series": "SELECT series, '', fiscal_year, count(*), sum(value) FROM series_value "
    "WHERE series IN (SELECT series FROM series_value ORDER BY sheet, length(cell), cell LIMIT 1) GROUP BY ALL ORDER BY ALL",
    "codelist": "SELECT 'code', '', NULL, count(*), NULL FROM code GROUP BY ALL",
}
_SHOWN = ("administrative_1", "administrative_2", "administrative_3", "economic_1", "economic_2", "recipient")


@dataclass(frozen=True)
class Total:
    """How many entries a direction, phase and year have, and what they come to."""

    direction: str
    phase: str
    fiscal_year: int | None
    entries: int
    amount: Decimal | None


@dataclass
class Trial:
    """What a description gave."""

    source: Source | None = None
    error: PurseError | None = None
    totals: list[Total] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)  # the columns of `rows`
    rows: list[tuple[object, ...]] = field(default_factory=list)  # the first entries
    aside: Counter[str] = field(default_factory=Counter)
    empty: int = 0

    @property
    def entries(self) -> int:
        return sum(t.entries for t in self.totals)

    @property
    def loads(self) -> bool:
        return self.error is None and self.entries > 0


def try_description(path: Path) -> Trial:
    """The description in a file, tried."""
    try:
        source = read_source(path)
    except PurseError as e:
        return Trial(error=e)
    return try_source(source)


def try_source(source: Source) -> Trial:
    """A source, tried in memory."""
    trial = Trial(source)
    try:
        with duckdb.connect(":memory:") as con:
            con.execute(SCHEMA.read_text(encoding="utf-8"))
            loaded = read_all(con, [source], lambda *_: None)
            _collect(con, source, loaded, trial)
    except PurseError as e:
        trial.error = e
    except (duckdb.Error, IbisError) as e:
        trial.error = PurseError(f"the store refuses it: {str(e).splitlines()[0]}", where=str(source.path))
    return trial


def _collect(con: duckdb.DuckDBPyConnection, source: Source, loaded: Loaded, trial: Trial) -> None:
    trial.totals = [Total(*row) for row in con.execute(_TOTALS[source.kind]).fetchall()]
    if source.kind == "series":
        trial.totals = trial.totals[-40:]
    trial.results = loaded.results
    trial.empty = sum(out.empty_figures for out in loaded.releases)
    trial.aside = Counter(dict(con.execute("SELECT kind, count(*) FROM set_aside GROUP BY kind").fetchall()))
    trial.heads, trial.rows = _first(con, source)


def _first(con: duckdb.DuckDBPyConnection, source: Source, most: int = 8) -> tuple[list[str], list[tuple[object, ...]]]:
    """The first entries in the order of the sheet, in the columns that hold anything."""
    table = {"entries": "entry", "series": "series_value", "codelist": "code"}[source.kind]
    order = "sheet, try_cast(regexp_extract(cell, '[0-9]+') AS INT), length(cell), cell"
    if source.kind == "entries":
        there = con.execute(f"SELECT {', '.join(f'count({c})' for c in _SHOWN)} FROM entry").fetchall()[0]
        heads = [c for c, n in zip(_SHOWN, there, strict=True) if n] + [
            "fiscal_year",
            "phase",
            "amount",
            "cell",
            "printed",
        ]
    else:
        heads = (
            ["series", "fiscal_year", "value", "unit", "cell"] if table == "series_value" else ["code", "label", "cell"]
        )
    return heads, con.execute(f"SELECT {', '.join(heads)} FROM {table} ORDER BY {order} LIMIT {most}").fetchall()


def with_file(source: Source, file: Path) -> Source:
    """The same description for another spreadsheet: its last release, read from `file`."""
    last = max(source.releases, key=lambda r: r.release)
    release = last.model_copy(update={"file": str(file.resolve())})
    changed = source.model_copy(update={"releases": [release]})
    object.__setattr__(changed, "_path", source.path)
    return changed


def check_file(file: Path, source: Path) -> Trial:
    """A spreadsheet read by the description of a source, in place of its last release.

    Control totals that speak of other releases or years say nothing about it: they are left out.
    """
    if not file.is_file():
        return Trial(error=PurseError("is not there, or is no file", where=str(file)))
    try:
        described = with_file(read_source(source), file)
    except PurseError as e:
        return Trial(error=e)
    name = described.releases[0].release
    totals = [t for t in described.control_totals if t.release in (None, name)]
    first = try_source(_with_totals(described, []))
    years = {t.fiscal_year for t in first.totals}
    asked = [t for t in totals if "fiscal_year" not in t.where or fiscal_year(t.where["fiscal_year"]) in years]
    return try_source(_with_totals(described, asked)) if asked and first.loads else first


def _with_totals(source: Source, totals: list[ControlTotal]) -> Source:
    changed = source.model_copy(update={"control_totals": totals})
    object.__setattr__(changed, "_path", source.path)
    return changed
