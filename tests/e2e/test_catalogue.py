"""The catalogue end to end, in both languages: search, facets, a dataset's own page, its scores, and its forms for programs."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.i18n import Speaker
from tests.e2e.conftest import settled
from tests.e2e.test_journeys import Visit

SUPPORT = Speaker("fr")
WORDS = {
    "en": {
        "find": "Find a dataset", "state": "State", "overdue": re.compile("^Overdue"), "late": "Overdue since 1 January 2020",
        "title": "Expenditure Estimates: ministry program summaries", "all": "All datasets", "typed": "estimates program",
        "score": "of the 26 points that could be measured", "ask": "How soon after the year did it come out?",
        "support": "Support this", "first": "You are the first", "back": "Take my support back", "want": "What readers want next",
        "level": "Access level", "opening": re.compile("^Being opened"), "soon": "volume II: revenues",
    },
    "fr": {
        "find": "Trouver un jeu de données", "state": "État", "overdue": re.compile("^En retard"),
        "late": "En retard depuis le 1er janvier 2020", "typed": "BUDGET depenses sommaires",
        "title": "Budget des dépenses\xa0: sommaires des programmes des ministères", "all": "Tous les jeux de données",
        "score": "des 26 points qui ont pu être mesurés", "ask": "Combien de temps après l’exercice a-t-il paru?",
        "support": SUPPORT("Support this"), "first": SUPPORT("You are the first"), "back": SUPPORT("Take my support back"),
        "want": "Ce que le public souhaite voir ensuite", "level": "Niveau d’accès", "opening": re.compile("^En voie d’ouverture"), "soon": "volume II\xa0: revenus",
    },
}  # fmt: skip


def choose(page: Page, label: str, option: re.Pattern[str]) -> None:
    page.get_by_role("combobox", name=re.compile(f"{label}$|^{label}|{label}")).first.click()
    page.get_by_role("option", name=option).click()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_search_to_a_datasets_scores_and_back(visit: Visit, lang: str) -> None:
    words = WORDS[lang]
    page = visit(f"/data?lang={lang}")
    listed = page.locator("ul.pp-known > li")
    every = listed.count()
    assert every > 45
    field = page.get_by_label(str(words["find"]))
    field.fill(str(words["typed"]))
    field.press("Enter")
    expect(page).to_have_url(re.compile("find="))
    expect(listed.first).to_contain_text(str(words["title"]))
    expect(listed.first).to_contain_text(str(words["late"]))
    assert listed.count() < every
    page.get_by_role("link", name=str(words["title"]), exact=True).first.click()
    settled(page)
    expect(page).to_have_url(re.compile("id=ontario"))
    expect(page.get_by_role("heading", level=1)).to_have_text(str(words["title"]))
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(str(words["late"]))
    expect(main).to_contain_text(str(words["score"]))
    expect(page.get_by_role("rowheader", name=str(words["ask"]))).to_be_visible()
    page.get_by_role("link", name=str(words["all"]), exact=True).click()
    settled(page)
    expect(listed).to_have_count(every)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_facet_narrows_the_list_and_stays_in_the_address(visit: Visit, lang: str) -> None:
    words = WORDS[lang]
    page = visit(f"/data?lang={lang}")
    listed = page.locator("ul.pp-known > li")
    choose(page, str(words["level"]), words["opening"])  # type: ignore[arg-type]
    expect(page).to_have_url(re.compile("access=being_opened"))
    expect(listed).to_have_count(2)
    expect(listed.last).to_contain_text(str(words["soon"]))
    page.reload()
    settled(page)
    expect(listed).to_have_count(2)


@pytest.mark.parametrize(("lang", "dataset"), [("en", "ontario/bonds"), ("fr", "canada/volume-2-revenues")])
def test_a_reader_says_what_should_be_opened_next(visit: Visit, lang: str, dataset: str) -> None:
    words = WORDS[lang]
    page = visit(f"/data?lang={lang}&id={dataset}")
    wish = page.locator(".st-key-wish")
    wish.get_by_role("button", name=str(words["support"])).click()
    expect(wish.get_by_role("button", name=str(words["back"]))).to_be_visible(timeout=30_000)
    expect(wish).to_contain_text(str(words["first"]))
    page = visit(f"/data?lang={lang}")
    expect(page.get_by_role("heading", name=str(words["want"]))).to_be_visible()
    wanted = page.locator("ul.pp-wanted li")
    title = page.locator(f"#{dataset.replace('/', '-')} a").inner_text()
    expect(wanted.filter(has_text=title)).to_contain_text("1")


def test_the_documents_head_describes_the_dataset_and_the_policy_lets_the_page_run(visit: Visit) -> None:
    page = visit("/data?lang=fr&id=ontario/payments")
    found = page.locator('head script[type="application/ld+json"]')
    about = json.loads(found.first.text_content() or "")
    assert (about["@type"], about["identifier"]) == ("Dataset", "ontario/payments")
    assert about["name"] == page.get_by_role("heading", level=1).inner_text()


def test_the_links_for_programs_lead_there(visit: Visit) -> None:
    page = visit("/data?lang=en")
    for name, kind in (("DCAT 3, as JSON-LD", "application/ld+json"), ("In the form of CKAN", "application/json")):
        address = page.get_by_role("link", name=name).evaluate("e => e.href")
        answer = page.request.get(address)
        assert answer.ok
        assert answer.headers["content-type"].startswith(kind)
