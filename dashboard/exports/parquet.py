"""Parquet: exact decimals, texts as stored, and what the file says of itself among its metadata."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard import store
from dashboard.exports import csv, rows, telling
from dashboard.exports.order import About
from dashboard.i18n import Speaker

_BLOCK = 100_000  # rows of a row group


def to_file(reading: store.Reading, what: rows.Plan, about: About, file: Path) -> About:
    """A slice, with `about` as JSON in the file's metadata under that word."""
    about = replace(about, sha256=csv.checksum(reading, what))
    said = telling.as_json(about, telling.as_stored(Speaker(about.lang)))
    write(rows.batches(reading, what, _BLOCK), said, file)
    return about


def write(batches: pa.RecordBatchReader, about: dict[str, Any], file: Path) -> None:
    """Batches of one schema, compressed with zstd."""
    said = batches.schema.with_metadata({"about": json.dumps(about, ensure_ascii=False)})
    with pq.ParquetWriter(file, said, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(said.metadata), row_group_size=_BLOCK)
