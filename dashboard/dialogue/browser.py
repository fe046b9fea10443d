"""The browser's number as a cookie: `POST /browser` sets it where a browser has none, when it first supports something.

A script of Streamlit's cannot set a cookie. So the page is given the number that its visit goes by, `static/reader.js`
brings it here, and the answer sets it. A browser that has a number already keeps it, and what was supported under the
other becomes its own.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.dialogue import keep, limit, supports

COOKIE = "purse_browser"
PATH = "/browser"
_LENGTH = 32


async def remember(request: Request) -> Response:
    """204 once the browser has the number; 400, 403, 429 or 503 where it does not get one."""
    if not _of_this_site(request):
        return Response(status_code=403)
    given = await _body(request)
    if not supports.TOKEN.fullmatch(given):
        return Response(status_code=400)
    if not limit.passes("browser", address=request.client.host if request.client else ""):
        return Response(status_code=429, headers={"Retry-After": "600"})
    kept = request.cookies.get(COOKIE, "")
    if supports.TOKEN.fullmatch(kept):
        try:
            await run_in_threadpool(supports.unite, given, kept)
        except keep.Unreachable:
            return Response(status_code=503)
        return Response(status_code=204)
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    answer.set_cookie(
        COOKIE,
        given,
        max_age=supports.COOKIE_DAYS * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


def route() -> Route:
    """The address of the number, for the server."""
    return Route(PATH, remember, methods=["POST"])


def _of_this_site(request: Request) -> bool:
    """Whether a page of this site asks: another's must not give its readers numbers here."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "–")


async def _body(request: Request) -> str:
    found = b""
    async for part in request.stream():
        found += part
        if len(found) > _LENGTH:
            return ""
    return found.decode("latin-1")
