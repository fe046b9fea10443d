"""Whom a reader can write to: an address as a link, and nothing else that somebody may have set."""

import pytest

from dashboard import contact


@pytest.mark.parametrize(
    ("set_to", "shown"),
    [
        ("accounts@example.org", "Ask [accounts@example.org](mailto:accounts@example.org)."),
        ("https://example.org/ask?x=1", "Ask [https://example.org/ask?x=1](https://example.org/ask?x=1)."),
    ],
)
def test_an_address_is_a_link(monkeypatch: pytest.MonkeyPatch, set_to: str, shown: str) -> None:
    monkeypatch.setenv("PURSE_CONTACT", set_to)
    said = contact.kept(f"Ask {contact.link()}.")
    assert said.replace("\\", "").replace("\u2060", "") == shown
    assert f"]({'mailto:' if '@' in set_to else ''}{set_to})" in said


@pytest.mark.parametrize(
    "set_to", ["", "javascript:alert(1)", "http://example.org", "https://a.org/](x", "a@b", "a b@c.org"]
)
def test_what_is_no_address_is_not_shown(monkeypatch: pytest.MonkeyPatch, set_to: str) -> None:
    monkeypatch.setenv("PURSE_CONTACT", set_to)
    assert contact.link() == ""
    assert contact.kept("Nobody *yet*.") == contact.plain("Nobody *yet*.")
