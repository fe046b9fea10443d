"""Each verb on a sheet of a few rows: what goes in, what comes out, what it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import SheetError, SourceError
from loaders.source import Source, Step

from .small import HEADINGS, Rows, describe, extracted


@dataclass(frozen=True)
class Case:
    """A sheet (its first row: the fields), one step, the entries' fields, and the rows set aside."""

    before: Rows
    step: dict[str, Any]
    after: Rows
    shown: str
    aside: Sequence[tuple[int, str]] = ()
    other: dict[str, Rows] = field(default_factory=dict)  # further sheets


CODES: dict[str, Rows] = {"Codes": [["Code", "Label"], ["01", "Health"], ["02", "Roads"], ["01", "Health"]]}
LOOKUP = {"sheet": "Codes", "by": {"administrative_1_code": "Code"}, "take": {"administrative_1": "Label"}}
CODED: Rows = [["administrative_1_code", "amount"], ["02", 5], ["01", 7]]

CASES = {
    "label_rows": Case(
        [["administrative_2", "amount"], ["Health", ""], ["Drugs", 5], ["Clinics", 7], ["Roads", ""], ["Bridges", 9]],
        {"into": "administrative_1", "take": "administrative_2", "when": {"administrative_2": ["Health", "Roads"]}},
        [("Health", "Drugs", 5), ("Health", "Clinics", 7), ("Roads", "Bridges", 9)],
        "administrative_1, administrative_2, amount",
        [(2, "heading"), (5, "heading")],
    ),
    "fill_down": Case(
        [["administrative_1", "administrative_2", "amount"], ["Health", "Drugs", 5], ["", "Clinics", 7]],
        ["administrative_1"],  # type: ignore[arg-type]
        [("Health", "Drugs", 5), ("Health", "Clinics", 7)],
        "administrative_1, administrative_2, amount",
    ),
    "classify": Case(
        [["vote", "amount"], ["S", 5], ["1406", 7], ["", 9]],
        {
            "into": "line_type",
            "rules": [
                {"to": "statutory", "when": {"vote": "S"}},
                {"to": "program", "when": {"vote": {"matches": "^[0-9]"}}},
                {"to": "never reached", "when": {"vote": "1406"}},
            ],
        },
        [("S", "statutory"), ("1406", "program"), (None, None)],
        "vote, line_type",
    ),
    "split": Case(
        [["label", "amount"], ["Santé: Médicaments: génériques", 5], ["Roads", 7]],
        {"field": "label", "at": ": ", "into": ["administrative_1", "administrative_2"]},
        [("Santé", "Médicaments: génériques"), ("Roads", None)],
        "administrative_1, administrative_2",
    ),
    "lookup": Case(
        CODED,
        LOOKUP,
        [("02", "Roads", 5), ("01", "Health", 7)],
        "administrative_1_code, administrative_1, amount",
        other=CODES,
    ),
    "unify": Case(
        [
            ["economic_1", "amount"],
            ["Transfer payments", 5],
            ["Transfer Payments", 7],
            ["Transfer Payments", 9],
            ["", 1],
        ],
        ["economic_1"],  # type: ignore[arg-type]
        [("Transfer Payments", 5), ("Transfer Payments", 7), ("Transfer Payments", 9), (None, 1)],
        "economic_1, amount",
    ),
    "set_aside": Case(
        [["administrative_1", "amount"], ["Health", 5], ["Note: see page 2", ""], ["Roads", 7]],
        {"when": {"administrative_1": {"matches": "^Note:"}}, "kind": "note", "why": "a note"},
        [("Health", 5), ("Roads", 7)],
        "administrative_1, amount",
        [(3, "note")],
    ),
    "subtotals": Case(
        [["administrative_1", "administrative_2", "amount"], ["Health", "Drugs", 5], ["Health", "Total", 5]],
        {"when": {"administrative_2": "Total"}, "within": ["administrative_1"]},
        [("Health", "Drugs", 5)],
        "administrative_1, administrative_2, amount",
        [(3, "subtotal")],
    ),
    "mark_rollups": Case(
        [["recipient", "amount"], ["Accounts under $50,000", 5], ["Underhill Inc", 7], ["", 9]],
        {"matches": r"^Accounts under \$"},
        [("Accounts under $50,000", True), ("Underhill Inc", False), (None, False)],
        "recipient, recipient_rollup",
    ),
}


def source_of(folder: Path, verb: str, case: Case, step: object = None) -> Source:
    return describe(
        folder,
        {"Data": case.before, **case.other},
        columns={str(h): h for h in case.before[0]},
        steps=[{verb: case.step if step is None else step}],
    )


@pytest.mark.parametrize("verb", Step.model_fields)
def test_a_verb_does_what_its_picture_shows(tmp_path: Path, verb: str) -> None:
    """A verb without a case fails here: draw one."""
    case = CASES[verb]
    con, out = extracted(source_of(tmp_path, verb, case))
    shown = con.execute(f"SELECT {case.shown} FROM entry ORDER BY regexp_extract(cell, '[0-9]+')::INT").fetchall()
    assert shown == [tuple(row) for row in case.after]
    aside = con.execute("SELECT row, kind FROM set_aside ORDER BY row").fetchall()
    assert aside == [(1, "heading"), *case.aside]
    assert out.rows_in_sheet == len(case.before) == out.rows_kept + out.rows_set_aside


def test_a_label_reaches_no_further_than_the_next_broader_label(tmp_path: Path) -> None:
    rows: list[list[object]] = [["vote", "label", "amount"], ["Health", "", ""], ["", "Capital", ""], ["1", "Drugs", 5]]
    rows += [["Roads", "", ""], ["2", "Bridges", 7]]
    whole = {"into": "administrative_1", "take": "vote", "when": {"vote": {"matches": "^[A-Z]"}}}
    columns = {"vote": "vote", "administrative_2": "label", "amount": "amount"}
    part = {"into": "category", "take": "administrative_2", "when": {"administrative_2": "Capital"}}
    part["until"] = "administrative_1"
    con, _ = extracted(describe(tmp_path, rows, columns=columns, steps=[{"label_rows": whole}, {"label_rows": part}]))
    shown = con.execute("SELECT administrative_1, category, vote FROM entry ORDER BY vote").fetchall()
    assert shown == [("Health", "Capital", "1"), ("Roads", None, "2")]


def test_a_row_set_aside_stays_as_the_first_step_marked_it(tmp_path: Path) -> None:
    steps = [
        {"set_aside": {"when": {"administrative_1": "Roads"}, "why": "first", "private": True}},
        {"set_aside": {"when": {"administrative_1": ["Roads", "Parks"]}, "why": "second", "kind": "note"}},
    ]
    con, _ = extracted(describe(tmp_path, [HEADINGS, ["Roads", "5"], ["Parks", "7"]], steps=steps))
    aside = con.execute("SELECT row, kind, reason, text FROM set_aside WHERE row > 1 ORDER BY row").fetchall()
    assert aside == [(2, "left out", "first", None), (3, "note", "second", "Parks | 7")]


FIELDS = "the fields are administrative_1, c2"
UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "label_rows.when": ({"label_rows": {"into": "vote", "take": "administrative_1", "when": {"nope": "A"}}}, FIELDS),
    "fill_down": ({"fill_down": ["nope"]}, FIELDS),
    "classify.rules.when": ({"classify": {"into": "vote", "rules": [{"to": "x", "when": {"nope": "A"}}]}}, FIELDS),
    "unify": ({"unify": ["nope"]}, FIELDS),
    "set_aside.when": ({"set_aside": {"when": {"nope": "A"}, "why": "x"}}, FIELDS),
    "subtotals.when": ({"subtotals": {"when": {"nope": "A"}, "within": ["administrative_1"]}}, FIELDS),
}
UNKNOWN_UNTOLD: dict[str, dict[str, Any]] = {
    "label_rows.take": {"label_rows": {"into": "vote", "take": "nope", "when": {}}},
    "label_rows.until": {"label_rows": {"into": "vote", "take": "administrative_1", "when": {}, "until": "nope"}},
    "split.field": {"split": {"field": "nope", "at": ":", "into": ["vote", "category"]}},
    "lookup.by": {"lookup": {"sheet": "Codes", "by": {"nope": "Code"}, "take": {"vote": "Label"}}},
    "mark_rollups": {"mark_rollups": {"matches": "^Accounts"}},
    "classify.rules": {"classify": {"into": "vote", "rules": []}},
    "a bad pattern": {"set_aside": {"when": {"administrative_1": {"matches": "("}}, "why": "x"}},
}


@pytest.mark.parametrize(("step", "known"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_field_is_named_with_the_step_and_the_fields(
    tmp_path: Path, step: dict[str, Any], known: str
) -> None:
    source = describe(tmp_path, [HEADINGS, ["Health", "5"]], steps=[{"unify": ["administrative_1"]}, step])
    with pytest.raises(SourceError) as refused:
        extracted(source)
    verb = next(iter(step))
    assert str(refused.value) == (
        f"{source.path}, steps.1.{verb}: a step asks for 'nope', which is not a field; {known}"
    )


@pytest.mark.parametrize("step", UNKNOWN_UNTOLD.values(), ids=UNKNOWN_UNTOLD)
def test_a_step_that_cannot_work_is_named(tmp_path: Path, step: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match=rf"small\.yaml(, |: line \d+, )steps\.0\.{next(iter(step))}[.\w]*: "):
        extracted(describe(tmp_path, {"Data": [HEADINGS, ["Health", 5]], **CODES}, steps=[step]))


def lookup_refused(folder: Path, codes: Rows, step: dict[str, Any] = LOOKUP, data: Rows = CODED) -> str:
    source = source_of(folder, "lookup", Case(data, step, [], "", other={"Codes": codes}))
    with pytest.raises((SourceError, SheetError)) as refused:
        extracted(source)
    return str(refused.value).replace(str(folder), "")


def test_a_key_that_the_other_sheet_lacks_is_named(tmp_path: Path) -> None:
    message = lookup_refused(tmp_path, [["Code", "Label"], ["01", "Health"]])
    assert message == "/small.yaml, steps.0.lookup: sheet 'Codes' has no row for '02' (administrative_1_code)"


def test_a_key_with_two_labels_is_named(tmp_path: Path) -> None:
    message = lookup_refused(tmp_path, [["Code", "Label"], ["01", "Health"], ["02", "Roads"], ["02", "Parks"]])
    assert message == "/small.yaml, steps.0.lookup: sheet 'Codes' has more than one label for '02'"


def test_a_heading_that_the_other_sheet_lacks_is_named(tmp_path: Path) -> None:
    message = lookup_refused(tmp_path, [["Code", "Name"], ["01", "Health"]])
    assert message == "/small.yaml, steps.0.lookup: sheet 'Codes' has no column 'Label'; it has Code, Name"


def test_another_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    message = lookup_refused(tmp_path, CODES["Codes"], {**LOOKUP, "sheet": "Labels"})
    assert message.startswith("book.xlsx: has no sheet 'Labels'; it has 'Data', 'Codes'")


def test_an_empty_key_takes_no_label(tmp_path: Path) -> None:
    case = Case([["administrative_1_code", "amount"], ["", 5], ["01", 7]], LOOKUP, [], "", other=CODES)
    con, _ = extracted(source_of(tmp_path, "lookup", case))
    shown = con.execute("SELECT administrative_1, amount FROM entry ORDER BY amount").fetchall()
    assert shown == [(None, Decimal(5)), ("Health", Decimal(7))]


def test_a_doubled_key_is_found_beside_rows_without_a_key(tmp_path: Path) -> None:
    codes = [["Code", "Label"], ["", "a note"], ["", "another"], ["01", "Health"], ["02", "Roads"], ["02", "Parks"]]
    assert "more than one label for '02'" in lookup_refused(tmp_path, codes)


def test_a_title_above_the_headings_needs_no_label(tmp_path: Path) -> None:
    rows = {"Data": [["Table 1", ""], *CODED], **CODES}
    columns = {"administrative_1_code": "administrative_1_code", "amount": "amount"}
    sheet = {"name": "Data", "header": 2}
    _, out = extracted(describe(tmp_path, rows, columns=columns, sheet=sheet, steps=[{"lookup": LOOKUP}]))
    assert (out.rows_kept, out.rows_set_aside) == (2, 2)


def test_two_sheets_with_like_names_are_two(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Data": [["administrative_1_code", "administrative_2_code", "amount"], ["1", "1", 5]],
        "Codes A": [["Code", "Label"], ["1", "One"]],
        "Codes-A": [["Code", "Label"], ["1", "Uno"]],
    }
    steps = [
        {"lookup": {"sheet": s, "by": {f"administrative_{n}_code": "Code"}, "take": {f"administrative_{n}": "Label"}}}
        for n, s in enumerate(("Codes A", "Codes-A"), 1)
    ]
    con, _ = extracted(describe(tmp_path, sheets, columns={str(h): h for h in sheets["Data"][0]}, steps=steps))
    assert con.execute("SELECT administrative_1, administrative_2 FROM entry").fetchall() == [("One", "Uno")]


@pytest.mark.parametrize("repeated", [False, True])
def test_a_heading_is_no_label_to_fill_down(tmp_path: Path, repeated: bool) -> None:
    head = ["administrative_1", "administrative_2", "amount"]
    rows: list[list[Any]] = [head, ["", "Clinics", 7]]
    rows = [head, ["Health", "Drugs", 5], *rows] if repeated else rows
    source = describe(tmp_path, rows, columns={h: h for h in head}, steps=[{"fill_down": ["administrative_1"]}])
    con, _ = extracted(source)
    labels = {label for (label,) in con.execute("SELECT administrative_1 FROM entry").fetchall()}
    assert labels == ({"Health"} if repeated else {None})
