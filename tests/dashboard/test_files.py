"""Addresses of files, and what Streamlit itself would hand out."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import exports, files
from dashboard.exports.about import Order
from dashboard.i18n import Speaker
from dashboard.slices import LINEAGE, NOT_NAMED, Slice, from_params

ROOT = Path(__file__).parents[2]
ODD = Slice(
    "ontario/estimates", "2018-19", 2019, "expenditure", "proposed", "appropriation",
    ((LINEAGE, "CA-ON/health"), ("administrative_2", NOT_NAMED), ("recipient", 'A&B "Ltd" <é> #1 =x')),
)  # fmt: skip


@pytest.mark.parametrize("ending", [*exports.FORMATS, files.METADATA])
def test_an_address_says_the_whole_slice_and_nothing_else(ending: str) -> None:
    address = urlsplit(files.address(Order(ODD, "fr", "https://purse.example/", True), ending))
    assert address.path == f"api/v1/slice.{ending}"
    params = {k: v for k, (v,) in parse_qs(address.query, keep_blank_values=True).items()}
    assert from_params(params) == ODD
    assert params == {**ODD.to_params(), "lang": "fr"}


def test_without_cells_is_said_only_where_it_is_meant() -> None:
    assert files.address(Order(ODD, "en", "", False), "csv").endswith("&lang=en&receipts=false")
    assert "receipts" not in files.address(Order(ODD, "en", "", True), "csv")


def test_links_are_text_whatever_the_labels_are() -> None:
    order = Order(ODD, "en", "", True)
    shown = files._links(Speaker("en"), order, {"csv": "<b>CSV</b>"})
    assert "<b>" not in shown
    found = [html.unescape(to) for to in re.findall(r'<a href="([^"]*)" download>', shown)]
    assert found == [files.address(order, "csv"), files.address(order, files.METADATA)]


def test_streamlits_own_export_is_off() -> None:
    """It hands out texts that a spreadsheet would run."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["disableDataExport"] is True
