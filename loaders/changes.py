"""What a new release brought, beside the release before it: entries and totals, of one kind at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from loaders import differences, publish
from loaders.errors import PurseError
from loaders.source import Release

# Amounts of two bases, phases or directions are never added: each combination has its own line.
_ENTRIES = """
    SELECT concat_ws(' ', fiscal_year, direction, phase, basis) AS what, count(*) AS rows, sum(amount) AS total
    FROM published.entry WHERE dataset = $dataset AND release = $release GROUP BY ALL
    UNION ALL
    SELECT concat_ws(' ', fiscal_year, series), count(*), NULL
    FROM published.series_value WHERE dataset = $dataset AND release = $release GROUP BY ALL
    UNION ALL
    SELECT 'codes', count(*), NULL
    FROM published.code WHERE dataset = $dataset AND release = $release HAVING count(*) > 0
"""
_EARLIER = "SELECT max(release) FROM published.release WHERE dataset = $dataset AND release < $release"

Counted = dict[str, tuple[int, Decimal | None]]


@dataclass(frozen=True)
class Change:
    """A release against the one before it. `same` counts the totals that both have alike."""

    release: str
    earlier: str | None
    lines: tuple[str, ...]
    same: int
    restated: str | None  # how many figures, in a sentence; None where there is nothing to compare


def changes(place: publish.Place, file: Path, dataset: str, releases: Sequence[Release]) -> list[Change]:
    """For each release in a published store, what differs from the release before it."""
    with duckdb.connect(":memory:") as con:
        publish.attach(con, file, "published")
        found = []
        for release in releases:
            asked = {"dataset": dataset, "release": release.release}
            earlier = con.execute(_EARLIER, asked).fetchall()[0][0]
            before = _counted(con, dataset, earlier) if earlier else {}
            now = _counted(con, dataset, release.release)
            lines = [_line(what, before.get(what), now.get(what)) for what in sorted({*before, *now})]
            different = tuple(line for line in lines if line)
            said = _restated(place, dataset, earlier, release.release) if earlier else None
            found.append(Change(release.release, earlier, different, len(lines) - len(different), said))
    return found


def _restated(place: publish.Place, dataset: str, before: str, after: str) -> str | None:
    try:
        found = differences.of_releases(place, dataset, before, after)
    except PurseError:
        return None
    if not found.sums:
        return None
    both = found.count("restated") + found.count("unchanged")
    return (
        f"{found.count('restated'):,} of {both:,} figures that both have were restated, {found.count('new'):,} are new, "
        f"{found.count('vanished'):,} are gone; to see them: purse diff {dataset} {before} {after}"
    )


def _counted(con: duckdb.DuckDBPyConnection, dataset: str, release: str) -> Counted:
    rows = con.execute(_ENTRIES, {"dataset": dataset, "release": release}).fetchall()
    return {str(what): (int(n), total) for what, n, total in rows}


def _line(what: str, before: tuple[int, Decimal | None] | None, now: tuple[int, Decimal | None] | None) -> str | None:
    """`2025 expenditure …: 1,334 entries (1,317 before), total 2.00 (1.00 before, +1.00)`; None if nothing differs."""
    if before == now:
        return None
    if now is None:
        return f"{what}: not in this release"
    (rows, total), (rows_before, total_before) = now, before or (0, None)
    said = f"{what}: {rows:,} rows" + (f" ({rows_before:,} before)" if before and rows_before != rows else "")
    if total is not None:
        said += f", total {total:,}"
        if total_before is not None and total_before != total:
            said += f" ({total_before:,} before, {total - total_before:+,})"
    return said if before else f"{said}, new"
