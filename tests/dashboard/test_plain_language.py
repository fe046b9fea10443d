"""Plain language, measured: what the pages say of themselves, the glossary, and the sentences of the views."""

from __future__ import annotations

import re
from collections.abc import Iterable
from statistics import median

import pytest

from dashboard import glossary
from dashboard.i18n import Speaker
from dashboard.summaries import summaries
from tests.dashboard.test_i18n import catalogue
from tests.pages.conftest import PAGES
from tests.plain import ease, grade
from tests.sentences import extracted

EN, FR = Speaker("en"), Speaker("fr")


def test_the_measures_tell_hard_from_easy() -> None:
    easy, hard = (
        "The cat sat on the mat. It was fat.",
        "Intergovernmental reconciliation necessitates considerable deliberation.",
    )
    assert grade(easy) < 2
    assert grade(hard) > 20
    assert ease("Le chat dort. Il est gros.") > 90
    assert ease("La réconciliation intergouvernementale nécessite une délibération considérable.") < 0


def test_every_page_says_what_it_shows() -> None:
    assert set(summaries(EN)) == set(PAGES)
    known = glossary.terms(EN)
    assert all(term in known for s in summaries(EN).values() for term in s.terms)


@pytest.mark.parametrize("page", PAGES)
def test_summaries_are_for_grade_eight(page: str) -> None:
    english, french = summaries(EN)[page].text, summaries(FR)[page].text
    assert grade(english) <= 8
    assert ease(french) >= 60
    assert max(text.count(".") for text in (english, french)) <= 2


def _filled(messages: Iterable[str]) -> list[str]:
    """Whole sentences, with a short word where a value will stand."""
    told = [re.sub(r"\{\w+\}", "ten", m) for m in messages]
    return [m for m in told if m.endswith(".") and len(m.split()) > 5]


def test_sentences_of_the_views_are_mostly_for_grade_eight() -> None:
    said = _filled(key[-1] for key in extracted())
    assert len(said) > 150
    grades = sorted(grade(m) for m in said)
    assert median(grades) <= 8
    assert grades[int(len(grades) * 0.9)] <= 12, "nine in ten are within reach of a grade-twelve reader"


def test_french_sentences_are_as_plain() -> None:
    said = _filled(text for texts in catalogue("fr").values() for text in texts)
    scores = sorted(ease(m) for m in said)
    assert median(scores) >= 60
    assert scores[int(len(scores) * 0.1)] >= 30
