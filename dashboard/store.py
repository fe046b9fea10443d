"""Answers questions. Follows the newest published generation; never writes.

DuckDB reads the store's file. Where `PURSE_STORE` is an address, the engine there is asked the same (`engines/`).

A question is a function that gives an Ibis expression (`queries.py`); an answer is an Arrow table, which keeps
decimals exact and can be shared, because it cannot be changed. Answers are remembered per question,
arguments and generation, so a newly published store is seen at the next question and nothing stale is shown.

A page asks within a `viewing`: that says of which releases nothing newer is seen, and keeps which datasets and slices
were asked for, so that a link can hold the view as it is. This module is the one door: what opens the store
(`opened.py`), what a page sees of it (`seeing.py`) and what holds it for long answers (`readings.py`) is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

import duckdb
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
from ibis.common.exceptions import IbisError

from dashboard import bounds, deadline, engines
from dashboard.engines import Engine
from dashboard.engines import Generation as Generation
from dashboard.engines import NoStore as NoStore
from dashboard.engines import QueryFailed as QueryFailed
from dashboard.opened import connection, instead
from dashboard.opened import current as current
from dashboard.opened import engine as engine
from dashboard.opened import examine as examine
from dashboard.opened import generation as generation
from dashboard.opened import location as location
from dashboard.opened import passed_over as passed_over
from dashboard.pins import NONE, Pins
from dashboard.readings import OutgrewItsFile as OutgrewItsFile
from dashboard.readings import Reading as Reading
from dashboard.readings import TooSlow as TooSlow
from dashboard.readings import reading as reading
from dashboard.readings import sql as sql
from dashboard.seeing import View as View
from dashboard.seeing import view as view
from dashboard.seeing import viewing as viewing
from dashboard.slices import Slice

Question = Callable[..., ir.Table]
T = TypeVar("T")


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
    with connection(file).cursor() as cursor, deadline.within(seconds, cursor.interrupt) as watch:
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


def remembered(make: Callable[..., T], *args: Hashable) -> T:
    """What `make(*args)` works out of answers; worked out once for each generation and view's pins, then given to all.

    `make` draws nothing, and nobody changes what it gives. What it asks for counts as asked by the view each time.
    Raises what `ask` does.
    """
    seen, there = view(), engine()
    if there:
        made = _made(there.generation(), seen.pins, make, args)
    else:
        seen.file = seen.file or _dated(generation())
        made = _made(seen.file, seen.pins, make, args)
    seen.add(made.view)
    return cast("T", made.what)


class _Made(NamedTuple):
    """What was worked out, and what that asked for."""

    what: object
    view: View


@lru_cache(maxsize=512)  # some hundred kilobytes each at most: tables and charts
def _made(
    of: tuple[Path, int] | Generation,
    pins: Pins,
    make: Callable[..., object],
    args: tuple[Hashable, ...],
) -> _Made:
    with viewing(pins) as seen:
        if not isinstance(of, Generation):
            seen.file = of
        return _Made(make(*args), seen)


def _answered(seen: View, question: Question, args: tuple[object, ...]) -> pa.Table:
    """Of the generation that the view began with, if that is still there: figures of two stand on no page together."""
    asked = seen.file
    while True:
        file, changed = asked or _dated(generation())
        try:
            answer = _answer(file, changed, seen.pins, question, args)
            seen.file = file, changed
            return answer
        except (NoStore, QueryFailed) as e:
            if file.exists() or (following := generation()) == file:
                following = instead(file, e)
            asked = _dated(following)


def _dated(file: Path) -> tuple[Path, int]:
    return file, file.stat().st_mtime_ns


def _slices(args: Iterable[object]) -> Iterator[Slice]:
    for arg in args:
        if isinstance(arg, Slice):
            yield arg
        elif isinstance(arg, tuple):
            yield from _slices(arg)
