"""Releases and generations: listed, compared, and gone back to."""

import csv
import shutil
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import duckdb
import pytest
import typer
from typer.testing import CliRunner, Result

from loaders import cli_releases, differences
from loaders.differences import Difference
from loaders.errors import BusyError, StoreError
from loaders.load import load
from loaders.publish import Place, locked
from loaders.releases import changes, generations, rollback, verify

from .small import DESCRIPTION, HEADINGS, describe, quiet, rows_of, write_csv, write_description

Purse = Callable[..., Result]
ESTIMATES = "ontario/estimates"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three generations: one release, a second beside it, then the second replaced."""
    folder = tmp_path_factory.mktemp("made")
    place = Place(folder / "store")
    releases = [{"release": r, "file": f"{r}.csv"} for r in ("2016-17", "2017-18")]
    write_csv(folder / "2016-17.csv", [HEADINGS, ["Health", 5], ["Roads", 7], ["Parks", 1]])
    write_csv(folder / "2017-18.csv", [HEADINGS, ["HEALTH", 6], ["Roads", 7], ["Schools", 2]])
    for listed in (releases[:1], releases):
        load(place, [write_description(folder / "s.yaml", {**DESCRIPTION, "releases": listed})], quiet)
    write_csv(folder / "2017-18.csv", [HEADINGS, ["HEALTH", 8], ["Roads", 7]])
    load(place, [write_description(folder / "s.yaml", {**DESCRIPTION, "releases": releases})], quiet, replace=True)
    return place.path


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Place:
    """Three generations of the test's own."""
    return Place(shutil.copytree(made, tmp_path / "store", symlinks=True))


@pytest.fixture
def purse(place: Place) -> Purse:
    app = typer.Typer()
    cli_releases.register(app)
    return lambda *words: CliRunner().invoke(app, [str(w) for w in words], env={"PURSE_STORE": str(place.path)})


def totals(place: Place) -> list[tuple[str, D]]:
    return rows_of(place, "SELECT release, sum(amount) FROM entry GROUP BY ALL ORDER BY ALL")


def test_generations_say_what_changed(place: Place) -> None:
    found = generations(place)
    assert [(g.name, g.current, g.withdrawn) for g in found] == [
        ("store-000001", False, False),
        ("store-000002", False, False),
        ("store-000003", True, False),
    ]
    held = [g.releases or () for g in found]
    assert changes(held[0], held[1]) == ["new: test/small 2017-18 (3)"]
    assert changes(held[1], held[2]) == ["another file: test/small 2017-18 (2017-18.csv, -1 entries)"]
    assert changes(held[2], held[0]) == ["gone: test/small 2017-18 (2)"]
    assert changes(held[2], held[2]) == []


def test_a_generation_that_cannot_be_read_is_listed_as_such(place: Place, purse: Purse) -> None:
    (place.folder / "store-000001.duckdb").write_bytes(b"no store")
    assert generations(place)[0].problem
    done = purse("releases")
    assert (done.exit_code, "cannot be read" in done.stdout) == (0, True)


def test_rollback_goes_one_back_and_again_one(place: Place) -> None:
    assert [p.stem for p in rollback(place)] == ["store-000003", "store-000002"]
    assert totals(place) == [("2016-17", 13), ("2017-18", 15)]
    assert [g.name for g in generations(place) if g.withdrawn] == ["store-000003"]
    assert [p.stem for p in rollback(place)] == ["store-000002", "store-000001"]
    with pytest.raises(StoreError, match="holds no generation before store-000001"):
        rollback(place)
    assert rollback(place, "3")[1].stem == "store-000003"
    assert totals(place) == [("2016-17", 13), ("2017-18", 15)]


def test_a_rollback_after_a_later_load_does_not_land_on_what_was_left_behind(tmp_path: Path, place: Place) -> None:
    rollback(place, "1")
    load(place, [describe(tmp_path / "other", [HEADINGS, ["Health", 5]], dataset="test/other")], quiet)
    assert [(g.name, g.withdrawn) for g in generations(place)] == [
        ("store-000001", False),
        ("store-000003", True),
        ("store-000004", False),
    ]
    assert rollback(place)[1].stem == "store-000001"


def test_totals_are_back_to_the_cent(place: Place) -> None:
    assert totals(place) == [("2016-17", 13), ("2017-18", 15)]
    rollback(place, "store-000001")
    assert totals(place) == [("2016-17", 13)]


def test_what_does_not_read_back_is_not_gone_back_to(place: Place) -> None:
    target = place.folder / "store-000002.duckdb"
    content = bytearray(target.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    target.write_bytes(content)
    with pytest.raises(StoreError, match=r"store-000002\.duckdb: does not "):
        rollback(place)
    assert place.current() == place.folder / "store-000003.duckdb"
    assert place.withdrawn() == []


def test_a_store_that_lost_entries_is_not_gone_back_to(place: Place) -> None:
    with duckdb.connect(str(place.folder / "store-000002.duckdb")) as con:
        schools = "SELECT classification FROM classification WHERE administrative_1 = 'Schools'"
        con.execute(f"DELETE FROM posting WHERE classification IN ({schools})")
    with pytest.raises(StoreError, match="does not hold as many entries as it says of test/small 2017-18"):
        verify(place.folder / "store-000002.duckdb")


def test_a_rollback_that_was_killed_before_it_switched_was_none(place: Place) -> None:
    """It has written down what it was about to leave behind."""
    (place.folder / "withdrawn").write_text("store-000003.duckdb\n")
    assert [g.name for g in generations(place) if g.withdrawn] == []
    _, after = rollback(place)
    assert after.stem == "store-000002"
    assert [g.name for g in generations(place) if g.withdrawn] == ["store-000003"]


def test_a_damaged_store_is_verified_as_such(place: Place, purse: Purse) -> None:
    done = purse("verify")
    assert (done.exit_code, "store-000003.duckdb is whole: every value can be read, 5 entries" in flat(done)) == (
        0,
        True,
    )
    file = place.folder / "store-000003.duckdb"
    whole = bytearray(file.read_bytes())
    for at in range(12_288 + 60_000, len(whole), 262_144):
        whole[at] ^= 1
    file.write_bytes(bytes(whole))
    done = purse("verify")
    assert (done.exit_code, "does not read back" in flat(done)) == (1, True)
    source = write_description(place.folder.parent / "other.yaml", {**DESCRIPTION, "dataset": "test/other"})
    write_csv(place.folder.parent / "book.csv", [HEADINGS, ["Health", 5]])
    with pytest.raises(StoreError, match="Go back to the generation before it with purse rollback"):
        load(place, [source], quiet)
    assert rollback(place)[1].stem == "store-000002"
    load(place, [source], quiet)
    assert totals(place)[-1] == ("2017-18", D(15))


def flat(done: Result) -> str:
    return " ".join(done.output.split())


def test_rollback_waits_for_no_load(place: Place, purse: Purse) -> None:
    with locked(place):
        with pytest.raises(BusyError):
            rollback(place)
        assert purse("rollback").exit_code == 75


@pytest.mark.parametrize("name", ["9", "yesterday", "store-000009"])
def test_a_generation_that_is_not_there_is_told_the_others(place: Place, name: str) -> None:
    with pytest.raises(StoreError, match="There are: store-000001, store-000002, store-000003"):
        rollback(place, name)


def test_a_single_file_has_nothing_to_go_back_to(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a single file, which has no earlier generation"):
        rollback(Place(tmp_path / "one.duckdb"))


def test_the_commands_say_what_they_did(place: Place, purse: Purse) -> None:
    listed = purse("releases").stdout
    assert "store-000003" in listed
    assert "another file: test/small 2017-18 (2017-18.csv, -1 entries)" in listed
    assert purse("rollback").stdout == f"Current is {place.folder / 'store-000002.duckdb'} again; it was store-000003\n"
    again = purse("releases").stdout.splitlines()
    assert next(line for line in again if "rolled back" in line).startswith("store-000003")
    one = purse("releases", "test/small").stdout
    assert ("generation" in one, "2016-17.csv" in one) == (False, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["releases", "test/smal"], 1, "has no dataset 'test/smal'\nIt has: test/small."),
        (["rollback", "9"], 1, "has no generation '9'"),
        (
            ["diff", "test/small", "2016-17", "2019-20"],
            1,
            "has no release '2019-20' of test/small\nIt has: 2016-17, 2017-18.",
        ),
        (["diff", "test/smal", "a", "b"], 1, "has no dataset 'test/smal'\nIt has: test/small."),
        (["diff", "1", "1"], 1, "is one generation, not two"),
        (["diff", "1"], 2, "give a dataset and two of its releases, or two generations"),
    ],
)
def test_what_cannot_be_done_is_said(purse: Purse, words: list[str], code: int, said: str) -> None:
    done = purse(*words)
    assert (done.exit_code, said in " ".join(done.stderr.split(" "))) == (code, True), done.stderr


def test_an_empty_store_has_nothing_to_list(tmp_path: Path, purse: Purse) -> None:
    for command in ("releases", "rollback"):
        done = purse(command, "--store", tmp_path / "nowhere")
        assert (done.exit_code, "holds nothing yet" in done.stderr) == (1, True)


def lists(found: Difference) -> dict[str, list[tuple[str, D | None, D | None]]]:
    states = ("restated", "new", "vanished")
    return {s: [(r["administrative_1"], r["before"], r["after"]) for r in found.of(s)] for s in states}


def test_two_releases_differ_in_three_lists(place: Place) -> None:
    assert lists(differences.of_releases(place, "test/small", "2016-17", "2017-18")) == {
        "restated": [("HEALTH", 5, 8)],
        "new": [],
        "vanished": [("Parks", 1, None)],
    }


def test_two_generations_differ_release_by_release(place: Place) -> None:
    found = differences.of_generations(place, "2", "3")
    assert lists(found) == {"restated": [("HEALTH", 6, 8)], "new": [], "vanished": [("Schools", 2, None)]}
    assert {r["release"] for r in found.rows} == {"2017-18"}
    assert found.only_after == []
    alone = differences.of_generations(place, "1", "2")
    assert (alone.rows, [span[:2] for span in alone.only_after]) == ([], [("test/small", "2017-18")])


def test_a_generation_from_before_lines_were_kept_is_said_to_be(place: Place) -> None:
    with duckdb.connect(str(place.folder / "store-000001.duckdb")) as con:
        con.execute("DROP VIEW entry")
        con.execute("DROP VIEW entry_line")
        con.execute("ALTER TABLE classification DROP lineage")
    with pytest.raises(StoreError, match="was written before lines were kept"):
        differences.of_generations(place, "1", "2")


@pytest.mark.parametrize(
    ("before", "after", "counts", "appropriation"),
    [
        (
            "2016-17",
            "2017-18",
            (33, 47, 30, 98),
            ("115081568579", "650384300", "12039692756", "-13229193618", "114542452017"),
        ),
        (
            "2017-18",
            "2018-19",
            (21, 38, 50, 107),
            ("118940757450", "54785300", "1760267328", "-4387279371", "116368530707"),
        ),
    ],
)
def test_the_estimates_restate_what_the_edition_before_said(
    store_dir: Path, before: str, after: str, counts: tuple[int, ...], appropriation: tuple[str, ...]
) -> None:
    found = differences.of_releases(Place(store_dir), ESTIMATES, before, after)
    assert tuple(found.count(s) for s in differences.STATES) == counts
    one = next(s for s in found.sums if s.span[-1] == "appropriation")
    assert (one.before, one.restated, one.new, one.vanished, one.after) == tuple(D(a) for a in appropriation)


@pytest.mark.parametrize(("before", "after"), [("2016-17", "2017-18"), ("2017-18", "2018-19"), ("2017-18", "2016-17")])
def test_the_parts_add_up_to_the_releases(store_dir: Path, before: str, after: str) -> None:
    place = Place(store_dir)
    found = differences.of_releases(place, ESTIMATES, before, after)
    total = "SELECT sum(amount) FROM entry WHERE dataset = '{}' AND release = '{}' AND fiscal_year = {} AND phase = '{}' AND basis = '{}'"
    for one in found.sums:
        dataset, _, year, _, phase, basis = one.span
        assert one.before + one.restated + one.new + one.vanished == one.after
        assert rows_of(place, total.format(dataset, before, year, phase, basis)) == [(one.before,)]
        assert rows_of(place, total.format(dataset, after, year, phase, basis)) == [(one.after,)]
        rows = [r for r in found.rows if (r["fiscal_year"], r["phase"], r["basis"]) == (year, phase, basis)]
        assert sum((r["change"] for r in rows), D(0)) == one.after - one.before
    assert len(found.sums) == 2


def test_known_restatements_are_found(store_dir: Path) -> None:
    found = differences.of_releases(Place(store_dir), ESTIMATES, "2016-17", "2017-18")
    by_vote = {(r["vote"], r["category"]): r for r in found.of("restated")}
    health, education = by_vote["1406", "Operating expense"], by_vote["1002", "Operating expense"]
    assert (health["before"], health["after"], education["change"]) == (D("846533600"), D("1235617600"), D("65200000"))
    assert (health["administrative_2"], health["administrative_2_before"]) == (
        "Population and Public Health Program",
        "Public Health Program",
    )
    indigenous = by_vote["2001", "Operating expense"]
    assert indigenous["administrative_1_before"] == "Ministry of Aboriginal Affairs"


def test_what_could_not_be_seen_is_not_called_new(store_dir: Path) -> None:
    """The table of this ministry in the edition of 2016-17 is not among those that were found."""
    new = differences.of_releases(Place(store_dir), ESTIMATES, "2016-17", "2017-18").of("new")
    elsewhere = {r["administrative_1"] for r in new if r["elsewhere"]}
    assert "Ministry of Community and Social Services" in elsewhere
    assert not elsewhere & {r["administrative_1"] for r in new if not r["elsewhere"]}


def test_a_diff_prints_tables_and_writes_every_row(place: Place, purse: Purse, store_dir: Path, tmp_path: Path) -> None:
    done = purse(
        "diff", ESTIMATES, "2016-17", "2017-18", "--store", store_dir, "--limit", 2, "--csv", tmp_path / "d.csv"
    )
    assert done.exit_code == 0, done.output
    assert "Restated: another amount for the same line (33)" in done.stdout
    assert "846,533,600 1,235,617,600 389,084,000" in " ".join(done.stdout.split())
    assert "… and 31 more: --limit 0 prints them all, --csv FILE writes them" in done.stdout
    assert "33 of 131 figures that both have were restated." in done.stdout
    with (tmp_path / "d.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), rows[0]["before"], rows[0]["vote"]) == (110, "846533600.00", "1406")
    assert purse("diff", "2", "3", "--csv", tmp_path / "no" / "d.csv").exit_code == 1


def test_releases_without_a_year_in_common_are_said_to_be(store_dir: Path, purse: Purse) -> None:
    done = purse("diff", "ontario/ministry-statements", "2023-24", "2024-25", "--store", store_dir)
    assert "have no fiscal year, phase and basis in common: nothing can be compared." in done.stdout
    assert "Only 2023-24 has: 2024 executed (appropriation)" in done.stdout
