"""Which store is asked, and the connection to it: of the newest published generation that is not damaged."""

from __future__ import annotations

import os
import tempfile
import threading
from functools import lru_cache
from pathlib import Path

import duckdb

from dashboard import engines, generations
from dashboard.engines import Engine, Generation, NoStore
from dashboard.schema import CATALOG

ROOT = Path(__file__).parents[1]
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
# After the store is attached nothing else may be: no file is read or written, no setting changed.
_SEAL = ("SET enable_external_access = false", "SET lock_configuration = true")


def location() -> Path:
    """The folder of generations, or the file, that `PURSE_STORE` names; `data/store` by default."""
    return Path(os.environ.get("PURSE_STORE") or ROOT / "data" / "store")


def engine() -> Engine | None:
    """The engine that `PURSE_STORE` is the address of; None where DuckDB reads the store itself. Raises NoStore."""
    named = os.environ.get("PURSE_STORE", "")
    return engines.engine(named) if "://" in named else None


def current() -> Generation:
    """The newest generation, wherever the store is. Raises NoStore."""
    if there := engine():
        return there.generation()
    file = generation()
    return Generation(file.stem, file.stat().st_mtime_ns)


def generation() -> Path:
    """The file, or folder of Parquet, that is asked now: the current one unless it is damaged. Cheap enough for every
    question."""
    if folder := engines.folder_in(os.environ.get("PURSE_STORE", "")):
        from dashboard.engines import parquet

        return parquet.newest(folder)
    if found := generations.serving(location()):
        return found
    raise NoStore(f"There is no store at {location()}. Load one with: purse load")


def passed_over() -> dict[str, str]:
    """Newer generations that are damaged, so that an earlier one is asked: name → what is wrong. Mostly none."""
    return {} if "://" in os.environ.get("PURSE_STORE", "") else generations.passed_over(location())


def instead(file: Path, error: Exception) -> Path:
    """The generation to ask after `error`, where the one that was asked turns out to be damaged; else raises it."""
    cause = error.__cause__ or error
    if generations.may_be_damage(cause) and generations.examine(file) and (other := generation()) != file:
        return other
    if isinstance(cause, duckdb.FatalException):
        _open.cache_clear()  # that connection answers nothing any more
    raise error


def examine() -> None:
    """Reads the generation that is asked whole, and goes on to one before it where it is damaged. Raises NoStore."""
    if engine():
        return  # it looks after its disks itself
    while generations.examine(file := generation()):
        if generation() == file:
            raise NoStore(_cannot_be_opened(file))


def _cannot_be_opened(file: Path) -> str:
    return f"The store {file.name} cannot be opened. Load it anew with: purse load --fresh"


_opening = threading.Lock()


@lru_cache(maxsize=2)
def _open(file: Path, _changed: int) -> duckdb.DuckDBPyConnection:
    # In memory with the file attached: connecting to the file itself would give back the old one for as
    # long as any connection to a file of that name is open. Never closed by hand: cursors may be at work.
    # What does not fit into memory goes where files on their way to a visitor go: the checkout may be read-only.
    spill = str(Path(tempfile.gettempdir()) / f"public-purse-spilled-{os.getpid()}")
    con = duckdb.connect(":memory:", config={**_CONFIG, "temp_directory": spill})
    if file.is_dir():
        from dashboard.engines import parquet

        parquet.attach(con, file, CATALOG)
    else:
        quoted = str(file).replace("'", "''")
        con.execute(f"ATTACH '{quoted}' AS {CATALOG} (READ_ONLY)")
    for setting in _SEAL:
        con.execute(setting)
    return con


def connection(file: Path) -> duckdb.DuckDBPyConnection:
    """The one connection to a generation, sealed; ask on a cursor of it. Raises NoStore where it cannot be opened."""
    try:
        with _opening:
            return _open(file, file.stat().st_mtime_ns)
    except (duckdb.Error, OSError) as e:
        raise NoStore(_cannot_be_opened(file)) from e


def opened() -> tuple[Path, duckdb.DuckDBPyConnection]:
    """The generation that is asked now, open. Raises NoStore."""
    file = generation()
    while True:
        try:
            return file, connection(file)
        except NoStore as e:
            file = instead(file, e)
