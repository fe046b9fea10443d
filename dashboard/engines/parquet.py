"""A folder of Parquet that `purse publish --to FOLDER` writes, asked by DuckDB: parquet:///FOLDER.

Each publication is a folder of its own, and `current` a link to the newest (`loaders/engines/parquet.py`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from sqlglot import exp

from dashboard.engines import NoStore, views


def newest(folder: Path) -> Path:
    """The folder of the newest publication. Raises NoStore."""
    current = folder / "current"
    if not current.is_dir():
        raise NoStore(f"There are no published accounts in {folder}. Publish them with: purse publish --to {folder}")
    return current.resolve()


def attach(con: duckdb.DuckDBPyConnection, folder: Path, catalog: str) -> None:
    """Makes a publication's tables known as those of a catalog. Afterwards no other folder can be read."""
    con.execute(f"ATTACH ':memory:' AS {catalog}")
    con.execute("SET parquet_metadata_cache = true")
    for table in sorted(p for p in folder.iterdir() if p.is_dir()):
        files = exp.Literal.string(f"{table}/**/*.parquet").sql(dialect="duckdb")
        names = ", ".join(f'"{name}"' for name in views.columns_of(table.name))
        con.execute(
            f'CREATE VIEW {catalog}.main."{table.name}" AS SELECT {names} FROM read_parquet({files}, '
            "hive_partitioning = true, hive_types_autocast = false)"
        )
    for name, select in views.views("duckdb", lambda table: exp.table_(table, db="main", catalog=catalog, quoted=True)):
        con.execute(f'CREATE VIEW {catalog}.main."{name}" AS {select}')
    allowed = exp.Literal.string(f"{folder}/").sql(dialect="duckdb")
    con.execute(f"SET allowed_directories = [{allowed}]")
