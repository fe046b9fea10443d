"""For which purpose money is spent (COFOG), by our own mapping of organisations and programs.

An entry's purpose is the one that its publisher gives, else its program's, else its organisation's.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.schema import table

CODES = "reference/cofog"
PURPOSE = "functional_1"
"""The column that `with_purpose` adds: the label of a division of COFOG; with `_fr`, its French one."""


def with_purpose(rows: ir.Table) -> ir.Table:
    """Entries (of `entry_line`) with functional_1, functional_1_fr, and certainty and why of the mapping; NULL where it has no row."""
    found = _mapped(rows)
    codes = table("code")
    codes = codes.filter(codes.dataset == CODES)
    # A code has one name here, that of the newest edition: two would count each amount twice.
    names = codes.group_by(_code=codes.code).agg(
        functional_1=codes.label.argmax(codes.release), functional_1_fr=codes.label_fr.argmax(codes.release)
    )
    return found.left_join(names, found["_division"] == names["_code"]).drop("_division", "_code")


def _mapped(rows: ir.Table) -> ir.Table:
    t = table("purpose")
    own = t.filter(t.program.notnull()).rename(
        own_lineage="lineage", own_code="code", own_certainty="certainty", own_why="why"
    )
    rest = t.filter(t.program.isnull()).select(
        rest_lineage="lineage", rest_code="code", rest_certainty="certainty", rest_why="why"
    )
    joined = rows.left_join(own, [rows.lineage == own.own_lineage, rows.administrative_2 == own.program])
    joined = joined.left_join(rest, joined.lineage == rest.rest_lineage)
    published, has_own = joined.functional_1_code.notnull(), joined.own_code.notnull()
    return joined.mutate(
        _division=ibis.coalesce(joined.functional_1_code, joined.own_code, joined.rest_code).substr(0, 2),
        certainty=ibis.cases((published, "certain"), (has_own, joined.own_certainty), else_=joined.rest_certainty),
        why=ibis.cases((published, ibis.null(str)), (has_own, joined.own_why), else_=joined.rest_why),
        part=joined.program,
    ).drop(
        "own_lineage", "own_code", "own_certainty", "own_why", "program",
        "rest_lineage", "rest_code", "rest_certainty", "rest_why",
    )  # fmt: skip


def mapping(rows: ir.Table) -> ir.Table:
    """How the entries of `rows` were mapped: lineage, part (the program, NULL for the rest of the organisation),
    label (administrative_1), functional_1 and its French label, certainty, why, amount; largest first."""
    found = with_purpose(rows)
    by = found.group_by("lineage", "part", "functional_1", "certainty", "why").agg(
        label=found.administrative_1.max(),
        label_fr=found.administrative_1_fr.max(),
        functional_1_fr=found.functional_1_fr.max(),
        amount=found.amount.sum().cast("decimal(38, 2)"),
    )
    return by.order_by(by.amount.desc(), by.label, by.part)
