"""What readers asked and proposed, with what was answered and how many support it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from dashboard.api import params, site
from dashboard.api.caching import tags
from dashboard.api.exact import Exact, written
from dashboard.api.params import Name, OneOf
from dashboard.api.problem import Problem
from dashboard.api.rows import Moment, Page
from dashboard.dialogue import keep, linked, posts

router = APIRouter()
_NOT_GIVEN: Any = None


class IdeasQuery(params.Window):
    """What the list of questions and ideas takes."""

    kind: Annotated[str, OneOf(posts.KINDS)] = Field(_NOT_GIVEN, description="Questions or ideas alone.")
    state: Annotated[str, OneOf(posts.SEEN)] = Field(_NOT_GIVEN, description="Those in this state.")
    jurisdiction: Name = Field(_NOT_GIVEN, description="Those about this government.", examples=["CA-ON"])
    order: Annotated[str, OneOf(("support", "newest"))] = Field("support", description="Most support first, or newest.")


class Idea(BaseModel):
    """A question or an idea, in the words of the reader who sent it: plain text, never markup."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: str = Field(description="`question` or `idea`.")
    state: str = Field(description="`published`, `answered` or `closed`.")
    lang: str = Field(description="The language that it is written in.")
    title: str
    text: str
    jurisdiction: str | None
    supports: int = Field(description="How many browsers support it.", ge=0)
    created: Moment
    published: Moment | None
    answered: Moment | None
    outcome: str | None = Field(
        description="What the answer comes to: `explained`, `under_way`, `done`, `not_planned`."
    )
    answer_en: str | None
    answer_fr: str | None
    reason_en: str | None = Field(description="Why it was closed.")
    reason_fr: str | None
    view: str | None = Field(description="Address of the view that it is about.")
    page: str = Field(description="Its place on the site.")


@router.get("/ideas.json", summary="Questions and ideas of readers", response_model=Page[Idea])
def ideas(request: Request, asked: Annotated[IdeasQuery, Query()]) -> Exact:
    """What moderators have published: the words, what they are about, how many support them, what was answered."""
    wanted = posts.Wanted(kind=asked.kind, state=asked.state, jurisdiction=asked.jurisdiction, order=asked.order)
    say = site.speaker(request)
    try:
        total = posts.count(wanted)
        rows = posts.listed(wanted, asked.limit, asked.offset)
    except keep.Unreachable as e:
        raise Problem(
            "no-store", say("Questions and ideas are not kept here, or their database does not answer.")
        ) from e
    found = [_whole(request, row) for row in rows]
    end = asked.offset + len(found)
    page: Page[Any] = Page(
        items=found,
        total=total,
        limit=asked.limit,
        offset=asked.offset,
        next=str(request.url.include_query_params(offset=end)) if found and end < total else None,
    )
    # A support changes the answer though the store stays: the tag is of what is answered.
    of = hashlib.sha256(written(page.model_dump()).encode()).hexdigest()
    address = f"{site.base(request)}{request.url.path}?{urlencode(sorted(request.query_params.multi_items()))}"
    return Exact(page, headers=tags(request, f"{address}#{of}"))


def _whole(request: Request, row: posts.Row) -> Idea:
    view = linked.read(row["view"] or "")
    lang = site.speaker(request).code
    address = view.address(lang).removeprefix("./") if view else None
    given = {name: row[name] for name in Idea.model_fields if name in row}
    return Idea(
        **{
            **given,
            "view": None if address is None else site.base(request) + address,
            "page": site.page(request, "ideas", post=row["id"]),
        }
    )
