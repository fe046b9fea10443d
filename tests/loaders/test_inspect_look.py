"""What is seen in small spreadsheets of our own: headings, roles, units, sums."""

from pathlib import Path

import pyarrow as pa
import pytest

from loaders.errors import SheetError
from loaders.inspect.look import Look, look
from loaders.inspect.shape import cells_of

from .small import write_csv, write_workbook

FIXTURES = Path(__file__).parents[1] / "fixtures" / "inspect"
FIELDS = {
    "wide-years.csv": {"administrative_1": "Ministry", "administrative_2": "Program"},
    "title-block.xlsx": {"administrative_1": "Ministry"},
    "subtotals.csv": {"recipient": "Supplier", "administrative_1": "Department"},
    "depenses.csv": {"fiscal_year": "Exercice", "administrative_1": "Ministère", "administrative_2": "Programme"},
    "semicolons.csv": {"fiscal_year": "Fiscal Year", "recipient": "Vendor Name", "administrative_1": "Branch"},
    "labels-over-rows.csv": {"vote": "Vote", "administrative_1": "Program"},
}
AMOUNTS = {
    "wide-years.csv": [
        ("Actual {fiscal_year}", 2022),
        ("Actual {fiscal_year}", 2023),
        ("Estimates {fiscal_year}", 2024),
    ],
    "title-block.xlsx": [
        ("{fiscal_year} Budget", 2023),
        ("{fiscal_year} Actual", 2023),
        ("{fiscal_year} Budget", 2024),
        ("{fiscal_year} Actual", 2024),
    ],
    "subtotals.csv": [("Amount", None)],
    "depenses.csv": [("Montant (en milliers de dollars)", None)],
    "semicolons.csv": [("Payment Amount", None)],
    "labels-over-rows.csv": [("Estimates {fiscal_year}", 2024), ("Actual {fiscal_year}", 2022)],
}
HEADERS = dict.fromkeys(FIELDS, (1, 1)) | {"title-block.xlsx": (4, 5)}
UNITS = {"title-block.xlsx": "millions", "depenses.csv": "thousands"}
SUMS = {"title-block.xlsx": [9], "subtotals.csv": [5, 8, 12, 13], "labels-over-rows.csv": [5, 9]}
NULLS = {"wide-years.csv": ["n/a"], "depenses.csv": ["s.o."], "semicolons.csv": ["*"]}


@pytest.fixture(params=sorted(FIELDS))
def seen(request: pytest.FixtureRequest) -> tuple[str, Look]:
    return request.param, look(FIXTURES / request.param)


def test_fields_and_figures(seen: tuple[str, Look]) -> None:
    name, found = seen
    assert {f: g.value.heading for f, g in found.fields.named.items()} == FIELDS[name]
    assert [(a.pattern, a.year) for a in found.figures.read] == AMOUNTS[name]


def test_headings_and_unit(seen: tuple[str, Look]) -> None:
    name, found = seen
    assert (found.headers.first, found.headers.last) == HEADERS[name]
    assert (found.unit.value if found.unit else None) == UNITS.get(name)
    assert found.nulls == NULLS.get(name, [])


def test_sums_by_arithmetic(seen: tuple[str, Look]) -> None:
    name, found = seen
    assert [found.first_row(s.row) for s in found.lines.sums] == SUMS.get(name, [])


def test_a_supplier_called_total_is_a_supplier() -> None:
    found = look(FIXTURES / "subtotals.csv")
    paid = [found.lines.labels[i]["recipient"] for i in found.lines.of("figure")]
    assert paid.count("Total Fire Safety Inc.") == 3


def test_the_extent_leaves_out_phantom_rows_and_columns() -> None:
    found = look(FIXTURES / "title-block.xlsx")
    assert found.chosen.sheet == "Summary"
    assert found.chosen.cells.extent == (10, 5)
    grid = pa.table(
        {"row": [1, 2, 3, 4], "c1": ["a", "b", " ", None], "c2": ["1", None, "", None], "c3": [None, " ", None, None]}
    )
    cells = cells_of(grid, "s")
    assert (cells.extent, cells.declared) == ((2, 2), (4, 3))


def test_every_guess_has_a_reason(seen: tuple[str, Look]) -> None:
    _, found = seen
    assert all(g.why and g.sure in ("high", "medium", "low") for g in found.roles.values())


def test_french_and_codes_go_beside_their_labels(tmp_path: Path) -> None:
    rows = [
        ["dept_code", "dept_en", "dept_fr", "2015", "2016"],
        ["01", "Health", "Santé", "500.5", "510.25"],
        ["02", "Roads", "Routes", "70.1", "80.4"],
        ["03", "Parks", "Parcs", "12.7", "11.9"],
    ]
    found = look(write_csv(tmp_path / "book.csv", rows))
    assert {f: g.value.heading for f, g in found.fields.named.items()} == {
        "administrative_1": "dept_en",
        "administrative_1_code": "dept_code",
        "administrative_1_fr": "dept_fr",
    }


def test_a_total_across_is_not_read(tmp_path: Path) -> None:
    rows = [
        ["Function", "Salaries", "Materials", "Transfers", "All together"],
        ["Fire", "495.5", "12.25", "22", "529.75"],
        ["Police", "954.75", "49.5", "183", "1187.25"],
        ["Transit", "31", "4.5", "99.25", "134.75"],
    ]
    found = look(write_csv(tmp_path / "book.csv", rows))
    assert [a.column.heading for a in found.figures.read] == ["Salaries", "Materials", "Transfers"]
    assert found.figures.unread == {"All together": "the sum of 3 other columns of figures, by arithmetic"}


@pytest.mark.parametrize("rows", [[["a"]], [["1", "2"], ["3", "4"]], [["", ""], ["", ""]]])
def test_what_is_no_table_is_told(tmp_path: Path, rows: list[list[str]]) -> None:
    with pytest.raises(SheetError, match=r"headings|empty|columns"):
        look(write_csv(tmp_path / "book.csv", rows))


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    table = [["Ministry", "Amount"], ["Health", 5], ["Roads", 7]]
    path = write_workbook(tmp_path / "book.xlsx", {"One": table, "Two": [*table, ["Parks", 9]]})
    assert look(path, "One").chosen.sheet == "One"
    assert look(path).chosen.sheet == "Two"
    with pytest.raises(SheetError, match="has no sheet 'Three'"):
        look(path, "Three")
