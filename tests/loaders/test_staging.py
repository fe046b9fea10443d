"""What is kept on the way from a sheet to the store is what was asked for, copied or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest

from loaders.staging import Staging, let_go, straight
from loaders.workbook import CSV_SHEET

ROWS = 30_000
Worked = Callable[[ir.Table], ir.Table]
IN_PLACE: dict[str, Worked] = {
    "renamed": lambda t: t.select("row", who="c1", much="c2"),
    "beside what is worked out": lambda t: t.select(
        "row", who="c1", twice=t["c2"].cast("int64") * 2, x=ibis.literal("x")
    ),
    "dropped again": lambda t: t.select("row", who="c1", much="c2").mutate(n=t["c2"].length()).drop("much"),
}
COPIED: dict[str, Worked] = {
    "worked out": lambda t: t.select("row", who=t["c1"].upper()),
    "filtered": lambda t: t.filter(t["c2"].length() > 2).select("row", who="c1"),
    "ordered": lambda t: t.order_by(t["row"].desc()).select("row", who="c1"),
    "without rows' numbers": lambda t: t.select(who="c1", n=t["c2"].length()),
    "of rows nearby": lambda t: t.select(
        "row", who="c1", nth=ibis.row_number().over(ibis.window(group_by=t["c1"], order_by=t["row"].desc()))
    ),
    "joined": lambda t: t.select("row", who="c1").join(t.select("row", much="c2"), "row"),
}


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    file = tmp_path / "rows.csv"
    file.write_text("".join(f"Ministry {n % 7},{n}\n" for n in range(ROWS)), encoding="utf-8")
    with duckdb.connect() as con:
        one = Staging(con)
        one.grid(one.book(file), CSV_SHEET)
        yield one


def _grid(staging: Staging) -> ir.Table:
    return next(iter(staging._grids.values())).table


def _rows(staging: Staging, sql: str) -> pa.Table:
    return staging.con.sql(f"SELECT * FROM ({sql}) ORDER BY ALL").to_arrow_table()


def _left(staging: Staging) -> list[str]:
    """What a release has in the connection, but for the sheets."""
    left = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"
    names = [name for (name,) in staging.con.execute(left).fetchall()]
    return sorted(name for name in names if not name.startswith("_grid_"))


@pytest.mark.parametrize("how", [*IN_PLACE, *COPIED])
def test_what_is_kept_is_what_was_asked_for(staging: Staging, how: str) -> None:
    asked = {**IN_PLACE, **COPIED}[how](_grid(staging))
    kept = staging.keep("marked", asked)
    assert kept.columns == asked.columns
    there = _rows(staging, "FROM marked")
    assert there.column_names == list(asked.columns)
    assert there.to_pylist() == _rows(staging, staging.sql(asked)).to_pylist()
    copied = staging.con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = '_kept_marked'").fetchall()
    assert copied == [(how in COPIED,)]


def test_one_release_may_be_copied_and_the_next_not(staging: Staging) -> None:
    for how in ("filtered", "renamed", "worked out", "beside what is worked out"):
        asked = {**IN_PLACE, **COPIED}[how](_grid(staging))
        staging.keep("marked", asked)
        assert _rows(staging, "FROM marked").to_pylist() == _rows(staging, staging.sql(asked)).to_pylist(), how
        assert _left(staging) == ["_kept_marked" if how in COPIED else "_lent_marked", "marked"], how


def test_what_is_kept_may_be_made_of_what_was(staging: Staging) -> None:
    kept = staging.keep("marked", IN_PLACE["renamed"](_grid(staging)))
    kept = staging.keep("marked", kept.filter(kept["who"] == "Ministry 3"))
    kept = staging.keep("marked", kept.filter(kept["row"] > ROWS - 7))
    assert [who for _, who, *_ in staging.rows(kept)] == ["Ministry 3"]
    assert _left(staging) == ["_kept_marked", "marked"]


def test_what_is_kept_stays_when_the_grids_are_let_go(staging: Staging) -> None:
    staging.keep("marked", IN_PLACE["renamed"](_grid(staging)))
    staging.forget()
    assert staging.con.execute("SELECT count(*), max(row) FROM marked").fetchall() == [(ROWS, ROWS)]
    let_go(staging.con, "marked", "figure")
    assert _left(staging) == []


def test_columns_are_followed_through_projections(staging: Staging) -> None:
    grid = _grid(staging)
    name = grid.get_name()
    assert straight(grid) == (name, {"row": "row", "c1": "c1", "c2": "c2"})
    twice = grid.select("row", who="c1", what=grid["c2"].upper()).mutate(more=ibis.literal(1)).rename(whom="who")
    assert straight(twice) == (name, {"row": "row", "whom": "c1"})
    swapped = grid.select("row", c1="c2", c2="c1")
    assert straight(swapped) == (name, {"row": "row", "c1": "c2", "c2": "c1"})
    assert straight(grid.filter(grid["row"] > 1)) == ("", {})
