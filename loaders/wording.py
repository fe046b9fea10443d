"""What differs between two sides besides amounts: the names on a line, the values of a series, the entries of a codelist.

Two labels that have changed places leave every amount where a line does not hang on them. Here they are seen.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb

_NAMES = (
    "category_fr",
    *(f"{level}_{n}{end}" for level, n in (("administrative", i) for i in (1, 2, 3, 4)) for end in ("_code", "", "_fr")),
    *(f"economic_{n}{end}" for n in (1, 2) for end in ("_code", "", "_fr")),
    "functional_1_code", "unit",
)  # fmt: skip


class Change(NamedTuple):
    """One thing that is another on the later side. `what` says which; None: that side has it not."""

    dataset: str
    release: str
    what: str
    before: str | None
    after: str | None


def changes(con: duckdb.DuckDBPyConnection, before: Some, after: Some) -> list[Change]:
    """All of them, in the order of dataset, release and what."""
    found = con.execute(
        f"WITH a AS ({_things(before)}), b AS ({_things(after)}) "
        "SELECT dataset, release, coalesce(b.what, a.what) AS what, a.said, b.said "
        "FROM a FULL JOIN b USING (dataset, release, key, field) "
        # A name counts where both sides have its line: a line of one side is on the lists of amounts.
        "WHERE lower(a.said) IS DISTINCT FROM lower(b.said) AND (NOT a.paired IS TRUE AND NOT b.paired IS TRUE "
        "OR (a.said IS NOT NULL AND b.said IS NOT NULL)) ORDER BY dataset, release, what, a.said, b.said"
    ).fetchall()
    return [Change(*row) for row in found]


class Some(NamedTuple):
    """Which part of an attached store: all of it, or one release of a dataset."""

    catalog: str
    dataset: str = ""
    release: str = ""


def _things(of: Some) -> str:
    """A query for all that a side says: dataset, release, key, field, what, said, paired."""
    chosen = [of.dataset, of.release] if of.dataset else []
    where = f"WHERE dataset = {_text(of.dataset)} AND release = {_text(of.release)}" if chosen else ""
    release = "''" if chosen else "release"
    each = ", ".join(f"coalesce(string_agg(DISTINCT {c}, ' | ' ORDER BY {c}), '') AS {c}" for c in _NAMES)
    called = "coalesce(min(administrative_2), min(administrative_1), min(economic_2), min(economic_1), '')"
    return (
        f"SELECT dataset, {release} AS release, key, field, called || ', ' || field AS what, said, true AS paired FROM ("
        f"UNPIVOT (SELECT dataset, release, line || fiscal_year AS key, min(fiscal_year) || ' ' || {called} AS called, "
        f"{each} FROM {of.catalog}.classification {where} GROUP BY dataset, release, line, fiscal_year) "
        f"ON {', '.join(_NAMES)} INTO NAME field VALUE said) "
        # What stands there twice is said twice.
        f"UNION ALL SELECT dataset, {release}, series || fiscal_year, 'value', series || ' ' || fiscal_year, "
        f"string_agg(value || ' ' || unit, ' | ' ORDER BY value), false FROM {of.catalog}.series_value {where} "
        f"GROUP BY dataset, release, series, fiscal_year "
        f"UNION ALL SELECT dataset, {release}, code, 'label', 'code ' || code, "
        f"string_agg(concat_ws(' | ', label, label_fr, note), ' | ' ORDER BY label), false FROM {of.catalog}.code {where} "
        "GROUP BY dataset, release, code"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
