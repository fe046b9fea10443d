"""Recipients are summed at every load: nothing is added, nothing is lost, names are folded."""

from __future__ import annotations

from pathlib import Path

import duckdb

from loaders.load import load
from loaders.publish import Place
from loaders.reading import read_source

from .small import quiet, rows_of

HEADINGS = "Year,Recipient,Amount\n"
DESCRIPTION = """
dataset: test/payments
title: Payments
publisher: nobody
licence: none
hierarchy: [recipient]
releases: [{release: "1", file: payments.csv}]
sheet: {unit: dollars}
constants: {jurisdiction: CA-ON, direction: expenditure, phase: executed, basis: payments}
columns: {fiscal_year: Year, recipient: Recipient, amount: Amount}
steps:
  - mark_rollups: {matches: "^Accounts under"}
"""


def loaded(folder: Path, *rows: str) -> Place:
    (folder / "payments.csv").write_text(HEADINGS + "\n".join(rows), "utf-8")
    (folder / "payments.yaml").write_text(DESCRIPTION, "utf-8")
    place = Place(folder / "store")
    load(place, [read_source(folder / "payments.yaml")], quiet)
    return place


def test_recipients_and_entries_are_the_same_money(store: duckdb.DuckDBPyConnection) -> None:
    slices = "dataset, release, fiscal_year, direction, phase, basis, recipient_rollup"
    of_entries = (
        f"SELECT {slices}, count(*), sum(amount) FROM entry WHERE recipient IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
    summed = slices.replace("recipient_rollup", "rollup")
    of_recipients = f"SELECT {summed}, sum(entries), sum(amount) FROM recipient GROUP BY ALL ORDER BY ALL"
    found = store.execute(of_recipients).fetchall()
    assert found == store.execute(of_entries).fetchall()
    assert len(found) == 2, "the bundled payments have recipients and roll-ups"


def test_a_name_is_summed_by_year_and_folded(tmp_path: Path) -> None:
    place = loaded(
        tmp_path,
        "2023-24,COLLÈGE  Boréal d'Œuvre,5",
        "2023-24,COLLÈGE  Boréal d'Œuvre,-2.50",
        "2022-23,COLLÈGE  Boréal d'Œuvre,1",
        '2023-24,"Accounts under $50,000",7',
    )
    assert [(y, f, r, n, float(a)) for y, f, r, n, a in rows_of(
        place, "SELECT fiscal_year, folded, rollup, entries, amount FROM recipient ORDER BY ALL"
    )] == [
        (2023, "college boreal doeuvre", False, 1, 1.0),
        (2024, "accounts under 50 000", True, 1, 7.0),
        (2024, "college boreal doeuvre", False, 2, 2.5),
    ]  # fmt: skip


def test_words_are_of_names_and_not_of_numbers_or_rollups(tmp_path: Path) -> None:
    place = loaded(
        tmp_path,
        "2023-24,Health Centre of 1468792,5",
        "2022-23,Health Centre of 1468792,5",
        "2023-24,Health Unit,5",
        '2023-24,"Accounts under $50,000",7',
    )
    words = rows_of(place, "SELECT word, recipients FROM recipient_word ORDER BY ALL")
    assert words == [("centre", 1), ("health", 2), ("unit", 1)]
