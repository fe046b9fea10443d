"""Superscripts are not read as if they stood on the line."""

import zipfile
from pathlib import Path
from time import process_time

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from loaders import raised
from loaders.errors import CellError
from loaders.source import Source
from loaders.workbook import Book

from . import hostile
from .small import DESCRIPTION, HEADINGS, entries, extracted, write_description

RELEASES = [{"release": "2016-17", "file": "book.xlsx"}]
RUN = '<r><t>850</t></r><r><rPr><b/><vertAlign val="superscript"/><sz val="11"/></rPr><t xml:space="preserve">2</t></r>'
PLAIN = "<si><t>8502</t></si>"


def up(text: str, line: str = "850") -> CellRichText:
    return CellRichText(line, TextBlock(InlineFont(b=True, vertAlign="superscript"), text))


def inline(folder: Path, *rows: list[object]) -> Book:
    """As openpyxl writes rich texts: in the cells."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "book.xlsx")
    return Book.open(folder / "book.xlsx")


def shared(folder: Path, *texts: str, of: str = "") -> Path:
    """As spreadsheet programs write them: one below the other in column A, each the number of a shared text."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, len(texts) + 1))
    strings = f'<{of}sst xmlns{":" * bool(of) + of[:-1]}="{hostile.NS[7:-1]}">{"".join(texts)}</{of}sst>'
    return hostile.xlsx(folder / "book.xlsx", hostile.sheet(cells), **{"xl/sharedStrings.xml": strings})


def first(book: Book) -> list[str | None]:
    return list(book.grid(book.sheets[0])["c1"].to_pylist())


def small(folder: Path, *rows: list[object], **sheet: str) -> Source:
    inline(folder, HEADINGS, *rows)
    return write_description(folder / "small.yaml", {**DESCRIPTION, "releases": RELEASES, "sheet": sheet})


def test_a_raised_digit_behind_an_amount_makes_it_none(tmp_path: Path) -> None:
    with pytest.raises(CellError) as refused:
        extracted(small(tmp_path, ["Health", 5], ["Roads", up("2")]))
    assert str(refused.value).startswith("book.xlsx, sheet 'Sheet', cell B3: expected an amount: B3 has '850²'\n")


def test_a_description_may_know_the_mark(tmp_path: Path) -> None:
    source = small(tmp_path, ["Health", "8502"], [up("1", "Roads"), up("2")], marks="[¹²]")
    assert entries(source) == [("Health", 8502), ("Roads¹", 850)]


@pytest.mark.parametrize("parts", [[RUN, PLAIN], [RUN.replace("<", "<x:").replace("<x:/", "</x:"), PLAIN]])
def test_shared_texts_are_told_apart(tmp_path: Path, parts: list[str]) -> None:
    """A text without superscripts that reads the same stays."""
    of = "x:" if "<x:" in parts[0] else ""
    plain = parts[1].replace("<", f"<{of}").replace(f"<{of}/", f"</{of}")
    path = shared(tmp_path, f"<{of}si>{parts[0]}</{of}si>", plain, of=of)
    assert first(Book.open(path)) == ["850²", "8502"]


def test_texts_in_cells_are_told_apart(tmp_path: Path) -> None:
    low = CellRichText(TextBlock(InlineFont(vertAlign="subscript"), "8"), "502")
    assert first(inline(tmp_path, [up("2")], ["8502"], [low], [8502])) == ["850²", "8502", "8502", "8502"]


def test_only_the_sheet_that_is_asked_for_is_read_again(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["8502"])
    book.create_sheet("Other").append([up("2")])
    book.save(tmp_path / "book.xlsx")
    found = Book.open(tmp_path / "book.xlsx")
    assert [found.grid(name)["c1"].to_pylist() for name in found.sheets] == [["8502"], ["850²"]]


def test_a_sheet_in_an_odd_place_is_told_apart_too(tmp_path: Path) -> None:
    """Neither where most workbooks keep their sheets, nor under the name that its archive has."""
    inline(tmp_path, [up("2")], ["8502"])
    for place, link in (("elsewhere/sheet1.xml",) * 2, ("worksheets/sheet1.xml", "/xl/worksheets/SHEET1.xml")):
        with zipfile.ZipFile(tmp_path / "book.xlsx") as usual, zipfile.ZipFile(tmp_path / "odd.xlsx", "w") as odd:
            for name in usual.namelist():
                content = usual.read(name).replace(b"/xl/worksheets/sheet1.xml", link.encode())
                odd.writestr(name.replace("worksheets/sheet1.xml", place), content)
        assert first(Book.open(tmp_path / "odd.xlsx")) == ["850²", "8502"]


@pytest.mark.parametrize(
    ("text", "signs"),
    [("2", "²"), ("(a)", "⁽ᵃ⁾"), ("1, 2", "¹, ²"), ("٢", "²"), ("−", "⁻"), ("*", "*"), ("st", "st"), ("er", "er")],
)
def test_what_has_a_sign_has_it(text: str, signs: str) -> None:
    """Letters of an ordinal mark nothing: 31st is what a reader of the sheet would say."""
    assert raised.raised(text) == signs


def test_marks_of_xml_in_a_superscript_stay_text(tmp_path: Path) -> None:
    run = RUN.replace(">2<", ">&#50;&amp;&lt;<")
    assert first(Book.open(shared(tmp_path, f"<si>{run}</si>"))) == ["850²&<"]


def test_a_property_without_a_text_reaches_no_other(tmp_path: Path) -> None:
    run = '<r><rPr><vertAlign val="superscript"/></rPr></r><r><t>850</t></r>'
    assert first(Book.open(shared(tmp_path, f"<si>{run}</si>", "<si><t>7</t></si>"))) == ["850", "7"]


@pytest.mark.parametrize(
    "unit", [b'<vertAlign val="superscript"/>', b"<vertAlign superscript", b'<vertAlign superscript="">' + b"<b>" * 50]
)
def test_text_that_never_ends_costs_no_more_than_its_length(tmp_path: Path, unit: bytes) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", unit * (4_000_000 // len(unit)))
    began = process_time()
    raised.workbook(path.read_bytes(), "xl/worksheets/sheet1.xml")
    assert process_time() - began < 20
