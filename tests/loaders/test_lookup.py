"""Labels that come from another file than the figures."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.errors import SourceError
from loaders.extract import extract
from loaders.source import Step

from .small import (
    DESCRIPTION,
    HEADINGS,
    describe,
    empty_store,
    entries,
    extracted,
    write_csv,
    write_description,
    write_workbook,
)
from .verb_cases import CODED


def test_labels_come_from_another_file_the_first_that_is_not_empty(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "names.csv", [["Code", "Applied", "Legal"], ["01", "", "Dept of Health"], ["02", "Roads", "Dept"]]
    )
    by, take = {"administrative_1_code": "Code"}, {"administrative_1": ["Applied", "Legal"]}
    columns = {"administrative_1_code": "administrative_1_code", "amount": "amount"}
    step = {"lookup": {"file": "names.csv", "by": by, "take": take}}
    source = describe(tmp_path, CODED, columns=columns, steps=[step])
    assert entries(source) == [("Roads", Decimal(5)), ("Dept of Health", Decimal(7))]
    con, _ = extracted(source)
    read = con.execute("SELECT purpose, file FROM release_file ORDER BY ALL").fetchall()
    assert read == [("figures", "book.csv"), ("labels", "names.csv")]


def test_a_release_may_have_a_sheet_as_a_file_of_its_own_without_every_heading(tmp_path: Path) -> None:
    write_csv(tmp_path / "names.csv", [["Code", "Legal"], ["01", "Dept of Health"], ["02", "Dept of Roads"]])
    write_csv(tmp_path / "book.csv", CODED)
    write_workbook(
        tmp_path / "book.xlsx", {"Data": CODED, "Names": [["Code", "Applied"], ["01", "Health"], ["02", "Roads"]]}
    )
    by, take = {"administrative_1_code": "Code"}, {"administrative_1": ["Applied", "Legal"]}
    releases = [
        {"release": "1", "file": "book.xlsx"},
        {"release": "2", "file": "book.csv", "sheets": {"Names": "names.csv"}},
        {"release": "3", "file": "book.csv", "sheets": {"Names": "gone.csv"}, "fetched": True},
    ]
    source = write_description(
        tmp_path / "small.yaml",
        {
            **DESCRIPTION,
            "releases": releases,
            "sheet": {"name": "Data"},
            "columns": {"administrative_1_code": "administrative_1_code", "amount": "amount"},
            "steps": [{"lookup": {"sheet": "Names", "by": by, "take": take}}],
        },
    )
    con = empty_store()
    for release in source.releases[:2]:
        extract(con, source, release)
    found = con.execute("SELECT release, administrative_1 FROM entry ORDER BY ALL").fetchall()
    assert found == [("1", "Health"), ("1", "Roads"), ("2", "Dept of Health"), ("2", "Dept of Roads")]
    assert source.present_releases() == source.releases[:2]
    assert [p.name for p in source.files()] == ["book.xlsx", "book.csv", "names.csv"]
    none = source.model_copy(
        update={"steps": [Step.model_validate({"lookup": {"sheet": "Names", "by": by, "take": {"vote": ["A", "B"]}}})]}
    )
    with pytest.raises(
        SourceError, match=r"sheet 'Names' of file 'names.csv' has no column 'A' or 'B'; it has Code, Legal"
    ):
        extract(con, none, source.releases[1])


def test_a_file_of_labels_that_is_not_there_is_named(tmp_path: Path) -> None:
    step = {"lookup": {"file": "gone.csv", "by": {"administrative_1": "Code"}, "take": {"vote": "Label"}}}
    with pytest.raises(SourceError, match=r"lookup names a file that is not there: gone\.csv"):
        extracted(describe(tmp_path, [HEADINGS, ["Health", "5"]], steps=[step]))
