"""The language of descriptions: what it says, and what it refuses."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from loaders.errors import SourceError
from loaders.reading import read_source
from loaders.source import UNITS, Bilingual, Constants, Header, Matcher, Model, Source, Step

from .small import BUNDLED, DESCRIPTION, HEADINGS, describe


@pytest.mark.parametrize("path", BUNDLED, ids=lambda p: p.stem)
def test_a_bundled_source_is_valid_and_its_files_are_there(path: Path) -> None:
    source = read_source(path)
    assert source.path == path.resolve()
    assert source.dataset == f"{path.parent.name}/{path.stem}"
    assert [source.file_of(r).name for r in source.releases] == [Path(r.file).name for r in source.releases]
    assert source.title.en
    assert source.title.fr
    assert len({r.release for r in source.releases}) == len(source.releases)


@pytest.mark.parametrize("path", BUNDLED, ids=lambda p: p.stem)
def test_a_bundled_source_goes_down_by_fields_that_it_gives(path: Path) -> None:
    source = read_source(path)
    made = {s.into for step in source.steps if (s := step.label_rows or step.classify)}
    made |= {f for step in source.steps if step.split for f in step.split.into}
    made |= {f for step in source.steps if step.lookup for f in step.lookup.take}
    assert set(source.hierarchy) <= made | set(source.columns)


@pytest.mark.parametrize(
    ("given", "english", "french", "first"),
    [
        ("Health", "Health", None, "Health"),
        ({"fr": "Santé"}, None, "Santé", "Santé"),
        ({"en": "Health", "fr": "Santé"}, "Health", "Santé", "Health"),
        ({}, None, None, ""),
    ],
)
def test_a_bare_text_is_english(given: object, english: str | None, french: str | None, first: str) -> None:
    text = Bilingual.model_validate(given)
    assert (text.en, text.fr, text.first) == (english, french, first)


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        ("A", {"any_of": ["A"]}),
        (["A", "B"], {"any_of": ["A", "B"]}),
        ({"matches": "^A"}, {"matches": "^A"}),
        ({"blank": False}, {"blank": False}),
    ],
)
def test_a_condition_is_a_word_words_a_pattern_or_blank(given: object, condition: dict[str, object]) -> None:
    assert Matcher.model_validate(given).model_dump(exclude_none=True) == condition


REFUSED: list[tuple[type[Model], object, str]] = [
    (Matcher, {}, "a condition is a word, a list of words"),
    (Matcher, {"matches": "A", "blank": True}, "a condition is a word, a list of words"),
    (Step, {}, "a step is one verb; found none"),
    (Step, {"fill_down": ["a"], "unify": ["a"]}, r"a step is one verb; found \['fill_down', 'unify'\]"),
    (Header, {}, r"header is a row's number or \{contains: \[words\]\}"),
    (Header, {"row": 1, "contains": ["A"]}, "header is a row's number or"),
    (Header, 0, "greater than or equal to 1"),
    (Constants, {"fiscal_year": "2015-17"}, "a fiscal year spans two years; found '2015-17'"),
    (Constants, {"phase": "spent"}, "Input should be 'proposed', 'approved'"),
    (Constants, {"basis": "accrual"}, "Input should be 'consolidated', 'appropriation', 'payments' or 'cash'"),
    (
        Source,
        {**DESCRIPTION, "kind": "codelist", "columns": {"code": "Code", "label": "Label"}, "unique": ["code"]},
        "a codelist has no amounts",
    ),
    (Source, {**DESCRIPTION, "kind": "codelist", "columns": {"code": "Code"}}, "a codelist needs columns.label"),
    (Source, {**DESCRIPTION, "columns": {"administrative_1": "Ministry"}}, "no column of figures"),
    (Source, {**DESCRIPTION, "releases": []}, "at least 1 item"),
    (Source, {**DESCRIPTION, "dataset": "Small One"}, "should match pattern"),
    (Source, {**DESCRIPTION, "access_level": "secret"}, "'open', 'under_review' or 'restricted'"),
]


@pytest.mark.parametrize(("model", "given", "message"), REFUSED)
def test_what_is_not_the_language_is_refused(model: type[Model], given: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        model.model_validate(given)


@pytest.mark.parametrize("verb", Step.model_fields)
def test_a_step_knows_its_verb(verb: str) -> None:
    some: dict[str, Any] = {
        "label_rows": {"into": "a", "take": "b", "when": {}},
        "fill_down": ["a"],
        "classify": {"into": "a", "rules": [{"to": "b"}]},
        "split": {"field": "a", "at": ":", "into": ["b", "c"]},
        "lookup": {"sheet": "S", "by": {"a": "A"}, "take": {"b": "B"}},
        "unify": ["a"],
        "set_aside": {"when": {}, "why": "because"},
        "subtotals": {"when": {}, "within": ["a"]},
        "mark_rollups": {"matches": "a"},
    }
    assert Step.model_validate({verb: some[verb]}).verb == verb


def test_units_are_powers_of_a_thousand() -> None:
    assert {name: int(factor) for name, factor in UNITS.items()} == {
        "dollars": 1,
        "thousands": 1_000,
        "millions": 1_000_000,
        "billions": 1_000_000_000,
    }
    assert all(isinstance(factor, Decimal) for factor in UNITS.values())


def test_a_read_description_does_not_change(tmp_path: Path) -> None:
    source = describe(tmp_path, [HEADINGS])
    with pytest.raises(ValidationError, match="frozen"):
        source.licence = "mine"


def test_a_file_is_found_beside_the_description_or_above_it(tmp_path: Path) -> None:
    source = describe(tmp_path / "data" / "sources" / "test", [HEADINGS])
    beside = source.path.parent / "book.csv"
    assert source.file_of(source.releases[0]) == beside
    above = tmp_path / "data" / "book.csv"
    beside.rename(above)
    assert source.file_of(source.releases[0]) == above


def test_a_file_that_is_not_there_is_named_with_the_places_looked_in(tmp_path: Path) -> None:
    source = describe(tmp_path, [HEADINGS])
    (tmp_path / "book.csv").unlink()
    with pytest.raises(SourceError) as refused:
        source.file_of(source.releases[0])
    assert f"{source.path}: release '2016-17' names a file that is not there: book.csv" in str(refused.value)
    assert "Looked beside the description and above it, up to /" in str(refused.value)
