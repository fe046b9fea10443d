"""Answers questions. Follows the newest published generation; never writes.

A question is a function that gives an Ibis expression (`queries.py`); an answer is an Arrow table, which keeps
decimals exact and can be shared, because it cannot be changed. Answers are remembered per question,
arguments and generation, so a newly published store is seen at the next question and nothing stale is shown.

A page asks within a `viewing`: that says of which releases nothing newer is seen, and keeps which datasets and slices
were asked for, so that a link can hold the view as it is.
"""

from __future__ import annotations

import os
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


class NoStore(Exception):
    """Nothing is published yet, or the store cannot be opened; the text says what to do."""


class QueryFailed(Exception):
    """The store did not answer."""


def location() -> Path:
    """The folder of generations, or the file, that `PURSE_STORE` names; `data/store` by default."""
    return Path(os.environ.get("PURSE_STORE") or ROOT / "data" / "store")


def generation() -> Path:
    """The file that is current now. A look at a link: cheap enough for every question."""
    place = location()
    current = place if place.suffix == ".duckdb" else place / "current"
    try:
        # Two calls to the system, where resolving the whole path takes fifteen: a page asks some twenty times.
        file = current.parent / os.readlink(current)
    except OSError:  # no link
        file = current
    if file.exists():
        return file
    # A link that points to nothing: the newest generation that is there is better than none.
    if left := sorted(place.glob("store-??????.duckdb")):
        return left[-1]
    raise NoStore(f"There is no store at {place}. Load one with: purse load")


_opening = threading.Lock()


@lru_cache(maxsize=2)
def _open(file: Path, _changed: int) -> duckdb.DuckDBPyConnection:
    # In memory with the file attached: connecting to the file itself would give back the old one for as
    # long as any connection to a file of that name is open. Never closed by hand: cursors may be at work.
    con = duckdb.connect(":memory:", config=_CONFIG)
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
        raise NoStore(f"The store {file.name} cannot be opened. Load it anew with: purse load --fresh") from e


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
    """

    pins: Pins = NONE
    named: set[str] = field(default_factory=set)
    across: set[frozenset[str]] = field(default_factory=set)
    measured: bool = False
    slices: dict[Slice, None] = field(default_factory=dict)
    shown: dict[Slice, None] = field(default_factory=dict)


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
    """`question(*args)` as SQL, of every release."""
    return _written(NONE, question, args).sql


@lru_cache(maxsize=1024)
def _answer(file: Path, _changed: int, pins: Pins, question: Question, args: tuple[object, ...]) -> pa.Table:
    # A cursor a question: one connection shared by threads gives wrong results.
    with _connection(file).cursor() as cursor:
        try:
            return cursor.sql(_written(pins, question, args).sql).to_arrow_table()
        except (duckdb.Error, IbisError) as e:
            raise QueryFailed(f"The store could not answer “{question.__name__}”: {e}") from e


def ask(question: Question, *args: object) -> pa.Table:
    """The answer to `question(*args)` from the current generation, as of the view's pins. Raises NoStore or QueryFailed."""
    file, seen = generation(), view()
    answer = _answer(file, file.stat().st_mtime_ns, seen.pins, question, args)
    named = _written(seen.pins, question, args).named
    seen.named |= named
    if "amount" in answer.column_names:
        seen.across.add(named)
    seen.measured = seen.measured or "value" in answer.column_names
    seen.slices.update(dict.fromkeys(_slices(args)))
    return answer


def _slices(args: Iterable[object]) -> Iterator[Slice]:
    for arg in args:
        if isinstance(arg, Slice):
            yield arg
        elif isinstance(arg, tuple):
            yield from _slices(arg)


class Reading:
    """One generation, held for several questions: what is published meanwhile is not seen. For answers of any size."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, file: Path) -> None:
        self._cursor = cursor
        self.file, self.changed = file, file.stat().st_mtime_ns

    @property
    def generation(self) -> str:
        return self.file.stem

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
def reading() -> Iterator[Reading]:
    """The current generation, until the end of the block. Raises NoStore."""
    file = generation()
    with _connection(file).cursor() as cursor:
        yield Reading(cursor, file)
