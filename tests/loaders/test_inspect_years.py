"""The fiscal year of a whole file: named among others, between two days, or a guess that is told."""

from pathlib import Path

import pytest

from loaders.inspect.spans import last_of_several, stated

from .small import Rows
from .test_inspect_layout import of_csv

TABLE: Rows = [["Ministry", "Amount"], ["Health", "1250.5"], ["Parks", "340.25"]]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Fiscal Year 2024 (July 1, 2023 - June 30, 2024)", 2024),
        ("Fiscal year 2022-23, printed in 2024", 2023),
        ("July 1, 2023 to June 30, 2024", 2024),
        ("from 2023-04-01 to 2024-03-31", 2024),
        ("Exercice 2023, état de mai 2024", 2023),
        ("Budget 2023-24", 2024),
    ],
)
def test_a_title_states_its_year(title: str, year: int) -> None:
    found = stated(title)
    assert found is not None
    assert found.year == year


@pytest.mark.parametrize(
    "title",
    ["Fiscal years 2022 and 2023", "as at March 31, 2023 and March 31, 2024", "Fiscal Year 2023, FY 2024", "2021-23"],
)
def test_a_title_that_states_none_is_not_guessed_at(title: str) -> None:
    assert stated(title) is None


def test_the_last_of_several_years() -> None:
    titles = ["Fiscal years 2022 and 2023", "2021-23", "2024-03-31", "2024", "2021-2025 plan of 2020"]
    assert [last_of_several(title) for title in titles] == [2023, 2023, None, None, 2025]


def test_the_year_of_a_draft_is_the_one_that_its_title_states(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, [["Fiscal Year 2024 (July 1, 2023 - June 30, 2024)", ""], *TABLE])
    assert [t.fiscal_year for t in trial.totals] == [2024]
    assert not any("fiscal year" in warning for warning in made.careful)


def test_a_year_that_nothing_names_is_told(tmp_path: Path) -> None:
    made, _ = of_csv(tmp_path, TABLE)
    assert (
        "nothing names the year: the fiscal year is 2024-25 until you put the right one under releases, constants"
        in made.careful
    )


def test_one_of_several_years_is_told(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, [["Fiscal years 2022 and 2023", ""], *TABLE])
    assert [t.fiscal_year for t in trial.totals] == [2023]
    assert (
        "'Fiscal years 2022 and 2023' names several years, and the last one is taken: the fiscal year is 2022-23 until you "
        "put the right one under releases, constants" in made.careful
    )


def test_two_years_in_a_heading_are_told(tmp_path: Path) -> None:
    made, _ = of_csv(tmp_path, [["Ministry", "2021-23"], ["Health", "1250.5"], ["Parks", "340.25"]])
    assert any(w.startswith("'2021-23' names several years") for w in made.careful)


def test_a_relative_year_that_nothing_explains_is_told(tmp_path: Path) -> None:
    made, _ = of_csv(tmp_path, [["Ministry", "pa_last_year_exp"], ["Health", "1250.5"], ["Parks", "340.25"]])
    assert any(w.startswith("nothing says which year 'pa_last_year' is: ") for w in made.careful)


def test_years_in_the_rows_are_no_guess(tmp_path: Path) -> None:
    made, _ = of_csv(tmp_path, [["Year", "Ministry", "Amount"], ["2022-23", "Health", "1"], ["2023-24", "Law", "2"]])
    assert not any("fiscal year" in warning for warning in made.careful)
