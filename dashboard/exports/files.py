"""A file is complete or absent, and the same figures are the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path beside `file` to write to. It becomes `file` once the block has ended well, and is gone if it has not."""
    part = file.with_name(f".{file.name}.part")
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def put(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Adds a member to a ZIP without the hour, which `writestr` would note: a download may be continued by it."""
    with package.open(name, "w") as member:
        member.write(data)
