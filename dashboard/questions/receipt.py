"""Questions about single entries: what stands in the cell, and what other releases print on the same line."""

from __future__ import annotations

import re

import ibis.expr.types as ir

from dashboard.schema import columns, table
from dashboard.slices import Slice


def entry(entry_id: str) -> ir.Table:
    """One entry, all columns, with its file: `file`, `bytes`."""
    f = table("release_file")
    files = f.filter(f.purpose == "figures").select("dataset", "release", "sha256", "file", "bytes").distinct()
    rows = _with_id(entry_id).select(*columns("entry"))
    return rows.left_join(files, ["dataset", "release", "sha256"]).limit(1)


def _with_id(entry_id: str) -> ir.Table:
    """The entry, of `entry_line`. An id ends in its row: to look for that first spares putting all ids together."""
    t = table("entry_line")
    row = re.search(r"\d{1,9}$", entry_id)
    return t.filter(t.row == (int(row[0]) if row else 0), t.entry_id == entry_id)


def same_line(entry_id: str) -> ir.Table:
    """The same figure in every release that prints it: release, phase_published, amount, printed, entry_id.

    It is the same on the same line (`entry_line`), in the same fiscal year, phase and basis. Oldest release first.
    """
    span = ("dataset", "line", "fiscal_year", "direction", "phase", "basis")
    rows = table("entry_line").semi_join(_with_id(entry_id), span)
    return rows.select("release", "phase_published", "amount", "printed", "entry_id").order_by("release", "entry_id")


def files_of(of: Slice) -> ir.Table:
    """The files that a slice's release was read from: purpose, file, sha256, bytes; figures first."""
    t = table("release_file")
    rows = t.filter(t.dataset == of.dataset, t.release == of.release)
    return rows.select("purpose", "file", "sha256", "bytes").order_by("purpose", "file")
