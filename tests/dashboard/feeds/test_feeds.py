"""The feeds hold exactly what the store and the files of commitments hold, in both languages, under ids that stay."""

from __future__ import annotations

import html
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from starlette.testclient import TestClient

from dashboard import pins, queries, store
from dashboard.commitments import reading
from dashboard.commitments.form import each
from dashboard.dialogue import keep, moderate
from dashboard.feeds import FEEDS, atom, restated
from dashboard.i18n import Speaker, languages
from dashboard.questions import restatements
from dashboard.slices import Slice
from tests.dashboard.dialogue.conftest import NOON
from tests.restated import LATER, restate

from ..commitments.conftest import Write
from .conftest import Read

TAG = re.compile(r"tag:public-purse\.invalid,2026:(en|fr)/[A-Za-z0-9/._~@:-]+")


def text(entry: Any) -> str:
    """An entry's summary, as a reader shows it."""
    return html.unescape(re.sub("<[^>]+>", "\n", entry.summary))


def moments(found: Any) -> list[str]:
    return [e.updated for e in found.entries]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_whole_and_says_where_it_leads(read: Read, name: str, lang: str) -> None:
    found = read(name, lang=lang)
    feed = found.feed
    assert feed.language == lang
    assert feed.title == f"Public Purse – {FEEDS[name].title(Speaker(lang))}"
    assert [link.href for link in feed.links if link.rel == "self"] == [
        f"http://testserver/api/v1/feeds/{name}.atom?lang={lang}"
    ]
    assert feed.link == f"http://testserver/{FEEDS[name].page}?lang={lang}"
    assert feed.updated == max(moments(found)), "the time of the newest entry"
    assert moments(found) == sorted(moments(found), reverse=True)
    ids = [feed.id, *(e.id for e in found.entries)]
    assert len(ids) == len(set(ids)) > 2
    assert not [i for i in ids if not TAG.fullmatch(i)]
    for entry in found.entries:
        assert entry.link.startswith("http://testserver/")
        assert parse_qs(urlsplit(entry.link).query)["lang"] == [lang]
        assert entry.title
        assert entry.author
        assert text(entry).strip()


@pytest.mark.parametrize("name", FEEDS)
def test_french_is_french(read: Read, name: str) -> None:
    english, french = read(name, lang="en"), read(name, lang="fr")
    assert [e.id.replace(":en/", ":fr/") for e in english.entries] == [e.id for e in french.entries]
    assert [e.updated for e in english.entries] == [e.updated for e in french.entries]
    assert not [e.title for e, f in zip(english.entries, french.entries, strict=True) if text(e) == text(f)]
    assert english.feed.subtitle != french.feed.subtitle


def test_the_releases_are_those_of_the_store(read: Read) -> None:
    held = store.ask(queries.releases).to_pylist()
    found = {e.id: e for e in read("releases").entries}
    assert set(found) == {atom.identity("en", "release", r["dataset"], r["release"]) for r in held}
    for row in held:
        entry = found[atom.identity("en", "release", row["dataset"], row["release"])]
        assert row["sha256"] in text(entry)
        assert f"{row['entries']:,}" in text(entry) or not row["entries"] or row["dataset"].startswith("reference/")
        if row["published"]:
            assert entry.updated.startswith(row["published"])


def test_a_government_gets_its_own(read: Read) -> None:
    whose = {d["dataset"]: d["jurisdiction"] for d in store.ask(queries.datasets).to_pylist()}
    held = store.ask(queries.releases).to_pylist()
    for place in ("CA-ON", "CA"):
        found = read("releases", jurisdiction=place)
        mine = {
            atom.identity("en", "release", r["dataset"], r["release"]) for r in held if whose[r["dataset"]] == place
        }
        assert {e.id for e in found.entries} == mine
        assert len(mine) >= 2
        assert found.feed.id == atom.identity("en", "feed", "releases", place)
    assert [e.author for e in read("commitments", jurisdiction="CA-NT").entries] == [
        "Minister Responsible for Public Engagement and Transparency"
    ] * 5


def test_an_empty_feed_has_the_time_of_the_store(read: Read) -> None:
    found = read("restatements", jurisdiction="CA-NT")
    built = store.ask(queries.built).to_pylist()[0]["built_at"]
    assert found.entries == []
    assert datetime.fromisoformat(found.feed.updated) == built.replace(tzinfo=UTC, microsecond=0)


def test_restated_sums_are_those_of_the_questions(read: Read) -> None:
    say = Speaker("en")
    entries = read("restatements").entries
    assert len(entries) == 2
    counts = []
    for entry in entries:
        view = {k: v[0] for k, v in parse_qs(urlsplit(entry.link).query).items()}
        assert entry.link.startswith("http://testserver/changes?")
        span = {"fiscal_year": int(view["fiscal_year"]), "direction": "expenditure", "phase": view["phase"],
                "basis": "appropriation"}  # fmt: skip
        before, after = (Slice(dataset=view["dataset"], release=view[r], **span) for r in ("before", "after"))
        sums = {r["state"]: r for r in store.ask(restatements.sums, before, after).to_pylist()}
        told = text(entry)
        for amount in (sums["restated"]["before"], sums["restated"]["after"], sums["restated"]["change"]):
            assert say.exact(amount) in told
        assert f"{sums['unchanged']['lines']} lines have the same amounts in both." in told
        assert f"{sums['restated']['lines']} lines of {say.year(after.fiscal_year)} (Plan) restated" in entry.title
        assert view[pins.PARAMETER] == f"{after.dataset}@{after.release}"
        counts.append(sums["restated"]["lines"])
    assert counts == [16, 33]
    assert "Vote 1406 from $846,533,600 to $1,235,617,600 (+$389,084,000)" in text(entries[1])


def test_a_later_release_is_compared_with_the_one_before_it_that_has_the_year(
    read: Read, store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    restate(folder)
    earlier = {e.id for e in read("restatements").entries}
    monkeypatch.setenv("PURSE_STORE", str(folder))
    found = read("restatements")
    assert earlier < {e.id for e in found.entries}, "what was news stays, under its id"
    of_estimates = [e for e in found.entries if f"/ontario/estimates/2018-19/2018-19{LATER}/2019/" in e.id]
    assert len(of_estimates) == 1
    for dataset in store.ask(queries.datasets).to_pylist():
        for pair in restated.pairs(dataset) if dataset["kind"] == "entries" else ():
            assert pair.before.release < pair.after.release
            assert pair.before.fiscal_year == pair.after.fiscal_year
    assert len(read("releases").entries) == len(store.ask(queries.releases)) > 20


def test_every_change_and_everything_late_is_an_entry(
    read: Read, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()

    def at(day: date) -> list[str]:
        monkeypatch.setattr("dashboard.api.feeds.today", lambda: day)
        return [e.title for e in read("commitments").entries]

    changes = [
        "Publish every road contract: new due date, September 2030",
        "A list: Completed",
        "Publish every road contract: Under way",
        "Publish every road contract: Not started",
    ]
    assert at(date(2030, 9, 30)) == changes
    assert at(date(2030, 10, 1)) == ["Publish every road contract: late", *changes]
    (late, *_) = read("commitments").entries
    assert late.updated == "2030-10-01T00:00:00+00:00"
    assert late.id == atom.identity("en", "commitment/northland-2030/roads/late/-/2030-09")
    assert "Due date: September 2030. It has passed" in text(late)
    assert "https://northland.example/news" in text(read("commitments").entries[3])


def test_the_bundled_changes_are_all_there(read: Read) -> None:
    entries = read("commitments").entries
    assert len(entries) == sum(len(c.history) for _, c in each(reading.kept().plans)) + 3
    for entry in entries:
        plan, commitment = entry.id.split("/")[2:4]
        assert urlsplit(entry.link).fragment == f"{plan}-{commitment}"


def test_a_corrected_sentence_is_no_news_and_a_changed_status_is(read: Read, write: Write) -> None:
    write()
    first = {e.id: e.summary for e in read("commitments").entries}
    write(("Work begins.", "The work begins."), ("Ministry of Roads", "Ministry of Transport"))
    second = {e.id: e.summary for e in read("commitments").entries}
    assert set(first) == set(second)
    assert first != second
    write(("status: under_way", "status: withdrawn"))
    assert set(first) != {e.id for e in read("commitments").entries}


def test_the_answers_are_those_of_the_moderators(read: Read) -> None:
    found = read("answers")
    assert [e.title for e in found.entries] == ["Answered: Why, CA?", "Answered: Why, CA-ON?"]
    assert [e.updated for e in found.entries] == ["2026-03-10T19:00:00+00:00", "2026-03-10T18:00:00+00:00"]
    (one,) = read("answers", jurisdiction="CA-ON", lang="fr").entries
    assert html.unescape(one.summary) == "<p>C'est ainsi : CA-ON.</p>"
    assert one.link == f"http://testserver/ideas?lang=fr&post={one.id.rpartition('/')[2]}"
    assert "&lt;b&gt;" in read("answers").entries[0].summary, "a moderator's text is text, too"


def test_another_answer_is_another_tag_under_the_same_id(client: TestClient, read: Read) -> None:
    first, before = client.get("feeds/answers.atom"), read("answers").entries[0]
    id = before.id.rpartition("/")[2]
    moderate.do("answer", id, moderate.Said("On second thought.", "", "done"), "m", NOON + timedelta(days=1))
    again = client.get("feeds/answers.atom", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 200
    after = read("answers").entries[0]
    assert (after.id, after.updated) == (before.id, "2026-03-11T17:00:00+00:00")
    assert "On second thought." in text(after)


def test_without_its_database_the_feed_of_answers_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keep.ENV, "off")
    assert client.get("feeds/answers.atom").status_code == 200, "there is none, and so no answer"
    monkeypatch.setenv(keep.ENV, "nonsense://x")
    broken = client.get("feeds/answers.atom")
    assert (broken.status_code, broken.json()["type"].rpartition("#")[2]) == (503, "no-store")
    assert client.get("feeds/releases.atom").status_code == 200


HOSTILE = [
    "<script>alert(1)</script><b>bold</b>",
    "]]></title><entry/>&amp;&#0;&nbsp;",
    "a\x00b\x08c\x1b[31md\x7f\u202egnp.exe\ufffe\ud800",
    "x" * 10_000,
    "“é𝔸ü” — 中文",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_stays_text_in_valid_xml(read: Read, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    feed = FEEDS["releases"]
    (one, *_) = list(feed.entries(atom.Asked(Speaker("en"), "CA-ON", date(2026, 1, 1))))
    odd = atom.Entry(name, name, (name, "second"), one.at, name, "data", {"jurisdiction": name}, name)
    replaced = atom.Feed("releases", lambda _: name, lambda _: name, "data", lambda _: [odd])
    asked = atom.Asked(Speaker("en"), None, date(2026, 1, 1))
    written = atom.written(replaced, asked, [odd], name, site="http://x/", own="http://x/f", empty_at=one.at)
    found = feedparser.parse(written, sanitize_html=False)
    assert not found.bozo, found.get("bozo_exception")
    (entry,) = found.entries
    shown = atom.shown(name)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e\ufffe\ud800]", shown)
    assert entry.title_detail.type == "text/plain"
    assert entry.title == (shown if len(shown) <= atom.LONGEST_TITLE else shown[: atom.LONGEST_TITLE - 1] + "…")
    assert html.unescape(re.findall("<p>(.*?)</p>", entry.summary, re.S)[0]) == shown, "whole, and as text"
    assert "<script" not in entry.summary
    assert TAG.match(entry.id.replace("%", "-"))


@pytest.mark.parametrize("name", FEEDS)
def test_what_a_reader_has_is_not_sent_again(client: TestClient, name: str) -> None:
    first = client.get(f"feeds/{name}.atom")
    again = client.get(f"feeds/{name}.atom", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"feeds/{name}.atom").content == first.content, "nothing in it is of the request's time"
    other = client.get(f"feeds/{name}.atom?lang=fr", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200
    assert client.head(f"feeds/{name}.atom").headers["content-type"].startswith(atom.MEDIA_TYPE)


def test_a_change_of_the_files_or_of_the_day_is_another_tag(
    client: TestClient, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tag(day: date) -> str:
        monkeypatch.setattr("dashboard.api.feeds.today", lambda: day)
        return client.get("feeds/commitments.atom").headers["etag"].rpartition(".")[0]

    write()
    soon, due = date(2030, 9, 29), date(2030, 9, 30)
    assert tag(soon) == tag(due), "a day that makes nothing late changes nothing"
    assert tag(due) != tag(date(2030, 10, 1))
    before = tag(due)
    write(("Work begins.", "The work begins."))
    assert tag(due) != before


def test_what_cannot_be_had_is_told(client: TestClient, write: Write) -> None:
    problem = client.get("feeds/releases.atom?jurisdiction=XX").json()
    assert (problem["status"], problem["parameter"], problem["given"]) == (404, "jurisdiction", "XX")
    assert problem["allowed"] == ["CA", "CA-ON"], "and no longer that of the bundled commitments"
    assert client.get("feeds/nothing.atom").status_code == 404
    assert client.get("feeds/releases.atom?dataset=x").json()["allowed"] == ["lang", "jurisdiction"]
    write(("due: 2030-06\n", "due: soon\n"))
    for address in ("feeds/commitments.atom", "commitments.json", "commitments.csv"):
        broken = client.get(address)
        assert broken.status_code == 503
        assert "northland.yaml, line 13, commitments.0.due" in broken.json()["detail"]
