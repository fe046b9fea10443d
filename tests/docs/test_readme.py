"""What the README says is so: its links, its commands, its examples."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from loaders import publish
from loaders.load import ROOT, default_sources
from loaders.reading import read_sources

from .markdown import block_after, fenced, read, tables

TEXT = read("README.md")
PURSE = Path(sys.executable).with_name("purse")
PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
TABLES = {next(iter(rows[0])): rows for _, rows in tables(TEXT)}
DECISIONS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "decisions").glob("*.md"))
DRAWING = block_after(TEXT, "## How it is built")
# The worked examples name files that the reader makes.
MADE = {
    "data/fetched",
    "data/store",
    "data/store/",
    "northland/spending.csv",
    "northland/spending.yaml",
    "pages/over_the_years.py",
}


def purse(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PURSE_STORE": str(at / "store"), "COLUMNS": "100"}
    return subprocess.run([PURSE, *words], cwd=at, env=env, capture_output=True, text=True, check=False)


def stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


@pytest.fixture
def northland(tmp_path: Path) -> Path:
    """The folder in which the README's example is worked."""
    (tmp_path / "northland").mkdir()
    (tmp_path / "northland" / "spending.csv").write_text(block_after(TEXT, "`northland/spending.csv`"), "utf-8")
    (tmp_path / "northland" / "spending.yaml").write_text(block_after(TEXT, "`northland/spending.yaml`"), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/api.md",
        "docs/commitments.md",
        "docs/feeds.md",
        "docs/sources.md",
        "docs/verbs.md",
    ],
)
def test_every_relative_link_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", read(document))
    assert [link for link in links if not ((ROOT / document).parent / link).exists()] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", *DECISIONS])
def test_every_file_that_is_named_is_there(document: str) -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:toml|yaml|sql|md))`", read(document))
    named = set(named) - MADE - {s.dataset for s in read_sources(default_sources())}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_is_named_is_there(document: str) -> None:
    there = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.M))
    assert set(re.findall(r"\bmake ([a-z-]+)[`\s,]", " ".join(re.findall(r"`[^`]+`", read(document))))) <= there


def test_every_make_target_is_in_the_table() -> None:
    phony = re.findall(r"^\.PHONY: (.+)$", read("Makefile"), re.M)[0].split()
    listed = re.findall(r"`make ([a-z-]+)`", " ".join(row["make"] for row in TABLES["make"]))
    assert sorted(listed) == sorted(phony)


def test_every_dependency_is_explained() -> None:
    known = [re.split(r"[<>=\[]", d)[0] for d in PROJECT["dependencies"]]
    assert [row["dependency"] for row in TABLES["dependency"]] == known
    for tool in PROJECT["optional-dependencies"]["dev"]:
        assert re.split(r"[<>=\[]", tool)[0] in TEXT


def test_every_bundled_dataset_is_listed_with_its_terms() -> None:
    listed = {row["dataset"].strip("`"): row["terms"] for row in TABLES["dataset"]}
    assert listed == {s.dataset: s.licence.en for s in read_sources(default_sources())}


@pytest.mark.parametrize("package", ["dashboard", "loaders"])
def test_the_drawing_has_every_module(package: str) -> None:
    modules = {path.stem for path in (ROOT / package).glob("[!_]*.py")}
    assert modules <= set(re.findall(r"\w+", DRAWING)), modules - set(re.findall(r"\w+", DRAWING))


@pytest.mark.parametrize(
    "line", re.findall(r"^ {20}(\S.*?)(?:/,|  |$)|^(?:dashboard|loaders)/ +(\S.*?)  ", DRAWING, re.M)
)
def test_the_drawing_has_no_other(line: tuple[str, str]) -> None:
    for module in re.findall(r"\w+", "".join(line)):
        assert any((ROOT / p / name).exists() for p in ("dashboard", "loaders") for name in (module, f"{module}.py"))


def test_the_worked_source_loads(northland: Path) -> None:
    commands = re.findall(r"^\$ \.venv/bin/purse (.+)\n((?:[^$].*\n)*)", fenced(TEXT, "console")[0], re.M)
    assert [command.split()[0] for command, _ in commands] == ["check", "load"]
    for command, printed in commands:
        done = purse(*command.split(), at=northland)
        assert done.returncode == 0, done.stderr
        assert stripped(printed) in stripped(done.stdout)


def test_the_renamed_column_is_told_as_shown(northland: Path) -> None:
    sheet = northland / "northland" / "spending.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("Ministry", "Department"), "utf-8")
    done = purse("check", "--source", "northland/spending.yaml", at=northland)
    assert done.returncode == 1
    assert stripped(done.stderr) == stripped(fenced(TEXT, "text")[0])


def test_the_missed_total_is_told_as_shown(northland: Path) -> None:
    sheet = northland / "northland" / "spending.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("630", "603"), "utf-8")
    done = purse("load", "--source", "northland/spending.yaml", at=northland)
    assert done.returncode == 1
    assert stripped(done.stderr) == stripped(fenced(TEXT, "text")[1])
    assert not (northland / "store" / "current").exists()


def test_the_worked_page_shows_the_worked_source(northland: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert purse("load", "--source", "northland/spending.yaml", at=northland).returncode == 0
    monkeypatch.setenv("PURSE_STORE", str(northland / "store"))
    monkeypatch.chdir(ROOT)
    (northland / "over_the_years.py").write_text(block_after(TEXT, "`pages/over_the_years.py`"), "utf-8")
    line = block_after(TEXT, "List it in [dashboard/navigation.py]").strip()
    named = {"st": st, "FOLDER": northland}
    monkeypatch.setattr(navigation, "pages", lambda say: [eval(line, {**named, "say": say})])
    shown = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
    assert not shown.exception
    assert [(m.label, m.value) for m in shown.metric] == [("2023–24", "$1,937,000")]


def test_the_exit_codes_are_those_of_purse(northland: Path) -> None:
    (said,) = re.findall(r"^`purse` ends with .*?\n\n?\Z", TEXT, re.M | re.S)
    assert re.findall(r"\b\d+\b", said) == ["0", "1", "2", "75"]
    assert purse("lod", at=northland).returncode == 2
    assert purse("load", "no/such", at=northland).returncode == 1
    with publish.locked(publish.Place(northland / "store")):
        assert purse("load", "--source", "northland/spending.yaml", at=northland).returncode == 75
