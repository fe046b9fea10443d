"""Every permalink, opened after every publisher has published anew: the same figures, and what the new ones change."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import pins
from dashboard.slices import Slice
from tests.pages.conftest import PAGES, ROOT, copyable
from tests.restated import LATER, restate

MINISTRY_STATEMENTS = "ontario/ministry-statements"
HEALTH = Slice(
    MINISTRY_STATEMENTS, "2024-25", 2025, "expenditure", "executed", "appropriation",
    (("administrative_1", "Health"),),
)  # fmt: skip
VIEWS: list[tuple[str, dict[str, str]]] = [
    *((page, {}) for page in PAGES),
    ("overview", {"jurisdiction": "CA"}),
    ("overview", {"q": "health", "fiscal_year": "2023"}),
    ("spending", HEALTH.to_params()),
    ("spending", {"dataset": MINISTRY_STATEMENTS, "by": "purpose"}),
    (
        "spending",
        {
            "dataset": "ontario/estimates",
            "fiscal_year": "2016",
            "release": "2017-18",
            "against": "plan",
            "view": "table",
        },
    ),
    ("spending", {"dataset": "ontario/consolidated-expense", "against": "plan", "view": "icicle"}),
    ("revenue", {"fiscal_year": "2019", "view": "bars"}),
    ("ministry", {"lineage": "CA-ON/health"}),
    ("ministry", {"jurisdiction": "CA"}),
    ("payments", {"q": "metrolinx"}),
    ("payments", {"recipient": "Metrolinx"}),
    ("share", {"by": "paid", "paid": "1000.00"}),
    ("plan", {"dataset": "ontario/estimates", "level": "line"}),
    ("plan", {"jurisdiction": "CA"}),
    ("trends", {"measure": "resident"}),
    ("trends", {"measure": "constant", "dataset": "ontario/estimates"}),
    ("compare", {"a_jurisdiction": "CA", "as": "resident"}),
    ("changes", {"part": "years"}),
    ("receipt", HEALTH.to_params()),
]
WITHOUT_LINK = {"accessibility", "checks", "commitments", "data", "glossary", "ideas", "moderation", "privacy"}
"""Pages that list what the store holds, or words: they have no view of figures to restore."""

NAMES_A_RELEASE = {pins.PARAMETER, "release", "plan", "after", "entry"}
"""Parameters that name the release, or what it has: the newest figures have others."""

AROUND = "Not here, for only one year of them is loaded"
"""What a page says of other datasets: it tells what else the store holds. So do the choices, which are left out too;
what is chosen is in the link."""

Told = list[tuple[str, object]]


def visit(page: str, params: Mapping[str, str]) -> AppTest:
    """A page as a new visitor opens its address."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.run()
    for name, value in params.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, app.exception
    return app


def link(app: AppTest) -> dict[str, str]:
    """The parameters of the page's permalink; none where it has none."""
    found = [c for c in copyable(app) if c.startswith("?")]
    return dict(parse_qsl(found[0][1:], keep_blank_values=True, strict_parsing=True)) if found else {}


def told(app: AppTest) -> Told:
    """All that a page says and draws, in its order within each kind; not what stands above it of newer releases."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "code", "info", "warning", "error")
    said: Told = [(kind, _text(e.value)) for kind in kinds for e in app.get(kind) if not e.value.startswith(AROUND)]
    said += [("metric", (e.label, e.value, e.delta, _text(e.help))) for e in app.metric]
    said += [("table", _text(b)) for e in app.get("html") if not (b := e.proto.body).startswith(("<style", "<aside"))]
    for e in app.get("vega_lite_chart"):
        spec, rows = json.loads(e.proto.spec), {d.name: _rows(d.data.data) for d in e.proto.datasets}
        said.append(("chart", (spec, rows, e.proto.alt)))
    return said


def _text(body: str) -> str:
    """Without tags and addresses: those of a pinned view hold its pins."""
    return html.unescape(re.sub(r"<[^>]+>|\]\([^)]+\)", " ", body))


def _rows(arrow: bytes) -> object:
    with pa.ipc.open_stream(arrow) as stream:
        return stream.read_all().to_pylist()


def notice(app: AppTest) -> str:
    """What stands above a page of newer releases, as text."""
    return " ".join(_text(e.proto.body) for e in app.get("html") if e.proto.body.startswith("<aside"))


def onward(app: AppTest) -> dict[str, str]:
    """The parameters of the notice's way to the newest figures."""
    body = next(e.proto.body for e in app.get("html") if e.proto.body.startswith("<aside"))
    address = re.findall(r'href="\?([^"]+)"', body)[-1]
    return dict(parse_qsl(html.unescape(address), keep_blank_values=True))


Made = Mapping[int, tuple[dict[str, str], Told]]


@pytest.fixture(scope="module")
def made(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Of each view its link and what it told; since then there is a later release of everything."""
    folder = tmp_path_factory.mktemp("restated") / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURSE_STORE", str(folder))
        patch.chdir(ROOT)
        before = {}
        for number, (page, params) in enumerate(VIEWS):
            app = visit(page, {"lang": "en", **params})
            before[number] = link(app), told(app)
        restate(folder)
        yield before


def linked(made: Made) -> list[tuple[str, dict[str, str], Told]]:
    return [(VIEWS[n][0], params, said) for n, (params, said) in made.items() if params]


def named(n: int) -> str:
    page, params = VIEWS[n]
    return "-".join([page, *params.values()])[:60]


def test_every_page_of_figures_has_a_link(made: Made) -> None:
    assert {page for page, _, _ in linked(made)} == set(PAGES) - WITHOUT_LINK
    assert all(params[pins.PARAMETER] for _, params, _ in linked(made))


@pytest.mark.parametrize("n", range(len(VIEWS)), ids=named)
def test_a_link_shows_the_same_figures_after_newer_ones_are_published(made: Made, n: int) -> None:
    (page, _), (params, before) = VIEWS[n], made[n]
    if not params:
        return
    app = visit(page, params)
    assert told(app) == before
    assert link(app) == params, "the link of a linked view is that link"
    assert LATER in notice(app)


@pytest.mark.parametrize("n", range(len(VIEWS)), ids=named)
def test_the_notice_leads_to_the_newest_figures(made: Made, n: int) -> None:
    (page, _), (params, before) = VIEWS[n], made[n]
    if not params:
        return
    newer = onward(visit(page, params))
    assert pins.PARAMETER not in newer
    app = visit(page, newer)
    assert told(app) != before
    assert LATER in link(app)[pins.PARAMETER]
    kept = {name: value for name, value in params.items() if name not in NAMES_A_RELEASE}
    assert {name: newer.get(name) for name in kept if name in newer} == {n: v for n, v in kept.items() if n in newer}
