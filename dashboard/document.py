"""The language of the document itself, for screen readers and translators: Streamlit's page always says English."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.i18n import languages

_ENGLISH = b'<html lang="en"'


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
        is_page = False

        async def mark(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
            elif is_page and message["type"] == "http.response.body":
                message["body"] = message.get("body", b"").replace(_ENGLISH, marked, 1)
            await send(message)

        await self._app(scope, receive, mark)


def asked_for(scope: Scope) -> str:
    """The language of a request, as `page.speaker` finds it on a first visit."""
    known = languages()
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    spoken = Headers(scope=scope).get("accept-language", "")[:2]
    return next((code for code in (asked, spoken) if code in known), "en")
