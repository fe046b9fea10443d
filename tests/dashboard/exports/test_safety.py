"""What a spreadsheet would run is made text; what is taken away is said, and can be put back."""

from __future__ import annotations

import re

import duckdb
import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import store
from dashboard.exports import csv, safety, workbook, xlsx
from dashboard.exports.parts import of_table
from dashboard.exports.safety import safe

from .hostile import FORMULAS, ODD, PAYLOADS

_PIECES = st.sampled_from(["=", "+", "-", "@", "'", '"', "\t", "\r", "\n", " ", "\u00a0", "\u200b", "\x00", "\u202e", "\uff1d",
                           "1", "23.5", ",", "a", "é", "]]>", "&", "<", "_x000D_", "\U0001f600", "\ud7ff", "\ufffe", "-5", "  "])  # fmt: skip
TEXTS = st.one_of(
    st.lists(_PIECES, max_size=8).map("".join), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
)
_NAMED = ibis.table({"number": "int64", "text": "string"}, name="t")


def in_store(expr: ibis.expr.types.Table, texts: list[str]) -> list[str]:
    """What DuckDB makes of texts; the expression has one column."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE t (number BIGINT, text VARCHAR)")
        con.executemany("INSERT INTO t VALUES ($1, $2)", [[i, t] for i, t in enumerate(texts)])
        return [value for (value,) in con.execute(store.sql(expr)).fetchall()]


@pytest.mark.parametrize("payload", FORMULAS, ids=ascii)
def test_what_a_spreadsheet_would_run_is_made_text(payload: str) -> None:
    made = safe(payload)
    begins = re.sub(r"^\s+", "", made)[:1]
    assert begins not in ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    assert made[:1] not in "\t\r\n"


@pytest.mark.parametrize(
    "text", ["Health", "-", "2015-16", "-12", "+1,234.50", "1,234.50", "-1 234,50", "Île-du-Prince-Édouard", "a=b", "l'été", ""]
)  # fmt: skip
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(TEXTS)
@settings(max_examples=500)
def test_one_apostrophe_less_gives_the_text_back(text: str) -> None:
    made, clean = safe(text), re.sub(safety.CONTROL, "", text)
    looks_safe = re.match(r"'+(?:[\t\r\n]|[\s\u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20])", made)
    assert (made[1:] if looks_safe else made) == clean


@given(st.lists(TEXTS, min_size=1, max_size=30))
@settings(max_examples=60)
def test_the_store_does_as_python_does(texts: list[str]) -> None:
    made = _NAMED.order_by("number").select(x=safety.safe_in_store(_NAMED.text))
    assert in_store(made, texts) == [safe(t) for t in texts]


@given(st.lists(TEXTS, min_size=1, max_size=30))
@settings(max_examples=60)
def test_a_look_misses_no_text_that_has_to_change(texts: list[str]) -> None:
    wanted = [f'"{safe(t).replace(chr(34), chr(34) * 2)}"' for t in texts]
    lines = in_store(of_table(_NAMED.order_by("number").select("text"), csv.CSV), texts)
    for text, line, quoted in zip(texts, lines, wanted, strict=True):
        plain = line.removesuffix("\r\n")
        assert plain == quoted or (plain == text == safe(text) and not re.search('[",\r\n]', text) and text)


def test_a_workbook_holds_what_xml_can() -> None:
    made = in_store(of_table(_NAMED.order_by("number").select("text"), xlsx.ROWS), PAYLOADS)
    for text, row in zip(PAYLOADS, made, strict=True):
        inner = re.fullmatch(
            r'<row><c t="inlineStr"><is><t(?: xml:space="preserve")?>(.*)</t></is></c></row>', row, re.S
        )
        assert inner, row[:200]
        assert "<" not in inner[1]
        assert inner[1] == workbook.escaped(text), ascii(text[:40])


def test_a_text_longer_than_a_cell_is_cut() -> None:
    long = ["x" * 40_000, "\U0001f600" * 40_000]
    made = in_store(of_table(_NAMED.order_by("number").select("text"), xlsx.ROWS), long)
    texts = [re.sub("<[^>]*>", "", row) for row in made]
    assert [len(t.encode("utf-16-le")) // 2 for t in texts] == [32_767, 32_766]
    assert ODD[-2] not in texts
