"""What a slice comes to, as an answer; and how answers with files are described."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from dashboard import exports, queries, store
from dashboard.api import site
from dashboard.api.rows import Amount
from dashboard.exports.about import describe
from dashboard.exports.order import About, Order
from dashboard.slices import Slice

_MOST_PARTS = 200


class Part(BaseModel):
    """One of what a slice divides into."""

    model_config = ConfigDict(extra="forbid")

    label: str | None = Field(description="null: entries that are not named at this level.")
    label_fr: str | None
    amount: Amount
    entries: int
    slice: str = Field(description="Address of its sum.")


class Source(BaseModel):
    """Where the figures are from."""

    model_config = ConfigDict(extra="forbid")

    dataset: str
    title: str
    publisher: str
    release: str
    published: str | None
    licence: str
    licence_url: str | None
    landing_page: str | None
    files: list[tuple[str, str]] = Field(description="Each spreadsheet's name and SHA-256.")


class Oddity(BaseModel):
    """An odd figure that is kept as it was published, and why."""

    model_config = ConfigDict(extra="forbid")

    selection: str
    why: str


class Sum(BaseModel):
    """What a slice comes to."""

    model_config = ConfigDict(extra="forbid")

    title: str
    slice: dict[str, str] = Field(description="Every parameter, defaults included.")
    filters: dict[str, str] = Field(description="The same in words.")
    amount: Amount
    unit: str
    entries: int = Field(description="How many entries it sums.", ge=1)
    divided_by: str | None = Field(description="The column that it divides by next; null where it goes no further.")
    parts: list[Part] = Field(description="What it divides into, largest first, at most 200.")
    parts_total: int = Field(description="How many there are.", ge=0)
    basis: str
    source: Source
    oddities: list[Oddity]
    citation: str
    generation: str = Field(description="The state of the store.")
    page: str = Field(description="The same on the site, down to the cells.")
    files: dict[str, str] = Field(description="Address of each file of its entries, by format.")


def total(request: Request, of: Slice, found: Mapping[str, Any]) -> Sum:
    """The answer for a slice with its sum (`amount`, `entries`)."""
    lang = site.speaker(request).code
    about = describe(Order(of, lang, site.base(request)), ())
    column, parts = _parts(request, of)
    return Sum(
        slice=of.to_params(),
        amount=found["amount"],
        entries=found["entries"],
        divided_by=column,
        parts=parts[:_MOST_PARTS],
        parts_total=len(parts),
        page=about.link,
        files={e: site.api(request, f"slice.{e}", **of.to_params(), lang=lang) for e in exports.FORMATS},
        **_words(about),
    )


def _words(about: About) -> dict[str, Any]:
    source = Source(**{name: getattr(about.source, name) for name in Source.model_fields})
    return {
        **{name: getattr(about, name) for name in ("title", "unit", "basis", "citation", "generation")},
        "filters": dict(about.filters),
        "source": source,
        "oddities": [Oddity(selection=selection, why=why) for selection, why in about.oddities],
    }


def _parts(request: Request, of: Slice) -> tuple[str | None, list[Part]]:
    chosen = {column for column, _ in of.where}
    column = next((c for c in _dataset(of)["hierarchy"] if c not in chosen), None)
    if column is None:
        return None, []
    lang = site.speaker(request).code
    return column, [
        Part(
            label=row["label"],
            label_fr=row["label_fr"],
            amount=row["amount"],
            entries=row["entries"],
            slice=site.api(request, "slice", **of.narrowed(column, row["label"] or "").to_params(), lang=lang),
        )
        for row in store.ask(queries.children, of, column, None).to_pylist()
    ]


def _dataset(of: Slice) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(d for d in store.ask(queries.datasets).to_pylist() if d["dataset"] == of.dataset)
    return found


def licence_url(of: Slice) -> str | None:
    """Where the terms of a slice's dataset stand."""
    found: str | None = _dataset(of)["licence_url"]
    return found


_HEADERS: dict[str, Any] = {
    "ETag": {"schema": {"type": "string"}, "description": "Stays while the figures do; send it back as If-None-Match."},
    "Content-Disposition": {"schema": {"type": "string"}, "description": "The name of the file."},
    "Content-Location": {
        "schema": {"type": "string", "format": "uri"},
        "description": "The same slice with nothing left open: it names the release, so it stays with these figures.",
    },
    "Link": {"schema": {"type": "string"}, "description": "The licence; for a CSV what describes it, too."},
}
FILES = {
    "csv": ("Its entries as CSV", "RFC 4180, UTF-8. Its columns are described by `slice.csv-metadata.json`."),
    "json": ("Its entries as JSON", "About, columns and entries in one file."),
    "parquet": ("Its entries as Parquet", "With exact decimals, and what it says of itself in the file's metadata."),
    "xlsx": ("Its entries as a workbook", "Up to the rows that a sheet holds."),
    "zip": ("Its entries as a data package", "A Fiscal Data Package: the CSV with its description, terms and sources."),
}
"""Summary and description of the address of each format."""


def file_responses(media_type: str) -> dict[int | str, dict[str, Any]]:
    """How an answer with a file is described."""
    schema = {} if media_type == "application/json" else {"type": "string", "format": "binary"}
    content = {media_type.partition(";")[0]: {"schema": schema}}
    return {
        200: {"description": "The file.", "content": content, "headers": _HEADERS},
        206: {"description": "The part of it that Range asked for.", "content": content},
        416: {"description": "The file has no such part."},
    }


def metadata_responses(media_type: str) -> dict[int | str, dict[str, Any]]:
    """How the description of a CSV is described."""
    return {200: {"description": "The description.", "content": {media_type: {"schema": {"type": "object"}}}}}
