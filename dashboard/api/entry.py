"""One entry with its receipt, and the same line in every release that prints it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dashboard import store
from dashboard.api import params, site
from dashboard.api.caching import Fresh
from dashboard.api.exact import Exact
from dashboard.api.problem import Problem
from dashboard.api.rows import Amount, row
from dashboard.questions import receipt
from dashboard.slices import Slice

router = APIRouter()

Entry: Any = row(
    "Entry",
    "entry_line",
    without=("line", "path", "row"),
    file=(str, Field(description="Name of the spreadsheet.")),
    bytes=(int, Field(description="Size of the spreadsheet.")),
)


class SameLine(BaseModel):
    """The same figure as another release prints it, or this one."""

    model_config = ConfigDict(extra="forbid")

    release: str
    phase_published: str | None = Field(description="What the publisher calls it there.")
    amount: Amount
    printed: str
    entry_id: str
    receipt: str = Field(description="Address of its receipt.")


class Receipt(BaseModel):
    """An entry, whole."""

    model_config = ConfigDict(extra="forbid")

    entry: Entry
    same_line: list[SameLine] = Field(
        description="The same line, year, phase and basis in every release that prints it, this one included; oldest first."
    )
    page: str = Field(description="The receipt on the site.")


EntryId = Annotated[
    str,
    Path(
        max_length=64,
        pattern=r"^[0-9A-Za-z-]+$",
        description="Id of an entry, the same in every load: `entry_id` in every file.",
    ),
]


@router.get(
    "/receipt/{entry_id}",
    summary="One entry: file, sheet, cell, and what is printed there",
    response_model=Receipt,
)
def one_entry(request: Request, entry_id: EntryId, tags: Fresh, _: Annotated[params.Query, Query()]) -> Exact:
    """All columns of the entry, the file's name, size and SHA-256, and what other releases print on the same line."""
    say = site.speaker(request)
    found = store.ask(receipt.entry, entry_id).to_pylist()
    if not found:
        detail = say("The store has no entry “{entry}”. Ids are in the column entry_id of every file.", entry=entry_id)
        raise Problem("not-held", detail, parameter="entry_id", given=entry_id)
    whole = found[0]
    fixed = ("dataset", "release", "fiscal_year", "direction", "phase", "basis")
    of = Slice(**{c: whole[c] for c in fixed})
    same = store.ask(receipt.same_line, of, whole["line"], whole["lineage"]).to_pylist()
    told = Receipt(
        entry=Entry(**{k: v for k, v in whole.items() if k in Entry.model_fields}),
        same_line=[SameLine(**r, receipt=site.api(request, f"receipt/{r['entry_id']}")) for r in same],
        page=site.page(request, "receipt", jurisdiction=whole["jurisdiction"], entry=whole["entry_id"]),
    )
    return Exact(told, headers=tags)
