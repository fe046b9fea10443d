"""What stands in a cell, as text: exactly, and alike however many stand beside it."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cells import cell_text, has_more_than_nine_places, number_texts

TEXTS: list[tuple[object, str | None]] = [
    (None, None),
    ("", None),
    ("NA", "NA"),
    ("00123", "00123"),
    (" as it stands ", " as it stands "),
    (True, "TRUE"),
    (3, "3"),
    (3.0, "3"),
    (-0.0, "0"),
    (38443725.0, "38443725"),
    (0.1, "0.1"),
    (1234567890123.45, "1234567890123.45"),
    (123456789012345.0, "123456789012345"),
    (2303413748.9999995, "2303413748.9999995"),
    (1e22, "1" + "0" * 22),
    (dt.datetime(2016, 3, 31), "2016-03-31"),
    (dt.datetime(2016, 3, 31, 12, 30), "2016-03-31T12:30:00"),
    (dt.date(2016, 3, 31), "2016-03-31"),
    (dt.time(1, 2), "01:02:00"),
]


@pytest.mark.parametrize(("value", "text"), TEXTS, ids=repr)
def test_a_cell_is_what_it_prints(value: object, text: str | None) -> None:
    assert cell_text(value) == text


SIZES = (0.0, -0.0, 1e-5, 9.9e-5, 1e-4, 0.1, 9_999_999_999.99, 1e10, 16139489186.0, 41880464074.6, 1e15, 1e22)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(SIZES)))
def test_a_column_of_numbers_prints_as_each_of_them(numbers: list[float]) -> None:
    assert number_texts(pa.array(numbers, pa.float64())).to_pylist() == [cell_text(number) for number in numbers]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=9).map(float))
def test_seventeen_digits_of_a_number_of_nine_places_are_no_more(number: float) -> None:
    assert not has_more_than_nine_places([f"{number:.17g}".encode()])


@pytest.mark.parametrize(
    "written", ["0.1234567891", "1E-10", "1.00000000000001", "0.30000000000000004", "-5e-324", "1.0.0000000000"]
)
def test_more_than_nine_places_are_seen(written: str) -> None:
    assert has_more_than_nine_places([b"1278.12", written.encode()])
