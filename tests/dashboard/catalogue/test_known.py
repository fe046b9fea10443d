"""The catalogue holds all that the store holds, all that is described and all that is listed; late ones show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard import queries, store
from dashboard.catalogue import entries, find
from dashboard.catalogue.find import Asked
from dashboard.catalogue.known import Known, everything
from dashboard.pins import Pins
from dashboard.questions import ledger
from loaders.load import default_sources
from loaders.reading import read_source

ON = date(2026, 6, 30)


def by_id(on: date = ON) -> dict[str, Known]:
    return {k.id: k for k in everything(on)}


def test_it_counts_what_the_store_counts() -> None:
    found = by_id()
    loaded = {name: k for name, k in found.items() if k.state == "loaded"}
    rows = store.ask(queries.datasets).to_pylist()
    assert set(loaded) == {d["dataset"] for d in rows}
    released = store.ask(queries.releases).to_pylist()
    standing = {r["dataset"]: r for r in store.ask(ledger.standing).to_pylist()}
    for row in rows:
        k = loaded[row["dataset"]]
        assert (k.title.en, k.title.fr, k.access, k.page) == (
            row["title"], row["title_fr"], row["access_level"], row["landing_page"])  # fmt: skip
        assert [r["release"] for r in k.releases] == [r["release"] for r in released if r["dataset"] == k.id]
        assert k.checks == standing[k.id]["checks"]
        assert k.passed == standing[k.id]["passed"] + standing[k.id]["accepted"]
    assert sum(k.checks for k in loaded.values()) == sum(r["checks"] for r in standing.values())


def test_everything_described_and_everything_listed_is_there() -> None:
    found = by_id()
    sources = {read_source(f).dataset for f in default_sources().rglob("*.yaml")}
    assert sources <= set(found)
    assert {e.id for e in entries.read().entries} <= set(found)
    held = {d["dataset"] for d in store.ask(queries.datasets).to_pylist()}
    assert {k.id for k in found.values() if k.state == "described"} == sources - held != set()
    assert {k.jurisdiction for k in found.values() if k.state == "known"} == {"CA", "CA-ON", "CA-NT"}


def test_years_are_those_of_the_entries() -> None:
    found = by_id()
    assert (found["ontario/revenue-by-source"].first, found["ontario/revenue-by-source"].last) == ("2014-15", "2023-24")
    assert (found["reference/series"].first, found["reference/series"].last) == ("1990-91", "2024-25")
    assert (found["ontario/salary-disclosure"].first, found["ontario/salary-disclosure"].last) == ("1996", "2017")


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2018, 12, 31), set()),
        (date(2025, 12, 31), {"ontario/estimates"}),
        (date(2026, 1, 1), {"ontario/estimates", "ontario/payments", "ontario/revenue-by-source", "ontario/consolidated-expense"}),
        (date(2027, 1, 1), {"ontario/estimates", "ontario/payments", "ontario/revenue-by-source", "ontario/consolidated-expense", "ontario/ministry-statements"}),
    ],
)  # fmt: skip
def test_loaded_ones_are_late_from_their_dates(on: date, late: set[str]) -> None:
    found = [k for k in everything(on) if k.state == "loaded"]
    assert {k.id for k in found if k.overdue_since} == late
    for k in found:
        if k.id == "ontario/estimates" and late:
            assert (k.last_release, k.next_expected, k.overdue_since) == ("2018", "2019", date(2020, 1, 1))


def test_a_later_release_of_the_publisher_counts_though_it_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("entries: [{id: ontario/payments, last_release: 2025-09}]", encoding="utf-8")
    monkeypatch.setenv("PURSE_CATALOGUE", str(tmp_path))
    k = by_id()["ontario/payments"]
    assert (k.last_release, k.next_expected, k.overdue_since) == ("2025-09", "2026-09", None)
    assert by_id(date(2026, 10, 1))["ontario/payments"].overdue_since == date(2026, 10, 1)


def test_a_view_that_is_pinned_to_early_releases_sees_the_whole_catalogue() -> None:
    whole = everything(date(2026, 7, 1))
    with store.viewing(Pins((("ontario/estimates", "2016-17"),))):
        pinned = everything(date(2026, 7, 2))
    assert [len(k.releases) for k in pinned] == [len(k.releases) for k in whole]


def test_search_and_facets() -> None:
    every = everything(ON)
    ids = [k.id for k in find.found(every, Asked("COMPTES publics territoires"))]
    assert ids
    assert all(i.startswith("northwest-territories/") for i in ids)
    assert [k.id for k in find.found(every, Asked(access="being_opened"))] == [
        "canada/volume-2-ministry-summary", "canada/volume-2-revenues"]  # fmt: skip
    late = find.found(every, Asked(state="overdue", jurisdiction="CA-ON"))
    assert {k.id for k in late} == {k.id for k in every if k.overdue_since and k.jurisdiction == "CA-ON"} != set()
    assert find.found(every, Asked("zzzz")) == []
    states = find.counts(every, Asked(), "state")
    assert states["loaded"] + states["described"] + states["known"] == len(every)
    narrowed = find.counts(every, Asked(access="open"), "state")
    assert narrowed["loaded"] == states["loaded"]
    assert narrowed["known"] < states["known"]
    assert list(narrowed) == list(states), "no choice goes away"
    for facet in find.FACETS:
        for value, n in find.counts(every, Asked(), facet).items():
            assert n == len(find.found(every, Asked(**{facet: value}))), (facet, value)


def test_loaded_ones_come_first() -> None:
    states = [k.state for k in find.found(everything(ON), Asked())]
    assert states == sorted(states, key=["loaded", "described", "known"].index)
