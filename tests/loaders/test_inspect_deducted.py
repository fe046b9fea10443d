"""Rows that are taken away without a minus, the net that is left, and ratios among amounts."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect.deducted import says_less, says_net
from loaders.inspect.ratios import is_ratio_label

from .small import Rows
from .test_inspect_layout import of_csv

GROSS: Rows = [
    ["Line", "2023-24 Actual"],
    ["Health", "1311234.56"],
    ["Parks", "322876.12"],
    ["Roads", "433912.89"],
    ["Gross expenditure", "2068023.57"],
    ["Less: recoveries", "66123.45"],
    ["Net expenditure", "2001900.12"],
]


def test_what_is_taken_away_has_its_sign_and_the_net_is_a_sum(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, GROSS)
    assert [t.amount for t in trial.totals] == [Decimal("2001900.12")]
    assert [r.verdict for r in trial.results if r.check_kind == "printed subtotal"] == ["passed"]
    assert (
        "row 6: by their labels they are taken away, and count against the others, though they have no minus"
        in made.careful
    )


def test_the_net_of_round_figures_is_known_by_its_label(tmp_path: Path) -> None:
    rows: Rows = [
        ["Line", "2023-24"],
        ["Health", "1311"],
        ["Parks", "322"],
        ["Roads", "433"],
        ["Moins : recettes", "66"],
    ]
    _, trial = of_csv(tmp_path, [*rows, ["Dépenses nettes", "2000"]])
    assert [t.amount for t in trial.totals] == [Decimal(2000)]


def test_a_minus_is_not_taken_twice(tmp_path: Path) -> None:
    rows = [[label, f"-{text}" if label.startswith("Less") else text] for label, text in GROSS]
    _, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal("2001900.12")]


def test_what_the_printed_sums_add_is_added_and_told(tmp_path: Path) -> None:
    rows: Rows = [
        *GROSS[:4],
        ["Less lethal gear", "5123.45"],
        ["Less common costs", "6123.45"],
        ["Total", "2079270.47"],
    ]
    made, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal("2079270.47")]
    assert (
        "row 6: by their labels they are taken away, and their figures have no minus; added all the same"
        in made.careful
    )


def test_a_net_that_comes_to_nothing_above_it_is_told(tmp_path: Path) -> None:
    made, _ = of_csv(tmp_path, [*GROSS[:4], ["Net expenditure", "1001900.12"]])
    assert (
        "row 5: the label says net; if it is worked out of other rows, it is counted twice. It is an entry"
        in made.careful
    )


def test_a_row_of_percents_is_no_money(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, [*GROSS[:4], ["% change", "4.2"]])
    assert [t.amount for t in trial.totals] == [Decimal("2068023.57")]
    assert "row 5: by their labels they are ratios, and are no money: set aside" in made.careful


@pytest.mark.parametrize("label", ["Less than $100,000", "Moins de 1000 $", "Moins-values", "Lessons", "Unless"])
def test_a_label_that_only_begins_alike_takes_nothing_away(label: str) -> None:
    assert not says_less({"administrative_1": label})


def test_a_supplier_may_be_called_less_or_net() -> None:
    assert not says_less({"recipient": "Less Waste Inc"})
    assert not says_net({"recipient": "Net Works Ltd"})


def test_labels_of_ratios() -> None:
    labels = ["% of total", "Growth (%)", "Spending per capita", "Percent for Art", "Per capita grants", "Levy of 5%"]
    assert [label for label in labels if is_ratio_label(label)] == labels[:3]


def test_what_is_taken_away_under_a_sum_by_its_indent_has_its_sign_too(tmp_path: Path) -> None:
    rows: Rows = [
        ["Line", "2023-24 Actual"],
        ["Health", "900.55"],
        ["   Hospitals", "600.25"],
        ["   Clinics", "400.40"],
        ["   Less: recoveries", "100.10"],
        ["Roads", "500.40"],
        ["   Bridges", "450.15"],
        ["   Snow", "50.25"],
    ]
    _, trial = of_csv(tmp_path, rows)
    assert trial.error is None
    assert [t.amount for t in trial.totals] == [Decimal("1400.95")]
