"""What a check is about, in the reader's words: the store keeps it in the terms of a source's description.

`fiscal_year 2024-25, administrative_1 Health` is for whoever keeps that description. What stands in no such terms, a
heading of a sheet for one, is the publisher's and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dashboard.i18n import Speaker
from dashboard.page import basis_word, phase_name, plain
from dashboard.schema import columns
from dashboard.views.breakdown import column_name

_FIELDS = "|".join(sorted((*columns("entry"), "release", "series"), key=len, reverse=True))
_NEXT = re.compile(rf", (?=(?:{_FIELDS}) )")
_ONE = re.compile(rf"({_FIELDS}) (.+)", re.DOTALL)


def field_name(say: Speaker, field: str) -> str:
    """A column of the entries as a reader would call it."""
    known = {
        "fiscal_year": say("Fiscal year"),
        "phase": say("Phase"),
        "phase_published": say("Phase, as published"),
        "basis": say("Basis"),
        "direction": say("Revenue or spending"),
        "release": say("Release"),
        "vote": say("Vote"),
        "line_type": say("Type of line"),
        "series": say("Series"),
        "jurisdiction": say("Government"),
    }
    if field in known:
        return known[field]
    code = field.endswith("_code")
    name = column_name(say, field.removesuffix("_code").removesuffix("_fr"))
    return say("{name}, code", name=name) if code else name


def selection(say: Speaker, text: str) -> str:
    """A selection of entries: `fiscal_year 2024-25, phase executed` → `Fiscal year 2024–25, Phase Actual`."""
    if text == "everything":
        return say("Everything")
    parts = [_ONE.fullmatch(part) for part in _NEXT.split(text)]
    if not all(parts):
        return say.label(text, None)
    said = (say("{field}: {value}", field=field_name(say, p[1]), value=_value(say, p[1], p[2])) for p in parts if p)
    return "; ".join(said)


def _value(say: Speaker, field: str, value: str) -> str:
    directions = {"revenue": say("Revenue"), "expenditure": say("Spending")}
    named: Mapping[str, Callable[[str], str]] = {
        "fiscal_year": lambda v: _year(say, v),
        "phase": lambda v: phase_name(say, v),
        "basis": lambda v: basis_word(say, v),
        "direction": lambda v: directions[v],
    }
    return named[field](value) if field in named else value


def _year(say: Speaker, text: str) -> str:
    first = re.match(r"(\d{4})([-–/]\d{2,4})?$", text)
    return say.year(int(first[1]) + bool(first[2])) if first else text


def what(say: Speaker, row: Mapping[str, Any]) -> str:
    """What a check of the ledger is about; a row of `questions.ledger.ledger`."""
    text, kind = str(row["what"]), row["check_kind"]
    if kind == "row count":
        return say("Rows of the sheet that hold anything")
    if kind == "unique key":
        return say.listed(field_name(say, field) for field in text.split(", "))
    if kind == "required label":
        return say("Entries without {field}", field=field_name(say, text.removeprefix("entries without ")))
    if kind == "control total":
        chosen, left, _ = text.partition(", with the rows left out")
        said = selection(say, chosen)
        return say("{selection}, with the rows left out", selection=said) if left else said
    if kind in ("range", "equality"):
        chosen, _, more = text.partition(": ")
        return say("{what}: {more}", what=selection(say, chosen), more=_more(say, more))
    # A subtotal or a jump: the publisher's own headings.
    return say.label(text, None)


def _more(say: Speaker, text: str) -> str:
    if found := re.fullmatch(r"the same in ([a-z0-9/-]+)(?:, (.*))?", text):
        if found[2]:
            return say("the same in {dataset} ({there})", dataset=found[1], there=selection(say, found[2]))
        return say("the same in {dataset}", dataset=found[1])
    for words, said in (
        ("figures under ", say("figures under {bound}")),
        ("figures over ", say("figures over {bound}")),
    ):
        if text.startswith(words) and " or " not in text:
            return said.replace("{bound}", text.removeprefix(words))
    return say.label(text, None)


def kind_of_row(say: Speaker, kind: str) -> str:
    """What a row that gave no entry is."""
    return {
        "heading": say("Heading"),
        "subtotal": say("Subtotal"),
        "note": say("Note"),
        "left out": say("Left out"),
    }[kind]


def why_aside(say: Speaker, row: Mapping[str, Any]) -> str:
    """Why rows gave no entry: the loader's reasons in the reader's words, a source's as it gives them."""
    reason = str(row["reason"])
    known = {
        "column headings": say("column headings"),
        "stands above the headings": say("stands above the headings"),
        "stands below the table": say("stands below the table"),
        "printed as a sum: checked, not counted": say("printed as a sum: checked, not counted"),
        "names the rows of the level under it": say("names the rows of the level under it"),
    }
    if reason in known:
        return known[reason]
    if found := re.fullmatch(r"names the rows under it: (\w+)", reason):
        return say("names the rows under it ({field})", field=field_name(say, found[1]))
    if found := re.fullmatch(r"second line of the row above it: (\w+)", reason):
        return say("second line of the row above it ({field})", field=field_name(say, found[1]))
    if found := re.fullmatch(r"a mean takes (\d+) figures, and the year has not as many", reason):
        return say("a mean takes {n} figures, and the year has not as many", n=found[1])
    return say.label(reason, row["reason_fr"])


def why_not(say: Speaker, row: Mapping[str, Any]) -> str:
    """Why a check was accepted, or could not be made; empty where nothing is to be said."""
    reason = row["reason"] or ""
    if found := re.fullmatch(r"(\d+) of the (\d+) figures that it sums could not be seen", reason):
        return say("{n} of the {all} figures that it sums could not be seen", n=found[1], all=found[2])
    if found := re.fullmatch(r"changes by more than a factor of ([\d.]+)", reason):
        return say("changes by more than a factor of {factor}", factor=found[1])
    if found := re.fullmatch(r"(\S+) is not in the store", reason):
        return say("{dataset} is not in the store", dataset=found[1])
    return say.label(reason, row["reason_fr"]) if reason else ""


def where_printed(say: Speaker, row: Mapping[str, Any]) -> str:
    """The sheet and cell of a figure, or else the publication that prints it."""
    if row["cell"]:
        return f"{row['sheet']}, {row['cell']}"
    return say.label(row["printed_in"], row["printed_in_fr"]) if row["printed_in"] else ""


def oddity(say: Speaker, row: Mapping[str, Any]) -> str:
    """A known oddity as Markdown: what it is about, and why it is kept."""
    about, why = selection(say, row["selection"]), say.label(row["why"], row["why_fr"])
    return f"**{plain(about)}** – {plain(why)}"
