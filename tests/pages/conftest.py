"""Pages run in Streamlit's own test runner, over the real store."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
PAGES = sorted(p.stem for p in (ROOT / "pages").glob("*.py"))

Open = Callable[..., AppTest]
_CODE = re.compile(r"<pre.*?</button>", re.S)  # what can be copied is in `copyable`
_WORD = re.compile(r'</span>|<span(?: class="pp-whole")?>')
"""What keeps a year on one line."""


@pytest.fixture
def open_page(store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page as a visitor does, with the URL's parameters: `open_page("spending", fiscal_year="2024")`."""
    monkeypatch.setenv("PURSE_STORE", str(store_dir))
    monkeypatch.chdir(ROOT)

    def go(page: str, /, **params: str) -> AppTest:
        # The first run makes the pages known; only then can one be opened.
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
        for name, value in params.items():
            app.query_params[name] = value
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return app

    return go


def text(app: AppTest) -> str:
    """All that a page says in Markdown, captions, notes and tables."""
    kinds = ("title", "header", "markdown", "caption", "info", "error")
    said = [e.value for kind in kinds for e in app.get(kind)]
    tables = [
        html.unescape(re.sub(r"<[^>]+>", " ", _WORD.sub("", _CODE.sub("", e.proto.body))))
        for e in app.get("html")
        if not e.proto.body.startswith("<style")
    ]
    # A word that leads to the glossary reads as the word.
    whole = re.sub(r"\[([^\]]*)\]\(glossary\?[^)]*\)", r"\1", "\n".join([*said, *tables]))
    return re.sub(r"\\(\W)", r"\1", whole)


def copyable(app: AppTest) -> list[str]:
    """The texts that a page offers to copy."""
    found = (re.findall(r"<pre[^>]*><code>(.*?)</code>", e.proto.body, re.S) for e in app.get("html"))
    return [html.unescape(text) for of_element in found for text in of_element]


def chart(app: AppTest) -> dict[str, Any]:
    """The first chart's specification, with its data."""
    proto = app.get("vega_lite_chart")[0].proto
    spec: dict[str, Any] = json.loads(proto.spec)
    return {**spec, "datasets": {d.name: _rows(d.data.data) for d in proto.datasets} | spec.get("datasets", {})}


def _rows(arrow: bytes) -> list[dict[str, Any]]:
    with pa.ipc.open_stream(arrow) as stream:
        rows: list[dict[str, Any]] = stream.read_all().to_pylist()
    return rows


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """The rows that the first chart draws, in its order."""
    sent = app.get("vega_lite_chart")[0].proto.datasets[0].data.data
    return list(pa.ipc.open_stream(sent).read_all().to_pylist())


def metrics(app: AppTest) -> dict[str, tuple[str, str]]:
    """Label → (value, delta) of the page's figures."""
    return {re.sub(r"\\", "", m.label): (m.value, m.delta) for m in app.metric}
