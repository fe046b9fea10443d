"""Where a name is found: organisations, programs, recipients and datasets, each with the address that leads on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dashboard import queries, store
from dashboard.api import params, site
from dashboard.api.caching import Fresh
from dashboard.api.exact import Exact
from dashboard.api.rows import Amount
from dashboard.questions import search
from dashboard.slices import Holding, Slice, newest, of_holding

router = APIRouter()
Row = Mapping[str, Any]


class Hit(BaseModel):
    """Something that answers to the name."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="In the language asked for.")
    jurisdiction: str | None
    amount: Amount | None = Field(None, description="Of the newest actual year that has it, in units of currency.")
    fiscal_year: int | None = Field(None, description="The year of the amount.")
    page: str = Field(description="Its page on the site.")
    slice: str | None = Field(None, description="Address of its sum; from there on, of its files.")


class Found(BaseModel):
    """What a name finds, best first."""

    model_config = ConfigDict(extra="forbid")

    q: str
    organisations: list[Hit] = Field(description="Under any name they ever had.")
    programs: list[Hit]
    recipients: list[Hit]
    datasets: list[Hit]


@router.get("/search", summary="Where a name is found", response_model=Found)
def find(request: Request, tags: Fresh, asked: Annotated[params.SearchQuery, Query()]) -> Exact:
    """Organisations, programs, recipients and datasets that answer to a name, each kind best first."""
    query, limit = search.sought(asked.q), asked.limit
    if not query:
        nothing = Found(q=asked.q, organisations=[], programs=[], recipients=[], datasets=[])
        return Exact(nothing, headers=tags)
    accounts = _accounts()
    known = store.ask(queries.datasets).to_pylist()
    names = search.listed({d["dataset"]: [n for n in (d["title"], d["title_fr"]) if n] for d in known})
    slices = tuple(accounts.values())
    named = _ask(search.organisations, query, limit, slices) if slices else []
    told = Found(
        q=asked.q,
        organisations=[_organisation(request, accounts, r) for r in named],
        programs=[_program(request, r) for r in _ask(search.programs, query, limit)],
        recipients=[_recipient(request, r) for r in _ask(search.recipients, query, limit)],
        datasets=[_dataset(request, known, r["key"]) for r in _ask(search.among, query, limit, names)],
    )
    return Exact(told, headers=tags)


def _ask(question: store.Question, query: str, limit: int, *more: object) -> list[dict[str, Any]]:
    """What is called so; if nothing is, what is called nearly so."""
    for near in (False, True):
        found: list[dict[str, Any]] = store.ask(question, query, near, limit, *more).to_pylist()
        if found:
            break
    return found


def _accounts() -> dict[str, Slice]:
    """Of each government the newest actual year of the accounts that go down furthest."""
    held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
    known = [d for d in store.ask(queries.datasets).to_pylist() if d["direction"] == "expenditure"]
    found = {}
    for d in sorted(known, key=lambda d: (len(d["hierarchy"]), d["dataset"])):
        mine = {"dataset": d["dataset"], "phase": "executed", "basis": d["basis"]}
        years = [h.fiscal_year for h in held if all(getattr(h, k) == v for k, v in mine.items())]
        if "administrative_1" in d["hierarchy"] and "recipient" not in d["hierarchy"] and years:
            holding = newest(held, fiscal_year=max(years), **mine)
            found[d["jurisdiction"]] = of_holding(holding) if holding else None
    return {place: of for place, of in found.items() if of}


def _sum(request: Request, of: Slice) -> str:
    return site.api(request, "slice", **of.to_params(), lang=site.speaker(request).code)


def _organisation(request: Request, accounts: Mapping[str, Slice], row: Row) -> Hit:
    place, has = row["jurisdiction"], row["amount"] is not None
    of = accounts[place].narrowed("lineage", row["lineage"]) if has else None
    return Hit(
        name=site.speaker(request).label(row["name_en"], row["name_fr"]),
        jurisdiction=place,
        amount=row["amount"],
        fiscal_year=of.fiscal_year if of else None,
        page=site.page(request, "ministry", lineage=row["lineage"], jurisdiction=place),
        slice=_sum(request, of) if of else None,
    )


def _program(request: Request, row: Row) -> Hit:
    fixed = ("dataset", "release", "fiscal_year", "direction", "phase", "basis")
    levels = tuple((c, row[c]) for c in ("administrative_1", "administrative_2") if row[c])
    of = Slice(**{c: row[c] for c in fixed}, where=levels)
    return Hit(
        name=site.speaker(request).label(row["administrative_2"], row["administrative_2_fr"]),
        jurisdiction=row["jurisdiction"],
        amount=row["amount"],
        fiscal_year=row["fiscal_year"],
        page=site.page(request, "receipt", jurisdiction=row["jurisdiction"], **of.to_params()),
        slice=_sum(request, of),
    )


def _recipient(request: Request, row: Row) -> Hit:
    asked = {c: str(row[c]) for c in ("dataset", "fiscal_year", "release", "phase", "recipient")}
    return Hit(
        name=row["recipient"],
        jurisdiction=row["jurisdiction"],
        amount=row["amount"],
        fiscal_year=row["fiscal_year"],
        page=site.page(request, "payments", recipient=row["recipient"], jurisdiction=row["jurisdiction"]),
        slice=site.api(request, "slice", **asked, lang=site.speaker(request).code),
    )


def _dataset(request: Request, known: list[dict[str, Any]], dataset: str) -> Hit:
    row = next(d for d in known if d["dataset"] == dataset)
    return Hit(
        name=site.speaker(request).label(row["title"], row["title_fr"]),
        jurisdiction=row["jurisdiction"],
        amount=None,
        fiscal_year=None,
        page=site.page(request, "data", id=dataset),
        slice=None,
    )
