"""Texts that a careless file would run, lose or break on, and a store that is full of them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from loaders import load
from loaders.publish import Place
from tests.loaders.small import describe, quiet

FORMULAS = [
    "=1+1",
    "=SUM(A1:A9)",
    '=HYPERLINK("http://example.org","click")',
    "=cmd|' /C calc'!A0",
    "=IMPORTXML(CONCAT(\"http://example.org/?\",A1),\"//a\")",
    "+1+1|cmd",
    "+SUM(1;2)",
    "-2+3",
    "-1+cmd|' /C calc'!A0",
    "- 1 - 2",
    "@SUM(A1)",
    "@import",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ttext after a tab",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff201+1",
    "\x00=1+1",
    "\x01=1+1",
    "\x7f=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\u2066=1+1",
    "\u200b\u200b =1+1",
    "'=1+1",
    "''=1+1",
    '"=1+1"',
    ",=1+1",
    "=1+1\n=2+2",
]  # fmt: skip
ODD = [
    "]]>",
    "<c><f>1+1</f></c>",
    "&amp; &lt; &#61;",
    "_x003D_1+1",
    "a \U0001f600 and a family \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u202bשלום\u202c \u200fمرحبا",
    "a\x00b\x07c",
    "a\tb\r\nc\rd\ne",
    " around ",
    "two  spaces",
    "Zoë, “Île” — l'été; 50 % \\ / |",
    '"quoted", and "again"',
    "'",
    '"',
    "-",
    "--",
    "-12",
    "+1,234.50",
    "1,234.50",
    "00123",
    "2015-16",
    "NULL",
    "NA",
    "true",
    "1E5",
    "x" * 10_000,
    "\U0001f600" * 9_000,
    "\ufffe\uffff",
]
PAYLOADS = [*FORMULAS, *ODD]


def hostile_store(folder: Path) -> Path:
    """A store with an entry for each payload, as its recipient and as its labels. Amounts have cents; some are negative.

    It is loaded from a spreadsheet as any other. What a load tidies away on its way in is then put back.
    """
    rows = [[f"label {i}", f"recipient {i}", f"{(-1) ** i * (i * 1000 + i / 100):.2f}"] for i in range(len(PAYLOADS))]
    columns = {"administrative_1": "Ministry", "recipient": "Recipient", "amount": "Amount"}
    source = describe(folder, [["Ministry", "Recipient", "Amount"], *rows], columns=columns)
    place = Place(folder / "store")
    load.load(place, [source], quiet)
    with duckdb.connect(str(place.current())) as con:
        for i, text in enumerate(PAYLOADS):
            con.execute("UPDATE posting SET recipient = $1 WHERE row = $2", [text, i + 2])
            con.execute(
                "UPDATE classification SET administrative_1 = $1, economic_1_fr = $1, sheet = '=sheet' "
                "WHERE administrative_1 = $2",
                [text, f"label {i}"],
            )
    return place.path
