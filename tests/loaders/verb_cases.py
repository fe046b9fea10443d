"""A case of each verb: a sheet of a few rows before, the entries after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .small import CONSTANTS, Rows, without


@dataclass(frozen=True)
class Case:
    """A sheet (its first row: the fields), one step, the entries' fields, and the rows set aside."""

    before: Rows
    step: dict[str, Any]
    after: Rows
    shown: str
    aside: Sequence[tuple[int, str]] = ()
    other: dict[str, Rows] = field(default_factory=dict)  # further sheets
    changes: dict[str, Any] = field(default_factory=dict)  # of the description
    table: str = "entry"


CODES: dict[str, Rows] = {"Codes": [["Code", "Label"], ["01", "Health"], ["02", "Roads"], ["01", "Health"]]}
LOOKUP = {"sheet": "Codes", "by": {"administrative_1_code": "Code"}, "take": {"administrative_1": "Label"}}
CODED: Rows = [["administrative_1_code", "amount"], ["02", 5], ["01", 7]]

LEVELS = ["administrative_1", "administrative_2"]
CPI = {"kind": "series", "constants": {"series": "CPI", "unit": "index"}}

CASES = {
    "second_line": Case(
        [["administrative_1", "amount"], ["Health", 5], ["Santé", ""], ["Roads", 7]],
        {"take": "administrative_1", "into": "administrative_1_fr", "when": {"administrative_1": "Santé"}},
        [("Health", "Santé", 5), ("Roads", None, 7)],
        "administrative_1, administrative_1_fr, amount",
        [(3, "heading")],
    ),
    "levels_from_indent": Case(
        [["line", "amount"], ["Health", ""], ["  Drugs", 5], ["  Clinics", 7], ["Roads", 9], ["  Bridges", 9]],
        {"field": "line", "into": LEVELS},
        [("Health", "Drugs", 5), ("Health", "Clinics", 7), ("Roads", "Bridges", 9)],
        "administrative_1, administrative_2, amount",
        [(2, "heading"), (5, "subtotal")],
    ),
    "levels_from_code": Case(
        [
            ["code", "line", "amount"],
            ["011", "Drugs", 5],
            ["01", "Health", 5],
            ["02", "Roads", ""],
            ["021", "Bridges", 9],
        ],
        {"field": "code", "label": "line", "lengths": [2, 3], "into": LEVELS},
        [("Health", "Drugs", 5), ("Roads", "Bridges", 9)],
        "administrative_1, administrative_2, amount",
        [(3, "subtotal"), (4, "heading")],
    ),
    "join": Case(
        [["a", "b", "amount"], ["01", "7", 5], ["01", "", 7]],
        {"fields": ["a", "b"], "between": "-", "into": "vote"},
        [("01-7",), (None,)],
        "vote",
    ),
    "first_of": Case(
        [["a", "b", "amount"], ["", "Legal", 5], ["Applied", "Legal", 7], ["", "", 9]],
        {"fields": ["a", "b"], "into": "administrative_1"},
        [("Legal",), ("Applied",), (None,)],
        "administrative_1",
    ),
    "strip": Case(
        [["administrative_1", "amount"], ["Health . . . .", 5], ["Roads (a)", 7], [". . .", 9]],
        {"fields": "administrative_1", "matches": r"(\s*\.){2,}$|\(a\)"},
        [("Health",), ("Roads",), (None,)],
        "administrative_1",
    ),
    "fiscal_year_of": Case(
        [["date", "amount"], ["2015-03-31", 5], ["2015-04", 7], ["2015/12/1", 9]],
        {"field": "date", "starts": 4},
        [(2015, 5), (2016, 7), (2016, 9)],
        "fiscal_year, amount",
        changes={"constants": without(CONSTANTS, "fiscal_year")},
    ),
    "average": Case(
        [["fiscal_year", "value"], ["2016", "1.5"], ["2016", "2"], ["2017", "9"]],
        {"of": 2},
        [(2016, Decimal("1.75"), "B2:B3", "1.5 | 2")],
        "fiscal_year, value, cell, printed",
        [(4, "left out")],
        changes=CPI,
        table="series_value",
    ),
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
