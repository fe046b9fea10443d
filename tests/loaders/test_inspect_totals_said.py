"""Revenue and expense in one list: the labels of the totals say which is which, or a person is told."""

from decimal import Decimal
from pathlib import Path

from .small import Rows
from .test_inspect_layout import of_csv

BOTH: Rows = [
    ["Item", "2023-24 Actual"],
    ["Taxes", "900123.45"],
    ["Fees", "100234.56"],
    ["Total revenue", "1000358.01"],
    ["Salaries", "700456.78"],
    ["Rent", "200567.89"],
    ["Total expenses", "901024.67"],
    ["Surplus", "99333.34"],
]


def test_the_totals_say_the_directions_of_their_parts(tmp_path: Path) -> None:
    _, trial = of_csv(tmp_path, BOTH)
    assert {t.direction: t.amount for t in trial.totals} == {
        "revenue": Decimal("1000358.01"),
        "expenditure": Decimal("901024.67"),
    }
    assert [r.verdict for r in trial.results if r.check_kind == "printed subtotal"] == ["passed", "passed"]


def test_totals_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    rows: Rows = [*BOTH[:3], ["Total revenue", "1000000.01"], *BOTH[4:7]]
    made, _ = of_csv(tmp_path, rows)
    assert (
        "row 4 ('Total revenue') speaks of revenue and row 7 ('Total expenses') speaks of expenditure: all are read as one "
        "direction. Classify them, or set one aside" in made.careful
    )


def test_a_list_of_expenses_alone_has_nothing_to_tell(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, [BOTH[0], *BOTH[4:7], ["Income support", "55.12"]])
    assert {t.direction for t in trial.totals} == {"expenditure"}
    assert not any("one direction" in warning for warning in made.careful)
