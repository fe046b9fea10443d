"""A Fiscal Data Package: the entries as CSV, and a description that programs and people read.

After the specification of Open Knowledge, 1.0.0rc1, with its types of columns for budgets and for spending.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboard import store
from dashboard.exports import csv, files, parts, rows, telling
from dashboard.exports.order import About, Column
from dashboard.i18n import Speaker
from dashboard.slices import Slice

_TAXONOMIES = [f"https://specs.frictionlessdata.io/taxonomies/fiscal/{name}.json" for name in ("budgets", "spending")]
_CONCEPTS = {
    "entry_id": "budget-line-id",
    "jurisdiction": "geo:source:code",
    "fiscal_year": "date:fiscal-year",
    "direction": "direction",
    "phase": "phase:id",
    "phase_published": "phase:label",
    "basis": "value-kind:code",
    "category": "expenditure-type:label",
    "category_fr": "expenditure-type:label:localized",
    "functional_1_code": "functional-classification:cofog:code",
    "recipient": "recipient:generic:name",
    "amount": "value",
}
_LEVEL = re.compile(r"(administrative|economic)_(\d)(_code|_fr)?")
Said = Mapping[str, str | None]
_PARTS = {"_code": "code", None: "label", "_fr": "label:localized"}


def to_file(reading: store.Reading, what: rows.Plan, about: About, file: Path) -> About:
    """A ZIP of the entries, datapackage.json, README.txt and CITATION.bib."""
    of = what.of
    if not isinstance(of, Slice):
        raise TypeError(f"a package holds a slice, not {of}")
    say, name = Speaker(about.lang), of.file_name("csv")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        with package.open(f"data/{name}", "w", force_zip64=True) as entries:
            about = replace(about, sha256=csv.write(reading, what, entries))
        size = package.getinfo(f"data/{name}").file_size
        note = telling.made_safe(say)
        described = json.dumps(describe(of, about, name, size, note), ensure_ascii=False, indent=1)
        files.put(package, "datapackage.json", f"{described}\n".encode())
        files.put(package, "README.txt", telling.readme(say, about, note).encode())
        files.put(package, "CITATION.bib", about.bibtex.encode())
    return about


def describe(of: Slice, about: About, name: str, size: int, note: str) -> dict[str, Any]:
    """What datapackage.json says."""
    from_ = about.source
    licence: Said = {"name": _name(from_.licence), "title": from_.licence, "path": from_.licence_url}
    sources: list[Said] = [
        {"title": from_.title, "path": from_.landing_page},
        *({"title": f"{f}, SHA-256 {s}"} for f, s in from_.files),
    ]
    return {
        "profile": "tabular-data-package",  # which a Fiscal Data Package is; its own schema asks for this word
        "columnTypes": _TAXONOMIES,
        "name": Path(name).stem,
        "title": about.title,
        "description": f"{about.basis}\n\n{about.unit}\n\n{note}",
        "homepage": about.link,
        "licenses": [_known(licence)],
        "sources": [_known(s) for s in sources],
        "contributors": [{"title": from_.publisher, "role": "publisher"}],
        "filters": about.filters,
        "controlSum": str(about.control_sum),
        "rows": about.rows,
        "generation": about.generation,
        "citation": about.citation,
        "knownOddities": [{"selection": selection, "why": why} for selection, why in about.oddities],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "entries",
                "path": f"data/{name}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{about.sha256}",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
                "schema": _schema(of, about.columns),
            }
        ],
    }  # fmt: skip


def _schema(of: Slice, columns: Sequence[Column]) -> dict[str, Any]:
    currency = {
        "name": "currency",
        "type": "string",
        "columnType": "value-currency:code",
        "constant": "CAD",
    }
    return {
        "fields": [_field(of, c) for c in columns],
        "extraFields": [currency],
        "missingValues": [""],
        "primaryKey": ["entry_id"],
    }


def _field(of: Slice, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "title": column.title, "description": column.definition}
    field["type"] = column.type
    constraints: dict[str, Any] = {"required": True} if column.name in parts.always() else {}
    if column.name == "entry_id":
        constraints["unique"] = True
    if column.name in ("dataset", "release", "fiscal_year", "direction", "phase", "basis"):
        constraints["enum"] = [getattr(of, column.name)]
    concept = _concept(column.name)
    return field | ({"columnType": concept} if concept else {}) | ({"constraints": constraints} if constraints else {})


def _concept(name: str) -> str | None:
    """The type of a column in the specification's words; None where it has none."""
    if found := _LEVEL.fullmatch(name):
        return f"{found[1]}-classification:generic:level{found[2]}:{_PARTS[found[3]]}"
    return _CONCEPTS.get(name)


def _name(licence: str) -> str:
    """A licence as a name that the specification allows."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", licence).strip("-")


def _known(said: Said) -> dict[str, str]:
    return {key: value for key, value in said.items() if value}
