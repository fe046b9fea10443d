"""A citation says what, how much, from where and when; BibTeX can read it whatever the labels hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exports import citation
from dashboard.exports.order import Source
from dashboard.i18n import Speaker
from dashboard.slices import Slice

SLICE = Slice("test/one", "2024-25", 2025, "expenditure", "executed", "cash", (("administrative_1", "Health"),))
SOURCE = Source("test/one", "Accounts", "Treasury, North & South", "2024-25", "2025-09", "none", None, None, ())
CITED = citation.Cited(
    SLICE, SOURCE, "Health, 2024–25, actual, cash", D("-1234.50"), 12, "https://purse.example/receipt?a=%2Fb&c_d=1#e",
    date(2026, 11, 22),
)  # fmt: skip
EN, FR = Speaker("en"), Speaker("fr")


def read(entry: str) -> tuple[str, str, dict[str, str]]:
    """A BibTeX entry as BibTeX reads it: kind, key, fields. Braces count even behind a backslash."""
    head = re.match(r"@(\w+)\{([^\s,{}\"#%'()=]+),", entry)
    assert head, entry
    at, fields = head.end(), {}
    while not re.match(r"\s*\}\s*$", entry[at:]):
        name = re.match(r"\s*(\w+)\s*=\s*", entry[at:])
        assert name, entry[at:]
        at += name.end()
        if bare := re.match(r"\w+", entry[at:]):
            fields[name[1]] = bare[0]
            at += bare.end()
        else:
            start, depth = at, 0
            while at == start or depth:
                depth += {"{": 1, "}": -1}.get(entry[at], 0)
                at += 1
            fields[name[1]] = entry[start + 1 : at - 1]
        comma = re.match(r"\s*,?", entry[at:])
        assert comma
        at += comma.end()
    return head[1], head[2], fields


def test_in_plain_text() -> None:
    assert citation.text(EN, CITED) == (
        "Treasury, North & South. Accounts, release 2024-25 (published September 2025). Health, 2024–25, actual, cash: "
        "−$1,234.50, the sum of 12 entries. Taken from Public Purse on 22 November 2026: "
        "https://purse.example/receipt?a=%2Fb&c_d=1#e"
    )


def test_in_french_form() -> None:
    said = citation.text(FR, replace(CITED, on=date(2026, 11, 1), entries=1))
    assert "version 2024-25 (publication\u00a0: septembre 2025)" in said
    assert "Tiré de Public Purse le 1er novembre 2026\u00a0: https://" in said
    assert "\u22121\u00a0234,50\u00a0$, une seule écriture." in said


def test_what_is_not_known_is_not_made_up() -> None:
    unknown = replace(CITED, source=replace(SOURCE, published=None))
    assert "Accounts, release 2024-25. Health" in citation.text(EN, unknown)
    assert not {"year", "month"} & set(read(citation.bibtex(EN, unknown))[2])


def test_an_empty_slice_has_no_sum() -> None:
    assert "cash: no entry. Taken" in citation.text(EN, replace(CITED, entries=0, amount=D(0)))


def test_bibtex_has_what_a_bibliography_needs() -> None:
    kind, key, fields = read(citation.bibtex(EN, CITED))
    assert kind == "misc"
    assert re.fullmatch(r"test-one-2024-25-2025-executed-[0-9a-f]{8}", key)
    assert fields == {
        "author": r"{Treasury, North \& South}",
        "title": "{Accounts – Health, 2024–25, actual, cash}",
        "year": "2025",
        "month": "sep",
        "note": r"Release 2024-25 (published September 2025). −\$1,234.50, the sum of 12 entries. Public Purse",
        "url": "https://purse.example/receipt?a=%2Fb&c_d=1#e",
        "urldate": "2026-11-22",
        "language": "english",
    }


def test_the_key_is_the_slices_own_and_stays() -> None:
    assert citation.key(SLICE) == citation.key(replace(SLICE))
    others = [replace(SLICE, release="2"), replace(SLICE, basis="payments"), SLICE.up_to(0), replace(SLICE, where=(("recipient", "Health"),))]  # fmt: skip
    assert len({citation.key(s) for s in (SLICE, *others)}) == 5


@pytest.mark.parametrize(
    ("char", "written"),
    [("{", r"\textbraceleft{}"), ("}", r"\textbraceright{}"), ("%", r"\%"), ("&", r"\&"), ("$", r"\$"),
     ("_", r"\_"), ("#", r"\#"), ("\\", r"\textbackslash{}"), ("~", r"\textasciitilde{}"), ("^", r"\textasciicircum{}"),
     ("\n", " "), ("\x00", " ")],
)  # fmt: skip
def test_what_tex_would_take_for_a_command_is_escaped(char: str, written: str) -> None:
    fields = read(citation.bibtex(EN, replace(CITED, what=f"a{char}b")))[2]
    assert fields["title"] == f"{{Accounts – a{written}b}}"


@given(st.text(max_size=40), st.text(max_size=40))
def test_bibtex_is_whole_whatever_the_labels_are(what: str, publisher: str) -> None:
    odd = replace(CITED, what=what, source=replace(SOURCE, publisher=publisher), link=f"https://x/{what}")
    _, _, fields = read(citation.bibtex(EN, odd))
    assert fields["urldate"] == "2026-11-22"
    plain = re.sub(r"\\text\w+\{\}|\\[%&$_#]", "", fields["title"])
    assert not set(plain[1:-1]) & set("\\{}%&$_#~^")
