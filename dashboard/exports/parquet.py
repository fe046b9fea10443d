"""Parquet: exact decimals, texts as stored, and what the file says of itself among its metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_BLOCK = 100_000  # rows of a row group


def write(batches: Iterable[pa.RecordBatch], schema: pa.Schema, about: Mapping[str, object], file: Path) -> None:
    """Writes batches of one schema, compressed with zstd; `about` stands in the metadata under the same word, as JSON."""
    said = {"about": json.dumps(about, ensure_ascii=False)}
    with pq.ParquetWriter(file, schema.with_metadata(said), compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(said), row_group_size=_BLOCK)
