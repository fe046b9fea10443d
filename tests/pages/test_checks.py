"""The ledger on its page equals the ledger in the store."""

from __future__ import annotations

import pytest

from dashboard import queries, store
from tests.pages.conftest import Open, text


def counts() -> dict[str, int]:
    found: dict[str, int] = {}
    for row in store.ask(queries.checks).to_pylist():
        found[row["verdict"]] = found.get(row["verdict"], 0) + row["n"]
    return found


def test_every_check_is_counted_and_drawn(open_page: Open) -> None:
    app = open_page("checks", lang="en")
    every = sum(counts().values())
    assert f"{every} checks were made on the accounts in this store. All of them passed." in text(app)
    drawn = next(e.proto.body for e in app.get("html") if "pp-dots" in e.proto.body)
    assert drawn.count('<i class="pp-passed">') == counts()["passed"] == every


def test_a_printed_total_stands_beside_what_the_entries_add_up_to(open_page: Open) -> None:
    said = text(open_page("checks", lang="en", dataset="ontario/revenue-by-source", kind="control total"))
    assert said.count("$205,936,000,000") == 2
    assert "Annual Report 2023-24, total revenue" in said


def test_differences_within_their_tolerance_are_shown_as_they_are(open_page: Open) -> None:
    said = text(open_page("checks", lang="en", dataset="canada/program-spending", kind="control total"))
    assert "$4.65" in said, "the difference, in full view"


@pytest.mark.parametrize("dataset", ["ontario/estimates", "ontario/ministry-statements"])
def test_oddities_and_rows_left_out_are_listed(open_page: Open, dataset: str) -> None:
    said = text(open_page("checks", lang="en", dataset=dataset))
    odd = [o["why"] for o in store.ask(queries.oddities).to_pylist() if o["dataset"] == dataset]
    assert odd
    assert all(why in said for why in odd)
    assert "Heading: column headings" in said


def test_in_french(open_page: Open) -> None:
    assert "vérifications ont été faites sur les comptes de ce dépôt. Toutes sont réussies." in text(
        open_page("checks", lang="fr")
    )
