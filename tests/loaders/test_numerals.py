"""Each language's figures are read to the cent, and what may mean two things is not read at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import figures, numerals
from loaders.errors import CellError
from loaders.numerals import STYLES, Numbers

from .small import describe, entries
from .test_figures import evaluated

HEADINGS = ["Ministry", "Amount"]
PRINTED: dict[Numbers, dict[str, str | None]] = {
    "en": {"1,234.50": "1234.50", "1.234,50": None, "1'234.50": None, "1 234.5": "1234.50"},
    "fr": {"1 234,50 $": "1234.50", "1.234,50": None, "1,234.50": None, "1234.5": "1234.50"},
    "de": {
        "1.234,50": "1234.50", "49.812,8": "49812.80", "12.345.678": "12345678.00", "1.234": "1234.00",
        "(7.000)": "-7000.00", "-1.234,5 €": "-1234.50", "0,05": "0.05", "0.125": "0.13", "1234.5": "1234.50",
        "1,234.50": None, "1.23,4": None, "1.2345,0": None, "-": "0.00",
    },
    "ch": {
        "1'234.50": "1234.50", "1’234’567": "1234567.00", "-1'234": "-1234.00", "1 234.5": "1234.50",
        "12'34": None, "1,234": None,
    },
}  # fmt: skip


def grouped(amount: Decimal, numbers: Numbers) -> str:
    """An amount as the language prints it."""
    style = STYLES[numbers]
    digits = f"{amount.copy_abs():,.2f}".replace(",", "T").replace(".", style.decimal)
    return ("-" if amount < 0 else "") + digits.replace("T", style.thousands[:1] or "\u202f")


@pytest.mark.parametrize("numbers", get_args(Numbers))
def test_a_language_reads_its_own_figures(numbers: Numbers) -> None:
    texts = PRINTED[numbers]
    got = evaluated(lambda t: figures.amount(t, Decimal(1), dash_is_zero=True, numbers=numbers), [*texts])
    assert got == [None if value is None else Decimal(value) for value in texts.values()]


@pytest.mark.parametrize("numbers", get_args(Numbers))
@settings(max_examples=15, deadline=None)
@given(amounts=st.lists(st.decimals("-9999999999999.99", "9999999999999.99", places=2), min_size=1, max_size=40))
def test_any_amount_reads_back_from_any_language(numbers: Numbers, amounts: list[Decimal]) -> None:
    texts = [grouped(amount, numbers) for amount in amounts]
    got = evaluated(lambda t: figures.amount(t, Decimal(1), dash_is_zero=True, numbers=numbers), texts)
    assert got == amounts


@pytest.mark.parametrize("numbers", get_args(Numbers))
def test_a_text_names_the_languages_that_print_it(numbers: Numbers) -> None:
    assert numbers in numerals.styles_of(f"({grouped(Decimal('-1234567.89'), numbers)} $)")
    assert numerals.styles_of("n/a") == []


@pytest.mark.parametrize(
    ("numbers", "text"),
    [("fr", "1.234"), ("fr", "-12.345"), ("de", "1234.5"), ("de", "12.25"), ("de", "0.125"), ("de", "1234.125")],
)
def test_a_text_file_is_not_read_in_two_languages(tmp_path: Path, numbers: str, text: str) -> None:
    rows = [HEADINGS, ["Health", "5"], ["Roads", text]]
    with pytest.raises(CellError, match=f"expected an amount: B3 has '{text}'"):
        entries(describe(tmp_path, rows, sheet={"numbers": numbers}))


def test_a_text_file_in_thousands_parted_by_points(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Health", "7.000"], ["Roads", "12.345,5"], ["Parks", "12"], ["Ports", "1.234.567"]]
    assert entries(describe(tmp_path, rows, sheet={"numbers": "de", "unit": "thousands"})) == [
        ("Health", Decimal(7_000_000)),
        ("Roads", Decimal(12_345_500)),
        ("Parks", Decimal(12_000)),
        ("Ports", Decimal(1_234_567_000)),
    ]


def test_a_workbook_of_texts_is_read_and_one_with_numbers_among_them_is_not(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADINGS, ["Health", "1.234"], ["Roads", "49.812,8"], ["Parks", 1234]]
    sheet = {"name": "Data", "numbers": "de"}
    assert entries(describe(tmp_path / "texts", {"Data": rows}, sheet=sheet)) == [
        ("Health", Decimal(1234)),
        ("Roads", Decimal("49812.8")),
        ("Parks", Decimal(1234)),
    ]
    mixed = describe(tmp_path / "numbers", {"Data": [*rows, ["Ports", 12.5]]}, sheet=sheet)
    with pytest.raises(CellError, match=r"expected an amount: B2 has '1\.234'"):
        entries(mixed)


POINTS = [["Health", "7.000"], ["Roads", "(12.345)"], ["Parks", "$9.999"], ["Ports", "12"]]


@pytest.mark.parametrize("unit", ["dollars", "thousands"])
def test_points_that_may_all_part_thousands_are_asked_about(tmp_path: Path, unit: str) -> None:
    with pytest.raises(CellError) as refused:
        entries(describe(tmp_path, [HEADINGS, *POINTS], sheet={"unit": unit}))
    said = str(refused.value)
    assert "which may be thousands: B2 has '7.000'; B3 has '(12.345)'; B4 has '$9.999'" in said
    assert "say sheet.numbers: de" in said


@pytest.mark.parametrize(("numbers", "health"), [("en", 7), ("de", 7000)])
def test_a_description_that_says_how_is_believed(tmp_path: Path, numbers: str, health: int) -> None:
    source = describe(tmp_path, [HEADINGS, *POINTS], sheet={"numbers": numbers})
    assert entries(source)[0] == ("Health", Decimal(health))


def test_points_are_decimals_where_one_figure_or_the_unit_shows_it(tmp_path: Path) -> None:
    shown = describe(tmp_path / "one", [HEADINGS, *POINTS, ["Trade", "1.5"]])
    assert entries(shown)[0] == ("Health", Decimal(7))
    millions = describe(tmp_path / "unit", [HEADINGS, *POINTS], sheet={"unit": "millions"})
    assert entries(millions)[0] == ("Health", Decimal(7_000_000))
    few = describe(tmp_path / "few", [HEADINGS, *POINTS[:2]])
    assert entries(few)[0] == ("Health", Decimal(7))
