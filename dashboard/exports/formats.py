"""The formats that a slice can be taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class TooLarge(Exception):
    """The slice does not fit into the format; the text says so, and which one to take instead."""


@dataclass(frozen=True)
class Format:
    """A format of files.

    Attributes:
        title: what it is called, in every language.
        most_rows: how many entries it can hold; None: any number.
    """

    title: str
    media_type: str
    most_rows: int | None = None


FORMATS: Mapping[str, Format] = {
    "csv": Format("CSV", "text/csv; charset=utf-8"),
    "xlsx": Format("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 1_048_575),
    "parquet": Format("Parquet", "application/vnd.apache.parquet"),
    "json": Format("JSON", "application/json"),
    "zip": Format("Fiscal Data Package", "application/zip"),
}
"""By the ending of the file's name."""
