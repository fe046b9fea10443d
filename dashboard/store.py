"""Answers questions. Follows the newest published generation; never writes.

DuckDB reads the store's file. Where `PURSE_STORE` is an address, the engine there is asked the same (`engines/`).

A question is a function that gives an Ibis expression (`queries.py`); an answer is an Arrow table, which keeps
decimals exact and can be shared, because it cannot be changed. Answers are remembered per question,
arguments and generation, so a newly published store is seen at the next question and nothing stale is shown.

A page asks within a `viewing`: that says of which releases nothing newer is seen, and keeps which datasets and slices
were asked for, so that a link can hold the view as it is.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
from ibis.common.exceptions import IbisError

from dashboard import bounds, deadline, engines, generations
from dashboard.engines import Engine
from dashboard.engines import Generation as Generation
from dashboard.engines import NoStore as NoStore
from dashboard.engines import QueryFailed as QueryFailed
from dashboard.pins import NONE, Pins
from dashboard.schema import CATALOG
from dashboard.slices import Slice

ROOT = Path(__file__).parents[1]
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
# After the store is attached nothing else may be: no file is read or written, no setting changed.
_SEAL = ("SET enable_external_access = false", "SET lock_configuration = true")

Question = Callable[..., ir.Table]


class TooSlow(QueryFailed):
    """It was stopped, because it took longer than it may. `seconds` is how long that is."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Stopped after {seconds} seconds.")
        self.seconds = seconds


class OutgrewItsFile(QueryFailed):
    """It was stopped, because the file that is written from it is larger than it may be."""


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


def _instead(file: Path, error: Exception) -> Path:
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


def _connection(file: Path) -> duckdb.DuckDBPyConnection:
    try:
        with _opening:
            return _open(file, file.stat().st_mtime_ns)
    except (duckdb.Error, OSError) as e:
        raise NoStore(_cannot_be_opened(file)) from e


def _opened() -> tuple[Path, duckdb.DuckDBPyConnection]:
    """The generation that is asked now, open."""
    file = generation()
    while True:
        try:
            return file, _connection(file)
        except NoStore as e:
            file = _instead(file, e)


def sql(expr: ir.Table) -> str:
    """A question as SQL that runs in DuckDB with the store attached as `accounts`."""
    return str(ibis.to_sql(expr, dialect="duckdb"))


@dataclass
class View:
    """What a page sees, and what it asked for while it ran.

    Attributes:
        pins: of these datasets nothing newer is seen.
        named: the texts that its questions named, names of datasets among them.
        across: the same for each question that had amounts for an answer.
        measured: True once it asked for a measured series.
        slices: the slices that its questions were about, in the order of asking.
        shown: those of them that the page is about; the page says so.
        file: the generation that it asks, once it has asked.
    """

    pins: Pins = NONE
    named: set[str] = field(default_factory=set)
    across: set[frozenset[str]] = field(default_factory=set)
    measured: bool = False
    slices: dict[Slice, None] = field(default_factory=dict)
    shown: dict[Slice, None] = field(default_factory=dict)
    file: Path | None = None


_view: ContextVar[View | None] = ContextVar("view", default=None)


@contextmanager
def viewing(pins: Pins = NONE) -> Iterator[View]:
    """All that is asked in here, in this thread, is asked as of the pins, and kept in the view."""
    view = View(pins)
    token = _view.set(view)
    try:
        yield view
    finally:
        _view.reset(token)


def view() -> View:
    """The view that is being made; outside of `viewing` one that pins and keeps nothing."""
    return _view.get() or View()


class _Written(NamedTuple):
    """A question as SQL, and every text that stands in it as a value."""

    sql: str
    named: frozenset[str]


@lru_cache(maxsize=1024)
def _written(pins: Pins, question: Question, args: tuple[object, ...]) -> _Written:
    # Remembered: building and compiling takes longer than answering.
    expr = question(*args)
    values = [v.value for v in expr.op().find(ops.Literal) if v.dtype.is_string()]
    return _Written(sql(pins.limit(expr)), frozenset(str(v) for v in values if v is not None))


def written(question: Question, *args: object) -> str:
    """`question(*args)` as SQL for DuckDB, of every release."""
    return _written(NONE, question, args).sql


def shown(question: Question, *args: object) -> str:
    """The same as SQL for whoever answers it: the engine, or DuckDB. Raises what `ask` does."""
    if there := engine():
        return there.sql(question(*args), there.generation())
    return written(question, *args)


@lru_cache(maxsize=1024)
def _answer(file: Path, _changed: int, pins: Pins, question: Question, args: tuple[object, ...]) -> pa.Table:
    # A cursor a question: one connection shared by threads gives wrong results.
    seconds = bounds.read().query_seconds
    with _connection(file).cursor() as cursor, deadline.within(seconds, cursor.interrupt) as watch:
        try:
            return cursor.sql(_written(pins, question, args).sql).to_arrow_table()
        except (duckdb.Error, IbisError) as e:
            if watch.late:
                raise TooSlow(seconds) from e
            raise QueryFailed(f"The store could not answer “{question.__name__}”: {e}") from e


@lru_cache(maxsize=1024)
def _answer_of(there: Engine, of: Generation, pins: Pins, question: Question, args: tuple[object, ...]) -> pa.Table:
    from dashboard.engines import portable

    try:
        return portable.answer(pins.limit(question(*args)), lambda part: engines.whole(there, part, of))
    except IbisError as e:
        raise QueryFailed(f"{there.name} could not be asked “{question.__name__}”: {e}") from e


def ask(question: Question, *args: object) -> pa.Table:
    """The answer to `question(*args)` from the current generation, as of the view's pins. Raises NoStore or QueryFailed."""
    seen = view()
    if there := engine():
        answer = _answer_of(there, there.generation(), seen.pins, question, args)
    else:
        answer = _answered(seen, question, args)
    named = _written(seen.pins, question, args).named
    seen.named |= named
    if "amount" in answer.column_names:
        seen.across.add(named)
    seen.measured = seen.measured or "value" in answer.column_names
    seen.slices.update(dict.fromkeys(_slices(args)))
    return answer


def _answered(seen: View, question: Question, args: tuple[object, ...]) -> pa.Table:
    """Of the generation that the view began with, if that is still there: figures of two stand on no page together."""
    file = seen.file if seen.file and seen.file.exists() else generation()
    while True:
        try:
            answer = _answer(file, file.stat().st_mtime_ns, seen.pins, question, args)
            seen.file = file
            return answer
        except (NoStore, QueryFailed) as e:
            file = _instead(file, e)


def _slices(args: Iterable[object]) -> Iterator[Slice]:
    for arg in args:
        if isinstance(arg, Slice):
            yield arg
        elif isinstance(arg, tuple):
            yield from _slices(arg)


class Reading:
    """One generation, held for several questions: what is published meanwhile is not seen. For answers of any size."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, of: Generation) -> None:
        self._cursor, self.of = cursor, of

    @property
    def generation(self) -> str:
        return self.of.name

    def bring(self, **tables: ir.Table) -> None:
        """Says which rows of which tables will be asked for. Nothing needs to be done where DuckDB has them."""

    def interrupt(self) -> None:
        """Stops what is being answered. For another thread."""
        self._cursor.interrupt()

    def let(self, **values: str | int) -> None:
        """Gives values to the names that a question has left open (`getvariable` in SQL)."""
        for name, value in values.items():
            self._cursor.execute(f"SET VARIABLE {name} = $1", [value])

    def keep(self, name: str, text: str) -> None:
        """Keeps the answer to a compiled question as a table (of the catalog `temp`), for this reading alone."""
        with _said():
            self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {text}")

    def ask(self, expr: ir.Table) -> pa.Table:
        """A whole answer. Raises QueryFailed."""
        return self.batches(sql(expr)).read_all()

    def whole(self, text: str) -> pa.Table:
        """The whole answer to a compiled question: worked out on all processors, where `batches` takes one."""
        with _said():
            return self._cursor.sql(text).to_arrow_table()

    def batches(self, text: str, rows: int = 100_000) -> pa.RecordBatchReader:
        """The answer to a compiled question, at most `rows` rows at a time. Raises QueryFailed."""
        with _said():
            return self._cursor.sql(text).to_arrow_reader(rows)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as e:
        raise QueryFailed(f"The store could not answer: {e}") from e


@contextmanager
def reading(too_large: Callable[[], bool] | None = None) -> Iterator[Reading]:
    """The current generation, until the end of the block. Raises NoStore.

    What takes too long in it, or once `too_large` says so, is stopped: TooSlow, OutgrewItsFile.
    """
    seconds = bounds.read().export_seconds
    with _held() as held, deadline.within(seconds, held.interrupt, too_large) as watch:
        try:
            yield held
        except Exception as e:  # an interruption comes out as what the reader of it makes of it
            if watch.late:
                raise TooSlow(seconds) from e
            if watch.large:
                raise OutgrewItsFile("Stopped: the file grew too large.") from e
            raise


@contextmanager
def _held() -> Iterator[Reading]:
    if there := engine():
        from dashboard.engines import brought

        with brought.reading(there) as reading:
            yield reading
        return
    file, con = _opened()
    with con.cursor() as cursor:
        try:
            yield Reading(cursor, Generation(file.stem, file.stat().st_mtime_ns))
        except (QueryFailed, duckdb.Error, pa.ArrowException, OSError) as e:
            _instead(file, e)  # what is being written cannot go on from another generation: the next one can
            raise
