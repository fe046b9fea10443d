"""Entries as the two parts that the store keeps them in, and the questions that put them together again.

What many entries share is kept once (`classification`), and so it is written once: a line is put together from the
texts of its classification and the few cells that are its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import ibis
import ibis.expr.types as ir

from dashboard import queries
from dashboard.exports.functions import concat, open_number
from dashboard.schema import columns, required, table
from dashboard.slices import Slice

FILE = "file"
RECEIPT = ("sha256", FILE, "sheet", "cell", "printed")
"""What is left out of a file without receipts; `entry_id` stays, for by it a receipt is found again."""
COLUMNS = tuple(c for name in columns("entry") for c in ((FILE, name) if name == "sheet" else (name,)))
CHOSEN, SHARED = "chosen", "shared"  # kept by a reading
CLASSES = "classes"
_OWN = ("entry_id", "recipient", "amount", "cell", "printed")  # of an entry; the others are of its classification
_PLAIN = ("entry_id", "cell")
_STEP = 1024  # rows of a sheet that a block is put together from


@dataclass(frozen=True)
class Whole:
    """Every release and year of a dataset; of all datasets, if none is named."""

    dataset: str | None = None
    where: tuple[tuple[str, str], ...] = ()


Which = Slice | Whole
Filters = tuple[tuple[str, str], ...]


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


def own_filters(of: Which) -> Filters:
    """The filters that are of postings, not of classifications. The questions below depend on no others: they are
    compiled once for many slices."""
    return tuple(pair for pair in of.where if pair[0] in columns("posting"))


def _classes(of: Which) -> ir.Table:
    t = table("classification")
    if isinstance(of, Whole):
        return t.filter(t.dataset == of.dataset) if of.dataset else t
    return queries.labelled(queries.within(t, of), tuple(pair for pair in of.where if pair not in own_filters(of)))


def needed(of: Which) -> dict[str, ir.Table]:
    """Of the store's tables the rows that the questions below are about."""
    classes = _classes(of)
    posted = queries.labelled(table("posting"), own_filters(of)).semi_join(classes, "classification")
    whole = {name: table(name) for name in ("release_file", "purpose", "code")}
    return {"classification": classes, "posting": posted, **whole}


def chosen(of: Which) -> ir.Table:
    """The classifications in question: classification, file, part. Parts are sheets, numbered in their order."""
    classes = _classes(of)
    f = table("release_file")
    key = ("dataset", "release", "sha256")
    files = f.filter(f.purpose == "figures").group_by(*key).agg(file=f.file.min())
    named = classes.left_join(files, key).select("classification", *key, "sheet", FILE)
    order = [named.dataset, named.release, named.file, named.sha256, named.sheet]
    return named.select("classification", FILE, part=ibis.dense_rank().over(order_by=order))


def _chosen_classes() -> ir.Table:
    """The same, with all that `classification` has."""
    kept = {"classification": "int64", FILE: "string", "part": "int64"}
    return table("classification").inner_join(
        ibis.table(kept, name=CHOSEN, catalog="temp", database="main"), "classification"
    )


def _posted(own: Filters, bound: bool = True) -> ir.Table:
    """Postings that may be among them; `bound`: those of one block."""
    posted = queries.labelled(table("posting"), own)
    within = [posted.row >= open_number("first_row"), posted.row <= open_number("last_row")]
    return posted.filter(*within) if bound else posted


def steps(own: Filters) -> ir.Table:
    """Where the entries are: part, first, last, entries, amount; in their order."""
    joined = _posted(own, bound=False).inner_join(_chosen_classes().select("classification", "part"), "classification")
    by = joined.group_by("part", step=joined.row // _STEP).agg(
        first=joined.row.min(), last=joined.row.max(), entries=joined.count(), amount=joined.amount.sum()
    )
    return by.order_by("part", "step")


def used(own: Filters) -> ir.Table:
    """One row: how many classifications, or postings, have something in each of COLUMNS; how many classifications."""
    classes, posted = _chosen_classes(), _posted(own, bound=False)
    seen = posted.semi_join(classes, "classification")
    theirs = seen.agg(recipient=seen.recipient.count(), all=seen.count())
    used = classes.semi_join(posted, "classification")
    shared = used.agg(**{c: used[c].count() for c in COLUMNS if c not in _OWN}, **{CLASSES: used.count()})
    both = theirs.cross_join(shared)
    return both.select(CLASSES, **{c: both[c if c in both.columns else "all"] for c in COLUMNS})


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


def block(own: Filters, names: tuple[str, ...]) -> ir.Table:
    """The entries of a block, with these columns, in order."""
    posted = _posted(own)
    joined = posted.inner_join(_of_part(_chosen_classes()).semi_join(posted, "classification"), "classification")
    return _in_order(joined).select(**{name: _value(joined, name) for name in names})


def shared(own: Filters, names: tuple[str, ...], how: Writing, whole: bool) -> ir.Table:
    """What lines share, by classification: the texts of each run of cells, and what an entry's own cells are made of.

    `whole`: for all blocks at once; else for one.
    """
    classes = _chosen_classes()
    if not whole:
        classes = _of_part(classes).semi_join(_posted(own), "classification")
    at = {name: number for number, name in enumerate(names)}
    runs = {
        name: concat(*(how.cell(at[c], c, classes[c], False) for c in run))
        for name, run in _runs(names).items()
        if run[0] not in _OWN
    }
    return classes.select("classification", "receipt", "letter", "part", **runs)


def lines(own: Filters, names: tuple[str, ...], how: Writing) -> ir.Table:
    """A block's lines: one column, in order."""
    runs = _runs(names)
    texts = ["receipt", "letter", *(name for name, run in runs.items() if run[0] not in _OWN)]
    kept = {"classification": "int64", "part": "int64", **dict.fromkeys(texts, "string")}
    classes = _of_part(ibis.table(kept, name=SHARED, catalog="temp", database="main"))
    joined = _posted(own).inner_join(classes, "classification")
    at = {name: number for number, name in enumerate(names)}
    cells = [
        joined[name] if run[0] not in _OWN else how.cell(at[run[0]], run[0], _value(joined, run[0]), run[0] in _PLAIN)
        for name, run in runs.items()
    ]
    return _in_order(joined).select(line=concat(how.start, *cells, how.end))


def of_table(rows: ir.Table, how: Writing) -> ir.Table:
    """The lines of any other table: one column."""
    cells = [how.cell(i, name, rows[name], False) for i, name in enumerate(rows.columns)]
    return rows.select(line=concat(how.start, *cells, how.end))


def _of_part(classes: ir.Table) -> ir.Table:
    return classes.filter(classes.part == open_number("part"))


def _runs(names: Sequence[str]) -> dict[str, list[str]]:
    """Columns one after the other that are shared; each that is an entry's own stands alone."""
    runs: list[list[str]] = []
    for name in names:
        if runs and name not in _OWN and runs[-1][0] not in _OWN:
            runs[-1].append(name)
        else:
            runs.append([name])
    return {f"run_{number}": run for number, run in enumerate(runs)}
