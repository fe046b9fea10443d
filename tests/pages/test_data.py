from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard import queries, store
from dashboard.catalogue import charter, known
from dashboard.dialogue import clock, supports
from tests.pages.conftest import Open, text


def loaded() -> list[str]:
    found: list[str] = store.ask(queries.datasets)["dataset"].to_pylist()
    return found


def test_every_dataset_that_is_known_is_listed_with_how_far_it_came(open_page: Open) -> None:
    said = text(open_page("data", lang="en"))
    every = known.everything()
    assert f"{len(every)} datasets about public money are known here. {len(loaded())} are loaded." in said
    for k in every:
        assert k.title.en
        assert k.title.en in said
    assert said.count("Known, not loaded") == sum(k.state == "known" for k in every)


def test_late_ones_say_since_when(open_page: Open) -> None:
    said = text(open_page("data", lang="en"))
    assert said.count("Overdue since") == sum(k.overdue_since is not None for k in known.everything())
    assert "Overdue since 1 January 2020: a release was expected in 2019, and none is here." in said
    late = text(open_page("data", lang="en", state="overdue"))
    assert "Expenditure Estimates: ministry program summaries" in late
    assert "What is known" not in late
    assert "Ontario Bonds Database" not in late


def test_search_and_facets_are_in_the_address(open_page: Open) -> None:
    said = text(open_page("data", lang="fr", find="comptes publics territoires"))
    assert "Comptes publics, section I" in said
    assert "Base de données sur les obligations" not in said
    opened = open_page("data", lang="en", access="being_opened", whose="CA")
    assert "Public Accounts of Canada, volume II: revenues" in text(opened)
    assert [s.value for s in opened.selectbox if s.label in ("Access level", "Published for")] == ["being_opened", "CA"]
    assert "No dataset answers to all of this." in text(open_page("data", lang="en", find="zzzz"))


def test_scores_on_the_charter_are_beside_each_other(open_page: Open) -> None:
    said = text(open_page("data", lang="en"))
    assert "For improved governance and citizen engagement" in said
    for score in charter.scores():
        points, of = score.total
        assert f"{points} of {of}" in said


@pytest.mark.parametrize("dataset", ["ontario/estimates", "canada/authorities", "reference/series", "reference/cofog"])
def test_a_loaded_dataset_has_source_checks_files_and_scores(open_page: Open, dataset: str) -> None:
    app = open_page("data", lang="en", id=dataset)
    said = text(app)
    row = next(d for d in store.ask(queries.datasets).to_pylist() if d["dataset"] == dataset)
    assert app.title[0].value.replace("\\", "") == row["title"]
    assert row["publisher"] in said
    assert row["licence"] in said
    for release in store.ask(queries.releases).to_pylist():
        assert (release["file"] in said) == (release["dataset"] == dataset)
    assert [b.proto.label for b in app.get("download_button")] == ["Download CSV", "Download XLSX"]
    points, of = next(s.total for s in charter.scores() if s.dataset == dataset)
    assert f"{points} of the {of} points that could be measured." in said
    for oddity in store.ask(queries.oddities).to_pylist():
        assert (oddity["why"] in said) == (oddity["dataset"] == dataset)
    if dataset == "ontario/estimates":
        assert "241 of 241" in said, "the printed subtotals of 2017-18"
        assert "650 of 650 passed" in said


def test_a_dataset_that_is_not_loaded_says_what_is_known_and_what_is_not(open_page: Open) -> None:
    said = text(open_page("data", lang="en", id="ontario/salary-disclosure"))
    assert "Why it is not loaded: It names people." in said
    assert "1996 to 2017" in said
    assert "Not known" in said
    assert "points that could be measured" not in said
    parts = text(open_page("data", lang="en", id="ontario/public-accounts-pages"))
    assert "[2019–20](https://bit.ly/34zEpHf)" in parts


def test_what_is_kept_back_says_why(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(
        "entries: [{id: a/b, title: Held, access: restricted, exemption: {reason: security, rationale: Keys *inside*.}}]",
        encoding="utf-8",
    )
    (tmp_path / "b.yaml").write_text("entries: [{id: c/d, title: Wrong, access: shut}]", encoding="utf-8")
    monkeypatch.setenv("PURSE_CATALOGUE", str(tmp_path))
    assert "Kept back: Security. Keys *inside*." in text(open_page("data", lang="en", id="a/b"))
    warned = [w.value.replace("\\", "") for w in open_page("data", lang="en").warning]
    assert [w.startswith("b.yaml, c/d: access:") for w in warned] == [True]


def test_an_unknown_one_is_told_and_the_list_shown(open_page: Open) -> None:
    said = text(open_page("data", lang="en", id="nowhere/at-all"))
    assert "The catalogue has no dataset “nowhere/at-all”." in said
    assert "Ontario Bonds Database" in said


def test_in_french(open_page: Open) -> None:
    said = text(open_page("data", lang="fr", id="ontario/ministry-statements"))
    assert "Ce que chaque ministère de l'Ontario a dépensé" in said
    assert "Vérifications réussies" in said
    assert "Ouvertes par défaut" in said
    assert re.search(r"Niveau d’accès\s+Ouvert\s", said)
    assert "En retard depuis le 1er janvier 2020" in text(open_page("data", lang="fr"))


def test_readers_wishes_are_listed_most_wanted_first(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURSE_DIALOGUE", f"sqlite:///{tmp_path}/dialogue.db")
    assert "What readers want next" not in text(open_page("data", lang="en")), "nobody has said so yet"
    for reader in ("one", "two"):
        supports.cast("dataset", "ontario/bonds", reader, clock.now())
    supports.cast("dataset", "canada/volume-2-revenues", "one", clock.now())
    supports.cast("dataset", "ontario/payments", "one", clock.now())  # it is loaded since
    said = text(open_page("data", lang="en"))
    wanted = said.split("Ontario Bonds Database")[-1][:200]
    assert "2 readers" in wanted
    assert wanted.index("2 readers") < wanted.index("volume II: revenues") < wanted.index("1 reader")
    assert "Payments to organisations" not in wanted


def test_only_what_is_not_loaded_can_be_wished_for(open_page: Open) -> None:
    labels = [b.label for b in open_page("data", lang="en", id="ontario/bonds").button]
    assert "Support this" in labels
    for other in ("ontario/payments", "ontario/salary-disclosure"):  # it is loaded; it stays out, for it names people
        assert "Support this" not in [b.label for b in open_page("data", lang="en", id=other).button]
