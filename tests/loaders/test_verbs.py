"""Each verb on a sheet of a few rows: what goes in, what comes out, what it refuses."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import CellError, SheetError, SourceError
from loaders.source import Source, Step

from .small import (
    CONSTANTS,
    HEADINGS,
    Rows,
    checked,
    describe,
    entries,
    extracted,
    without,
)
from .verb_cases import CASES, CODED, CODES, LEVELS, LOOKUP, Case


def source_of(folder: Path, verb: str, case: Case, step: object = None) -> Source:
    return describe(
        folder,
        {"Data": case.before, **case.other},
        columns={str(h): h for h in case.before[0]},
        steps=[{verb: case.step if step is None else step}],
        **case.changes,
    )


@pytest.mark.parametrize("verb", Step.model_fields)
def test_a_verb_does_what_its_picture_shows(tmp_path: Path, verb: str) -> None:
    """A verb without a case fails here: draw one."""
    case = CASES[verb]
    con, out = extracted(source_of(tmp_path, verb, case))
    in_order = f"{case.table} ORDER BY regexp_extract(cell, '[0-9]+')::INT"
    shown = con.execute(f"SELECT {case.shown} FROM {in_order}").fetchall()
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


def test_a_label_reaches_no_further_than_through_says(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        ["Revenue", ""],
        ["Taxes", "5"],
        ["Total", "5"],
        ["Surplus", "5"],
        ["Expense", ""],
        ["Health", "0"],
    ]
    step = {"into": "category", "take": "administrative_1", "when": {"administrative_1": ["Revenue", "Expense"]}}
    source = describe(tmp_path, rows, steps=[{"label_rows": {**step, "through": {"administrative_1": "Total"}}}])
    assert entries(source, "administrative_1, category") == [
        ("Taxes", "Revenue"),
        ("Total", "Revenue"),
        ("Surplus", None),
        ("Health", "Expense"),
    ]


def test_a_row_set_aside_stays_as_the_first_step_marked_it(tmp_path: Path) -> None:
    steps = [
        {"set_aside": {"when": {"administrative_1": "Roads"}, "why": "first", "private": True}},
        {"set_aside": {"when": {"administrative_1": ["Roads", "Parks"]}, "why": "second", "kind": "note"}},
    ]
    con, _ = extracted(describe(tmp_path, [HEADINGS, ["Roads", "5"], ["Parks", "7"]], steps=steps))
    aside = con.execute("SELECT row, kind, reason, text FROM set_aside WHERE row > 1 ORDER BY row").fetchall()
    assert aside == [(2, "left out", "first", None), (3, "note", "second", "Parks | 7")]


FIELDS = "the fields are administrative_1"
UNKNOWN: dict[str, tuple[dict[str, Any], str]] = {
    "label_rows.when": ({"label_rows": {"into": "vote", "take": "administrative_1", "when": {"nope": "A"}}}, FIELDS),
    "fill_down": ({"fill_down": ["nope"]}, FIELDS),
    "classify.rules.when": ({"classify": {"into": "vote", "rules": [{"to": "x", "when": {"nope": "A"}}]}}, FIELDS),
    "unify": ({"unify": ["nope"]}, FIELDS),
    "set_aside.when": ({"set_aside": {"when": {"nope": "A"}, "why": "x"}}, FIELDS),
    "subtotals.when": ({"subtotals": {"when": {"nope": "A"}, "within": ["administrative_1"]}}, FIELDS),
    "strip.fields": ({"strip": {"fields": ["nope"], "matches": "x"}}, FIELDS),
    "join.fields": ({"join": {"fields": ["administrative_1", "nope"], "into": "vote"}}, FIELDS),
    "first_of.fields": ({"first_of": {"fields": ["administrative_1", "nope"], "into": "vote"}}, FIELDS),
    "fiscal_year_of.field": ({"fiscal_year_of": {"field": "nope"}}, FIELDS),
    "second_line.take": ({"second_line": {"take": "nope", "into": "vote", "when": {}}}, FIELDS),
    "levels_from_indent.field": ({"levels_from_indent": {"field": "nope", "into": LEVELS}}, FIELDS),
    "levels_from_code.field": (
        {"levels_from_code": {"field": "nope", "label": "administrative_1", "lengths": [2, 4], "into": LEVELS}},
        FIELDS,
    ),
    "subtotals.amount": ({"subtotals": {"when": {}, "within": [], "amount": "nope"}}, FIELDS),
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


def test_a_long_label_goes_on_in_the_next_row(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Labour, Training", "5"], ["and Skills", ""], ["Roads", "7"]]
    step = {"take": "administrative_1", "into": "administrative_1", "when": {"administrative_1": "and Skills"}}
    source = describe(tmp_path, rows, steps=[{"second_line": step}])
    assert entries(source) == [("Labour, Training and Skills", Decimal(5)), ("Roads", Decimal(7))]


def test_a_label_goes_on_over_as_many_rows_as_it_takes(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Labour,", "5"], ["Training", ""], ["and Skills", ""], ["Roads", "7"]]
    step = {
        "take": "administrative_1",
        "into": "administrative_1",
        "when": {"administrative_1": ["Training", "and Skills"]},
    }
    source = describe(tmp_path, rows, steps=[{"second_line": step}])
    assert entries(source) == [("Labour, Training and Skills", Decimal(5)), ("Roads", Decimal(7))]


BLOCKS = [
    ["line", "amount"],
    ["Education", "95"],
    ["Schools", "80"],
    ["Libraries", "15"],
    ["Roads", "7"],
    ["Paving", "7"],
]
NAMES = {"into": "administrative_1", "take": "line", "when": {"line": ["Education", "Roads"]}}


def test_what_stands_beside_a_label_is_checked_where_it_is_a_sum(tmp_path: Path) -> None:
    columns = {"line": "line", "amount": "amount"}
    source = describe(tmp_path, BLOCKS, columns=columns, steps=[{"label_rows": {**NAMES, "figures": "sums"}}])
    assert entries(source, "administrative_1, amount") == [
        ("Education", Decimal(80)),
        ("Education", Decimal(15)),
        ("Roads", Decimal(7)),
    ]
    found = [r for r in checked(source) if r.check_kind == "printed subtotal"]
    assert [(r.cell, r.verdict, r.expected, r.got) for r in found] == [
        ("B2", "passed", Decimal(95), Decimal(95)),
        ("B5", "passed", Decimal(7), Decimal(7)),
    ]
    wrong = describe(
        tmp_path, [*BLOCKS[:-1], ["Paving", "8"]], columns=columns, steps=[{"label_rows": {**NAMES, "figures": "sums"}}]
    )
    assert [r.verdict for r in checked(wrong) if r.check_kind == "printed subtotal"] == ["passed", "failed"]


def test_a_sum_beside_a_label_is_that_of_its_own_block(tmp_path: Path) -> None:
    """The same name in two blocks is two groups."""
    rows = [
        ["line", "amount"],
        ["Education", ""],
        ["Capital", "5"],
        ["Schools", "5"],
        ["Roads", ""],
        ["Capital", "7"],
        ["Paving", "7"],
    ]
    inner = {
        "into": "category",
        "take": "line",
        "when": {"line": "Capital"},
        "until": "administrative_1",
        "figures": "sums",
    }
    steps = [{"label_rows": NAMES}, {"label_rows": inner}]
    source = describe(tmp_path, rows, columns={"line": "line", "amount": "amount"}, steps=steps)
    assert [r.verdict for r in checked(source) if r.check_kind == "printed subtotal"] == ["passed", "passed"]


@pytest.mark.parametrize(
    "step", [{"label_rows": NAMES}, {"second_line": {"take": "line", "into": "line", "when": NAMES["when"]}}]
)
def test_a_figure_beside_a_label_is_not_lost(tmp_path: Path, step: dict[str, object]) -> None:
    source = describe(tmp_path, BLOCKS, columns={"line": "line", "amount": "amount"}, steps=[step])
    with pytest.raises(
        CellError, match=r"expected no figure in a row that a step takes a label from: B2 has '95'; B5 has '7'"
    ):
        entries(source)


def test_two_languages_in_one_cell_are_parted_at_the_line_break(tmp_path: Path) -> None:
    rows = {"Data": [HEADINGS, ["Health  care \n Soins  de santé", 5], ["Roads", 7]]}
    step = {"field": "administrative_1", "at": "\n", "into": ["administrative_1", "administrative_1_fr"]}
    source = describe(tmp_path, rows, steps=[{"split": step}])
    assert entries(source, "administrative_1, administrative_1_fr") == [
        ("Health care", "Soins de santé"),
        ("Roads", None),
    ]


THREE = [["line", "amount"], ["Health", 12], ["  Care", 12], ["    Drugs", 5], ["    Clinics", 7], ["  Research", ""]]


def test_sums_of_levels_are_checked_level_by_level(tmp_path: Path) -> None:
    into = [*LEVELS, "administrative_3"]
    steps = [{"levels_from_indent": {"field": "line", "into": into}}]
    source = describe(tmp_path, {"Data": THREE}, columns={"line": "line", "amount": "amount"}, steps=steps)
    assert entries(source, "administrative_1, administrative_2, administrative_3, amount") == [
        ("Health", "Care", "Drugs", Decimal(5)),
        ("Health", "Care", "Clinics", Decimal(7)),
    ]
    sums = [(r.cell, r.expected, r.got, r.verdict) for r in checked(source) if r.check_kind == "printed subtotal"]
    assert sums == [("B2", 12, 12, "passed"), ("B3", 12, 12, "passed")]


def test_more_indents_than_levels_is_an_error(tmp_path: Path) -> None:
    steps = [{"levels_from_indent": {"field": "line", "into": LEVELS}}]
    source = describe(tmp_path, {"Data": THREE}, columns={"line": "line", "amount": "amount"}, steps=steps)
    with pytest.raises(SourceError, match="labels of 'line' are set in to 3 depths; into names 2 levels"):
        extracted(source)


def test_a_sum_may_stand_in_a_column_of_its_own(tmp_path: Path) -> None:
    rows = [["Program", "Payee", "Total", "Paid"], ["A", "x", "0", "5"], ["A", "y", "0", "7"], ["A", "", "12", "0"]]
    rows += [["B", "z", "0", "-1"], ["B", "", "9", "0"], ["B", "", "-10", "0"]]
    columns = {"economic_1": "Program", "recipient": "Payee", "total": "Total", "amount": "Paid"}
    spec = {"when": {"recipient": {"blank": True}}, "within": ["economic_1"], "amount": "total"}
    apart = describe(tmp_path, rows, columns=columns, steps=[{"subtotals": spec}])
    assert entries(apart, "recipient, amount") == [("x", Decimal(5)), ("y", Decimal(7)), ("z", Decimal(-1))]
    sums = [(r.cell, r.expected, r.got, r.verdict) for r in checked(apart)[1:]]
    assert sums == [("C4", 12, 12, "passed"), ("C6", 9, -1, "failed"), ("C7", -10, -1, "failed")]
    together = describe(tmp_path, rows, columns=columns, steps=[{"subtotals": {**spec, "together": True}}])
    sums = [(r.cell, r.expected, r.got, r.verdict) for r in checked(together)[1:]]
    assert sums == [("C4", 12, 12, "passed"), ("C6", -1, -1, "passed")]
    assert checked(together)[2].what == "B: B, 2017, 2 printed sums together"


def test_a_sum_may_share_its_year_with_what_it_sums(tmp_path: Path) -> None:
    rows = [
        ["Year", "Ministry", "Amount"],
        *(["2016-17", m, a] for m, a in (("Health", "5"), ("Roads", "7"), ("Total", "12"))),
    ]
    rows += [["2017-18", "Health", "6"], ["2017-18", "Total", "7"]]
    source = describe(
        tmp_path,
        rows,
        constants=without(CONSTANTS, "fiscal_year"),
        columns={"fiscal_year": "Year", "administrative_1": "Ministry", "amount": "Amount"},
        steps=[{"subtotals": {"when": {"administrative_1": "Total"}, "within": ["fiscal_year"]}}],
    )
    sums = [(r.what, r.expected, r.got, r.verdict) for r in checked(source)[1:]]
    assert sums == [("2017: 2016-17, 2017", 12, 12, "passed"), ("2018: 2017-18, 2018", 7, 6, "failed")]


def test_a_sum_may_share_what_its_column_says_with_its_parts(tmp_path: Path) -> None:
    rows = [["Revenue", ""], ["Line", "2016-17"], ["Tax", "5"], ["Fees", "2"], ["Total", "7"]]
    rows += [["Expense", ""], ["Line", "2016-17"], ["Health", "4"], ["Total", "4"]]
    tables = [
        {"sheet": {"header": {"after": after}}, "constants": {"direction": direction}}
        for after, direction in (("Revenue", "revenue"), ("Expense", "expenditure"))
    ]
    source = describe(
        tmp_path,
        rows,
        constants=without(CONSTANTS, "fiscal_year", "direction"),
        columns={"administrative_1": "Line"},
        amounts={"{fiscal_year}": {}},
        tables=tables,
        steps=[{"subtotals": {"when": {"administrative_1": "Total"}, "within": ["direction", "fiscal_year"]}}],
    )
    sums = [(r.cell, r.expected, r.got, r.verdict) for r in checked(source)[1:]]
    assert sums == [("B5", 7, 7, "passed"), ("B9", 4, 4, "passed")]


def test_what_was_unified_is_reported(tmp_path: Path) -> None:
    rows = [HEADINGS, ["Health", "5"], ["HEALTH", "7"], ["Health", "9"], ["health", "1"]]
    con, _ = extracted(describe(tmp_path, rows, steps=[{"unify": ["administrative_1"]}]))
    report = con.execute("SELECT field, published, stored, rows FROM unified ORDER BY ALL").fetchall()
    assert report == [("administrative_1", "HEALTH", "Health", 1), ("administrative_1", "health", "Health", 1)]


def test_a_date_that_is_none_is_named(tmp_path: Path) -> None:
    case = CASES["fiscal_year_of"]
    rows = [*case.before, ["third quarter of 2015", 1]]
    source = source_of(tmp_path, "fiscal_year_of", Case(rows, case.step, [], "", changes=case.changes))
    with pytest.raises(SheetError, match="cell B5: expected a fiscal year such as 2015-16"):
        extracted(source)
