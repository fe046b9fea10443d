"""The whole way of a question and of a report, in both languages: sent, moderated, answered, seen, supported."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.dialogue.gate import ENV
from dashboard.i18n import Speaker
from tests.e2e.conftest import ROOT, serving, settled
from tests.e2e.identity import providing
from tests.e2e.test_every_reader import barriers
from tests.ports import free_port

SECRET = "only-for-the-tests-of-this"
PLAIN = ("-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", "PORT")
HOSTILE = "<img src=x onerror=\"document.title='broken'\"> $5M to $6M **bold** "
SAY = {"en": Speaker("en"), "fr": Speaker("fr")}


@pytest.fixture(scope="module")
def moderated(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a moderators' secret and a dialogue of its own."""
    store = tmp_path_factory.mktemp("dialogue") / "store"
    shutil.copytree(store_dir, store, symlinks=True)
    with ExitStack() as until_the_end:
        with pytest.MonkeyPatch.context() as patch:  # for this server alone
            patch.setenv(ENV, SECRET)
            patch.delenv("PURSE_DIALOGUE", raising=False)
            address = until_the_end.enter_context(serving(store))
        yield address
    assert (store.parent / "dialogue" / "dialogue.db").is_file(), "beside the store"


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-CA", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    settled(page)
    return page


def enter(context: BrowserContext, address: str, lang: str) -> Page:
    """The moderators' page, once the secret is told."""
    say = SAY[lang]
    page = opened(context, f"{address}/moderation?lang={lang}")
    page.get_by_label(say("Moderators’ secret")).fill(SECRET)
    page.get_by_role("button", name=say("Enter"), exact=True).click()
    expect(page.get_by_role("button", name=say("Sign out"))).to_be_visible(timeout=30_000)
    settled(page)
    return page


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=False).first.click()
    page.get_by_role("option", name=option).first.click()
    settled(page)


def do(page: Page, lang: str, words: str, what: str, **texts: str) -> None:
    """Does an act with the post that holds these words."""
    say = SAY[lang]
    card = page.locator('[class*="st-key-moderate-"]', has_text=words)
    expect(card).to_be_visible(timeout=30_000)
    chosen = card.get_by_role("combobox", name=re.compile(re.escape(say("What to do"))))
    if chosen.input_value() != say(what):
        chosen.click()
        page.get_by_role("option", name=say(what), exact=True).click()
        settled(page)
    for label, text in texts.items():
        card.get_by_label(label.replace("_", " ")).fill(text)
    card.get_by_role("button", name=say(what), exact=True).click()
    expect(page.get_by_text(say("Done: {what}.", what=say(what).lower()))).to_be_visible(timeout=30_000)
    settled(page)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_view_to_an_answer_that_readers_support(
    browser: Browser, reader: BrowserContext, moderated: str, lang: str
) -> None:
    say, title = SAY[lang], f"{HOSTILE}{lang}?"
    page = opened(reader, f"{moderated}/spending?lang={lang}&administrative_1=Health&fiscal_year=2025")
    page.get_by_role("link", name=say("Ask a question about this view, or propose an idea")).click()
    page.wait_for_url("**/ideas?**")
    settled(page)
    page.get_by_label(say("In one sentence")).fill(title)
    page.get_by_label(say("More about it, if you like")).fill("One.\n\n<b>Two</b>\u202e\u200b.")
    page.get_by_role("button", name=say("Send to the moderators")).click()
    expect(page.get_by_text(say("Thank you. It waits for the moderators, who read it before it is shown."))).to_be_visible(timeout=30_000)  # fmt: skip
    settled(page)
    own = page.get_by_role("link", name=say("Keep this link to see what becomes of it")).get_attribute("href")
    assert title not in page.inner_text("main, [role=main]"), "not shown before it is read"

    desk = browser.new_context(locale="en-CA", viewport={"width": 1280, "height": 1200})
    work = enter(desk, moderated, lang)
    do(work, lang, f"{lang}?", "Publish")
    choose(work, say("Show"), say("Open"))
    label = say("{what}, in French" if lang == "fr" else "{what}, in English", what=say("The answer"))
    do(work, lang, f"{lang}?", "Answer", **{label: f"$1 <i>and</i> so. {lang}"})
    desk.close()

    page.goto(f"{moderated}/{own}")
    settled(page)
    card = page.locator('[class*="st-key-post-"]').first
    expect(card.locator(".pp-post h3")).to_have_text(title.strip())
    expect(card.locator(".pp-post")).to_contain_text("<b>Two</b>.")
    expect(card.locator(".pp-answer")).to_contain_text(f"$1 <i>and</i> so. {lang}")
    assert card.locator("img, b, i:not([class]), .katex, strong").count() == 0, "text is text"
    assert page.title() != "broken"
    card.get_by_role("button", name=say("Support this")).click()
    expect(card.get_by_text(say("You are the first"))).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1000)
    kept = {c["name"]: c for c in reader.cookies()}["purse_browser"]
    assert kept["httpOnly"]
    again = opened(reader, f"{moderated}/{own}")  # another visit of the same browser
    expect(again.get_by_role("button", name=say("Take my support back"))).to_be_visible()
    expect(again.get_by_text(say("You are the first"))).to_be_visible()
    assert not [(v["id"], v["nodes"][0]["html"][:200]) for v in barriers(again)]
    with urllib.request.urlopen(f"{moderated}/api/v1/ideas.json?lang={lang}") as answer:
        found = next(i for i in json.load(answer)["items"] if i["title"] == title.strip())
    assert (found["supports"], found["state"], found["lang"]) == (1, "answered", lang)
    again.goto(f"{moderated}/ideas?lang={lang}")
    settled(again)
    card = again.locator('[class*="st-key-post-"]', has_text=title.strip())
    card.locator(".pp-link a").click()
    again.wait_for_url("**/spending?**")
    settled(again)
    assert "administrative_1=Health" in again.url, "the very view"
    assert f"lang={lang}" in again.url
    expect(again.get_by_test_id("stMain")).to_contain_text("77")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_receipt_to_a_known_oddity(browser: Browser, reader: BrowserContext, moderated: str, lang: str) -> None:
    say = SAY[lang]
    column = {"en": "Education", "fr": "Health"}[lang]
    asked = "dataset=ontario/ministry-statements&release=2024-25&fiscal_year=2025&direction=expenditure&phase=executed&basis=appropriation"
    page = opened(reader, f"{moderated}/receipt?lang={lang}&{asked}&administrative_1={column}")
    page.locator(".pp-table tbody th a").first.click()
    page.wait_for_url("**entry=**")
    settled(page)
    entry = page.url
    page.get_by_text(say("Report a problem with this figure")).click()
    page.get_by_label(say("What is wrong with it, and how do you know?")).fill(f"The PDF says otherwise. {lang}")
    page.get_by_role("button", name=say("Send to the moderators")).click()
    expect(page.get_by_text(say("Thank you. The moderators have it, with this figure and the place where it is printed."))).to_be_visible(timeout=30_000)  # fmt: skip
    waits = say.n(
        "{n} reader has reported a problem with this figure. No moderator has looked at it yet.", "", 1
    )  # fmt: skip
    page.goto(entry)
    settled(page)
    expect(page.get_by_text(waits)).to_be_visible()
    desk = browser.new_context(locale="en-CA", viewport={"width": 1280, "height": 1200})
    work = enter(desk, moderated, lang)
    card = work.locator('[class*="st-key-moderate-"]', has_text=f"otherwise. {lang}")
    expect(card.locator(".pp-fields")).to_contain_text("ministry-statements-2024-25.xlsx")
    label = say("{what}, in French" if lang == "fr" else "{what}, in English", what=say("The reason"))
    do(work, lang, f"otherwise. {lang}", "Accept the report", **{label: "a slip of $5. Kept as published."})
    choose(work, say("Show"), say("Accepted"))
    written = card.locator(".pp-code code").inner_text()
    assert written.startswith("known_oddities:\n  # ministry-statements-2024-25.xlsx, sheet Data, cell ")
    assert f"administrative_1: {column}" in written
    desk.close()
    page.goto(entry)
    settled(page)
    expect(page.get_by_test_id("stMain")).to_contain_text("a slip of $5. Kept as published.")
    assert page.get_by_text(waits).count() == 0


def test_a_flood_of_one_browser_ends_and_keeps_its_words(reader: BrowserContext, moderated: str) -> None:
    page = opened(reader, f"{moderated}/ideas?lang=en&about=spending")
    kept = "() => document.querySelector('a[href*=\"&post=\"]')?.getAttribute('href') ?? ''"
    for n in range(5):
        before = page.evaluate(kept)
        page.get_by_label("In one sentence").fill(f"Message number {n}")
        page.get_by_role("button", name="Send to the moderators").click()
        page.wait_for_function(f"before => ({kept})() !== before", arg=before)
        settled(page)
    page.get_by_label("In one sentence").fill("Message number 5")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_text("That was too often in a short time.")).to_be_visible(timeout=30_000)
    settled(page)
    expect(page.get_by_label("In one sentence")).to_have_value("Message number 5")


def test_who_fills_in_the_hidden_field_is_thanked_and_not_kept(reader: BrowserContext, moderated: str) -> None:
    page = opened(reader, f"{moderated}/ideas?lang=en&about=spending")
    trap = page.get_by_label("Leave this field empty")
    expect(trap).to_be_hidden()
    page.get_by_label("In one sentence").fill("Buy my watches")
    trap.evaluate("e => e.closest('.st-key-leave-empty').style.setProperty('display', 'block', 'important')")
    trap.fill("yes")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_text("Thank you. It waits")).to_be_visible(timeout=30_000)
    settled(page)
    page.goto(f"{moderated}/{page.get_by_role('link', name='Keep this link').get_attribute('href')}")
    settled(page)
    expect(page.get_by_text("There is no question or idea of this number.")).to_be_visible()


def test_a_wrong_secret_lets_nobody_in(reader: BrowserContext, moderated: str) -> None:
    page = opened(reader, f"{moderated}/moderation?lang=en")
    assert "Buy my watches" not in page.content()
    page.get_by_label("Moderators’ secret").fill("only-for-the-tests-of-that")
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.get_by_text("That is not the secret.")).to_be_visible(timeout=30_000)
    assert page.get_by_role("button", name="Sign out").count() == 0


def test_without_moderators_the_page_is_read_only_and_says_so(visit: object) -> None:
    page: Page = visit("/ideas?lang=en")  # type: ignore[operator]
    expect(page.get_by_text("This page is read-only")).to_be_visible()
    assert page.get_by_role("button", name="Send to the moderators").count() == 0
    page = visit("/moderation?lang=en")  # type: ignore[operator]
    expect(page.get_by_text("Nobody can moderate on this server")).to_be_visible()


def test_under_streamlit_run_a_support_counts_for_the_visit(store_dir: Path, tmp_path: Path, page: Page) -> None:
    store = tmp_path / "store"
    shutil.copytree(store_dir, store, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENV, SECRET)
        with serving(store, *PLAIN, ready="/_stcore/health") as address:
            page.goto(f"{address}/ideas?lang=en&about=spending")
            settled(page)
            page.get_by_label("In one sentence").fill("Does it work here?")
            page.get_by_role("button", name="Send to the moderators").click()
            expect(page.get_by_text("Thank you. It waits")).to_be_visible(timeout=30_000)
            work = enter(page.context, address, "en")
            do(work, "en", "Does it work here?", "Publish")
            page.goto(f"{address}/ideas?lang=en")
            settled(page)
            page.get_by_role("button", name="Support this").click()
            expect(page.get_by_text("the support counts once for each visit")).to_be_visible(timeout=30_000)
            assert "purse_browser" not in {c["name"] for c in page.context.cookies()}


def test_whoever_signs_in_moderates_if_the_list_says_so(store_dir: Path, tmp_path: Path, browser: Browser) -> None:
    store, secrets, port = tmp_path / "store", tmp_path / ".streamlit" / "secrets.toml", free_port()
    shutil.copytree(store_dir, store, symlinks=True)
    with pytest.MonkeyPatch.context() as patch, providing(free_port()) as provider:
        secrets.parent.mkdir()
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "for the tests alone"\n'
            f'client_id = "public-purse"\nclient_secret = "x"\n'
            f'server_metadata_url = "{provider.site}/.well-known/openid-configuration"\n'
            '[moderation]\nmoderators = ["Anna@Example.org"]\n',
            encoding="utf-8",
        )
        patch.setenv("HOME", str(tmp_path))
        patch.delenv(ENV, raising=False)
        with serving(store, "-m", "dashboard.server", "--port", str(port), port=port) as address:
            for who, verified, admitted in (
                ("ben@example.org", True, False),
                ("anna@example.org", False, False),
                ("anna@example.org", True, True),
            ):
                provider.address, provider.verified = who, verified
                context = browser.new_context(locale="en-CA")
                page = opened(context, f"{address}/moderation?lang=en")
                assert page.get_by_label("Moderators’ secret").count() == 0
                page.get_by_role("button", name="Sign in").click()
                said = "Nothing is here." if admitted else "this address is not on the list of moderators"
                page.wait_for_url(f"{address}/", timeout=60_000)  # Streamlit leads back to its first page
                settled(page)
                page.goto(f"{address}/moderation?lang=en")
                settled(page)
                expect(page.get_by_text(said)).to_be_visible(timeout=30_000)
                context.close()
