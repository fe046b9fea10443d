"""Does what was loaded add up to what the publisher printed? Every answer is a row of the ledger.

A check passes, fails, is accepted (it misses by exactly the amount that a known oddity of the source
explains), or is not checkable (a figure that it sums was empty), and each verdict carries its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import duckdb
import ibis
import ibis.expr.types as ir

from loaders.errors import SourceError
from loaders.extract import Extracted
from loaders.source import UNITS, ControlTotal, Oddity, Source, Subtotals, Where, fiscal_year
from loaders.staging import Staging
from loaders.verbs import meets


@dataclass(frozen=True)
class Result:
    """One row of `check_result`; amounts in units of currency, differences as got − expected."""

    dataset: str
    release: str
    check_kind: str
    what: str
    expected: Decimal | None
    got: Decimal | None
    difference: Decimal | None
    tolerance: Decimal
    verdict: str
    reason: str | None = None
    printed_in: str | None = None
    sheet: str | None = None
    cell: str | None = None

    @property
    def sentence(self) -> str:
        place = f" (sheet {self.sheet!r}, cell {self.cell})" if self.cell else ""
        return (
            f"{self.release}, {self.check_kind}, {self.what}{place}: expected {self.expected:,}, "
            f"got {self.got:,}, difference {self.difference:+,}"
        )


def in_words(where: Where) -> str:
    """A selection as a reader would say it: `fiscal_year 2024, economic_1 Transfer Payments`."""
    return ", ".join(f"{k} {v}" for k, v in where.items()) or "everything"


def _judge(
    out: Extracted,
    kind: str,
    what: str,
    expected: Decimal,
    got: Decimal,
    *,
    tolerance: Decimal = Decimal(0),
    oddity: Oddity | None = None,
    printed_in: str | None = None,
    sheet: str | None = None,
    cell: str | None = None,
) -> Result:
    difference = got - expected
    verdict, reason = "passed", None
    # Not abs(): a difference is a signed amount, and its bounds are stated as such.
    if not -tolerance <= difference <= tolerance:
        verdict = "failed"
        if oddity is not None and oddity.difference == difference:
            verdict, reason = "accepted", oddity.why
    place = (out.source.dataset, out.release.release)
    return Result(*place, kind, what, expected, got, difference, tolerance, verdict, reason, printed_in, sheet, cell)


def _selected(table: ir.Table, where: Where, source: Source) -> ir.Table:
    for name, value in where.items():
        if name not in table.columns:
            raise SourceError(
                f"control total asks for {name!r}, which is not a column of an entry", where=str(source.path)
            )
        table = table.filter(table[name] == (fiscal_year(value) if name == "fiscal_year" else value))
    return table


def control_totals(staging: Staging, out: Extracted) -> Iterator[Result]:
    """The totals that the description lists for this release, or that select something in it."""
    source = out.source
    figure = out.figure
    for total in source.control_totals:
        if total.release is not None and total.release != out.release.release:
            continue
        of_all = total.of == "published"
        rows = (
            figure.filter(~figure["_empty"]) if of_all else figure.filter(~figure["_empty"], figure["_kind"].isnull())
        )
        if of_all:
            rows = rows.filter(rows["_kind"].isnull() | (rows["_kind"] == "left out"))
        rows = _selected(rows, total.where, source)
        count, got = staging.rows(rows.agg(n=rows.count(), got=rows["amount"].sum()))[0]
        if not count and total.release is None:
            continue  # it speaks of another release; `unmet` finds one that speaks of none
        yield _control_result(out, total, Decimal(str(got or 0)))


def _control_result(out: Extracted, total: ControlTotal, got: Decimal) -> Result:
    factor = UNITS[out.source.sheet.unit]
    oddity = next((o for o in out.source.known_oddities if o.where == total.where and o.difference is not None), None)
    what = in_words(total.where) + (", with the rows left out" if total.of == "published" else "")
    return _judge(
        out,
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
    factor = UNITS[source.sheet.unit]
    lines = []
    for total in source.control_totals:
        what = in_words(total.where) + (", with the rows left out" if total.of == "published" else "")
        if (what, total.equals * factor) not in met:
            lines.append(f"control total, {what}: no entry of any release is selected by it")
    return lines


def printed_subtotals(staging: Staging, out: Extracted) -> Iterator[Result]:
    """Each row printed as a sum, in each amount column, against the figures it sums."""
    figure = out.figure
    for number, step in enumerate(out.source.steps):
        if step.subtotals:
            yield from _subtotals(staging, figure, step.subtotals, number, out)


def _subtotals(staging: Staging, figure: ir.Table, spec: Subtotals, number: int, out: Extracted) -> Iterator[Result]:
    keys = [*spec.within, "_column"]
    parts = figure.filter(figure["_kind"].isnull(), meets(figure, spec.sums))
    sums = parts.group_by(keys).agg(
        got=parts["amount"].sum(), missing=parts["_empty"].cast("int64").sum(), parts=parts.count()
    )
    printed = figure.filter(figure["_subtotal"] == number, ~figure["_empty"])
    joined = printed.left_join(sums, [printed[k].identical_to(sums[k]) for k in keys])
    names = ["cell", "_text", "amount", "got", "missing", "parts", "phase_published", "fiscal_year", *spec.within]
    for values in staging.rows(joined.order_by("row", "cell").select(*names)):
        row = dict(zip(names, values, strict=True))
        what = f"{', '.join(str(row[k]) for k in spec.within)}: {str(row['_text']).split(' | ')[0]}, "
        what += str(row["phase_published"] or row["fiscal_year"])
        expected, got = Decimal(str(row["amount"])), Decimal(str(row["got"] or 0))
        oddity = _listed(row, out)
        result = _judge(
            out, "printed subtotal", what, expected, got, oddity=oddity, sheet=out.sheet, cell=str(row["cell"])
        )
        if row["missing"] and result.verdict == "failed":
            reason = f"{row['missing']} of the {row['parts']} figures that it sums could not be seen"
            result = replace(result, verdict="not checkable", reason=reason)
        yield result


def _listed(row: dict[str, object], out: Extracted) -> Oddity | None:
    """The known oddity with a difference whose `where` speaks of this row: its place, release, year or heading."""
    known = {name: str(value) for name, value in row.items()} | {"release": out.release.release}
    return next((o for o in out.source.known_oddities if o.difference is not None and _speaks_of(o.where, known)), None)


def _speaks_of(where: Where, known: dict[str, str]) -> bool:
    asked = {k: str(fiscal_year(v)) if k == "fiscal_year" else v for k, v in where.items()}
    return bool(asked) and asked.items() <= known.items()


def unique_key(staging: Staging, out: Extracted) -> Iterator[Result]:
    """No two entries share the source's key."""
    if not out.source.unique:
        return
    figure = out.figure
    kept = figure.filter(figure["_kind"].isnull(), ~figure["_empty"])
    for name in out.source.unique:
        if name not in kept.columns:
            raise SourceError(f"unique names {name!r}, which is not a column of an entry", where=str(out.source.path))
    doubled = kept.group_by(out.source.unique).agg(n=kept.count()).filter(ibis._.n > 1)
    found = staging.rows(doubled.agg(n=doubled.count()))[0][0]
    yield _judge(out, "unique key", ", ".join(out.source.unique), Decimal(0), Decimal(str(found)))


def row_count(out: Extracted) -> Iterator[Result]:
    """Rows in = rows that gave entries + rows set aside, counted from the tables that were written."""
    accounted = out.rows_kept + out.rows_set_aside
    yield _judge(
        out, "row count", "rows of the sheet that hold anything", Decimal(out.rows_in_sheet), Decimal(accounted)
    )


def check_release(con: duckdb.DuckDBPyConnection, out: Extracted) -> list[Result]:
    """Every check of one release, right after `extract` (it reads the tables that stand on the way)."""
    staging = Staging(con, out.book)
    results = list(row_count(out))
    if out.source.kind != "codelist":
        results += [*control_totals(staging, out), *printed_subtotals(staging, out), *unique_key(staging, out)]
    return results
