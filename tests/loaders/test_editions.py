"""Which release a fetched file is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders import load
from loaders.editions import as_release, release_name
from loaders.errors import SourceError
from loaders.fetched import Record, with_fetched
from loaders.reading import read_source

from .desk import FIRST, SECOND, Desk, accounts, at, desk_fixture, loaded_fixture, publisher_fixture, waits_fixture  # noqa: F401
from .publisher import File, Publisher
from .small import DESCRIPTION, HEADINGS, describe, quiet, without, write_csv


def test_a_releases_own_year_goes_on_with_its_name(desk: Desk, publisher: Publisher) -> None:
    origin = accounts(publisher, "2016-17", "2017-18")
    publisher.files["/2016-17.csv"] = File(FIRST)
    desk.source(
        origin,
        constants=without(DESCRIPTION["constants"], "fiscal_year"),
        releases=[{"release": "2016-17", "file": "book.csv", "constants": {"fiscal_year": "2016-17"}}],
    )
    assert desk.refresh().exit_code == 0
    assert desk.store("SELECT DISTINCT release, fiscal_year FROM entry ORDER BY 1") == [
        ("2016-17", 2017),
        ("2017-18", 2018),
    ]


def test_a_year_that_nobody_knows_is_asked_of_the_analyst(desk: Desk, publisher: Publisher) -> None:
    desk.source(
        at(publisher),
        constants=without(DESCRIPTION["constants"], "fiscal_year"),
        releases=[{"release": "2016-17", "file": "book.csv", "constants": {"fiscal_year": "2016-17"}}],
    )
    publisher.files["/small.csv"] = File(SECOND)
    failed = desk.refresh()
    assert failed.exit_code == 1
    assert "nothing says what constants.fiscal_year is for it, as release '2016-17' does: " in failed.stderr
    path = desk.folder / "sources/small/small.yaml"
    described = yaml.safe_load(path.read_text())
    file = str(desk.files / "test/small/2025-11-03-small.csv")
    described["releases"].append({"release": "2017-18", "file": file, "constants": {"fiscal_year": "2017-18"}})
    path.write_text(yaml.safe_dump(described))
    load.load(desk.place, [with_fetched(read_source(path), desk.files)], quiet)
    assert desk.refresh().stdout == "test/small  unchanged\n"
    assert [r for r, *_ in desk.store()] == ["2016-17", "2017-18"]


@pytest.mark.parametrize(
    ("named", "day", "known", "name"),
    [
        (None, "2025-11-03", ["2023-24", "2024-25"], "2025-11-03"),
        (None, "2018-06-01", ["2018-19"], "2018-19.2018-06-01"),
        (None, "2018-07-01", ["2018-19", "2018-19.2018-06-01"], "2018-19.2018-07-01"),
        (None, "2025-11-03", ["2025-11-03"], "2025-11-03.02"),
        (None, "2025-11-03", ["2025-11-03", "2025-11-03.02"], "2025-11-03.03"),
        (None, "2018-06-01", ["2018-19", "2018-19.2018-06-01"], "2018-19.2018-06-01.02"),
        (None, "2025-11-04", ["2025-11-03.02"], "2025-11-04"),
        (None, "2024-01-01", ["2025-11-03"], "2025-11-03.2024-01-01"),
        ("2025-26", "2026-11-03", ["2024-25"], "2025-26"),
        ("2023-24", "2025-11-03", ["2023-24", "2024-25"], "2023-24.2025-11-03"),
        ("2023-24", "2025-11-03", ["2023-24", "2023-24.2025-11-03", "2024-25"], "2023-24.2025-11-03.02"),
    ],
)
def test_a_new_release_sorts_behind_what_it_follows(named: str | None, day: str, known: list[str], name: str) -> None:
    assert release_name(named, day, known) == name
    assert name not in known
    assert named or name > max(known)


def test_relative_years_go_on_with_the_release(tmp_path: Path) -> None:
    years = {"last_year": "2016-17", "this_year": "2017-18"}
    releases = [{"release": "2016-17", "file": "book.csv", "years": years}]
    source = describe(tmp_path, [HEADINGS, ["Health", "5"]], releases=releases)
    record = Record(file="x.csv", release="2017-18", key="k", url="u", sha256="", bytes=1, fetched_at="")
    assert as_release(record, source, tmp_path).years == {"last_year": 2018, "this_year": 2019}
    restated = as_release(record.model_copy(update={"release": "2016-17.2025-11-03"}), source, tmp_path)
    assert restated.years == {"last_year": 2017, "this_year": 2018}
    with pytest.raises(SourceError, match="nothing says what years is for it"):
        as_release(record.model_copy(update={"release": "2025-11-03"}), source, tmp_path)


ABSENT = {"release": "2017-18", "file": "elsewhere/other.csv", "fetched": True, "constants": {"fiscal_year": "2017-18"}}
HERE = {"release": "2016-17", "file": "book.csv", "constants": {"fiscal_year": "2016-17"}}


@pytest.mark.parametrize("path", ["/small.csv", "/{release}.csv"])
def test_a_described_release_that_was_never_here_is_the_one_fetched(
    desk: Desk, publisher: Publisher, path: str
) -> None:
    constants = without(DESCRIPTION["constants"], "fiscal_year")
    source = desk.source(at(publisher, path), constants=constants, releases=[HERE, ABSENT])
    publisher.files |= {"/2016-17.csv": File(FIRST), "/2017-18.csv": File(SECOND), "/small.csv": File(SECOND)}
    assert desk.refresh().exit_code == 0
    assert desk.store("SELECT DISTINCT release, fiscal_year FROM entry ORDER BY 1") == [
        ("2016-17", 2017),
        ("2017-18", 2018),
    ]
    assert [r.release for r in with_fetched(source, desk.files).present_releases()] == ["2016-17", "2017-18"]
    assert desk.refresh().stdout == "test/small  unchanged\n"


def test_a_source_of_which_nothing_was_here_is_fetched(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher), constants=without(DESCRIPTION["constants"], "fiscal_year"), releases=[ABSENT])
    assert desk.refresh().exit_code == 0
    assert [r for r, *_ in desk.store()] == ["2016-17", "2017-18"]


def test_a_releases_own_layout_goes_on_and_is_kept(desk: Desk, publisher: Publisher) -> None:
    """What a release says in another way than its source is said of the next one too, and survives being written."""
    layout = {"columns": {"administrative_1": "Department"}, "sheet": {"header": 2, "unit": "dollars", "nulls": ["-"]}}
    source = desk.source(
        at(publisher),
        sheet={"unit": "thousands"},
        releases=[{"release": "2016-17", "file": "book.csv", **layout}],
    )
    (source.path.parent / "book.csv").write_bytes(b"Accounts,\r\nDepartment,Amount\r\nHealth,1\r\n")
    publisher.files["/small.csv"] = File(b"Accounts,\r\nDepartment,Amount\r\nHealth,5\r\nRoads,-\r\n")
    load.load(desk.place, [source], quiet, replace=True)
    assert desk.refresh().exit_code == 0
    whole = with_fetched(source, desk.files)
    load.load(desk.place, [whole], quiet, fresh=True)
    assert desk.store() == [("2016-17", 1, 1), ("2025-11-03", 5, 1)]
    first, second = (whole.layouts(r) for r in whole.releases)
    assert first == second


@pytest.mark.parametrize(
    ("release", "said"),
    [
        ({"more_files": ["second.csv"]}, "has several spreadsheets, and one was fetched"),
        ({"amounts": {"Amount": {"fiscal_year": "2016-17"}}}, "release '2016-17' gives amounts.fiscal_year"),
        ({"tables": [{"columns": {"amount": "Amount"}}]}, "release '2016-17' gives tables"),
    ],
)
def test_what_cannot_go_on_by_itself_is_asked_of_the_analyst(
    tmp_path: Path, release: dict[str, Any], said: str
) -> None:
    write_csv(tmp_path / "second.csv", [HEADINGS])
    first = {"release": "2016-17", "file": "book.csv", **release}
    source = describe(tmp_path, [HEADINGS, ["Health", "5"]], releases=[first])
    record = Record(file="x.csv", release="2017-18", key="k", url="u", sha256="", bytes=1, fetched_at="")
    with pytest.raises(SourceError, match=re.escape(said)):
        as_release(record, source, tmp_path)
