"""The entries of a slice, of any number, in the order of their sheets and a block at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from dashboard import store
from dashboard.exports import parts
from dashboard.exports.parts import Which, Writing

_FEW = 50_000  # classifications whose texts are kept for all blocks


@dataclass(frozen=True)
class Block:
    """Rows `first` to `last` of a part, which is a sheet, and how many entries they hold."""

    part: int
    first: int
    last: int
    entries: int


@dataclass(frozen=True)
class Plan:
    """What is to be written, looked at once before it is written.

    Attributes:
        columns: those that are not empty in all of it, in the order of every file.
        control_sum: of the amounts, in units of currency.
        steps: where the entries are, in their order: by dataset, release, file, sheet and row.
        classes: how many classifications they have.
    """

    of: Which
    columns: tuple[str, ...]
    rows: int
    control_sum: Decimal
    steps: tuple[Block, ...]
    classes: int

    def blocks(self, most: int) -> Iterator[Block]:
        """All of it in blocks of about `most` entries, each of one sheet."""
        held: Block | None = None
        for step in self.steps:
            if held and held.part == step.part and held.entries + step.entries <= most:
                held = Block(held.part, held.first, step.last, held.entries + step.entries)
                continue
            if held:
                yield held
            held = step
        if held:
            yield held


def plan(reading: store.Reading, of: Which, receipts: bool) -> Plan:
    """Counts and adds up, and leaves in the reading what `lines` and `batches` need. Raises `store.QueryFailed`."""
    own = parts.own_filters(of)
    reading.bring(**parts.needed(of))
    reading.keep(parts.CHOSEN, store.written(parts.chosen, of))
    found = reading.batches(store.written(parts.steps, own)).read_all().to_pylist()
    used = reading.batches(store.written(parts.used, own)).read_all().to_pylist()[0]
    total = sum((s["amount"] for s in found), Decimal(0))
    return Plan(
        of,
        tuple(c for c in parts.COLUMNS if (used[c] or not found) and (receipts or c not in parts.RECEIPT)),
        sum(s["entries"] for s in found),
        total.quantize(Decimal("0.01")),
        tuple(Block(s["part"], s["first"], s["last"], s["entries"]) for s in found),
        used[parts.CLASSES],
    )


def lines(reading: store.Reading, what: Plan, how: Writing, most: int) -> Iterator[memoryview]:
    """The lines in UTF-8, some thousand at a time: bytes to be written as they are. The store is at work on the next ones
    while these are hashed and written."""
    pieces = _pieces(reading, what, how, most)
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = worker.submit(next, pieces, None)
            yield piece


def _pieces(reading: store.Reading, what: Plan, how: Writing, most: int) -> Iterator[memoryview]:
    few, own = what.classes <= _FEW, parts.own_filters(what.of)
    shared = store.written(parts.shared, own, what.columns, how, few)
    if few:
        reading.keep(parts.SHARED, shared)
    text = store.written(parts.lines, own, what.columns, how)
    for block in what.blocks(most):
        _bound(reading, block)
        if not few:
            reading.keep(parts.SHARED, shared)
        for chunk in reading.whole(text).column(0).chunks:
            yield _bytes_of(chunk)


def batches(reading: store.Reading, what: Plan, most: int, names: Sequence[str] = ()) -> pa.RecordBatchReader:
    """The entries as Arrow, with the plan's columns, or those of `names`."""
    text = store.written(parts.block, parts.own_filters(what.of), tuple(names) or what.columns)

    def each() -> Iterator[pa.RecordBatch]:
        for block in what.blocks(most):
            _bound(reading, block)
            yield from reading.batches(text, most)

    return pa.RecordBatchReader.from_batches(reading.batches(text).schema, each())


def table_lines(reading: store.Reading, text: str, most: int) -> Iterator[memoryview]:
    """The lines that a compiled question gives."""
    for batch in reading.batches(text, most):
        yield _bytes_of(batch.column(0))


def _bound(reading: store.Reading, block: Block) -> None:
    reading.let(part=block.part, first_row=block.first, last_row=block.last)


def _bytes_of(texts: pa.Array) -> memoryview:
    """The texts of an array, one after the other: Arrow keeps them so."""
    _, offsets, data = texts.buffers()
    at = memoryview(offsets).cast("q" if pa.types.is_large_string(texts.type) else "i")
    return memoryview(data or b"")[at[texts.offset] : at[texts.offset + len(texts)]]
