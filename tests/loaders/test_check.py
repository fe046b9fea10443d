"""A load that does not add up is refused; every answer stands in the ledger."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaders.check import cross_checks, in_words
from loaders.errors import CheckError, SourceError
from loaders.extract import extract
from loaders.load import check, load
from loaders.publish import Place

from .small import (
    CONSTANTS,
    HEADINGS,
    checked,
    describe,
    extracted,
    quiet,
    rows_of,
)

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


def test_the_mean_of_a_series_stands_in_the_ledger_to_the_cent(tmp_path: Path) -> None:
    rows = [["Month", "Index"], ["2016-04", "1"], ["2016-05", "1"], ["2016-06", "2"]]
    source = describe(
        tmp_path,
        rows,
        kind="series",
        constants={"series": "Prices", "unit": "index"},
        columns={"date": "Month", "value": "Index"},
        steps=[{"fiscal_year_of": {"field": "date"}}, {"average": {"of": 3}}],
        control_totals=[{"equals": "1.333", "tolerance": "0.001"}],
    )
    place = Place(tmp_path / "store")
    load(place, [source], quiet)
    ledger = "SELECT got, verdict FROM check_result WHERE check_kind = 'control total'"
    assert rows_of(place, ledger) == [(Decimal("1.33"), "passed")]


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


def test_figures_out_of_range_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    spec = {"where": {"administrative_1": "Health"}, "at_least": "5", "at_most": "7"}
    result = checked(describe(tmp_path, ROWS, ranges=[spec]))[-1]
    assert (result.check_kind, result.got, result.verdict, result.cell) == ("range", 1, "failed", "B3")
    assert result.what == "administrative_1 Health: figures under 5 or over 7"
    assert checked(describe(tmp_path, ROWS, ranges=[{**spec, "at_most": "8"}]))[-1].verdict == "passed"
    with pytest.raises(SourceError, match="range asks for 'ministry'"):
        checked(describe(tmp_path, ROWS, ranges=[{"where": {"ministry": "Health"}, "at_least": "5"}]))


def test_a_required_label_is_there(tmp_path: Path) -> None:
    rows = [*ROWS, ["", "1"]]
    result = checked(describe(tmp_path, rows, required=["administrative_1"]))[-1]
    assert (result.check_kind, result.what, result.got) == ("required label", "entries without administrative_1", 1)
    assert (result.verdict, result.cell) == ("failed", "B5")
    with pytest.raises(SourceError, match="required names 'ministry', which is not a column"):
        checked(describe(tmp_path, rows, required=["ministry"]))


def test_jumps_are_listed_for_review_and_fail_nothing(tmp_path: Path) -> None:
    rows = [["Ministry", "2015", "2016", "2017"], ["Health", "10", "35", "20"], ["Roads", "10", "29", "-29"]]
    source = describe(
        tmp_path,
        rows,
        columns={"administrative_1": "Ministry"},
        amounts={"{fiscal_year}": {}},
        constants={k: v for k, v in CONSTANTS.items() if k != "fiscal_year"},
        jumps={"by": ["administrative_1"], "factor": 3},
    )
    found = [(r.what, r.expected, r.got, r.verdict) for r in checked(source)[1:]]
    assert found == [
        ("Roads: 2016 to 2017", 29, -29, "review"),
        ("Health: 2015 to 2016", 10, 35, "review"),
    ]
    check([source], quiet)


RELEASE = "INSERT INTO release SELECT ?, '2016-17', NULL, 'book.csv', '', 0, now(), 0, 0, 0, 0, 0"


@pytest.mark.parametrize(("tolerance", "verdict"), [("0.01", "passed"), ("0", "failed")])
def test_a_slice_equals_a_slice_of_another_dataset(tmp_path: Path, tolerance: str, verdict: str) -> None:
    spec = {"where": {"fiscal_year": "2016-17"}, "dataset": "test/other", "tolerance": tolerance}
    source = describe(tmp_path, ROWS, equals=[spec])
    other = describe(tmp_path / "other", [HEADINGS, ["All", "21.02"]], dataset="test/other")
    con, _ = extracted(source)
    assert cross_checks(con, [source, other]) == []
    con.execute(RELEASE, [source.dataset])
    (alone,) = cross_checks(con, [source])
    assert (alone.verdict, alone.reason) == ("not checkable", "test/other is not in the store")
    extract(con, other, other.releases[0])
    con.execute(RELEASE, [other.dataset])
    (result,) = cross_checks(con, [source, other])
    assert (result.what, result.check_kind) == ("fiscal_year 2016-17: the same in test/other", "equality")
    assert (result.expected, result.got, result.verdict) == (Decimal("21.02"), Decimal("21.01"), verdict)


def test_an_equality_of_an_unknown_column_is_an_error(tmp_path: Path) -> None:
    source = describe(tmp_path, ROWS, equals=[{"where": {"ministry": "Health"}, "dataset": "test/other"}])
    con, _ = extracted(source)
    con.execute(RELEASE, [source.dataset])
    with pytest.raises(SourceError, match="equals asks for 'ministry', which is not a column of an entry"):
        cross_checks(con, [source])


def test_a_selection_is_said_in_words() -> None:
    assert in_words({"fiscal_year": "2024-25", "administrative_1": "Health"}) == (
        "fiscal_year 2024-25, administrative_1 Health"
    )
    assert in_words({}) == "everything"
