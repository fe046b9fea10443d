"""Two languages, completely: every sentence, every number."""

from __future__ import annotations

import string
from decimal import Decimal as D
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from dashboard import i18n

ROOT = Path(__file__).parents[2]
KEYWORDS = {"say": None, "n": (1, 2), "c": ((1, "c"), 2), "self": None, "ngettext": (1, 2)}
OTHERS = [code for code in i18n.languages() if code != "en"]


def messages() -> set[tuple[str, ...]]:
    found = set()
    for folder in ("dashboard", "pages"):
        for _, _, message, _, context in extract_from_dir(str(ROOT / folder), keywords=KEYWORDS):
            found.add((context or "", *([message] if isinstance(message, str) else message)))
    with (ROOT / "streamlit_app.py").open("rb") as file:
        from babel.messages.extract import extract

        found |= {("", m) for _, m, _, _ in extract("python", file, keywords=KEYWORDS) if isinstance(m, str)}
    return found


def catalogue(code: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    with (i18n.FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        po = read_po(file, locale=code)
    return {
        (m.context or "", *([m.id] if isinstance(m.id, str) else m.id)): (m.string,)
        if isinstance(m.string, str)
        else tuple(m.string)
        for m in po
        if m.id and "fuzzy" not in m.flags
    }


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_and_none_is_left_over(code: str) -> None:
    asked, known = messages(), {k for k, v in catalogue(code).items() if all(v)}
    assert len(asked) > 100
    assert asked - known == set(), "run `make messages`, then translate"
    assert known - asked == set(), "run `make messages`: these are used no more"


@pytest.mark.parametrize("code", OTHERS)
def test_translations_fill_in_the_same_values(code: str) -> None:
    for message, said in catalogue(code).items():
        for text in said:
            extra = fields(text) - fields(message[-1])
            assert extra <= {"end"}, f"{message[-1]!r} in {code} asks for {extra}"


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        ("82895000000", "$82.9 billion", "82,9\xa0milliards de dollars"),
        ("1930000000", "$1.9 billion", "1,9\xa0milliard de dollars"),
        ("-647000000", "−$647 million", "−647\xa0millions de dollars"),
        ("45000000", "$45.0 million", "45,0\xa0millions de dollars"),
        ("999600000", "$1.0 billion", "1,0\xa0milliard de dollars"),
        ("310649", "$310,649", "310\xa0649\xa0$"),
        ("0", "$0", "0\xa0$"),
    ],
)
def test_amounts_in_words(amount: str, english: str, french: str) -> None:
    assert i18n.Speaker("en").money(D(amount)) == english
    assert i18n.Speaker("fr").money(D(amount)) == french


def test_exact_amounts_keep_every_cent() -> None:
    say = i18n.Speaker("en")
    assert say.exact(D("221264301149.05")) == "$221,264,301,149.05"
    assert say.exact(D("-18000.00")) == "−$18,000"
    assert i18n.Speaker("fr").exact(D("1234.50")) == "1\xa0234,50\xa0$"


def test_shares_and_changes() -> None:
    say = i18n.Speaker("en")
    assert say.percent(D("0.4012")) == "40.1%"
    assert say.percent(D("0.051"), signed=True) == "+5.1%"
    assert say.percent(D("-0.15"), signed=True) == "−15.0%"
    assert say.percent(D("0.0001")) == "<0.1%", "what is there is not nothing"
    assert say.percent(D("-0.0002")) == ">−0.1%"
    assert say.percent(D(0)) == "0.0%"


def test_fiscal_years_as_each_language_writes_them() -> None:
    assert i18n.Speaker("en").year(2016) == "2015–16"
    assert i18n.Speaker("en").year(2000) == "1999–00"
    assert i18n.Speaker("fr").year(2016) == "2015-2016"


def test_an_unknown_language_is_english() -> None:
    assert i18n.Speaker("xx")("Spending") == "Spending"
    assert i18n.Speaker("fr")("Spending") == "Dépenses"


def test_labels_fall_back_to_the_other_language() -> None:
    assert i18n.Speaker("fr").label("Health", None) == "Health"
    assert i18n.Speaker("fr").label("Other", "Autres") == "Autres"
    assert i18n.Speaker("en").label(None, None) == "not named"


@pytest.mark.parametrize(
    ("iso", "english", "french"),
    [
        ("2025", "2025", "2025"),
        ("2025-09", "September 2025", "septembre 2025"),
        ("2025-09-22", "22 September 2025", "22 septembre 2025"),
        ("2025-08-01", "1 August 2025", "1er août 2025"),
    ],
)
def test_a_date_goes_as_far_as_it_is_known(iso: str, english: str, french: str) -> None:
    assert i18n.Speaker("en").date(iso) == english
    assert i18n.Speaker("fr").date(iso) == french
