"""Which answers of the API travel as they are: what is compressed already, what is asked for in parts, and heads."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api import PREFIX

_COMPRESSED = (".xlsx", ".parquet", ".zip")


class AsTheyAre:
    """Middleware around the ones that compress: hides from them that the client would take these compressed.

    A part of a file, its length and its tag are those of the file as it was written.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/") or scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
            return

        async def once(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Each layer adds its own. Any origin gets the same answer: it depends on compression alone.
                MutableHeaders(scope=message)["Vary"] = "Accept-Encoding"
            await send(message)

        names = {name for name, _ in scope["headers"]}
        if scope["method"] == "HEAD" or b"range" in names or scope["path"].endswith(_COMPRESSED):
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, once)
