"""The process that parses is given up where the look refuses what it is at work on."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from loaders.errors import SheetError
from loaders.parser import Parser, Workbook
from loaders.workbook import Book

from . import hostile


def workbook(path: Path, value: int) -> Workbook:
    book = Book.open(hostile.xlsx(path, hostile.sheet(f'<row r="1"><c r="A1"><v>{value}</v></c></row>')))
    return Workbook(book.content, book.sha256, path)


def test_who_waits_for_a_refused_workbook_gets_no_answer(tmp_path: Path) -> None:
    parser, good, bad = Parser(), workbook(tmp_path / "good.xlsx", 1), workbook(tmp_path / "bad.xlsx", 2)
    assert parser.sheets(good) == {"Data": False}
    assert parser._process is not None
    os.kill(parser._process.pid, signal.SIGSTOP)  # as if it took long
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(parser.sheets, bad)
        while parser._at_work_on != bad.sha256:
            time.sleep(0.01)
        parser.give_up(bad.sha256)
        with pytest.raises(SheetError, match=r"^bad.xlsx: .* was given up"):
            waiting.result(timeout=60)
    with pytest.raises(SheetError, match=r"^bad.xlsx: was refused"):
        parser.sheets(bad)
    assert parser.sheets(good) == {"Data": False}, "another process has taken over"
    parser.stop()


def test_a_refusal_does_not_end_the_work_on_another_workbook(tmp_path: Path) -> None:
    parser, good, bad = Parser(), workbook(tmp_path / "good.xlsx", 1), workbook(tmp_path / "bad.xlsx", 2)
    parser.sheets(good)
    process = parser._process
    parser.give_up(bad.sha256)
    assert parser.sheets(good) == {"Data": False}
    assert parser._process is process
    parser.stop()


def test_a_grid_is_handed_out_only_once_the_look_has_passed(tmp_path: Path) -> None:
    """What the parser reads without complaint, and the look refuses: the grid is there, and nobody gets it."""
    part = "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><sst/>"
    book = Book.open(hostile.xlsx(tmp_path / "book.xlsx", **{"xl/other.xml": part}))
    with pytest.raises(SheetError, match=r"has a document type in xl/other.xml"):
        book.grid("Data")
