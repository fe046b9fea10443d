"""What every column means: of the entries, in the reader's language; of the store's tables, in English.

A column of the entries is described here once. The store's own tables are described by the comments of
`data/schema.sql`, read from there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import ibis.expr.datatypes as dt

from dashboard import schema
from dashboard.exports.order import Column
from dashboard.i18n import Speaker
from dashboard.terms import column_name

Words = Mapping[str, tuple[str, str]]
"""Column → (title, definition)."""


@dataclass(frozen=True)
class Table:
    """A table of the store, or a view, and its columns."""

    name: str
    definition: str
    columns: tuple[Column, ...]


def column(say: Speaker, name: str) -> Column:
    """A column of exported entries: all of the view `entry_line`, `file`, and what `with_purpose` adds.

    Raises KeyError for a name that has no description.
    """
    title, definition = _words(say.code)[name]
    return Column(name, title, definition, _entry_types().get(name, "string"))


@cache
def _words(code: str) -> Words:
    say = Speaker(code)
    plain = {**_publication(say), **_budget(say), **_levels(say), **_amount(say), **_receipt(say), **_compared(say)}
    return {**plain, **_in_french(say, plain), **_codes(say, plain)}


def _publication(say: Speaker) -> Words:
    return {
        "entry_id": (say("Entry"), say("What the entry is called in every load of the same file. It opens its receipt.")),
        "dataset": (say("Dataset"), say("The publication that the entry is from.")),
        "release": (say("Release"), say("Which dated version of the publication. A later one never replaces it.")),
        "jurisdiction": (say("Government"), say("Who publishes, by its code in ISO 3166-2: CA-ON is Ontario.")),
        "unit": (say("Unit as published"), say("In what the publisher prints its amounts, such as dollars or millions.")),
    }  # fmt: skip


def _budget(say: Speaker) -> Words:
    return {
        "fiscal_year": (say("Fiscal year"), say("The year in which the fiscal year ends: 2025 is 2024–25.")),
        "direction": (say("Direction"), say("Whether money came in (revenue) or went out (expenditure).")),
        "phase": (say("Phase"), say("How far the amount has come: proposed (a plan), approved, adjusted, executed "
                                    "(actual) or carried_forward.")),
        "phase_published": (say("Phase as published"), say("The publisher's own word for the phase.")),
        "basis": (say("Basis"), say("The rule for what is counted: consolidated, appropriation, payments or cash. "
                                    "Amounts on two bases must not be added.")),
        "line_type": (say("Kind of line"), say("program, statutory, consolidation_adjustment or other_adjustment.")),
        "vote": (say("Vote"), say("Number of the vote by which the legislature approves the amount; S where a law "
                                  "already allows it.")),
    }  # fmt: skip


def _levels(say: Speaker) -> Words:
    meanings = {
        "administrative_1": say("Who spends: the ministry or organisation."),
        "administrative_2": say("The program or vote within the ministry or organisation."),
        "administrative_3": say("The activity or item within the program."),
        "administrative_4": say("The sub-item within the activity."),
        "economic_1": say("On what money is spent (standard account, category of payment), or the type of revenue."),
        "economic_2": say("The detail of the account, or the source of revenue."),
        "functional_1": say(
            "For which purpose: a division of COFOG, by our own mapping of organisations and programs."
        ),
        "category": say("Whether it is operating or capital, expense or assets."),
        "recipient": say("Who was paid, as the publisher writes it."),
    }
    return {name: (column_name(say, name), meaning) for name, meaning in meanings.items()} | {
        "recipient_rollup": (
            say("Roll-up"),
            say("True where the line stands for many payees, such as “Accounts under $50,000”."),
        )
    }


def _amount(say: Speaker) -> Words:
    return {
        "amount": (say("Amount"), say("In Canadian dollars and cents, with the sign as published: what lowers spending, "
                                      "such as a recovery, is negative.")),
    }  # fmt: skip


def _receipt(say: Speaker) -> Words:
    return {
        "file": (say("File"), say("Name of the publisher's spreadsheet that the amount was read from.")),
        "sha256": (say("SHA-256 of the file"), say("Checksum of the spreadsheet's bytes: who has the same file gets the "
                                                  "same checksum.")),
        "sheet": (say("Sheet"), say("Name of the sheet in the spreadsheet.")),
        "cell": (say("Cell"), say("Where on the sheet the amount stands, such as C17.")),
        "printed": (say("Printed"), say("What stands in the cell, before it was read as an amount.")),
        "row": (say("Row"), say("Row of the sheet that the amount stands in.")),
    }  # fmt: skip


def _compared(say: Speaker) -> Words:
    return {
        "line": (say("Line"), say("The same for an entry's line in every release and year, whatever its organisation "
                                  "was called. Worked out by Public Purse.")),
        "lineage": (say("Lineage"), say("The organisation by the name that renames have led to. Worked out by Public "
                                        "Purse.")),
        "path": (say("Path"), say("Where the organisation's amounts are today, after mergers and splits. Worked out by "
                                  "Public Purse.")),
    }  # fmt: skip


def _in_french(say: Speaker, known: Words) -> Words:
    said = say("The same in French, as the publisher writes it; empty where it publishes none.")
    named = {name: title for name, (title, _) in known.items() if name.startswith(_LABELLED)}
    return {f"{name}_fr": (say("{title} (French)", title=title), said) for name, title in named.items()}


def _codes(say: Speaker, known: Words) -> Words:
    said = say("The publisher's own code for it.")
    named = {name: title for name, (title, _) in known.items() if name.startswith(_CODED)}
    found = {f"{name}_code": (say("{title} (code)", title=title), said) for name, title in named.items()}
    return {**found, "functional_1_code": (say("{title} (code)", title=known["functional_1"][0]), say(
        "Code of COFOG, where the publisher gives one."))}  # fmt: skip


_CODED = ("administrative_", "economic_")
_LABELLED = (*_CODED, "functional_", "category")


@cache
def _entry_types() -> Mapping[str, str]:
    t = schema.table("entry_line")
    return {name: kind(t[name].type()) for name in t.columns}


def kind(of: dt.DataType) -> str:
    """The Table Schema name of a store's type: string, integer, number, boolean, datetime or list."""
    if of.is_integer():
        return "integer"
    if of.is_numeric():
        return "number"
    return "boolean" if of.is_boolean() else "datetime" if of.is_timestamp() else "list" if of.is_array() else "string"


@cache
def tables() -> tuple[Table, ...]:
    """Every table and view of the store with its columns, in the schema's order: for whoever takes all of it."""
    said, parts = _comments(schema.SCHEMA.read_text(encoding="utf-8"))
    return tuple(Table(name, definition, _described(name, parts.get(name, {}))) for name, definition in said.items())


def _described(table: str, comments: Mapping[str, str]) -> tuple[Column, ...]:
    t = schema.table(table)
    known = _words("en")
    found = []
    for name in t.columns:
        title = known[name][0] if name in known else name.replace("_", " ").capitalize()
        # What a column's own line says is nearer to it than what the entries' column of that name means.
        meaning = comments.get(name) or (known[name][1] if name in known else _by_rule(name))
        found.append(Column(name, title, meaning, kind(t[name].type())))
    return tuple(found)


def _by_rule(name: str) -> str:
    """What a column means whose name says it: of a text that is in two languages, or in `_PLAIN`."""
    return "The same in French; empty where there is none." if name.endswith("_fr") else _PLAIN[name]


_PLAIN = {
    "title": "Title of the publication.",
    "description": "What the publication holds, in a sentence or two.",
    "publisher": "Who publishes it.",
    "licence": "The terms on which it may be used.",
    "licence_url": "Where these terms can be read.",
    "access_level": "Who may see it: open, under_review or restricted.",
    "update_frequency": "How often the publisher brings a new release.",
    "kind": "Of what kind it is, one of the words that the schema lists.",
    "bytes": "Size of the file in bytes.",
    "entries": "How many entries there are.",
    "text": "What the cells of the row say.",
    "reason": "Why.",
    "why": "Why.",
    "series": "Name of the series.",
    "value": "The value, in the unit.",
    "classification": "Number of the row of `classification` that says what the amount is.",
    "share": "Which part of it, from 0 to 1.",
    "code": "The code.",
    "label": "The label.",
    "note": "A note on it.",
    "purpose": "What the file was read for: its figures or its labels.",
    "expected": "The figure that had to be met, in dollars or a count.",
    "got": "The figure that the load gave.",
    "tolerance": "How far the two may be apart.",
    "verdict": "passed, failed, accepted, not checkable or review.",
    "check_kind": "Which kind of check it is.",
    "published": "What the publisher prints.",
    "stored": "What the entries say.",
    "rows": "How many rows.",
    "evidence": "The source that says so.",
    "url": "Where that source can be read.",
    "certainty": "How sure it is: certain, probable or uncertain.",
    "name_en": "Its name in English.",
    "word": "The word.",
    "way": "same, moved or kept apart.",
    "organisation": "The organisation, as in the table organisation.",
    "today": "The organisation that has the amounts today.",
}  # fmt: skip
"""Columns of the store's tables that its schema leaves to their names."""

_TABLE = re.compile(r"^CREATE (?:TABLE|VIEW) (\w+)")
_COLUMN = re.compile(r"^    (\w+)\s+[A-Z]+.*?(?:--\s*(.*))?$")


def _comments(text: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The schema's comments: table → what stands above it, and table → column → what stands beside it."""
    said: dict[str, str] = {}
    parts: dict[str, dict[str, str]] = {}
    above: list[str] = []
    inside = ""
    for row in text.splitlines():
        if row.startswith("--"):
            above.append(row.removeprefix("--").strip())
        elif found := _TABLE.match(row):
            inside = found[1]
            said[inside] = _sentence(" ".join(above))
            above = []
        elif inside and (found := _COLUMN.match(row)) and found[2] and "(" not in found[1]:
            parts.setdefault(inside, {})[found[1]] = _sentence(found[2])
        elif not row.strip():
            above = []
        if row.endswith(";"):
            inside = ""
    return said, parts


def _sentence(text: str) -> str:
    clean = text.strip().rstrip(".,")
    if not clean:
        return ""
    if clean.startswith("'"):
        return f"For example {clean}."
    names_a_column = "_" in clean.split()[0]
    return (clean if names_a_column else clean[0].upper() + clean[1:]) + "."
