"""A store whose every text is written to be more than a text: markup, formulas, scripts, beacons, and ten thousand letters.

It is loaded as any other: by descriptions and workbooks that are written here. Each name carries a word of its own,
such as `qqbold`: found as the whole text of an element of the page, it was taken for markup.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import yaml

from loaders import load, publish
from loaders.reading import read_sources

BEACON = "beacon.example"
MARKUP = (
    "<script>window.ran=1</script>qqscript",
    f'<img src="https://{BEACON}/a.png" onerror="window.ran=1">qqimage',
    "\"><svg onload=window.ran=1></svg>'><b>qqbroken</b>",
    "</style><style>body{display:none}</style>qqstyle",
    "<b>qqhtml</b> &lt;i&gt;qqentity&lt;/i&gt; &#x3C;u&#x3E;",
    f"![x](https://{BEACON}/b.png) qqpicture",
    f"[qqlink](javascript:window.ran=1) [qqaway](https://{BEACON}/c)",
    "**qqbold** _qqslanted_ *qqstarred* `qqcode` ~~qqstruck~~",
    "# qqheading",
    "- qqitem",
    "1. qqnumbered",
    "> qqquoted",
    "| qqcell | b | |---|---| | c | d |",
    "$5M to $6M qqdollars $$\\frac{1}{2}$$ $qqmath$",
    ":red[qqred] :blue-background[qqblue] :material/home: :tada: :streamlit: qqicon",
    "qqarrow -> b <- c -- d >= e",
    f"<https://{BEACON}/auto> https://{BEACON}/bare www.{BEACON} a@{BEACON} qqauto",
    "{{7*7}} ${7*7} {name} {0} %s %(name)s %d qqtemplate",
    "'; DROP TABLE entry; -- qqsql",
    "../../../etc/passwd qqpath",
    "qq\u202eltr\u202c \u2067qqturned",
    "Zero\u200bwidth \ufeffqqhidden",
)
FORMULAS = (
    f'=HYPERLINK("https://{BEACON}/x","qqformula")',
    "=1+1 qqequals",
    "+1+1 qqplus",
    "-1+1 qqminus",
    "@SUM(A1) qqat",
    "\uff1d1+1 qqwide",
)
LONG = f"Long {'x' * 9_995}"
NAMES = (*MARKUP, *FORMULAS, LONG)
PLACE = "XN"
_SAID = " ".join((*MARKUP[:17], MARKUP[19]))
"""Many of them in one text, for what a description says."""


def _described(name: str, **more: object) -> dict[str, object]:
    return {
        "dataset": f"northland/{name}",
        "title": f"{name} {_SAID}",
        "description": _SAID,
        "publisher": f"Treasury {_SAID}",
        "licence": f"Terms {_SAID}",
        "sheet": {"name": "Data", "header": 1, "unit": "dollars"},
        "known_oddities": [{"where": {"fiscal_year": "2023-24"}, "why": _SAID}],
        **more,
    }


def _releases(name: str) -> list[dict[str, str]]:
    return [
        {"release": "2023-24", "file": f"{name}-1.xlsx", "published": "2024"},
        {"release": "2024-25", "file": f"{name}-2.xlsx", "published": "2025"},
    ]


def _sources() -> dict[str, dict[str, object]]:
    spent = {"jurisdiction": PLACE, "direction": "expenditure"}
    two = {"administrative_1": "First", "administrative_2": "Second", "fiscal_year": "Year"}
    plans = {"Plan": {"phase": "proposed"}, "Actual": {"phase": "executed"}}
    return {
        "expense": _described(
            "expense", hierarchy=["administrative_1", "administrative_2"], releases=_releases("expense"),
            constants={**spent, "basis": "consolidated"}, columns=two, amounts=plans,
        ),
        "ministries": _described(
            "ministries", hierarchy=["administrative_1", "administrative_2", "economic_1"],
            releases=_releases("ministries"), constants={**spent, "basis": "appropriation"},
            columns={**two, "economic_1": "Third"}, amounts=plans,
        ),
        "revenue": _described(
            "revenue", hierarchy=["economic_1", "economic_2"], releases=_releases("revenue"),
            constants={"jurisdiction": PLACE, "direction": "revenue", "phase": "executed", "basis": "consolidated"},
            columns={"economic_1": "First", "economic_2": "Second", "fiscal_year": "Year", "amount": "Actual"},
        ),
        "payments": _described(
            "payments", hierarchy=["administrative_1", "economic_1", "recipient"], releases=_releases("payments"),
            constants={**spent, "phase": "executed", "basis": "payments"},
            columns={"administrative_1": "First", "economic_1": "Third", "recipient": "Second", "fiscal_year": "Year",
                     "amount": "Actual"},
        ),
    }  # fmt: skip


def _write(file: Path, changed: int) -> None:
    """Every name at the first level, with every third of the others at the second; one amount is negative."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    sheet.append(["First", "Second", "Third", "Year", "Plan", "Actual"])
    row = 1
    for year in ("2022-23", "2023-24"):
        for i, first in enumerate(NAMES):
            for j, second in enumerate(NAMES[i % 3 :: 3]):
                plan = 1000 + 37 * i + 11 * j
                actual = -50 if (i, j) == (0, 0) else plan + changed * (i - 7) + (j if year == "2023-24" else 0)
                row += 1
                for column, value in enumerate((first, second, NAMES[(i + j) % len(NAMES)], year, plan, actual), 1):
                    cell = sheet.cell(row, column, value)
                    cell.data_type = "n" if isinstance(value, int) else "s"  # a text, whatever it begins with
    book.save(file)


def store(folder: Path) -> Path:
    """A folder with a generation of such a store; the descriptions and workbooks are beside it."""
    described = folder / "sources"
    described.mkdir()
    for name, source in _sources().items():
        (described / f"{name}.yaml").write_text(yaml.safe_dump(source, allow_unicode=True), encoding="utf-8")
        for number in (1, 2):
            _write(described / f"{name}-{number}.xlsx", number)
    place = folder / "store"
    load.load(publish.Place(place), read_sources(described), lambda *_: None)
    return place
