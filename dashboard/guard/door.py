"""Who is let in: requests to a name of this site, streams from its own pages, and as many as there is room for."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.bounds import Bounds
from dashboard.document import asked_for
from dashboard.guard import client, metrics
from dashboard.guard.kinds import kind
from dashboard.i18n import Speaker

LOCAL = ("localhost", "127.0.0.1", "[::1]")
"""Names that only this machine goes by. They are always let in: a health check asks by them."""
STREAM = "/_stcore/stream"
_SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file", "/_stcore/script-health-check")
"""Streamlit's own addresses that no page of ours needs."""
_HOST = re.compile(r"([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])\.?(:\d{1,5})?")
_LONGEST = 16_384  # of an address with its query; a link to a view has a few hundred characters
_AGAIN = 60  # seconds


def host_name(header: str) -> str:
    """The name in a Host header, without port; empty where it is none."""
    found = _HOST.fullmatch(header.lower())
    return found[1].rstrip(".") if found else ""


class Door:
    """Middleware, before all others but what notes and counts."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], bounds: Bounds) -> None:
        self._app = app
        self._hosts = frozenset({*LOCAL, *(h.lower().rstrip(".") for h in hosts)})
        self._bounds = bounds
        self._open: Counter[str | None] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        elif scope["type"] == "http" and (refusal := self._refusal(scope)):
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if host_name(Headers(scope=scope).get("host", "")) not in self._hosts:
            metrics.refused("host")
            return PlainTextResponse("This server does not go by the name that it was asked by.\n", 421)
        if len(scope.get("query_string", b"")) + len(path) > _LONGEST:
            metrics.refused("length")
            return _told(scope, 414)
        if path.startswith(_SHUT):
            metrics.refused("shut")
            return PlainTextResponse("There is nothing at this address.\n", 404)
        if kind(path) == "page" and scope["method"] == "GET" and self._full(client.mark(scope)):
            metrics.refused("sessions")
            return _told(scope, 503)
        return None

    def _full(self, who: str | None, spare: int = 0) -> bool:
        """Whether there is no room for one more page of this client. None is not bounded by itself."""
        mine = who is not None and self._open[who] >= self._bounds.sessions_per_client + spare
        return mine or self._open.total() >= self._bounds.sessions + spare

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Only from our own pages: a browser always says where a page is from, and other sites must not open one."""
        headers, who = Headers(scope=scope), client.mark(scope)
        host = headers.get("host", "")
        if reason := self._not_ours(scope["path"], host, headers.get("origin", "")):
            metrics.refused(reason)
            await _deny(receive, send)
            return
        # A page that was let in a moment ago still gets its stream.
        if self._full(who, spare=1 + self._bounds.sessions // 20):
            metrics.refused("sessions")
            await _deny(receive, send)
            return
        self._open[who] += 1
        metrics.sessions(self._open.total())
        try:
            await self._app(scope, receive, send)
        finally:
            self._open[who] -= 1
            self._open += Counter()  # forgets who has none left
            metrics.sessions(self._open.total())

    def _not_ours(self, path: str, host: str, origin: str) -> str:
        """Why a stream is refused: host, origin or shut; empty where it is not."""
        if host_name(host) not in self._hosts:
            return "host"
        if path != STREAM:
            return "shut"
        parts = urlsplit(origin)
        return "" if parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() else "origin"


async def _deny(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008})  # before it was accepted: 403


def _told(scope: Scope, status: int) -> Response:
    """A page of one sentence, without scripts, in the language asked for."""
    say = Speaker(asked_for(scope))
    sentences = {
        414: say("This address is too long. A link to a view of this site has a few hundred characters: was it cut, or joined to another?"),
        503: say("As many pages of this site are open as it has room for. Please try again in a minute."),
    }  # fmt: skip
    headers = {"Retry-After": str(_AGAIN)} if status == 503 else {}
    text = html.escape(sentences[status])
    page = (
        f'<!doctype html><html lang="{say.code}"><head><meta charset="utf-8"><title>Public Purse</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f'<body style="font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">'
        f"<h1>Public Purse</h1><p>{text}</p></body></html>\n"
    )
    return HTMLResponse(page, status, {**headers, "Cache-Control": "no-store"})
