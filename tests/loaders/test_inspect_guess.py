"""What single texts and runs of figures are taken for."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect import guess, subject, units
from loaders.inspect.description import flow
from loaders.inspect.phases import phase_of
from loaders.inspect.relative import relative_years
from loaders.inspect.rows import condition
from loaders.inspect.sums import carried_sums, find_sums, subtracts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("$1,234", "1234"),
        ("(1,234)", "-1234"),
        ("−1 234", "-1234"),
        ("-$5", "-5"),
        ("1.5e3", "1.5e3"),
        ("No Value", None),
        ("12-34", None),
        ("($000)", None),
        ("($0)", "0"),
        ("1,5", None),
        ("", None),
    ],
)
def test_figures(text: str, value: str | None) -> None:
    assert guess.figure(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(("text", "value"), [("1 234,50", "1234.50"), ("622,1", "622.1"), ("(15,00)", "-15.00")])
def test_figures_with_a_decimal_comma(text: str, value: str) -> None:
    assert guess.figure(text, comma=True) == Decimal(value)


def test_a_comma_parts_decimals_only_where_no_figure_says_otherwise() -> None:
    assert guess.decimal_comma(["1 234,50", "622,10"])
    assert not guess.decimal_comma(["1,234", "622,10"])
    assert not guess.decimal_comma(["1234", "622"])


@pytest.mark.parametrize(
    ("heading", "token", "year", "pattern"),
    [
        ("Actual 2014-15", "2014-15", 2015, "Actual {fiscal_year}"),
        ("FY2015", "2015", 2015, "FY{fiscal_year}"),
        ("2015/2016 Budget", "2015/2016", 2016, "{fiscal_year} Budget"),
        ("2015 - 16", "2015 - 16", 2016, None),
        ("Year ended 31 March 2024", "2024", 2024, "Year ended 31 March {fiscal_year}"),
    ],
)
def test_years_in_headings(heading: str, token: str, year: int, pattern: str | None) -> None:
    found = guess.year_in(heading)
    assert found is not None
    assert (found.token, found.year, found.pattern(heading)) == (token, year, pattern)


@pytest.mark.parametrize("heading", ["Change from 2013 to 2014", "V20141", "2014-19", "Amount"])
def test_headings_that_name_no_year(heading: str) -> None:
    assert guess.year_in(heading) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Revenue ($ millions)", "millions"),
        ("in $000s", "thousands"),
        ("x1000", "thousands"),
        ("en milliers de dollars", "thousands"),
        ("(thousands of dollars)", "thousands"),
        ("$ billions", "billions"),
        ("en milliards", "billions"),
        ("Amount $", None),
        ("Payments over $50,000", None),
    ],
)
def test_units(text: str, unit: str | None) -> None:
    found = units.unit([text])
    assert (found.value if found else None) == unit


def test_words_for_nothing_are_taken_among_figures_and_few_among_labels() -> None:
    assert guess.nulls(["12", "n/a", "*", "Ottawa"], ["NA", "No Value"]) == ["n/a", "*", "No Value"]


def test_a_body_that_is_called_an_authority_says_no_phase() -> None:
    said = [phase_of(t) for t in ("Budget by local authority", "Local authorities", "Total authority")]
    assert [p and p.value for p in said] == ["proposed", None, "adjusted"]


def test_phases() -> None:
    headings = ["Actual 2015", "pa_last_year_auth", "2016-17 Budget", "Réel 2015", "unlapsed", "2015"]
    found = [phase_of(h) for h in headings]
    assert [p and p.value for p in found] == ["executed", "adjusted", "proposed", "executed", "carried_forward", None]


def test_relative_years_are_read_from_a_file_beside_the_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "globals.yaml").write_text("pa_last_year: {en: 2024-25}\nplanning_year_1: 2026-27\n")
    years = relative_years(["pa_last_year_1", "planning_year_1", "pa_last_year_2"], tmp_path / "x.csv")
    assert {t: (y.value, y.sure) for t, y in years.items()} == {
        "pa_last_year_1": (2025, "high"),
        "planning_year_1": (2027, "high"),
        "pa_last_year_2": (2026, "low"),
    }


def test_sums_are_found_with_sums_of_sums() -> None:
    rows = [(12_345,), (67_891,), (80_236,), (33_333,), (11_119,), (44_452,), (124_688,)]
    found = find_sums(rows, [False] * len(rows))
    assert [(s.row, s.parts) for s in found] == [(2, (0, 1)), (5, (3, 4)), (6, (2, 5))]


def test_sums_above_their_parts_are_found() -> None:
    rows = [(80_236,), (12_345,), (67_891,), (44_452,), (33_333,), (11_119,)]
    assert [(s.row, sorted(s.parts)) for s in find_sums(rows, [False] * 6)] == [(0, [1, 2]), (3, [4, 5])]


def test_small_figures_that_happen_to_add_up_need_a_label_that_says_so() -> None:
    rows = [(500,), (700,), (1200,), (900,)]
    assert find_sums(rows, [False] * 4) == []
    assert [s.row for s in find_sums(rows, [False, False, True, False])] == [2]


def test_round_figures_are_a_sum_where_the_label_says_so_and_all_above_are_summed() -> None:
    rows = [(130_000,), (30_000,), (40_000,), (200_000,), (50_000,), (50_000,), (100_000,)]
    assert [(s.row, s.parts) for s in find_sums(rows, [False] * 3 + [True] + [False] * 2 + [True])] == [
        (3, (0, 1, 2)),
        (6, (4, 5)),
    ]
    assert find_sums(rows, [False] * 7) == []
    supplier = [(70_000,), (30_000,), (100_000,), (100_000,)]
    assert find_sums(supplier, [False, False, False, True]) == []
    assert find_sums([(100_000,), (100_000,), (7,)], [False, True, False]) == []


@pytest.mark.parametrize(
    "label", ["Total", "Sum of above", "Ensemble", "Somme", "Summe", "Totale", "Totaal", "Sous-total"]
)
def test_labels_that_say_total(label: str) -> None:
    assert guess.says_total(label)
    assert guess.begins_as_total(label)


@pytest.mark.parametrize(
    "label", ["Ensemble Intercontemporain", "Summer camps", "Sum Technologies Inc.", "Totalisator"]
)
def test_labels_that_begin_like_a_total_and_are_none(label: str) -> None:
    assert not guess.begins_as_total(label)


def test_a_label_alone_makes_no_sum() -> None:
    assert find_sums([(12_345,), (67_891,), (99_999,)], [False, False, True]) == []


def test_every_column_has_to_add_up() -> None:
    assert find_sums([(12_345, 5_001), (67_891, 3_003), (80_236, 1)], [False] * 3) == []


def test_sums_in_a_column_of_their_own() -> None:
    assert carried_sums([5, 7, 0, 4, 4, 0, 1, 2, 0, 9], [0, 0, 12, 0, 0, 8, 0, 0, 12, 0]) is True
    assert carried_sums([5, 7, 0, 4], [0, 0, 12, 0]) is False


def test_differences() -> None:
    assert subtracts([[9, 8, 7], [4, 5, 6], [5, 3, 1]], 2, 0, 1)
    assert not subtracts([[9, 8, 7], [4, 5, 6], [5, 3, 2]], 2, 0, 1)


def test_conditions_take_the_simplest_that_tells_rows_apart() -> None:
    total = {"ministry": "Health", "supplier": None}
    detail = {"ministry": "Health", "supplier": "Total Fire Safety Inc."}
    assert condition([total], [detail]) == {"supplier": {"blank": True}}
    assert condition([{"ministry": "Total", "supplier": None}], [detail, total]) == {"ministry": ["Total"]}
    assert condition([total], [total]) is None


def test_who_publishes_is_guessed_by_name_then_by_folder(tmp_path: Path) -> None:
    folder = tmp_path / "ontario"
    folder.mkdir()
    assert subject.jurisdiction(["Budget of Quebec"], folder / "x.csv").value == "CA-QC"
    assert subject.jurisdiction(["x"], folder / "x.csv").value == "CA-ON"
    assert subject.jurisdiction(["x"], tmp_path / "x.csv").value == subject.UNKNOWN


def test_people_are_told_from_firms() -> None:
    assert subject.people(["Barry, Tara", "Blake, Regina Elisabeth", "Page And Quill", "Smith, Inc."]) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Amount", "Amount"),
        ("true", '"true"'),
        ("Amount: $", '"Amount: $"'),
        (["No Value", "*"], '[No Value, "*"]'),
        ({"{fiscal_year}": {}}, '{"{fiscal_year}": {}}'),
        ({"blank": True}, "{blank: true}"),
    ],
)
def test_values_as_yaml(value: object, text: str) -> None:
    assert flow(value) == text
