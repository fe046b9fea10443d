"""Slice: which figures. One object to and from the URL, to a question, to words and to a file name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from dashboard.schema import columns

_NOT_FILTERS = {
    "entry_id",
    "dataset",
    "release",
    "jurisdiction",
    "fiscal_year",
    "direction",
    "phase",
    "phase_published",
    "basis",
    "amount",
    "unit",
    "sha256",
    "sheet",
    "cell",
    "printed",
    "recipient_rollup",
}
LINEAGE = "lineage"
"""A filter over renames: the organisation that a line's organisation has come to be called (`entry_line`)."""
FILTERS = (LINEAGE, "functional_1", *(c for c in columns("entry") if c not in _NOT_FILTERS))
NOT_NAMED = ""  # a filter with this value selects the entries that have no label there


@dataclass(frozen=True)
class Holding:
    """What one release of a dataset holds for one fiscal year, phase, basis and direction.

    Attributes:
        entries: how many entries.
    """

    dataset: str
    release: str
    fiscal_year: int
    direction: str
    phase: str
    basis: str
    entries: int


@dataclass(frozen=True)
class Slice:
    """A set of entries of one release, year, phase and basis, narrowed by `where`: (column, label) pairs.

    It cannot span two bases, so what it selects can be added.
    """

    dataset: str
    release: str
    fiscal_year: int
    direction: str
    phase: str
    basis: str
    where: tuple[tuple[str, str], ...] = ()

    def narrowed(self, column: str, label: str) -> Slice:
        """The slice one level deeper."""
        return replace(self, where=(*self.where, (column, label)))

    def up_to(self, depth: int) -> Slice:
        """The slice with its first `depth` filters."""
        return replace(self, where=self.where[:depth])

    def to_params(self) -> dict[str, str]:
        """The URL parameters that restore this slice."""
        fixed = {
            "dataset": self.dataset,
            "release": self.release,
            "fiscal_year": str(self.fiscal_year),
            "direction": self.direction,
            "phase": self.phase,
            "basis": self.basis,
        }
        return {**fixed, **dict(self.where)}

    def file_name(self, ending: str) -> str:
        """A readable name of plain letters, at most 120 long, and of this slice alone.

        `ontario-ministry-statements-2024-25-fy2025-executed-appropriation-health-1b5aa1.csv`: where there are filters
        a mark of all that the slice is ends the name, for two filters can read alike, and long ones are cut.
        """
        fixed = (self.dataset, self.release, f"fy{self.fiscal_year}", self.direction, self.phase, self.basis)
        words = _plain(" ".join((*fixed, *(label or "not named" for _, label in self.where))))
        if not self.where and len(words) <= 100:
            return f"{words}.{ending}"
        mark = hashlib.sha256(urlencode(self.to_params()).encode()).hexdigest()[:6]
        return f"{words[:100].rstrip('-')}-{mark}.{ending}"


def _plain(text: str) -> str:
    """Small letters without accents, and digits, with a hyphen for all else: `sante-publique`."""
    split = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in split if not unicodedata.combining(c))).strip("-")


def link(of: Slice, base: str, lang: str, jurisdiction: str) -> str:
    """The whole address that shows the slice down to its cells. `base` is the site's, with a slash at its end."""
    return f"{base}receipt?{urlencode({'lang': lang, 'jurisdiction': jurisdiction, **of.to_params()})}"


def from_params(params: Mapping[str, str]) -> Slice | None:
    """The slice that `to_params` wrote; None where the address does not name one whole."""
    fixed = ("dataset", "release", "direction", "phase", "basis")
    year = params.get("fiscal_year", "")
    if not year.isdecimal() or len(year) > 4 or any(name not in params for name in fixed):
        return None
    where = tuple((name, value) for name, value in params.items() if name in FILTERS)
    named = {name: params[name] for name in fixed}
    return Slice(fiscal_year=int(year), where=where, **named)


def of_holding(holding: Holding, where: Iterable[tuple[str, str]] = ()) -> Slice:
    """The slice of all that a holding has."""
    return Slice(
        holding.dataset,
        holding.release,
        holding.fiscal_year,
        holding.direction,
        holding.phase,
        holding.basis,
        tuple(where),
    )


def filters_in(params: Mapping[str, str], hierarchy: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The filters of a URL along a hierarchy, broadest first; they end at the first level that is not there."""
    found = []
    for column in hierarchy:
        if column not in params:
            break
        found.append((column, params[column]))
    return tuple(found)


def newest(holdings: Iterable[Holding], **wanted: object) -> Holding | None:
    """The holding of the newest release among those whose attributes are as wanted; None if there is none."""
    fit = [h for h in holdings if all(getattr(h, name) == value for name, value in wanted.items())]
    return max(fit, key=lambda h: h.release, default=None)


def year_before(of: Slice, holdings: Iterable[Holding]) -> Slice | None:
    """The same figures one fiscal year earlier, from the same release if it has them, else from the newest."""
    earlier = {
        "dataset": of.dataset,
        "fiscal_year": of.fiscal_year - 1,
        "direction": of.direction,
        "phase": of.phase,
        "basis": of.basis,
    }
    known = list(holdings)
    found = newest(known, release=of.release, **earlier) or newest(known, **earlier)
    return of_holding(found, of.where) if found else None


def planned_for(of: Slice, holdings: Iterable[Holding]) -> Slice | None:
    """What was planned for the year of a slice of actuals: from its release, else the newest that holds a plan."""
    if of.phase != "executed":
        return None
    same = {name: getattr(of, name) for name in ("dataset", "fiscal_year", "direction", "basis")}
    known = [h for h in holdings if h.phase == "proposed"]
    found = newest(known, release=of.release, **same) or newest(known, **same)
    return of_holding(found, of.where) if found else None
