"""How fast the pages are: the script of each, warm, and a click in a browser against the barest page with a chart."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from tests.bench import clicked

ROOT = Path(__file__).parents[2]
GOAL = 60.0  # milliseconds of a page's script
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# One chart, of which a click draws another: what any page of Streamlit that goes deeper has to do at least.
BAREST = """
import streamlit as st

at = st.session_state.get("at", "")
spec = {
    "data": {"values": [{"id": at + "a", "n": 3}, {"id": at + "b", "n": 2}]},
    "mark": {"type": "bar", "height": 60},
    "params": [{"name": "pick", "select": {"type": "point", "fields": ["id"]}}],
    "encoding": {
        "y": {"field": "id", "type": "nominal"},
        "x": {"field": "n", "type": "quantitative"},
        "description": {"field": "id", "type": "nominal"},
    },
    "height": 200,
}


def deeper():
    st.session_state["at"] = st.session_state[f"chart:{at}"].selection["pick"][0]["id"]


st.vega_lite_chart(None, spec, on_select=deeper, key=f"chart:{at}")
"""


@dataclass(frozen=True)
class Script:
    """Milliseconds that the script of a page takes, warm: the median of some runs."""

    page: str
    milliseconds: float


def scripts(runs: int) -> list[Script]:
    """Every page of the bundled store, run again and again in one session, as a visitor's clicks would."""
    names = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))
    return [Script(name, statistics.median(script(name, runs))) for name in names]


def script(name: str, runs: int, before: Callable[[], object] = lambda: None) -> list[float]:
    """Milliseconds of each of so many runs of a page, after two that are not counted; `before` is called before each."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120).run()
    app.switch_page(f"pages/{name}.py").run()
    taken = []
    for _ in range(runs + 2):
        before()
        taken.append(_run(app))
    if app.exception:
        raise RuntimeError(f"{name}: {app.exception[0].message}")
    return taken[2:]


def _run(app: AppTest) -> float:
    """Milliseconds of one run of the script, from the front door to the line under the page.

    The test runner starts at the page itself, which turns to the front door at once (`require_front_door`): of the
    two runs the longer is what a visitor waits for. What the runner does with the answer is not counted.
    """
    taken = []

    def timed(*args: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*args)
        finally:
            taken.append((time.perf_counter() - began) * 1000)

    execute = script_runner.exec_func_with_error_handling
    script_runner.exec_func_with_error_handling = timed
    try:
        app.run()
    finally:
        script_runner.exec_func_with_error_handling = execute
    return max(taken)


def clicks(folder: Path, chromium: str, runs: int) -> tuple[float, float, dict[str, tuple[float, float]]]:
    """Median seconds from a click to what it shows: of Spending, of the barest page with a chart; and of both what
    they are made of, in further clicks that are traced."""
    barest = folder / "barest.py"
    barest.write_text(BAREST, encoding="utf-8")
    ours = [sys.executable, "-m", "dashboard.server", "--port"]
    theirs = [sys.executable, "-m", "streamlit", "run", str(barest), "--server.headless=true", "--server.port"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=ARGS)
        with _serving([*ours, "8811"], 8811) as address:
            spending = _median(browser.new_page(), f"{address}/spending?lang=en", DEEPER, runs)
            ours_parts = _traced(browser.new_page(), f"{address}/spending?lang=en", DEEPER, runs)
        with _serving([*theirs, "8812"], 8812) as address:
            bare = _median(browser.new_page(), address, PICKED, runs)
            their_parts = _traced(browser.new_page(), address, PICKED, runs)
        browser.close()
    return spending, bare, {part: (ours_parts[part], their_parts[part]) for part in clicked.PARTS}


@dataclass(frozen=True)
class Click:
    """A mark of a chart, where on it the mouse presses, and a mark that the press brings."""

    mark: str
    at: tuple[int, int]
    brings: str

    def ready(self, page: Page) -> None:
        """Waits until the page is drawn and quiet."""
        page.locator(self.mark).first.wait_for()
        page.wait_for_timeout(800)

    def press(self, page: Page) -> None:
        x, y = self.at
        page.locator(self.mark).first.click(position={"x": x, "y": y})

    def wait(self, page: Page) -> None:
        page.locator(self.brings).first.wait_for()


DEEPER = Click('path[aria-label^="Health:"]', (120, 150), 'path[aria-label^="Ontario Health Insurance Program:"]')
PICKED = Click('path[aria-label^="a"]', (60, 20), 'path[aria-label^="aa"]')


def _median(page: Page, address: str, click: Click, runs: int) -> float:
    taken = []
    for _ in range(runs + 1):
        page.goto(address)
        click.ready(page)
        began = time.perf_counter()
        click.press(page)
        click.wait(page)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


def _traced(page: Page, address: str, click: Click, runs: int) -> dict[str, float]:
    found = []
    for _ in range(runs):
        page.goto(address)
        click.ready(page)
        found.append(clicked.traced(page, lambda: click.press(page), lambda: click.wait(page)))
    return clicked.median(found)


@contextmanager
def _serving(command: list[str], port: int) -> Iterator[str]:
    env = {**os.environ, "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            with suppress(URLError, ConnectionError), urlopen(f"{address}/_stcore/health", timeout=2):
                break
            time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(20)
