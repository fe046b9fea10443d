"""The rules of the house: who may import whom, and what a page may do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED_OF_OURS = {
    "loaders": {"loaders"},
    "dashboard": {"dashboard"},
    "pages": {"dashboard"},
    "streamlit_app.py": {"dashboard"},
}
FORBIDDEN = {
    "loaders": {"streamlit", "altair", "starlette", "uvicorn"},
    "pages": {"altair", "duckdb", "ibis", "pandas", "pyarrow"},
    "dashboard/charts": {"streamlit", "duckdb", "ibis"},
    "dashboard/layout.py": {"streamlit", "duckdb", "ibis", "altair"},
    "dashboard/slices.py": {"streamlit"},
    "dashboard/queries.py": {"streamlit", "duckdb"},
    "dashboard/store.py": {"streamlit"},
    "dashboard/opened.py": {"streamlit"},
    "dashboard/readings.py": {"streamlit"},
    "dashboard/seeing.py": {"streamlit", "duckdb", "ibis"},
    "dashboard/explain.py": {"streamlit", "duckdb"},
    "dashboard/exports": {"streamlit"},
    "dashboard/commitments": {"streamlit", "duckdb", "ibis"},
    "dashboard/feeds": {"streamlit", "duckdb", "ibis"},
    "dashboard/catalogue": {"streamlit", "duckdb", "ibis"},
    "dashboard/api": {"streamlit", "duckdb", "ibis"},
    "dashboard/dialogue": {"duckdb", "ibis", "altair"},
    "dashboard/i18n.py": {"streamlit", "duckdb"},
    "dashboard/terms.py": {"streamlit", "duckdb"},
}


def files(place: str) -> list[Path]:
    path = ROOT / place
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(file: Path) -> set[str]:
    """The top-level modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


OURS = [(place, file) for place in ALLOWED_OF_OURS for file in files(place)]


@pytest.mark.parametrize(("place", "file"), OURS, ids=lambda v: str(v).removeprefix(f"{ROOT}/"))
def test_the_halves_meet_only_in_the_schema(place: str, file: Path) -> None:
    ours = imported(file) & {"loaders", "dashboard", "pages", "tests", "streamlit_app"}
    assert ours <= ALLOWED_OF_OURS[place], f"{file.name} may import only {ALLOWED_OF_OURS[place]} of ours"


@pytest.mark.parametrize(("place", "names"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_each_room_keeps_to_its_work(place: str, names: set[str]) -> None:
    assert files(place), f"{place} is gone: update this rule"
    for file in files(place):
        assert not imported(file) & names, f"{file.relative_to(ROOT)} must not import {imported(file) & names}"


def test_data_holds_no_code() -> None:
    assert not list((ROOT / "data").rglob("*.py"))


@pytest.mark.parametrize("file", files("pages"), ids=lambda f: f.name)
def test_a_page_chooses_asks_draws_and_cites(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60, "a page is short: move what it works out into dashboard/"
    assert "groupby" not in text
    assert "SELECT " not in text


def test_amounts_are_never_made_positive() -> None:
    for file in [f for place in ("loaders", "dashboard", "pages") for f in files(place)]:
        calls = [n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        used = {n.func.id for n in calls if isinstance(n.func, ast.Name)} | {
            n.func.attr for n in calls if isinstance(n.func, ast.Attribute)
        }
        assert not used & {"abs", "fabs", "absolute"}, f"{file.relative_to(ROOT)} drops a sign"


def test_a_chart_is_drawn_in_one_place() -> None:
    """What is drawn elsewhere could be neither taken away nor embedded."""
    callers = [f for f in [ROOT / "streamlit_app.py", *files("dashboard"), *files("pages")] if _draws(f)]
    assert [f.name for f in callers] == ["picture.py"]


def _draws(file: Path) -> bool:
    calls = [n.func for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    named = {f.attr for f in calls if isinstance(f, ast.Attribute)}
    return bool(named & {"vega_lite_chart", "altair_chart", "plotly_chart", "line_chart", "bar_chart", "area_chart"})


def test_no_package_index_is_named() -> None:
    kinds = {".py", ".yaml", ".md", ".toml", ".lock", ".yml"}
    kept = [f for f in ROOT.rglob("*") if f.suffix in kinds and not {".venv", ".git"} & set(f.parts)]
    assert len(kept) > 50
    assert not [f.name for f in kept if "--index" + "-url" in f.read_text(encoding="utf-8")]
