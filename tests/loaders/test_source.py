"""The language of descriptions: what it says, and what it refuses."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from loaders.errors import SourceError
from loaders.expectations import Range
from loaders.reading import read_source, read_sources
from loaders.source import UNITS, Bilingual, Constants, Header, Source
from loaders.steps import LevelsFromCode, Lookup, Matcher, Model, Step

from .small import BUNDLED, DESCRIBED, DESCRIPTION, FETCHED, HEADINGS, SOURCES, describe, write_csv


@pytest.mark.parametrize("path", BUNDLED, ids=lambda p: p.stem)
def test_a_bundled_source_is_valid_and_its_files_are_there(path: Path) -> None:
    source = read_source(path)
    assert source.path == path.resolve()
    assert source.dataset == f"{path.parent.name}/{path.stem}"
    bundled = [r for r in source.releases if not r.fetched]
    assert [source.file_of(r).name for r in bundled] == [Path(r.file).name for r in bundled]
    assert source.title.en
    assert source.title.fr
    assert len({r.release for r in source.releases}) == len(source.releases)


@pytest.mark.parametrize("path", DESCRIBED, ids=lambda p: p.stem)
def test_a_source_goes_down_by_fields_that_it_gives(path: Path) -> None:
    source = read_source(path)
    made = {name for step in source.steps for name in step.makes()}
    for layout in (part for release in source.releases for part in source.layouts(release)):
        assert set(source.hierarchy) <= made | set(layout.columns)


@pytest.mark.parametrize("path", FETCHED, ids=lambda p: p.stem)
def test_a_source_that_is_fetched_is_left_out_until_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PURSE_FILES", raising=False)
    source = read_source(path)
    assert source.dataset == f"{path.parent.name}/{path.stem}"
    assert source.present_releases() == []
    assert source.files() == []
    assert source.dataset not in {s.dataset for s in read_sources(SOURCES)}
    assert source.dataset in {s.dataset for s in read_sources(SOURCES, absent=True)}


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
    (Header, {}, r"header is a row's number, \{rows: \[first, last\]\}, \{contains: \[words\]\} or"),
    (Header, {"row": 1, "contains": ["A"]}, "header is a row's number, "),
    (Header, {"rows": [3, 2]}, "header is a row's number, "),
    (Header, {"rows": [1, 2], "height": 2}, "header is a row's number, "),
    (Header, -1, "greater than or equal to 0"),
    (Lookup, {"by": {"a": "A"}, "take": {"b": "B"}}, "a lookup names another sheet, another file, or both"),
    (LevelsFromCode, {"field": "a", "label": "b", "lengths": [4, 2], "into": ["c", "d"]}, "lengths grow"),
    (LevelsFromCode, {"field": "a", "label": "b", "lengths": [2, 4], "into": ["c"]}, "as many as levels in into"),
    (Range, {"where": {}}, "a range has at_least, at_most or both"),
    (Source, {**DESCRIPTION, "steps": [{"average": {"of": 12}}]}, "average is for a series"),
    (Source, {**DESCRIPTION, "constants": {"unit": "tonnes"}}, "the unit of amounts is one of dollars, thousands"),
    (Source, {**DESCRIPTION, "tables": [{"amounts": {}}], "columns": {}}, "no column of figures"),
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
        "second_line": {"take": "a", "into": "b", "when": {}},
        "levels_from_indent": {"field": "a", "into": ["b", "c"]},
        "levels_from_code": {"field": "a", "label": "b", "lengths": [2, 4], "into": ["c", "d"]},
        "join": {"fields": ["a", "b"], "into": "c"},
        "first_of": {"fields": ["a", "b"], "into": "c"},
        "strip": {"fields": "a", "matches": "x"},
        "fiscal_year_of": {"field": "a"},
        "average": {"of": 12},
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
    source = describe(tmp_path / "data" / "sources" / "test", [HEADINGS])
    (source.path.parent / "book.csv").unlink()
    with pytest.raises(SourceError) as refused:
        source.file_of(source.releases[0])
    assert f"{source.path}: release '2016-17' names a file that is not there: book.csv" in str(refused.value)
    assert "Looked beside the description and above it, up to /" in str(refused.value)


def test_a_fetched_file_is_found_in_the_folder_of_fetched_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [{"release": "1", "file": "book.csv"}, {"release": "2", "file": "far/two.csv", "fetched": True}]
    source = describe(tmp_path / "data" / "sources" / "test", [HEADINGS], releases=listed)
    assert [r.release for r in source.present_releases()] == ["1"]
    for place in (tmp_path / "data" / "fetched" / "far", tmp_path / "elsewhere" / "far"):
        place.mkdir(parents=True)
    away = write_csv(tmp_path / "elsewhere" / "far" / "two.csv", [HEADINGS])
    monkeypatch.setenv("PURSE_FILES", str(tmp_path / "elsewhere"))
    assert source.files()[1] == away
    near = write_csv(tmp_path / "data" / "fetched" / "far" / "two.csv", [HEADINGS])
    assert source.file_of(source.releases[1]) == near
    assert [r.release for r in source.present_releases()] == ["1", "2"]


def test_a_release_may_be_laid_out_in_its_own_way(tmp_path: Path) -> None:
    own = {
        "sheet": {"unit": "millions"},
        "columns": {"vote": "Vote", "amount": "$"},
        "constants": {"phase": "proposed"},
    }
    releases = [{"release": "1", "file": "book.csv"}, {"release": "2", "file": "book.csv", **own}]
    source = describe(tmp_path, [HEADINGS], releases=releases, sheet={"header": 3, "nulls": ["x"]})
    (first,), (second,) = (source.layouts(r) for r in source.releases)
    assert (first.columns, first.sheet.unit) == ({"administrative_1": "Ministry", "amount": "Amount"}, "dollars")
    assert second.columns == {"administrative_1": "Ministry", "vote": "Vote", "amount": "$"}
    assert (second.sheet.unit, second.sheet.header.row, second.sheet.nulls) == ("millions", 3, ["x"])
    assert (second.constants.phase, second.constants.basis) == ("proposed", "appropriation")
