"""Every question of `dashboard/queries.py` and `dashboard/questions/`, found by itself, with arguments for the bundled accounts."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import ibis.expr.types as ir

from dashboard import queries, questions, store
from dashboard.queries import entries
from dashboard.questions import search
from dashboard.slices import Slice
from dashboard.store import Question

_ONTARIO = Slice("ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation")
_ONTARIO_BEFORE = Slice("ontario/ministry-statements", "2023-24", 2024, "expenditure", "executed", "appropriation")
_HEALTH = _ONTARIO.narrowed("administrative_1", "Health")
_CANADA = Slice("canada/program-spending", "2024-25", 2025, "expenditure", "executed", "appropriation")
_CANADA_PLAN = Slice("canada/program-spending", "2024-25", 2025, "expenditure", "proposed", "appropriation")
_CANADA_BEFORE = Slice("canada/program-spending", "2024-25", 2024, "expenditure", "executed", "appropriation")
_PAYMENTS = Slice("ontario/payments", "2023-24", 2024, "expenditure", "executed", "payments")
_REVENUE = Slice("ontario/revenue-by-source", "2023-24", 2024, "revenue", "executed", "consolidated")
_ESTIMATES = Slice("ontario/estimates", "2017-18", 2017, "expenditure", "proposed", "appropriation")
_ESTIMATES_FIRST = Slice("ontario/estimates", "2016-17", 2017, "expenditure", "proposed", "appropriation")
_ESTIMATES_ACTUAL = Slice("ontario/estimates", "2018-19", 2017, "expenditure", "executed", "appropriation")

Scene = Mapping[str, Any]
OF_LARGEST = "of the scene's largest entry"


def _pair(now: Slice, before: Slice, column: str, second: str, **more: Any) -> dict[str, Any]:
    """What one asks of two slices."""
    of = {name: getattr(now, name) for name in ("dataset", "direction", "phase", "basis", "fiscal_year")}
    both = {"of": now, "a": now, "b": before, "before": before, "after": now, "plan": before, "actual": now}
    names = {"column": column, "first": column, "second": second, "columns": (column, second)}
    given = {"beside": None, "same": (), "by_lineage": True, "within": None, "keys": (), "where": now.where}
    return {**_SHARED, **of, **both, **names, **given, **more}


_SHARED: dict[str, Any] = {
    "jurisdiction": "CA-ON",
    "limit": 40,
    "offset": 0,
    "ranks": (1, 10, 100),
    "least": Decimal(1_000_000),
    "amount": Decimal("5000000.50"),
    "words": (("hospital",),),
    "word": "helth",
    "recipient": "",
    "editions": ((2024, "2023-24"),),
    "lineages": ("CA-ON/health", "CA-ON/education"),
    "state": "restated",
    "near": False,
    "accounts": (_ONTARIO, _CANADA),
    "names": search.listed({"d:1": ["Ministry statements", "États des ministères"], "d:2": ["Health\nspending"]}),
    "query": "health",
    "series": "Population, Ontario, 1 July",
    "name": "Population, Ontario, 1 July",
    "lineage": "CA-ON/health",
    "purpose": "Health",
    "release": None,
    "verdict": None,
    "entry_id": OF_LARGEST,
    "line": OF_LARGEST,
    "kind": "control total",
}

SCENES: Mapping[str, Scene] = {
    "ministries": _pair(_ONTARIO, _ONTARIO_BEFORE, "administrative_1", "economic_1", keys=("Health", "Education")),
    "one ministry": _pair(_HEALTH, _ONTARIO_BEFORE, "administrative_2", "economic_1", same=(("Other", "Others"),)),
    "federal": _pair(
        _CANADA, _CANADA_PLAN, "administrative_1", "administrative_2",
        jurisdiction="CA", beside=_CANADA_BEFORE, kind="required label", query="sante", recipient=None,
    ),
    "payments": _pair(
        _PAYMENTS, _PAYMENTS.narrowed("administrative_1", "Health"), "administrative_1", "recipient",
        recipient="University Health Network", query="university",
    ),
    "paid by a ministry": _pair(
        _PAYMENTS.narrowed("administrative_1", "Health"), _PAYMENTS, "economic_1", "recipient", words=(), least=Decimal(0)
    ),
    "revenue": _pair(_REVENUE, _REVENUE, "economic_1", "economic_2", kind="row count", name="none", near=True),
    "restated": _pair(
        _ESTIMATES, _ESTIMATES_FIRST, "administrative_1", "category",
        kind="printed subtotal", query="educaton colleges", near=True, within=("administrative_1", "Education"),
    ),
    "plan": _pair(
        _ESTIMATES_ACTUAL, _ESTIMATES, "administrative_2", "category",
        beside=_ESTIMATES_FIRST, state="new", query="univercity", near=True, within=("lineage", "CA-ON/education"),
    ),
    "by purpose": _pair(
        _ONTARIO.narrowed("functional_1", "Health"), _CANADA.narrowed("functional_1", "Health"), "functional_1", "economic_1",
        query="éducation", state="vanished",
    ),
}  # fmt: skip

# Where a name means something else in one question, or a scene does not suit it.
_OWN: Mapping[str, Mapping[str, Mapping[str, Any] | None]] = {
    "queries.whole_dataset": {
        **dict.fromkeys(SCENES),
        "ministries": {"kind": "entries"},
        "revenue": {"dataset": "reference/series", "kind": "series"},
        "federal": {"dataset": "reference/cofog", "kind": "codelist"},
    },
    "queries.values_of": {"revenue": {"dataset": "reference/series", "before": "2025-10", "after": "2025-10"}},
    "compare.parts": {"by purpose": None},
    "compare.paired": {"by purpose": None},
    "overview.largest": {"by purpose": None},
    "overview.movers": {
        "payments": {"columns": ("administrative_1", "economic_1")},
        "paid by a ministry": {"columns": ("economic_1",)},
        "by purpose": None,
    },
    "payments.written_alike": {"federal": None, "payments": {"recipient": "La Cite Collegiale"}},
    "receipt.same_line": {"paid by a ministry": None},
    "share.lines": {"by purpose": None},
    "trends.parts": {"by purpose": None},
    "trends.points": {
        "by purpose": None,
        "revenue": {"keys": ("Taxation",)},
        "ministries": {"keys": ("CA-ON/health",)},
    },
}


@dataclass(frozen=True)
class Asked:
    """A question with the arguments of a scene."""

    question: Question
    args: tuple[object, ...]
    name: str
    scene: str

    def expression(self) -> ir.Table:
        return self.question(*self.known())

    def known(self) -> tuple[object, ...]:
        """The arguments, those that only the store knows among them."""
        if OF_LARGEST not in self.args:
            return self.args
        names = list(inspect.signature(self.question).parameters)
        largest = store.ask(_largest, SCENES[self.scene]["of"]).to_pylist()[0]
        at = {n: largest[n] for n in names if n in largest}
        return tuple(at.get(n, v) for n, v in zip(names, self.args, strict=True))

    def __str__(self) -> str:
        return f"{self.name}, {self.scene}"


def _largest(of: Slice) -> ir.Table:
    rows = entries(of)
    return rows.order_by(rows.amount.desc(), rows.entry_id).select("entry_id", "line", "lineage").limit(1)


def found() -> Iterator[tuple[str, Question]]:
    """Every public function that gives a question of its arguments alone: its name, and it."""
    modules = [
        importlib.import_module(f"{questions.__name__}.{m.name}") for m in pkgutil.iter_modules(questions.__path__)
    ]
    for module in (queries, *modules):
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                signature = inspect.signature(function)
                takes = [str(p.annotation) for p in signature.parameters.values()]
                if signature.return_annotation == "ir.Table" and not any("ir." in t for t in takes):
                    yield f"{module.__name__.rpartition('.')[2]}.{name}", function


@cache
def asked() -> list[Asked]:
    """Each question in each scene, once for the same arguments. Raises KeyError where a parameter has no value here."""
    every: dict[tuple[object, ...], Asked] = {}
    for name, question in found():
        for scene in SCENES:
            if _OWN.get(name, {}).get(scene, {}) is None:
                continue
            one = Asked(question, tuple(_arguments(name, question, scene)), name, scene)
            every.setdefault((question, one.args), one)
    return list(every.values())


def _arguments(name: str, question: Question, scene: str) -> Iterator[object]:
    own, known = _OWN.get(name, {}).get(scene) or {}, SCENES[scene]
    for parameter in inspect.signature(question).parameters.values():
        value = own.get(parameter.name, known.get(parameter.name, KeyError))
        if value is KeyError:
            raise KeyError(f"{name}: say in {__name__} what {parameter.name!r} is to be")
        # Some questions name a release where others have a slice.
        yield value.release if isinstance(value, Slice) and parameter.annotation == "str" else value
