"""CSV: RFC 4180, UTF-8 without a byte order mark, nothing in it that a spreadsheet would run."""

from __future__ import annotations

import hashlib
from itertools import chain
from typing import Protocol

import ibis
import ibis.expr.types as ir

from dashboard import store
from dashboard.exports import rows, safety

_BLOCK = 100_000
_CALLED_FOR = f'{safety.SUSPECT}|[",\\r\\n]|^$'  # quotes


class _Csv:
    """A cell as CSV has it. Nothing is NULL, a text without characters is `""`."""

    start = ""
    end = "\r\n"

    def cell(self, number: int, name: str, value: ir.Value, plain: bool) -> ir.StringValue:
        text = value if plain else _text(value) if value.type().is_string() else value.cast(str)
        return rows.concat("," if number else "", text)


def _text(value: ir.StringValue) -> ir.StringValue:
    quoted = rows.concat('"', safety.safe_in_store(value).replace('"', '""'), '"')
    return ibis.cases((value.isnull(), ibis.null(str)), (~value.re_search(_CALLED_FOR), value), else_=quoted)


CSV = _Csv()


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: memoryview, /) -> object: ...


def write(reading: store.Reading, what: rows.Plan, into: Sink | None) -> str:
    """Writes the entries with their headings; gives the SHA-256 of what was written. `into` None: only that."""
    digest = hashlib.sha256()
    for piece in chain([_headings(what)], rows.lines(reading, what, CSV, _BLOCK)):
        digest.update(piece)
        if into:
            into.write(piece)
    return digest.hexdigest()


def _headings(what: rows.Plan) -> memoryview:
    return memoryview((",".join(what.columns) + CSV.end).encode())
