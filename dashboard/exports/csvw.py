"""The companion of a CSV: what it says of itself as CSV on the Web (W3C), to be saved beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dashboard.exports import parts, telling
from dashboard.exports.order import About, Column
from dashboard.i18n import Speaker

_TYPES: dict[str, Any] = {
    "integer": "integer",
    "number": {"base": "decimal", "format": "0.00"},
    "boolean": {"base": "boolean", "format": "true|false"},
}


def metadata(about: About, name: str, file: Path) -> bytes:
    """For the CSV `file` that is saved as `name`: columns, dialect, source, terms, filters and what to check it by."""
    of = about.source
    note = telling.as_json(about, telling.made_safe(Speaker(about.lang)))
    del note["columns"]  # they stand in the schema
    said = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": about.lang}],
        "url": name,
        "dc:title": about.title,
        "dc:description": about.basis,
        "dc:publisher": of.publisher,
        "dc:source": {"@id": of.landing_page} if of.landing_page else of.title,
        "dc:license": {"@id": of.licence_url} if of.licence_url else of.licence,
        "dc:rights": of.licence,
        "dc:bibliographicCitation": about.citation,
        "dc:identifier": about.link,
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
            "headerRowCount": 1,
            "lineTerminators": ["\r\n"],
        },
        "tableSchema": {"columns": [_column(c) for c in about.columns], "primaryKey": "entry_id"},
        "notes": [{**note, "bytes": file.stat().st_size}],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _column(of: Column) -> dict[str, Any]:
    """The heading of the file is the first of its titles."""
    return {
        "name": of.name,
        "titles": [of.name, of.title],
        "dc:description": of.definition,
        "datatype": _TYPES.get(of.type, "string"),
        "required": of.name in parts.always(),
    }
