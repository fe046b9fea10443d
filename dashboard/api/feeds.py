"""The feeds, as Atom: one address each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dashboard import queries, store
from dashboard.api import params, site
from dashboard.api.caching import tags
from dashboard.api.problem import Problem
from dashboard.api.promised import known_place, readable
from dashboard.commitments.standing import today
from dashboard.dialogue import keep
from dashboard.feeds import FEEDS, atom
from dashboard.feeds.entry import Asked, Feed
from dashboard.i18n import Speaker, together
from dashboard.places import place_name

router = APIRouter()


def title(say: Speaker, feed: Feed, jurisdiction: str | None) -> str:
    """What a feed is called: site, subject and government."""
    return together(" – ", ("Public Purse", feed.title(say), place_name(say, jurisdiction) if jurisdiction else ""))


def _served(feed: Feed) -> Callable[..., Response]:
    def answer(request: Request, asked: Annotated[params.PlaceQuery, Query()]) -> Response:
        say, place = site.speaker(request), known_place(request, asked.jurisdiction)
        wanted = Asked(say, place, today())
        readable(request)
        chosen = {"lang": say.code, **({"jurisdiction": place} if place else {})}
        own = site.api(request, f"feeds/{feed.name}.atom", **chosen)
        try:
            headers = tags(request, f"{own}\n{feed.state(wanted)}")
            entries = list(feed.entries(wanted))
        except keep.Unreachable as e:
            detail = say("Questions and ideas are not kept here, or their database does not answer.")
            raise Problem("no-store", detail) from e
        name = title(say, feed, place)
        written = atom.written(feed, wanted, entries, name, site=site.base(request), own=own, empty_at=_built())
        return Response(written, media_type=f"{atom.MEDIA_TYPE}; charset=utf-8", headers=headers)

    return answer


def _built() -> datetime:
    found: datetime = store.ask(queries.built).to_pylist()[0]["built_at"]
    return found.replace(tzinfo=UTC, microsecond=0)


for _name, _feed in FEEDS.items():
    router.add_api_route(
        f"/feeds/{_name}.atom",
        _served(_feed),
        methods=["GET"],
        response_class=Response,
        name=f"feed_{_name}",
        responses={
            200: {"description": "Atom (RFC 4287).", "content": {atom.MEDIA_TYPE: {"schema": {"type": "string"}}}}
        },
        summary=_feed.title(Speaker("en")),
        description=_feed.about(Speaker("en")),
    )
