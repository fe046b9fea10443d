"""What pages are made of is imported at one door, by one thread at a time."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.deploy.behind import ROOT

PAGES = sorted((ROOT / "pages").glob("*.py"))
PART, PARENT = "import dashboard.exports.about", "import dashboard.exports"
AT_ONCE = """
import importlib._bootstrap_external as imports, json, sys, threading, time
import dashboard.server

plainly = imports.SourceFileLoader.exec_module

def slowly(self, module):
    if module.__name__.startswith("dashboard."):
        time.sleep(0.02)
    plainly(self, module)

imports.SourceFileLoader.exec_module = slowly
broken = []

def come(way):
    try:
        exec(way, {})
    except Exception as e:
        broken.append(f"{type(e).__name__}: {e}")

visits = [threading.Thread(target=come, args=(way,)) for way in json.loads(sys.argv[1])]
for visit in visits:
    visit.start()
for visit in visits:
    visit.join()
print(json.dumps(broken))
"""
"""Visitors who come at once to a new server: a thread for each. Imports take long enough for them to meet there."""

NOTED = """
import sys

began = []

class Noted:
    def find_spec(name, path=None, target=None):
        began.append(name)

sys.meta_path.insert(0, Noted)
"""
"""Which imports begin, in their order."""


def imports(file: Path) -> str:
    """What a script imports, in its order."""
    found = ast.parse(file.read_text(encoding="utf-8")).body
    return "\n".join(ast.unparse(n) for n in found if isinstance(n, ast.Import | ast.ImportFrom))


FRONT = imports(ROOT / "streamlit_app.py")
API = "from dashboard import server; server._put_together()"


def printed(code: str, *args: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *args], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def at_once(ways: Sequence[str]) -> list[str]:
    """What broke."""
    return json.loads(printed(AT_ONCE, json.dumps(ways)))


def test_the_front_door_has_all_that_pages_import() -> None:
    ours = "{name for name in sys.modules if name.startswith(('dashboard', 'loaders'))}"
    pages = "\n".join(map(imports, PAGES))
    assert len(PAGES) > 10
    assert printed(f"import sys\n{FRONT}\nhad = {ours}\n{pages}\nprint({ours} - had or 'no more')") == "no more"


def test_the_front_door_leaves_out_what_pages_do_not_need() -> None:
    assert (
        printed(f"import sys\n{FRONT}\nprint({{'dashboard.api.app', 'dashboard.server'}} & set(sys.modules))")
        == "set()"
    )


@pytest.mark.parametrize("way", [FRONT, API], ids=["page", "API"])
def test_whoever_comes_enters_by_the_door(way: str) -> None:
    began = printed(f"{NOTED}\n{way}\nprint(*began)").split()
    assert began.index("dashboard.entire") < began.index("dashboard.exports")


def test_who_come_first_at_once_find_nothing_half_there() -> None:
    assert at_once([f"{FRONT}\n{PARENT}", f"{FRONT}\n{PART}"]) == []


def test_past_the_door_they_would() -> None:
    assert "partially initialized module" in " ".join(at_once([PARENT, PART]))
