"""Figures that a spreadsheet shows in thousands and holds in dollars, under a description that says thousands."""

from __future__ import annotations

import ibis.expr.types as ir

from loaders.amounts import places, unit_of
from loaders.errors import CellError
from loaders.formats import Scaled, thousands
from loaders.source import UNITS
from loaders.staging import Staging
from loaders.tables import Table
from loaders.workbook import letter


def refuse_scaled(staging: Staging, figure: ir.Table, tables: list[Table]) -> None:
    """CellError where a figure is shown as less than its cell holds, and is in a larger unit than its cell."""
    for table in tables:
        units = {letter(table.amounts[n].column): unit_of((t, n)) for t, n in places(tables) if t is table}
        columns = sorted(c for c, unit in units.items() if UNITS[unit] > 1)
        if not columns or not table.sheet.book.has_scaled:
            continue
        kept = figure.filter(figure["_mark"].isnull(), figure["_table"] == table.number)
        rows = {int(str(row)) for (row,) in staging.rows(kept.select("row").distinct())}
        if found := table.sheet.book.scaled(table.sheet.name, columns, rows):
            raise _refusal(found, units[found.cell.rstrip("0123456789")], table)


def _refusal(found: Scaled, unit: str, table: Table) -> CellError:
    times = thousands(found.code)
    meant = next((name for name, factor in UNITS.items() if factor * 1000**times == UNITS[unit]), "dollars")
    return CellError(
        f"is shown as {found.shown}, and holds {found.held}: its number format, {found.code!r}, divides by "
        f"{1000**times:,}, and the description has it in {unit}",
        file=table.sheet.book.path,
        sheet=table.sheet.name,
        cell=found.cell,
        do=f"What counts is what the cells hold: say unit: {meant}. If they do hold {unit}, give them a number format "
        "without a comma at its end, and save the file.",
    )
