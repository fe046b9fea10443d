"""Questions about single entries: what stands in the cell, and what other releases print on the same line."""

from __future__ import annotations

import re

import ibis.expr.types as ir

from dashboard.schema import table
from dashboard.slices import Slice


def entry(entry_id: str) -> ir.Table:
    """One entry, all columns of `entry_line`, with its file: `file`, `bytes`."""
    t, f = table("entry_line"), table("release_file")
    files = f.filter(f.purpose == "figures").select("dataset", "release", "sha256", "file", "bytes").distinct()
    # An id ends in its row: to look for that first spares putting the ids of all entries together.
    row = re.search(r"\d{1,9}$", entry_id)
    rows = t.filter(t.row == (int(row[0]) if row else 0), t.entry_id == entry_id)
    return rows.left_join(files, ["dataset", "release", "sha256"]).limit(1)


def same_line(of: Slice, line: str, lineage: str | None) -> ir.Table:
    """The same figure in every release that prints it: release, phase_published, amount, printed, entry_id.

    It is the same on the same line (`entry_line`), in the same fiscal year, phase and basis as `of`. Oldest release
    first. The line says the lineage too; to have it apart spares working out the lines of everybody else.
    """
    t = table("entry_line")
    same = [t[c] == getattr(of, c) for c in ("dataset", "fiscal_year", "direction", "phase", "basis")]
    rows = t.filter(*same, t.lineage.identical_to(lineage), t.line == line)
    return rows.select("release", "phase_published", "amount", "printed", "entry_id").order_by("release", "entry_id")


def files_of(of: Slice) -> ir.Table:
    """The files that a slice's release was read from: purpose, file, sha256, bytes; figures first."""
    t = table("release_file")
    rows = t.filter(t.dataset == of.dataset, t.release == of.release)
    return rows.select("purpose", "file", "sha256", "bytes").order_by("purpose", "file")


def files() -> ir.Table:
    """The files of every release: dataset, release, purpose, file, sha256, bytes; figures first."""
    return table("release_file").order_by("dataset", "release", "purpose", "file")
