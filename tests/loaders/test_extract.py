"""A sheet and its description become entries with receipts, or an error that names the cell."""

import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from loaders.errors import CellError, PurseError, SourceError
from loaders.reading import read_source
from loaders.source import UNITS, Release, Source

from .small import BUNDLED, CONSTANTS, HEADINGS, describe, entries, extracted, without

RELEASES = [(s, r) for path in BUNDLED for s in [read_source(path)] for r in s.releases if not r.fetched]
NAMES = [f"{s.dataset} {r.release}" for s, r in RELEASES]
SEED, SAMPLE = 2016, 40
Worth = tuple[str, str, str, Decimal, Decimal]  # sheet, cell, printed, amount, factor


@cache
def cells_of(file: Path) -> dict[str, dict[str, Any]]:
    """Every cell of a workbook that holds anything, by sheet and coordinate, as openpyxl reads it."""
    book = openpyxl.load_workbook(file)
    return {
        sheet.title: {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}
        for sheet in book.worksheets
    }


def worth(printed: str) -> Decimal:
    """A printed figure, read without the loaders' help."""
    text = "".join(printed.split()).replace("\u2212", "-").replace("$", "").replace(",", "")
    if text in {"-", "–", "—"}:
        return Decimal(0)
    return -Decimal(text[1:-1]) if text.startswith("(") else Decimal(text)


def receipts(store: duckdb.DuckDBPyConnection, source: Source, release: Release) -> list[Worth]:
    table, value = {"entries": ("entry", "amount"), "series": ("series_value", "value")}[source.kind]
    factor = UNITS[source.sheet.unit] if source.kind == "entries" else Decimal(1)
    found = store.execute(
        f"SELECT sheet, cell, printed, {value} FROM {table} WHERE dataset = ? AND release = ? ORDER BY cell",
        [source.dataset, release.release],
    ).fetchall()
    return [(*row, factor) for row in found]


@pytest.mark.parametrize(
    ("source", "release"),
    [(s, r) for s, r in RELEASES if s.kind != "codelist"],
    ids=[n for n, (s, _) in zip(NAMES, RELEASES, strict=True) if s.kind != "codelist"],
)
def test_a_receipt_leads_to_the_cell(store: duckdb.DuckDBPyConnection, source: Source, release: Release) -> None:
    """Any forty figures: the cell holds what the receipt says, and the amount is that times the unit."""
    workbook = cells_of(source.file_of(release))
    loaded = receipts(store, source, release)
    assert len(loaded) >= SAMPLE
    for sheet, cell, printed, amount, factor in random.Random(SEED).sample(loaded, SAMPLE):
        value = workbook[sheet][cell]
        said = worth(printed)
        assert printed == value if isinstance(value, str) else said == Decimal(repr(value)), (cell, printed, value)
        assert amount == (said * factor).quantize(amount), (cell, printed)


def test_a_codes_receipt_leads_to_its_cell(store: duckdb.DuckDBPyConnection) -> None:
    source, release = next((s, r) for s, r in RELEASES if s.kind == "codelist")
    workbook = cells_of(source.file_of(release))
    codes = store.execute("SELECT code, sheet, cell FROM code").fetchall()
    assert len(codes) == 188
    assert [(workbook[sheet][cell], cell) for _, sheet, cell in codes] == [(code, cell) for code, _, cell in codes]


@pytest.mark.parametrize(("source", "release"), RELEASES, ids=NAMES)
def test_every_row_of_a_sheet_is_kept_or_set_aside(
    store: duckdb.DuckDBPyConnection, source: Source, release: Release
) -> None:
    file = source.file_of(release)
    key = [source.dataset, release.release]
    read, kept, aside = store.execute(
        "SELECT rows_read, rows_kept, rows_set_aside FROM release WHERE dataset = ? AND release = ?", key
    ).fetchall()[0]
    named = source.sheet.name.any_of if source.sheet.name else None
    (sheet,) = named or list(cells_of(file))[:1]
    rows = {c.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for c, v in cells_of(file)[sheet].items() if str(v).strip()}
    assert len(rows) == read == kept + aside
    listed = store.execute("SELECT DISTINCT row FROM set_aside WHERE dataset = ? AND release = ?", key).fetchall()
    assert len(listed) == aside


@pytest.mark.parametrize(("source", "release"), RELEASES, ids=NAMES)
def test_a_release_counts_what_it_gave(store: duckdb.DuckDBPyConnection, source: Source, release: Release) -> None:
    table = {"entries": "entry", "series": "series_value", "codelist": "code"}[source.kind]
    key = [source.dataset, release.release]
    counted = store.execute("SELECT entries FROM release WHERE dataset = ? AND release = ?", key).fetchall()
    assert counted == store.execute(f"SELECT count(*) FROM {table} WHERE dataset = ? AND release = ?", key).fetchall()
    assert counted[0][0] > 0


def test_every_entry_has_an_id_of_its_own(store: duckdb.DuckDBPyConnection) -> None:
    doubled = "SELECT entry_id, count(*) FROM entry GROUP BY entry_id HAVING count(*) > 1 OR NOT regexp_full_match(entry_id, '[0-9a-f]{12}-[A-Z]+[0-9]+')"
    assert store.execute(doubled).fetchall() == []


def test_payments_name_no_category_of_persons(store: duckdb.DuckDBPyConnection) -> None:
    categories = "SELECT DISTINCT economic_1 FROM entry WHERE dataset = 'ontario/payments' ORDER BY ALL"
    assert store.execute(categories).fetchall() == [("Other Payments",), ("Transfer Payments",)]


def test_a_private_row_has_no_text(tmp_path: Path) -> None:
    rows = [["Category", "Recipient", "Amount"], ["Travel", "Doe, Jane", "5"], ["Grants", "A Society", "7"]]
    step = {"set_aside": {"when": {"economic_1": "Travel"}, "why": "names a person", "private": True}}
    columns = {"economic_1": "Category", "recipient": "Recipient", "amount": "Amount"}
    con, _ = extracted(describe(tmp_path, rows, columns=columns, steps=[step]))
    assert con.execute("SELECT row, text, reason FROM set_aside WHERE row = 2").fetchall() == [
        (2, None, "names a person")
    ]
    for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall():
        assert "Jane" not in str(con.execute(f"SELECT * FROM {table}").fetchall()), table


def test_an_entry_keeps_what_is_printed_beside_what_it_means(tmp_path: Path) -> None:
    rows = [[*HEADINGS, "Year"], ["Health", " ($50,773.5) ", "2015-16"]]
    columns = {"administrative_1": "Ministry", "amount": "Amount", "fiscal_year": "Year"}
    source = describe(
        tmp_path, rows, columns=columns, sheet={"unit": "millions"}, constants=without(CONSTANTS, "fiscal_year")
    )
    shown = "administrative_1, fiscal_year, amount, unit, printed, cell, sheet, " + ", ".join(
        without(CONSTANTS, "fiscal_year")
    )
    assert entries(source, shown) == [
        (
            "Health",
            2016,
            Decimal("-50773500000.00"),
            "millions",
            " ($50,773.5) ",
            "B2",
            "csv",
            *without(CONSTANTS, "fiscal_year").values(),
        )
    ]


def test_an_empty_figure_is_counted_and_never_zero(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Health", ""], ["Roads", "No Value"], ["Parks", "-"], ["Schools", "0"]]
    source = describe(tmp_path, rows, sheet={"nulls": ["No Value"], "dash": "empty"})
    con, out = extracted(source)
    assert (out.entries, out.empty_figures, out.rows_kept) == (1, 3, 4)
    assert con.execute("SELECT administrative_1, amount FROM entry").fetchall() == [("Schools", Decimal(0))]


def test_a_line_type_may_have_a_basis_of_its_own(tmp_path: Path) -> None:
    rows = [["Line", "Amount"], ["program", "5"], ["adjustment", "7"]]
    columns = {"line_type": "Line", "amount": "Amount"}
    source = describe(tmp_path, rows, columns=columns, basis_of={"adjustment": "consolidated"})
    assert entries(source, "line_type, basis") == [("program", "appropriation"), ("adjustment", "consolidated")]


def test_the_same_sheet_gives_the_same_ids(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Health", "5"], ["Health", "5"]]
    first, again = (entries(describe(tmp_path / f, rows), "entry_id") for f in ("first", "again"))
    assert first == again
    assert len(set(first)) == 2


@pytest.mark.parametrize("unit", ["dollars", "thousands"])
def test_what_is_printed_is_given_back_to_the_letter(tmp_path: Path, unit: str) -> None:
    texts = ["5", "5.2", "5.20", "5.00", "5.", "05", "-5.2", "-0.5", "-.5", ".05", "0", "-0", "5.204", "5e2", " 5"]
    texts += ["1,234", "1234.0", "$5", "(5.20)", "−5"]
    source = describe(tmp_path, [HEADINGS, *([f"Row {n}", t] for n, t in enumerate(texts))], sheet={"unit": unit})
    assert [printed for (printed,) in entries(source, "printed")] == texts


def bad_cells(folder: Path) -> Iterator[tuple[Source, str]]:
    figures = [HEADINGS, ["Health", "5"], ["Roads", "n/a"], ["Parks", "1,5"]]
    yield describe(folder / "amount", figures), "cell B3: expected an amount: B3 has 'n/a'; B4 has '1,5'\n"
    many = [HEADINGS, *(["Health", f"x{n}"] for n in range(9))]
    yield describe(folder / "many", many), "B5 has 'x3'; B6 has 'x4' …\n"
    years = [["Year", "Amount"], ["2015-16", "5"], ["2015-17", "7"]]
    columns = {"fiscal_year": "Year", "amount": "Amount"}
    expected = "cell B3: expected a fiscal year such as 2015-16 for the amount in: B3 has '2015-17'\n"
    constants = without(CONSTANTS, "fiscal_year")
    yield describe(folder / "year", years, columns=columns, constants=constants), expected


def test_a_bad_cell_is_named_with_its_text_and_what_to_do(tmp_path: Path) -> None:
    for source, message in bad_cells(tmp_path):
        with pytest.raises(CellError) as refused:
            extracted(source)
        assert str(refused.value).startswith("book.csv, sheet 'csv', cell B")
        assert message in str(refused.value)
        hint = "with the step fiscal_year_of" if "fiscal year" in message else "list it under sheet.nulls"
        assert hint in str(refused.value)
        assert "if the row is no entry, set it aside in a step." in str(refused.value)


def test_a_sign_is_a_minus_or_a_plus(tmp_path: Path) -> None:
    rows = [["Ministry", "D/C", "Amount"], ["Health", "-", "5"], ["Roads", "+", "7"], ["Parks", "", "9"]]
    columns = {"administrative_1": "Ministry", "sign": "D/C", "amount": "Amount"}
    signed = describe(tmp_path, rows, columns=columns)
    assert entries(signed) == [("Health", Decimal(-5)), ("Roads", Decimal(7)), ("Parks", Decimal(9))]
    rows[1][1] = "C"
    with pytest.raises(CellError, match="expected - or \\+ as the sign of: C2 has 'C'"):
        extracted(describe(tmp_path, rows, columns=columns))


def test_a_bad_cell_of_a_row_set_aside_does_not_matter(tmp_path: Path) -> None:
    step = {"set_aside": {"when": {"administrative_1": "Note"}, "why": "a note"}}
    source = describe(tmp_path, [HEADINGS, ["Health", "5"], ["Note", "see page 2"]], steps=[step])
    assert entries(source) == [("Health", Decimal(5))]


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_value_that_nothing_gives_is_named(tmp_path: Path, name: str) -> None:
    source = describe(tmp_path, [HEADINGS, ["Health", "5"]], constants=without(CONSTANTS, name))
    with pytest.raises(SourceError) as refused:
        extracted(source)
    assert str(refused.value) == (
        f"{source.path}: no value for {name} of the figures in column 'Amount'\n"
        "Give it under constants, under a release's constants, under amounts, or as a column."
    )


def test_a_field_that_would_be_lost_is_named_with_the_likely_one(tmp_path: Path) -> None:
    columns = {"administrativ_1": "Ministry", "amount": "Amount"}
    with pytest.raises(SourceError) as refused:
        extracted(describe(tmp_path, [HEADINGS, ["Health", "5"]], columns=columns))
    assert str(refused.value).endswith(
        "small.yaml: columns names administrativ_1, which is no column of `entry` and which no step uses. "
        "Did you mean 'administrative_1'?\nThe columns stand in data/schema.sql."
    )


def test_a_hierarchy_of_fields_that_are_not_given_is_refused(tmp_path: Path) -> None:
    source = describe(tmp_path, [HEADINGS, ["Health", "5"]], hierarchy=["administrative_1", "recipient"])
    with pytest.raises(
        SourceError, match=r"small\.yaml: hierarchy names recipient; the entries have .*administrative_1"
    ):
        extracted(source)


UNTOLD: dict[str, tuple[list[list[Any]], dict[str, Any], str]] = {
    "no column of figures": ([[*HEADINGS], ["Health", 5]], {"columns": {"administrative_1": "Ministry"}}, "amount"),
    "a figure of 17 digits": ([[*HEADINGS], ["Health", "12345678901234567"]], {}, "B2"),
    "a phase for one column only": (
        [["Ministry", "Plan", "Actual"], ["Health", 5, 7]],
        {
            "columns": {"administrative_1": "Ministry"},
            "constants": without(CONSTANTS, "phase"),
            "amounts": {"Plan": {"phase": "proposed"}, "Actual": {}},
        },
        "phase",
    ),
    "a word that the schema does not know": (
        [["Way", "Amount"], ["Revenue", 5]],
        {"columns": {"direction": "Way", "amount": "Amount"}, "constants": without(CONSTANTS, "direction")},
        "direction",
    ),
    "a constant beside a column of years": (
        [["Year", "Amount"], ["2015-16", 5]],
        {"columns": {"fiscal_year": "Year", "amount": "Amount"}},
        "fiscal_year",
    ),
    "a constant that hides a column": (
        [["Way", "Amount"], ["revenue", 5]],
        {"columns": {"direction": "Way", "amount": "Amount"}},
        "direction",
    ),
}


@pytest.mark.parametrize(("rows", "changes", "named"), UNTOLD.values(), ids=UNTOLD)
def test_what_cannot_be_an_entry_is_named(
    tmp_path: Path, rows: list[list[Any]], changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(PurseError, match=named):
        extracted(describe(tmp_path, rows, **changes))


@pytest.mark.parametrize("value", ["#REF!", "#N/A", "=1+1"])
def test_a_cell_with_an_error_is_not_an_empty_figure(tmp_path: Path, value: str) -> None:
    source = describe(tmp_path, {"Data": [HEADINGS, ["Health", value]]})
    with pytest.raises(PurseError, match="B2"):
        extracted(source)


def test_a_field_cannot_have_a_name_of_the_receipt(tmp_path: Path) -> None:
    columns = {"administrative_1": "Ministry", "cell": "Ministry", "amount": "Amount"}
    with pytest.raises(SourceError, match="a field cannot be called 'cell': the receipt is"):
        extracted(describe(tmp_path, [HEADINGS, ["Health", "5"]], columns=columns))


def test_words_and_marks_beside_figures_are_read_as_the_source_says(tmp_path: Path) -> None:
    rows = [HEADINGS, ["A", "1 704 500 $"], ["B", "1 234,56"], ["C", "(3,5) (a)"], ["D", "12.5"], ["E", "*"]]
    rows += [["F", ".........."], ["G", "(-*)"]]
    sheet = {"numbers": "fr", "marks": r"\([a-z]\)", "nulls_matching": [r"^\*$", r"^\.{4,}$", r"^\(-\*\)$"]}
    con, out = extracted(describe(tmp_path, rows, sheet=sheet))
    amounts = [a for (a,) in con.execute("SELECT amount FROM entry ORDER BY administrative_1").fetchall()]
    assert amounts == [Decimal(1704500), Decimal("1234.56"), Decimal("-3.5"), Decimal("12.5")]
    assert out.empty_figures == 3


def test_each_column_of_figures_may_have_a_unit_and_labels_of_its_own(tmp_path: Path) -> None:
    rows = [["Ministry", "Pay, $000", "Rent, $"], ["Health", "5", "7"]]
    amounts = {
        "Pay, $000": {"unit": "thousands", "labels": {"economic_1": "Pay"}},
        "{economic_1}, $": {},
    }
    source = describe(tmp_path, rows, columns={"administrative_1": "Ministry"}, amounts=amounts)
    assert entries(source, "economic_1, amount, unit, cell") == [
        ("Pay", Decimal(5000), "thousands", "B2"),
        ("Rent", Decimal(7), "dollars", "C2"),
    ]
