"""Pages draw the same figures from PostgreSQL as from the store's file."""

from __future__ import annotations

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import store
from tests.pages.conftest import Open, copyable, drawn, metrics, open_page, text

pytestmark = pytest.mark.distributed
__all__ = ["open_page"]

PAGES = [
    ("overview", {}),
    ("spending", {"dataset": "ontario/ministry-statements"}),
    ("payments", {}),
    ("payments", {"q": "helth centre"}),
    ("trends", {}),
]


# What each engine has in words of its own: the query, and which engine it is for.
_ENGINE = re.compile(r"<pre.*?</pre>|The same as a query, to run in [^:]*:", re.S)


def shown(app: AppTest) -> tuple[object, ...]:
    bodies = [_ENGINE.sub("", html.unescape(e.proto.body)) for e in app.get("html")]
    return _ENGINE.sub("", text(app)), metrics(app), drawn(app), bodies


@pytest.mark.parametrize(("page", "params"), PAGES, ids=lambda v: v if isinstance(v, str) else str(len(v)))
def test_a_page_draws_the_same(
    page: str, params: dict[str, str], open_page: Open, postgres_reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = open_page(page, lang="en", **params)
    monkeypatch.setenv("PURSE_STORE", postgres_reader)
    there = open_page(page, lang="en", **params)
    assert shown(there) == shown(here)
    assert len(drawn(there)) > 4
    assert re.search(r"\$\d", text(there))
    assert store._answer_of.cache_info().currsize > 0, "it was the engine that was asked"


def test_reproduce_is_in_the_words_of_the_engine(
    open_page: Open, postgres_reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURSE_STORE", postgres_reader)
    app = open_page("spending", dataset="ontario/ministry-statements", lang="en")
    said = text(app)
    assert "The same as a query, to run in PostgreSQL:" in said
    assert any('FROM "purse_' in t for t in copyable(app))
    assert "DuckDB" not in said
