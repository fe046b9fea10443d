"""Where a name is found, as Ibis expressions: organisations, programs, recipients, and a list of names from outside.

Names and queries are folded alike: lower case, no accents, words between single spaces. An answer is ranked by `rank`,
the better the smaller: `EXACT`, `PREFIX`, `WORDS` (every word of the query begins a word), `PART` (every one is part of
a word), `NEAR` (a word that looks alike). Near names are asked for apart: they cost the most and help only where
nothing else is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.queries import summed
from dashboard.schema import table
from dashboard.slices import Slice

EXACT, PREFIX, WORDS, PART, NEAR, NOT = range(6)
_ALIKE = 0.92
"""Jaro–Winkler similarity from which two words pass for the same: one slip of the hand in six letters."""
_SHORTEST = 4
"""Letters from which a word may be misspelt; shorter ones resemble too much."""
# What stands before the name of every organisation, in a reader's question but not in the accounts.
_TITLES = frozenset(
    [
        "ministry",
        "ministere",
        "department",
        "of",
        "the",
        "and",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "et",
        "for",
        "pour",
    ]
)
_EXACT = "decimal(38, 2)"
_BREAK = "\x1f"


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def strip_accents(text: str) -> str:  # type: ignore[empty-body]
    """DuckDB's own."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def jaro_winkler_similarity(one: str, other: str) -> float:  # type: ignore[empty-body]
    """DuckDB's own."""


def fold(text: str) -> str:
    """`Ministère de l'Éducation` → `ministere de l education`: as `folded` does in the store."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def sought(text: str) -> str:
    """A reader's query, folded, without the words that stand before every organisation's name."""
    words = fold(text[:80]).split()
    return " ".join([w for w in words if w not in _TITLES] or words)


def folded(text: ir.StringValue) -> ir.StringValue:
    """`fold` within the store."""
    bare = strip_accents(text.lower().replace("œ", "oe"))
    found: ir.StringValue = bare.re_replace("[^a-z0-9]+", " ").strip()
    return found


def _rank(name: ir.StringValue, query: str, near: bool) -> ir.IntegerValue:
    """How well a folded name answers; `NOT` where it does not, a missing name included."""
    words = query.split()
    if near:
        return ibis.cases((reduce(and_, [_begins_or_looks_like(name, w) for w in words]), NEAR), else_=NOT)
    begins = reduce(and_, [_begins(name, w) for w in words])
    within = reduce(and_, [name.contains(w) for w in words])
    best = ((name == query, EXACT), (name.startswith(query), PREFIX), (begins, WORDS), (within, PART))
    return ibis.cases(*best, else_=NOT)


def _begins(name: ir.StringValue, word: str) -> ir.BooleanValue:
    return (ibis.literal(" ") + name).contains(f" {word}")


def _begins_or_looks_like(name: ir.StringValue, word: str) -> ir.BooleanValue:
    if len(word) < _SHORTEST:
        return _begins(name, word)
    alike = name.split(" ").map(lambda other: jaro_winkler_similarity(other, word)).maxs()
    return _begins(name, word) | (alike >= _ALIKE)


def _ranked(names: ir.Table, query: str, near: bool, *columns: str) -> ir.Table:
    """The rows with the best `rank` that one of their `columns` has."""
    # Through a list, so that each name is folded once: DuckDB would do it again in every branch of the ranking.
    texts = ibis.array([folded(names[c]) for c in columns])
    return names.mutate(rank=texts.map(lambda name: _rank(name, query, near)).mins())


def _best(ranked: ir.Table, limit: int, *then: Any) -> ir.Table:
    """The best that answer at all. Asked in this order, so that every name is ranked once."""
    return ranked.order_by("rank", *then).limit(limit).filter(lambda t: t.rank < NOT)


def among(query: str, near: bool, limit: int, names: str) -> ir.Table:
    """A list of names from outside (`listed`): key, name, rank; best first, each key once."""
    lines = ibis.literal(names).split("\n").unnest().name("line").as_table()
    parts = lines.line.split(_BREAK)
    rows = lines.select(key=parts[0], name=parts[1])
    found = _ranked(rows, query, near, "name")
    best = found.group_by("key").agg(rank=found["rank"].min(), name=found.name.argmin(found["rank"]))
    return _best(best, limit, "name")


def listed(names: Mapping[str, list[str]]) -> str:
    """Names by key as the one text that `among` takes."""
    return "\n".join(_BREAK.join((key, name.replace("\n", " "))) for key, each in names.items() for name in each)


def organisations(query: str, near: bool, limit: int, accounts: tuple[Slice, ...]) -> ir.Table:
    """Organisations under any name they ever had: lineage, jurisdiction, name_en, name_fr, known_as, amount, rank.

    The names are those of today; `known_as` is the one that was found. `amount` is the organisation's in whichever of
    the `accounts` has it, NULL if none does. Best first, then largest.
    """
    t, labels = table("organisation"), table("organisation_label")
    own = ibis.union(t.select("lineage", name=t.name_en), t.select("lineage", name=t.name_fr))
    printed = labels.inner_join(t, "organisation").select("lineage", name=labels.label)
    names = ibis.union(own, printed, distinct=True).filter(lambda n: n.name.notnull())
    found = _ranked(names, query, near, "name")
    best = found.group_by("lineage").agg(rank=found["rank"].min(), known_as=found.name.argmin(found["rank"]))
    today = t.filter(t.organisation == t.lineage).select("lineage", "jurisdiction", "name_en", "name_fr")
    rows = best.inner_join(today, "lineage").left_join(_amounts(accounts), "lineage").drop("lineage_right")
    return _best(rows, limit, rows.amount.desc(nulls_first=False), "name_en")


def _amounts(accounts: tuple[Slice, ...]) -> ir.Table:
    """What each lineage has in the accounts: lineage, amount."""
    rows = ibis.union(*[summed(of).select("lineage", "amount") for of in accounts])
    return rows.group_by("lineage").agg(amount=rows.amount.sum().cast(_EXACT))


def programs(query: str, near: bool, limit: int) -> ir.Table:
    """Programs: administrative_1 and _2 with their French, span (dataset, release, …), jurisdiction, amount, rank.

    Each program of a dataset once: the newest actual figures, or plans where there is nothing else. Best first, then
    largest. Only of datasets that go down by program, on their own basis.
    """
    t, d = table("entry_sum"), table("dataset")
    place = ["dataset", "administrative_1", "administrative_2"]
    deep = d.filter(d.hierarchy.contains("administrative_2")).select("dataset", "basis")
    rows = t.filter(t.administrative_2.notnull()).semi_join(deep, ["dataset", "basis"])
    sums = rows.group_by(*place, "release", "fiscal_year", "direction", "phase", "basis", "jurisdiction").agg(
        administrative_1_fr=rows.administrative_1_fr.max(),
        administrative_2_fr=rows.administrative_2_fr.max(),
        amount=rows.amount.sum().cast(_EXACT),
    )
    ranked = _ranked(_newest(sums, place), query, near, "administrative_2", "administrative_2_fr")
    return _best(ranked, limit, ranked.amount.desc(), *place)


def _newest(rows: ir.Table, place: list[str]) -> ir.Table:
    """Of each place the actual figures before the planned ones, then the newest year, then the newest release."""
    order = [(rows.phase == "executed").desc(), rows.fiscal_year.desc(), rows.release.desc()]
    turn = ibis.row_number().over(group_by=place, order_by=order)
    return rows.mutate(turn=turn).filter(lambda t: t.turn == 0).drop("turn")


def _recipients() -> ir.Table:
    """Who was paid, each name once for a dataset, roll-ups left out: dataset, recipient, jurisdiction, fiscal_year,
    release, phase, amount; of the newest year that has them."""
    t, d = table("recipient"), table("dataset").select("dataset", "jurisdiction")
    newest = _newest(t.filter(~t.rollup), ["dataset", "recipient"])
    return newest.inner_join(d, "dataset").select(
        "dataset", "recipient", "jurisdiction", "fiscal_year", "release", "phase", "amount"
    )


def recipients(query: str, near: bool, limit: int) -> ir.Table:
    """Recipients: the columns of `_recipients` and rank; best first, then largest."""
    ranked = _ranked(_recipients(), query, near, "recipient")
    return _best(ranked, limit, ranked.amount.desc(), "recipient")
