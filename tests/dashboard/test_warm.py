"""What is done before the first visitor comes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import streamlit as st
from streamlit import config

from dashboard import queries, store, warm
from dashboard.i18n import languages
from dashboard.page import jurisdictions
from tests.deploy.behind import ROOT, Server, replica


@pytest.fixture(scope="module")
def served(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with replica(store_dir, tmp_path_factory.mktemp("warm") / "log") as started:
        started.wait("/healthz")
        yield started


def test_readiness_says_when_every_page_is_warm(served: Server) -> None:
    first = requests.get(f"{served.address}/readyz", timeout=60)
    assert first.status_code == 200
    assert first.json()["generation"] == store.generation().stem
    assert requests.get(f"{served.address}/readyz?warm", timeout=60).status_code == (
        200 if first.json()["warm"] else 503
    )
    served.wait("/readyz?warm")
    assert requests.get(f"{served.address}/readyz", timeout=60).json()["warm"] is True


def test_every_page_is_opened_for_every_government_and_language() -> None:
    views = list(warm._views())
    pages = {file.stem for file in (ROOT / "pages").glob("*.py")}
    places = jurisdictions(store.ask(queries.datasets).to_pylist())
    assert len(views) == len(set(views)) == len(pages) * len(places) * len(languages())
    assert views[0] == ("", "lang=en&jurisdiction=CA-ON"), "the page that most visits begin with"
    assert {name for name, _ in views} == pages - {"overview"} | {""}


def test_the_collector_is_off_and_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert warm.collector() == "", "as .streamlit/config.toml has it"
    was = st.get_option("runner.postScriptGC")
    config.set_option("runner.postScriptGC", True)
    try:
        assert warm.collector() == "runner.postScriptGC is on: many readers at once will find pages slow."
    finally:
        config.set_option("runner.postScriptGC", was)
    monkeypatch.setattr(warm, "_COLLECTING", "runner.noSuchOption")
    assert warm.collector().startswith("This version of Streamlit has no option runner.noSuchOption:")


def test_pages_are_warmed_though_what_goes_before_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked: list[bool] = []

    def fails() -> None:
        raise ImportError("the API")

    def is_warm() -> bool:
        looked.append(True)
        raise asyncio.CancelledError

    monkeypatch.setattr(warm, "_AFTER", 0.0)
    monkeypatch.setattr(warm, "is_warm", is_warm)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(warm.keep_warm(fails))
    assert looked
    assert "could not be" in caplog.text
    assert "ImportError: the API" in caplog.text


OPENED_TWICE = """
import sys, time
from starlette.testclient import TestClient
from dashboard import server, store, warm

class Looks(warm._Guest):
    seen = []
    def write_forward_msg(self, msg):
        Looks.seen.append(msg.WhichOneof("type"))
        super().write_forward_msg(msg)
        if msg.WhichOneof("type") == "delta" and msg.delta.new_element.WhichOneof("type") == "exception":
            sys.exit(msg.delta.new_element.exception.message)

warm._Guest = Looks
app = server.create(server._prepared("127.0.0.1"))
with TestClient(app, base_url="http://127.0.0.1") as client:
    while client.get("/readyz?warm").status_code != 200:
        time.sleep(0.2)
    written, answered = store._written.cache_info(), store._answer.cache_info()
    for view in warm._views():
        client.portal.call(warm._open, *view)
    assert store._written.cache_info().misses == written.misses, "a question was written anew"
    assert store._answer.cache_info().misses == answered.misses, "a question was asked anew"
    print(written.misses, Looks.seen.count("delta"), Looks.seen.count("page_not_found"), len(list(warm._views())))
"""


def test_the_first_visitor_of_a_page_asks_nothing_new(store_dir: Path) -> None:
    """In a process of its own: there is one runtime in each."""
    env = {**os.environ, "PURSE_STORE": str(store_dir)}
    done = subprocess.run(
        [sys.executable, "-c", OPENED_TWICE], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    questions, drawn, missing, views = map(int, done.stdout.split()[-4:])
    assert questions > views, "pages were opened, not only asked for"
    assert drawn > 20 * views
    assert missing == 0
