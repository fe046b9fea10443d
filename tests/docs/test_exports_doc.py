"""What docs/exports.md says is so: its examples run on real files, its table has every format."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dashboard import exports, queries, store
from dashboard.exports import csv, json, parts, xlsx
from dashboard.exports.order import Order
from dashboard.slices import Holding, of_holding

from .markdown import fenced, read, tables

TEXT = read("docs/exports.md")
EXAMPLES = fenced(TEXT, "python")


@pytest.fixture
def files(store_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, exports.Written]:
    """A slice in every format, as `slice.<ending>` in the folder that the examples run in."""
    monkeypatch.setenv("PURSE_STORE", str(store_dir))
    held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
    of = of_holding(next(h for h in held if h.dataset == "ontario/payments"))
    found = {e: exports.write(Order(of, "en", "https://purse.example/"), e, tmp_path) for e in exports.FORMATS}
    for ending, written in found.items():
        written.file.rename(tmp_path / f"slice.{ending}")
    monkeypatch.chdir(tmp_path)
    return found


def run(example: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(example, "docs/exports.md", "exec"), names)
    return names


def test_every_format_is_in_the_table() -> None:
    [(_, rows)] = [(caption, rows) for caption, rows in tables(TEXT) if "ending" in rows[0]]
    assert [r["ending"].strip("`") for r in rows] == list(exports.FORMATS)
    for name in parts.RECEIPT:
        assert f"`{name}`" in TEXT
    assert f"{exports.FORMATS['xlsx'].most_rows:,}" in TEXT
    assert f"{xlsx._LONGEST:,}" in TEXT
    assert json.JSON.start.startswith(",")
    assert csv.CSV.end == "\r\n"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.strip().splitlines()[-1][:40])
def test_the_examples_run(example: str, files: dict[str, exports.Written], capsys: pytest.CaptureFixture[str]) -> None:
    names, about = run(example), files["csv"].about
    said = capsys.readouterr().out
    if "slice" in names:
        assert len(names["slice"]["entries"]) == about.rows
    elif "entries" in names:
        stored = store.ask(queries.entries, _of(files)).to_pylist()
        assert {r["recipient"] for r in names["entries"]} == {r["recipient"] or "" for r in stored}
        assert sum(Decimal(r["amount"]) for r in names["entries"]) == about.control_sum
    elif "about" in names:
        assert about.sha256 in said
    else:
        assert str(about.rows) in said
        assert str(about.control_sum) in said


def test_the_checksum_is_that_of_the_file(files: dict[str, exports.Written]) -> None:
    assert hashlib.sha256(Path("slice.csv").read_bytes()).hexdigest() == files["parquet"].about.sha256


def test_the_rule_that_gives_texts_back_does() -> None:
    example = next(e for e in EXAMPLES if "as_published" in e)
    given_back = run(example.split("with open")[0])["as_published"]
    for text in ("=1+1", "'=1+1", "''=1", "-12", "-", "- 2", "'", "'-5", "l'été", "\t=1", " \u00a0=1", "＝1"):
        assert given_back(exports.safe(text)) == text


def _of(files: dict[str, exports.Written]) -> Any:
    held = [Holding(**h) for h in store.ask(queries.holdings).to_pylist()]
    return of_holding(next(h for h in held if h.dataset == "ontario/payments"))
