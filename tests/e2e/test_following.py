"""From a page to its feed and back again, in both languages; and a commitment from its file to the screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Browser, Page

from dashboard.dialogue import keep, moderate
from dashboard.feeds import FEEDS
from dashboard.i18n import Speaker, languages
from tests.dashboard.commitments.conftest import PLAN
from tests.dashboard.dialogue.conftest import NOON, published
from tests.e2e.conftest import serving, settled


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-CA")
    page.goto(address)
    settled(page)
    return page


def _answer_one(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question about Ontario with an answer, where the server keeps them: beside its store."""
    with monkeypatch.context() as patch:
        patch.setenv("PURSE_DIALOGUE", f"sqlite:///{store.resolve().parent}/dialogue/dialogue.db")
        id = published("Why is it so?", jurisdiction="CA-ON")
        moderate.do("answer", id, moderate.Said("So it is.", "C'est ainsi.", "explained"), "m", NOON)
        keep.forget()


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", FEEDS)
def test_a_page_leads_to_its_feed_and_the_feed_to_the_view(
    browser: Browser, base_url: str, own_store: Path, monkeypatch: pytest.MonkeyPatch, name: str, lang: str
) -> None:
    feed = FEEDS[name]
    _answer_one(own_store, monkeypatch)
    page = opened(browser, f"{base_url}/{feed.page}?lang={lang}")
    page.locator(".st-key-follow summary").click()
    page.locator(".st-key-follow .pp-code").first.wait_for()
    offered = page.locator(".st-key-follow .pp-code code").all_inner_texts()
    assert offered == [
        f"{base_url}/api/v1/feeds/{name}.atom?lang={lang}{place}" for place in ("&jurisdiction=CA-ON", "")
    ]
    named = page.locator(f'head link[rel="alternate"][type="application/atom+xml"][hreflang="{lang}"]')
    assert named.evaluate_all("found => found.map(e => e.href)") == [
        f"{base_url}/api/v1/feeds/{each}.atom?lang={lang}" for each in FEEDS
    ]
    answer = page.request.get(offered[0])
    assert answer.ok
    found = feedparser.parse(answer.body())
    assert not found.bozo
    assert found.feed.title == f"Public Purse – {feed.title(Speaker(lang))} – Ontario"
    page.goto(found.entries[0].link)
    settled(page)
    assert page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0
    assert page.locator("html").get_attribute("lang") == lang
    if name == "restatements":
        assert page.get_by_text({"en": "+$54,785,300", "fr": "+54\xa0785\xa0300\xa0$"}[lang]).count() > 0, (
            "the sum of the entry"
        )
    if name == "commitments":
        place = page.locator(f"[id='{found.entries[0].link.partition('#')[2]}']")
        assert place.inner_text() in found.entries[0].title
    page.close()


@pytest.fixture
def own(store_dir: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server with a file of commitments of its own, which a test may change; its address, and the file."""
    shutil.copytree(store_dir, tmp_path / "store", symlinks=True)
    file = tmp_path / "commitments" / "northland.yaml"
    file.parent.mkdir()
    file.write_text(PLAN.replace("2030", "2020").replace("2029", "2019"), encoding="utf-8")
    before = os.environ.get("PURSE_COMMITMENTS")
    os.environ["PURSE_COMMITMENTS"] = str(file.parent)
    try:
        with serving(tmp_path / "store") as address:
            yield address, file
    finally:
        os.environ.pop("PURSE_COMMITMENTS")
        if before:
            os.environ["PURSE_COMMITMENTS"] = before


def test_an_analysts_edit_shows_at_once_on_the_page_and_in_the_feed(browser: Browser, own: tuple[str, Path]) -> None:
    address, file = own
    feed = f"{address}/api/v1/feeds/commitments.atom?lang=fr"
    page = opened(browser, f"{address}/commitments?lang=fr")
    assert page.get_by_text("En retard depuis le 1er octobre 2020").count() > 0
    assert page.locator(".pp-steps .pp-late").count() == 1
    first = page.request.get(feed)
    titles = [e.title for e in feedparser.parse(first.body()).entries]
    assert titles[0] == "Publier chaque contrat de route\xa0: en retard"
    with file.open("a", encoding="utf-8") as more:
        more.write("      - {date: 2021-02-03, status: completed, what: {en: Done., fr: C'est fait.}}\n")
    page.reload()
    settled(page)
    assert page.get_by_text("1 engagement est suivi ici. 1 est achevé.").count() == 1
    assert page.locator(".pp-steps .pp-late").count() == 0
    second = page.request.get(feed, headers={"If-None-Match": first.headers["etag"]})
    assert second.status == 200
    now = [e.title for e in feedparser.parse(second.body()).entries]
    assert now == ["Publier chaque contrat de route\xa0: Achevé", *titles[1:]]
    file.write_text(file.read_text(encoding="utf-8").replace("2021-02-03", "soon"), encoding="utf-8")
    page.reload()
    settled(page)
    told = page.locator(".pp-code code").first.inner_text()
    assert told.startswith("northland.yaml, line ")
    assert "found 'soon'" in told
    assert page.request.get(feed).status == 503
    page.close()
