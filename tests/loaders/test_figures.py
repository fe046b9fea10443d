"""Texts become exact amounts and fiscal years, or NULL: never a guess."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import figures, source
from loaders.cells import cell_text

NBSP, THIN, NARROW, MINUS = "\u00a0", "\u2009", "\u202f", "\u2212"
Read = Callable[[ir.StringColumn], ir.Value]


@cache
def sql_of(read: Read) -> str:
    texts = ibis.table({"n": "int32", "text": "string"}, name="texts")
    return str(ibis.to_sql(texts.order_by("n").select(value=read(texts["text"])), dialect="duckdb"))


def evaluated(read: Read, texts: Sequence[str | None]) -> list[object]:
    """What the expression gives for each text."""
    with duckdb.connect(":memory:") as con:
        con.register("texts", pa.table({"n": pa.array(range(len(texts)), pa.int32()), "text": pa.array(texts)}))
        return [value for (value,) in con.execute(sql_of(read)).fetchall()]


def dollars(text: ir.StringColumn) -> ir.DecimalColumn:
    return figures.amount(text, Decimal(1), dash_is_zero=True)


def dollars_dash_empty(text: ir.StringColumn) -> ir.DecimalColumn:
    return figures.amount(text, Decimal(1), dash_is_zero=False)


def millions(text: ir.StringColumn) -> ir.DecimalColumn:
    return figures.amount(text, Decimal(10**6), dash_is_zero=True)


def with_marks(text: ir.StringColumn) -> ir.DecimalColumn:
    return figures.amount(text, Decimal(1), dash_is_zero=True, marks="DR", negative="CR|-")


def no_figure(text: ir.StringColumn) -> ir.BooleanValue:
    return figures.is_empty(text, ["No Value"], dash_is_zero=True)


def no_figure_dash_empty(text: ir.StringColumn) -> ir.BooleanValue:
    return figures.is_empty(text, [], dash_is_zero=False)


def index(text: ir.StringColumn) -> ir.DecimalColumn:
    return figures.amount(text, Decimal(1), dash_is_zero=True, scale=4)


PRINTED = {
    "1234": "1234.00",
    "1,234": "1234.00",
    "$1,234": "1234.00",
    "1,234,567.89": "1234567.89",
    "$0.05": "0.05",
    ".5": "0.50",
    "-5": "-5.00",
    "-$5": "-5.00",
    "$-5": "-5.00",
    "(1,234)": "-1234.00",
    "($1,234.50)": "-1234.50",
    f"{MINUS}1{NBSP}234": "-1234.00",
    f"1{THIN}234{NARROW}567": "1234567.00",
    f"{NBSP}-{NBSP}  ": "0.00",
    "–": "0.00",
    "—": "0.00",
    " 50,773 ": "50773.00",
    "123456789012345": "123456789012345.00",
    "1234567890123.45": "1234567890123.45",
    "£1,234.50": "1234.50",
    "(€12)": "-12.00",
    "R$ 1,234.50": "1234.50",
    "-US$5": "-5.00",
    "(C$ 7)": "-7.00",
    "₱1,234": "1234.00",
    "–350": "-350.00",
    "–\u00a01,234.50": "-1234.50",
    "9999999999999999.99": "9999999999999999.99",
    "2303413748.9999995": "2303413749.00",  # what a spreadsheet's float keeps of 2303413749
    "0.30000000000000004": "0.30",
    "1e-05": "0.00",
    "0.005": "0.01",
    "-0.005": "-0.01",
}
REFUSED = ["1,5", "12,34", "1,2345", "1.234,50", "1 234,50", "abc", "", "No Value", "5%", "12 apples", "(5", "5)"]
REFUSED += ["1–2", "350–", "––5", "USDX$5", "R5", "R$", "$US5"]
REFUSED += ["--5", "$", "1,234-", "NaN", "1.2.3", "2016-17", "TRUE", "#REF!"]
GUESSED = {
    "1 5": "15.00: any blank between digits is dropped, where a comma in that place is refused",
    "12 34": "1234.00: any blank between digits is dropped, where a comma in that place is refused",
    "(-5)": "5.00: two signs become none",
    "1_000": "1000.00: DuckDB's own way of writing numbers",
}


@pytest.mark.parametrize(("text", "amount"), PRINTED.items())
def test_a_printed_figure_is_read_to_the_cent(text: str, amount: str) -> None:
    assert evaluated(dollars, [text]) == [Decimal(amount)]


def test_marks_behind_a_figure_make_it_negative() -> None:
    printed = ["1,234.50CR", "$12 CR", "7-", "7 DR", "5", "(5) CR", "-5 CR", "0 CR", "-", "CR", "-5"]
    read = ["-1234.50", "-12.00", "-7.00", "7.00", "5.00", None, None, "0.00", "0.00", None, "-5.00"]
    assert evaluated(with_marks, printed) == [None if r is None else Decimal(r) for r in read]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_figure_is_null(text: str) -> None:
    assert evaluated(dollars, [text, None]) == [None, None]


@pytest.mark.parametrize("text", GUESSED)
def test_an_ambiguous_figure_is_refused(text: str) -> None:
    assert evaluated(dollars, [text]) == [None]


@pytest.mark.parametrize("dash", ["-", " -   ", " $-   ", " $ - ", "–", "—", MINUS, "--"])
def test_a_lone_dash_is_zero_or_empty_as_the_source_says(dash: str) -> None:
    assert evaluated(dollars, [dash]) == [Decimal(0)]
    assert evaluated(dollars_dash_empty, [dash]) == [None]
    assert evaluated(no_figure, [dash]) == [False]
    assert evaluated(no_figure_dash_empty, [dash]) == [True]


@pytest.mark.parametrize(
    ("text", "empty"),
    [(None, True), ("", True), (f" {NBSP}", True), ("No Value", True), ("no value", False), ("0", False), ("x", False)],
)
def test_a_cell_is_empty_if_blank_or_a_null_word(text: str | None, empty: bool) -> None:
    assert evaluated(no_figure, [text]) == [empty]


def test_the_unit_multiplies_exactly() -> None:
    assert evaluated(millions, ["50,773", "0.000001", "(1.5)"]) == [
        Decimal("50773000000.00"),
        Decimal("1.00"),
        Decimal("-1500000.00"),
    ]


def test_a_series_keeps_four_decimals() -> None:
    assert evaluated(index, ["127.05", "127.00005", "13709293"]) == [
        Decimal("127.0500"),
        Decimal("127.0001"),
        Decimal("13709293.0000"),
    ]


def house_styles(amount: Decimal) -> list[str]:
    """The same amount as publishers print it."""
    digits, sign = f"{amount.copy_abs():,.2f}", "-" if amount < 0 else ""
    styles = [f"{amount:f}", f"{sign}{digits}", f"{sign}${digits}", f"${sign}{digits}", f"  {sign}{digits}{NBSP}"]
    styles += [f"{sign.replace('-', MINUS)}{digits.replace(',', blank)}" for blank in (NBSP, THIN, NARROW)]
    if amount < 0:
        styles += [f"({digits})", f"(${digits})", f"( {digits} )"]
    if amount == amount.to_integral_value():
        styles += [f"{sign}{digits.removesuffix('.00')}"]
    if amount.copy_abs() < 10**13:  # 15 digits: what a spreadsheet's float keeps
        styles += [str(cell_text(float(amount)))]
    return styles


@settings(max_examples=25, deadline=None)
@given(st.lists(st.decimals("-9999999999999999.99", "9999999999999999.99", places=2), min_size=1, max_size=40))
def test_any_amount_reads_back_from_every_house_style(amounts: list[Decimal]) -> None:
    wanted = [(style, amount) for amount in amounts for style in house_styles(amount)]
    got = evaluated(dollars, [style for style, _ in wanted])
    assert list(zip([s for s, _ in wanted], got, strict=True)) == wanted


YEARS = {
    "2015-16": 2016,
    "2015–16": 2016,
    "2015/2016": 2016,
    "2015-2016": 2016,
    "2016": 2016,
    "1999-00": 2000,
    "1999-2000": 2000,
    " 2015-16 ": 2016,
    "2015-17": None,
    "2015-15": None,
    "2015/2017": None,
    "15-16": None,
    "FY 2016": 2016,
    "FY2015/16": 2016,
    "fy16": 2016,
    "FY 15-16": 2016,
    "FY99": 2099,
    "FY15/17": None,
    "FY": None,
    "2015-16 Actual": None,
    "": None,
    "No Value": None,
}


@pytest.mark.parametrize(("text", "year"), YEARS.items())
def test_a_fiscal_year_is_the_year_it_ends_in(text: str, year: int | None) -> None:
    """In a cell and in a description alike."""
    assert evaluated(figures.fiscal_year, [text]) == [year]
    if year is None:
        with pytest.raises(ValueError, match="fiscal year"):
            source.fiscal_year(text)
    else:
        assert source.fiscal_year(text) == year


def test_a_refused_fiscal_year_says_what_was_found() -> None:
    with pytest.raises(ValueError, match="a fiscal year spans two years; found '2015-17'"):
        source.fiscal_year("2015-17")
    with pytest.raises(ValueError, match="expected a fiscal year such as 2015-16, found 'soon'"):
        source.fiscal_year("soon")


def test_a_label_loses_its_loose_white_space_and_null_words() -> None:
    texts = [f"  Health{NBSP}\n and  Care ", " ", "No Value", "no value", None, "NA", "00123"]
    assert evaluated(lambda t: figures.label(t, ["No Value"]), texts) == [
        "Health and Care",
        None,
        None,
        "no value",
        None,
        "NA",
        "00123",
    ]
