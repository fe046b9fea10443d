"""The search over the real store: accents, either language, old names, small slips, and the order of what is found."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal as D

import pytest

from dashboard import queries, store
from dashboard.questions import search
from dashboard.slices import Holding, Slice, newest, of_holding


@pytest.fixture
def accounts(holdings: Sequence[Holding]) -> tuple[Slice, ...]:
    found = [
        newest(holdings, dataset=d, fiscal_year=2025, phase="executed")
        for d in ("ontario/ministry-statements", "canada/program-spending")
    ]
    return tuple(of_holding(h) for h in found if h)


def organisations(text: str, accounts: tuple[Slice, ...], *, near: bool = False) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = store.ask(search.organisations, search.sought(text), near, 6, accounts).to_pylist()
    return rows


def test_text_is_folded_alike_here_and_in_the_store() -> None:
    texts = ["Ministère de l'Éducation", "Santé / Health", "Cœur  d’Œuvre", "ÎLES-DU-PRINCE", "A&B (c)", "Été  "]
    named = search.listed({search.fold(t): [t] for t in texts})
    for text in texts:
        rows = store.ask(search.among, search.fold(text), False, 1, named).to_pylist()
        assert (rows[0]["name"], rows[0]["rank"]) == (text, search.EXACT)


@pytest.mark.parametrize("text", ["health", "HEALTH", "Ministry of Health", "santé", "Ministère de la Sante"])
def test_a_ministry_in_either_language(text: str, accounts: tuple[Slice, ...]) -> None:
    first = organisations(text, accounts)[0]
    assert (first["lineage"], first["rank"]) == ("CA-ON/health", search.EXACT)
    of = accounts[0].narrowed("lineage", "CA-ON/health")
    assert first["amount"] == store.ask(queries.total, of).to_pylist()[0]["amount"] == D("77944030998.00")


def test_a_ministry_under_a_name_that_it_no_longer_has(accounts: tuple[Slice, ...]) -> None:
    first = organisations("aboriginal affairs", accounts)[0]
    assert first["name_en"] == "Indigenous Affairs"
    assert first["known_as"] == "Aboriginal Affairs"


@pytest.mark.parametrize("text", ["helth", "haelth", "heallth"])
def test_small_slips_are_forgiven(text: str, accounts: tuple[Slice, ...]) -> None:
    assert organisations(text, accounts) == [], "only as a last resort"
    rows = organisations(text, accounts, near=True)
    assert rows[0]["lineage"] == "CA-ON/health"
    assert {row["rank"] for row in rows} == {search.NEAR}


def test_short_words_are_not_guessed_at(accounts: tuple[Slice, ...]) -> None:
    assert organisations("zqx", accounts, near=True) == []


def test_the_better_match_comes_first_then_the_larger() -> None:
    rows = store.ask(search.recipients, "toronto", False, 50).to_pylist()
    order = [(row["rank"], -row["amount"]) for row in rows]
    assert order == sorted(order)
    assert {row["rank"] for row in rows} >= {search.PREFIX, search.WORDS}


def test_a_recipient_with_a_slip_and_what_it_got() -> None:
    rows = store.ask(search.recipients, "metrolynx", True, 6).to_pylist()
    assert [(r["recipient"], r["amount"], r["fiscal_year"]) for r in rows] == [("Metrolinx", D("7842254426.00"), 2024)]


def test_rollups_are_nobody() -> None:
    assert store.ask(search.recipients, "accounts under", False, 6).to_pylist() == []


def test_a_program_stands_where_it_is_found(holdings: Sequence[Holding]) -> None:
    rows = store.ask(search.programs, "ontario health insurance program", False, 6).to_pylist()
    row = next(r for r in rows if r["dataset"] == "ontario/ministry-statements")
    assert (row["fiscal_year"], row["phase"], row["rank"]) == (2025, "executed", search.EXACT)
    of = newest(holdings, dataset=row["dataset"], release=row["release"], fiscal_year=2025)
    assert of is not None
    where = [(c, row[c]) for c in ("administrative_1", "administrative_2")]
    assert store.ask(queries.total, of_holding(of, where)).to_pylist()[0]["amount"] == row["amount"]


def test_a_program_by_its_french_name() -> None:
    rows = store.ask(search.programs, "sante buccodentaire", False, 6).to_pylist()
    assert rows[0]["administrative_2"] == "Oral Health"


def test_each_program_of_a_dataset_once() -> None:
    rows = store.ask(search.programs, "program", False, 1000).to_pylist()
    places = [(r["dataset"], r["administrative_1"], r["administrative_2"]) for r in rows]
    assert len(places) == len(set(places)) > 50


def test_what_is_typed_stays_a_value(accounts: tuple[Slice, ...]) -> None:
    assert search.sought("x'; DROP TABLE entry; --") == "x drop table entry"
    assert organisations("x'; DROP TABLE entry; --", accounts) == []
    assert search.sought("%") == ""
