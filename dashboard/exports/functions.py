"""Functions of the store itself that Ibis does not know, or writes in a slower way."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache

import ibis
import ibis.expr.types as ir


def concat(*parts: ir.Value | str) -> ir.StringValue:
    """Texts as one, NULL as nothing. DuckDB's own with all parts at once: `||` copies what it has for each part."""
    return of_store("CONCAT", str, len(parts))(*parts)  # in small letters Ibis would write it as `||`


@cache
def of_store(name: str, gives: type, parts: int = 1) -> Callable[..., ir.Value]:
    """A function of the store itself that Ibis does not know, of so many texts."""

    def function(*_: str) -> None:
        raise NotImplementedError  # it is the store that has it

    takes = [inspect.Parameter(f"part{i}", inspect.Parameter.POSITIONAL_ONLY, annotation=str) for i in range(parts)]
    function.__signature__ = inspect.Signature(takes, return_annotation=gives)  # type: ignore[attr-defined]
    made: Callable[..., ir.Value] = ibis.udf.scalar.builtin(function, name=name)
    return made


open_number = of_store("getvariable", int)  # by the name that `Reading.let` gives a value to
