"""What became of a row that is no entry: a small number beside it while the steps run, words in the store.

A number costs a million rows little; the words are looked up for the rows that are set aside alone.
"""

from __future__ import annotations

from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from loaders.source import Source
from loaders.steps import Step

HEADINGS, ABOVE, BELOW = -1, -2, -3
_EACH = 100  # numbers that one step may use: its levels


class Meaning(NamedTuple):
    """Why a row was set aside, in French too where a description says so; `private` where its text is not kept."""

    kind: str
    why: str
    why_fr: str | None = None
    private: bool = False


_ALWAYS = {
    HEADINGS: Meaning("heading", "column headings"),
    ABOVE: Meaning("heading", "stands above the headings"),
    BELOW: Meaning("note", "stands below the table"),
}
_CHECKED = Meaning("subtotal", "printed as a sum: checked, not counted")


def code_of(step: int, level: int = 0) -> int:
    """The mark of a step, or of one level of it."""
    return step * _EACH + level


def mark(table: ir.Table, rows: ir.BooleanValue, code: int | ir.Value) -> ir.Table:
    """Marks the rows that no earlier step has marked."""
    return table.mutate(_mark=ibis.coalesce(table["_mark"], ibis.ifelse(rows, code, ibis.null("int16")).cast("int16")))


def meanings(source: Source) -> dict[int, Meaning]:
    """Every mark that this source's rows can have."""
    found = dict(_ALWAYS)
    for number, step in enumerate(source.steps):
        found |= {code_of(number, level): meaning for level, meaning in _of(step).items()}
    return found


def of_labels(source: Source) -> list[int]:
    """The marks of rows that hold a label of others, and no figure."""
    steps = enumerate(source.steps)
    return [code_of(number) for number, step in steps if step.label_rows or step.second_line]


def _of(step: Step) -> dict[int, Meaning]:
    if step.set_aside:
        return {
            0: Meaning(step.set_aside.kind, step.set_aside.why.first, step.set_aside.why.fr, step.set_aside.private)
        }
    if step.subtotals:
        return {0: _CHECKED}
    if step.label_rows:
        named = {0: Meaning("heading", f"names the rows under it: {step.label_rows.into}")}
        return named | ({1: _CHECKED} if step.label_rows.figures == "sums" else {})
    if step.second_line:
        return {0: Meaning("heading", f"second line of the row above it: {step.second_line.into}")}
    if step.average:
        return {0: Meaning("left out", f"a mean takes {step.average.of} figures, and the year has not as many")}
    if spec := step.levels_from_indent or step.levels_from_code:
        named = {0: Meaning("heading", "names the rows of the level under it")}
        return named | dict.fromkeys(range(1, len(spec.into) + 1), _CHECKED)
    return {}
