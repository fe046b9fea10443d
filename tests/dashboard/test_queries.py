"""Every question over the real store, against totals that stand in the published accounts."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal as D

import ibis.expr.types as ir
import pytest

from dashboard import queries, schema, store
from dashboard.questions.purposes import PURPOSE
from dashboard.slices import FILTERS, NOT_NAMED, Holding, Slice, newest, of_holding, year_before


def slice_of(holdings: Sequence[Holding], **wanted: object) -> Slice:
    found = newest(holdings, **wanted)
    assert found is not None, wanted
    return of_holding(found)


@pytest.fixture
def ministries(holdings: Sequence[Holding]) -> Slice:
    return slice_of(holdings, dataset="ontario/ministry-statements")


def amount(of: Slice) -> D:
    return D(store.ask(queries.total, of).to_pylist()[0]["amount"])


@pytest.mark.parametrize(
    ("dataset", "year", "phase", "expected"),
    [
        ("ontario/ministry-statements", 2024, "executed", "200634829913"),
        ("ontario/ministry-statements", 2025, "executed", "221264301149.05"),
        ("ontario/revenue-by-source", 2016, "executed", "136148000000"),
        ("ontario/revenue-by-source", 2024, "executed", "205936000000"),
        ("ontario/consolidated-expense", 2024, "executed", "206583000000"),
        ("canada/authorities", 2025, "adjusted", "496221770616.48"),
        ("canada/program-spending", 2025, "executed", "474431419394.65"),
    ],
)
def test_totals_are_the_published_ones(
    holdings: Sequence[Holding], dataset: str, year: int, phase: str, expected: str
) -> None:
    assert amount(slice_of(holdings, dataset=dataset, fiscal_year=year, phase=phase)) == D(expected)


def test_children_add_up_to_their_parent_at_every_level(holdings: Sequence[Holding]) -> None:
    levels = {d["dataset"]: d["hierarchy"] for d in store.ask(queries.datasets).to_pylist()}
    for holding in holdings:
        of = of_holding(holding)
        for column in levels[holding.dataset]:
            rows = store.ask(queries.children, of, column, None).to_pylist()
            assert sum((r["amount"] for r in rows), D(0)) == amount(of), (of, column)
            assert sum(r["entries"] for r in rows) == store.ask(queries.total, of).to_pylist()[0]["entries"]
            of = of.narrowed(column, rows[0]["label"] or NOT_NAMED)


def added(rows: ir.Table) -> ir.Table:
    return rows.agg(amount=rows.amount.sum().cast("decimal(38, 2)"), entries=queries.count(rows))


def by_sums(of: Slice) -> ir.Table:
    return added(queries.summed(of))


def by_entries(of: Slice) -> ir.Table:
    return added(queries.entries(of).mutate(entries=1))


@pytest.mark.parametrize("column", FILTERS)
def test_a_filter_selects_the_same_entries_of_the_sums(holdings: Sequence[Holding], column: str) -> None:
    met, one_each = 0, {h.dataset: h for h in holdings}.values()
    for of in map(of_holding, one_each):
        labels = [r["label"] for r in store.ask(queries.children, of, column, None).to_pylist()[:2]]
        for part in [of, *(of.narrowed(column, label or NOT_NAMED) for label in labels)]:
            found = store.ask(by_sums, part).to_pylist()
            assert found == store.ask(by_entries, part).to_pylist(), part
            met += found[0]["entries"] > 0
    assert met >= len(one_each)


def test_sums_are_asked_unless_what_only_an_entry_has_is_named() -> None:
    assert schema.asked_of(queries.sums((("administrative_1", "Health"), (PURPOSE, "Health")), "vote")).keys() == {
        "entry_sum"
    }
    assert schema.asked_of(queries.sums((("recipient", "A"),))).keys() == {"entry_line"}
    assert schema.asked_of(queries.sums((), "recipient")).keys() == {"entry_line"}


def test_children_bring_the_year_before(holdings: Sequence[Holding], ministries: Slice) -> None:
    before = year_before(ministries, holdings)
    rows = {r["label"]: r for r in store.ask(queries.children, ministries, "administrative_1", before).to_pylist()}
    assert rows["Health"]["amount"] == D("77944030998.00")
    assert rows["Health"]["before"] == D("73361715876.00")
    assert [r["amount"] for r in rows.values()] == sorted((r["amount"] for r in rows.values()), reverse=True)


def test_entries_without_a_name_can_be_asked_for(holdings: Sequence[Holding]) -> None:
    of = slice_of(holdings, dataset="ontario/consolidated-expense", fiscal_year=2024, phase="executed")
    finance = of.narrowed("administrative_1", "Finance")
    own = finance.narrowed("administrative_2", NOT_NAMED)
    assert amount(own) == D("1362000000")
    assert amount(finance) == D("1362000000") + D("11376000000") + D("501000000") + D("41000000")


def test_lines_keep_both_levels_and_languages(holdings: Sequence[Holding]) -> None:
    of = slice_of(holdings, dataset="ontario/revenue-by-source", fiscal_year=2024)
    rows = store.ask(queries.lines, of, "economic_1", "economic_2").to_pylist()
    assert rows[0]["second"] == "Personal Income Tax"
    assert rows[0]["second_fr"] == "Impôt sur le revenu des particuliers"
    assert sum((r["amount"] for r in rows), D(0)) == amount(of)


def test_history_takes_each_year_from_its_newest_release() -> None:
    rows = store.ask(queries.history, "ontario/estimates", "expenditure", "proposed", "appropriation").to_pylist()
    assert {r["fiscal_year"]: r["release"] for r in rows} == {
        2016: "2016-17",
        2017: "2017-18",
        2018: "2018-19",
        2019: "2018-19",
    }


def test_a_basis_never_leaks_into_another(holdings: Sequence[Holding]) -> None:
    plan = slice_of(holdings, dataset="ontario/estimates", fiscal_year=2019, phase="proposed", basis="appropriation")
    kinds = {r["line_type"] for r in store.ask(lambda: queries.entries(plan)).to_pylist()}
    assert kinds == {"program", "statutory"}


def test_receipts_name_the_cell_and_the_file(ministries: Slice) -> None:
    row = store.ask(queries.receipts, ministries, 1).to_pylist()[0]
    assert (row["file"], row["sheet"], row["cell"], row["printed"]) == (
        "ministry-statements-2024-25.xlsx",
        "Data",
        "C1135",
        "36011437985",
    )


def test_receipts_can_be_leafed_through(ministries: Slice) -> None:
    first, second = (store.ask(queries.receipts, ministries, 3, start).to_pylist() for start in (0, 2))
    assert first[2] == second[0]


def test_the_least_of_the_largest_is_the_last_of_them(ministries: Slice) -> None:
    for most in (1, 7, 10_000_000):
        rows = store.ask(queries.receipts, ministries, most).to_pylist()
        assert store.ask(queries.smallest_of_largest, ministries, most).to_pylist() == [{"amount": rows[-1]["amount"]}]
    nothing = ministries.narrowed("administrative_1", "no such ministry")
    assert store.ask(queries.smallest_of_largest, nothing, 5).to_pylist() == [{"amount": None}]


def test_an_organisation_is_found_under_every_name(holdings: Sequence[Holding]) -> None:
    known = store.ask(queries.organisations, "CA-ON").to_pylist()
    labour = next(o for o in known if o["name_en"] == "Labour, Immigration, Training and Skills Development")
    of = slice_of(holdings, dataset="ontario/ministry-statements", fiscal_year=2024)
    under_its_name = amount(of.narrowed("administrative_1", labour["name_en"]))
    assert amount(of.narrowed("lineage", labour["lineage"])) == under_its_name > 0
    parts = [amount(of.narrowed("lineage", o["lineage"])) for o in known if _holds(of, o["lineage"])]
    assert sum(parts) == amount(of), "the lineages of the crosswalk hold the whole of the statements"


def _holds(of: Slice, lineage: str) -> bool:
    return bool(store.ask(queries.total, of.narrowed("lineage", lineage)).to_pylist()[0]["entries"])


def test_values_are_quoted_not_pasted(ministries: Slice) -> None:
    trick = ministries.narrowed("administrative_1", "'; DROP TABLE entry; --")
    assert "'''; DROP TABLE entry; --'" in store.sql(queries.total(trick))
    assert store.ask(queries.total, trick).to_pylist()[0]["entries"] == 0


def test_population_of_a_year() -> None:
    row = store.ask(queries.series_value, "Population, Ontario, 1 July", 2016).to_pylist()[0]
    assert (row["value"], row["unit"]) == (D("13709293.0000"), "persons")
    assert store.ask(queries.series_value, "no such series", 2016).num_rows == 0


def test_whole_datasets_come_in_the_order_of_their_sheets() -> None:
    for row in store.ask(queries.datasets).to_pylist():
        table = store.ask(queries.whole_dataset, row["dataset"], row["kind"])
        released = [r for r in store.ask(queries.releases).to_pylist() if r["dataset"] == row["dataset"]]
        assert table.num_rows == sum(r["entries"] for r in released) > 0
    codes = store.ask(queries.whole_dataset, "reference/cofog", "codelist")["code"].to_pylist()
    assert codes[:4] == ["01", "01.1", "01.1.1", "01.1.2"]


def test_every_question_is_tested_here() -> None:
    own = {n for n, f in vars(queries).items() if inspect.isfunction(f) and f.__module__ == queries.__name__}
    own = {n for n in own if not n.startswith("_")}
    own -= {n for n in own if next(iter(inspect.get_annotations(getattr(queries, n)).values())) == "ir.Table"}  # parts
    text = inspect.getsource(inspect.getmodule(test_every_question_is_tested_here) or queries)
    assert {n for n in own if f"queries.{n}" not in text} == set(), "questions without a test"


def test_the_ledger_and_the_oddities() -> None:
    verdicts = {c["verdict"] for c in store.ask(queries.checks).to_pylist()}
    assert verdicts <= {"passed", "accepted", "not checkable"}, "a published store has no failed check"
    assert all(o["why"] for o in store.ask(queries.oddities).to_pylist())
    held = store.ask(queries.holdings).to_pylist()
    assert sum(h["entries"] for h in held) == sum(
        r["entries"] for r in store.ask(queries.releases).to_pylist() if not r["dataset"].startswith("reference/")
    )


def test_purposes_add_up_to_the_slice(holdings: Sequence[Holding]) -> None:
    for dataset in ("ontario/ministry-statements", "ontario/consolidated-expense", "canada/program-spending"):
        of = slice_of(holdings, dataset=dataset, phase="executed")
        parts = store.ask(queries.children, of, "functional_1", None).to_pylist()
        assert sum(r["amount"] for r in parts) == sum(r["amount"] for r in store.ask(queries.purposes, of).to_pylist())
        assert sum(r["amount"] for r in parts) == amount(of)
        assert all(amount(of.narrowed("functional_1", r["label"] or NOT_NAMED)) == r["amount"] for r in parts)


def test_a_program_goes_before_its_organisation(ministries: Slice) -> None:
    rows = store.ask(queries.purposes, ministries.narrowed("administrative_1", "Education")).to_pylist()
    given = {r["part"]: r["functional_1"] for r in rows}
    assert given == {None: "Education", "Child Care and Early Years Programs": "Social protection"}


def test_every_release_under_the_same_filters(holdings: Sequence[Holding]) -> None:
    of = slice_of(holdings, dataset="ontario/estimates").narrowed("vote", "1406")
    found = store.ask(queries.releases_of, of.dataset, of.where).to_pylist()
    assert len({row["release"] for row in found}) > 1
    for row in found:
        each = {name: row[name] for name in ("release", "fiscal_year", "direction", "phase", "basis")}
        whole = store.ask(queries.total, replace(of, **each)).to_pylist()[0]
        assert (whole["amount"], whole["entries"]) == (row["amount"], row["entries"])


def test_values_that_a_release_has_changed_are_counted() -> None:
    (release,) = [r["release"] for r in store.ask(queries.releases).to_pylist() if r["dataset"] == "reference/series"]
    (same,) = store.ask(queries.values_of, "reference/series", release, release).to_pylist()
    assert same["both"] > 50
    assert same["changed"] == 0
