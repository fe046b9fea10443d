"""The draft: it loads, it says why, and it is written even where it does not load."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from loaders.cli_inspect import register
from loaders.inspect.report import show_trial
from loaders.inspect.trial import check_file, try_description
from loaders.reading import read_source

from .small import write_csv

FIXTURES = Path(__file__).parents[1] / "fixtures" / "inspect"
TOTALS = {
    "wide-years.csv": {(2022, "executed"): "3198.85", (2023, "executed"): "3207.95", (2024, "proposed"): "3058.20"},
    "title-block.xlsx": {
        (2023, "proposed"): "3205400000",
        (2023, "executed"): "3168600000",
        (2024, "proposed"): "3361800000",
        (2024, "executed"): "3400250000",
    },
    "subtotals.csv": {(2025, "executed"): "122453.40"},
    "depenses.csv": {(2023, "executed"): "17909600", (2024, "executed"): "19527200"},
    "semicolons.csv": {(2024, "executed"): "115570.75"},
    "labels-over-rows.csv": {(2022, "executed"): "843325", (2024, "proposed"): "864650"},
}
app = typer.Typer()


@app.callback()
def main() -> None:
    """Keeps `inspect` a command of its own, as it is in `purse`."""


register(app)


def inspect(*words: object) -> Result:
    return CliRunner().invoke(app, ["inspect", *map(str, words)])


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", TOTALS)
def test_the_draft_loads_with_the_right_totals(tmp_path: Path, name: str) -> None:
    done = inspect(FIXTURES / name, "-o", tmp_path / "draft.yaml")
    assert done.exit_code == 0, done.output
    trial = try_description(tmp_path / "draft.yaml")
    assert {(t.fiscal_year, t.phase): t.amount for t in trial.totals} == {
        k: Decimal(v) for k, v in TOTALS[name].items()
    }
    assert {r.verdict for r in trial.results} == {"passed"}


def test_printed_sums_are_checked(tmp_path: Path) -> None:
    assert inspect(FIXTURES / "subtotals.csv", "-o", tmp_path / "draft.yaml").exit_code == 0
    trial = try_description(tmp_path / "draft.yaml")
    assert [r.expected for r in trial.results if r.check_kind == "printed subtotal"] == [
        Decimal("23085.65"),
        Decimal("51240.75"),
        Decimal("48127.00"),
        Decimal("122453.40"),
    ]


def test_each_guess_says_why_and_how_sure(tmp_path: Path) -> None:
    inspect(FIXTURES / "title-block.xlsx", "-o", tmp_path / "draft.yaml")
    text = (tmp_path / "draft.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Loads: 12 entries, fiscal years 2023 to 2024.\n")
    assert "header: {rows: [4, 5], fill_right: true}" in text
    assert "# unit: guess, high: 'For the year ended March 31, 2024 ($ millions)' says so" in text
    for key in ("jurisdiction", "publisher", "licence", "basis", "direction"):
        line = next(i for i, line in enumerate(text.splitlines()) if line.strip().startswith(f"{key}:"))
        assert "guess, " in "\n".join(text.splitlines()[line - 1 : line + 1])


def test_the_report_says_what_was_seen() -> None:
    done = inspect(FIXTURES / "subtotals.csv")
    assert done.exit_code == 0
    for said in (
        "row 13 is the sum of 3 in rows 5 to 12",
        "Loads: 8 entries; set aside:",
        "Check: printed subtotal: 4 passed",
        "Nothing was written: -o FILE keeps the draft.",
    ):
        assert said in done.stdout


def test_a_draft_that_does_not_load_is_written_with_the_reason(tmp_path: Path) -> None:
    rows = [["Ministry", "2014-15", "2015-16"], *([f"Ministry {i}", f"1,2{i}.10", f"{i}7.5"] for i in range(10, 40))]
    rows[7][2] = "about 12, see annex B"
    done = inspect(write_csv(tmp_path / "book.csv", rows), "-o", tmp_path / "draft.yaml")
    text = (tmp_path / "draft.yaml").read_text(encoding="utf-8")
    assert done.exit_code == 1
    assert text.startswith("# DOES NOT LOAD YET:\n# book.csv, sheet 'csv', cell C8: expected an amount: ")
    assert read_source(tmp_path / "draft.yaml").dataset == "draft/book"
    assert "C8 has 'about 12, see annex B'" in done.stdout


def test_a_description_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "draft.yaml"
    target.write_text("mine")
    refused = inspect(FIXTURES / "semicolons.csv", "-o", target)
    assert (refused.exit_code, target.read_text()) == (1, "mine")
    assert "--force" in refused.stderr
    assert inspect(FIXTURES / "semicolons.csv", "-o", target, "--force").exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["draft.yaml"]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04broken", b"\0\0\0", b"a", b'"', b"\n\n\n"])
@pytest.mark.parametrize("name", ["odd.csv", "odd.xlsx", "odd.pdf"])
def test_odd_files_are_told_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = inspect(tmp_path / name)
    assert done.exit_code == 1
    assert done.stderr.startswith("error ")
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_file_or_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in inspect(tmp_path / "none.csv").stderr
    assert "no such folder" in inspect(FIXTURES / "semicolons.csv", "-o", tmp_path / "no" / "draft.yaml").stderr


def test_another_file_is_checked_by_a_description(tmp_path: Path) -> None:
    inspect(FIXTURES / "semicolons.csv", "-o", tmp_path / "draft.yaml")
    text = (FIXTURES / "semicolons.csv").read_text(encoding="utf-8")
    (tmp_path / "next.csv").write_text(text.replace("2023-24", "2024-25").replace("830.25", "831.25"), encoding="utf-8")
    trial = check_file(tmp_path / "next.csv", tmp_path / "draft.yaml")
    assert [(t.fiscal_year, t.amount) for t in trial.totals] == [(2025, Decimal("115571.75"))]
    assert trial.rows[0][-2:] == ("E2", "1,200.00")
    assert read_source(tmp_path / "draft.yaml").releases[0].file.endswith("semicolons.csv")


def test_totals_of_other_years_do_not_count_against_a_new_file(tmp_path: Path) -> None:
    inspect(FIXTURES / "semicolons.csv", "-o", tmp_path / "draft.yaml")
    with (tmp_path / "draft.yaml").open("a", encoding="utf-8") as file:
        file.write("control_totals: [{where: {fiscal_year: 2023-24}, equals: 115570.75}]\n")
    assert check_file(FIXTURES / "semicolons.csv", tmp_path / "draft.yaml").loads
    text = (FIXTURES / "semicolons.csv").read_text(encoding="utf-8")
    (tmp_path / "next.csv").write_text(text.replace("2023-24", "2024-25"), encoding="utf-8")
    assert check_file(tmp_path / "next.csv", tmp_path / "draft.yaml").loads
    (tmp_path / "wrong.csv").write_text(text.replace("830.25", "831.25"), encoding="utf-8")
    assert "difference +1" in str(check_file(tmp_path / "wrong.csv", tmp_path / "draft.yaml").error)


def test_the_first_entries_are_shown_with_their_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inspect(FIXTURES / "semicolons.csv", "-o", tmp_path / "draft.yaml")
    out = Console(width=160, file=sys.stdout)
    show_trial(out, check_file(FIXTURES / "semicolons.csv", tmp_path / "draft.yaml"), [], rows=True)
    shown = capsys.readouterr().out
    first = shown.splitlines()[1].split()
    assert first == ["Parks", "Cedar", "Works", "2024", "executed", "1,200.00", "E2", "1,200.00"]
    assert "Loads: 5 entries; set aside: 1 heading; empty figures: 1" in shown


def test_what_cannot_be_checked_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in str(check_file(FIXTURES / "semicolons.csv", tmp_path / "none.yaml").error)
    assert check_file(tmp_path / "none.csv", tmp_path / "none.yaml").error
