"""A slice: its sum, and its entries as files."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from dashboard import exports, store
from dashboard.api import described, params, site
from dashboard.api.asked import filled, slice_of
from dashboard.api.caching import generation, tags
from dashboard.api.exact import Exact
from dashboard.api.params import FilteredQuery, SliceQuery
from dashboard.api.problem import Problem
from dashboard.api.shelf import Busy, Lease, files
from dashboard.exports.order import Order
from dashboard.i18n import Speaker
from dashboard.slices import Slice

router = APIRouter()

Asked = Annotated[FilteredQuery, Query()]
METADATA = "application/csvm+json"


def _canonical(request: Request, path: str, of: Slice, asked: SliceQuery) -> str:
    """The address with nothing left open: it names the release, and so stays with these figures."""
    more = {} if path == "slice" else {"receipts": str(asked.receipts).lower()}
    return site.api(request, path, **of.to_params(), lang=asked.lang, **more)


def _headers(request: Request, path: str, asked: SliceQuery, of: Slice) -> dict[str, str]:
    """Tag, canonical address and licence. Raises NotModified."""
    whole = _canonical(request, path, of, asked)
    links = []
    if path == "slice.csv":
        about = _canonical(request, "slice.csv-metadata.json", of, asked)
        links.append(f'<{about}>; rel="describedby"; type="{METADATA}"')
    if licence := described.licence_url(of):
        links.append(f'<{quote(licence, safe=":/?#[]@!$&()*+,;=%~")}>; rel="license"')
    found = {**tags(request, whole), "Content-Location": whole}
    return {**found, "Link": ", ".join(links)} if links else found


def _leased(say: Speaker, key: object, write: Callable[[Path], Any]) -> Lease[Any]:
    """A finished file. Raises Problem where it is too large, or too many are at work."""
    try:
        return files.take(key, write)
    except Busy as e:
        detail = say(
            "{n} files are being written already, which is as many as this server does at once. Ask again in a moment.",
            n=files.writers,
        )
        raise Problem("busy", detail) from e
    except exports.TooLarge as e:
        raise Problem("too-large", str(e)) from e


class Leased(FileResponse):
    """A file of the shelf, given back when it was sent, or when whoever wanted it went away."""

    lease: Lease[Any]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.lease.close()


def sent(lease: Lease[Any], file: Path, name: str, media_type: str, headers: dict[str, str]) -> Leased:
    """A leased file as an answer: to be saved, in parts too."""
    written = formatdate(store.current().changed / 1e9, usegmt=True)
    response = Leased(file, headers={**headers, "Last-Modified": written}, media_type=media_type, filename=name)
    response.lease = lease
    return response


@router.get("/slice", summary="What a slice comes to", response_model=described.Sum)
def total(request: Request, asked: Asked) -> Exact:
    """The sum, of how many entries, what it divides into, whose figures they are, and the addresses of its files."""
    say = site.speaker(request)
    of = slice_of(say, asked)
    headers = _headers(request, "slice", asked, of)
    return Exact(described.total(request, of, filled(say, of)), headers=headers)


def _order(request: Request, ending: str, asked: SliceQuery) -> tuple[Slice, Order, tuple[object, ...]]:
    say = site.speaker(request)
    of = slice_of(say, asked)
    order = Order(of, asked.lang, site.base(request), asked.receipts)
    return of, order, (generation(), order, ending)


def _file(ending: str) -> Callable[..., Response]:
    def file(request: Request, asked: Asked) -> Response:
        of, order, key = _order(request, ending, asked)
        headers = _headers(request, f"slice.{ending}", asked, of)
        say = site.speaker(request)
        filled(say, of)
        lease = _leased(say, key, lambda folder: exports.write(order, ending, folder))
        done = lease.what
        return sent(lease, done.file, done.name, done.media_type, headers)

    return file


for _ending, _format in exports.FORMATS.items():
    router.add_api_route(
        f"/slice.{_ending}",
        _file(_ending),
        methods=["GET"],
        response_class=Leased,
        name=f"slice_{re.sub('[^a-z]', '_', _ending)}",
        responses=described.file_responses(_format.media_type),
        summary=described.FILES[_ending][0],
        description=described.FILES[_ending][1],
    )


@router.get(
    "/slice.csv-metadata.json",
    summary="What the CSV of a slice says of itself",
    response_class=Response,
    responses=described.metadata_responses(METADATA),
)
def metadata(request: Request, asked: Asked) -> Response:
    """Columns with their meaning and type, source, licence, filters, control sum and checksum (W3C CSVW)."""
    of, order, key = _order(request, "csv", asked)
    headers = _headers(request, "slice.csv-metadata.json", asked, of)
    say = site.speaker(request)
    filled(say, of)
    with _leased(say, key, lambda folder: exports.write(order, "csv", folder)).reading() as done:
        return Response(exports.metadata(done), media_type=METADATA, headers=headers)


@router.get(
    "/bulk.zip",
    summary="The whole store",
    response_class=Leased,
    responses=described.file_responses("application/zip"),
)
def bulk(request: Request, asked: Annotated[params.Query, Query()]) -> Response:
    """Every table as Parquet with its dictionary, all datasets, all releases."""
    base = site.base(request)
    headers = tags(request, site.api(request, "bulk.zip", lang=asked.lang))
    lease = _leased(site.speaker(request), (generation(), base, "bulk"), lambda folder: exports.bulk(folder, base))
    return sent(lease, lease.what, lease.what.name, "application/zip", headers)
