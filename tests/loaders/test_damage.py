"""A cent more, a row less, two labels swapped: damage to a real sheet is caught by its control totals."""

import random
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml

from loaders.workbook import Book

from .small import SOURCES, checked, write_csv, write_description

Sheet = list[list[str]]
AMOUNT, MINISTRY = 2, 3


@cache
def statements() -> tuple[tuple[str, ...], ...]:
    """The ministry statements of 2024-25, as texts."""
    grid = Book.open(SOURCES.parent / "workbooks" / "ontario" / "ministry-statements-2024-25.xlsx").grid("Data")
    return tuple(tuple(v or "" for v in list(row.values())[1:]) for row in grid.to_pylist())


def row_of(rows: Sheet, ministry: str, rng: random.Random) -> int:
    return rng.choice([n for n, r in enumerate(rows) if r[MINISTRY] == ministry and abs(Decimal(r[AMOUNT])) > 1000])


def untouched(rows: Sheet, rng: random.Random) -> None:
    pass


def one_cent_more(rows: Sheet, rng: random.Random) -> None:
    row = rows[row_of(rows, "Finance", rng)]
    row[AMOUNT] = str(Decimal(row[AMOUNT]) + Decimal("0.01"))


def one_row_less(rows: Sheet, rng: random.Random) -> None:
    del rows[row_of(rows, "Finance", rng)]


def one_row_twice(rows: Sheet, rng: random.Random) -> None:
    rows.append(rows[row_of(rows, "Finance", rng)])


def swapped(first: str, second: str) -> Callable[[Sheet, random.Random], None]:
    def swap(rows: Sheet, rng: random.Random) -> None:
        one, other = row_of(rows, first, rng), row_of(rows, second, rng)
        rows[one][MINISTRY], rows[other][MINISTRY] = second, first

    return swap


DAMAGE: dict[str, tuple[Callable[[Sheet, random.Random], None], list[str]]] = {
    "nothing": (untouched, []),
    "one cent": (one_cent_more, ["fiscal_year 2024-25"]),
    "a row less": (one_row_less, ["fiscal_year 2024-25"]),
    "a row twice": (one_row_twice, ["fiscal_year 2024-25"]),
    "labels of two ministries with totals": (
        swapped("Health", "Education"),
        ["fiscal_year 2024-25, administrative_1 Health", "fiscal_year 2024-25, administrative_1 Education"],
    ),
    "labels of a ministry with a total and one without": (
        swapped("Transportation", "Finance"),
        ["fiscal_year 2024-25, administrative_1 Transportation"],
    ),
    # No total of these two is listed: such a swap is not seen.
    "labels of two ministries without totals": (
        swapped("Finance", "Labour, Immigration, Training and Skills Development"),
        [],
    ),
}


@pytest.mark.parametrize(("damage", "missed"), DAMAGE.values(), ids=DAMAGE)
def test_damage_to_a_real_sheet_is_caught(
    tmp_path: Path, damage: Callable[[Sheet, random.Random], None], missed: list[str]
) -> None:
    head, *rows = ([*row] for row in statements())
    damage(rows, random.Random(2025))
    write_csv(tmp_path / "data.csv", [head, *rows])
    described = yaml.load((SOURCES / "ontario" / "ministry-statements.yaml").read_text(), yaml.BaseLoader)
    described["releases"] = [{"release": "2024-25", "file": "data.csv"}]
    described["control_totals"] = [t for t in described["control_totals"] if t["where"]["fiscal_year"] == "2024-25"]
    results = checked(write_description(tmp_path / "statements.yaml", described))
    assert [r.what for r in results if r.verdict == "failed"] == missed
    assert len(results) == 5
