"""A question in words that every engine has: what is left over is answered here, over what the engine gives.

Ibis writes nearly all of a question in each engine's own words. Three functions are DuckDB's alone. One, which drops
accents, can be said otherwise. Two compare spellings: the rows that they are asked about are fetched, and compared here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from dashboard.engines.views import MORE

Fetch = Callable[[ir.Table], pa.Table]

_HERE = frozenset({"jaro_winkler_similarity", "damerau_levenshtein"})
_BARE = "strip_accents"


@cache
def _accents() -> tuple[str, str]:
    """Letters with accents, of Latin alphabets, and the same without."""
    bare = {chr(n): unicodedata.normalize("NFD", chr(n))[0] for n in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
    known = {letter: plain for letter, plain in bare.items() if letter != plain and plain.isascii()}
    return "".join(known), "".join(known.values())


def _called(node: ops.Node) -> str:
    return str(node.__func_name__) if isinstance(node, ops.ScalarUDF) else ""


def portable(expr: ir.Table, named: Callable[[str, ibis.Schema], ir.Table]) -> ir.Table:
    """The same question over the tables that `named` gives, without the function that can be said otherwise."""

    def other(node: ops.Node, known: dict[str, object] | None) -> ops.Node:
        if isinstance(node, ops.UnboundTable) and node.namespace.catalog is not None:
            more = dict.fromkeys(MORE.get(node.name, ()), "string")
            there = named(node.name, ibis.schema({**node.schema, **more}))
            return (there.select(*node.schema) if more else there).op()
        again = node.__recreate__(known) if known else node
        if _called(again) == _BARE:
            return again.args[0].to_expr().translate(*_accents()).op()
        return again

    found: ir.Table = expr.op().replace(other).to_expr()
    return found


def answer(expr: ir.Table, fetch: Fetch) -> pa.Table:
    """The whole answer; `fetch` asks the engine."""
    op, asked = expr.op(), fetched(expr)
    if [part.op() for part in asked] == [op]:
        return fetch(expr)
    parts = {part.op(): ibis.table(part.schema(), name=f"part_{n}") for n, part in enumerate(asked)}
    text = ibis.to_sql(op.replace({node: t.op() for node, t in parts.items()}).to_expr(), dialect="duckdb")
    with duckdb.connect(":memory:") as con:
        for node, table in parts.items():
            con.register(table.get_name(), fetch(node.to_expr()))
        con.execute("SET enable_external_access = false")
        return con.sql(str(text)).to_arrow_table()


def fetched(expr: ir.Table) -> list[ir.Table]:
    """What an engine is asked of a question: all of it, or the largest parts that it can answer."""
    return [node.to_expr() for node in dict.fromkeys(_fetched(expr.op()))]


def _left_over(node: ops.Node) -> bool:
    return any(_called(found) in _HERE for found in node.find(ops.ScalarUDF))


def _fetched(node: ops.Node) -> Iterator[ops.Relation]:
    whole = isinstance(node, ops.Relation) and not isinstance(node, ops.Reference)
    if whole and node.find(ops.UnboundTable) and not _left_over(node):
        yield node
        return
    for child in node.__children__:
        yield from _fetched(child)
