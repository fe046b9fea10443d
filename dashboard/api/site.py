"""Where the site stands, as the request says: addresses in answers are whole, and lead back to it."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlencode

from starlette.requests import Request

from dashboard.api import PREFIX
from dashboard.api.problem import Problem
from dashboard.i18n import Speaker, languages

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")


def base(request: Request) -> str:
    """The address of the site, with a slash at its end. Raises Problem where the Host header is no name of a host.

    It stands in files and pages, so nothing gets in by a header. Scheme and prefix behind a proxy are the server's
    business: uvicorn follows `X-Forwarded-Proto` only from proxies that it was told to trust.
    """
    host = request.headers.get("host")
    if host is not None and not _HOST.fullmatch(host):
        say = speaker(request)
        raise Problem("invalid-value", say("The Host header is not the name of a host."), given=host)
    return str(request.base_url)


def api(request: Request, path: str = "", **params: str) -> str:
    """The whole address of one of the API's own answers."""
    query = f"?{urlencode(params)}" if params else ""
    return f"{base(request)}{PREFIX.strip('/')}/{path}{query}"


def page(request: Request, name: str, **params: str) -> str:
    """The whole address of a page of the site, in the language asked for."""
    return f"{base(request)}{name}?{urlencode({'lang': speaker(request).code, **params})}"


def speaker(request: Request) -> Speaker:
    """The language that `lang` asks for; English where it asks for none, or for one that there is not."""
    asked = [code for code in request.query_params.getlist("lang") if code in languages()]
    return _speaker(asked[0] if asked else "en")


@cache
def _speaker(code: str) -> Speaker:
    return Speaker(code)
