"""The commands that keep every release: `purse releases`, `purse rollback`, `purse verify`, `purse diff`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from loaders import differences
from loaders import releases as keeping
from loaders.console import StoreOption, out, place_of, plain, say, told
from loaders.differences import Difference, Sum
from loaders.errors import StoreError
from loaders.releases import Generation, Held
from loaders.wording import Change

Sides = Annotated[
    list[str],
    typer.Argument(metavar="[DATASET] BEFORE AFTER", help="A dataset and two of its releases; or two generations."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    for command in (releases, rollback, verify, diff):
        app.command()(command)


def releases(
    dataset: Annotated[
        str | None, typer.Argument(metavar="[DATASET]", help="Show this dataset's releases only.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """List the generations of the store, what changed between them, and the releases that it holds."""
    with told():
        place = place_of(store)
        found = keeping.generations(place)
        if not found:
            raise StoreError("holds nothing yet", where=str(place.path), do="Load a store with: purse load")
        now = next((g for g in found if g.current), found[-1])
        held = [h for h in now.releases or () if dataset in (None, h.dataset)]
        if dataset and not held:
            known = ", ".join(sorted({h.dataset for h in now.releases or ()}))
            raise StoreError(f"has no dataset {dataset!r}", where=str(now.file), do=f"It has: {known}.")
        if not dataset:
            _print_generations(found)
            out.print()
        _print_releases(held)


def rollback(
    generation: Annotated[
        str | None, typer.Argument(metavar="[GENERATION]", help="By default the one before the current.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Make an earlier generation of the store the current one, after reading it back whole."""
    with told():
        before, after = keeping.rollback(place_of(store), generation)
        say(f"Current is {after} again; it was {before.stem}")


def verify(store: StoreOption = None) -> None:
    """Read the current generation of the store whole, or the one .duckdb file that --store names, and count it twice."""
    with told():
        file = place_of(store).current()
        if file is None:
            raise StoreError("holds nothing yet", where=str(place_of(store).path), do="Load a store with: purse load")
        entries = keeping.verify(file)
        say(f"{file} is whole: every value can be read, {entries:,} entries add up by file and year")


def diff(
    sides: Sides,
    store: StoreOption = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write every row to a CSV file.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Print so many rows of each list; 0: all.")] = 20,
) -> None:
    """Show what differs between two releases of a dataset, or between two generations of the store.

    Compared are the fiscal years, phases and bases that both sides hold.
    """
    if len(sides) not in (2, 3):
        raise typer.BadParameter("give a dataset and two of its releases, or two generations")
    with told():
        place = place_of(store)
        if len(sides) == 3:
            found = differences.of_releases(place, sides[0], sides[1], sides[2])
        else:
            found = differences.of_generations(place, sides[0], sides[1])
        if csv:
            differences.write_csv(csv, found.rows)
        _print_difference(found, sides[-2], sides[-1], limit)
        if csv:
            say(f"Wrote {len(found.rows):,} rows to {csv}")


def _table(*columns: str, right: Sequence[str] = (), fold: Sequence[str] = ()) -> Table:
    shown = (
        Column(c, justify="right" if c in right else "left", no_wrap=c not in fold, overflow="fold") for c in columns
    )
    return Table(*shown, box=None, pad_edge=False)


def _print_generations(found: Sequence[Generation]) -> None:
    table = _table("generation", "built (UTC)", "MB", "", "what changed", right=("MB",), fold=("what changed",))
    before: tuple[Held, ...] | None = None
    for one in found:
        mark = "current" if one.current else "rolled back" if one.withdrawn else ""
        built = f"{one.built_at:%Y-%m-%d %H:%M}" if one.built_at else "?"
        table.add_row(one.name, built, f"{one.bytes / 1e6:.1f}", mark, plain(_changed(one, before)))
        if one.releases is not None and not one.withdrawn:  # a later load went on from what was current
            before = one.releases
    out.print(table)


def _changed(one: Generation, before: tuple[Held, ...] | None) -> str:
    if one.releases is None:
        return f"cannot be read: {one.problem}"
    if before is None:
        datasets, entries = len({h.dataset for h in one.releases}), sum(h.entries for h in one.releases)
        return f"{datasets} datasets, {len(one.releases)} releases, {entries:,} entries"
    return "\n".join(keeping.changes(before, one.releases)) or "the same releases, from the same files"


def _print_releases(held: Sequence[Held]) -> None:
    table = _table("dataset", "release", "published", "loaded (UTC)", "entries", "file", "SHA-256", right=("entries",))
    for h in held:
        loaded = f"{h.loaded_at:%Y-%m-%d %H:%M}"
        cells = (h.dataset, h.release, h.published or "", loaded, f"{h.entries:,}", h.file, h.sha256[:12])
        table.add_row(*(plain(c) for c in cells))
    out.print(table)


def _print_difference(found: Difference, before: str, after: str, limit: int) -> None:
    if not found.sums and not found.worded:
        say(f"{before} and {after} have no fiscal year, phase and basis in common: nothing can be compared.")
    for state in ("restated", "new", "vanished"):
        rows = found.of(state)
        if rows:
            _print_rows(state, rows, limit)
    changed = [s for s in found.sums if _differs(s)]
    if changed:
        _print_sums(changed, before, after)
    compared = found.count("restated") + found.count("unchanged")
    say(f"{found.count('restated'):,} of {compared:,} figures that both have were restated.")
    if found.worded:
        _print_worded(found.worded, limit)
    for side, only in ((before, found.only_before), (after, found.only_after)):
        if only:
            say(f"Only {side} has: " + "; ".join(_span(span) for span in only))


def _print_worded(rows: Sequence[Change], limit: int) -> None:
    say(
        f"\nWorded otherwise: another name on the same line, another value of a series or entry of a list ({len(rows):,})"
    )
    several = len({r[:2] for r in rows}) > 1
    columns = ("dataset", "release") if several else ()
    table = _table(*columns, "what", "before", "after", fold=("what", "before", "after"))
    for row in rows[: limit or None]:
        table.add_row(*(plain(v or "") for v in (*(row[:2] if several else ()), *row[2:])))
    out.print(table)
    if limit and len(rows) > limit:
        say(f"… and {len(rows) - limit:,} more: --limit 0 prints them all")
    out.print()


def _differs(one: Sum) -> bool:
    return any(n for state, n in one.lines.items() if state != "unchanged")


def _span(span: tuple[Any, ...]) -> str:
    dataset, release, year, _, phase, basis = span
    return f"{dataset} {release} {year} {phase} ({basis})" if release else f"{year} {phase} ({basis})"


_TITLES = {
    "restated": "Restated: another amount for the same line",
    "new": "New: not among the earlier figures",
    "vanished": "Vanished: not among the later figures",
}


def _print_rows(state: str, rows: Sequence[dict[str, Any]], limit: int) -> None:
    say(f"{_TITLES[state]} ({len(rows):,})")
    table = _table(
        "year", "phase", "what", "before", "after", "change", right=("before", "after", "change"), fold=("what",)
    )
    for row in rows[: limit or None]:
        money = (_money(row[c]) for c in ("before", "after", "change"))
        table.add_row(str(row["fiscal_year"]), row["phase"], plain(_what(row)), *money)
    out.print(table)
    if limit and len(rows) > limit:
        say(f"… and {len(rows) - limit:,} more: --limit 0 prints them all, --csv FILE writes them")
    out.print()


def _what(row: dict[str, Any]) -> str:
    """A line in words: who, which program, on what; with the name it had, and whether the other side could know it."""
    first = [row["dataset"], row["release"]] if row["release"] else []
    names = [_renamed(row, "administrative_1"), row["vote"], _renamed(row, "administrative_2")]
    rest = [
        row[c] for c in ("administrative_3", "administrative_4", "economic_1", "economic_2", "recipient", "category")
    ]
    words = " · ".join(str(w) for w in (*first, *names, *rest) if w)
    return words + (" (the other side has nothing of this organisation)" if row["elsewhere"] else "")


def _renamed(row: dict[str, Any], column: str) -> str:
    before = row[f"{column}_before"]
    same = before is None or before.casefold() == str(row[column]).casefold()
    return f"{row[column] or ''}" + ("" if same else f" (was {before})")


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}".removesuffix(".00")


def _print_sums(sums: Sequence[Sum], before: str, after: str) -> None:
    numbers = (plain(before), "restated", "new", "vanished", plain(after))
    several = len({s.span[:2] for s in sums}) > 1
    table = _table(*(("dataset", "release") if several else ()), "year", "phase", "basis", *numbers, right=numbers)
    for one in sums:
        dataset, release, year, _, phase, basis = one.span
        money = (one.before, one.restated, one.new, one.vanished, one.after)
        table.add_row(*((dataset, release) if several else ()), str(year), phase, basis, *(_money(m) for m in money))
    out.print(table)
