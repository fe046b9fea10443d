"""The rules by which the Open Data Charter's principles are measured: what each looks at, what it finds, the points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from dashboard.catalogue import dates
from dashboard.catalogue.known import Known

Row = Mapping[str, Any]
PRINCIPLES = ("open", "timely", "accessible", "comparable", "governance", "inclusive")
OPEN_LICENCES = (
    "https://open.canada.ca/en/open-government-licence-canada",
    "https://www.ontario.ca/page/open-government-licence-ontario",
    "https://open.toronto.ca/open-data-license/",
    "https://opendatacommons.org/licenses/pddl/",
    "https://www.statcan.gc.ca/en/reference/licence",
)
"""Licences that let anyone use, change and pass on the data for any purpose."""
STRUCTURED = frozenset(["CSV", "JSON", "XML", "ODS", "Parquet"])
SPREADSHEETS = frozenset(["XLSX", "XLS", "XLSB"])
PLANS = frozenset(["proposed", "approved", "adjusted"])
_PROMPT, _LATE = 180, 365
_MOST, _HALF, _ALL = Decimal("0.9"), Decimal("0.5"), Decimal("0.99")


@dataclass(frozen=True)
class Facts:
    """What the rules look at, of one loaded dataset.

    Attributes:
        held: rows of `queries.holdings`.
        classified: the row of `questions.classified`; None where it holds no entries.
        totals: the row of `questions.totals`; empty where no total is printed.
        others: holdings of other datasets of its government on its basis.
        population: whether the residents of its government are counted in the store.
    """

    of: Known
    dataset: Row
    held: Sequence[Row]
    classified: Row | None
    totals: Row
    others: Sequence[Row]
    population: bool


class Found(NamedTuple):
    """What a rule has found: a value (days, a share, a count, a word), and points; None: not measured."""

    value: int | Decimal | str | None
    points: int | None


NOT_KNOWN = Found(None, None)


class Rule(NamedTuple):
    """One rule: its name, its principle, the most points, and how it is measured."""

    name: str
    principle: str
    of: int
    measure: Callable[[Facts], Found]


def _is(met: bool, points: int = 1) -> Found:
    return Found("yes" if met else "no", points if met else 0)


def _access(f: Facts) -> Found:
    if f.of.access is None:
        return NOT_KNOWN
    return Found(f.of.access, {"open": 2, "being_opened": 1}.get(f.of.access, 0))


def _licence_stated(f: Facts) -> Found:
    return _is(bool(f.of.licence.en or f.of.licence.fr) and bool(f.of.licence_url))


def _landing(f: Facts) -> Found:
    return _is(bool(f.of.page))


def main_phase(f: Facts) -> str:
    """The phase that most of its entries are in."""
    counted: dict[str, int] = {}
    for h in f.held:
        counted[h["phase"]] = counted.get(h["phase"], 0) + h["entries"]
    return max(counted, key=lambda phase: (counted[phase], phase))


def days(f: Facts) -> int | None:
    """Days from the year to the publication, at most: from its last day, or for a plan from its first. None where no
    day of publication is known.

    The year is the newest that the newest release holds in the dataset's main phase. A date of which only the year is
    known counts as its last day.
    """
    dated = [r for r in f.of.releases if r["published"]]
    if not f.held or not dated:
        return None
    release, phase = max(dated, key=lambda r: str(r["release"])), main_phase(f)
    years = [h["fiscal_year"] for h in f.held if (h["release"], h["phase"]) == (release["release"], phase)]
    if not years:
        return None
    first, last = dates.fiscal_year(f.of.jurisdiction, max(years))
    return (dates.span(release["published"])[1] - (first if phase in PLANS else last)).days


def _timely(f: Facts) -> Found:
    n = days(f)
    return NOT_KNOWN if n is None else Found(n, 2 if n <= _PROMPT else 1 if n <= _LATE else 0)


def _current(f: Facts) -> Found:
    return NOT_KNOWN if f.of.next_expected is None else _is(f.of.overdue_since is None)


def _totals(f: Facts) -> Found:
    met, missed = f.totals.get("met", 0), f.totals.get("missed", 0)
    return Found(met, 2 if met and not missed else 0)


def _years(f: Facts) -> Found:
    n = len({h["fiscal_year"] for h in f.held if h["phase"] == "executed"})
    return Found(n, 1 if n >= 5 else 0)


def _machine(f: Facts) -> Found:
    formats = set(f.of.formats)
    if not formats:
        return NOT_KNOWN
    return Found(", ".join(f.of.formats), 2 if formats & STRUCTURED else 1 if formats & SPREADSHEETS else 0)


def _licence_open(f: Facts) -> Found:
    return _is(f.of.licence_url in OPEN_LICENCES, 2)


def _languages(f: Facts) -> Found:
    return _is(set(f.of.languages) >= {"en", "fr"}) if f.of.languages else NOT_KNOWN


def _share(f: Facts, column: str, steps: Sequence[tuple[Decimal, int]]) -> Found:
    if not f.classified or not f.classified["named"]:
        return NOT_KNOWN
    share = Decimal(f.classified[column]) / Decimal(f.classified["entries"])
    return Found(share.quantize(Decimal("0.0001")), next((p for least, p in steps if share >= least), 0))


def _organisations(f: Facts) -> Found:
    return _share(f, "resolved", [(_ALL, 1)])


def _coded(f: Facts) -> Found:
    return _share(f, "coded", [(_MOST, 1)])


def _cofog(f: Facts) -> Found:
    return _share(f, "purpose", [(_MOST, 2), (_HALF, 1)])


def _plan(f: Facts) -> Found:
    own = {h["phase"] for h in f.held}
    elsewhere = {h["phase"] for h in f.others}
    if "executed" in own and own & PLANS:
        return Found("own", 2)
    return Found("other", 1) if "executed" in own | elsewhere and (own | elsewhere) & PLANS else Found("no", 0)


def _releases(f: Facts) -> Found:
    n = len(f.of.releases)
    return Found(n, 1 if n >= 2 else 0)


def _depth(f: Facts) -> Found:
    n = len(f.dataset["hierarchy"])
    return Found(n, 1 if n >= 3 else 0)


def _api(f: Facts) -> Found:
    return _is(bool(f.of.api.en or f.of.api.fr))


def _person(f: Facts) -> Found:
    return _is(f.population)


def _explained(f: Facts) -> Found:
    return _is(bool(f.of.description.en and f.of.description.fr))


OF_ALL = (
    Rule("access", "open", 2, _access),
    Rule("licence-stated", "open", 1, _licence_stated),
    Rule("landing-page", "open", 1, _landing),
    Rule("current", "timely", 1, _current),
    Rule("machine-readable", "accessible", 2, _machine),
    Rule("licence-open", "accessible", 2, _licence_open),
    Rule("languages", "accessible", 1, _languages),
    Rule("releases", "governance", 1, _releases),
    Rule("api", "inclusive", 1, _api),
    Rule("explained", "inclusive", 1, _explained),
)
"""Rules for whatever is loaded."""
OF_ACCOUNTS = (
    Rule("timely", "timely", 2, _timely),
    Rule("totals", "timely", 2, _totals),
    Rule("years", "timely", 1, _years),
    Rule("organisations", "comparable", 1, _organisations),
    Rule("coded", "comparable", 1, _coded),
    Rule("cofog", "comparable", 2, _cofog),
    Rule("plan-and-actual", "governance", 2, _plan),
    Rule("depth", "governance", 1, _depth),
    Rule("per-person", "inclusive", 1, _person),
)
"""Rules for accounts alone: a price index or a list of codes has no fiscal year to report on, and nothing to plan."""
RULES = tuple(sorted((*OF_ALL, *OF_ACCOUNTS), key=lambda r: PRINCIPLES.index(r.principle)))
