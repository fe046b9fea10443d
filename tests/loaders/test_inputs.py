"""The bundled descriptions read the publisher's own files too: only the file's name differs."""

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pytest
import yaml

from loaders import publish
from loaders.check import Result, check_release, cross_checks, unmet
from loaders.extract import extract, release_row
from loaders.load import Loaded, load
from loaders.publish import Place
from loaders.reading import read_source

from .small import FETCHED, SOURCES, empty_store, quiet, rows_of, write_description

pytestmark = pytest.mark.shared
FILES = {
    "ministry-statements": ["ministry-statements-expense-2023-24.csv", "ministry-statements-expense-2024-25.csv"],
    "payments": ["detailed-schedule-of-payments-2023-24.csv"],
    "revenue-by-source": ["tbs-public-accounts-annual-report-revenue-by-source-2023-24-en-fr.csv"],
}
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


Everything = tuple[duckdb.DuckDBPyConnection, list[Result]]


@pytest.fixture(scope="module")
def everything(shared: Path) -> Everything:
    """Every description of files that are fetched, and those that they are held against, in one store."""
    files = shared / "inputs"
    if not files.is_dir():
        pytest.skip(f"published files are not beside the project: {files} is absent")
    bundled = [SOURCES / "canada" / f"{name}.yaml" for name in ("authorities", "program-spending")]
    con, results, sources = empty_store(), [], [read_source(p) for p in [*bundled, *FETCHED]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURSE_FILES", str(files))
        for source in sources:
            assert source.present_releases() == source.releases
            of_source = []
            for release in source.releases:
                out = extract(con, source, release)
                of_source += check_release(con, out)
                rows = release_row(out, publish.now())
                con.execute("INSERT INTO release BY NAME SELECT * FROM rows")
                assert rows.num_rows == 1
            assert unmet(source, of_source) == []
            results += of_source
    return con, results + cross_checks(con, sources)


def test_every_published_file_meets_its_totals(everything: Everything) -> None:
    _, results = everything
    assert [r.sentence for r in results if r.verdict not in ("passed", "review")] == []
    assert {r.dataset for r in results} >= {f"{p.parent.name}/{p.stem}" for p in FETCHED}


TOTALS = {
    "dataset = 'toronto/operating-budget' AND fiscal_year = 2014 AND direction = 'expenditure'": "11207754807.70",
    "dataset = 'toronto/operating-budget' AND fiscal_year = 2015 AND direction = 'expenditure'": "11614621517.54",
    "dataset = 'toronto/operating-budget' AND fiscal_year = 2015 AND direction = 'revenue'": "-11599101768.90",
    "dataset = 'ontario/financial-information-return' AND direction = 'revenue'": "11267776284",
    "dataset = 'ontario/financial-information-return' AND direction = 'expenditure'": "10461635447",
    "dataset = 'canada/transfer-payments' AND fiscal_year = 2016": "152054033926",
}


@pytest.mark.parametrize(("where", "total"), TOTALS.items())
def test_the_store_adds_up_to_what_is_published(everything: Everything, where: str, total: str) -> None:
    con, _ = everything
    assert con.execute(f"SELECT sum(amount) FROM entry WHERE {where}").fetchall() == [(Decimal(total),)]


def test_program_vote_and_standard_object_say_the_same(everything: Everything) -> None:
    _, results = everything
    same = [r for r in results if r.check_kind == "equality"]
    assert len(same) == 6
    assert {r.verdict for r in same} == {"passed"}
    spending = [r for r in same if r.dataset == "canada/standard-objects-by-organisation"]
    assert [r.got for r in spending] == [Decimal("474431419394.65")] * 2


def test_series_of_reference_are_those_of_the_bundled_workbook(
    everything: Everything, store: duckdb.DuckDBPyConnection
) -> None:
    con, _ = everything
    value = "SELECT value FROM series_value WHERE fiscal_year = 2016 AND series LIKE ?"
    for fetched, bundled in (("Ontario", "Population, Ontario%"), ("Total CPI%", "CPI%")):
        assert con.execute(value, [fetched]).fetchall() == store.execute(value, [bundled]).fetchall()
