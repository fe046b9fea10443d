"""An analyst's desk with a publisher across the street: what the tests of a refresh share."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from loaders import cli_refresh, fetch, load
from loaders.publish import Place
from loaders.source import Source

from .publisher import File, Publisher, serving
from .small import HEADINGS, describe, quiet, rows_of

FIRST = b"Ministry,Amount\r\nHealth,5\r\nRoads,7\r\n"
SECOND = b"Ministry,Amount\r\nHealth,6\r\nRoads,7\r\nParks,1\r\n"
OTHER_LAYOUT = b"Department,Value\r\nHealth,6\r\n"
TOTALS = "SELECT release, sum(amount), count(*) FROM entry WHERE dataset = 'test/small' GROUP BY ALL ORDER BY ALL"
BEFORE = [("2016-17", 12, 2)]
AFTER = [("2016-17", 12, 2), ("2025-11-03", 14, 3)]
YEARS = {"ckan": "", "package": "accounts", "resource": "Accounts {release}*", "format": "csv"}


def with_refresh() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli_refresh.register(app)
    return app


class Desk:
    """An analyst's desk: descriptions, fetched files and a store, and `purse` to work with."""

    def __init__(self, folder: Path, loaded: Path) -> None:
        self.folder, self.place = folder, Place(folder / "store")
        shutil.copytree(loaded, self.place.path, symlinks=True)
        self.files = folder / "fetched"
        self.app = with_refresh()

    def source(self, origin: Mapping[str, str], name: str = "small", /, **changes: Any) -> Source:
        """A source whose first release is FIRST; `test/small` is in the store already."""
        changes = {"dataset": f"test/{name}", "origin": dict(origin), **changes}
        source = describe(self.folder / "sources" / name, [HEADINGS, ["Health", "5"], ["Roads", "7"]], **changes)
        (source.path.parent / "book.csv").write_bytes(FIRST)
        return source

    def refresh(self, *words: object) -> Result:
        env = {
            "PURSE_STORE": str(self.place.path),
            "PURSE_SOURCES": str(self.folder / "sources"),
            "PURSE_FILES": str(self.files),
        }
        return CliRunner().invoke(self.app, ["refresh", *(str(w) for w in words)], env=env)

    def store(self, sql: str = TOTALS) -> list[tuple[Any, ...]]:
        return [
            tuple(int(v) if isinstance(v, int) or hasattr(v, "quantize") else v for v in r)
            for r in rows_of(self.place, sql)
        ]

    def kept(self, name: str = "small") -> list[str]:
        """The fetched spreadsheets."""
        folder = self.files / "test" / name
        return sorted(p.name for p in folder.glob("*.csv") if not p.name.startswith(".")) if folder.exists() else []

    def everything(self) -> dict[str, bytes]:
        """Every file and folder with its bytes."""
        return {str(p): p.read_bytes() if p.is_file() else b"" for p in sorted(self.folder.rglob("*"))}


def at(publisher: Publisher, path: str = "/small.csv") -> dict[str, str]:
    return {"url": publisher.url + path}


def accounts(publisher: Publisher, *years: str, **more: Any) -> dict[str, str]:
    """A catalogue of a file per year, and the origin that finds them."""
    for i, year in enumerate(years):
        publisher.files[f"/{year}.csv"] = File(SECOND.replace(b"1\r\n", f"{i + 1}\r\n".encode()))
    publisher.packages["accounts"] = [
        *(publisher.resource(year, f"/{year}.csv", f"Accounts {year} (CSV)", **more) for year in years),
        publisher.resource("notes", "/notes.pdf", "Accounts 2017-18 notes", format="PDF"),
        publisher.resource("deleted", "/2030.csv", "Accounts 2029-30", state="deleted"),
    ]
    return {**YEARS, "ckan": publisher.url}


@pytest.fixture(name="waits", autouse=True)
def waits_fixture(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seen: list[float] = []
    monkeypatch.setattr(fetch, "pause", seen.append)
    return seen


@pytest.fixture(name="publisher")
def publisher_fixture() -> Iterator[Publisher]:
    with serving() as it:
        it.files["/small.csv"] = File(FIRST)
        yield it


@pytest.fixture(name="loaded", scope="module")
def loaded_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds `test/small` with its first release. Copied for each test."""
    folder = tmp_path_factory.mktemp("loaded")
    source = describe(folder, [HEADINGS, ["Health", "5"], ["Roads", "7"]])
    (folder / "book.csv").write_bytes(FIRST)
    load.load(Place(folder / "store"), [source], quiet)
    return folder / "store"


@pytest.fixture(name="desk")
def desk_fixture(tmp_path: Path, loaded: Path) -> Desk:
    return Desk(tmp_path, loaded)
