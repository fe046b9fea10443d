from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from dashboard.slices import FILTERS, Holding, Slice, filters_in, from_params, link, newest, of_holding, year_before

HEALTH = Slice(
    "ontario/ministry-statements",
    "2024-25",
    2025,
    "expenditure",
    "executed",
    "appropriation",
    (("administrative_1", "Health"),),
)


def test_a_slice_survives_its_url(holdings: Sequence[Holding]) -> None:
    for holding in holdings:
        of = of_holding(holding, HEALTH.where)
        params = of.to_params()
        assert from_params(params) == of


def test_an_address_that_names_no_whole_slice_is_none() -> None:
    params = HEALTH.to_params()
    for name in ("dataset", "release", "fiscal_year", "basis"):
        assert from_params({k: v for k, v in params.items() if k != name}) is None
    assert from_params({**params, "fiscal_year": "last"}) is None


def test_filters_end_at_the_first_level_that_is_missing() -> None:
    levels = ("administrative_1", "administrative_2", "administrative_3")
    assert filters_in({"administrative_1": "Health", "administrative_3": "X"}, levels) == (
        ("administrative_1", "Health"),
    )


def test_going_deeper_and_up_again() -> None:
    deeper = HEALTH.narrowed("administrative_2", "Ministry Administration Program")
    assert deeper.where[-1] == ("administrative_2", "Ministry Administration Program")
    assert deeper.up_to(1) == HEALTH
    assert deeper.up_to(0).where == ()


def test_a_file_name_is_readable_and_safe() -> None:
    whole = "ontario-ministry-statements-2024-25-fy2025-expenditure-executed-appropriation"
    assert HEALTH.up_to(0).file_name("csv") == f"{whole}.csv"
    assert re.fullmatch(whole + r"-health-[0-9a-f]{6}\.csv", HEALTH.file_name("csv"))
    accents = HEALTH.up_to(0).narrowed("recipient", "Œuvre d’Été à Forêt")
    assert "-oeuvre-d-ete-a-foret-" in accents.file_name("csv")


@given(st.text(max_size=300), st.text(max_size=60))
def test_a_file_name_is_plain_and_short_whatever_the_labels_are(label: str, release: str) -> None:
    name = replace(HEALTH, release=release).narrowed("administrative_2", label).file_name("parquet")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(name) <= 120


def test_two_slices_never_give_one_name(holdings: Sequence[Holding]) -> None:
    wheres = [
        (), (("administrative_1", "Health"),), (("recipient", "Health"),), (("administrative_1", ""),),
        (("administrative_2", "Long " * 50 + "a"),), (("administrative_2", "Long " * 50 + "b"),),
        (("administrative_1", "Health"), ("administrative_2", "Health")),
    ]  # fmt: skip
    names = [of_holding(h, where).file_name("csv") for h in holdings for where in wheres]
    assert len(set(names)) == len(names)


def test_the_link_of_a_slice_leads_to_its_receipt() -> None:
    address = urlsplit(link(HEALTH, "https://purse.example/on/", "fr", "CA-ON"))
    assert (address.netloc, address.path) == ("purse.example", "/on/receipt")
    params = dict(parse_qsl(address.query))
    assert (params["lang"], params["jurisdiction"]) == ("fr", "CA-ON")
    assert from_params(params) == HEALTH


def test_filters_are_the_classifications() -> None:
    assert {"administrative_1", "economic_1", "recipient", "vote", "category"} <= set(FILTERS)
    assert not {"amount", "dataset", "cell", "entry_id"} & set(FILTERS)


def test_the_newest_release_of_a_year_is_chosen(holdings: Sequence[Holding]) -> None:
    found = newest(holdings, dataset="ontario/estimates", fiscal_year=2017, phase="proposed", basis="appropriation")
    assert found is not None
    assert found.release == "2017-18", "the plan of 2016-17 was printed in 2016-17 and, restated, in 2017-18"
    assert newest(holdings, dataset="ontario/estimates", fiscal_year=1900) is None


def test_the_year_before_may_be_in_an_earlier_release(holdings: Sequence[Holding]) -> None:
    before = year_before(HEALTH, holdings)
    assert before is not None
    assert (before.release, before.fiscal_year, before.where) == ("2023-24", 2024, HEALTH.where)
    assert year_before(before, holdings) is None
