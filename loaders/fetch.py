"""Asks a publisher's server, politely: time-outs, few redirects, patience with a busy server, and its own name.

FetchError               the publisher was asked, and what came cannot be used
├── NotThere             no such page, package or file
├── NotASpreadsheet      a web page or another kind of file, whatever its address promises
├── Damaged              not as long as announced, or another checksum than the publisher's
├── TooLarge             larger than what may be fetched
└── Unreachable          no answer in time, a server in trouble: another day may do
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from loaders.errors import PurseError

_LATER = {408, 425, 429, 500, 502, 503, 504}  # what may be otherwise in a moment
_MOVED = {301, 302, 303, 307, 308}
_MOST_JSON = 20_000_000
CHUNK = 1 << 16
BROKEN_OFF = (requests.RequestException, urllib3.exceptions.HTTPError)  # while a body is read

pause = time.sleep


class FetchError(PurseError):
    """The publisher was asked, and what came cannot be used."""


class NotThere(FetchError):
    """No such page, package or file."""


class NotASpreadsheet(FetchError):
    """A web page or another kind of file, whatever its address promises."""


class Damaged(FetchError):
    """Not as long as announced, or with another checksum than the publisher's."""


class TooLarge(FetchError):
    """Larger than what may be fetched."""


class Unreachable(FetchError):
    """No answer in time, or a server in trouble."""

    exit_code = 2


@dataclass(frozen=True)
class Limits:
    """How long to wait, how often to try, how much to take. Times are in seconds."""

    connect: float = 10
    read: float = 60
    whole: float = 3600  # one answer, first byte to last
    redirects: int = 5
    attempts: int = 4
    longest_wait: float = 60
    most_bytes: int = 500_000_000


class _Session(requests.Session):
    """Follows no redirect by itself: `Client` looks at each address first."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        """None: nothing to follow."""
        return None


class Client:
    """One visit to one or more publishers."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._session = _Session()
        self._session.headers.update(
            # A length and a range count the bytes that travel, so that they must be the file's own.
            {"User-Agent": user_agent(), "Accept": "*/*", "Accept-Encoding": "identity"}
        )

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        """The answer, its body not yet read: 200, 206, 304 or 416.

        Raises NotThere, Unreachable once patience is at its end, or FetchError for any other answer.
        """
        attempt = 0
        while True:
            attempt += 1
            asked_to_wait = None
            try:
                response = self._follow(url, headers or {})
            except (requests.ConnectionError, requests.Timeout) as e:
                trouble = Unreachable(_in_words(e, self.limits), where=url, do="Try again later.")
                if isinstance(e, requests.exceptions.SSLError):
                    raise trouble from e
            else:
                if response.status_code not in _LATER:
                    return _accepted(response, url, headers or {})
                response.close()
                asked_to_wait = _retry_after(response)
                trouble = Unreachable(f"answers {_status(response)}", where=url, do="Try again later.")
            self.rest(attempt, trouble, asked_to_wait)

    def rest(self, attempt: int, trouble: Unreachable, asked: float | None = None) -> None:
        """Waits before the next attempt: as long as asked, else longer each time. Raises the trouble after the last."""
        wait = 2.0 ** (attempt - 1) if asked is None else asked
        if wait > self.limits.longest_wait and asked is not None:
            raise Unreachable(f"{trouble.what}, and asks to come back in {asked:,.0f} s", where=trouble.where)
        if attempt >= self.limits.attempts:
            raise trouble
        pause(min(wait, self.limits.longest_wait))

    def json(self, url: str) -> Any:
        """What a JSON answer says."""
        attempt = 0
        while True:
            attempt += 1
            try:
                with self.get(url) as response:
                    return json.loads(b"".join(self.chunks(response, _MOST_JSON, url)))
            except BROKEN_OFF as e:
                self.rest(attempt, Unreachable(f"broke off: {type(e).__name__}", where=url, do="Try again later."))
            except (ValueError, RecursionError) as e:
                raise FetchError("did not answer in JSON", where=url, do="Is it the address of a CKAN site?") from e

    def chunks(self, response: requests.Response, most: int, url: str, size: int = 0) -> Iterator[bytes]:
        """The body as it comes in, behind `size` bytes that are here: TooLarge where all is more than `most`.

        Unreachable beyond the time for the whole: a server that sends a byte a minute never times out.
        """
        end = time.monotonic() + self.limits.whole
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            size += len(chunk)
            refuse_size(size, most, url)
            if time.monotonic() > end:
                raise Unreachable(f"was not through after {self.limits.whole:g} s", where=url, do="Try again later.")
            yield chunk

    def _follow(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """The first answer that is no redirect."""
        at = url
        for _ in range(self.limits.redirects + 1):
            _refuse_address(at, url)
            limits = (self.limits.connect, self.limits.read)
            try:
                response = self._session.get(at, headers=dict(headers), stream=True, timeout=limits)
            except (requests.ConnectionError, requests.Timeout):
                raise
            except requests.RequestException as e:
                raise FetchError(f"cannot be asked for: {e}", where=at) from e
            target = _target(response)
            if target is None:
                return response
            response.close()
            target = urljoin(at, target)
            if at.startswith("https:") and target.startswith("http:"):
                raise FetchError(f"redirects from https to {target}", where=url, do="Nothing was fetched.")
            at = target
        raise FetchError(
            f"redirects more than {self.limits.redirects} times, the last to {at}",
            where=url,
            do="Look it up in a browser, and correct the source's origin.",
        )


def _target(response: requests.Response) -> str | None:
    """Where a redirect leads. A header's bytes arrive as Latin-1; an address with accents is in UTF-8."""
    target = response.headers.get("Location") if response.status_code in _MOVED else None
    try:
        return target and target.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return target


def user_agent() -> str:
    """Who asks. `PURSE_CONTACT`, an address or a page, tells the publisher whom to write to."""
    contact = os.environ.get("PURSE_CONTACT", "").strip()
    return f"public-purse/{version('public-purse')}" + (
        f" (+{contact})" if contact and contact.isascii() and contact.isprintable() else ""
    )


def refuse_size(size: int, most: int, url: str) -> None:
    """TooLarge for more bytes than may be fetched."""
    if size > most:
        raise TooLarge(
            f"is larger than the {most:,} bytes that may be fetched",
            where=url,
            do="If that is right, allow more with --max-size.",
        )


def _refuse_address(url: str, asked: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good:
        what = "is no address to fetch from" if url == asked else f"redirects to {url!r}"
        raise FetchError(what, where=asked, do="Only http:// and https:// are fetched, without a name or password.")


def _accepted(response: requests.Response, url: str, asked: Mapping[str, str]) -> requests.Response:
    code = response.status_code
    conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
    if code in (200, 206, 416) or (code == 304 and conditional):
        return response
    response.close()
    if code in (404, 410):
        raise NotThere(
            f"is not there ({_status(response)})", where=url, do="Has it moved? Correct the source's origin."
        )
    raise FetchError(f"answers {_status(response)}", where=url)


def _status(response: requests.Response) -> str:
    return f"{response.status_code} {response.reason or ''}".strip()


def _retry_after(response: requests.Response) -> float | None:
    """Seconds that the server asks to wait: a number, or until a date."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        until = email.utils.parsedate_to_datetime(asked)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def _in_words(e: requests.RequestException, limits: Limits) -> str:
    if isinstance(e, requests.exceptions.SSLError):
        return f"has no certificate that can be trusted: {_innermost(e)}"
    if isinstance(e, requests.ConnectTimeout):
        return f"did not take the connection within {limits.connect:g} s"
    if isinstance(e, requests.Timeout):
        return f"did not answer within {limits.read:g} s"
    return f"cannot be reached: {_innermost(e)}"


def _innermost(e: BaseException) -> str:
    """The last cause, which says most: `Connection refused`, not what was tried on the way to it."""
    while True:
        inner = getattr(e, "reason", None) or (e.args[0] if e.args else None)
        if not isinstance(inner, BaseException):
            inner = e.__cause__
        if not isinstance(inner, BaseException):
            break
        e = inner
    return getattr(e, "strerror", None) or str(e)
