"""All that a dataset holds, over all its years and releases, as CSV or XLSX: no slice, so it cannot be added up as one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import ibis.expr.types as ir

from dashboard import queries, schema, store
from dashboard.exports import csv, files, parts, rows, workbook, xlsx

_BLOCK = 20_000


@dataclass(frozen=True)
class Held:
    """What is written: its columns, how many rows, the sum of its amounts (None: they are no amounts), its lines."""

    columns: tuple[str, ...]
    rows: int
    total: Decimal | None
    lines: Callable[[parts.Writing], Iterator[memoryview]]


About = Callable[[int, Decimal | None], Mapping[str, workbook.Value]]
"""What a workbook says of itself, given how many rows it has and what they add up to."""


def whole_dataset(dataset: str, kind: str, ending: str, about: About, folder: Path) -> Path:
    """One finished file in `folder`. `kind` is the dataset's; `ending` csv or xlsx. Raises what `store.ask` does."""
    file = folder / f"{dataset.replace('/', '-')}.{ending}"
    with store.reading() as reading, files.whole(file) as part:
        held = (
            _entries(reading, dataset) if kind == "entries" else _table(reading, queries.whole_dataset(dataset, kind))
        )
        if ending == "csv":
            _csv(held, part)
        else:
            _xlsx(held, about(held.rows, held.total), part)
    return file


def _entries(reading: store.Reading, dataset: str) -> Held:
    what = rows.plan(reading, parts.Whole(dataset), receipts=True)
    return Held(what.columns, what.rows, what.control_sum, lambda how: rows.lines(reading, what, how, _BLOCK))


def _table(reading: store.Reading, table: ir.Table) -> Held:
    reading.bring(**schema.asked_of(table))
    counts = {name: table[name].count() for name in table.columns}
    found = reading.ask(table.agg(_rows=table.count(), **counts)).to_pylist()[0]
    used = tuple(c for c in table.columns if found[c] or not found["_rows"])
    text = table.select(*used)
    return Held(
        used,
        found["_rows"],
        None,
        lambda how: rows.table_lines(reading, store.sql(parts.of_table(text, how)), _BLOCK),
    )


def _csv(held: Held, file: Path) -> None:
    with file.open("wb") as out:
        out.write(csv.headings(held.columns))
        for piece in held.lines(csv.CSV):
            out.write(piece)


def _xlsx(held: Held, about: Mapping[str, workbook.Value], file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        xlsx.add_data(book, held.columns, held.lines(xlsx.ROWS), held.rows)
        facts = [(workbook.Bold(name), value) for name, value in about.items()]
        workbook.finish(book, [("Data", None), ("About", workbook.sheet(facts, (34, 110)))])
