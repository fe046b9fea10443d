"""Reads the files of the next release while the release before it is being written."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from loaders.errors import SheetError, SourceError
from loaders.source import Release, Source
from loaders.tables import sheets_asked_for
from loaders.workbook import Book

Books = dict[Path, Book]


class Ahead:
    """The books of the sources' releases, in their order: the first is begun at once, each other one when the one
    before it is taken. What is wrong with a file is said when it is asked for, as if nobody had read ahead."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._releases = ((source, release) for source in sources for release in source.present_releases())
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._next: Future[Books] | None = None
        self._begin()

    def _begin(self) -> None:
        following = next(self._releases, None)
        self._next = self._thread.submit(_read, *following) if following else None

    def take(self) -> Books:
        """The books of the next release."""
        found = self._next.result() if self._next else {}
        self._begin()
        return found

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


def _read(source: Source, release: Release) -> Books:
    books: Books = {}
    try:
        for path in source.files_of(release):
            book = books[path] = Book.open(path)
            for layout in source.layouts(release):
                for sheet, _ in sheets_asked_for(book, layout.sheet.name):
                    book.read_ahead(sheet)
    except (SheetError, SourceError):
        pass  # it is met again, and said, by who needs the file
    return books
