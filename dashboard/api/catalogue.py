"""The catalogue: every dataset that is known, as a list and as DCAT, and what the loaded ones score on the Charter."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from dashboard import queries, store
from dashboard.api import caching, params, site
from dashboard.api.asked import no_dataset
from dashboard.api.exact import Exact
from dashboard.api.rows import Page
from dashboard.catalogue import charter, charter_words, dcat, find, known, words
from dashboard.catalogue.known import Known
from dashboard.i18n import Speaker

router = APIRouter()


class LinkedData(JSONResponse):
    """JSON-LD."""

    media_type = "application/ld+json"


def fresh(request: Request) -> dict[str, str]:
    """A dependency: the tags of an answer that changes with the catalogue's files and the day. Raises NotModified."""
    query = "&".join(f"{k}={v}" for k, v in sorted(request.query_params.multi_items()))
    return caching.tags(request, f"{site.base(request)}{request.url.path}?{query}#{known.stamp(known.today())}")


Fresh = Annotated[dict[str, str], Depends(fresh)]


class Part(BaseModel):
    """One of several places where a dataset stands."""

    model_config = ConfigDict(extra="forbid")

    title: str | None
    title_fr: str | None
    page: str


class Listed(BaseModel):
    """A dataset of the catalogue."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Its name in the store, or one of the same form.")
    kind: str = Field(description="dataset, inventory (a list of datasets) or portal.")
    state: str = Field(description="loaded, described (its description is here, its file is not) or known.")
    jurisdiction: str | None
    title: str | None
    title_fr: str | None
    description: str | None
    description_fr: str | None
    publisher: str | None
    publisher_fr: str | None
    licence: str | None
    licence_fr: str | None
    licence_url: str | None
    access_level: str | None = Field(description="open, being_opened, under_review, restricted; null: not stated.")
    exemption: str | None = Field(
        description="Why it is kept back: privacy, confidentiality, security, legal, commercial."
    )
    exemption_rationale: str | None
    exemption_rationale_fr: str | None
    update_frequency: str | None
    first_year: str | None = Field(description="A fiscal year (2015-16) or a calendar year (2015).")
    last_year: str | None
    formats: list[str]
    languages: list[str]
    landing_page: str | None
    seen_at: str | None = Field(description="Where it was seen, if not at its publisher's.")
    parts: list[Part]
    note: str | None
    note_fr: str | None
    not_loaded: str | None = Field(description="Why it is not loaded.")
    not_loaded_fr: str | None
    last_release: str | None = Field(description="When the newest release known was published, as far as it is known.")
    next_expected: str | None = Field(description="Worked out from last_release and update_frequency.")
    overdue_since: str | None = Field(description="The first day on which that release was late; null: it is not.")
    releases: int = Field(description="Releases in the store.")
    checks: int = Field(description="Figures that its load had to meet.")
    passed: int = Field(description="Of them, those that it met or whose difference is explained.")
    page: str = Field(description="Its place on the site.")


@router.get("/catalogue", summary="Every dataset that is known, loaded or not", response_model=Page[Listed])
def catalogue(request: Request, tags: Fresh, asked: Annotated[params.CatalogueQuery, Query()]) -> Exact:
    """Publisher, terms, access level, dates, formats; loaded ones first. What is not known is null."""
    wanted = find.Asked(asked.q or "", asked.access_level or "", asked.jurisdiction or "", "", asked.state or "")
    rows = find.found(known.everything(), wanted)
    part = rows[asked.offset : asked.offset + asked.limit]
    end = asked.offset + len(part)
    following = str(request.url.include_query_params(offset=end)) if part and end < len(rows) else None
    items = [_listed(request, k) for k in part]
    page = Page[Listed](items=items, total=len(rows), limit=asked.limit, offset=asked.offset, next=following)
    return Exact(page, headers=tags)


def _listed(request: Request, of: Known) -> Listed:
    both: dict[str, Any] = {}
    for name in ("title", "description", "publisher", "licence", "note", "not_loaded"):
        text = getattr(of, name)
        both |= {name: text.en, f"{name}_fr": text.fr}
    kept = of.exemption
    same = ("id", "kind", "state", "jurisdiction", "licence_url", "update_frequency", "seen_at", "last_release",
            "next_expected", "checks", "passed")  # fmt: skip
    return Listed(
        **{name: getattr(of, name) for name in same},
        **both,
        access_level=of.access,
        exemption=kept.reason if kept else None,
        exemption_rationale=kept.rationale.en if kept else None,
        exemption_rationale_fr=kept.rationale.fr if kept else None,
        first_year=of.first,
        last_year=of.last,
        formats=list(of.formats),
        languages=list(of.languages),
        landing_page=of.page,
        parts=[Part(title=p.title.en, title_fr=p.title.fr, page=p.page) for p in of.parts],
        overdue_since=of.overdue_since.isoformat() if of.overdue_since else None,
        releases=len(of.releases),
        page=site.page(request, "data", id=of.id),
    )


@router.get("/catalogue.jsonld", summary="The catalogue as DCAT 3", response_class=LinkedData)
def linked(request: Request, tags: Fresh, _: Annotated[params.Query, Query()]) -> Response:
    """JSON-LD whose context stands in it, with both languages: a catalogue, its datasets, and where each can be had."""
    held = store.ask(queries.holdings).to_pylist()
    return LinkedData(dcat.document(known.everything(), held, site.base(request)), headers=tags)


class Ruled(BaseModel):
    """One rule of one dataset."""

    model_config = ConfigDict(extra="forbid")

    rule: str
    asks: str = Field(description="What it asks, in the language asked for.")
    gives: str = Field(description="How points are given.")
    value: str | None = Field(description="What was found: days, a share, a count or a word; null: not known.")
    found: str = Field(description="The same in words.")
    points: int | None = Field(description="null: not measured, and no part of the sum.")
    of: int = Field(description="The most points.")


class Principle(BaseModel):
    """One principle of the Charter."""

    model_config = ConfigDict(extra="forbid")

    principle: str
    title: str
    points: int
    of: int = Field(description="Points that could be had: those of the rules that were measured.")
    rules: list[Ruled]


class Scored(BaseModel):
    """What one loaded dataset scores."""

    model_config = ConfigDict(extra="forbid")

    dataset: str
    title: str
    points: int
    of: int
    principles: list[Principle]
    page: str = Field(description="The same on the site.")


class Scores(BaseModel):
    """What the loaded datasets score."""

    model_config = ConfigDict(extra="forbid")

    items: list[Scored]


@router.get("/charter", summary="Scores on the Open Data Charter", response_model=Scores)
def scores(request: Request, tags: Fresh, asked: Annotated[params.CharterQuery, Query()]) -> Exact:
    """Every loaded dataset by the Charter's six principles: each rule, what it found, its points. None by hand."""
    say = site.speaker(request)
    titles = {k.id: words.text(say, k.title) for k in known.everything() if k.state == "loaded"}
    if asked.dataset is not None and asked.dataset not in titles:
        raise no_dataset(say, asked.dataset, list(titles))
    found = [s for s in charter.scores() if asked.dataset in (None, s.dataset)]
    return Exact(Scores(items=[_scored(request, say, s, titles[s.dataset]) for s in found]), headers=tags)


def _scored(request: Request, say: Speaker, score: charter.Score, title: str) -> Scored:
    points, of = score.total
    return Scored(
        dataset=score.dataset,
        title=title,
        points=points,
        of=of,
        principles=[_principle(say, score, name, said) for name, said in charter_words.principles(say).items()],
        page=site.page(request, "data", id=score.dataset) + "#charter",
    )


def _principle(say: Speaker, score: charter.Score, name: str, title: str) -> Principle:
    points, of = score.principle(name)
    mine = [s for s in score.rules if s.rule.principle == name]
    return Principle(principle=name, title=title, points=points, of=of, rules=[_ruled(say, s) for s in mine])


def _ruled(say: Speaker, scored: charter.Scored) -> Ruled:
    asks, gives = charter_words.rules(say)[scored.rule.name]
    value, points = scored.found
    return Ruled(
        rule=scored.rule.name,
        asks=asks,
        gives=gives,
        value=None if value is None else str(value),
        found=charter_words.measured(say, scored),
        points=points,
        of=scored.rule.of,
    )
