"""Commitments with their milestones, as JSON and as CSV; and which governments can be asked for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dashboard import queries, store
from dashboard.api import params, site
from dashboard.api.caching import tags
from dashboard.api.exact import Exact
from dashboard.api.problem import Problem
from dashboard.commitments import reading, table
from dashboard.commitments.form import UNKNOWN, Change, Commitment, Milestone, Plan, Words
from dashboard.commitments.standing import Progress, Standing, late, progress, standing, today
from dashboard.feeds.promised import anchor

router = APIRouter()
Asked = Annotated[params.PlaceQuery, Query()]
_DATE = "A year, month or day, as far as it is known."
_STATUS = "not_started, under_way, completed, withdrawn, or unknown where nobody has published it."


class Said(BaseModel):
    """What is refused here is a field that nobody described."""

    model_config = ConfigDict(extra="forbid")


class Both(Said):
    """A text in both languages."""

    en: str
    fr: str


class Proof(Said):
    """Something published that shows what a change says."""

    title: Both
    url: str


class Changed(Said):
    """A dated change."""

    date: str = Field(description=_DATE)
    what: Both
    milestone: str | None = Field(description="The milestone that it is about; null: the commitment itself.")
    status: str | None = Field(description="The status from then on; null where it did not change.")
    due: str | None = Field(description="The due date from then on; null where it did not change.")
    evidence: list[Proof]


class Stands(Said):
    """How something stands today."""

    status: str = Field(description=_STATUS)
    status_since: str | None = Field(description=_DATE)
    due: str | None = Field(description=f"{_DATE} null where it is not published.")
    late_since: str | None = Field(description="The day after it was due, where that has passed and it has not ended.")


class Step(Stands):
    """A milestone."""

    milestone: str
    title: Both


class Promise(Stands):
    """A commitment."""

    commitment: str
    title: Both
    about: Both
    owner: Both
    partners: list[Both]
    start: str | None = Field(description=f"{_DATE} null where it is not published.")
    milestones: list[Step]
    history: list[Changed] = Field(description="Oldest first. Status, due date and evidence follow from it.")
    page: str = Field(description="Its place on the site.")


class Counted(Said):
    """How the commitments of a plan stand together."""

    commitments: int
    by_status: dict[str, int]
    late: int = Field(description="Due dates that have passed, with nothing on record that says it has ended.")
    undated: int = Field(description="Commitments whose due date is not published.")


class Printed(Said):
    """A number that the plan prints of its own making."""

    value: Both
    what: Both


class Promises(Said):
    """A plan or a policy with its commitments."""

    plan: str
    jurisdiction: str
    title: Both
    about: Both
    published: str = Field(description=_DATE)
    url: str
    figures: list[Printed]
    progress: Counted
    commitments: list[Promise]


class Plans(Said):
    """Every plan that is on record."""

    plans: list[Promises]


@router.get("/commitments.json", summary="What governments have promised, and what became of it", response_model=Plans)
def as_json(request: Request, asked: Asked) -> Exact:
    """Plans with their commitments, milestones and dated changes; how each stands today follows from the changes."""
    plans, headers = _asked(request, asked)
    return Exact(Plans(plans=[_plan(request, p) for p in plans]), headers=headers)


@router.get(
    "/commitments.csv",
    summary="The same as rows",
    response_class=Response,
    responses={200: {"description": "The rows.", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def as_csv(request: Request, asked: Asked) -> Response:
    """A row for each commitment and each milestone, in both languages, as it stands today."""
    plans, headers = _asked(request, asked)
    saved = {"Content-Disposition": 'attachment; filename="commitments.csv"'}
    return Response(table.as_csv(plans, today()), media_type="text/csv; charset=utf-8", headers={**headers, **saved})


def _asked(request: Request, asked: params.PlaceQuery) -> tuple[list[Plan], dict[str, str]]:
    """The plans that are asked for, and the answer's tag. Raises NotModified, or Problem where a file is at fault."""
    place = known_place(request, asked.jurisdiction)
    kept = readable(request)
    since = [f"{x.plan.plan}/{x.commitment.id}/{x.milestone and x.milestone.id}" for x in late(kept.plans, today())]
    headers = tags(request, "\n".join((f"{site.base(request)}{request.url}", kept.digest, *since)))
    return [p for p in kept.plans if place in (None, p.jurisdiction)], headers


def readable(request: Request) -> reading.Kept:
    """The commitments of this site. Raises Problem where one of their files has a mistake: part of them is no answer."""
    kept = reading.kept()
    if kept.problems:
        say = site.speaker(request)
        detail = say("A file of commitments has a mistake. Whoever runs this site has to correct it: {problem}", problem=kept.problems[0])  # fmt: skip
        raise Problem("unreadable", detail)
    return kept


def known_place(request: Request, jurisdiction: str | None) -> str | None:
    """The government asked for. Raises Problem for one of which the site has neither accounts nor commitments."""
    of_accounts = (d["jurisdiction"] for d in store.ask(queries.datasets).to_pylist())
    known = sorted({*filter(None, of_accounts), *(p.jurisdiction for p in reading.kept().plans)})
    if jurisdiction is None or jurisdiction in known:
        return jurisdiction
    say = site.speaker(request)
    detail = say("This site knows no government “{code}”.", code=jurisdiction)
    raise Problem("not-held", detail, parameter="jurisdiction", given=jurisdiction, allowed=known)


def _both(words: Words) -> Both:
    return Both(en=words.en, fr=words.fr)


def _plan(request: Request, plan: Plan) -> Promises:
    return Promises(
        plan=plan.plan,
        jurisdiction=plan.jurisdiction,
        title=_both(plan.title),
        about=_both(plan.about),
        published=plan.published,
        url=plan.url,
        figures=[Printed(value=_both(f.value), what=_both(f.what)) for f in plan.figures],
        progress=_counted(progress(plan.commitments, today())),
        commitments=[_promise(request, plan, c) for c in plan.commitments],
    )


def _counted(now: Progress) -> Counted:
    return Counted(commitments=now.commitments, by_status=now.by_status, late=now.late, undated=now.undated)


def _promise(request: Request, plan: Plan, of: Commitment) -> Promise:
    return Promise(
        commitment=of.id,
        title=_both(of.title),
        about=_both(of.about),
        owner=_both(of.owner),
        partners=[_both(p) for p in of.partners],
        start=None if of.start == UNKNOWN else of.start,
        milestones=[_step(of, m) for m in of.milestones],
        history=[_changed(c) for c in of.history],
        page=f"{site.page(request, 'commitments')}#{anchor(plan, of)}",
        **_stands(standing(of, today())),
    )


def _step(of: Commitment, milestone: Milestone) -> Step:
    now = standing(of, today(), milestone)
    return Step(milestone=milestone.id, title=_both(milestone.title), **_stands(now))


def _stands(now: Standing) -> dict[str, Any]:
    since = now.late_since.isoformat() if now.late_since else None
    return {"status": now.status, "status_since": now.since, "due": now.due, "late_since": since}


def _changed(change: Change) -> Changed:
    return Changed(
        date=change.date,
        what=_both(change.what),
        milestone=change.milestone,
        status=change.status,
        due=change.due,
        evidence=[Proof(title=_both(e.title), url=e.url) for e in change.evidence],
    )
