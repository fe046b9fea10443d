"""What changed between releases and who spends in today's structure, over the real store."""

import inspect
from collections import Counter
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard import queries, store
from dashboard.questions import crosswalk, restatements
from dashboard.slices import Slice
from loaders import differences, publish, sums
from loaders.load import SCHEMA
from tests.loaders.small import enter

ESTIMATES = ("ontario/estimates", "2016-17", "2017-18")
STATES = ("restated", "new", "vanished")
SLICES = [
    Slice("ontario/estimates", "2016-17", 2015, "expenditure", "executed", "appropriation"),
    Slice("ontario/estimates", "2017-18", 2018, "expenditure", "proposed", "appropriation"),
    Slice("ontario/estimates", "2018-19", 2019, "expenditure", "proposed", "consolidated"),
    Slice("ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation"),
    Slice("ontario/payments", "2023-24", 2024, "expenditure", "executed", "payments"),
    Slice("ontario/revenue-by-source", "2023-24", 2024, "revenue", "executed", "consolidated"),
    Slice("canada/program-spending", "2024-25", 2021, "expenditure", "executed", "appropriation"),
    Slice("canada/authorities", "2024-25", 2025, "expenditure", "adjusted", "appropriation"),
]


def ask(question: Any, *args: object) -> list[dict[str, Any]]:
    return list(store.ask(question, *args).to_pylist())


def total(of: Slice) -> D:
    return D(ask(queries.total, of)[0]["amount"])


def amounts(rows: list[dict[str, Any]], column: str = "amount") -> D:
    return sum((r[column] for r in rows if r[column] is not None), D(0))


def sides(dataset: str, before: str, after: str) -> list[tuple[Slice, Slice]]:
    """The slices that two releases share: one pair for each year, phase and basis."""
    spans = ask(restatements.shared, dataset, before, after)
    return [(Slice(dataset=dataset, release=before, **s), Slice(dataset=dataset, release=after, **s)) for s in spans]


def as_the_command_says(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose earlier labels are there only where the later ones differ."""
    one_sided = row["state"] in ("new", "vanished")
    kept = {c: None for c in row if c.endswith("_before") and (one_sided or row[c] == row[c.removesuffix("_before")])}
    return {**row, **kept}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("releases", [("2016-17", "2017-18"), ("2017-18", "2018-19"), ("2016-17", "2018-19")])
def test_the_pages_say_what_the_command_says(store_dir: Path, state: str, releases: tuple[str, str]) -> None:
    said = differences.of_releases(publish.Place(store_dir), ESTIMATES[0], *releases).of(state)
    columns = [c for c in differences.COLUMNS if c not in ("dataset", "release")]
    shown: list[dict[str, Any]] = []
    for before, after in sides(ESTIMATES[0], *releases):
        rows = ask(restatements.listed, before, after, state)
        assert rows == sorted(rows, key=lambda r: (-max(r["change"], -r["change"]), r["line"]))
        shown += map(as_the_command_says, rows)
    assert sorted(repr([r[c] for c in columns]) for r in shown) == sorted(repr([r[c] for c in columns]) for r in said)


def test_fifty_four_of_two_hundred_and_fifty_nine_figures_were_restated() -> None:
    """Of the lines that two editions in a row have; printed totals, which repeat them, are not lines."""
    counts: dict[str, int] = {}
    for releases in (("2016-17", "2017-18"), ("2017-18", "2018-19")):
        for pair in sides(ESTIMATES[0], *releases):
            for row in ask(restatements.sums, *pair):
                counts[row["state"]] = counts.get(row["state"], 0) + row["lines"]
    assert (counts["restated"], counts["restated"] + counts["unchanged"]) == (54, 259)


def test_the_states_add_up_to_both_releases() -> None:
    for before, after in sides(*ESTIMATES):
        rows = ask(restatements.sums, before, after)
        assert (amounts(rows, "before"), amounts(rows, "after")) == (total(before), total(after))
        assert amounts(rows, "change") == total(after) - total(before)
        lines = ask(restatements.compared, before, after)
        assert {r["state"]: r["lines"] for r in rows} == Counter(r["state"] for r in lines)
        assert sum(r["elsewhere"] for r in rows) == sum(r["elsewhere"] for r in lines)


def test_a_slice_by_line_is_the_slice() -> None:
    for of in SLICES:
        rows = ask(restatements.by_line, of)
        assert amounts(rows) == total(of)
        assert len({r["line"] for r in rows}) == len(rows)


def test_labels_that_differ_within_a_line_are_told() -> None:
    """Two spellings of one recipient are one line, which no choice of labels selects whole."""
    payments = next(s for s in SLICES if s.dataset == "ontario/payments")
    assert sum(not r["alike"] for r in ask(restatements.by_line, payments)) == 1


def test_organisations_are_those_of_either_side() -> None:
    (pair,) = [p for p in sides(*ESTIMATES) if p[0].basis == "appropriation"]
    found = {o["lineage"] for o in ask(restatements.organisations, *pair)}
    assert found == {r["lineage"] for r in ask(restatements.compared, *pair)} - {None}


def test_only_what_both_releases_hold_is_compared() -> None:
    assert [(r["fiscal_year"], r["phase"], r["basis"]) for r in ask(restatements.shared, *ESTIMATES)] == [
        (2017, "proposed", "appropriation"),
        (2017, "proposed", "consolidated"),
    ]
    assert sides("ontario/ministry-statements", "2023-24", "2024-25") == []


def test_the_biggest_movers_between_two_years() -> None:
    before = Slice("ontario/ministry-statements", "2023-24", 2024, "expenditure", "executed", "appropriation")
    after = Slice("ontario/ministry-statements", "2024-25", 2025, "expenditure", "executed", "appropriation")
    first, second, *_ = ask(restatements.movers, before, after, 5)
    assert (first["administrative_1"], first["administrative_2"], first["economic_1"]) == (
        "Transportation",
        "Transit",
        "Transfer payments",
    )
    assert (first["before"], first["after"], first["change"]) == (
        D("7293145049.00"),
        D("10869412294.00"),
        D("3576267245.00"),
    )
    assert second["administrative_2"] == "Ontario Health Insurance Program"
    every = ask(restatements.movers, before, after, 100_000)
    assert amounts(every, "change") == total(after) - total(before)
    health = ask(restatements.movers, before.narrowed("administrative_1", "Health"), after.narrowed("administrative_1", "Health"), 100_000)  # fmt: skip
    assert {r["administrative_1"] for r in health} == {"Health"}


@pytest.mark.parametrize("of", SLICES, ids=lambda s: f"{s.dataset} {s.fiscal_year} {s.basis}")
@pytest.mark.parametrize("reading", [crosswalk.as_reported, crosswalk.in_todays_structure, crosswalk.comparable])
def test_every_reading_adds_up_to_the_slice(of: Slice, reading: Any) -> None:
    assert amounts(ask(reading, of)) == total(of)


def test_todays_structure_says_what_moved_and_what_could_not() -> None:
    rows = {r["organisation"]: r for r in ask(crosswalk.in_todays_structure, SLICES[1])}
    moved = rows["CA-ON/children-community-and-social-services"]
    assert (moved["way"], moved["certainty"], moved["amount"]) == ("moved", "certain", D("12473806514.00"))
    health = rows["CA-ON/health-and-long-term-care"]
    assert (health["way"], health["amount"]) == ("kept apart", D("53325045360.00"))
    assert rows["CA-ON/education"]["way"] == "same"
    # Employment Ontario, vote 3003, went to another ministry than the rest of its own.
    training = rows["CA-ON/labour-immigration-training-and-skills-development"]
    colleges = rows["CA-ON/colleges-and-universities"]
    assert (training["amount"], training["certainty"]) == (D("1239443600.00"), "probable")
    assert training["amount"] + colleges["amount"] == D("8407666014.00")


def test_comparable_lines_leave_out_what_events_touched() -> None:
    *named, rest = ask(crosswalk.comparable, SLICES[1])
    assert {"Education", "Finance", "Attorney General"} <= {r["name_en"] for r in named}
    assert not {"Health", "Children, Community and Social Services"} & {r["name_en"] for r in named}
    assert (rest["organisation"], rest["amount"]) == (None, D("85694729301.00"))


def test_federal_figures_speak_of_their_own_years_structure() -> None:
    """2020-21 stands under the name of today, but holds what left the department since."""
    rows = {r["organisation"]: r["way"] for r in ask(crosswalk.in_todays_structure, SLICES[6])}
    assert rows["CA/prairies-economic-development-canada"] == "kept apart"
    later = Slice("canada/program-spending", "2024-25", 2025, "expenditure", "executed", "appropriation")
    assert {r["way"] for r in ask(crosswalk.in_todays_structure, later)} == {"same"}


def test_figures_without_an_organisation_are_kept_under_their_own_label() -> None:
    (row,) = ask(crosswalk.in_todays_structure, SLICES[5])
    assert (row["organisation"], row["way"], row["amount"]) == (None, "not resolved", D("205936000000.00"))


def test_shares_cut_amounts_to_the_cent_and_lose_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(con: duckdb.DuckDBPyConnection) -> None:
        for amount in ("0.01", "-0.05", "100.00", "33.33"):
            enter(con, amount, administrative_1="A", line="l", lineage="b", path="p")
        for today, share, rest in (("b", "0.33333333", False), ("c", "0.33333333", False), ("d", "0.33333334", True)):
            con.execute("INSERT INTO organisation_path VALUES ('p', 'a', 2017, ?, ?, ?, 'moved', true, 'certain')", [today, share, rest])  # fmt: skip
            con.execute("INSERT INTO organisation BY NAME SELECT ? AS organisation, 'CA-ON' AS jurisdiction, ? AS name_en, 'l' AS lineage", [today, today.upper()])  # fmt: skip
        sums.write(con)

    publish.publish(publish.Place(tmp_path), SCHEMA.read_text(encoding="utf-8"), build)
    monkeypatch.setenv("PURSE_STORE", str(tmp_path))
    of = Slice("test/x", "2016-17", 2017, "expenditure", "executed", "cash")
    rows = {r["name_en"]: r["amount"] for r in ask(crosswalk.in_todays_structure, of)}
    assert sum(rows.values()) == total(of) == D("133.29")
    assert rows == {"B": D("44.42"), "C": D("44.42"), "D": D("44.45")}


def test_events_come_with_names_and_evidence() -> None:
    events = ask(crosswalk.events, "CA-ON")
    assert len({e["event"] for e in events}) > 40
    assert all(e["evidence"] and e["certainty"] for e in events)
    merged = [e for e in events if e["to_en"] == "Children, Community and Social Services" and e["kind"] == "merge"]
    assert {e["from_en"] for e in merged} == {"Community and Social Services", "Children and Youth Services"}
    assert [e["fiscal_year"] for e in events] == sorted((e["fiscal_year"] for e in events), reverse=True)


def test_labels_that_are_not_resolved_can_be_asked_for() -> None:
    assert [r for r in ask(crosswalk.not_resolved) if r["dataset"].startswith(("ontario/", "canada/"))] == []


@pytest.mark.parametrize("module", [restatements, crosswalk])
def test_every_question_is_tested_here(module: Any) -> None:
    own = {
        n for n, f in vars(module).items() if inspect.isfunction(f) and f.__module__ == module.__name__ and n[0] != "_"
    }
    text = inspect.getsource(inspect.getmodule(test_every_question_is_tested_here) or module)
    name = module.__name__.rsplit(".")[-1]
    assert {n for n in own if f"{name}.{n}" not in text} == set(), "questions without a test"
