"""The entries of a slice, of any number, in the order of their sheets and a block at a time.

What many entries share is kept once in the store (`classification`), and so it is written once here: a line is put
together from the texts of its classification and the few cells that are its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dashboard import queries, store
from dashboard.schema import columns, required, table
from dashboard.slices import Slice

FILE = "file"
RECEIPT = ("sha256", FILE, "sheet", "cell", "printed")
"""What is left out of a file without receipts; `entry_id` stays, for by it a receipt is found again."""
COLUMNS = tuple(c for name in columns("entry") for c in ((FILE, name) if name == "sheet" else (name,)))
_OWN = ("entry_id", "recipient", "amount", "cell", "printed")  # of an entry; the others are of its classification
_PLAIN = ("entry_id", "cell")
_CHOSEN, _SHARED = "chosen", "shared"  # kept by a reading
_CLASSES = "classes"
_FEW = 50_000  # classifications whose texts are kept for the whole slice
_STEP = 1024  # rows of a sheet that a block is put together from


@dataclass(frozen=True)
class Block:
    """Rows `first` to `last` of a sheet, and how many entries of the slice they hold."""

    sha256: str
    sheet: str
    first: int
    last: int
    entries: int


@dataclass(frozen=True)
class Plan:
    """What is in a slice, looked at once before it is written.

    Attributes:
        columns: those that are not empty in the whole slice, in the order of every file.
        control_sum: of the amounts, in units of currency.
        steps: where the entries are, in their order: by file, sheet and row.
        classes: how many classifications they have.
    """

    of: Slice
    columns: tuple[str, ...]
    rows: int
    control_sum: Decimal
    steps: tuple[Block, ...]
    classes: int

    def blocks(self, most: int) -> Iterator[Block]:
        """The slice in blocks of about `most` entries, each of one sheet."""
        held: Block | None = None
        for step in self.steps:
            if held and (held.sha256, held.sheet) == (step.sha256, step.sheet) and held.entries + step.entries <= most:
                held = Block(held.sha256, held.sheet, held.first, step.last, held.entries + step.entries)
                continue
            if held:
                yield held
            held = step
        if held:
            yield held


class Writing(Protocol):
    """How a format writes a line.

    `cell(number, name, value, plain)` is the text of a cell with what parts it from the one before; NULL stands for
    nothing. A `plain` text has but letters, figures and hyphens: nothing in it needs care.
    """

    start: str
    end: str

    def cell(self, number: int, name: str, value: ir.Value, plain: bool, /) -> ir.StringValue: ...


def always() -> frozenset[str]:
    """The columns that hold something in every entry."""
    return required("classification", "posting") | {"entry_id", "cell"}


def plan(reading: store.Reading, of: Slice, receipts: bool) -> Plan:
    """Counts and adds up a slice, and leaves in the reading what `lines` and `batches` need. Raises `store.QueryFailed`."""
    reading.keep(_CHOSEN, store.sql(_chosen(of)))
    found = reading.ask(_steps(of)).to_pylist()
    used = reading.ask(_used(of)).to_pylist()[0]
    total = sum((s["amount"] for s in found), Decimal(0))
    return Plan(
        of,
        tuple(c for c in COLUMNS if (used[c] or not found) and (receipts or c not in RECEIPT)),
        sum(s["entries"] for s in found),
        total.quantize(Decimal("0.01")),
        tuple(Block(s["sha256"], s["sheet"], s["first"], s["last"], s["entries"]) for s in found),
        used[_CLASSES],
    )


def lines(reading: store.Reading, what: Plan, how: Writing, most: int) -> Iterator[memoryview]:
    """The slice's lines in UTF-8, some thousand at a time: bytes to be written as they are, good until the next ones."""
    few = what.classes <= _FEW
    shared = store.sql(_shared(what, how, whole=few))
    if few:
        reading.keep(_SHARED, shared)
    text = store.sql(_lines(what, how))
    for block in what.blocks(most):
        _bound(reading, block)
        if not few:
            reading.keep(_SHARED, shared)
        for batch in reading.batches(text, most):
            yield _bytes_of(batch.column(0))


def batches(reading: store.Reading, what: Plan, most: int) -> pa.RecordBatchReader:
    """The slice's entries as Arrow, with the plan's columns."""
    classes, posted = _chosen_classes(), _posted(what.of)
    here = classes.filter(classes.sha256 == _open_text("sha256"), classes.sheet == _open_text("sheet"))
    joined = posted.inner_join(here.semi_join(posted, "classification"), "classification")
    text = store.sql(_in_order(joined).select(**{c: _value(joined, c) for c in what.columns}))

    def each() -> Iterator[pa.RecordBatch]:
        for block in what.blocks(most):
            _bound(reading, block)
            yield from reading.batches(text, most)

    return pa.RecordBatchReader.from_batches(reading.batches(text).schema, each())


def _bound(reading: store.Reading, block: Block) -> None:
    reading.let(sha256=block.sha256, sheet=block.sheet, first_row=block.first, last_row=block.last)


def _bytes_of(texts: pa.Array) -> memoryview:
    """The texts of an array, one after the other: Arrow keeps them so."""
    _, offsets, data = texts.buffers()
    at = memoryview(offsets).cast("q" if pa.types.is_large_string(texts.type) else "i")
    return memoryview(data or b"")[at[texts.offset] : at[texts.offset + len(texts)]]


def concat(*parts: ir.Value | str) -> ir.StringValue:
    """Texts as one, NULL as nothing. DuckDB's own with all parts at once: `||` copies what it has for each part."""
    return of_store("CONCAT", str, len(parts))(*parts)  # in small letters Ibis would write it as `||`


@cache
def of_store(name: str, gives: type, parts: int = 1) -> Callable[..., ir.Value]:
    """A function of the store itself that Ibis does not know, of so many texts."""

    def function(*_: str) -> None:
        raise NotImplementedError  # it is the store that has it

    takes = [inspect.Parameter(f"part{i}", inspect.Parameter.POSITIONAL_ONLY, annotation=str) for i in range(parts)]
    function.__signature__ = inspect.Signature(takes, return_annotation=gives)  # type: ignore[attr-defined]
    made: Callable[..., ir.Value] = ibis.udf.scalar.builtin(function, name=name)
    return made


_open_text = of_store("getvariable", str)  # by the name that `Reading.let` gives a value to
_open_number = of_store("getvariable", int)


def _own_filters(of: Slice) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in of.where if pair[0] in columns("posting"))


def _chosen(of: Slice) -> ir.Table:
    """A slice's classifications, each with the name of its file: classification, file."""
    shared = tuple(pair for pair in of.where if pair not in _own_filters(of))
    classes = queries.labelled(queries.within(table("classification"), of), shared)
    t = table("release_file")
    files = t.filter(t.purpose == "figures", t.dataset == of.dataset, t.release == of.release)
    return classes.left_join(files.group_by("sha256").agg(file=t.file.min()), "sha256").select("classification", FILE)


def _chosen_classes() -> ir.Table:
    """The same, with all that `classification` has."""
    chosen = ibis.table({"classification": "int64", FILE: "string"}, name=_CHOSEN, catalog="temp", database="main")
    return table("classification").inner_join(chosen, "classification")


def _posted(of: Slice, bound: bool = True) -> ir.Table:
    """Postings that may be of a slice; `bound`: those of one block."""
    posted = queries.labelled(table("posting"), _own_filters(of))
    within = [posted.row >= _open_number("first_row"), posted.row <= _open_number("last_row")]
    return posted.filter(*within) if bound else posted


def _steps(of: Slice) -> ir.Table:
    """Where a slice's entries are: file, sha256, sheet, first, last, entries, amount; in their order."""
    keys = _chosen_classes().select("classification", FILE, "sha256", "sheet")
    joined = _posted(of, bound=False).inner_join(keys, "classification")
    by = joined.group_by(FILE, "sha256", "sheet", step=joined.row // _STEP).agg(
        first=joined.row.min(), last=joined.row.max(), entries=joined.count(), amount=joined.amount.sum()
    )
    return by.order_by(FILE, "sha256", "sheet", "step")


def _used(of: Slice) -> ir.Table:
    """One row: how many classifications, or postings, have something in each of COLUMNS; how many classifications."""
    classes, posted = _chosen_classes(), _posted(of, bound=False)
    seen = posted.semi_join(classes, "classification")
    own = seen.agg(recipient=seen.recipient.count(), own=seen.count())
    used = classes.semi_join(posted, "classification")
    shared = used.agg(**{c: used[c].count() for c in COLUMNS if c not in _OWN}, **{_CLASSES: used.count()})
    both = own.cross_join(shared)
    return both.select(_CLASSES, **{c: both[c if c in both.columns else "own"] for c in COLUMNS})


def _in_order(joined: ir.Table) -> ir.Table:
    return joined.order_by(joined.row, joined.letter.length(), joined.letter)


def _value(joined: ir.Table, name: str) -> ir.Value:
    """A column of the view `entry`, from its parts."""
    exact = joined.amount.cast(str)
    return {
        "entry_id": lambda: concat(joined.receipt, "-", joined.letter, joined.row.cast(str)),
        "cell": lambda: concat(joined.letter, joined.row.cast(str)),
        "printed": lambda: ibis.coalesce(joined.printed, exact.left(exact.length() - joined.cut)),
    }.get(name, lambda: joined[name])()


def _shared(what: Plan, how: Writing, whole: bool) -> ir.Table:
    """What lines share, by classification: the texts of each run of cells, and what an entry's own cells are made of.

    `whole`: for the slice; else for one block.
    """
    classes = _chosen_classes()
    if not whole:
        here = classes.filter(classes.sha256 == _open_text("sha256"), classes.sheet == _open_text("sheet"))
        classes = here.semi_join(_posted(what.of), "classification")
    at = {name: number for number, name in enumerate(what.columns)}
    runs = {
        name: concat(*(how.cell(at[c], c, classes[c], False) for c in run))
        for name, run in _runs(what.columns).items()
        if run[0] not in _OWN
    }
    return classes.select("classification", "receipt", "letter", "sha256", "sheet", **runs)


def _lines(what: Plan, how: Writing) -> ir.Table:
    """A block's lines: one column, in order."""
    runs = _runs(what.columns)
    texts = ["receipt", "letter", "sha256", "sheet", *(name for name, run in runs.items() if run[0] not in _OWN)]
    kept = {"classification": "int64", **dict.fromkeys(texts, "string")}
    shared = ibis.table(kept, name=_SHARED, catalog="temp", database="main")
    here = shared.filter(shared.sha256 == _open_text("sha256"), shared.sheet == _open_text("sheet"))
    joined = _posted(what.of).inner_join(here, "classification")
    at = {name: number for number, name in enumerate(what.columns)}
    parts = [
        joined[name] if run[0] not in _OWN else how.cell(at[run[0]], run[0], _value(joined, run[0]), run[0] in _PLAIN)
        for name, run in runs.items()
    ]
    return _in_order(joined).select(line=concat(how.start, *parts, how.end))


def _runs(names: Sequence[str]) -> dict[str, list[str]]:
    """Columns one after the other that are shared; each that is an entry's own stands alone."""
    runs: list[list[str]] = []
    for name in names:
        if runs and name not in _OWN and runs[-1][0] not in _OWN:
            runs[-1].append(name)
        else:
            runs.append([name])
    return {f"run_{number}": run for number, run in enumerate(runs)}
