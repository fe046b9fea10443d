"""A folder of Parquet: a folder for each publication, those that grow divided by dataset and release, and a link to the newest.

    FOLDER/current -> store-000042-001
    FOLDER/store-000042-001/posting/dataset=ontario%2Fpayments/release=2023-24/data_0.parquet
    FOLDER/store-000042-001/dataset/data_0.parquet

It is built aside, read back, and switched to at once; a reader holds the one that it began with. Three are kept.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from loaders.durable import point, sync
from loaders.engines import sent
from loaders.errors import StoreError
from loaders.publish import CURRENT, KEPT_GENERATIONS, Place, duckdb_text, locked

_BUILDING = ".building"
_ROW_GROUP = 100_000


def send(store: Path, to: str) -> str:
    """Publishes a store's file to a folder. Raises StoreError, and BusyError while another is at it."""
    folder = Path(to)
    with locked(Place(folder)), sent.opened(store) as con:
        try:
            for left in folder.glob(f"*{_BUILDING}"):
                shutil.rmtree(left)
            target = _next(folder, str(sent.generation(con)[0]))
            building = target.with_name(target.name + _BUILDING)
            rows = sum(_write(con, table, building) for table in sent.every(con))
            os.replace(building, target)
            _switch(folder, target)
        except (OSError, duckdb.Error) as e:
            raise StoreError(
                f"cannot be written: {e}", where=to, do="Nothing was published there; what was stays."
            ) from e
    return f"Published {rows:,} rows to {target}"


def _next(folder: Path, generation: str) -> Path:
    """The same generation may be published again: each publication has a number."""
    number = 1
    while (target := folder / f"{generation}-{number:03d}").exists():
        number += 1
    return target


def _write(con: duckdb.DuckDBPyConnection, table: sent.Table, building: Path) -> int:
    folder, measured = building / table.name, sent.measured(con, table)
    folder.mkdir(parents=True)
    # Without rows there would be no partition, and no file that says which columns there are.
    parted = table.parted and measured.rows
    how = "PARTITION_BY (dataset, release), OVERWRITE_OR_IGNORE" if parted else f"ROW_GROUP_SIZE {_ROW_GROUP}"
    target = folder if parted else folder / "data_0.parquet"
    con.execute(f"COPY ({table.rows}) TO {duckdb_text(str(target))} (FORMAT parquet, COMPRESSION zstd, {how})")
    files = [f for f in folder.rglob("*") if f.is_file()]
    everything = duckdb_text(f"{folder}/**/*.parquet")
    found = sent.measure(con, f"read_parquet({everything}, hive_partitioning = true)", table)
    sent.refuse_other(table, measured, found, str(folder))
    for file in files:
        sync(file)
    return found.rows


def _switch(folder: Path, target: Path) -> None:
    point(folder / CURRENT, target)
    published = sorted((p for p in folder.glob("*-???") if p.is_dir()), key=lambda p: (p != target, -p.stat().st_mtime))
    for old in published[KEPT_GENERATIONS:]:
        shutil.rmtree(old)
