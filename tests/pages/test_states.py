"""What a page says when there is little to show: an empty store, a store that cannot answer, a name that nothing has."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dashboard.i18n import languages
from loaders import publish
from loaders.load import SCHEMA
from tests.pages.conftest import PAGES, Open, copyable, text

WITHOUT_FIGURES = {"accessibility", "glossary"}
"""Pages of words: all that they ask the store is whose accounts it holds."""


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was published with nothing in it."""
    folder = tmp_path_factory.mktemp("empty")
    publish.publish(publish.Place(folder), SCHEMA.read_text(encoding="utf-8"), lambda con: None)
    return folder


@pytest.fixture(scope="module")
def broken_store(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that knows its datasets and has lost its entries."""
    file = tmp_path_factory.mktemp("broken") / "broken.duckdb"
    with duckdb.connect(str(file)) as con:
        con.execute(f"ATTACH '{store_dir / 'current'}' AS whole (READ_ONLY)")
        con.execute("CREATE TABLE dataset AS SELECT * FROM whole.main.dataset")
    return file


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_is_told_and_what_to_do(
    open_page: Open, name: str, lang: str, empty_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURSE_STORE", str(empty_store))
    app = open_page(name, lang=lang)
    assert app.title[0].value == {"en": "No accounts are loaded yet", "fr": "Aucun compte n’est encore chargé"}[lang]
    assert {"en": "it is empty: store-", "fr": "il est vide\u00a0: store-"}[lang] in text(app)
    assert copyable(app) == ["purse load"]


@pytest.mark.parametrize("name", sorted({*PAGES} - WITHOUT_FIGURES))
def test_a_store_that_cannot_answer_is_told_with_a_way_on(
    open_page: Open, name: str, broken_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURSE_STORE", str(broken_store))
    app = open_page(name, lang="fr")
    assert len(app.error) == 1
    assert app.error[0].value.startswith("Cette vue n’a pas pu être calculée.")
    assert [link.proto.label for link in app.get("page_link")] == ["Retour à la vue d’ensemble"]
    assert "Public Purse montre des chiffres publiés" in text(app), "the foot of the page stays"


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("spending", {"administrative_1": "Magic"}, "names “Magic”, which these accounts do not have"),
        ("spending", {"fiscal_year": "1867"}, "asks for “1867”, which is not among the choices"),
        ("ministry", {"lineage": "CA-ON/magic"}, "which is no organisation of Ontario"),
        ("payments", {"recipient": "Nobody At All"}, "Nobody of this very name was paid"),
        ("payments", {"q": "zzzzqqqq"}, "No recipient of 2023–24 has “zzzzqqqq” in its name."),
        ("receipt", {"entry": "no-such-entry"}, "names a figure that this store does not hold"),
        ("glossary", {"term": "magic"}, "The glossary has no term “magic”."),
        ("overview", {"q": "zzzzqqqq"}, "Nothing is called “zzzzqqqq”."),
        ("trends", {"dataset": "ontario/magic"}, "asks for “ontario/magic”, which is not among the choices"),
        ("checks", {"dataset": "ontario/magic"}, "asks for “ontario/magic”, which is not among the choices"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_told(
    open_page: Open, name: str, params: dict[str, str], said: str
) -> None:
    app = open_page(name, lang="en", **params)
    assert said in "\n".join([text(app), *(warning.value for warning in app.warning)])
