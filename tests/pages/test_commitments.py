"""The page of commitments: every plan, how it stands, what is late, and where to follow it."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard import served
from dashboard.commitments import reading, standing
from dashboard.commitments.form import each
from tests.dashboard.commitments.conftest import Write, folder, write

from .conftest import Open, copyable, text

__all__ = ["folder", "write"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_everything_of_every_plan_is_said(open_page: Open, lang: str) -> None:
    said = text(open_page("commitments", lang=lang))
    for plan, of in each(reading.kept().plans):
        words = [plan.title, plan.about, of.title, of.about, of.owner, *of.partners, *(m.title for m in of.milestones)]
        words += [w for f in plan.figures for w in (f.value, f.what)]
        words += [w for c in of.history for w in (c.what, *(e.title for e in c.evidence))]
        assert [w for w in (getattr(w, lang) for w in words) if w not in said] == []
        assert [e.url for c in of.history for e in c.evidence if e.url not in said] == []


def test_the_sentence_counts_them(open_page: Open) -> None:
    assert "4 commitments are on record here. 1 is completed. 3 are under way. 3 of them are late." in text(
        open_page("commitments")
    )
    french = text(open_page("commitments", lang="fr"))
    assert "4 engagements sont suivis ici. 1 est achevé. 3 sont en cours. 3 d’entre eux sont en retard." in french
    assert "En retard depuis le 1er janvier 2018" in french


def test_what_is_not_published_is_said_to_be_so(open_page: Open) -> None:
    said = text(open_page("commitments"))
    milestones = [m for _, c in each(reading.kept().plans) for m in c.milestones]
    assert said.count("Not published") >= len(milestones)


@pytest.mark.parametrize(("on", "is_late"), [(date(2030, 9, 30), False), (date(2030, 10, 1), True)])
def test_late_shows_from_the_day_on(
    open_page: Open, write: Write, monkeypatch: pytest.MonkeyPatch, on: date, is_late: bool
) -> None:
    write()
    monkeypatch.setattr(standing, "today", lambda: on)
    monkeypatch.setattr("dashboard.views.commitments.today", lambda: on)
    app = open_page("commitments")
    assert ("Late since 1 October 2030" in text(app)) == is_late
    assert ("1 of them is late." in text(app)) == is_late
    assert "1 of 2 milestones known to be completed" in text(app)
    (glance,) = [e.proto.body for e in app.get("html") if e.proto.body.startswith('<div class="pp-steps')]
    assert glance.count('<i class="pp-late">') == is_late
    assert (glance.count('<i class="pp-completed">'), glance.count('<i class="pp-unknown">')) == (1, 1)


def test_the_chosen_government_comes_first(open_page: Open) -> None:
    heads = [h.value for h in open_page("commitments", jurisdiction="CA-ON").header]
    assert heads[0].startswith("Ontario")
    assert len(heads) == 2


def test_a_mistake_is_shown_and_hides_no_other_plan(open_page: Open, write: Write) -> None:
    write()
    write(("northland-2030", "broken"), ("due: 2030-06\n", "due: soon\n"), name="z.yaml")
    app = open_page("commitments")
    assert [e.value for e in app.error] == ["A file of commitments has a mistake, so its plan is not shown:"]
    assert copyable(app)[0].startswith("z.yaml, line 13, commitments.0.due: expected a year, month or day")
    assert "Publish every road contract" in text(app)


def test_a_text_stays_text(open_page: Open, write: Write) -> None:
    write(("Publish every road contract", '"<img src=x onerror=alert(1)> **$5M to $6M** [a](b)"'))
    app = open_page("commitments")
    assert "<img" not in "".join(e.proto.body for e in app.get("html"))
    assert r"\<img src\=x" in app.subheader[0].value or r"\<img src=x" in app.subheader[0].value


@pytest.mark.parametrize(
    ("page", "feed"),
    [("commitments", "commitments"), ("data", "releases"), ("changes", "restatements"), ("ideas", "answers")],
)
def test_a_page_offers_its_feed_where_there_is_one(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, page: str, feed: str
) -> None:
    assert not [c for c in copyable(open_page(page)) if ".atom" in c], "without the API there is none"
    monkeypatch.setattr(served, "_beside_the_pages", True)
    offered = [c for c in copyable(open_page(page, lang="fr", jurisdiction="CA")) if ".atom" in c]
    assert [c.partition("api/v1/")[2] for c in offered] == [
        f"feeds/{feed}.atom?lang=fr&jurisdiction=CA",
        f"feeds/{feed}.atom?lang=fr",
    ]


def test_the_files_are_links_to_the_api_or_a_button(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [b.label for b in open_page("commitments").get("download_button")] == ["Download CSV"]
    monkeypatch.setattr(served, "_beside_the_pages", True)
    app = open_page("commitments")
    (links,) = [e.proto.body for e in app.get("html") if e.proto.body.startswith('<ul class="pp-files')]
    assert 'href="api/v1/commitments.csv?lang=en"' in links
    assert 'href="api/v1/commitments.json?lang=en"' in links
