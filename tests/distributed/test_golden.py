"""Totals, roll-ups, search, slices, restatements: the same on every engine, with only PURSE_STORE changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import ibis.expr.operations as ops
import pyarrow as pa
import pytest

from dashboard import pins, queries, store
from dashboard.exports.written import write
from tests.distributed.asked import SCENES, Asked, asked, found
from tests.distributed.conftest import ENGINES, address

SCENES_OF = {"parquet": 2, "postgres": 3, "spark": 1}
"""In how many scenes a question is asked: an answer of Spark takes long."""
# What the bundled accounts have no example of.
NOTHING = {"crosswalk.not_resolved", "payments.elsewhere", "payments.unified"}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(engine: str, request: pytest.FixtureRequest) -> str:
    return address(engine, request)


@pytest.fixture(autouse=True)
def _here(store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", str(store_dir))


def both(one: Asked, there: str, monkeypatch: pytest.MonkeyPatch, here: Path) -> tuple[pa.Table, pa.Table]:
    args = one.known()
    with monkeypatch.context() as other:
        other.setenv("PURSE_STORE", there)
        answer = store.ask(one.question, *args)
    return store.ask(one.question, *args), answer


@pytest.mark.parametrize("name", [name for name, _ in found()])
def test_a_question_has_one_answer(
    name: str, engine: str, there: str, store_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    for one in (a for a in asked() if a.name == name):
        if compared == SCENES_OF[engine]:
            break
        if store.ask(one.question, *one.known()).num_rows == 0 and name not in NOTHING:
            continue
        expected, got = both(one, there, monkeypatch, store_dir)
        assert got.column_names == expected.column_names
        assert rows(got) == rows(expected), one.scene
        assert scales(got) == scales(expected), "decimals with as many places"
        for column in ordered_by(one):
            assert got[column].to_pylist() == expected[column].to_pylist(), f"{one.scene}: the order of {column}"
        compared += 1
    assert compared, f"no scene of {__package__}.asked gives {name} anything to answer"


def rows(answer: pa.Table) -> list[str]:
    """The rows, whatever their order: some questions leave that open. A list of nothing may be NULL."""
    return sorted(repr({name: _plain(value) for name, value in row.items()}) for row in answer.to_pylist())


def _plain(value: object) -> object:
    """DuckDB sums whole numbers to a Decimal without places, others to whole numbers."""
    whole = isinstance(value, Decimal) and value.as_tuple().exponent == 0
    return int(value) if whole else None if value == [] else value  # type: ignore[call-overload]


def scales(answer: pa.Table) -> dict[str, int]:
    """Places after the point. A count may come as a whole number of any width."""
    return {f.name: f.type.scale for f in answer.schema if pa.types.is_decimal(f.type) and f.type.scale}


def ordered_by(one: Asked) -> Iterator[str]:
    """The columns that the answer is ordered by, as far as they are in it."""
    question = one.expression()
    op = question.op()
    while isinstance(op, (ops.Limit, ops.DropColumns)):
        op = op.parent
    for key in op.keys if isinstance(op, ops.Sort) else ():
        if not isinstance(key.arg, ops.Field) or key.arg.name not in question.columns:
            return
        yield key.arg.name


def test_a_total_is_the_one_that_was_printed(there: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", there)
    before = SCENES["ministries"]["before"]
    assert store.ask(queries.total, before).to_pylist() == [{"amount": Decimal("200634829913.00"), "entries": 1317}]


def test_what_is_pinned_stays(there: str, store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view as of an earlier release is asked of every engine alike."""
    pinned = pins.of({"ontario/estimates": "2017-18"})
    args = ("ontario/estimates", "expenditure", "proposed", "appropriation")
    with store.viewing(pinned):
        expected = store.ask(queries.history, *args).to_pylist()
        monkeypatch.setenv("PURSE_STORE", there)
        assert store.ask(queries.history, *args).to_pylist() == expected
    assert {r["release"] for r in expected} == {"2016-17", "2017-18"}
    assert len(store.ask(queries.history, *args)) > len(expected)


def test_a_file_is_the_same_to_the_byte(there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.exports.order import Order

    order = Order(SCENES["by purpose"]["of"], "en", "https://purse.example/")
    folders = [tmp_path / "here", tmp_path / "there"]
    for folder in folders:
        folder.mkdir()
    here = write(order, "csv", folders[0])
    monkeypatch.setenv("PURSE_STORE", there)
    other = write(order, "csv", folders[1])
    assert other.file.read_bytes() == here.file.read_bytes()
    assert (other.about.rows, other.about.control_sum) == (84, here.about.control_sum)
    assert other.about.generation == store.current().name


def test_the_query_that_is_shown_runs_there(
    engine: str, there: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("PURSE_STORE", there)
    of = SCENES["one ministry"]["of"]
    text = store.shown(queries.total, of)
    expected = store.ask(queries.total, of).to_pylist()[0]["amount"]
    if engine == "postgres":
        import psycopg

        with psycopg.connect(there) as con:
            assert con.execute(text.encode()).fetchone() == (expected, 70)
    elif engine == "spark":
        from pyspark.sql import SparkSession

        session = SparkSession.getActiveSession()
        assert session is not None
        assert [tuple(r) for r in session.sql(text).collect()] == [(expected, 70)]
    else:
        with store.reading() as reading:
            assert reading.batches(text).read_all().to_pylist() == [{"amount": expected, "entries": 70}]
