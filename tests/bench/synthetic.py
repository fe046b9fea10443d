"""Made-up payments with a realistic skew: a few recipients get most of the money. Seeded: the same every time."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import xlsxwriter

HEADINGS = ("Year", "Amount", "Ministry", "Category", "Program", "Recipient", "City", "Detail")
RECIPIENTS = 54_000
KINDS = ("Société", "Health Centre", "School Board", "Housing", "Community Services", "Transit", "Family Health Team")


def payments(rows: int, seed: int = 1, years: int = 15) -> Iterator[tuple[str, float, str, str, str, str, str, str]]:
    """`rows` payments as HEADINGS has them; amounts in dollars with cents."""
    rng = random.Random(seed)
    for i in range(rows):
        year = 2010 + i % years
        recipient = min(int(rng.paretovariate(0.5)), RECIPIENTS)
        yield (
            f"{year}-{(year + 1) % 100:02d}",
            round(rng.paretovariate(1.2) * 1000, 2),
            f"Ministry of {i % 30}",
            ("Transfer Payments", "Other Payments")[i % 2],
            f"Program {i % 400}",
            name(recipient),
            f"City {i % 900}",
            f"Agreement {i % 1000}",
        )


def name(recipient: int) -> str:
    """What a recipient is called; two of seven are of health."""
    return f"{KINDS[recipient % len(KINDS)]} {recipient} Inc."


def write_csv(path: Path, rows: int, years: int = 15) -> Path:
    """The payments as a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(payments(rows, years=years))
    return path


def write_many(path: Path, rows: int, years: int = 15) -> Path:
    """Payments like `payments` as a CSV file, made by DuckDB: ten million in seconds. The same every time."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    with duckdb.connect() as con:
        con.execute(
            f"""
            COPY (
                SELECT (2010 + i % {years})::VARCHAR || '-' || lpad(((2011 + i % {years}) % 100)::VARCHAR, 2, '0') AS "Year",
                    round(1000 * pow(u, -1 / 1.2), 2)::DECIMAL(18, 2) AS "Amount",
                    'Ministry of ' || i % 30 AS "Ministry",
                    ['Transfer Payments', 'Other Payments'][1 + i % 2] AS "Category",
                    'Program ' || i % 400 AS "Program",
                    [{kinds}][1 + r % {len(KINDS)}] || ' ' || r || ' Inc.' AS "Recipient",
                    'City ' || i % 900 AS "City",
                    'Agreement ' || i % 1000 AS "Detail"
                FROM (
                    SELECT i, (hash(i) % 1000000 + 1) / 1000001 AS u,
                        least(pow((hash(i + {rows}) % 1000000 + 1) / 1000001, -2), {RECIPIENTS})::BIGINT AS r
                    FROM range({rows}) AS made(i)
                )
            ) TO '{path}' (HEADER)
            """
        )
    return path


def write_xlsx(path: Path, rows: int) -> Path:
    """The payments as a workbook of one sheet, Data."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(payments(rows), 1):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def describe(folder: Path, file: Path) -> Path:
    """A description that loads either file."""
    path = folder / f"{file.stem}.yaml"
    path.write_text(
        f"dataset: bench/{file.suffix[1:]}\ntitle: Made-up payments\npublisher: nobody\nlicence: none\n"
        f'releases: [{{release: "1", file: {file.name}}}]\n'
        "constants: {jurisdiction: CA-ON, direction: expenditure, phase: executed, basis: payments}\n"
        "columns: {fiscal_year: Year, amount: Amount, administrative_1: Ministry, economic_1: Category, "
        "administrative_2: Program, recipient: Recipient, economic_2: Detail}\n"
        "hierarchy: [administrative_1, economic_1, recipient]\n",
        encoding="utf-8",
    )
    return path
