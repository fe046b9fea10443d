"""Engines that nobody has tried: every question can at least be said in their words."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import ibis
import pytest

from dashboard import engines, queries, store
from dashboard.engines import NoStore, portable
from tests.distributed.asked import Asked, asked

OTHERS = ("trino", "clickhouse", "bigquery", "snowflake")


def firsts() -> list[Asked]:
    """A question each, in its first scene."""
    found: dict[str, Asked] = {}
    for one in asked():
        found.setdefault(one.name, one)
    return list(found.values())


@pytest.mark.parametrize("dialect", OTHERS)
def test_every_question_can_be_said(dialect: str, store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", str(store_dir))
    wrong = defaultdict(list)
    for one in firsts():
        for part in portable.fetched(one.expression()):
            there = portable.portable(part, lambda name, columns: ibis.table(columns, name=name, database="purse_1"))
            try:
                assert "purse_1" in ibis.to_sql(there, dialect=dialect)
            except Exception as e:  # whatever Ibis says
                wrong[repr(e)].append(one.name)
    assert not wrong


def test_an_unknown_engine_is_said() -> None:
    with pytest.raises(NoStore, match=r"names no engine that is known here: oracle://\. Known are postgresql, spark"):
        engines.engine("oracle://somewhere/accounts")


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    monkeypatch.delitem(sys.modules, "dashboard.engines.spark", raising=False)
    with pytest.raises(NoStore, match=r"pyspark.errors is not installed.*public-purse\[spark\]"):
        engines.engine("spark://127.0.0.1:7077/not-there")


def test_who_uses_a_file_pays_for_no_engine() -> None:
    code = (
        "import sys; import dashboard.store, loaders.cli; "
        "print([m for m in ('psycopg', 'sqlalchemy', 'pyspark', 'dashboard.engines.portable', 'loaders.engines.postgres') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_folder_without_accounts_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", f"parquet://{tmp_path}")
    with pytest.raises(NoStore, match="There are no published accounts in"):
        store.ask(queries.datasets)
