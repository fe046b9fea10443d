"""The feed of commitments: each dated change, with its evidence, and each thing that has become late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time

from dashboard.commitments import reading
from dashboard.commitments.form import Change, Commitment, Milestone, Plan, each
from dashboard.commitments.standing import Late, late
from dashboard.commitments.words import became, said, status_name, when
from dashboard.feeds.entry import Asked, Entry, Feed, moment
from dashboard.i18n import Speaker

PAGE = "commitments"


def anchor(plan: Plan, commitment: Commitment) -> str:
    """The place of a commitment on its page."""
    return f"{plan.plan}-{commitment.id}"


def entries(asked: Asked) -> Iterator[Entry]:
    """An entry for each change, and for each commitment or milestone that is late."""
    plans = [p for p in reading.kept().plans if asked.wants(p.jurisdiction)]
    for plan, commitment in each(plans):
        seen: Counter[str] = Counter()
        for change in commitment.history:
            key = "/".join((change.date, change.milestone or "-", change.status or "-", change.due or "-"))
            seen[key] += 1
            # Of two that are alike in all this the second has its number: nothing that is said of them is in the id.
            yield _changed(asked.say, plan, commitment, change, key if seen[key] == 1 else f"{key}/{seen[key]}")
    yield from (_late(asked.say, found) for found in late(plans, asked.today))


def _changed(say: Speaker, plan: Plan, of: Commitment, change: Change, key: str) -> Entry:
    milestone = next((m for m in of.milestones if m.id == change.milestone), None)
    name = said(say, (milestone or of).title)
    if change.status:
        title = say("{name}: {status}", name=name, status=status_name(say, change.status))
    elif change.due:
        title = say("{name}: new due date, {date}", name=name, date=when(say, change.due))
    else:
        title = say("{name}: new evidence", name=name) if change.evidence else say("{name}: news", name=name)
    evidence = (say("Evidence: {title}, {address}", title=said(say, e.title), address=e.url) for e in change.evidence)
    text = (said(say, change.what), *became(say, change), *evidence, _whose(say, plan, of, milestone))
    return _entry(say, plan, of, f"{plan.plan}/{of.id}/change/{key}", title, text, moment(change.date))


def _late(say: Speaker, found: Late) -> Entry:
    name = said(say, (found.milestone or found.commitment).title)
    text = (
        say(
            "Due date: {date}. It has passed, and nothing on record says that the work was completed or withdrawn.",
            date=when(say, found.due),
        ),
        _whose(say, found.plan, found.commitment, found.milestone),
    )
    step = found.milestone.id if found.milestone else "-"
    key = f"{found.plan.plan}/{found.commitment.id}/late/{step}/{found.due}"
    at = datetime.combine(found.since, time(), UTC)
    return _entry(say, found.plan, found.commitment, key, say("{name}: late", name=name), text, at)


def _whose(say: Speaker, plan: Plan, of: Commitment, milestone: Milestone | None) -> str:
    parts = (said(say, plan.title), said(say, of.title)) if milestone else (said(say, plan.title),)
    return say("{what}. Owner: {owner}.", what=" › ".join(parts), owner=said(say, of.owner))


def _entry(
    say: Speaker, plan: Plan, of: Commitment, key: str, title: str, text: tuple[str, ...], at: datetime
) -> Entry:
    return Entry(
        key=f"commitment/{key}",
        title=title,
        text=text,
        at=at,
        author=said(say, of.owner),
        page=PAGE,
        anchor=anchor(plan, of),
    )


def state(asked: Asked) -> str:
    """What the files say, and what is late on the day."""
    kept = reading.kept()
    since = (f"{x.plan.plan}/{x.commitment.id}/{x.milestone and x.milestone.id}" for x in late(kept.plans, asked.today))
    return "\n".join((kept.digest, *since))


FEED = Feed(
    name="commitments",
    title=lambda say: say("Commitments"),
    about=lambda say: say("Changes of status, new evidence, and what has become late."),
    page=PAGE,
    entries=entries,
    state=state,
)
