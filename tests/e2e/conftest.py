"""The app as visitors meet it: served by its own server, opened in a real Chromium."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HERE = Path(__file__).parent
expect.set_options(timeout=20_000)  # ms; a machine may have other things to do, and what is as expected does not wait


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            if not CHROMIUM:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium was found: install it, or set CHROMIUM to its path")
                )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "en-CA", "viewport": {"width": 1280, "height": 900}}


@contextlib.contextmanager
def serving(store: Path, *command: str, ready: str = "/readyz", port: int = 0, **environment: str) -> Iterator[str]:
    """A server over a store, from the moment it answers until the block ends; gives its address. It writes to
    `server.log` beside the store."""
    port = port or free_port()
    words = [w.replace("PORT", str(port)) for w in command] or ["-m", "dashboard.server", "--port", str(port)]
    env = {**os.environ, "PURSE_STORE": str(store), **environment}
    with (store / "server.log").open("ab") as log:
        server = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + ready, server, store / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until an address answers with 200. Fails with the end of the log."""
    for _ in range(240):
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(address, timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        assert server.poll() is None, f"the server stopped:\n{_end(log)}"
        time.sleep(0.25)
    raise AssertionError(f"no answer from {address}:\n{_end(log)}")


def _end(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


@pytest.fixture(scope="session")
def own_store(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the store that a server may follow while a test publishes into it."""
    folder = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(store_dir, folder, symlinks=True)
    return folder


@pytest.fixture(scope="session")
def base_url(own_store: Path) -> Iterator[str]:
    with serving(own_store) as address:
        yield address


@pytest.fixture
def visit(page: Page, base_url: str) -> Iterator[object]:
    """Opens an address and waits until it stands still; then no errors, nothing that the policy of the page forbids,
    and no request to another host."""
    errors: list[str] = []
    foreign: set[str] = set()
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda r: foreign.add(r.url) if not r.url.startswith((base_url, "data:", "blob:")) else None)

    def go(path: str) -> Page:
        page.goto(base_url + path)
        settled(page)
        return page

    yield go
    assert not errors, errors
    assert not foreign, foreign


def settled(page: Page) -> None:
    """Waits until the script has run to the line under every page, nothing is drawn faint any more, and every chart in
    sight has drawn what it is called by. Fails with what the page says instead."""
    try:
        _settle(page)
    except TookTooLong as e:
        raise AssertionError(f"{page.url} does not come to rest: {page.inner_text('body')[:1000]!r}") from e


def _settle(page: Page) -> None:
    page.wait_for_selector("h1")
    page.wait_for_selector(".pp-note >> text=/^Public Purse/")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testScriptState !== 'running'"
        ' && !document.querySelector(\'[data-testid="stStatusWidget"], [data-stale="true"]\')'
        " && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(e => !e.checkVisibility() || e.getAttribute('aria-label'))"
    )
    page.wait_for_timeout(500)
