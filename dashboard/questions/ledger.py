"""Questions about how the store was checked: the ledger, rows left out, spellings made one."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.schema import table


def standing() -> ir.Table:
    """How each dataset stands: dataset, then the number of checks by verdict and in all (`checks`)."""
    t = table("check_result")

    def of(verdict: str) -> ir.Value:
        return t.count(where=t.verdict == verdict)

    return (
        t.group_by("dataset")
        .agg(
            checks=t.count(),
            passed=of("passed"),
            accepted=of("accepted"),
            review=of("review"),
            not_checkable=of("not checkable"),
            failed=of("failed"),
        )
        .order_by("dataset")
    )


def kinds(dataset: str) -> ir.Table:
    """The kinds of checks of a dataset: check_kind, n."""
    t = table("check_result")
    return t.filter(t.dataset == dataset).group_by("check_kind").agg(n=lambda rows: rows.count()).order_by("n")


def ledger(dataset: str, kind: str) -> ir.Table:
    """Every check of one kind, all columns of `check_result`: what needs a reader's eye first, then as printed."""
    t = table("check_result")
    rows = t.filter(t.dataset == dataset, t.check_kind == kind)
    order = ibis.cases(
        (rows.verdict == "failed", 0), (rows.verdict == "review", 1), (rows.verdict == "passed", 3), else_=2
    )
    row = rows.cell.re_extract(r"(\d+)$", 1).try_cast("int64")
    return rows.order_by(order, rows.release.desc(), rows.sheet, row, rows.cell, rows.what)


def checks(dataset: str | None, release: str | None, kind: str | None, verdict: str | None) -> ir.Table:
    """The checks that answer to what is given, all columns of `check_result`, in an order that stays."""
    t = table("check_result")
    given = {"dataset": dataset, "release": release, "check_kind": kind, "verdict": verdict}
    wanted = [t[name] == value for name, value in given.items() if value is not None]
    return (t.filter(*wanted) if wanted else t).order_by(
        "dataset", "release", "check_kind", "what", "sheet", "cell", "got"
    )


def left_out(dataset: str) -> ir.Table:
    """Rows of the sheets that are no entries: kind, reason, n, most first."""
    t = table("set_aside")
    by = t.filter(t.dataset == dataset).group_by("kind", "reason").agg(n=lambda rows: rows.count())
    return by.order_by(by.n.desc(), by.reason)


def unified(dataset: str) -> ir.Table:
    """Labels that were brought to one spelling: field, published, stored, rows."""
    t = table("unified")
    by = t.filter(t.dataset == dataset).group_by("field", "published", "stored").agg(n=lambda rows: rows["rows"].sum())
    return by.rename(rows="n").order_by("field", "stored", "published")
