"""How much a server gives at once: every bound, what it is unless it is set, and the variable that sets it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields


class BadSetting(Exception):
    """A variable of the environment that cannot be followed; the text says what was found and what to set."""


@dataclass(frozen=True)
class Bounds:
    """What one server gives. Each is set by the variable `PURSE_` and its name in capitals: `PURSE_QUERY_SECONDS`.

    Attributes:
        query_seconds: a question of a page or of the API is stopped after so long.
        export_seconds: writing a file is stopped after so long.
        export_rows: entries that a file may have.
        export_megabytes: size that a file may grow to.
        exports: files that are written at once.
        api_per_minute: what a client may ask of the API in a minute, in points: an answer is one, a file FILE_POINTS.
        api_at_once: requests of one client to the API that are answered at once.
        sessions: open pages, of everybody.
        sessions_per_client: open pages of one client.
        message_kilobytes: size of what a browser may send at once; no page takes files.
    """

    query_seconds: int = 20
    export_seconds: int = 600
    export_rows: int = 5_000_000
    export_megabytes: int = 2048
    exports: int = 4
    api_per_minute: int = 600
    api_at_once: int = 8
    sessions: int = 400
    sessions_per_client: int = 100
    message_kilobytes: int = 512


FILE_POINTS = 10
"""What a file counts against `api_per_minute`."""
_MOST = 1_000_000_000


def variable(name: str) -> str:
    """The environment variable that sets a bound."""
    return f"PURSE_{name.upper()}"


def read(environment: Mapping[str, str] = os.environ) -> Bounds:
    """The bounds as they are set. Raises BadSetting."""
    given = {f.name: environment[variable(f.name)] for f in fields(Bounds) if environment.get(variable(f.name))}
    return Bounds(**{name: whole_number(variable(name), text) for name, text in given.items()})


def whole_number(name: str, text: str, most: int = _MOST) -> int:
    """The number that a variable holds, from 1 to `most`. Raises BadSetting."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most:
        return int(text)
    raise BadSetting(f"{name} is “{text[:40]}”. It has to be a whole number from 1 to {most:,}.")
