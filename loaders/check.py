"""Does what was loaded add up to what the publisher printed? Every answer is a row of the ledger.

A check passes, fails, is accepted (it misses by exactly the amount that a known oddity of the source explains), is
not checkable (a figure that it sums was empty), or is for review (a jump that may be right); each verdict carries
its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import duckdb
import ibis
import ibis.expr.types as ir

from loaders.amounts import left_out
from loaders.errors import SourceError
from loaders.expectations import ControlTotal, Equals, Range, Where
from loaders.extract import Extracted
from loaders.ledger import Result, in_words, judge
from loaders.source import UNITS, Source, fiscal_year
from loaders.staging import Staging
from loaders.subtotals import printed_subtotals

__all__ = ["Result", "check_release", "cross_checks", "in_words", "unmet"]

_LISTED = 50  # year-on-year jumps of a release that are listed: the largest


def _entries(out: Extracted) -> ir.Table:
    return out.figure.filter(out.figure["_mark"].isnull(), ~out.figure["_empty"])


def _unit(source: Source) -> Decimal:
    return UNITS[source.sheet.unit] if source.kind == "entries" else Decimal(1)


def _selected(table: ir.Table, where: Where, source: Source, who: str = "control total") -> ir.Table:
    for name, value in where.items():
        if name not in table.columns and name != "release":
            raise SourceError(f"{who} asks for {name!r}, which is not a column of an entry", where=str(source.path))
        column = table[name]
        table = table.filter(column == (fiscal_year(value) if name == "fiscal_year" else value))
    return table


def control_totals(staging: Staging, out: Extracted) -> Iterator[Result]:
    """The totals that the description lists for this release, or that select something in it."""
    source = out.source
    figure = out.figure.mutate(release=ibis.literal(out.release.release))
    averaged = next((Decimal(s.average.of) for s in source.steps if s.average), Decimal(1))
    for total in source.control_totals:
        if total.release is not None and total.release != out.release.release:
            continue
        counted = figure["_mark"].isnull()
        if total.of == "published":
            counted = counted | figure["_mark"].isin(left_out(source)).fill_null(False)
        rows = _selected(figure.filter(counted, ~figure["_empty"]), total.where, source)
        count, got = staging.rows(rows.agg(n=rows.count(), got=rows["amount"].sum()))[0]
        if not count and total.release is None:
            continue  # it speaks of another release; `unmet` finds one that speaks of none
        yield _control_result(out, total, Decimal(str(got or 0)) / averaged)


def _control_result(out: Extracted, total: ControlTotal, got: Decimal) -> Result:
    factor = _unit(out.source)
    oddity = next((o for o in out.source.known_oddities if o.where == total.where and o.difference is not None), None)
    what = in_words(total.where) + (", with the rows left out" if total.of == "published" else "")
    return judge(
        out.place,
        "control total",
        what,
        total.equals * factor,
        got,
        tolerance=total.tolerance * factor,
        oddity=oddity,
        printed_in=total.printed_in,
    )


def unmet(source: Source, results: list[Result]) -> list[str]:
    """Sentences for control totals that no release's entries answer to: most likely a mistyped `where`."""
    met = {(r.what, r.expected) for r in results if r.check_kind == "control total"}
    read = {r.release for r in results}
    lines = []
    for total in source.control_totals:
        if total.release is not None and total.release not in read and _is_listed(source, total.release):
            continue  # its release was not fetched
        what = in_words(total.where) + (", with the rows left out" if total.of == "published" else "")
        if (what, total.equals * _unit(source)) not in met:
            lines.append(f"control total, {what}: no entry of any release is selected by it")
    return lines


def _is_listed(source: Source, release: str) -> bool:
    return any(r.release == release and r.fetched for r in source.releases)


def unique_key(staging: Staging, out: Extracted) -> Iterator[Result]:
    """No two entries share the source's key."""
    if not out.source.unique:
        return
    kept = _entries(out)
    _refuse_unknown("unique", out.source.unique, kept, out.source)
    doubled = kept.group_by(out.source.unique).agg(n=kept.count()).filter(ibis._.n > 1)
    found = staging.rows(doubled.agg(n=doubled.count()))[0][0]
    yield judge(out.place, "unique key", ", ".join(out.source.unique), Decimal(0), Decimal(str(found)))


def _refuse_unknown(key: str, names: list[str], table: ir.Table, source: Source) -> None:
    for name in names:
        if name not in table.columns:
            raise SourceError(f"{key} names {name!r}, which is not a column of an entry", where=str(source.path))


def required(staging: Staging, out: Extracted) -> Iterator[Result]:
    """Labels that every entry has."""
    kept = _entries(out)
    _refuse_unknown("required", out.source.required, kept, out.source)
    for name in out.source.required:
        yield _none_of(staging, out, kept.filter(kept[name].isnull()), "required label", f"entries without {name}")


def ranges(staging: Staging, out: Extracted) -> Iterator[Result]:
    """Bounds that figures keep."""
    for spec in out.source.ranges:
        kept = _selected(_entries(out), spec.where, out.source, "range")
        outside, said = _outside(kept, spec, _unit(out.source))
        yield _none_of(staging, out, outside, "range", f"{in_words(spec.where)}: figures {said}")


def _outside(kept: ir.Table, spec: Range, factor: Decimal) -> tuple[ir.Table, str]:
    wrong, said = ibis.literal(False), []
    if spec.at_least is not None:
        wrong, said = wrong | (kept["amount"] < spec.at_least * factor), [f"under {spec.at_least:,}"]
    if spec.at_most is not None:
        wrong, said = wrong | (kept["amount"] > spec.at_most * factor), [*said, f"over {spec.at_most:,}"]
    return kept.filter(wrong), " or ".join(said)


def _none_of(staging: Staging, out: Extracted, wrong: ir.Table, kind: str, what: str) -> Result:
    """There is to be none of these: if there is, the first one's cell is named."""
    count = Decimal(str(staging.rows(wrong.agg(n=wrong.count()))[0][0]))
    first = staging.rows(wrong.order_by("_table", "row").limit(1).select("_table", "cell")) if count else []
    sheet, cell = (out.sheet_of(first[0][0]), str(first[0][1])) if first else (None, None)
    return judge(out.place, kind, what, Decimal(0), count, sheet=sheet, cell=cell)


def jumps(staging: Staging, out: Extracted) -> Iterator[Result]:
    """Sums that grow or shrink by more than a factor from one year to the next: listed for a reader to look at."""
    spec = out.source.jumps
    if spec is None:
        return
    kept = _entries(out)
    _refuse_unknown("jumps", spec.by, kept, out.source)
    keys = [*spec.by, *(["phase", "direction"] if out.source.kind == "entries" else [])]
    sums = kept.group_by([*keys, "fiscal_year"]).agg(now=kept["amount"].sum())
    order = ibis.window(group_by=keys, order_by="fiscal_year")
    pairs = sums.mutate(before=sums["now"].lag().over(order), year=sums["fiscal_year"].lag().over(order))
    pairs = pairs.filter(pairs["year"] == pairs["fiscal_year"] - 1)
    now, before = pairs["now"].cast("float64"), pairs["before"].cast("float64")
    factor, floor = float(spec.factor), float(spec.at_least * _unit(out.source))
    times = ibis.greatest(now / before, before / now)
    far = pairs.filter((times > factor) | (times < 0), ibis.greatest(now, before, -now, -before) >= floor)
    order_by = [ibis.greatest(far["now"] - far["before"], far["before"] - far["now"]).desc(), *keys]
    for *labels, year, got, expected in staging.rows(
        far.order_by(order_by).limit(_LISTED).select(*spec.by, "fiscal_year", "now", "before")
    ):
        what = f"{', '.join(map(str, labels))}: {int(str(year)) - 1} to {year}"
        old, new = Decimal(str(expected)), Decimal(str(got))
        result = judge(out.place, "year-on-year jump", what, old, new)
        yield replace(result, verdict="review", reason=f"changes by more than a factor of {spec.factor}")


def row_count(out: Extracted) -> Iterator[Result]:
    """Rows in = rows that gave entries + rows set aside, counted from the tables that were written."""
    accounted = out.rows_kept + out.rows_set_aside
    expected = Decimal(out.rows_in_sheet)
    yield judge(out.place, "row count", "rows of the sheet that hold anything", expected, Decimal(accounted))


def check_release(con: duckdb.DuckDBPyConnection, out: Extracted) -> list[Result]:
    """Every check of one release, right after `extract` (it reads the tables that stand on the way)."""
    staging = Staging(con)
    results = list(row_count(out))
    if out.source.kind != "codelist":
        for kind in (control_totals, printed_subtotals, unique_key, required, ranges, jumps):
            results += kind(staging, out)
    return results


def cross_checks(con: duckdb.DuckDBPyConnection, sources: Sequence[Source]) -> list[Result]:
    """Slices that must equal slices of other datasets, in the newest release of each. For a store that is whole."""
    return [result for source in sources for spec in source.equals for result in _equality(con, source, spec)]


def _equality(con: duckdb.DuckDBPyConnection, source: Source, spec: Equals) -> Iterator[Result]:
    here = _newest(con, source.dataset, spec.where, source)
    if here is None:
        return  # none of its releases is in the store
    release, got = here
    what = f"{in_words(spec.where)}: the same in {spec.dataset}"
    if spec.there is not None:
        what += f", {in_words(spec.there)}"
    other = _newest(con, spec.dataset, spec.where if spec.there is None else spec.there, source)
    place = (source.dataset, release)
    if other is None:
        reason = f"{spec.dataset} is not in the store"
        yield Result(*place, "equality", what, None, got, None, spec.tolerance, "not checkable", reason)
    else:
        yield judge(place, "equality", what, other[1], got, tolerance=spec.tolerance)


def _newest(con: duckdb.DuckDBPyConnection, dataset: str, where: Where, source: Source) -> tuple[str, Decimal] | None:
    """The newest release of a dataset, and what the selected entries of it add up to."""
    newest = con.execute("SELECT max(release) FROM release WHERE dataset = ?", [dataset]).fetchall()[0][0]
    if newest is None:
        return None
    columns = {str(name) for name, *_ in con.execute("DESCRIBE entry").fetchall()}
    if unknown := sorted(where.keys() - columns):
        raise SourceError(f"equals asks for {unknown[0]!r}, which is not a column of an entry", where=str(source.path))
    asked = {name: fiscal_year(v) if name == "fiscal_year" else v for name, v in where.items()}
    met = "".join(f' AND "{name}" = ?' for name in asked)
    sql = f"SELECT coalesce(sum(amount), 0) FROM entry WHERE dataset = ? AND release = ?{met}"
    return newest, Decimal(str(con.execute(sql, [dataset, newest, *asked.values()]).fetchall()[0][0]))
