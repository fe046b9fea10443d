"""Questions about receipts and the ledger, over the real store."""

from __future__ import annotations

import pytest

from dashboard import evidence, queries, store
from dashboard.charts.dots import SHAPES, dots
from dashboard.questions import ledger, receipt
from dashboard.schema import table
from dashboard.slices import Holding, Slice, of_holding


def test_the_standing_of_the_datasets_adds_up_to_the_ledger() -> None:
    rows = store.ask(ledger.standing).to_pylist()
    assert sum(r["checks"] for r in rows) == sum(c["n"] for c in store.ask(queries.checks).to_pylist())
    assert all(r["checks"] == sum(r[v] for v in SHAPES) for r in rows), "each check has one of the verdicts"


def test_each_check_is_in_one_list() -> None:
    for row in store.ask(ledger.standing).to_pylist():
        kinds = store.ask(ledger.kinds, row["dataset"]).to_pylist()
        assert sum(k["n"] for k in kinds) == row["checks"]
        assert all(store.ask(ledger.ledger, row["dataset"], k["check_kind"]).num_rows == k["n"] for k in kinds)


def test_every_row_of_a_sheet_is_an_entry_or_left_out_with_a_reason() -> None:
    released = store.ask(queries.releases).to_pylist()
    for dataset in {r["dataset"] for r in released}:
        aside = sum(r["n"] for r in store.ask(ledger.left_out, dataset).to_pylist())
        assert aside == sum(r["rows_set_aside"] for r in released if r["dataset"] == dataset)


def test_spellings_that_were_made_one() -> None:
    rows = store.ask(ledger.unified, "ontario/ministry-statements").to_pylist()
    assert rows
    assert all(r["published"] != r["stored"] and r["rows"] for r in rows)


def test_the_files_of_a_release_are_named_with_their_checksum() -> None:
    of = next(h for h in store.ask(queries.holdings).to_pylist() if h["dataset"] == "canada/authorities")
    files = store.ask(receipt.files_of, of_holding(Holding(**of))).to_pylist()
    assert [f["file"] for f in files] == ["authorities-and-expenditures.xlsx"]
    assert len(files[0]["sha256"]) == 64


@pytest.mark.parametrize("name", ["", "nope", "nope-Ａ１", "000000000000-A1", "99999999999"])
def test_no_entry_of_that_name_is_no_row(name: str) -> None:
    assert store.ask(receipt.entry, name).num_rows == 0


def test_each_entry_of_a_figure_is_found_by_its_id_with_the_file_that_it_stands_in() -> None:
    of = Slice("ontario/estimates", "2017-18", 2018, "expenditure", "proposed", "appropriation")
    for row in store.ask(queries.receipts, of, 20).to_pylist():
        found = store.ask(receipt.entry, row["entry_id"]).to_pylist()
        assert [{name: one[name] for name in row} for one in found] == [row]


@pytest.mark.parametrize("page", [0, 1, 2, 1000])
def test_the_largest_of_many_entries_are_the_largest_of_all(monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    """Among many, the amounts alone are looked through first; what is told then is the same, equal amounts too."""
    monkeypatch.setattr(evidence, "_MANY", 0)
    rows = 40
    for holding in store.ask(queries.holdings).to_pylist():
        of = of_holding(Holding(**holding))
        entries = store.ask(queries.total, of).to_pylist()[0]["entries"]
        asked = store.ask(queries.receipts, of, rows, page * rows).to_pylist()
        assert evidence.largest(of, entries, rows, page * rows) == asked, of
        assert bool(asked) == (page * rows < entries)


def test_a_figure_is_followed_through_the_releases_that_print_it() -> None:
    """Whichever of its releases it is asked of, the answer is the same; what one release alone prints stays alone."""
    t = table("entry_line")
    of = ("fiscal_year", "direction", "phase", "basis", "line")
    rows = store.ask(lambda: t.filter(t.dataset == "ontario/estimates").select("release", "lineage", *of)).to_pylist()
    places: dict[tuple[object, ...], list[dict[str, object]]] = {}
    for row in rows:
        places.setdefault(tuple(row[c] for c in of), []).append(row)
    printed = {len({r["release"] for r in each}): each for each in places.values()}
    assert set(printed) == {1, 2}
    for each in printed.values():
        for r in each:
            whole = Slice(dataset="ontario/estimates", release=r["release"], **{c: r[c] for c in of[:-1]})
            found = store.ask(receipt.same_line, whole, r["line"], r["lineage"]).to_pylist()
            assert [f["release"] for f in found] == sorted(r["release"] for r in each)


def test_dots_are_as_many_as_the_checks_and_escaped() -> None:
    drawn = dots([("A & <b>", "3 of 4", {"passed": 3, "failed": 1})])
    assert (drawn.count('<i class="pp-passed">'), drawn.count('<i class="pp-failed">')) == (3, 1)
    assert "A &amp; &lt;b&gt;" in drawn
    with pytest.raises(KeyError):
        dots([("A", "", {"unheard of": 1})])
