"""What is left of a text: what a reader would see of it, and no more."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dialogue.words import TEXT, TITLE, Refused, clean, line, needed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Why?  So. ", "Why? So."),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("nu\x00ll \x1b[31mred\x07", "null [31mred"),
        ("pass\u200bword\u200d\ufeff \u2060and soft\u00adly", "password and softly"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
        ("tag\U000e0041\U000e007f and half\ud800 and \ue000 private", "tag and half and private"),
        ("blank\u3164\u2800\u00a0here", "blank \u00a0here"),
        ("Coût\u00a0: 5\u202f000 $", "Coût\u00a0: 5\u202f000 $"),
        ("e\u0301tat", "état"),
        ("Z" + "\u0335" * 40 + "!", "Z" + "\u0335" * 3 + "!"),
        ("$x$ **b** <b>c</b> [d](e)", "$x$ **b** <b>c</b> [d](e)"),
    ],
)
def test_hidden_characters_go_and_the_others_stay(written: str, kept: str) -> None:
    assert clean(written, 200) == kept


@given(st.text())
def test_nothing_hidden_is_ever_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        found = clean(text, 10_000)
    except Refused:
        return
    assert not [c for c in found if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")]
    assert clean(found, 10_000) == found
    assert found.encode("utf-8").decode() == found


def test_a_text_has_an_end() -> None:
    assert len(needed("a" * TEXT, TEXT)) == TEXT
    with pytest.raises(Refused) as why:
        needed("a" * (TEXT + 1), TEXT)
    assert (why.value.kind, why.value.values) == ("too_long", {"most": TEXT, "n": TEXT + 1})
    with pytest.raises(Refused) as why:
        line("\u0301" * 1_000_000)
    assert why.value.values == {"most": TITLE, "n": 1_000_000}


@pytest.mark.parametrize("nothing", ["", "   ", "?!…", "\u200b" * 50, "a b c", "\u3164" * 20])
def test_what_says_nothing_is_refused(nothing: str) -> None:
    with pytest.raises(Refused, match="too_short"):
        line(nothing)


def test_a_title_has_one_line() -> None:
    assert line("Why is\nthis so?") == "Why is this so?"
