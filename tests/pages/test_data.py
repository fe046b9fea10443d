from __future__ import annotations

from dashboard import queries, store
from tests.pages.conftest import Open, text


def test_every_dataset_is_there_with_its_source_and_checks(open_page: Open) -> None:
    app = open_page("data", lang="en")
    said = text(app)
    for row in store.ask(queries.datasets).to_pylist():
        assert row["title"] in said
        assert f"Published by {row['publisher']}" in said
        assert row["licence"] in said
    for release in store.ask(queries.releases).to_pylist():
        assert release["file"] in said
    assert "241 of 241" in said, "the printed subtotals of the Estimates of 2017-18"


def test_each_dataset_can_be_taken_as_csv_and_xlsx(open_page: Open) -> None:
    app = open_page("data", lang="en")
    labels = [b.proto.label for b in app.get("download_button")]
    n = store.ask(queries.datasets).num_rows
    assert labels.count("Download CSV") == labels.count("Download XLSX") == n


def test_known_oddities_are_shown_with_their_reason(open_page: Open) -> None:
    said = text(open_page("data", lang="en"))
    for oddity in store.ask(queries.oddities).to_pylist():
        assert oddity["why"] in said


def test_in_french(open_page: Open) -> None:
    said = text(open_page("data", lang="fr"))
    assert "États des ministères\xa0: charges par programme et compte standard" in said
    assert "Vérifications réussies" in said
