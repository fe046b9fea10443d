"""Questions about receipts and the ledger, over the real store."""

from __future__ import annotations

import pytest

from dashboard import queries, store
from dashboard.charts.dots import SHAPES, dots
from dashboard.questions import ledger, receipt


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
    from dashboard.slices import Holding, of_holding

    files = store.ask(receipt.files_of, of_holding(Holding(**of))).to_pylist()
    assert [f["file"] for f in files] == ["authorities-and-expenditures.xlsx"]
    assert len(files[0]["sha256"]) == 64


def test_no_entry_of_that_name_is_no_row() -> None:
    assert store.ask(receipt.entry, "nope").num_rows == 0
    assert store.ask(receipt.same_line, "nope").num_rows == 0


def test_dots_are_as_many_as_the_checks_and_escaped() -> None:
    drawn = dots([("A & <b>", "3 of 4", {"passed": 3, "failed": 1})])
    assert (drawn.count('<i class="pp-passed">'), drawn.count('<i class="pp-failed">')) == (3, 1)
    assert "A &amp; &lt;b&gt;" in drawn
    with pytest.raises(KeyError):
        dots([("A", "", {"unheard of": 1})])
