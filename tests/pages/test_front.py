"""What holds for every page: it opens in every language, and says plainly what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.i18n import languages
from tests.pages.conftest import PAGES, Open, copyable, text


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_and_has_a_title(open_page: Open, name: str, lang: str) -> None:
    app = open_page(name, lang=lang)
    assert len(app.title) == 1
    assert len(text(app)) > 250
    assert not app.error


@pytest.mark.parametrize("name", PAGES)
def test_without_a_store_each_page_says_what_to_do(
    open_page: Open, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURSE_STORE", str(tmp_path / "nothing"))
    app = open_page(name, lang="en")
    assert app.title[0].value == "No accounts are loaded yet"
    assert copyable(app) == ["purse load"]


def test_a_question_that_fails_is_a_sentence_and_a_way_on(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    file = tmp_path / "other.duckdb"
    with duckdb.connect(str(file)) as con:
        con.execute("CREATE TABLE something (a INTEGER)")
    monkeypatch.setenv("PURSE_STORE", str(file))
    app = open_page("spending", lang="en")
    assert "This question could not be answered." in app.error[0].value
    assert not app.exception


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "The newest load of the accounts is damaged."),
        ("fr", "Le plus récent chargement des comptes est endommagé."),
    ],
)
def test_figures_of_an_earlier_load_are_said_to_be(
    open_page: Open, store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    for n in (1, 2):
        shutil.copy(store_dir / "current", tmp_path / f"store-00000{n}.duckdb")
    (tmp_path / "current").symlink_to("store-000002.duckdb")
    monkeypatch.setenv("PURSE_STORE", str(tmp_path))
    assert not open_page("checks", lang=lang).warning
    (tmp_path / "store-000002.duckdb").write_bytes(b"")
    app = open_page("checks", lang=lang)
    assert [w.value for w in app.warning if w.value.startswith(said)]
    assert len(text(app)) > 250
    assert not app.error


def test_a_choice_is_kept_from_page_to_page(open_page: Open) -> None:
    app = open_page("spending", jurisdiction="CA", lang="fr")
    app.switch_page("pages/data.py").run()
    assert app.selectbox[0].value == "CA"
    assert app.title[0].value == "Données"
