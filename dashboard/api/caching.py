"""What a client may keep, and how it asks whether that still holds: nothing is worked out for what it has already."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends
from starlette.requests import Request

from dashboard import store
from dashboard.api import site


class NotModified(Exception):
    """The client has it: `headers` are those that its copy came with."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__()
        self.headers = headers


def _version() -> str:
    try:
        return version("public-purse")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return ""


_OURS = _version()


def generation() -> str:
    """What tells this state of the store from every other. Raises store.NoStore."""
    return "-".join(map(str, store.current()))


def tags(request: Request, canonical: str) -> dict[str, str]:
    """The headers of an answer that is the same for the same store and canonical address.

    Raises NotModified if the client has it. A new store can change any answer, so a copy is asked about each time.
    """
    of = hashlib.sha256("\n".join((_OURS, generation(), canonical)).encode()).hexdigest()[:32]
    # What is compressed on its way has other bytes, so it has another tag.
    packed = "-gzip" if "gzip" in request.headers.get("accept-encoding", "") else ""
    # A citation names the day, so a file of yesterday cannot be continued with one of today (If-Range), though it
    # still holds (If-None-Match): the day is a part of the tag that is not compared.
    today = datetime.now(UTC).strftime("%Y%m%d")
    headers = {"ETag": f'"{of}{packed}.{today}"', "Cache-Control": "public, no-cache"}
    for tag in re.findall(r'"([^"]*)"', request.headers.get("if-none-match", "")):
        if tag.rpartition(".")[0] == of + packed:
            raise NotModified({**headers, "ETag": f'"{tag}"'})
    return headers


def fresh(request: Request) -> dict[str, str]:
    """A dependency: the tags of an answer that is named by its own address. Raises NotModified."""
    params = urlencode(sorted(request.query_params.multi_items()))
    return tags(request, f"{site.base(request)}{request.url.path}?{params}")


Fresh = Annotated[dict[str, str], Depends(fresh)]
