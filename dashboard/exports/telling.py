"""What a file says of itself, brought into the shapes that formats have for it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dashboard.exports.order import About
from dashboard.i18n import Speaker


def as_json(about: About, note: str) -> dict[str, Any]:
    """For JSON and for the metadata of Parquet: the attributes of `About` by their names, sums as decimal text."""
    said = asdict(about)
    return {**said, "control_sum": str(about.control_sum), "note": note}


def as_stored(say: Speaker) -> str:
    """The note of formats that keep every text as it is."""
    return say("Amounts are exact decimals, in dollars. Texts are as the publisher has them: before you open them in a spreadsheet, mind that some may begin like a formula.")  # fmt: skip


def made_safe(say: Speaker) -> str:
    """The note of CSV."""
    return say("A text that a spreadsheet would take for a formula has an apostrophe before it; take one away and you have the text. Control characters and invisible ones are left out. JSON and Parquet hold every text as it is stored.")  # fmt: skip


def as_cells(say: Speaker) -> str:
    """The note of a workbook."""
    return say("Every text is a text cell, never a formula. Control characters, which a workbook cannot hold, and what is beyond 32,767 characters are left out.")  # fmt: skip
