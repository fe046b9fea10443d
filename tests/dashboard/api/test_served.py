"""The API beside the pages, in one process as `make run` starts it; and the examples, as a reader would copy them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path
from urllib.parse import urljoin

import duckdb
import pytest
from websockets.sync.client import connect

from dashboard import queries, store
from dashboard.api.examples import Example, examples
from dashboard.slices import Slice
from tests.docs.markdown import block_after, fenced, read
from tests.e2e.conftest import serving

DOCUMENTED = "http://127.0.0.1:8501/"
STATEMENTS = Slice("ontario/ministry-statements", "2023-24", 2024, "expenditure", "executed", "appropriation")


@pytest.fixture(scope="module")
def site(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    with serving(folder) as address:
        yield f"{address}/"


@pytest.fixture(scope="module")
def answered(site: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each example prints, run in a folder of its own in the order of the page."""
    folder = tmp_path_factory.mktemp("reader")
    found = {}
    for example in examples(site):
        found[example.text.replace(site, DOCUMENTED)] = run(example, folder)
    found["slice.csv"] = (folder / "slice.csv").read_text(encoding="utf-8")
    return found


def run(example: Example, folder: Path) -> str:
    if example.language == "sql":
        with duckdb.connect() as con:
            con.execute(f"SET file_search_path = '{folder}'")
            return "\n".join("|".join(map(str, row)) for row in con.sql(example.text).fetchall())
    command = ["sh", "-c", example.text] if example.language == "console" else [sys.executable, "-c", example.text]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def largest() -> list[tuple[str, D]]:
    rows = store.ask(queries.children, STATEMENTS, "administrative_1", None).to_pylist()
    return [(row["label"], row["amount"]) for row in rows[:5]]


def of_language(answered: dict[str, str], language: str) -> str:
    (example,) = [e for e in examples(DOCUMENTED) if e.language == language]
    return answered[example.text]


def test_the_sql_example_answers(answered: dict[str, str]) -> None:
    assert of_language(answered, "sql") == "\n".join(f"{label}|{amount}" for label, amount in largest())


def test_the_pandas_example_answers(answered: dict[str, str]) -> None:
    printed = re.findall(r"^(\S.*?)\s+(-?[\d.]+)$", of_language(answered, "python"), re.M)
    assert [(label, D(amount)) for label, amount in printed] == largest(), "to the cent"


def test_the_curl_example_saves_the_slice(answered: dict[str, str]) -> None:
    total = store.ask(queries.total, STATEMENTS).to_pylist()[0]
    assert len(answered["slice.csv"].splitlines()) == total["entries"] + 1


def test_the_documents_show_the_same_examples() -> None:
    shown = [
        (language, text.rstrip("\n"))
        for language in ("console", "python", "sql")
        for text in fenced(read("docs/api.md"), language)
    ]
    assert sorted(shown) == sorted((e.language, e.text) for e in examples(DOCUMENTED))
    assert block_after(read("README.md"), "## Over HTTP").rstrip("\n") == examples(DOCUMENTED)[0].text


def ask(address: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, {k.lower(): v for k, v in e.headers.items()}, e.read()


@pytest.mark.parametrize(
    "path", ["", "spending", "api", "_stcore/health", "app/static/favicon.svg", "healthz", "readyz"]
)
def test_the_pages_are_where_they_were(site: str, path: str) -> None:
    assert ask(site + path)[0] == 200


def test_the_pages_still_get_their_connection(site: str) -> None:
    with connect(
        f"ws{site.removeprefix('http')}_stcore/stream", origin=site.rstrip("/"), subprotocols=["streamlit"]
    ) as socket:
        assert socket.subprotocol == "streamlit"


def test_the_api_is_found_without_its_last_slash(site: str) -> None:
    status, headers, page = ask(f"{site}api/v1?lang=fr")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b'<html lang="fr">' in page


def test_what_it_needs_is_served_beside_it(site: str) -> None:
    """Its style names the typeface by a relative address, and its links lead to this site."""
    style = ask(f"{site}api/v1/page.css")[2].decode()
    (font,) = re.findall(r'url\("([^"]+)"\)', style)
    status, headers, data = ask(urljoin(f"{site}api/v1/page.css", font))
    assert (status, data[:4]) == (200, b"wOF2"), headers
    assert f'href="{site}?lang=en"'.encode() in ask(f"{site}api/v1/")[2]


@pytest.mark.parametrize(
    "path", ["datasets", "slice.csv?dataset=ontario/payments&fiscal_year=2024", "nothing", "slice.csv"]
)
def test_no_cookie_is_set(site: str, path: str) -> None:
    assert "set-cookie" not in ask(f"{site}api/v1/{path}")[1]


def test_nobody_who_asks_can_say_where_the_site_is_reached(site: str) -> None:
    """Only a proxy that the server was told of is believed."""
    request = urllib.request.Request(
        f"{site}api/v1/releases?limit=1", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        page = answer.read().decode()
    assert f'"next":"{site}api/v1/releases?' in page
