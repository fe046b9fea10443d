"""The bundled workbooks: all described, none with a formula, adding up to what their publishers printed."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from .sheets import Sheet, write
from .write_workbooks import OUT, SECTION, WORKBOOKS, estimate, names, pivot

FACTS = Path(__file__).parents[3] / "shared" / "facts"
DESCRIBED = re.findall(r"^\| `([^`]+\.xlsx)` \| `([^`]+)` \| ([\d,]+) \|", (OUT / "README.md").read_text(), re.M)

STATEMENTS = "ontario/ministry-statements-{}.xlsx"
PAYMENTS = "ontario/payments-2023-24.xlsx"
REVENUE = "ontario/revenue-by-source-2023-24.xlsx"
CONSOLIDATED = "ontario/consolidated-expense-2023-24.xlsx"
PROGRAMS = "canada/program-spending.xlsx"
AUTHORITIES = "canada/authorities-and-expenditures.xlsx"
EDITIONS = ("2016-17", "2017-18", "2018-19")
REVENUE_MILLIONS = {
    "2014-15": 126152,
    "2015-16": 136148,
    "2016-17": 139559,
    "2017-18": 150594,
    "2018-19": 153700,
    "2019-20": 156096,
    "2020-21": 164893,
    "2021-22": 185062,
    "2022-23": 192887,
    "2023-24": 205936,
}
# workbook, sheet, column of figures, the rows to add up, the total in the unit of the sheet
CONTROLS: list[tuple[str, str, str, dict[str, str], str]] = [
    (STATEMENTS.format("2023-24"), "Data", "Amount $", {}, "200634829913"),
    (STATEMENTS.format("2024-25"), "Data", "Amount $", {}, "221264301149.05"),
    (PAYMENTS, "Data", "Amount $", {"Category": "Transfer Payments"}, "160471291112"),
    (PAYMENTS, "Data", "Amount $", {"Category": "Other Payments"}, "9007965116"),
    (CONSOLIDATED, "Expense by ministry", "2023-24 Actual", {}, "206583"),
    (AUTHORITIES, "org_vote_stat_pa", "pa_last_year_auth", {}, "496221770616.48"),
    (AUTHORITIES, "org_vote_stat_pa", "pa_last_year_exp", {}, "474431419391.97"),
    (PROGRAMS, "program_spending", "pa_last_year_exp", {}, "474431419394.65"),
    *(
        (REVENUE, "Data", "Amount/Montant\N{NO-BREAK SPACE} $ ($Millions)", {"Year/Année": year}, str(total))
        for year, total in REVENUE_MILLIONS.items()
    ),
]
TEXT = [
    (STATEMENTS.format("2023-24"), "Data", "Year"),
    (REVENUE, "Data", "Year/Année"),
    (PROGRAMS, "program_spending", "activity_code"),
    (AUTHORITIES, "org_vote_stat_pa", "vote_num"),
    (AUTHORITIES, "org_vote_stat_pa", "vs_type"),
    ("reference/reference-series.xlsx", "Series", "fiscal_year"),
    ("reference/cofog.xlsx", "COFOG", "Code"),
]


@cache
def opened(name: str) -> Workbook:
    return load_workbook(OUT / name)


@cache
def records(name: str, sheet: str) -> list[dict[str, Any]]:
    """The rows below the frozen headings, by heading."""
    worksheet = opened(name)[sheet]
    header = int(str(worksheet.freeze_panes)[1:]) - 1
    headings, *rows = worksheet.iter_rows(min_row=header, values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def estimates(edition: str) -> Iterator[tuple[tuple[str, str], tuple[Any, ...]]]:
    """The rows of figures of an edition, each with its ministry and the heading of its section."""
    ministry = section = ""
    for row in opened(f"ontario/estimates-{edition}.xlsx")["Program summary"].iter_rows(values_only=True):
        if not any(row) or row[0] == "Vote" or str(row[0]).startswith("Source: "):
            continue
        if not any(row[1:]):
            ministry = str(row[0])
        elif row[0] is None and row[1] in SECTION.values():
            section = str(row[1])
        else:
            yield (ministry, section), row


def exact(figure: int | float) -> Decimal:
    """A figure in dollars to the cent, or in $ millions: both have two decimals at most."""
    return Decimal(repr(figure)).quantize(Decimal("0.01"))


def test_every_workbook_is_described_and_every_described_workbook_is_there() -> None:
    there = {path.relative_to(OUT).as_posix() for path in OUT.rglob("*.xlsx")}
    assert {name for name, _, _ in DESCRIBED} == there == set(WORKBOOKS)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_sheet_has_the_rows_its_description_says(name: str) -> None:
    described = {sheet: int(rows.replace(",", "")) for book, sheet, rows in DESCRIBED if book == name}
    edition = name.removeprefix("ontario/estimates-").removesuffix(".xlsx")
    if edition in EDITIONS:
        counted = {"Program summary": len(list(estimates(edition)))}
    else:
        counted = {sheet: len(records(name, sheet)) for sheet in opened(name).sheetnames}
    assert counted == described


@pytest.mark.parametrize("name", WORKBOOKS)
def test_cells_hold_figures_and_text_and_nothing_to_evaluate(name: str) -> None:
    cells = (cell for sheet in opened(name) for row in sheet.iter_rows() for cell in row)
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"n", "s"}


@pytest.mark.parametrize(("name", "sheet", "column"), TEXT)
def test_codes_and_years_are_text(name: str, sheet: str, column: str) -> None:
    assert {type(record[column]) for record in records(name, sheet)} == {str}


@pytest.mark.parametrize(("name", "sheet", "column", "where", "total"), CONTROLS)
def test_figures_add_up_to_the_published_total(
    name: str, sheet: str, column: str, where: dict[str, str], total: str
) -> None:
    chosen = [record for record in records(name, sheet) if where.items() <= record.items()]
    figures = [exact(record[column]) for record in chosen if record[column] is not None]
    assert sum(figures) == Decimal(total)


def test_federal_spending_by_program_and_by_vote_differ_by_rounding_only() -> None:
    by_program, by_vote = (Decimal(total) for *_, column, _, total in CONTROLS if column == "pa_last_year_exp")
    assert abs(by_program - by_vote) < 3


@pytest.mark.parametrize("edition", EDITIONS)
def test_differences_are_between_the_two_years_of_estimates(edition: str) -> None:
    compared = [row[2:5] for _, row in estimates(edition) if None not in row[2:5]]
    assert len(compared) > 200
    assert [row for row in compared if row[0] - row[1] != row[2]] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_programs_add_up_to_the_total_to_be_voted(edition: str) -> None:
    programs: dict[tuple[str, str], list[int | None]] = {}
    totals: dict[tuple[str, str], int | None] = {}
    for section, row in estimates(edition):
        if re.match("Total .*(to be voted|à voter)", row[1] or ""):
            totals[section] = row[2]
        elif section not in totals:
            programs.setdefault(section, []).append(row[2])
    seen = [section for section in totals if None not in (totals[section], *programs[section])]
    assert len(seen) > 25
    assert [s for s in seen if sum(figure or 0 for figure in programs[s]) != totals[s]] == []


@pytest.mark.parametrize(("edition", "unseen"), [("2016-17", 15), ("2017-18", 25), ("2018-19", 14)])
def test_figures_that_were_not_seen_stay_empty(edition: str, unseen: int) -> None:
    assert sum(figure is None for _, row in estimates(edition) for figure in row[2:]) == unseen


def test_a_code_keeps_its_zeros_and_a_figure_its_digits(tmp_path: Path) -> None:
    write([Sheet("S", [("code", "dollars"), ("0299", Decimal("908.820")), ("", None)])], tmp_path / "s.xlsx")
    rows = list(load_workbook(tmp_path / "s.xlsx")["S"].iter_rows(values_only=True))
    assert rows == [("code", "dollars"), ("0299", 908.82)]


@pytest.mark.parametrize("value", ["=1+1", "x" * 32768, Decimal("12345678901234567.89")])
def test_a_value_that_a_spreadsheet_would_change_is_refused(value: str | Decimal, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"would not stay|more digits"):
        write([Sheet("S", [(value,)])], tmp_path / "s.xlsx")


def test_a_second_amount_goes_to_a_further_row_and_is_not_added() -> None:
    rows = pivot(["dept", "y1", "y2"], [(("A",), "y1", "1"), (("A",), "y1", "2"), (("A",), "y2", "")])
    assert rows == [["dept", "y1", "y2"], ("A", Decimal(1), None), ("A", Decimal(2), None)]


def test_a_code_with_two_names_is_refused() -> None:
    with pytest.raises(ValueError, match="called both"):
        names([{"c": "A", "n": "One"}, {"c": "A", "n": "Two"}], {"code": "c"}, {"name": "n"})


@pytest.mark.parametrize(("vote", "label"), [("", "Operating Expense"), ("101", "")])
def test_a_row_that_would_read_as_a_heading_is_refused(vote: str, label: str) -> None:
    figures = ("estimates_current", "estimates_prior", "difference", "actual_two_years_prior")
    with pytest.raises(ValueError, match="read as a heading"):
        estimate({"ministry": "M", "vote": vote, "label": label, **dict.fromkeys(figures, "")})


@pytest.mark.shared
@pytest.mark.skipif(not FACTS.is_dir(), reason="no tables of facts in ../shared/facts beside the repository")
@pytest.mark.parametrize("name", WORKBOOKS)
def test_writing_again_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    write(WORKBOOKS[name](FACTS), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (OUT / name).read_bytes()
