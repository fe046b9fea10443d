"""What the ledger of checks says, in the reader's words: what a check is about, and why it came out as it did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dashboard.i18n import Speaker
from dashboard.page import plain
from dashboard.selections import selection as selection
from dashboard.terms import column_name


def what(say: Speaker, row: Mapping[str, Any]) -> str:
    """What a check of the ledger is about; a row of `questions.ledger.ledger`."""
    text, kind = str(row["what"]), row["check_kind"]
    if kind == "row count":
        return say("Rows of the sheet that hold anything")
    if kind == "unique key":
        return say.listed(column_name(say, field) for field in text.split(", "))
    if kind == "required label":
        return say("Entries without {field}", field=column_name(say, text.removeprefix("entries without ")))
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
        return say("names the rows under it ({field})", field=column_name(say, found[1]))
    if found := re.fullmatch(r"second line of the row above it: (\w+)", reason):
        return say("second line of the row above it ({field})", field=column_name(say, found[1]))
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
