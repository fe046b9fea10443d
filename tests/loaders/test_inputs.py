"""The bundled descriptions read the publisher's own files too: only the file's name differs."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path

import duckdb
import pytest
import yaml

from loaders.check import cross_checks
from loaders.load import Loaded, load, read_all
from loaders.publish import Place
from loaders.reading import read_source
from loaders.source import Source, fiscal_year

from .small import FETCHED, SOURCES, empty_store, extracted, quiet, rows_of, write_description

pytestmark = pytest.mark.shared
FILES = {
    "ministry-statements": ["ministry-statements-expense-2023-24.csv", "ministry-statements-expense-2024-25.csv"],
    "payments": ["detailed-schedule-of-payments-2023-24.csv"],
    "revenue-by-source": ["tbs-public-accounts-annual-report-revenue-by-source-2023-24-en-fr.csv"],
}
TWICE = [SOURCES / "canada" / f"{name}.yaml" for name in ("authorities", "program-spending")]  # bundled, and fetched
FEDERAL_YEARS = ["2020-21", "2021-22", "2022-23", "2023-24", "2024-25"]
AsPublished = Callable[[str], tuple[Place, Loaded]]
ALL_PAYMENTS = 188_668_025_218
ORGANISATIONS = ("Transfer Payments", "Other Payments")


def published(shared: Path, name: str) -> list[Path]:
    paths = [shared / "inputs" / "ontario" / f for f in FILES[name]]
    if missing := [p for p in paths if not p.is_file()]:
        pytest.skip(f"published files are not beside the project: {missing[0]}")
    return paths


@pytest.fixture(scope="module")
def as_published(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> AsPublished:
    """Loads, once each, a bundled description with the publisher's files in place of the bundled workbooks."""
    return cache(lambda name: load_published(shared, tmp_path_factory.mktemp(name), name))


def load_published(shared: Path, folder: Path, name: str) -> tuple[Place, Loaded]:
    described = yaml.load((SOURCES / "ontario" / f"{name}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    for release, path in zip(described["releases"], published(shared, name), strict=True):
        release["file"] = str(path)
    if name == "payments":
        described["control_totals"].append({"equals": str(ALL_PAYMENTS), "of": "published"})
    source = write_description(folder / f"{name}.yaml", described)
    place = Place(folder / "store")
    return place, load(place, [source], quiet)


@pytest.mark.parametrize("name", FILES)
def test_the_publishers_file_meets_every_total(shared: Path, as_published: AsPublished, name: str) -> None:
    place, done = as_published(name)
    totals = [r for r in done.results if r.check_kind == "control total"]
    assert totals
    assert {r.verdict for r in done.results} == {"passed"}
    for release, path in zip(done.releases, published(shared, name), strict=True):
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert release.rows_in_sheet == sum(any(map(str.strip, row)) for row in csv.reader(file))
    assert rows_of(place, "SELECT DISTINCT sheet FROM entry") == [("csv",)]


def test_the_bundled_workbook_and_the_publishers_file_say_the_same(as_published: AsPublished, store_dir: Path) -> None:
    """Revenue is bundled whole: the same lines with the same amounts."""
    place, _ = as_published("revenue-by-source")
    lines = (
        "SELECT fiscal_year, economic_1, economic_1_fr, economic_2, economic_2_fr, amount FROM entry "
        "WHERE dataset = 'ontario/revenue-by-source' ORDER BY ALL"
    )
    assert rows_of(place, lines) == rows_of(Place(store_dir), lines)


def test_payments_and_what_is_left_out_are_the_whole(shared: Path, as_published: AsPublished) -> None:
    place, done = as_published("payments")
    with published(shared, "payments")[0].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    sums: Counter[bool] = Counter()
    for row in rows:
        sums[row["Category"].strip() in ORGANISATIONS] += Decimal(row["Amount $"].replace(",", ""))  # type: ignore[assignment]
    assert sums[True] + sums[False] == ALL_PAYMENTS
    assert rows_of(place, "SELECT sum(amount) FROM entry") == [(sums[True],)]
    assert rows_of(place, "SELECT got FROM check_result WHERE what LIKE '%left out%'") == [(ALL_PAYMENTS,)]
    left_out = [row for row in rows if row["Category"].strip() not in ORGANISATIONS]
    assert (done.releases[0].entries, done.releases[0].rows_set_aside) == (len(rows) - len(left_out), len(left_out) + 1)


def test_no_person_is_named_in_the_store(as_published: AsPublished) -> None:
    place, _ = as_published("payments")
    kept = rows_of(place, "SELECT DISTINCT economic_1 FROM entry ORDER BY ALL")
    assert kept == [("Other Payments",), ("Transfer Payments",)]
    texts = rows_of(place, "SELECT kind, count(*) > 1000, count(text) FROM set_aside GROUP BY kind ORDER BY kind")
    assert texts == [("heading", False, 1), ("left out", True, 0)]


@dataclass(frozen=True)
class Everything:
    """A store of all that is fetched, what its load said, and the sources that it was loaded from."""

    con: duckdb.DuckDBPyConnection
    loaded: Loaded
    sources: list[Source]


@pytest.fixture(scope="module")
def everything(shared: Path) -> Everything:
    """Every description of files that are fetched, and those that they are held against, in one store."""
    files = shared / "inputs"
    if not files.is_dir():
        pytest.skip(f"published files are not beside the project: {files} is absent")
    sources = [read_source(p) for p in [*TWICE, *FETCHED]]
    con = empty_store()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURSE_FILES", str(files))
        assert all(source.present_releases() == source.releases for source in sources)
        loaded = read_all(con, sources, quiet)
    loaded.results += cross_checks(con, sources)
    return Everything(con, loaded, sources)


def test_every_published_file_meets_its_totals(everything: Everything) -> None:
    results = everything.loaded.results
    assert [r.sentence for r in results if r.verdict not in ("passed", "review")] == []
    read = {(s.dataset, r.release) for s in everything.sources for r in s.releases}
    assert {(r.dataset, r.release) for r in results} == read


AUTHORITIES = "dataset = 'canada/authorities' AND release = '2024-25.infobase'"
TOTALS = {
    "dataset = 'toronto/operating-budget' AND fiscal_year = 2014 AND direction = 'expenditure'": "11207754807.70",
    "dataset = 'toronto/operating-budget' AND fiscal_year = 2015 AND direction = 'expenditure'": "11614621517.54",
    "dataset = 'toronto/operating-budget' AND fiscal_year = 2015 AND direction = 'revenue'": "-11599101768.90",
    "dataset = 'ontario/financial-information-return' AND direction = 'revenue'": "11267776284",
    "dataset = 'ontario/financial-information-return' AND direction = 'expenditure'": "10461635447",
    "dataset = 'canada/transfer-payments' AND fiscal_year = 2016": "152054033926",
    f"{AUTHORITIES} AND fiscal_year = 2025 AND phase = 'adjusted'": "496221770616.48",
}


@pytest.mark.parametrize(("where", "total"), TOTALS.items())
def test_the_store_adds_up_to_what_is_published(everything: Everything, where: str, total: str) -> None:
    assert everything.con.execute(f"SELECT sum(amount) FROM entry WHERE {where}").fetchall() == [(Decimal(total),)]


def test_federal_expenditures_are_the_sums_of_the_published_file(everything: Everything, shared: Path) -> None:
    with (shared / "inputs" / "canada_infobase" / "org_vote_stat_pa.csv").open(encoding="utf-8", newline="") as file:
        votes = list(csv.DictReader(file))
    for years_ago, year in zip(("_5", "_4", "_3", "_2", ""), FEDERAL_YEARS, strict=True):
        for heading, phase in (("auth", "adjusted"), ("exp", "executed"), ("unlapsed", "carried_forward")):
            printed = sum(Decimal(vote[f"pa_last_year{years_ago}_{heading}"] or 0) for vote in votes)
            stored = f"SELECT sum(amount) FROM entry WHERE {AUTHORITIES} AND fiscal_year = ? AND phase = ?"
            assert everything.con.execute(stored, [fiscal_year(year), phase]).fetchall() == [(round(printed, 2),)]
            if (year, phase) == ("2020-21", "executed"):
                assert round(printed, -6) == 439_639_000_000


def test_program_vote_and_standard_object_say_the_same_in_every_year(everything: Everything) -> None:
    same = [r for r in everything.loaded.results if r.check_kind == "equality"]
    assert len(same) == sum(len(source.equals) for source in everything.sources)
    assert {r.verdict for r in same} == {"passed"}
    programs = {(r.dataset, r.what.partition(",")[0]) for r in same if r.what.endswith("canada/program-spending")}
    datasets = ("canada/authorities", "canada/standard-objects-by-organisation")
    assert programs == {(d, f"fiscal_year {y}") for d, y in product(datasets, FEDERAL_YEARS)}
    assert {r.release for r in same if r.dataset == "canada/authorities"} == {"2024-25.infobase"}


def test_the_federal_workbooks_and_the_publishers_files_say_the_same(everything: Everything) -> None:
    """The workbooks leave out rows without a figure but nought, and noughts; every other figure is the same, to the
    cent, with the same names."""
    for dataset in ("canada/authorities", "canada/program-spending"):
        bundled, published = (
            everything.con.execute(
                "SELECT administrative_1, administrative_1_fr, administrative_2, administrative_2_fr, vote, category, "
                "line_type, fiscal_year, phase, amount FROM entry "
                "WHERE dataset = ? AND release = ? AND amount <> 0 ORDER BY ALL",
                [dataset, release],
            ).fetchall()
            for release in ("2024-25", "2024-25.infobase")
        )
        assert len(bundled) > 5000
        assert bundled == published


def test_the_codes_of_cofog_are_those_of_the_bundled_workbook(
    shared: Path, tmp_path: Path, store: duckdb.DuckDBPyConnection
) -> None:
    described = yaml.load((SOURCES / "reference" / "cofog.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    path = shared / "inputs" / "reference" / "cofog.csv"
    if not path.is_file():
        pytest.skip(f"published files are not beside the project: {path} is absent")
    described["releases"][0]["file"] = str(path)
    con, _ = extracted(write_description(tmp_path / "cofog.yaml", described))
    codes = "SELECT code, label, label_fr, note FROM code WHERE dataset = 'reference/cofog' ORDER BY ALL"
    assert con.execute(codes).fetchall() == store.execute(codes).fetchall()
    levels = "SELECT length(replace(code, '.', '')), count(*) FROM code GROUP BY ALL ORDER BY ALL"
    assert con.execute(levels).fetchall() == [(2, 10), (3, 69), (4, 109)]


def test_series_of_reference_are_those_of_the_bundled_workbook(
    everything: Everything, store: duckdb.DuckDBPyConnection
) -> None:
    con = everything.con
    value = "SELECT value FROM series_value WHERE fiscal_year = 2016 AND series LIKE ?"
    for fetched, bundled in (("Ontario", "Population, Ontario%"), ("Total CPI%", "CPI%")):
        assert con.execute(value, [fetched]).fetchall() == store.execute(value, [bundled]).fetchall()
