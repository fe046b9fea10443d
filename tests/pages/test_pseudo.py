"""A third language is one more catalogue: here a made-up one, in which every sentence of the code can be told from data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
from babel import Locale

from dashboard import glossary, i18n, navigation
from dashboard.catalogue import known
from dashboard.commitments import reading
from dashboard.dialogue import gate, rounds
from tests.pages.conftest import PAGES, Open
from tests.pages.said import VIEWS, everything
from tests.pseudo import CODE, write_catalogue

ALLOWED = {
    "English": "a language is offered under its own name",
    "Polski": "a language is offered under its own name",
    "CSV": "a format's name", "XLSX": "a format's name", "JSON": "a format's name", "Parquet": "a format's name",
    "SVG": "a format's name", "PNG": "a format's name", "BibTeX": "a format's name", "SHA-256": "a method's name",
    "COFOG": "a classification's name", "COFOG 1999": "a classification's name", "DCAT": "a standard's name",
    "IPSAS": "a standard's name", "IPSAS 24": "a standard's name", "GFSM 2014": "a manual's name",
    "Fiscal Data Package": "a standard's name", "Public Purse": "the name of the project",
    "COLLAPSED": "a setting of Streamlit's", "NONE": "a setting of Streamlit's", "off": "a setting of Streamlit's",
    "1901 to 1904 and 2301": "what a source's description selects an oddity by",
    "current-password": "what browsers know a field by", "gray": "a mark of Streamlit's Markdown", "small": "a mark of Streamlit's Markdown",
}  # fmt: skip
"""What may stand in plain letters beside the data, and why."""
AUTHORED = {("check_result", "what"), ("oddity", "selection"), ("set_aside", "kind"), ("check_result", "verdict"),
            ("check_result", "check_kind")}  # fmt: skip
"""Columns that the loaders write in the words of a description: the pages have words of their own for them."""
_WORD = re.compile(r"[A-Za-z]{2,}")
_SEPARATORS = re.compile(r" › | · |; |: | – |, | … ?|…|[()\[\]⟦⟧“”«»*\n~]|\\")
_DRAWN = {"title", "points", "ticks", "years", "ends", "rules", "titles", "values", "other", "first", "second", "third"}


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The made-up language, known to the app while the test runs; its code."""
    write_catalogue(tmp_path / "locale")
    monkeypatch.setattr(i18n, "FOLDER", tmp_path / "locale")
    monkeypatch.setenv(gate.ENV, "so that the forms are there")
    _forget()
    yield CODE
    _forget()


def _forget() -> None:
    i18n._catalogue.cache_clear()
    glossary._terms.cache_clear()


def promised() -> Iterator[str]:
    """Every text of the commitments, which their files have in English and French."""
    for plan in reading.kept().plans:
        yield from (node["en"] for node in _nodes(plan.model_dump()) if "en" in node)
        yield from (node["url"] for node in _nodes(plan.model_dump()) if "url" in node)


def _nodes(value: object) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(part)


@cache
def _data(store: Path) -> frozenset[str]:
    """Every text of the store: labels, names, files, what sources say. In one language or two, not in a third."""
    with duckdb.connect(str(store / "current"), read_only=True) as con:
        columns = con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal "
            "AND table_name NOT IN ('entry', 'entry_line', 'recipient_word')"
        ).fetchall()
        return (
            _elsewhere()
            | _of_the_catalogue()
            | frozenset(promised())
            | frozenset(
                str(text)
                for table, column in columns
                if (table, column) not in AUTHORED
                for (text,) in con.execute(
                    f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'
                ).fetchall()
            )
        )


def _elsewhere() -> frozenset[str]:
    """The texts of `data/rounds.yaml`: two languages, and no third."""
    pairs = [row[n] for row in rounds.elsewhere() for n in ("title", "text", "result", "source")]
    pairs += [figure[n] for row in rounds.elsewhere() for figure in row["figures"] for n in ("count", "what")]
    return frozenset(text for pair in pairs for text in pair.values())


def _of_the_catalogue() -> frozenset[str]:
    """Every text of the catalogue's files and of the heads of descriptions."""
    found = [str(f) for k in known.everything() for f in k.formats]
    for k in known.everything():
        said = (
            k.title,
            k.description,
            k.publisher,
            k.licence,
            k.note,
            k.not_loaded,
            k.api,
            *(p.title for p in k.parts),
        )
        hosts = [link.split("/")[2] for link in (k.page, k.seen_at) if link]
        found += [k.id, *hosts, *(t for text in said for t in (text.en, text.fr) if t)]
    return frozenset(found)


def _plain_words(text: str, data: frozenset[str], known: set[str]) -> str:
    """What of a text is in plain letters and neither data nor allowed; empty if nothing is."""
    text = re.sub(r"\]\([^)]*\)", "]", re.sub(r"\\(\W)", r"\1", text)).replace("\n", " ")  # links lead to addresses
    text = re.sub(r"\S*\?\S+=\S*", "", text)  # an address is no sentence
    if not _WORD.search(text) or text in data:
        return ""
    if len(part := text.strip(" .,:;/·›–")) > 20 and any(part in label for label in data):
        return ""  # of a text of the publisher's that is divided where a year stays whole
    pieces = [p.strip(" .,:;/·›–") for p in _SEPARATORS.split(text)]
    left = [p for p in pieces if _WORD.search(p) and p not in data and p not in ALLOWED and p not in known]
    left = [p for p in left if len(p) < 12 or not any(label.startswith(p) for label in data)]  # cut at its end
    if not left:
        return ""
    # A label with a separator in it, or one within a sentence; in a chart a label may be cut at its end.
    for label in sorted((d for d in data | set(ALLOWED) | known if len(d) > 2 and d in text), key=len, reverse=True):
        text = text.replace(label, " ")
    cut = [p.strip(" .,:;/·›–") for p in _SEPARATORS.split(text)]
    cut = [p for p in cut if p not in known]
    return "; ".join(p for p in cut if _WORD.search(p) and not any(p in label for label in data))


@pytest.mark.parametrize("name", PAGES)
def test_every_sentence_of_a_page_is_the_catalogues(open_page: Open, store_dir: Path, third: str, name: str) -> None:
    data, seen, sentences = _data(store_dir), {}, 0
    months = set(Locale.parse(third).months["format"]["wide"].values())
    for page, params in VIEWS:
        if page != name:
            continue
        app = open_page(page, lang=third, **params)
        typed = months | {
            part for value in params.values() for part in (value, *value.split("|"), value.split("/")[-1])
        }
        for kind, text in dict.fromkeys(everything(app)):
            sentences += "⟦" in text
            if kind == "chart" and text in _DRAWN:
                continue
            if left := _plain_words(text, data, typed):
                seen[f"{kind}: {text[:120]}"] = left
    assert sentences > 10
    assert seen == {}, "said without the catalogue"


def test_titles_numbers_years_and_plurals_are_the_languages_own(third: str) -> None:
    say = i18n.Speaker(third)
    assert third in i18n.languages()
    assert all(menu.startswith("⟦") for menu in navigation.pages(say) if menu)
    assert say.number(1234567) == "1\xa0234\xa0567"
    assert say.percent(0.051) == "5,1%"
    assert say.date("2019-06-20") == "20 czerwca 2019"
    assert say.n("{n} line", "{n} lines", 1).startswith("⟦1 ļîñé ")
    assert say.n("{n} line", "{n} lines", 5).startswith("⟦5 ļîñéš ")
    assert say.year(2016).startswith("⟦2015–16")


def test_a_text_that_has_not_the_language_says_which_it_has(third: str) -> None:
    assert i18n.lang_of(i18n.Speaker(third).label("Health", "Santé")) == "en"
    assert i18n.lang_of(i18n.Speaker(third).label(None, "Santé")) == "fr"
