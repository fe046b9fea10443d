"""The next release's files are read while the release before it is at work."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.ahead import Ahead
from loaders.errors import SheetError
from loaders.load import read_all
from loaders.source import Source

from . import hostile
from .small import HEADINGS, describe, empty_store, write_workbook


def two_releases(folder: Path) -> Source:
    """A workbook a release, each with an amount of its own."""
    files = [("2016-17", "book.xlsx"), ("2017-18", "later.xlsx")]
    write_workbook(folder / "later.xlsx", {"Data": [HEADINGS, ["Health", 2]]})
    return describe(folder, {"Data": [HEADINGS, ["Health", 1]]}, releases=[{"release": r, "file": f} for r, f in files])


def test_each_release_has_its_own_books_in_order(tmp_path: Path) -> None:
    source = two_releases(tmp_path)
    with Ahead([source]) as ahead:
        taken = [ahead.take() for _ in range(3)]
    assert [[path.name for path in books] for books in taken] == [["book.xlsx"], ["later.xlsx"], []]
    for books, release, amount in zip(taken, source.releases, "12", strict=False):
        [(path, book)] = books.items()
        assert path == source.file_of(release)
        assert "Data" in book._ahead, "it was read before anyone asked"
        assert book.grid("Data").to_pylist()[-1] == {"row": 2, "c1": "Health", "c2": amount}
        assert not book._ahead, "and is not kept"
        assert book.grid("Data").to_pylist()[-1]["c2"] == amount


def test_what_is_wrong_with_a_later_file_is_said_when_its_turn_comes(tmp_path: Path) -> None:
    source = two_releases(tmp_path)
    hostile.xlsx(tmp_path / "later.xlsx", "<!DOCTYPE x><worksheet/>")
    con, begun = empty_store(), []
    with pytest.raises(SheetError, match=r"^later.xlsx: has a document type"):
        read_all(con, [source], lambda _, release: begun.append(release))
    assert begun == ["2016-17", "2017-18"]
    assert con.execute("SELECT release, amount FROM entry").fetchall() == [("2016-17", 1)]
