"""JSON: one document, `about` and then `entries`. Amounts are numbers as the store prints them, with two decimals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import ibis
import ibis.expr.types as ir

from dashboard import store
from dashboard.exports import csv, rows, telling
from dashboard.exports.functions import concat, of_store
from dashboard.exports.order import About
from dashboard.i18n import Speaker

_BLOCK = 50_000
_quoted = of_store("to_json", str)


class _Json:
    """An object a line, each after a comma."""

    start = ",\n{"
    end = "}"

    def cell(self, number: int, name: str, value: ir.Value, plain: bool, /) -> ir.StringValue:
        before = f"{',' if number else ''}{json.dumps(name)}:"
        if plain:
            return concat(before, '"', value, '"')
        return concat(before, ibis.coalesce(_quoted(value) if value.type().is_string() else value.cast(str), "null"))


JSON = _Json()


def to_file(reading: store.Reading, what: rows.Plan, about: About, file: Path) -> About:
    """A slice as `{"about": {…}, "entries": [{…}, …]}`."""
    about = replace(about, sha256=csv.checksum(reading, what))
    said = telling.as_json(about, telling.as_stored(Speaker(about.lang)))
    with file.open("wb") as out:
        out.write(b'{"about":' + json.dumps(said, ensure_ascii=False).encode() + b',\n"entries":[')
        first = True
        for piece in rows.lines(reading, what, JSON, _BLOCK):
            out.write(piece[1:] if first else piece)  # no comma before the first
            first = False
        out.write(b"\n]}\n")
    return about
