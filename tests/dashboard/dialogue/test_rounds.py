"""Rounds open and close by the day, and those of other places stand in a file."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dashboard.dialogue import posts, rounds, supports
from dashboard.dialogue.words import Refused
from tests.dashboard.dialogue.conftest import NOON, published

TEXTS = {"title_en": "What to open next", "title_fr": "Quoi ouvrir ensuite", "text_en": "Which data?", "text_fr": "Quelles données?"}  # fmt: skip


def opened(first: date = date(2026, 3, 10), last: date = date(2026, 3, 20)) -> str:
    return rounds.open_round(TEXTS, first, last, NOON)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2026, 3, 10, 4, 59, 59), "ahead"),
        (datetime(2026, 3, 10, 5), "open"),
        (datetime(2026, 3, 15), "open"),
        (datetime(2026, 3, 21, 4, 59, 59), "open"),
        (datetime(2026, 3, 21, 5), "ended"),
    ],
)
def test_a_round_is_open_from_its_first_day_to_its_last(database: str, at: datetime, state: str) -> None:
    id = opened()
    assert rounds.state(rounds.every()[0], at) == state
    assert rounds.is_open(id, at) == (state == "open")
    assert not rounds.is_open("f" * 32, at)


def test_what_was_said_in_a_round_is_counted_apart(database: str) -> None:
    id = opened()
    inside = published("Open the grants", kind="idea", round=id)
    published("Something else")
    supports.cast(posts.SUPPORT, inside, supports.new_token(), NOON)
    of_round = posts.heard(id)
    assert (of_round.posts, of_round.supports, posts.heard().posts) == (1, 1, 2)
    assert [r["title"] for r in posts.listed(posts.Wanted(round=id), 9)] == ["Open the grants"]


def test_its_result_is_written_in_both_languages(database: str) -> None:
    id = opened()
    with pytest.raises(Refused, match="too_short"):
        rounds.say_result(id, "Grants are opened.", "")
    rounds.say_result(id, "Grants are opened.", "Les subventions sont ouvertes.")
    assert rounds.every()[0]["result_fr"] == "Les subventions sont ouvertes."


def test_a_round_that_ends_before_it_begins_is_refused(database: str) -> None:
    with pytest.raises(Refused, match="days"):
        opened(date(2026, 3, 10), date(2026, 3, 9))
    assert rounds.every() == []


def test_rounds_of_other_places_have_both_languages_and_a_source() -> None:
    found = rounds.elsewhere()
    assert [f["count"]["en"] for f in found[0]["figures"]] == ["over 270", "46", "almost 800", "15", "about 100", "3"]
    for row in found:
        texts = [row[n] for n in ("title", "text", "result", "source")]
        texts += [figure[n] for figure in row["figures"] for n in ("count", "what")]
        assert all(t["en"] and t["fr"] for t in texts)
