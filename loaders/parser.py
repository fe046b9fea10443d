"""The process that parses workbooks (`reader.py`), as its parent sees it: started, asked, given up."""

from __future__ import annotations

import atexit
import contextlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from loaders import reader
from loaders.errors import SheetError


class Workbook(NamedTuple):
    """The bytes of a workbook, their SHA-256, and the file that errors name."""

    content: bytes
    sha256: str
    file: Path


class Parser:
    """The process; started when first needed, and again after a file took it down."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._open: str | None = None  # SHA-256 of the workbook it holds
        self._at_work_on: str | None = None
        self._refused: set[str] = set()
        self._killed = False
        self._switching = threading.Lock()
        self._one_at_a_time = threading.RLock()

    def sheets(self, book: Workbook) -> dict[str, bool]:
        """The names of a workbook's sheets, and whether each is hidden."""
        with self._one_at_a_time:
            self._open = None
            names = cast(dict[str, bool], self._ask(book, ("open", book.content)))
            self._open = book.sha256
            return names

    def ask(self, book: Workbook, what: str, sheet: str, *more: object) -> Any:
        """What `reader.ANSWERS` gives of one sheet, or one part of the file."""
        with self._one_at_a_time:
            if self._open != book.sha256:
                self.sheets(book)
            return self._ask(book, (what, (sheet, *more)), sheet)

    def give_up(self, sha256: str) -> None:
        """Answers nothing more about a workbook; whoever waits for an answer gets none. For another thread than the
        one that asks."""
        with self._switching:
            self._refused.add(sha256)
            if self._process is not None and self._at_work_on == sha256:
                self._killed = True
                self._process.kill()

    def _ask(self, book: Workbook, request: tuple[str, Any], sheet: str = "") -> Any:
        process = self._running(book)
        try:
            reader.send(cast(BinaryIO, process.stdin), request)
            answer = reader.receive(cast(BinaryIO, process.stdout))
        except OSError:
            answer = None
        if answer is None:
            self.stop()
            what = f"took more than {reader.MEMORY >> 30} GB or {reader.CPU_SECONDS} s to read, and was given up"
            raise SheetError(
                what, file=book.file, sheet=sheet, do="Open it in a spreadsheet, delete what is empty, and save it."
            )
        if answer[0] == "error":
            what = f"is not a workbook that can be opened: {answer[1]}"
            raise SheetError(what, file=book.file, sheet=sheet, do="Expected .xlsx, .xls, .xlsb, .ods, .csv or .json.")
        return answer[1]

    def _running(self, book: Workbook) -> subprocess.Popen[bytes]:
        with self._switching:
            if book.sha256 in self._refused:
                raise SheetError("was refused", file=book.file)
            self._at_work_on = book.sha256
            if self._killed:
                self.stop()
        if self._process is None or self._process.poll() is not None:
            self._open = None
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from loaders.reader import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[1],
            )
            atexit.register(self.stop)
        return self._process

    def stop(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):  # what was still to be sent goes nowhere
                    cast(BinaryIO, pipe).close()
        self._process = self._open = None
        self._killed = False


parser = Parser()
