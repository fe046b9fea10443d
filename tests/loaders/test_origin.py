"""Where a publisher offers its files, and which of them are asked for."""

import pytest

from loaders import load
from loaders.fetch import Client
from loaders.origin import Origin, following, offers
from loaders.reading import read_source

from .desk import FIRST, SECOND, Desk, accounts, at, desk_fixture, loaded_fixture, publisher_fixture, waits_fixture  # noqa: F401
from .publisher import File, Publisher


def test_a_new_resource_of_a_package_is_a_new_release(desk: Desk, publisher: Publisher) -> None:
    origin = accounts(publisher, "2015 - 2016", "2016 - 2017")
    publisher.files["/2016 - 2017.csv"] = publisher.files["/2016%20-%202017.csv"] = File(FIRST)
    desk.source(origin)
    assert desk.refresh().stdout == "test/small  unchanged\n", "2015-16 is older than what is described"
    accounts(publisher, "2015 - 2016", "2016 - 2017", "2017-2018")
    publisher.files["/2016%20-%202017.csv"] = File(FIRST)
    done = desk.refresh()
    assert done.exit_code == 0, done.stderr
    assert [r for r, *_ in desk.store()] == ["2016-17", "2017-18"]
    assert desk.store("SELECT DISTINCT release, fiscal_year FROM entry ORDER BY 1") == [
        ("2016-17", 2017),
        ("2017-18", 2017),
    ], "a constant of the whole source is the analyst's to change"


def test_a_restated_resource_keeps_the_name_of_its_release(desk: Desk, publisher: Publisher) -> None:
    origin = accounts(publisher, "2016-17")
    desk.source(origin)
    assert desk.refresh().exit_code == 0
    assert [r for r, *_ in desk.store()] == ["2016-17", "2016-17.2025-11-03"]


def test_an_address_with_a_release_is_asked_for_the_next_one_too(desk: Desk, publisher: Publisher) -> None:
    desk.source(at(publisher, "/accounts-{release}.csv"))
    publisher.files["/accounts-2016-17.csv"] = File(FIRST)
    assert desk.refresh().stdout == "test/small  unchanged\n"
    publisher.files["/accounts-2017-18.csv"] = File(SECOND)
    assert desk.refresh().exit_code == 0
    assert [r for r, *_ in desk.store()] == ["2016-17", "2017-18"]
    assert publisher.asked[-1].path == "/accounts-2017-18.csv"
    assert desk.refresh("--dry-run").stdout == "test/small  unchanged\n", "2018-19 is not out yet, and that is no error"


def test_a_catalogue_speaks_for_a_server_without_validators(desk: Desk, publisher: Publisher) -> None:
    day = {"last_modified": "2025-11-05T10:00:00"}
    desk.source({"ckan": publisher.url, "package": "p"})
    publisher.packages["p"] = [publisher.resource("1", "/small.csv", "Accounts", **day)]
    publisher.files["/small.csv"] = File(SECOND, validators=False)
    assert [desk.refresh().exit_code for _ in range(2)] == [0, 0]
    assert len(publisher.of("/small.csv")) == 1, "the date in the catalogue did not change"
    assert [r for r, *_ in desk.store()] == ["2016-17", "2025-11-05"]


def test_the_newest_of_several_is_taken_where_a_pattern_says_which(desk: Desk, publisher: Publisher) -> None:
    desk.source({"ckan": publisher.url, "package": "p", "resource": "accounts*"})
    publisher.files["/new.csv"] = File(SECOND)
    publisher.packages["p"] = [
        publisher.resource("1", "/new.csv", "Accounts, new", last_modified="2026-02-01T00:00:00"),
        publisher.resource("2", "/small.csv", "Accounts, old", last_modified="2025-02-01T00:00:00"),
        publisher.resource("3", "/other.csv", "Summary", last_modified="2026-03-01T00:00:00"),
    ]
    assert desk.refresh().exit_code == 0
    assert [r for r, *_ in desk.store()] == ["2016-17", "2026-02-01"]


@pytest.mark.parametrize(
    ("resources", "origin", "said"),
    [
        (
            [("Accounts", "CSV"), ("Summary", "CSV")],
            {},
            "several spreadsheets that fit: 'Accounts' (csv), 'Summary' (csv)",
        ),
        ([("A", "CSV"), ("A", "XLSX")], {"resource": "A"}, "spreadsheets of several formats that fit"),
        (
            [("A 2020", "CSV"), ("A b 2020", "CSV")],
            {"resource": "A*{release}"},
            "several spreadsheets for 2020 that fit",
        ),
        ([("Notes", "PDF")], {}, "no spreadsheet that fits origin.resource; it has 'Notes' (PDF)"),
    ],
)
def test_what_to_take_is_not_guessed(
    desk: Desk, publisher: Publisher, resources: list[tuple[str, str]], origin: dict[str, str], said: str
) -> None:
    desk.source({"ckan": publisher.url, "package": "p", **origin})
    publisher.packages["p"] = [
        publisher.resource(str(i), f"/{i}", name, format=form) for i, (name, form) in enumerate(resources)
    ]
    failed = desk.refresh()
    assert failed.exit_code == 1
    assert said in failed.stderr


def test_a_package_that_is_not_there_and_a_site_that_is_no_ckan(desk: Desk, publisher: Publisher) -> None:
    desk.source({"ckan": publisher.url, "package": "no/such"})
    assert "package_show?id=no%2Fsuch: is not there" in desk.refresh().stderr
    publisher.turns["/api/3/action/package_show"] = [lambda h: h.answer(200, b'{"result": []}')]
    assert "did not answer as CKAN does" in desk.refresh().stderr


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ({"ckan": "data.example.org", "pakage": "p"}, "origin.pakage: unknown key; did you mean 'package'?"),
        ({"url": "ftp://example.org/a.csv"}, "origin.url: expected an http:// or https:// address"),
        ({"url": "https://example.org/{year}.csv"}, "origin.url: knows {release} alone, not {year}"),
        ({"ckan": "data.example.org"}, "origin: is either {url: …} or {ckan: …, package: …}"),
        ({"url": "https://a.org/a.csv", "ckan": "b.org", "package": "p"}, "origin: is either"),
        ({"url": "https://a.org/a.csv", "resource": "x"}, "origin: resource chooses within a CKAN package"),
        ({"url": "https://a.org/a.csv", "format": "pdf"}, "origin.format: expected one of xlsx, xlsb"),
        (
            {"ckan": "a.org", "package": "p", "resource": "{release} {release}"},
            "origin.resource: has {release} more than",
        ),
    ],
)
def test_a_wrong_origin_names_the_file_and_the_key(desk: Desk, origin: dict[str, str], said: str) -> None:
    path = desk.source(origin).path
    failed = desk.refresh()
    assert failed.exit_code == 1
    assert failed.stderr.startswith(f"error {path}: {said}")


def test_a_host_is_asked_over_https() -> None:
    assert Origin.model_validate({"ckan": "data.example.org/", "package": "p"}).ckan == "https://data.example.org"


def test_the_bundled_origins_are_understood() -> None:
    folder = load.ROOT / "data" / "sources"
    assert [Origin.of(s) for s in map(read_source, sorted(folder.rglob("*.yaml"))) if s.origin]


@pytest.mark.parametrize(
    ("release", "after"),
    [
        ("2024-25", "2025-26"),
        ("1998-99", "1999-00"),
        ("2024-2025", "2025-2026"),
        ("2024", "2025"),
        ("2025-11-03", None),
    ],
)
def test_the_release_after(release: str, after: str | None) -> None:
    assert following(release) == after


@pytest.mark.parametrize(
    ("pattern", "name", "release"),
    [
        ("*{release}*", "Fiscal: 2021 - 2022", "2021-22"),
        ("payments {release}*", "Payments 2021–22 (CSV)", "2021-22"),
        ("{release} [final]", "2021-2022 [final]", "2021-22"),
        ("Day {release}", "Day 2021-11-03", "2021-11-03"),
        ("Year ?{release}", "Year  2021", "2021"),
    ],
)
def test_a_release_is_read_from_a_name(publisher: Publisher, pattern: str, name: str, release: str) -> None:
    publisher.packages["p"] = [publisher.resource("1", "/small.csv", name)]
    origin = Origin.model_validate({"ckan": publisher.url, "package": "p", "resource": pattern})
    assert [o.release for o in offers(origin, ["2020-21"], Client())] == [release]
