"""How commitments stand on a day: worked out from their dated changes, and nowhere written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dashboard.commitments.form import UNKNOWN, Commitment, Milestone, Plan, each, last_day

ENDED = ("completed", "withdrawn")


@dataclass(frozen=True)
class Standing:
    """How a commitment or a milestone stands.

    Attributes:
        status: one of `form.STATUSES`.
        since: the date of the change that made it so, as far as it is known; None where no change says.
        due: year, month or day; None where it is not known.
        late_since: the first day after it was due, where that has come and nothing on record says that it has ended.
    """

    status: str
    since: str | None
    due: str | None
    late_since: date | None


@dataclass(frozen=True)
class Progress:
    """How many commitments there are in all, how many by status, how many of them are late, or due nobody knows when."""

    commitments: int
    by_status: dict[str, int]
    late: int
    undated: int


def today() -> date:
    """The day that lateness is counted from, in UTC."""
    return datetime.now(UTC).date()


def standing(of: Commitment, on: date, milestone: Milestone | None = None) -> Standing:
    """How a commitment, or one of its milestones, stands on a day."""
    status, since, due = UNKNOWN, None, (milestone or of).due
    for change in of.history:
        if change.milestone == (milestone.id if milestone else None):
            if change.status:
                status, since = change.status, change.date
            due = change.due or due
    known = None if due == UNKNOWN else due
    return Standing(status, since, known, _late_since(known, on) if status not in ENDED else None)


def _late_since(due: str | None, on: date) -> date | None:
    after = last_day(due) + timedelta(days=1) if due else None
    return after if after and after <= on else None


def completed(of: Commitment, on: date) -> int:
    """How many of a commitment's milestones are completed."""
    return sum(standing(of, on, m).status == "completed" for m in of.milestones)


def progress(of: Iterable[Commitment], on: date) -> Progress:
    """How commitments stand together."""
    found = [standing(c, on) for c in of]
    return Progress(
        commitments=len(found),
        by_status=dict(Counter(s.status for s in found)),
        late=sum(s.late_since is not None for s in found),
        undated=sum(s.due is None for s in found),
    )


@dataclass(frozen=True)
class Late:
    """A commitment, or one of its milestones, that is late since a day."""

    plan: Plan
    commitment: Commitment
    milestone: Milestone | None
    due: str
    since: date


def late(plans: Iterable[Plan], on: date) -> list[Late]:
    """Everything that is late on a day."""
    found = []
    for plan, commitment in each(plans):
        for milestone in (None, *commitment.milestones):
            now = standing(commitment, on, milestone)
            if now.late_since and now.due:
                found.append(Late(plan, commitment, milestone, now.due, now.late_since))
    return found
