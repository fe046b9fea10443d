"""A share adds up to the cent, whatever is split."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard import store
from dashboard.questions import share as questions
from dashboard.slices import Holding, newest, of_holding
from dashboard.views.share import CENT, to_the_cent

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
wholes = st.decimals(min_value=0, max_value=10**7, places=2)


@given(wholes, st.lists(amounts, min_size=1, max_size=40))
def test_the_lines_add_up_and_none_is_a_cent_off(whole: D, parts: list[D]) -> None:
    total = sum(parts, D(0))
    assume(total > 0)
    split = to_the_cent(whole, parts)
    assert sum(split, D(0)) == whole
    for given_, part in zip(split, parts, strict=True):
        off = int(given_ / CENT) * total - whole / CENT * part
        assert -total < off < total


@given(wholes, st.lists(amounts, min_size=2, max_size=20))
def test_a_larger_part_never_gets_less(whole: D, parts: list[D]) -> None:
    assume(sum(parts, D(0)) > 0)
    ranked = sorted(zip(parts, to_the_cent(whole, parts), strict=True))
    assert all(one[1] <= other[1] for one, other in itertools.pairwise(ranked) if one[0] < other[0])


def test_three_equal_parts_of_a_dollar() -> None:
    assert to_the_cent(D(1), [D(5), D(5), D(5)]) == [D("0.34"), D("0.33"), D("0.33")]


def test_nothing_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        to_the_cent(D(1), [D(5), D(-5)])


def test_lines_are_the_whole_of_a_slice(holdings: Sequence[Holding]) -> None:
    found = newest(holdings, dataset="ontario/consolidated-expense", fiscal_year=2024, phase="executed")
    assert found is not None
    lines = store.ask(questions.lines, of_holding(found), "administrative_1").to_pylist()
    assert sum(r["amount"] for r in lines) == D(206_583_000_000)
    assert (lines[0]["label"], lines[0]["lineage"], lines[0]["unit"]) == ("Health", "CA-ON/health", "millions")
