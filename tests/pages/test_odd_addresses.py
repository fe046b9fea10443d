"""Whatever an address asks for, a page stands, and says in a sentence what it could not follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.slices import FILTERS
from tests.pages.conftest import PAGES, ROOT, Open, text

ODD = {
    "unknown": "Zxqv",
    "sql": "'; DROP TABLE entry; --",
    "path": "../../../../etc/passwd\x00",
    "huge": "9" * 5_000,
    "markup": "<img src=x onerror=alert(1)>$x$**b**",
}
ASKED = re.compile(
    r'query_params(?:\.get|\.pop)?[\[(]"(\w+)"|choose\(\s*"(\w+)"|choose_several\(\s*"(\w+)"|enter\(\s*"(\w+)"'
)


def parameters() -> list[str]:
    """Every name that the code looks for in an address."""
    files = [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    found = {name for f in files for names in ASKED.findall(f.read_text(encoding="utf-8")) for name in names if name}
    return sorted({*found, *FILTERS, "dataset", "release", "direction", "phase", "basis"} - {"lang", "only"})


def test_the_names_are_found() -> None:
    assert {"fiscal_year", "jurisdiction", "q", "entry", "paid", "page", "term", "administrative_1"} <= {*parameters()}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_whatever_it_is_asked(open_page: Open, name: str, value: str) -> None:
    """`open_page` fails on an exception. All parameters at once: whichever the page looks for."""
    app = open_page(name, lang="en", **dict.fromkeys(parameters(), value))
    assert app.title or app.header or app.get("html")
    assert "the address asks for" in text(app).lower(), "the government at least is told"


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("spending", {"fiscal_year": "0"}, "Fiscal year: the address asks for “0”, which is not among the choices."),
        ("spending", {"administrative_1": "'; DROP TABLE entry; --"}, "The address names “'; DROP TABLE entry; --”"),
        ("receipt", {"entry": "../../etc/passwd"}, "The address names a figure that this store does not hold."),
        ("ministry", {"lineage": "../../etc/passwd"}, "../../etc/passwd"),
        ("payments", {"recipient": "Nobody at all"}, "Nobody at all"),
        ("share", {"paid": "1e999"}, "1e999"),
        ("trends", {"lines": "<b>none</b>"}, "<b>none</b>"),
        ("glossary", {"term": "none"}, "none"),
    ],
)
def test_what_was_not_found_is_named(open_page: Open, name: str, params: dict[str, str], said: str) -> None:
    assert said in text(open_page(name, lang="en", **params))


def test_a_parameter_that_is_given_twice_is_told(store_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PURSE_STORE", str(store_dir))
    monkeypatch.chdir(ROOT)
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.query_params["lang"] = "en"
    app.query_params["jurisdiction"] = ["CA", "CA-ON"]  # type: ignore[assignment]
    shown: Callable[[], AppTest] = app.run
    assert "gives “jurisdiction” more than once" in text(shown())
