"""Who may moderate, how often a secret may be tried, how often anything may be sent."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.dialogue import gate, limit
from dashboard.dialogue.gate import ENV

SECRET = "correct-horse-battery"
LISTED = {"auth": {"client_id": "x"}, "moderation": {"moderators": ["Anna@Example.org"]}}


@pytest.fixture(autouse=True)
def _anew() -> None:
    limit.begin_anew()


@pytest.mark.parametrize(
    ("environment", "secrets", "is_open"),
    [
        ({}, {}, False),
        ({ENV: SECRET}, {}, True),
        ({}, {"moderation": {"secret": SECRET}}, True),
        ({ENV: "short"}, {}, False),
        ({}, LISTED, True),
        ({}, {"moderation": LISTED["moderation"]}, False),
        ({}, {"auth": {}}, False),
        ({}, {"moderation": "nonsense"}, False),
    ],
)
def test_there_is_a_way_in_or_none(environment: dict[str, str], secrets: dict[str, Any], is_open: bool) -> None:
    at = gate.gate(environment, secrets)
    assert at.is_open == is_open
    assert not at.knows("")
    assert at.too_short == (environment.get(ENV) == "short")


@pytest.mark.parametrize("given", ["", "correct-horse", SECRET + " ", SECRET.upper(), "é" * 20, "\x00", "x" * 100_000])
def test_a_wrong_secret_lets_nobody_in(given: str) -> None:
    at = gate.gate({ENV: SECRET}, {})
    assert gate.try_secret(at, given, "10.0.0.1") is False
    assert gate.try_secret(at, SECRET, "10.0.0.1") is True


def test_five_tries_an_address_then_not_even_the_right_one() -> None:
    at = gate.gate({ENV: SECRET}, {})
    assert [gate.try_secret(at, f"guess {n}", "10.0.0.1") for n in range(6)] == [False] * 5 + [None]
    assert gate.try_secret(at, SECRET, "10.0.0.1") is None
    assert gate.try_secret(at, SECRET, "10.0.0.2") is True


@pytest.mark.parametrize(
    ("user", "admitted"),
    [
        ({"is_logged_in": True, "email": "anna@example.org"}, "anna@example.org"),
        ({"is_logged_in": True, "email": " ANNA@example.ORG "}, "anna@example.org"),
        ({"is_logged_in": True, "email": "anna@example.org", "email_verified": True}, "anna@example.org"),
        ({"is_logged_in": True, "email": "anna@example.org", "email_verified": False}, ""),
        ({"is_logged_in": True, "email": "ben@example.org"}, ""),
        ({"is_logged_in": False, "email": "anna@example.org"}, ""),
        ({"is_logged_in": True, "email": ""}, ""),
        ({"is_logged_in": True}, ""),
        ({}, ""),
    ],
)
def test_whoever_signs_in_has_to_be_on_the_list(user: dict[str, Any], admitted: str) -> None:
    assert gate.gate({}, LISTED).admits(user) == admitted
    assert gate.gate({}, {"moderation": LISTED["moderation"]}).admits(user) == "", (
        "without a sign-in nobody is signed in"
    )


def test_five_messages_a_browser_then_a_rest() -> None:
    sent = [limit.passes("post", browser="a", address="10.0.0.1") for _ in range(6)]
    assert sent == [True] * 5 + [False]
    assert limit.passes("post", browser="b", address="10.0.0.1")
    assert limit.passes("support", browser="a", address="10.0.0.1"), "each thing is counted apart"


def test_new_numbers_do_not_get_round_the_limit_of_an_address() -> None:
    sent = [limit.passes("post", browser=str(n), address="10.0.0.1") for n in range(70)]
    assert sum(sent) == 60
    assert limit.passes("post", browser="other", address="10.0.0.2")


def test_addresses_are_not_in_memory_in_the_clear() -> None:
    limit.passes("post", browser="the-browser", address="203.0.113.7")
    kept = str(vars(limit._limiter.storage))
    assert "post" in kept
    assert "203.0.113.7" not in kept
    assert "the-browser" not in kept
