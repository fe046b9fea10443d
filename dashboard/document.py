"""The document that a visit begins with: its language, for screen readers and translators, and the feeds that there are.

Streamlit's page always says English, and knows of no feeds.
"""

from __future__ import annotations

import html
from functools import cache
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api import PREFIX
from dashboard.feeds import FEEDS, address
from dashboard.feeds.atom import MEDIA_TYPE
from dashboard.i18n import Speaker, languages

_ENGLISH, _END = b'<html lang="en"', b"</head>"
# Streamlit answers what asks so with a part, with nothing, or compressed, and that cannot be written into.
_PARTLY = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range"}


class DocumentLanguage:
    """Writes the language of the address, or else of the browser, into the page that a visit begins with."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; an HTML document in another language than English is marked as such."""
        code = asked_for(scope) if _may_be_page(scope) else "en"
        # Of the same length, so that the document's stays what its head says.
        marked = _ENGLISH.replace(b"en", code.encode())
        if code == "en" or len(marked) != len(_ENGLISH):
            await self._app(scope, receive, send)
            return
        is_page = False

        async def mark(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = _is_page(message)
            elif is_page and message["type"] == "http.response.body":
                message["body"] = message.get("body", b"").replace(_ENGLISH, marked, 1)
            await send(message)

        await self._app(_whole(scope), receive, mark)


class Feeds:
    """Names the site's feeds in the head of every page, where feed readers look for them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; into the head of an HTML document it writes a link for each feed."""
        if not _may_be_page(scope):
            await self._app(scope, receive, send)
            return
        begun: Message | None = None

        async def name(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and _is_page(message):
                begun = message  # until it is known how long the document becomes
                return
            if begun is not None and message["type"] == "http.response.body":
                start, begun, body = begun, None, message.get("body", b"")
                message["body"] = body.replace(_END, links(asked_for(scope)) + _END, 1)
                headers = MutableHeaders(raw=start["headers"])
                for validator in ("etag", "last-modified", "accept-ranges"):
                    del headers[validator]  # of the file as Streamlit has it
                if "content-length" in headers:
                    grown = len(message["body"]) - len(body) if body else len(links(asked_for(scope)))
                    headers["content-length"] = str(int(headers["content-length"]) + grown)
                await send(start)
            await send(message)

        await self._app(_whole(scope), receive, name)


def _may_be_page(scope: Scope) -> bool:
    """Whether a request can be for a page: those have no file's name, and are not the API."""
    if scope["type"] != "http":
        return False
    path: str = scope["path"]
    return "." not in path.rpartition("/")[2] and not path.startswith((f"{PREFIX}/", "/_stcore/"))


def _whole(scope: Scope) -> Scope:
    """The request as one for the whole document as it is; whoever stands around this compresses it."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in _PARTLY]}


def _is_page(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


@cache
def links(code: str) -> bytes:
    """A link to each feed in a language, as a document's head has them; relative, for every page is on one level."""
    say = Speaker(code)
    found = (
        f'<link rel="alternate" type="{MEDIA_TYPE}" hreflang="{code}" '
        f'title="{html.escape(f"Public Purse – {feed.title(say)}")}" href="./{html.escape(address(name, lang=code))}">'
        for name, feed in FEEDS.items()
    )
    return "".join(found).encode()


def asked_for(scope: Scope) -> str:
    """The language of a request, as `page.speaker` finds it on a first visit."""
    known = languages()
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    spoken = Headers(scope=scope).get("accept-language", "")[:2]
    return next((code for code in (asked, spoken) if code in known), "en")
