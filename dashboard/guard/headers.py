"""What a browser may do with an answer: its content security policy and the other headers that bound it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.guard.kinds import kind

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_NO_DEVICES = ("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
               "magnetometer", "microphone", "midi", "payment", "serial", "usb")  # fmt: skip
_CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_EXPLAINED = f"{_CLOSED}; style-src 'self'; img-src 'self'; font-src 'self'"
"""Of the API: its page has a style, a typeface and a picture; nothing else of it is ever a document."""


class _Inline(HTMLParser):
    """Collects the scripts that stand in a page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag == "script" and "src" not in dict(attrs)
        if self._within:
            self.found.append("")

    def handle_endtag(self, _: str) -> None:
        self._within = False

    def handle_data(self, data: str) -> None:
        if self._within:
            self.found[-1] += data


def script_hashes(page: str) -> list[str]:
    """What a policy calls each script that stands in a page itself: `'sha256-…'`."""
    reader = _Inline()
    reader.feed(page)
    digests = [hashlib.sha256(text.encode()).digest() for text in reader.found]
    return [f"'sha256-{base64.b64encode(d).decode()}'" for d in digests]


@cache
def _rules() -> str:
    """The policy of a page but for what depends on the request. Read once: the hashes are of the page as installed."""
    scripts = " ".join(("'self'", *script_hashes(_INDEX.read_text(encoding="utf-8"))))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; manifest-src 'self'; "
        "object-src 'none'; frame-src 'none'; worker-src 'none'; base-uri 'none'; form-action 'self'"
    )


def prepare() -> None:
    """Reads Streamlit's page. Raises OSError where it is not there."""
    _rules()


def is_embed(scope: Scope) -> bool:
    """Whether an address asks for one chart alone, which any site may frame: `?embed=true&only=chart`."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return asked.get("embed") == ["true"] and bool(asked.get("only"))


def of_page(scope: Scope) -> str:
    """The policy of a page. Its own stream is named, because older browsers do not count it to 'self'."""
    host = Headers(scope=scope).get("host", "")
    stream = f" {'wss' if scope.get('scheme') == 'https' else 'ws'}://{host}" if host else ""
    who = "*" if is_embed(scope) else "'none'"
    return f"{_rules()}; connect-src 'self'{stream}; frame-ancestors {who}"


class Bounding:
    """Middleware: gives every answer its headers. The Host header has to have been looked at before."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def bounded(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                html = found.get("content-type", "").startswith("text/html")
                found.update(_headers(scope, kind(scope["path"]), html))
            await send(message)

        await self._app(scope, receive, bounded)


def _headers(scope: Scope, what: str, html: bool) -> dict[str, str]:
    api, page = what in ("api", "file"), what == "page" and html
    embed = page and is_embed(scope)
    # What `app/static` holds is opened by itself too; a script of a page would not be bounded by this.
    policy = _EXPLAINED if api else of_page(scope) if page else _CLOSED
    found = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        # Addresses hold what a reader searched for: no other site is told.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _NO_DEVICES),
        "Cross-Origin-Resource-Policy": "cross-origin" if api or embed else "same-origin",
    }
    if not embed:
        found["X-Frame-Options"] = "DENY"
        found["Cross-Origin-Opener-Policy"] = "same-origin"
    if scope.get("scheme") == "https":
        found["Strict-Transport-Security"] = "max-age=31536000"
    return found
