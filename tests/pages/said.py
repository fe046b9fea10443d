"""Everything that a page says, whatever it says it with: for the tests of its languages."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("overview", {}),
    ("overview", {"jurisdiction": "CA"}),
    ("overview", {"q": "health"}),
    ("overview", {"q": "zzzzzz"}),
    ("overview", {"fiscal_year": "2023"}),
    ("spending", {}),
    ("spending", {"jurisdiction": "CA", "view": "icicle"}),
    ("spending", {"dataset": "ontario/ministry-statements", "fiscal_year": "2025", "by": "purpose"}),
    ("spending", {"dataset": "ontario/ministry-statements", "fiscal_year": "2025", "by": "what", "view": "bars"}),
    ("spending", {"dataset": "ontario/ministry-statements", "fiscal_year": "2025", "administrative_1": "Health"}),
    ("spending", {"dataset": "ontario/estimates", "against": "plan"}),
    ("spending", {"administrative_1": "Ministry of Magic"}),
    ("spending", {"fiscal_year": "1850"}),
    ("revenue", {}),
    ("revenue", {"economic_1": "Taxation"}),
    ("revenue", {"jurisdiction": "CA"}),
    ("ministry", {}),
    ("ministry", {"jurisdiction": "CA"}),
    ("ministry", {"find": "zzzzzz"}),
    ("ministry", {"lineage": "CA-ON/health"}),
    ("ministry", {"lineage": "CA-ON/treasury-board-secretariat"}),
    ("ministry", {"lineage": "CA-ON/colleges-and-universities"}),
    ("ministry", {"lineage": "CA-ON/citizenship-and-immigration"}),
    ("ministry", {"lineage": "CA/canada-water-agency", "jurisdiction": "CA"}),
    ("ministry", {"lineage": "CA-ON/magic"}),
    ("payments", {}),
    ("payments", {"q": "colege boreal"}),
    ("payments", {"q": "university"}),
    ("payments", {"recipient": "University of Toronto"}),
    ("payments", {"recipient": "Nobody At All"}),
    ("payments", {"jurisdiction": "CA"}),
    ("share", {}),
    ("share", {"share": "mine", "paid": "10000"}),
    ("share", {"jurisdiction": "CA"}),
    ("receipt", {}),
    ("receipt", {"entry": "none"}),
    ("receipt", {"dataset": "ontario/ministry-statements", "release": "2024-25", "fiscal_year": "2025",
                 "direction": "expenditure", "phase": "executed", "basis": "appropriation", "administrative_1": "Health"}),
    ("receipt", {"dataset": "ontario/estimates", "release": "2017-18", "fiscal_year": "2017",
                 "direction": "expenditure", "phase": "proposed", "basis": "appropriation", "vote": "1406"}),
    ("plan", {}),
    ("plan", {"jurisdiction": "CA"}),
    ("plan", {"dataset": "ontario/estimates", "level": "line"}),
    ("plan", {"dataset": "ontario/estimates", "fiscal_year": "2019"}),
    ("trends", {}),
    ("trends", {"measure": "constant"}),
    ("trends", {"measure": "resident", "jurisdiction": "CA"}),
    ("trends", {"measure": "share"}),
    ("trends", {"measure": "index"}),
    ("trends", {"dataset": "ontario/estimates"}),
    ("compare", {}),
    ("compare", {"jurisdiction": "CA"}),
    ("compare", {"a.dataset": "ontario/revenue-by-source"}),
    ("changes", {}),
    ("changes", {"part": "years"}),
    ("changes", {"jurisdiction": "CA"}),
    ("changes", {"part": "years", "jurisdiction": "CA"}),
    ("data", {}),
    ("data", {"state": "overdue"}),
    ("data", {"find": "zzzzzz"}),
    ("data", {"id": "ontario/estimates"}),
    ("data", {"id": "canada/volume-2-revenues"}),
    ("data", {"id": "ontario/salary-disclosure"}),
    ("data", {"id": "nowhere/nothing"}),
    ("checks", {}),
    ("checks", {"dataset": "ontario/estimates", "kind": "printed subtotal"}),
    ("checks", {"dataset": "ontario/estimates", "kind": "unique key"}),
    ("checks", {"dataset": "ontario/payments"}),
    ("checks", {"dataset": "reference/series"}),
    ("checks", {"jurisdiction": "CA"}),
    ("commitments", {}),
    ("commitments", {"jurisdiction": "CA"}),
    ("glossary", {}),
    ("accessibility", {}),
    ("ideas", {}),
    ("ideas", {"about": "spending?administrative_1=Health&dataset=ontario/ministry-statements&fiscal_year=2025"}),
    ("ideas", {"post": "none"}),
    ("moderation", {}),
    ("privacy", {}),
    ("glossary", {"term": "vote"}),
    ("glossary", {"term": "magic"}),
    ("glossary", {"find": "zzzzzz"}),
)  # fmt: skip
"""Pages with the parameters of their addresses: every page, both governments, and the states that a reader can meet."""

_MACHINE = re.compile(
    r"(^|_)(id|key|icon|url|hash|selector|mode|format|language|type|filename|anchor|dialog|width|height|color|gap|"
    r"align|justify|flex|page|script|mime|style|deferred|cell|token|theme|kind)(_|$)", re.I
)  # fmt: skip


def everything(app: AppTest) -> Iterator[tuple[str, str]]:
    """Every text that a page sends, with the kind of element that it stands in: labels, help, placeholders, options,
    tables, the words of charts, and what they tell a screen reader."""
    for element in app.main:
        if element.type == "vega_lite_chart":
            yield from (("chart", text) for text in _chart(element.proto))
        elif element.type == "html":
            yield from (("html", text) for text in _html(element.proto.body))
        elif element.type not in ("code", "skeleton") and element.proto is not None:
            yield from (
                (element.type, text) for text in _texts(MessageToDict(element.proto, preserving_proto_field_name=True))
            )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if not _MACHINE.search(key):
                yield from _texts(part)


def _html(body: str) -> Iterator[str]:
    body = re.sub(r"<pre.*?</pre>", "", body, flags=re.S)  # what can be copied: addresses, SQL, citations
    if body.startswith("<style"):
        return
    for text in re.findall(r'(?:aria-label|title|alt)="([^"]*)"', body):
        yield html.unescape(text)
    for text in re.split(r"<[^>]+>", body):
        if text.strip():
            yield html.unescape(text)


def _chart(proto: Any) -> Iterator[str]:
    yield proto.alt
    spec = json.loads(proto.spec)
    yield from _titles(spec)
    for dataset in proto.datasets:
        with pa.ipc.open_stream(dataset.data.data) as stream:
            for row in stream.read_all().to_pylist():
                yield from (v for k, v in row.items() if isinstance(v, str) and k not in _DRAWN_BY)


_DRAWN_BY = {"id", "group", "kind", "side", "tone", "path", "shape", "cut", "align", "anchor", "baseline", "line"}


def _titles(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _titles(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in ("title", "text", "description") and isinstance(part, str):
                yield part
            elif key == "values" and isinstance(part, list) and all(isinstance(v, dict) for v in part):
                for row in part:
                    yield from (v for k, v in row.items() if isinstance(v, str) and k not in _DRAWN_BY)
            else:
                yield from _titles(part)
