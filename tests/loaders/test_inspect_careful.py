"""What `inspect` says under "Careful" where a draft may load a wrong figure; and which of several columns it takes."""

from decimal import Decimal
from pathlib import Path

import pytest

from loaders.inspect import units
from loaders.inspect.currency import currency, large_unit
from loaders.inspect.measures import is_count

from .small import Rows
from .test_inspect_layout import of_csv


def said(folder: Path, rows: Rows, words: str) -> list[str]:
    """The warnings about a sheet that have some words."""
    return [warning for warning in of_csv(folder, rows)[0].careful if words in warning]


POPULATION: Rows = [
    ["Estado", "População", "Conta", "Valor"],
    ["Acre", "906876", "Saúde", "1568022,90"],
    ["Bahia", "14850513", "Saúde", "250735,45"],
    ["Bahia", "14850513", "Escolas", "77,10"],
]


def test_the_amount_is_taken_and_not_the_population_before_it(tmp_path: Path) -> None:
    made, trial = of_csv(tmp_path, POPULATION)
    assert [t.amount for t in trial.totals] == [Decimal("1818835.45")]
    assert "amount: Valor" in made.text


def test_debits_and_credits_are_taken_and_not_the_number_of_the_commune(tmp_path: Path) -> None:
    heads = ["IDENT", "LIBELLE", "BEDEB", "BECRE", "OBNETDEB", "OBNETCRE"]
    rows: Rows = [
        heads,
        *(["21010001600019", f"Compte {i}", f"1,0{i}", f"2,0{i}", f"{i},50", f"0,{i}5"] for i in range(6)),
    ]
    made, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal("16.20")]
    assert any(w.startswith("'BEDEB', 'BECRE' hold figures too, and are not read; ") for w in made.careful)


def test_an_identifier_without_a_heading_that_says_so_is_known_by_its_length(tmp_path: Path) -> None:
    rows: Rows = [["Firma", "Nr", "Wert"], *([f"Firma {i}", f"4930{i * 37:07d}", f"{i}.25"] for i in range(1, 8))]
    _, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal("29.75")]


def test_amounts_of_one_length_stay_amounts(tmp_path: Path) -> None:
    rows: Rows = [["Branch", "Amount"], *([f"Branch {i}", f"49300{i * 37:03d}"] for i in range(1, 8))]
    _, trial = of_csv(tmp_path, rows)
    assert [t.amount for t in trial.totals] == [Decimal(345101036)]


def test_other_measures_that_are_left_are_named(tmp_path: Path) -> None:
    rows: Rows = [["Ministry", "Grants", "Loans", "Staff"], ["Health", "1,204", "88", "3"], ["Roads", "33", "415", "9"]]
    assert said(tmp_path, rows, "hold") == [
        "'Loans' holds figures too, and is not read; 'Grants' alone is. What belongs to the same amounts is named under "
        "amounts, each with its label, direction or phase: docs/sources.md, Constants"
    ]


def test_columns_beside_those_of_years_are_named(tmp_path: Path) -> None:
    rows: Rows = [["Ministry", "2024 Actual", "Revised estimate"], ["Health", "1,204", "88"], ["Roads", "33", "415"]]
    assert said(tmp_path, rows, "'Revised estimate' holds figures too")


def test_stages_of_one_amount_under_each_other_are_told(tmp_path: Path) -> None:
    rows: Rows = [["Programa", "Etapa", "Valor"]]
    rows = [*rows, *([p, e, f"{n}1.5"] for n, e in enumerate(["Comprometido", "Devengado", "Pagado"]) for p in "ABC")]
    assert said(tmp_path, rows, "'Etapa' has 'Comprometido', 'Devengado', 'Pagado': if they are stages")
    plain = [[row[0], "Comprometido", row[2]] if n else row for n, row in enumerate(rows)]
    assert not said(tmp_path, plain, "stages")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Beträge in T€", "thousands"),
        ("in Tsd. Euro", "thousands"),
        ("Mio. €", "millions"),
        ("Mrd. EUR", "billions"),
        ("€m", "millions"),
        ("£ million", "millions"),
        ("R thousand", "thousands"),
        ("R'000", "thousands"),
        ("Rs. '000", "thousands"),
        ("em milhões de reais", "millions"),
        ("Total T", None),
        ("2'000 Franken", None),
    ],
)
def test_units_of_other_currencies(text: str, unit: str | None) -> None:
    found = units.unit([text])
    assert (found.value if found else None) == unit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("£ thousand", "pounds"),
        ("Beträge in T€", "euros"),
        ("R million", "rand"),
        ("Rs. in lakh", "rupees"),
        ("in CHF", "francs"),
        ("R$ mil", "reais"),
        ("$000", None),
        ("Revenue million", None),
        ("FY Europe", None),
    ],
)
def test_currencies(text: str, name: str | None) -> None:
    found = currency([text])
    assert (found[0] if found else None) == name


def test_units_that_no_description_can_say() -> None:
    assert large_unit(["Budget", "(In ₹ crores)"]) == ("crores", "ten million", "(In ₹ crores)")
    assert large_unit(["Lakehead University", "Black"]) is None


def test_another_currency_and_its_crores_are_told(tmp_path: Path) -> None:
    rows: Rows = [["In ₹ crore", ""], ["Department", "2023 Actual"], ["Health", "1,204.50"], ["Roads", "33.25"]]
    assert said(tmp_path, rows, "no unit of a description is ten million, and the figures are read as dollars")
    assert said(tmp_path, rows, "speaks of rupees")
    dollars: Rows = [["In $ thousands", ""], *rows[1:]]
    assert not said(tmp_path, dollars, "speaks of")


def test_actuals_that_were_estimated_are_told(tmp_path: Path) -> None:
    rows: Rows = [
        ["Department", "2023 Estimated actual", "2022 Actual"],
        ["Health", "1,204", "3"],
        ["Roads", "33", "4"],
    ]
    assert [w.split(" was")[0] for w in said(tmp_path, rows, "estimated before")] == ["'2023 Estimated actual'"]


def test_plans_and_accounts_in_german_have_their_phase(tmp_path: Path) -> None:
    rows: Rows = [["Titel", "Soll 2025", "Ist 2023"], ["Mieten", "12", "34"], ["Zinsen", "56", "79"]]
    _, trial = of_csv(tmp_path, rows)
    assert {(t.phase, t.fiscal_year): t.amount for t in trial.totals} == {
        ("approved", 2025): Decimal(68),
        ("executed", 2023): Decimal(113),
    }


@pytest.mark.parametrize(
    ("heading", "counts"), [("FTE", True), ("Number of staff", True), ("Cost per person $", False)]
)
def test_headings_that_count_people(heading: str, counts: bool) -> None:
    assert is_count(heading) is counts


def test_a_total_that_is_off_is_told_and_one_of_round_figures_is_checked(tmp_path: Path) -> None:
    rows: Rows = [["Ministry", "2023 Actual"], ["Health", "1300"], ["Parks", "300"], ["Roads", "400"]]
    for label in ("Total", "Sum of above", "Ensemble"):
        assert said(tmp_path, [*rows, [label, "1999"]], "row 5 says total, and is no sum of the rows above to the cent")
        made, trial = of_csv(tmp_path, [*rows, [label, "2000"]])
        assert [t.amount for t in trial.totals] == [Decimal(2000)]
        assert not any("says total" in warning for warning in made.careful)
