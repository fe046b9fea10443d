"""Write the bundled workbooks from the tables of facts, each in the column layout its publisher uses.

    python -m tests.bundle.write_workbooks FACTS_DIR [OUT_DIR]

The same facts always give the same bytes. A figure goes into its cell digit for digit, and a code, a vote,
a year or a label goes in as text; a figure that is not known leaves its cell empty. No cell holds a formula.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby
from pathlib import Path

from .sheets import Row, Sheet, write

OUT = Path(__file__).parents[2] / "data" / "workbooks"

Fact = dict[str, str]

# The publishers' headings, and the column of the facts that stands under each.
REVENUE = {
    "Year/Année": "fiscal_year",
    "Amount/Montant\N{NO-BREAK SPACE} $ ($Millions)": "amount_millions",
    "Revenue category": "category_en",
    "Catégorie de revenus": "category_fr",
    "Revenue type": "revenue_type_en",
    "Type de revenus": "revenue_type_fr",
    "Revenue type details": "source_en",
    "Détails du type de revenu": "source_fr",
}
CONSOLIDATED = {
    "Ministry": "ministry",
    "2023-24 Budget": "budget_2023_24",
    "2023-24 Actual": "actual_2023_24",
    "2022-23 Restated Actual": "restated_actual_2022_23",
}
STATEMENTS = {
    "Year": "fiscal_year",
    "Amount $": "amount",
    "Ministry Name": "ministry",
    "Expenditure Category (Operating / Capital)": "expenditure_category",
    "Program Name": "program",
    "Activity / Item": "activity",
    "Sub Item": "no_value",
    "Standard Account (Expense/Asset Name)": "standard_account",
    "Account Details (Expense/Asset Details)": "no_value",
}
PAYMENTS = {
    "Amount $": "amount",
    "Ministry": "ministry",
    "Category": "category",
    "Payment Detail": "no_value",
    "Recipient": "recipient",
    "Statutory": "no_value",
    "Additional Detail": "no_value",
}
SERIES = {name: name for name in ("series", "fiscal_year", "value", "unit")}
COFOG = {n: n for n in ("Code", "Description_EN", "Description_FR", "Description_ES", "ExplanatoryNote")}
CONSTANT = {"no_value": "No Value", "category_en": "Revenue by Source", "category_fr": "Revenus par source"}
FIGURES = {
    "amount",
    "amount_millions",
    "budget_2023_24",
    "actual_2023_24",
    "restated_actual_2022_23",
    "value",
}

# InfoBase names its years by their distance from the last Public Accounts.
ACTUAL = {
    "2020-21": "pa_last_year_5",
    "2021-22": "pa_last_year_4",
    "2022-23": "pa_last_year_3",
    "2023-24": "pa_last_year_2",
    "2024-25": "pa_last_year",
}
PLANNED = {
    "2024-25": "pa_last_year_planned",
    "2026-27": "planning_year_1",
    "2027-28": "planning_year_2",
    "2028-29": "planning_year_3",
}

SECTION = {
    "operating_expense": "Operating expense",
    "operating_assets": "Operating assets",
    "capital_expense": "Capital expense",
    "capital_assets": "Capital assets",
}
ESTIMATES = ("estimates_current", "estimates_prior", "difference", "actual_two_years_prior")
TOTALS = {"voted_total", "ministry_total", "grand_total"}


def read(facts: Path, name: str) -> list[Fact]:
    """The rows of the table facts/NAME.csv, every value as text."""
    with (facts / f"{name}.csv").open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def amount(text: str) -> Decimal | None:
    """A figure as printed, in the unit of its table; None where none is known."""
    return Decimal(text) if text else None


def listed(facts: Path, name: str, layout: dict[str, str], year: str = "") -> list[Row]:
    """A row of headings, then a row per fact (of one year, if given) in the order of the table."""
    rows = [CONSTANT | fact for fact in read(facts, name) if year in ("", fact.get("fiscal_year"))]
    columns = layout.values()
    return [tuple(layout), *([amount(row[c]) if c in FIGURES else row[c] for c in columns] for row in rows)]


def revenue(facts: Path) -> list[Sheet]:
    """Ontario's revenue by source, 2014-15 to 2023-24, $ millions: a row per year and source, 8 columns."""
    return [Sheet("Data", listed(facts, "ontario_revenue_by_source", REVENUE))]


def consolidated(facts: Path) -> list[Sheet]:
    """Ontario's consolidated expense, $ millions: a title, then a row per ministry, 4 columns, no total."""
    title: list[Row] = [("Consolidated expense by ministry",), ("$ millions",), ()]
    rows = listed(facts, "ontario_consolidated_expense_2023-24_millions", CONSOLIDATED)
    return [Sheet("Expense by ministry", title + rows, header=4, bold=frozenset({1}))]


def ministry_statements(facts: Path, year: str) -> list[Sheet]:
    """One year of Ontario's ministry statements, dollars: a row per standard account, 10 columns."""
    headings, *rows = listed(facts, "ontario_ministry_statements", STATEMENTS, year)
    numbered = [(number, *row) for number, row in enumerate(rows, start=1)]
    return [Sheet("Data", [("_id", *headings), *numbered])]


def payments(facts: Path, year: str) -> list[Sheet]:
    """One year of Ontario's payments to organizations, dollars: a row per recipient, 7 columns."""
    return [Sheet("Data", listed(facts, "ontario_payments_to_organisations", PAYMENTS, year))]


def estimates(facts: Path, edition: str) -> list[Sheet]:
    """One edition of Ontario's Estimates, dollars: a block per ministry on one sheet, 6 columns."""
    chosen = [fact for fact in read(facts, "ontario_estimates_program_summary") if fact["edition"] == edition]
    start = int(edition[:4])
    year, prior, before = (f"{start - back}-{(start - back + 1) % 100:02d}" for back in range(3))
    compared = f"Difference between {year} and {prior}"
    headings = ("Vote", "Program", f"Estimates {year}", f"Estimates {prior}", compared, f"Actual {before}")
    lines: list[tuple[Row, bool]] = []  # a row, and whether it is bold
    for ministry, block in blocks(chosen, "ministry"):
        lines.append(((ministry,), True))
        lines += [((f"Source: {url}",), False) for url in dict.fromkeys(fact["source_url"] for fact in block)]
        lines.append((headings, True))
        for section, printed in blocks(block, "section"):
            lines.append((("", SECTION[section]), True))
            lines += [(estimate(fact), fact["row_type"] in TOTALS) for fact in printed]
        lines.append(((), False))
    bold = frozenset(number for number, (_, strong) in enumerate(lines, start=1) if strong)
    return [Sheet("Program summary", [row for row, _ in lines], header=0, bold=bold)]


def estimate(fact: Fact) -> Row:
    """A row of figures, dollars: refused if it would read as a heading of its block, or as a new block."""
    label = fact["label"].strip().casefold()
    heading = label in {"program", *(heading.casefold() for heading in SECTION.values())}
    if heading or not (label or any(fact[column] for column in ESTIMATES)):
        raise ValueError(f"{fact['ministry']}: vote {fact['vote']!r}, {fact['label']!r} would read as a heading")
    return (fact["vote"], fact["label"], *(amount(fact[column]) for column in ESTIMATES))


def blocks(facts: Sequence[Fact], column: str) -> list[tuple[str, list[Fact]]]:
    """The facts in runs that share a value of the column; a value with two runs is an error."""
    runs = [(value, list(run)) for value, run in groupby(facts, key=lambda fact: fact[column])]
    if len({value for value, _ in runs}) < len(runs):
        raise ValueError(f"the rows of one {column} do not stand together")
    return runs


def program_spending(facts: Path) -> list[Sheet]:
    """Federal spending by program, dollars: a row per program, its years across, with the lists of names."""
    table = read(facts, "canada_program_spending")
    actual = {year: f"{heading}_exp" for year, heading in ACTUAL.items()}
    heading = {"actual": actual, "planned": PLANNED}
    code = {"dept_code": "dept_code", "activity_code": "program_code"}
    cells = [(key(f, code), heading[f["phase"]][f["fiscal_year"]], f["amount"]) for f in table]
    spending = pivot([*code, *actual.values(), *PLANNED.values()], cells)
    programs = names(table, code, {"name_en": "program_en", "name_fr": "program_fr"})
    return [Sheet("program_spending", spending), Sheet("program", programs), organizations(table)]


def authorities(facts: Path) -> list[Sheet]:
    """Federal authorities and expenditures, dollars: a row per vote, its years across, with the names."""
    table = read(facts, "canada_authorities_and_expenditures")
    measures = {"auth": "authorities", "exp": "expenditures", "unlapsed": "unlapsed"}
    code = {"dept_code": "dept_code", "vote_num": "vote", "vs_type": "vote_type_code"}
    code |= {"name_en": "name_en", "name_fr": "name_fr"}
    years = [f"{heading}_{measure}" for heading in ACTUAL.values() for measure in measures]
    cells = [
        (key(f, code), f"{ACTUAL[f['fiscal_year']]}_{measure}", f[column])
        for f in table
        for measure, column in measures.items()
    ]
    return [Sheet("org_vote_stat_pa", pivot([*code, *years], cells)), organizations(table)]


def key(fact: Fact, columns: dict[str, str]) -> tuple[str, ...]:
    """The fact's values in the columns."""
    return tuple(fact[column] for column in columns.values())


def pivot(headings: Sequence[str], cells: Iterable[tuple[tuple[str, ...], str, str]]) -> list[Row]:
    """A row of headings, then a row per key with its amounts across, keys as they first appear.

    A cell is (key, heading, amount). Amounts are never added up: a second one for the same key and heading
    goes to a further row.
    """
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for of, heading, text in cells:
        known = lines.setdefault(of, [])
        line = next((line for line in known if heading not in line), None)
        if line is None:
            known.append(line := {})
        line[heading] = text
    across = [(of, line, headings[len(of) :]) for of, known in lines.items() for line in known]
    return [headings, *((*of, *(amount(line.get(year, "")) for year in years)) for of, line, years in across)]


def names(table: Sequence[Fact], code: dict[str, str], label: dict[str, str]) -> list[Row]:
    """A row of headings, then a row per code with its labels, all text; a code with two names is an error."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for fact in table:
        of, called = key(fact, code), key(fact, label)
        if known.setdefault(of, called) != called:
            raise ValueError(f"{of} is called both {known[of]} and {called}")
    return [(*code, *label), *((*of, *called) for of, called in known.items())]


def organizations(table: Sequence[Fact]) -> Sheet:
    """The organizations of a federal table: a row per department code, 3 columns, all text."""
    titles = {"applied_title_en": "organization_en", "applied_title_fr": "organization_fr"}
    return Sheet("igoc", names(table, {"dept_code": "dept_code"}, titles))


def series(facts: Path) -> list[Sheet]:
    """Consumer price index and populations: a row per series and fiscal year, 4 columns."""
    return [Sheet("Series", listed(facts, "reference_series", SERIES))]


def cofog(facts: Path) -> list[Sheet]:
    """The Classification of the Functions of Government: a row per code, 5 columns, all text."""
    return [Sheet("COFOG", listed(facts, "cofog", COFOG))]


WORKBOOKS: dict[str, Callable[[Path], list[Sheet]]] = {
    "ontario/revenue-by-source-2023-24.xlsx": revenue,
    "ontario/consolidated-expense-2023-24.xlsx": consolidated,
    "ontario/ministry-statements-2023-24.xlsx": partial(ministry_statements, year="2023-24"),
    "ontario/ministry-statements-2024-25.xlsx": partial(ministry_statements, year="2024-25"),
    "ontario/payments-2023-24.xlsx": partial(payments, year="2023-24"),
    "ontario/estimates-2016-17.xlsx": partial(estimates, edition="2016-17"),
    "ontario/estimates-2017-18.xlsx": partial(estimates, edition="2017-18"),
    "ontario/estimates-2018-19.xlsx": partial(estimates, edition="2018-19"),
    "canada/program-spending.xlsx": program_spending,
    "canada/authorities-and-expenditures.xlsx": authorities,
    "reference/reference-series.xlsx": series,
    "reference/cofog.xlsx": cofog,
}


def write_all(facts: Path, out: Path = OUT) -> None:
    """Write every bundled workbook from the folder of facts into the folder out."""
    for name, layout in WORKBOOKS.items():
        write(layout(facts), out / name)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python -m tests.bundle.write_workbooks FACTS_DIR [OUT_DIR]")
    write_all(*map(Path, sys.argv[1:]))
