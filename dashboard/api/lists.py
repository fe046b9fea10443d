"""What the store holds, as lists: datasets, releases, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dashboard import queries, store
from dashboard.api import params, site
from dashboard.api.asked import no_dataset
from dashboard.api.caching import Fresh
from dashboard.api.exact import Exact
from dashboard.api.rows import Page, row
from dashboard.questions import ledger, receipt

router = APIRouter()


class Holding(BaseModel):
    """What a release of a dataset holds for one year, phase, basis and direction: what a slice can be cut from."""

    model_config = ConfigDict(extra="forbid")

    release: str
    fiscal_year: int
    direction: str
    phase: str
    basis: str
    entries: int


File = row("File", "release_file", without=("dataset", "release"))
Dataset: Any = row(
    "Dataset",
    "dataset",
    without=("source_file", "fingerprint"),
    holdings=(list[Holding], Field(description="What there is of it, by release and year.")),
    page=(str, Field(description="Its place on the site.")),
)
Release: Any = row(
    "Release",
    "release",
    files=(list[File], Field(description="The spreadsheets that it was read from.")),  # type: ignore[valid-type]
)
Check: Any = row("Check", "check_result")


@router.get("/datasets", summary="Every dataset, and what the store holds of it", response_model=Page[Dataset])
def datasets(request: Request, tags: Fresh, asked: Annotated[params.DatasetsQuery, Query()]) -> Exact:
    """Source, terms, levels to go down by, and each release, year, phase and basis that a slice can be cut from."""
    held = store.ask(queries.holdings).to_pylist()

    def whole(found: Mapping[str, Any]) -> dict[str, Any]:
        name = found["dataset"]
        mine = [{k: h[k] for k in Holding.model_fields} for h in held if h["dataset"] == name]
        return {**found, "holdings": mine, "page": site.page(request, "data", id=name)}

    return _page(request, tags, asked, _of_dataset(request, store.ask(queries.datasets), asked.dataset), Dataset, whole)


@router.get("/releases", summary="Every release, with its files", response_model=Page[Release])
def releases(request: Request, tags: Fresh, asked: Annotated[params.ReleasesQuery, Query()]) -> Exact:
    """Newest first within a dataset: when it was published, from which files, with how many rows and entries."""
    files = store.ask(receipt.files).to_pylist()

    def whole(found: Mapping[str, Any]) -> dict[str, Any]:
        key = (found["dataset"], found["release"])
        mine = [{k: f[k] for k in File.model_fields} for f in files if (f["dataset"], f["release"]) == key]
        return {**found, "files": mine}

    return _page(request, tags, asked, _of_dataset(request, store.ask(queries.releases), asked.dataset), Release, whole)


@router.get("/checks", summary="The ledger: every figure that a load had to meet", response_model=Page[Check])
def checks(request: Request, tags: Fresh, asked: Annotated[params.ChecksQuery, Query()]) -> Exact:
    """Control totals, subtotals, row counts and the rest: what was expected, what was found, and the verdict."""
    _of_dataset(request, store.ask(queries.datasets), asked.dataset)
    # Without limit and offset, so that a list that is read page by page is asked for once.
    found = store.ask(ledger.checks, asked.dataset, asked.release, asked.check_kind, asked.verdict)
    return _page(request, tags, asked, found, Check, dict)


def _of_dataset(request: Request, rows: pa.Table, dataset: str | None) -> pa.Table:
    """The rows of a dataset, or all where none is named. Raises Problem for one that the store does not have."""
    if dataset is None:
        return rows
    known = store.ask(queries.datasets)["dataset"].to_pylist()
    if dataset not in known:
        raise no_dataset(site.speaker(request), dataset, known)
    at = [i for i, name in enumerate(rows["dataset"].to_pylist()) if name == dataset]
    return rows.take(pa.array(at, pa.int64()))


def _page(
    request: Request,
    tags: dict[str, str],
    asked: params.Window,
    rows: pa.Table,
    model: type[BaseModel],
    whole: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> Exact:
    """The part of the rows that was asked for, each made whole, with the address of what follows."""
    found = [whole(r) for r in rows.slice(asked.offset, asked.limit).to_pylist()]
    end = asked.offset + len(found)
    more = found and end < rows.num_rows
    page: Page[Any] = Page(
        items=[model(**{k: v for k, v in r.items() if k in model.model_fields}) for r in found],
        total=rows.num_rows,
        limit=asked.limit,
        offset=asked.offset,
        next=str(request.url.include_query_params(offset=end)) if more else None,
    )
    return Exact(page, headers=tags)
