"""What differs besides amounts: names on a line, values of a series, entries of a codelist."""

from pathlib import Path

import pytest

from loaders.differences import of_generations
from loaders.load import load
from loaders.publish import Place
from loaders.wording import Change

from .small import DESCRIPTION, HEADINGS, Rows, quiet, write_csv, write_description

VOTES = {"columns": {**DESCRIPTION["columns"], "vote": "Vote", "administrative_2": "Program"}}
HEADS = ["Ministry", "Vote", "Program", "Amount"]
SERIES = {
    "kind": "series",
    "columns": {"series": "Series", "fiscal_year": "Year", "value": "Value", "unit": "Unit"},
    "constants": {"jurisdiction": "CA-ON"},
}
CODES = {"kind": "codelist", "columns": {"code": "Code", "label": "Label"}, "constants": {}}
CASES = {
    "two programs under their votes": (
        VOTES,
        [HEADS, ["Education", "101", "Schools", 5], ["Education", "102", "Libraries", 7]],
        [HEADS, ["Education", "101", "Libraries", 5], ["Education", "102", "Schools", 7]],
        [
            ("2017 Libraries, administrative_2", "Schools", "Libraries"),
            ("2017 Schools, administrative_2", "Libraries", "Schools"),
        ],
    ),
    "a value of a series": (
        SERIES,
        [["Series", "Year", "Value", "Unit"], ["prices", "2016-17", "101.5", "index"]],
        [["Series", "Year", "Value", "Unit"], ["prices", "2016-17", "101.6", "index"]],
        [("prices 2017", "101.5000 index", "101.6000 index")],
    ),
    "an entry of a list": (
        CODES,
        [["Code", "Label"], ["01", "Defence"], ["02", "Health"]],
        [["Code", "Label"], ["01", "Defence"], ["03", "Health"]],
        [("code 02", "Health", None), ("code 03", None, "Health")],
    ),
    "an entry of a list that stands there twice": (
        CODES,
        [["Code", "Label"], ["01", "Defence"], ["02", "Health"]],
        [["Code", "Label"], ["01", "Defence"], ["01", "Defence"], ["02", "Health"]],
        [("code 01", "Defence", "Defence | Defence")],
    ),
    "nothing but letter case": (
        {"columns": DESCRIPTION["columns"]},
        [HEADINGS, ["Health", 5]],
        [HEADINGS, ["HEALTH", 5]],
        [],
    ),
}


@pytest.mark.parametrize(("described", "before", "after", "expected"), CASES.values(), ids=CASES)
def test_it_is_listed(
    tmp_path: Path, described: dict[str, object], before: Rows, after: Rows, expected: list[tuple[str, str, str]]
) -> None:
    place, source = Place(tmp_path / "store"), None
    for rows in (before, after):
        write_csv(tmp_path / "book.csv", rows)
        source = write_description(tmp_path / "small.yaml", {**DESCRIPTION, **described})
        load(place, [source], quiet, replace=True)
    found = of_generations(place, "1", "2")
    assert found.worded == [Change("test/small", "2016-17", *one) for one in expected]
    assert [r for r in found.rows if r["state"] != "unchanged"] == []
