"""Each chart's table holds the numbers that the chart draws, to the cent where the chart has them so."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import picture
from tests.pages.conftest import Open
from tests.pages.test_pictures import VIEWS, charts

AMOUNTS = ("amount", "before", "after", "a", "b", "value")
"""What the rows of charts call a number that a reader sees."""
FIGURE = re.compile(r"[−+-]?\$?\d[\d,]*(?:\.\d+)?")
TOGETHER = re.compile(r"^\d+ (other|smaller)|^Borrowing|^Surplus")
"""Marks that put several lines of a table together, or that balance the two sides."""


def in_tables(app: AppTest) -> list[float]:
    """Every number of the page's tables."""
    bodies = [e.proto.body for e in app.get("html") if "<table" in e.proto.body]
    text = html.unescape(re.sub(r"<[^>]+>", " ", " ".join(bodies)))
    return [float(re.sub(r"[$,+]", "", n).replace("−", "-")) for n in FIGURE.findall(text)]


def drawn_by(chart: picture.Drawn) -> list[tuple[str, float]]:
    """The numbers of a chart, each with the name of its mark."""
    rows: list[dict[str, Any]] = [r for data in chart.still.spec["datasets"].values() for r in data]
    return [
        (str(row.get("label") or row.get("name") or row.get("id") or ""), float(row[column]))
        for row in rows
        for column in AMOUNTS
        if isinstance(row.get(column), int | float) and not isinstance(row[column], bool)
    ]


def stands(number: float, known: list[float]) -> bool:
    """Whether a table has the number: itself, or as it is printed with fewer digits."""
    return any(abs(abs(number) - abs(k)) <= max(0.011, abs(k) * 1e-9) for k in known)


ENGLISH = [(page, params) for page, params in VIEWS if params.get("lang") == "en"]


@pytest.mark.parametrize(("page", "params"), ENGLISH, ids=lambda v: v if isinstance(v, str) else "&".join(v.values()))
def test_every_number_that_is_drawn_stands_in_a_table(open_page: Open, page: str, params: dict[str, str]) -> None:
    app = open_page(page, **params)
    known = in_tables(app)
    for chart in charts(app):
        told = [(name, n) for name, n in drawn_by(chart) if not TOGETHER.match(name)]
        absent = [(name, n) for name, n in told if not stands(n, known)]
        assert not absent, f"{chart.name}: {absent[:5]} of {len(told)}"
