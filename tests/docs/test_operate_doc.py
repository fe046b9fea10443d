"""What docs/operate.md tells to type is typed here, in its order, in a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.load import ROOT
from loaders.publish import Place
from tests.e2e.conftest import serving

from .markdown import fenced, read, sections

DOC = read("docs/operate.md")
SECTIONS = dict(sections(DOC))
TROUBLE = dict(sections(SECTIONS["When something is wrong"], 3))
SOURCES = ("ontario/payments", "ontario/revenue-by-source", "reference/series")


class Site:
    """A server's file system in a folder: the checkout is this one, its sources are three."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.place = folder, Place(folder / "lib" / "store")
        for name in SOURCES:
            text = (ROOT / "data" / "sources" / f"{name}.yaml").read_text(encoding="utf-8")
            for file in (f"sources/{name}.yaml", *re.findall(r"workbooks/[\w/.-]+", text)):
                (folder / "data" / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / "data" / file, folder / "data" / file)
        (self.folder / "lib" / "fetched").mkdir(parents=True)

    def here(self, text: str) -> str:
        """A text of the page with the places of this folder."""
        for there, here in (
            ("/opt/public-purse/.venv/bin/purse", str(Path(sys.executable).with_name("purse"))),
            ("/opt/public-purse/.venv/bin/python", sys.executable),
            ("/opt/public-purse", str(ROOT)),
            ("/var/lib/public-purse", str(self.folder / "lib")),
            ("/var/backups/public-purse", str(self.folder / "backups")),
        ):
            text = text.replace(there, here)
        return text

    def run(self, section: str, *changes: tuple[str, str]) -> subprocess.CompletedProcess[str]:
        """All `sh` blocks of a section, with the variables that the page exports."""
        exported = "\n".join(re.findall(r"^export .+$", SECTIONS["Install"], re.M))
        script = self.here("\n".join([exported, *fenced(section, "sh")]))
        for old, new in changes:
            script = script.replace(old, new)
        env = {
            **os.environ,
            "PURSE_SOURCES": str(self.folder / "data" / "sources"),
            "HTTPS_PROXY": "http://127.0.0.1:9",
        }
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


def ran(done: subprocess.CompletedProcess[str], code: int = 0) -> str:
    assert done.returncode == code, f"{done.args[-1]}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Installed as the page says."""
    made = Site(tmp_path_factory.mktemp("site"))
    said = ran(made.run(SECTIONS["Install"]))
    assert "store-000001" in said
    for name in SOURCES:
        assert name in said
    return made


def test_a_dry_run_needs_no_more_than_the_publisher(site: Site) -> None:
    before = sorted(p.name for p in site.folder.rglob("*"))
    ran(site.run(SECTIONS["Refresh by itself"]), 2)  # nobody is reached here
    assert sorted(p.name for p in site.folder.rglob("*")) == before


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_site_says_that_it_is_well(site: Site) -> None:
    with serving(site.place.path) as address:
        said = ran(site.run(SECTIONS["Watch it"], ("http://127.0.0.1:8501", address)))
    assert said.count('"ok":true') == 2
    assert '"generation":"store-000001"' in said


def test_what_is_backed_up_comes_back(site: Site) -> None:
    (site.folder / "lib" / "fetched" / "kept.csv").write_text("from the publisher")
    (site.folder / "lib" / "dialogue").mkdir(exist_ok=True)
    with sqlite3.connect(site.folder / "lib" / "dialogue" / "dialogue.db") as kept:
        kept.execute("CREATE TABLE IF NOT EXISTS kept (said TEXT)")
        kept.execute("INSERT INTO kept VALUES ('why?')")
    said = ran(site.run(SECTIONS["Back up"]))
    assert "store-000001.duckdb is whole" in said
    whole = (site.place.path / "current").read_bytes()
    shutil.rmtree(site.folder / "lib")
    (site.folder / "lib").mkdir()
    assert "store-000001.duckdb is whole" in ran(site.run(SECTIONS["Restore"]))
    assert (site.place.path / "current").read_bytes() == whole
    assert (site.folder / "lib" / "fetched" / "kept.csv").read_text() == "from the publisher"
    with sqlite3.connect(site.folder / "lib" / "dialogue" / "dialogue.db") as kept:
        assert kept.execute("SELECT said FROM kept").fetchall() == [("why?",)]


def test_an_upgrade_loads_what_has_changed(site: Site) -> None:
    source = site.folder / "data" / "sources" / "reference" / "series.yaml"
    source.write_text(source.read_text(encoding="utf-8") + "# another version\n", encoding="utf-8")
    before = site.place.current()
    said = ran(site.run(SECTIONS["Upgrade"]))
    now = site.place.current()
    assert before is not None
    assert now is not None
    assert now.name > before.name
    assert f"{now.name} is whole" in said


def test_a_rollback_is_as_described(site: Site) -> None:
    before = site.place.current()
    said = ran(site.run(SECTIONS["Roll back"]))
    assert site.place.current() == before
    assert "rolled back" in said


def test_damage_is_found_and_put_right(site: Site) -> None:
    current = site.place.current()
    assert current is not None
    whole = bytearray(current.read_bytes())
    for at in range(12_288 + 60_000, len(whole), 262_144):
        whole[at] ^= 1
    current.write_bytes(bytes(whole))
    said = ran(site.run(TROUBLE["The newest generation is damaged"]))
    assert "the current generation is damaged" in said
    assert "is whole" in said


def test_a_check_publishes_nothing(site: Site) -> None:
    before = site.place.current()
    assert "ontario/payments" in ran(site.run(TROUBLE["A refresh fails"]))
    assert site.place.current() == before


def test_every_section_that_has_commands_is_tried() -> None:
    tried = {
        "Install",
        "Refresh by itself",
        "Watch it",
        "Back up",
        "Restore",
        "Upgrade",
        "Roll back",
        "When something is wrong",
    }
    assert {name for name, text in SECTIONS.items() if fenced(text, "sh")} == tried
    assert {name for name, text in TROUBLE.items() if fenced(text, "sh")} == {
        "The newest generation is damaged",
        "A refresh fails",
    }


def test_the_commands_of_an_administrator_name_what_is_there() -> None:
    text = "\n".join(fenced(DOC, "console"))
    targets = set(re.findall(r"make -C /opt/public-purse (\w+)", text))
    assert targets == {"setup"}
    units = re.findall(r"/opt/public-purse/(deploy/[\w.-]+)", text)
    assert len(units) == 2
    assert [u for u in units if not (ROOT / u).exists()] == []


def test_the_links_lead_somewhere() -> None:
    headings = {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", DOC, re.M)}
    links = re.findall(r"\]\(([^)#]*)(?:#([\w-]+))?\)", DOC)
    assert [file for file, _ in links if file and not (ROOT / "docs" / file).exists()] == []
    assert [anchor for file, anchor in links if not file and anchor not in headings] == []
