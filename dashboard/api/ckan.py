"""The catalogue in the form of CKAN's action API, for programs that read CKAN. Problems are told as everywhere here."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dashboard import queries, store
from dashboard.api import params, site
from dashboard.api.catalogue import Fresh
from dashboard.api.exact import Exact
from dashboard.api.problem import Problem
from dashboard.catalogue import ckan, find, known
from dashboard.catalogue.known import Known

router = APIRouter(prefix="/3/action")
Result = TypeVar("Result")


class Answer(BaseModel, Generic[Result]):
    """CKAN's envelope."""

    model_config = ConfigDict(extra="forbid")

    help: str = Field(description="Where the address is explained.")
    success: bool = Field(description="Always true: what fails is a problem, with its own status.")
    result: Result


class Organization(BaseModel):
    """Who publishes it."""

    model_config = ConfigDict(extra="forbid")

    name: str
    title: str


class Resource(BaseModel):
    """Where it can be had: at its publisher's, or as a file here."""

    model_config = ConfigDict(extra="forbid")

    id: str
    package_id: str
    name: str
    url: str
    format: str


class Package(BaseModel):
    """A dataset: CKAN's fields, and those of an Ontario inventory."""

    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    title: str
    notes: str | None
    url: str | None = Field(description="The publisher's page.")
    type: str
    state: str
    private: bool
    isopen: bool | None = Field(description="null: its access level is not stated.")
    license_title: str | None
    license_url: str | None
    organization: Organization | None
    access_level: str | None = Field(description="open, being_opened, under_review, restricted; null: not stated.")
    exemption: str | None
    exemption_rationale: str | None
    update_frequency: str | None
    jurisdiction: str | None
    data_range_start: str | None = Field(description="A fiscal year (2015-16) or a calendar year (2015).")
    data_range_end: str | None
    metadata_modified: str | None = Field(description="When the newest release known was published.")
    next_expected: str | None
    overdue_since: str | None
    loaded: str = Field(description="loaded, described or known.")
    num_resources: int
    resources: list[Resource]


class FoundPackages(BaseModel):
    """What a search finds."""

    model_config = ConfigDict(extra="forbid")

    count: int
    results: list[Package]


@router.get("/package_list", summary="Names of all datasets (CKAN)", response_model=Answer[list[str]])
def package_list(request: Request, tags: Fresh, asked: Annotated[params.PackagesQuery, Query()]) -> Exact:
    """The names by which `package_show` knows them."""
    names = [ckan.name(k) for k in known.everything()]
    return _answer(request, tags, list[str], names[asked.offset : asked.offset + asked.limit])


@router.get("/package_show", summary="One dataset (CKAN)", response_model=Answer[Package])
def package_show(request: Request, tags: Fresh, asked: Annotated[params.PackageQuery, Query()]) -> Exact:
    """By its id or its name, with where it can be had."""
    every = known.everything()
    found = next((k for k in every if asked.id in (k.id, ckan.name(k))), None)
    if found is None:
        detail = site.speaker(request)("The catalogue has no dataset “{name}”.", name=asked.id)
        raise Problem("not-held", detail, parameter="id", given=asked.id, allowed=[ckan.name(k) for k in every])
    return _answer(request, tags, Package, _package(request, found))


@router.get("/package_search", summary="The catalogue, searched (CKAN)", response_model=Answer[FoundPackages])
def package_search(request: Request, tags: Fresh, asked: Annotated[params.PackageSearchQuery, Query()]) -> Exact:
    """All datasets that answer; `fq` narrows by access level, government or state."""
    filters = dict(part.split(":", 1) for part in asked.fq.split())
    wanted = find.Asked(
        "" if asked.q == "*:*" else asked.q,
        access=filters.get("access_level", ""),
        jurisdiction=filters.get("jurisdiction", ""),
        state=filters.get("state", ""),
    )
    rows = find.found(known.everything(), wanted)
    results = [_package(request, k) for k in rows[asked.start : asked.start + asked.rows]]
    return _answer(request, tags, FoundPackages, FoundPackages(count=len(rows), results=results))


def _package(request: Request, of: Known) -> Package:
    held = store.ask(queries.holdings).to_pylist()
    return Package(**ckan.package(site.speaker(request), of, held, site.base(request)))


def _answer(request: Request, tags: dict[str, str], of: Any, result: Any) -> Exact:
    about = site.api(request) + "#addresses"
    return Exact(Answer[of](help=about, success=True, result=result), headers=tags)
