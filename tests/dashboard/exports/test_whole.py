"""Whole datasets, and the whole store."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from decimal import Decimal as D
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dashboard import exports, queries, store
from dashboard.exports import dictionary
from dashboard.exports.bulk import _PARTS

from .readers import csv_python

DATASETS = [
    "ontario/ministry-statements",
    "ontario/estimates",
    "canada/authorities",
    "reference/cofog",
    "reference/series",
]


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_whole_dataset_is_what_the_store_holds(dataset: str, tmp_path: Path) -> None:
    kind = {d["dataset"]: d["kind"] for d in store.ask(queries.datasets).to_pylist()}[dataset]
    wanted = store.ask(queries.whole_dataset, dataset, kind).to_pylist()
    seen: list[object] = []
    file = exports.whole_dataset(dataset, kind, "csv", lambda *held: {}, tmp_path)
    rows = csv_python(file)
    book = openpyxl.load_workbook(
        exports.whole_dataset(dataset, kind, "xlsx", lambda n, total: seen.extend((n, total)) or {"Rows": n}, tmp_path)
    )
    kept = [c for c in rows[0] if c != "file"]
    assert set(kept) == {c for c in wanted[0] if any(r[c] is not None for r in wanted)}
    key = "entry_id" if kind == "entries" else "cell"
    assert sorted(r[key] for r in rows) == sorted(r[key] for r in wanted)
    assert book["Data"].max_row == len(wanted) + 1 == seen[0] + 1
    assert [c.value for c in book["Data"][1]] == list(rows[0])
    if kind == "entries":
        total = sum(r["amount"] for r in wanted)
        assert sum(r["amount"] for r in rows) == total == seen[1]
        order = [(r["release"], r["file"], r["sheet"], int("".join(c for c in r["cell"] if c.isdigit()))) for r in rows]
        assert order == sorted(order)
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".csv", ".xlsx"]


def test_the_whole_store_travels_with_its_dictionary(tmp_path: Path) -> None:
    file = exports.bulk(tmp_path, "https://purse.example/")
    assert list(tmp_path.iterdir()) == [file]
    with zipfile.ZipFile(file) as package:
        package.extractall(tmp_path / "all")
    inside = tmp_path / "all"
    sums = dict(reversed(line.split("  ")) for line in (inside / "SHA256SUMS").read_text().splitlines())
    assert {p.name for p in inside.iterdir()} == {*sums, "SHA256SUMS"}
    assert all(hashlib.sha256((inside / n).read_bytes()).hexdigest() == s for n, s in sums.items())
    with (inside / "dictionary.csv").open(encoding="utf-8", newline="") as lines:
        defined = list(csv.DictReader(lines))
    assert all(row["definition"] for row in defined)
    with duckdb.connect() as con, duckdb.connect(str(store.generation()), read_only=True) as kept:
        names = {t.name for t in dictionary.tables()} - {*_PARTS}
        assert {p.stem for p in inside.glob("*.parquet")} == names
        for name in sorted(names):
            there = con.execute(f"SELECT * FROM '{inside / name}.parquet'")
            columns = [d[0] for d in there.description]
            assert [r["column"] for r in defined if r["table"] == name] == columns
            rows = len(there.fetchall())
            assert kept.execute(f"SELECT count(*) FROM {name}").fetchall() == [(rows,)]
        [(total,)] = con.execute(f"SELECT sum(amount) FROM '{inside}/entry.parquet'").fetchall()
        assert kept.execute("SELECT sum(amount) FROM entry").fetchall() == [(D(total),)]
        assert (
            kept.execute("SELECT count(DISTINCT path) FROM entry_line").fetchall()
            == con.execute(f"SELECT count(DISTINCT path) FROM '{inside}/entry.parquet'").fetchall()
        )
    for dataset in store.ask(queries.datasets).to_pylist():
        assert dataset["licence"] in (inside / "LICENCES.txt").read_text(encoding="utf-8")
