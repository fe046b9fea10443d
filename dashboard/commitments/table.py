"""Commitments as rows and as a CSV: for the page's download and the API alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

from dashboard.commitments.form import Commitment, Milestone, Plan, Words, each
from dashboard.commitments.standing import standing
from dashboard.exports.safety import safe

COLUMNS = (
    "plan", "jurisdiction", "commitment", "milestone", "title", "title_fr", "owner", "owner_fr", "partners",
    "partners_fr", "start", "due", "status", "status_since", "late_since", "evidence",
)  # fmt: skip
"""One row is a commitment, or one of its milestones. Dates are years, months or days as far as they are known."""


def rows(plans: Iterable[Plan], on: date) -> Iterator[dict[str, str]]:
    """A row for each commitment and, below it, for each of its milestones, as it stands on a day; COLUMNS.

    What is not known is empty. `partners` have a semicolon between them, addresses in `evidence` a space.
    """
    for plan, commitment in each(plans):
        for milestone in (None, *commitment.milestones):
            yield _row(plan, commitment, milestone, on)


def _row(plan: Plan, of: Commitment, milestone: Milestone | None, on: date) -> dict[str, str]:
    now, title = standing(of, on, milestone), (milestone or of).title
    mine = [c for c in of.history if c.milestone == (milestone.id if milestone else None)]
    partners: list[Words] = [] if milestone else of.partners
    cells = (
        plan.plan, plan.jurisdiction, of.id, milestone.id if milestone else "", title.en, title.fr,
        of.owner.en, of.owner.fr, "; ".join(p.en for p in partners), "; ".join(p.fr for p in partners),
        "" if milestone or of.start == "unknown" else of.start, now.due or "", now.status, now.since or "",
        now.late_since.isoformat() if now.late_since else "",
        " ".join(dict.fromkeys(e.url for c in mine for e in c.evidence)),
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def as_csv(plans: Iterable[Plan], on: date) -> bytes:
    """The rows as CSV (RFC 4180, UTF-8); no text in it is run by a spreadsheet."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: safe(text) for name, text in row.items()} for row in rows(plans, on))
    return out.getvalue().encode()
