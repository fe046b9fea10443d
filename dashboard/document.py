"""What the document itself says, before any script runs: its language, the feeds that there are, and on the data page
which datasets it is about.

Streamlit's document always says English, and takes scripts out of what a page writes.
"""

from __future__ import annotations

import html
import logging
from functools import cache
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import store
from dashboard.api import PREFIX, site
from dashboard.api.problem import Problem
from dashboard.feeds import FEEDS, address
from dashboard.i18n import Speaker, languages

_ENGLISH = b'<html lang="en"'
_HEAD_ENDS = b"</head>"
_ASKED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_log = logging.getLogger(__name__)


class DocumentLanguage:
    """Writes the language of the address, or else of the browser, into the page that a visit begins with."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; an HTML document in another language than English is marked as such."""
        code = asked_for(scope) if scope["type"] == "http" else "en"
        # Of the same length, so that the document's stays what its head says.
        marked = _ENGLISH.replace(b"en", code.encode())
        if code == "en" or len(marked) != len(_ENGLISH):
            await self._app(scope, receive, send)
            return
        if (
            "." not in scope["path"].rpartition("/")[2]
        ):  # documents have no ending; what has one stays compressed as it is
            scope = _plain(scope, but=(b"accept-encoding",))
        is_page = False

        async def mark(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = _is_html(message)
            elif is_page and message["type"] == "http.response.body":
                message["body"] = message.get("body", b"").replace(_ENGLISH, marked, 1)
            await send(message)

        await self._app(scope, receive, mark)


class DatasetsInHead:
    """Writes schema.org's description of the catalogue, or of the dataset of the address, into the data page's head."""

    def __init__(self, app: ASGIApp, path: str = "/data") -> None:
        self._app = app
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; the data page's document, once it is whole, with the description in its head."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].rstrip("/") != self._path:
            await self._app(scope, receive, send)
            return
        about = await run_in_threadpool(_described, scope)
        await self._app(_plain(scope), receive, _into_head(about, send))


class FeedsInHead:
    """Names the site's feeds in the head of every page's document, where feed readers look for them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; a page's document, once it is whole, with a link to each feed in its head."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _may_be_page(scope["path"]):
            await self._app(scope, receive, send)
            return
        await self._app(_plain(scope), receive, _into_head(links(asked_for(scope)), send))


def _may_be_page(path: str) -> bool:
    """Whether a page can be at a path: those have no file's name, and are neither the API nor Streamlit's own."""
    return "." not in path.rpartition("/")[2] and not path.startswith((f"{PREFIX}/", "/_stcore/"))


@cache
def links(code: str) -> bytes:
    """A link to each feed in a language, as a document's head has them; relative, for every page is on one level."""
    say = Speaker(code)
    found = (
        f'<link rel="alternate" type="application/atom+xml" hreflang="{code}" '
        f'title="{html.escape(f"Public Purse – {feed.title(say)}")}" href="./{html.escape(address(name, lang=code))}">'
        for name, feed in FEEDS.items()
    )
    return "".join(found).encode()


def _is_html(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _into_head(about: bytes, send: Send) -> Send:
    """Sends an HTML document, once it is whole, with something at the end of its head; what is none, as it comes."""
    start: Message = {}
    body = b""

    async def gather(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start" and _is_html(message):
            start = message  # until it is known how long the document becomes
            return
        if not start or message["type"] != "http.response.body":
            await send(message)
            return
        body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = body.replace(_HEAD_ENDS, about + _HEAD_ENDS, 1)
        headers = MutableHeaders(raw=start["headers"])
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})

    return gather


def _plain(scope: Scope, but: tuple[bytes, ...] = _ASKED) -> Scope:
    """A request for the document as it is: whole and not compressed, which Streamlit would do before it can be changed.

    What compresses around these layers has seen already what the browser takes. A document that changes with the store
    has no use for the tag of the file that it is made from.
    """
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in but]}


def _described(scope: Scope) -> bytes:
    """The description, or nothing where the store cannot be asked: the page says so itself."""
    from dashboard.catalogue.markup import script  # asks the store: what only serves pages need not import it

    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("id", [""])[0]
    try:
        return script(asked_for(scope), asked, site.base(Request(scope))).encode()
    except (store.NoStore, store.QueryFailed, Problem) as e:
        _log.log(logging.WARNING, "The data page goes without its description for search engines: %s", e)
        return b""


def asked_for(scope: Scope) -> str:
    """The language of a request, as `page.speaker` finds it on a first visit."""
    known = languages()
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    spoken = Headers(scope=scope).get("accept-language", "")[:2]
    return next((code for code in (asked, spoken) if code in known), "en")
