"""What an operator can measure: counts and times by kind of address, never by what was asked."""

from __future__ import annotations

import time

from prometheus_client import Counter, Gauge, Histogram, start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.guard import log
from dashboard.guard.client import mark
from dashboard.guard.kinds import kind

_requests = Counter("purse_requests", "Answers, by kind of address and status", ["kind", "status"])
_seconds = Histogram(
    "purse_request_seconds", "Until the answer was sent", ["kind"], buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 20, 60, 600)
)
_refused = Counter("purse_refused", "What was not let in or not answered, and why", ["reason"])
_sessions = Gauge("purse_sessions", "Open pages")
_failures = Counter("purse_page_failures", "Pages that broke")


def serve(port: int) -> None:
    """The figures for Prometheus at http://127.0.0.1:PORT/metrics, for this machine alone. Raises OSError."""
    start_http_server(port, addr="127.0.0.1")


def refused(reason: str) -> None:
    """Something was not let in: host, origin, length, shut, sessions, rate."""
    _refused.labels(reason).inc()


def sessions(open_now: int) -> None:
    """How many pages are open."""
    _sessions.set(open_now)


def page_failed() -> None:
    """A page broke."""
    _failures.inc()


class Noted:
    """Middleware, outermost: counts every answer, and notes those that are not parts of a page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 0, 0

        async def watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] in ("http.response.start", "websocket.accept", "websocket.close"):
                code = {"websocket.accept": 101, "websocket.close": 403}.get(message["type"])
                status = status or code or message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            _note(scope, status or 500, size, time.perf_counter() - began)


def _note(scope: Scope, status: int, size: int, seconds: float) -> None:
    what = kind(scope["path"])
    _requests.labels(what, str(status)).inc()
    if scope["type"] == "http":
        _seconds.labels(what).observe(seconds)
    if what not in ("asset", "health") or status >= 400:
        # The path is left out too: whatever a visitor types stands in it.
        log.event(
            "request" if scope["type"] == "http" else "stream",
            kind=what, method=scope.get("method", ""), status=status, bytes=size, ms=round(seconds * 1000),
            client=mark(scope) or "local",
        )  # fmt: skip
