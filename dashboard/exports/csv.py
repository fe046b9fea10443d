"""CSV: RFC 4180, UTF-8 without a byte order mark, nothing in it that a spreadsheet would run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Protocol

import ibis
import ibis.expr.types as ir

from dashboard import store
from dashboard.exports import rows, safety
from dashboard.exports.functions import concat
from dashboard.exports.order import About

_BLOCK = 200_000  # entries: enough for the store to share them among its threads, and not too many to be held
_CALLED_FOR = f'{safety.SUSPECT}|[",\\r\\n]|^$'  # quotes


class _Csv:
    """A cell as CSV has it. Nothing is NULL, a text without characters is `""`."""

    start = ""
    end = "\r\n"

    def cell(self, number: int, _: str, value: ir.Value, plain: bool, /) -> ir.StringValue:
        text = value if plain else _text(value) if value.type().is_string() else value.cast(str)
        return concat("," if number else "", text)


def _text(value: ir.StringValue) -> ir.StringValue:
    quoted = concat('"', safety.safe_in_store(value).replace('"', '""'), '"')
    return ibis.cases((value.isnull(), ibis.null(str)), (~value.re_search(_CALLED_FOR), value), else_=quoted)


CSV = _Csv()


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: memoryview, /) -> object: ...


def to_file(reading: store.Reading, what: rows.Plan, about: About, file: Path) -> About:
    """The entries alone: a CSV has no room for what it says of itself (`csvw.metadata`)."""
    with file.open("wb") as out:
        return replace(about, sha256=write(reading, what, out))


def write(reading: store.Reading, what: rows.Plan, into: Sink | None) -> str:
    """Writes the entries with their headings; gives the SHA-256 of what was written. `into` None: only that."""
    digest = hashlib.sha256()
    for piece in chain([headings(what.columns)], rows.lines(reading, what, CSV, _BLOCK)):
        digest.update(piece)
        if into:
            into.write(piece)
    return _remember(reading, what, digest.hexdigest())


def checksum(reading: store.Reading, what: rows.Plan) -> str:
    """The SHA-256 of the entries as CSV, the same whichever format holds them. Remembered for each generation."""
    return _known.get(_name(reading, what)) or write(reading, what, None)


_Name = tuple[object, ...]
_known: dict[_Name, str] = {}
_MOST_KNOWN = 1024


def _remember(reading: store.Reading, what: rows.Plan, checksum: str) -> str:
    while len(_known) >= _MOST_KNOWN:
        _known.pop(next(iter(_known)), None)  # the oldest
    _known[_name(reading, what)] = checksum
    return checksum


def _name(reading: store.Reading, what: rows.Plan) -> _Name:
    return reading.of, what.of, what.columns


def headings(names: Sequence[str]) -> memoryview:
    """The first line."""
    return memoryview((",".join(names) + CSV.end).encode())
