"""A load that does not add up is refused; every answer stands in the ledger."""

import random
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from loaders.check import in_words
from loaders.errors import CheckError, SourceError
from loaders.load import check, load
from loaders.publish import Place
from loaders.workbook import Book

from .small import HEADINGS, SOURCES, checked, describe, quiet, rows_of, write_csv, write_description

ROWS = [HEADINGS, ["Health", "5.00"], ["Health", "7.01"], ["Roads", "9"]]
HEALTH = {"where": {"administrative_1": "Health"}, "equals": "12.01", "printed_in": "page 9"}


def refusal(source: Any) -> CheckError:
    with pytest.raises(CheckError) as refused:
        check([source], quiet)
    return refused.value


def test_a_met_control_total_passes(tmp_path: Path) -> None:
    count, total = checked(describe(tmp_path, ROWS, control_totals=[HEALTH]))
    assert (count.check_kind, count.verdict, count.expected, count.got) == ("row count", "passed", *[Decimal(4)] * 2)
    assert (total.check_kind, total.what, total.verdict) == ("control total", "administrative_1 Health", "passed")
    assert (total.expected, total.got, total.printed_in) == (Decimal("12.01"), Decimal("12.01"), "page 9")


def test_a_missed_control_total_says_both_figures_and_publishes_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path / "store")
    source = describe(tmp_path, ROWS, control_totals=[{**HEALTH, "equals": "1312.02"}, {"equals": "21.00"}])
    with pytest.raises(CheckError) as refused:
        load(place, [source], quiet)
    assert refused.value.lines == (
        "2016-17, control total, administrative_1 Health: expected 1,312.02, got 12.01, difference -1,300.01",
        "2016-17, control total, everything: expected 21.00, got 21.01, difference +0.01",
    )
    assert str(refused.value).startswith("test/small: 2 check(s) failed:\n  2016-17, control total")
    assert "Nothing was published. Correct the file or its description" in str(refused.value)
    assert place.current() is None
    assert [p.name for p in place.folder.iterdir()] == [".lock"]


@pytest.mark.parametrize(("equals", "tolerance", "verdict"), [("12", "0.01", "passed"), ("12", "0.009", "failed")])
def test_a_tolerance_has_an_edge(tmp_path: Path, equals: str, tolerance: str, verdict: str) -> None:
    total = {**HEALTH, "equals": equals, "tolerance": tolerance}
    assert checked(describe(tmp_path, ROWS, control_totals=[total]))[-1].verdict == verdict


def test_totals_are_in_the_printed_unit_and_the_ledger_in_dollars(tmp_path: Path) -> None:
    total = {**HEALTH, "equals": "12", "tolerance": "0.01"}
    result = checked(describe(tmp_path, ROWS, sheet={"unit": "millions"}, control_totals=[total]))[-1]
    assert [result.expected, result.got, result.tolerance] == [12_000_000, 12_010_000, 10_000]
    assert (result.difference, result.verdict) == (Decimal(10_000), "passed")


@pytest.mark.parametrize(("difference", "verdict"), [("0.01", "accepted"), ("-0.01", "failed"), ("0.02", "failed")])
def test_a_known_oddity_excuses_its_difference_and_no_other(tmp_path: Path, difference: str, verdict: str) -> None:
    where = {"administrative_1": "Health"}
    oddity = {"where": where, "difference": difference, "why": "the publisher rounds"}
    total = {"where": where, "equals": "12"}
    source = describe(tmp_path, ROWS, control_totals=[total], known_oddities=[oddity])
    result = checked(source)[-1]
    assert (result.verdict, result.reason) == (verdict, "the publisher rounds" if verdict == "accepted" else None)
    if verdict == "failed":
        assert "expected 12, got 12.01, difference +0.01" in str(refusal(source))
        return
    place = Place(tmp_path / "store")
    load(place, [source], quiet)
    ledger = "SELECT verdict, difference, reason FROM check_result WHERE check_kind = 'control total'"
    assert rows_of(place, ledger) == [("accepted", Decimal("0.01"), "the publisher rounds")]
    assert rows_of(place, "SELECT selection, why FROM oddity") == [("administrative_1 Health", "the publisher rounds")]


def test_a_control_total_that_selects_nothing_is_an_error(tmp_path: Path) -> None:
    total = {"where": {"administrative_1": "Helth"}, "equals": "0"}
    (line,) = refusal(describe(tmp_path, ROWS, control_totals=[total])).lines
    assert line == "control total, administrative_1 Helth: no entry of any release is selected by it"


def test_a_control_total_of_an_unknown_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"small\.yaml: control total asks for 'ministry', which is not a column"):
        checked(describe(tmp_path, ROWS, control_totals=[{"where": {"ministry": "Health"}, "equals": "12.01"}]))


def test_a_control_total_may_count_the_rows_left_out(tmp_path: Path) -> None:
    step = {"set_aside": {"when": {"administrative_1": "Roads"}, "why": "names a person"}}
    totals = [{"equals": "12.01"}, {"equals": "21.01", "of": "published"}]
    results = checked(describe(tmp_path, ROWS, steps=[step], control_totals=totals))
    assert [(r.what, r.verdict) for r in results[1:]] == [
        ("everything", "passed"),
        ("everything, with the rows left out", "passed"),
    ]


def test_a_control_total_of_a_basis_counts_the_entries_of_that_basis(tmp_path: Path) -> None:
    total = {"where": {"basis": "consolidated"}, "equals": "9"}
    columns = {"line_type": "Ministry", "amount": "Amount"}
    source = describe(tmp_path, ROWS, columns=columns, basis_of={"Roads": "consolidated"}, control_totals=[total])
    assert [r.verdict for r in checked(source)] == ["passed", "passed"]


def test_a_control_total_may_select_a_release(tmp_path: Path) -> None:
    checked(describe(tmp_path, ROWS, control_totals=[{"where": {"release": "2016-17"}, "equals": "21.01"}]))


@pytest.mark.parametrize(("rows", "verdict", "got"), [(ROWS[:2] + ROWS[3:], "passed", 0), (ROWS, "failed", 1)])
def test_a_key_is_unique(tmp_path: Path, rows: list[list[str]], verdict: str, got: int) -> None:
    source = describe(tmp_path, rows, unique=["fiscal_year", "administrative_1"])
    result = checked(source)[-1]
    assert (result.check_kind, result.what, result.verdict) == ("unique key", "fiscal_year, administrative_1", verdict)
    assert result.got == got


def test_a_key_of_an_unknown_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="unique names 'ministry', which is not a column of an entry"):
        checked(describe(tmp_path, ROWS, unique=["ministry"]))


SUBTOTAL = {"subtotals": {"when": {"administrative_2": "Total"}, "within": ["administrative_1"]}}
COLUMNS = {"administrative_1": "Ministry", "administrative_2": "Program", "amount": "Amount"}


@pytest.mark.parametrize(
    ("clinics", "total", "verdict", "reason"),
    [
        ("7", "12", "passed", None),
        ("7", "12.01", "failed", None),
        ("", "12", "not checkable", "1 of the 2 figures that it sums could not be seen"),
        ("", "5", "passed", None),
        ("", "", None, None),
    ],
)
def test_a_printed_subtotal_is_held_against_its_parts(
    tmp_path: Path, clinics: str, total: str, verdict: str | None, reason: str | None
) -> None:
    rows = [["Ministry", "Program", "Amount"], ["Health", "Drugs", "5"], ["Health", "Clinics", clinics]]
    rows += [["Health", "Total", total], ["Roads", "Bridges", "100"]]
    results = [r for r in checked(describe(tmp_path, rows, columns=COLUMNS, steps=[SUBTOTAL])) if r.cell]
    assert [(r.verdict, r.reason, r.cell) for r in results] == ([(verdict, reason, "C4")] if verdict else [])


def test_a_missed_subtotal_names_its_cell(tmp_path: Path) -> None:
    rows = [["Ministry", "Program", "Amount"], ["Health", "Drugs", "5"], ["Health", "Total", "6"]]
    (line,) = refusal(describe(tmp_path, rows, columns=COLUMNS, steps=[SUBTOTAL])).lines
    assert line == (
        "2016-17, printed subtotal, Health: Health, 2017 (sheet 'csv', cell C3): expected 6.00, got 5.00, difference -1.00"
    )


def test_a_known_oddity_excuses_a_printed_subtotal(tmp_path: Path) -> None:
    rows = [["Ministry", "Program", "Amount"], ["Health", "Drugs", "5"], ["Health", "Total", "6"]]
    oddity = {"where": {"administrative_1": "Health"}, "difference": "-1", "why": "the publisher's own sum is off"}
    source = describe(tmp_path, rows, columns=COLUMNS, steps=[SUBTOTAL], known_oddities=[oddity])
    assert checked(source)[-1].verdict == "accepted"


def test_a_selection_is_said_in_words() -> None:
    assert in_words({"fiscal_year": "2024-25", "administrative_1": "Health"}) == (
        "fiscal_year 2024-25, administrative_1 Health"
    )
    assert in_words({}) == "everything"


Sheet = list[list[str]]
AMOUNT, MINISTRY = 2, 3


@cache
def statements() -> tuple[tuple[str, ...], ...]:
    """The ministry statements of 2024-25, as texts."""
    grid = Book.open(SOURCES.parent / "workbooks" / "ontario" / "ministry-statements-2024-25.xlsx").grid("Data")
    return tuple(tuple(v or "" for v in list(row.values())[1:]) for row in grid.to_pylist())


def row_of(rows: Sheet, ministry: str, rng: random.Random) -> int:
    return rng.choice([n for n, r in enumerate(rows) if r[MINISTRY] == ministry and abs(Decimal(r[AMOUNT])) > 1000])


def untouched(rows: Sheet, rng: random.Random) -> None:
    pass


def one_cent_more(rows: Sheet, rng: random.Random) -> None:
    row = rows[row_of(rows, "Finance", rng)]
    row[AMOUNT] = str(Decimal(row[AMOUNT]) + Decimal("0.01"))


def one_row_less(rows: Sheet, rng: random.Random) -> None:
    del rows[row_of(rows, "Finance", rng)]


def one_row_twice(rows: Sheet, rng: random.Random) -> None:
    rows.append(rows[row_of(rows, "Finance", rng)])


def swapped(first: str, second: str) -> Callable[[Sheet, random.Random], None]:
    def swap(rows: Sheet, rng: random.Random) -> None:
        one, other = row_of(rows, first, rng), row_of(rows, second, rng)
        rows[one][MINISTRY], rows[other][MINISTRY] = second, first

    return swap


DAMAGE: dict[str, tuple[Callable[[Sheet, random.Random], None], list[str]]] = {
    "nothing": (untouched, []),
    "one cent": (one_cent_more, ["fiscal_year 2024-25"]),
    "a row less": (one_row_less, ["fiscal_year 2024-25"]),
    "a row twice": (one_row_twice, ["fiscal_year 2024-25"]),
    "labels of two ministries with totals": (
        swapped("Health", "Education"),
        ["fiscal_year 2024-25, administrative_1 Health", "fiscal_year 2024-25, administrative_1 Education"],
    ),
    "labels of a ministry with a total and one without": (
        swapped("Transportation", "Finance"),
        ["fiscal_year 2024-25, administrative_1 Transportation"],
    ),
    # No total of these two is listed: such a swap is not seen.
    "labels of two ministries without totals": (
        swapped("Finance", "Labour, Immigration, Training and Skills Development"),
        [],
    ),
}


@pytest.mark.parametrize(("damage", "missed"), DAMAGE.values(), ids=DAMAGE)
def test_damage_to_a_real_sheet_is_caught(
    tmp_path: Path, damage: Callable[[Sheet, random.Random], None], missed: list[str]
) -> None:
    head, *rows = ([*row] for row in statements())
    damage(rows, random.Random(2025))
    write_csv(tmp_path / "data.csv", [head, *rows])
    described = yaml.load((SOURCES / "ontario" / "ministry-statements.yaml").read_text(), yaml.BaseLoader)
    described["releases"] = [{"release": "2024-25", "file": "data.csv"}]
    described["control_totals"] = [t for t in described["control_totals"] if t["where"]["fiscal_year"] == "2024-25"]
    results = checked(write_description(tmp_path / "statements.yaml", described))
    assert [r.what for r in results if r.verdict == "failed"] == missed
    assert len(results) == 5
