"""What a description leaves unread is refused with a hint that fits; units and cents by row are part of a figure."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import CellError, SourceError

from .small import checked, describe, entries

HEADINGS = ["Ministry", "Amount"]
HINTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "another language": ("1.234,50", {}, "where sheet.numbers is de"),
    "an apostrophe": ("1'234", {}, "where sheet.numbers is ch"),
    "a comma": ("12,5", {}, "where sheet.numbers is fr or de"),
    "a formula": ("=SUM(A1:A9)", {}, "a formula without a value"),
    "another language, and marks": ("1'234.50-", {"negative": "-"}, "where sheet.numbers is ch"),
    "a point in a French file": ("1.234", {"numbers": "fr"}, "Where a point parts thousands, say sheet.numbers: de"),
    "negative twice": ("(5) CR", {"negative": "CR"}, "negative in two ways"),
    "a footnote": ("850²", {}, "under sheet.marks"),
    "a word": ("see page 2", {}, "list it under sheet.nulls"),
}


@pytest.mark.parametrize("case", HINTS)
def test_what_is_no_figure_has_the_hint_that_fits(tmp_path: Path, case: str) -> None:
    text, sheet, hint = HINTS[case]
    with pytest.raises(CellError) as refused:
        entries(describe(tmp_path, [HEADINGS, ["Health", text]], sheet=sheet))
    assert str(refused.value).startswith(f"book.csv, sheet 'csv', cell B2: expected an amount: B2 has {text!r}")
    assert hint in str(refused.value)


UNITS = [
    ["Ministry", "Measure", "Amount"],
    ["Health", "$ millions", "1.5"],
    ["Roads", "$000", "(12)"],
    ["Parks", "$", "7"],
]
MEASURES = {"administrative_1": "Ministry", "measure": "Measure", "amount": "Amount"}
NAMED = {
    "into": "unit",
    "rules": [
        {"to": "millions", "when": {"measure": "$ millions"}},
        {"to": "thousands", "when": {"measure": "$000"}},
        {"to": "dollars", "when": {"measure": "$"}},
    ],
}


def test_rows_may_be_in_units_of_their_own(tmp_path: Path) -> None:
    rows = [*UNITS, ["Parks", "FTE", "31"]]
    persons = {"set_aside": {"when": {"measure": "FTE"}, "why": "persons, not money"}}
    source = describe(tmp_path, rows, columns=MEASURES, steps=[persons, {"classify": NAMED}])
    assert entries(source, "administrative_1, amount, unit, printed") == [
        ("Health", Decimal(1_500_000), "millions", "1.5"),
        ("Roads", Decimal(-12_000), "thousands", "(12)"),
        ("Parks", Decimal(7), "dollars", "7"),
    ]


def test_a_unit_that_is_none_is_named(tmp_path: Path) -> None:
    source = describe(tmp_path, [*UNITS, ["Ports", "FTE", "31"]], columns=MEASURES, steps=[{"classify": NAMED}])
    with pytest.raises(
        CellError, match="expected one of dollars, thousands, millions, billions as the unit of: C5 has"
    ):
        entries(source)
    column = {"administrative_1": "Ministry", "unit": "Measure", "amount": "Amount"}
    with pytest.raises(CellError, match=r"as the unit of: C2 has '\$ millions'"):
        entries(describe(tmp_path, UNITS, columns=column))


CENTS = [
    ["Ministry", "$", "¢"],
    ["Health", "1,234", "05"],
    ["Roads", "(0)", "50"],
    ["Parks", "-7", "5"],
    ["Ports", "12", ""],
]
PAIRED = {"administrative_1": "Ministry", "amount": "$", "cents": "¢"}


def test_cents_of_a_column_of_their_own_are_part_of_the_figure(tmp_path: Path) -> None:
    assert entries(describe(tmp_path, CENTS, columns=PAIRED), "administrative_1, amount, printed, cell") == [
        ("Health", Decimal("1234.05"), "1,234 | 05", "B2"),
        ("Roads", Decimal("-0.50"), "(0) | 50", "B3"),
        ("Parks", Decimal("-7.05"), "-7 | 5", "B4"),
        ("Ports", Decimal("12.00"), "12", "B5"),
    ]


def test_a_mark_behind_no_dollars_holds_for_their_cents(tmp_path: Path) -> None:
    rows = [CENTS[0], ["Health", "0 CR", "50"], ["Roads", "3 CR", "25"], ["Parks", "0", "50"]]
    found = entries(describe(tmp_path, rows, columns=PAIRED, sheet={"negative": "CR"}))
    assert [amount for _, amount in found] == [Decimal("-0.50"), Decimal("-3.25"), Decimal("0.50")]


def test_printed_sums_have_their_cents_too(tmp_path: Path) -> None:
    rows = [*CENTS, ["Total", "1,238", "50"]]
    steps = [{"subtotals": {"when": {"administrative_1": "Total"}, "within": []}}]
    (result,) = (
        r for r in checked(describe(tmp_path, rows, columns=PAIRED, steps=steps)) if "subtotal" in r.check_kind
    )
    assert (result.verdict, result.expected, result.got) == ("passed", Decimal("1238.50"), Decimal("1238.50"))


@pytest.mark.parametrize(("dollars", "cents"), [("5", "105"), ("5", "n/a"), ("", "75"), ("5", "-5")])
def test_cents_that_are_none_are_named(tmp_path: Path, dollars: str, cents: str) -> None:
    with pytest.raises(CellError, match=f"expected cents from 00 to 99 behind dollars in: B2 has '{cents}'") as refused:
        entries(describe(tmp_path, [CENTS[0], ["Health", dollars, cents]], columns=PAIRED))
    assert "emptied with the step strip" in str(refused.value)


def test_a_dash_for_no_cents_is_emptied_as_the_hint_says(tmp_path: Path) -> None:
    strip = {"strip": {"fields": ["cents"], "matches": "^-$"}}
    rows = [CENTS[0], ["Health", "5", "-"]]
    assert entries(describe(tmp_path, rows, columns=PAIRED, steps=[strip])) == [("Health", Decimal(5))]


def test_cents_stand_beside_one_column_in_dollars(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cents stand beside one column of figures, in dollars"):
        entries(describe(tmp_path, CENTS, columns=PAIRED, sheet={"unit": "thousands"}))


def test_a_step_makes_no_figure(tmp_path: Path) -> None:
    join = {"join": {"fields": ["whole", "part"], "into": "amount", "between": "."}}
    columns = {"administrative_1": "Ministry", "amount": "$", "whole": "$", "part": "¢"}
    with pytest.raises(SourceError, match="a step makes 'amount', which is read from its column alone"):
        entries(describe(tmp_path, CENTS, columns=columns, steps=[join]))


def test_a_comma_that_parts_thousands_is_no_decimal_comma(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Health", "1,234"], ["Roads", "(12,500)"], ["Parks", "$7,000"]]
    with pytest.raises(CellError, match="every figure with a comma has three places behind it") as refused:
        entries(describe(tmp_path, rows, sheet={"numbers": "fr"}))
    assert "sheet.numbers: en" in str(refused.value)
    assert entries(describe(tmp_path, rows, sheet={"numbers": "fr", "unit": "thousands"}))[0][1] == Decimal(1234)
    assert entries(describe(tmp_path, [*rows, ["Ports", "7,50"]], sheet={"numbers": "fr"}))[0][1] == Decimal("1.23")


def test_a_thousand_cut_in_two_by_its_comma_is_told(tmp_path: Path) -> None:
    source = describe(tmp_path, [HEADINGS, ["Health", "x"]])
    source.path.with_name("book.csv").write_text("Ministry,Amount\nHealth,1,250\nParks,2,350\n", encoding="utf-8")
    with pytest.raises(CellError, match="cell C2: expected nothing behind the figures of 'Amount'"):
        entries(source)
    source.path.with_name("book.csv").write_text("Ministry,Amount,\nHealth,1,\nParks,2,note\n", encoding="utf-8")
    assert [amount for _, amount in entries(source)] == [Decimal(1), Decimal(2)]
