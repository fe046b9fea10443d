"""From a draft to an answer: what is kept, what is seen, what a moderator can do, and what the numbers say."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.dialogue import answers, keep, linked, moderate, posts, supports
from dashboard.dialogue.moderate import Said
from dashboard.dialogue.posts import Wanted
from dashboard.dialogue.tables import support
from dashboard.dialogue.words import TEXT, Refused
from tests.dashboard.dialogue.conftest import NOON, draft, published

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> $5M to $6M '; DROP TABLE post; -- \x00\u202e"


def titles(**wanted: str) -> list[str]:
    return [row["title"] for row in posts.listed(Wanted(**wanted), 100)]


def test_what_waits_is_not_seen_until_it_is_published(database: str) -> None:
    id = posts.submit(draft("Where is the plan?"), NOON)
    assert titles() == []
    assert posts.heard().waiting == 1
    moderate.do("publish", id, Said(), "a@example.org", NOON)
    assert titles() == ["Where is the plan?"]
    assert [(h["what"], h["moderator"]) for h in moderate.history(id)] == [("publish", "a@example.org")]


def test_a_hostile_text_is_kept_as_text_and_harms_nothing(database: str) -> None:
    id = posts.submit(draft(HOSTILE[:110], HOSTILE * 3, view="https://evil.example/<b>?x=javascript:1"), NOON)
    kept = posts.one(id)
    assert kept is not None
    assert kept["title"] == "<script>alert(1)</script><img src=x onerror=alert(2)> $5M to $6M '; DROP TABLE post; --"
    assert kept["text"].startswith("<script>alert(1)</script>")
    assert not {"\x00", "\u202e"} & set(kept["text"])
    assert kept["view"] is None
    assert posts.heard().waiting == 1


def test_a_megabyte_is_refused_before_it_costs_anything(database: str) -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match="too_long"):
        posts.submit(draft(text="e\u0301" * 500_000), NOON)
    assert time.monotonic() - began < 1
    assert posts.heard().waiting == 0


def test_a_flood_ends_where_as_many_wait_as_may(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posts, "MOST_WAITING", 3)
    ids = [posts.submit(draft(), NOON) for _ in range(3)]
    with pytest.raises(Refused, match="full"):
        posts.submit(draft(), NOON)
    moderate.do("publish", ids[0], Said(), "secret", NOON)
    posts.submit(draft(), NOON)
    assert moderate.sizes() == {"waiting": 3, "published": 1}


def test_a_form_that_is_sent_twice_is_kept_once(database: str) -> None:
    number = posts.new_id()
    assert posts.submit(draft(id=number), NOON) == posts.submit(draft(id=number), NOON) == number
    assert posts.heard().waiting == 1


def test_the_list_is_narrowed_and_ordered(database: str) -> None:
    first = published("First question", NOON, jurisdiction="CA-ON")
    published("An idea", NOON + timedelta(hours=1), kind="idea", jurisdiction="CA")
    published("Last question", NOON + timedelta(hours=2), jurisdiction="CA")
    supports.cast(posts.SUPPORT, first, supports.new_token(), NOON)
    assert titles() == ["First question", "Last question", "An idea"]
    assert titles(order="newest") == ["Last question", "An idea", "First question"]
    assert titles(kind="idea") == ["An idea"]
    assert titles(jurisdiction="CA-ON") == ["First question"]
    assert [r["title"] for r in posts.listed(Wanted(), 1, 1)] == ["Last question"]
    assert posts.count(Wanted(kind="question")) == 2


def test_an_answer_is_seen_told_to_feeds_and_counted(database: str) -> None:
    id = published("Is the index wrong?", jurisdiction="CA-ON")
    moderate.do("answer", id, Said("It was, and is put right.", "", "done"), "secret", NOON + timedelta(days=1))
    row = posts.one(id)
    assert row is not None
    assert (row["state"], row["answer_en"], row["outcome"]) == ("answered", "It was, and is put right.", "done")
    heard = posts.heard()
    assert (heard.posts, heard.answered, heard.outcomes["done"], heard.waiting) == (1, 1, 1, 0)
    told = answers.published("fr")
    assert [(a.title, a.text, a.language, a.date) for a in told] == [
        ("Is the index wrong?", "It was, and is put right.", "en", NOON + timedelta(days=1))
    ]
    assert told[0].link == f"ideas?lang=fr&post={id}"
    moderate.do("answer", id, Said("It was.", "Il l’était.", "done"), "secret", NOON + timedelta(days=2))
    assert [(a.text, a.language) for a in answers.published("fr", "CA-ON")] == [("Il l’était.", "fr")]
    assert answers.published("fr", "CA") == []


def test_merging_moves_supports_and_counts_each_browser_once(database: str) -> None:
    one, two, three = published("First"), published("Second"), published("Third")
    anna, ben = supports.new_token(), supports.new_token()
    for id, token in ((one, anna), (two, anna), (two, ben)):
        supports.cast(posts.SUPPORT, id, token, NOON)
    moderate.do("merge", two, Said(into=one), "secret", NOON)
    assert supports.counts(posts.SUPPORT) == {one: 2}
    moderate.do("merge", one, Said(into=three), "secret", NOON)
    assert supports.counts(posts.SUPPORT) == {three: 2}
    assert titles() == ["Third"]
    assert {(posts.one(id) or {})["merged_into"] for id in (one, two)} == {three}
    assert posts.heard().posts == 3


@pytest.mark.parametrize("into", ["", "f" * 32, "itself", "waiting", "report"])
def test_nothing_is_merged_with_what_is_not_seen(database: str, into: str) -> None:
    id = published()
    target = {"itself": id, "waiting": posts.submit(draft(), NOON)}.get(into, into)
    with pytest.raises(Refused, match="into"):
        moderate.do("merge", id, Said(into=target), "secret", NOON)
    assert titles() == ["Why did this grow?"]


def test_what_is_closed_or_declined_has_its_reason(database: str) -> None:
    shut, no = published(), posts.submit(draft(), NOON)
    for what, id in (("close", shut), ("decline", no)):
        with pytest.raises(Refused, match="no_text"):
            moderate.do(what, id, Said(), "secret", NOON)
        moderate.do(what, id, Said(french="Déjà répondu."), "secret", NOON)
        assert (posts.one(id) or {})["reason_fr"] == "Déjà répondu."
    assert posts.heard().declined == 1
    assert [row["state"] for row in posts.listed(Wanted(), 9)] == ["closed"]


def test_each_act_is_done_once_and_from_its_own_states(database: str) -> None:
    id = posts.submit(draft(), NOON)
    with pytest.raises(Refused, match="state"):
        moderate.do("answer", id, Said("An answer.", "", "explained"), "secret", NOON)
    with pytest.raises(Refused, match="state"):
        moderate.do("accept", id, Said("Right."), "secret", NOON)
    moderate.do("publish", id, Said(), "secret", NOON)
    with pytest.raises(Refused, match="state"):
        moderate.do("publish", id, Said(), "secret", NOON)
    with pytest.raises(Refused, match="outcome"):
        moderate.do("answer", id, Said("An answer.", "", "whatever"), "secret", NOON)
    assert [h["what"] for h in moderate.history(id)] == ["publish"], "what was refused is not written down"


def test_what_is_offered_is_what_can_be_done(database: str) -> None:
    id = posts.submit(draft(), NOON)
    for what, said, then in (
        ("publish", Said(), ["answer", "merge", "close", "decline"]),
        ("answer", Said("So.", "", "explained"), ["answer", "merge", "close"]),
        ("close", Said("Over."), []),
    ):
        moderate.do(what, id, said, "secret", NOON)
        assert moderate.ways(posts.one(id) or {}) == then


def test_words_are_removed_at_once_or_after_their_time(database: str) -> None:
    now_gone, later_gone = posts.submit(draft("Call me", "at 555"), NOON), posts.submit(draft("Rude words"), NOON)
    moderate.do("decline", now_gone, Said("Personal.", erase=True), "secret", NOON)
    moderate.do("decline", later_gone, Said("Rude."), "secret", NOON)
    assert (posts.one(now_gone) or {})["text"] == ""
    with pytest.raises(Refused, match="state"):
        moderate.do("publish", now_gone, Said(), "secret", NOON)
    moderate.tidy(NOON + timedelta(days=moderate.DECLINED_DAYS - 1))
    assert (posts.one(later_gone) or {})["title"] == "Rude words"
    moderate.tidy(NOON + timedelta(days=moderate.DECLINED_DAYS + 1))
    assert [(posts.one(later_gone) or {})[c] for c in ("title", "text", "reason_en")] == ["", "", "Rude."]
    assert moderate.history(later_gone)
    moderate.tidy(NOON + timedelta(days=moderate.ACTS_DAYS + 1))
    assert moderate.history(later_gone) == []


def test_one_support_a_browser_that_can_be_taken_back(database: str) -> None:
    token = supports.new_token()
    assert [supports.cast("dataset", "a/b", token, NOON) for _ in range(3)] == [True, False, False]
    assert supports.counts("dataset") == {"a/b": 1}
    assert supports.counts("post") == {}
    assert supports.of_browser("dataset", token) == {"a/b"}
    assert supports.take_back("dataset", "a/b", token)
    assert not supports.take_back("dataset", "a/b", token)
    assert supports.counts("dataset") == {}


def test_of_a_browser_only_a_hash_is_kept_and_not_for_ever(database: str) -> None:
    token, newer = supports.new_token(), supports.new_token()
    supports.cast("dataset", "a/b", token, NOON)
    supports.cast("dataset", "a/b", newer, NOON + timedelta(days=300))

    def kept() -> set[str]:
        with keep.reading() as con:
            return set(con.execute(sa.select(support.c.browser)).scalars())

    assert kept() == {supports.hashed(token), supports.hashed(newer)}
    assert token not in str(kept())
    moderate.tidy(NOON + timedelta(days=450))
    assert supports.hashed(token) not in kept()
    assert supports.hashed(newer) in kept()
    assert supports.counts("dataset") == {"a/b": 2}


def test_two_windows_of_one_browser_become_one(database: str) -> None:
    mine, other = supports.new_token(), supports.new_token()
    supports.cast("dataset", "a", mine, NOON)
    supports.cast("dataset", "a", other, NOON)
    supports.cast("dataset", "b", other, NOON)
    supports.unite(other, mine)
    supports.unite(mine, mine)
    assert supports.counts("dataset") == {"a": 1, "b": 1}
    assert supports.of_browser("dataset", mine) == {"a", "b"}


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://x/spending?lang=fr&fiscal_year=2024&pinned=a/b@1", "spending?fiscal_year=2024&pinned=a/b@1"),
        ("http://x/?jurisdiction=CA", "overview?jurisdiction=CA"),
        ("spending", "spending?"),
        ("receipt?entry=a&entry=b", "receipt?entry=b"),
        ("spending?q=%00%E2%80%AEx%0Ay", "spending?q=x+y"),
        ("spending?a%20b=1&ok=%3Cb%3E", "spending?ok=%3Cb%3E"),
        ("javascript:alert(1)", None), ("//evil.example/x", None), ("/etc/passwd", None), ("ideas?post=1", None),
        ("moderation", None), ("", None), ("spending?" + "a=b&" * 100, None), ("spending?q=" + "x" * 9000, None),
        ("http://[bad/spending", None),
    ],
)  # fmt: skip
def test_a_view_is_one_of_this_sites(address: str, kept: str | None) -> None:
    view = linked.read(address)
    assert (linked.written(view) if view else None) == kept
    if view:
        assert linked.read(linked.written(view)) == view


def test_texts_at_their_limit_fit_the_database(database: str) -> None:
    id = posts.submit(draft("é" * 120, "𝔸" * TEXT, view="spending?administrative_1=" + "é" * 300), NOON)
    kept = posts.one(id)
    assert kept is not None
    assert (len(kept["title"]), len(kept["text"])) == (120, TEXT)
